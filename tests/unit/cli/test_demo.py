from tests.unit.cli.fakes import asset
from wornby.cli.showing import Tally, agreement_table, compare
from wornby.demo import demo_shop


def test_nothing_found_agrees_with_nothing() -> None:
    tallies = compare({})
    assert tallies["wearers"].agreed == 0
    assert tallies["wearers"].total == 60


def test_what_was_found_is_compared_with_what_was_drawn() -> None:
    name = next(each.name for each in demo_shop().pictures if each.attributes["hair.color"] == "red")
    tallies = compare({name: asset()})
    assert tallies["wearers"].agreed == 1
    assert tallies["hair.color"].agreed >= 1


def test_a_tally_counts_mistakes() -> None:
    tally = Tally()
    tally.add("red", found="red")
    tally.add("red", found="brown")
    assert (tally.agreed, tally.total, tally.mistakes["red → brown"]) == (1, 2, 1)
    assert agreement_table({"hair.color": tally}).row_count == 1
