from tests.unit.comparison.build import VOCABULARY, hair, worn
from wornby.cli.terms import rented_terms
from wornby.comparison import TaggerRun, find_question
from wornby.comparison.standings import answer_table
from wornby.compose import list_profiles
from wornby.datamodel import Purpose


def test_azure_ended_hair_though_its_tags_may_speak_of_it() -> None:
    terms = rented_terms(list_profiles()["azure"], purposes=frozenset(Purpose))
    run = TaggerRun(name="azure", tags={"0.jpg": worn()}, can_state=terms.can_state, not_served=terms.not_served)
    table = answer_table(find_question("hair.color", VOCABULARY), [run], files=["0.jpg"], labels=hair("red"))
    assert "hair.color" in terms.can_state
    assert table.why_not == {"azure": "not served since 2023-06-30"}
