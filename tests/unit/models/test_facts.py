import pytest

from wornby.datamodel import ColorFact, Fact
from wornby.models.facts import best_fact


def test_the_likeliest_value_wins():
    fact = best_fact({"solid": 0.2, "striped": 0.7, "other": 0.1}, allowed=None, source="s")
    assert (fact.value, fact.confidence, fact.source) == ("striped", 0.7, "s")


def test_values_that_are_not_allowed_give_their_share_away():
    fact = best_fact({"shirt": 0.6, "jacket": 0.3, "coat": 0.1}, allowed=("jacket", "coat"), source="s")
    assert (fact.value, fact.confidence) == ("jacket", pytest.approx(0.75))


def test_shares_of_nothing_are_no_division_by_zero():
    fact = best_fact({"shirt": 1.0, "coat": 0.0}, allowed=("coat",), source="s")
    assert (fact.value, fact.confidence) == ("coat", 0.0)


@pytest.mark.parametrize(("share", "unsure"), [(0.4, True), (0.49, True), (0.5, False), (0.9, False)])
def test_less_than_even_odds_are_kept_for_review(share, unsure):
    rest = (1 - share) / 4
    fact = best_fact({"a": share, "b": rest, "c": rest, "d": rest, "e": rest}, allowed=None, source="builtin/head@1")
    assert (fact.value, fact.unsure) == ("a", unsure)


@pytest.mark.parametrize("source", ["wearer", "staff/anna", "hub/siglip2@1+zero-shot", "rekognition"])
def test_who_does_not_calibrate_is_never_unsure_by_our_number(source):
    assert not Fact(value="red", confidence=0.2, source=source).unsure
    color = ColorFact(family="red", name="red", hex="#ff0000", share=0.9, source=source, confidence=0.2)
    assert not color.unsure
