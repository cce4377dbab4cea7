"""What is stated about an entry."""

from dataclasses import replace

import pytest

from tests.unit.search.build import DISPLAY, asset, garment, tags, wearer
from wornby.datamodel import Clause, ColorFact, Fact, Match, MatchState, Place
from wornby.search.stated import Statement, garments_of, split_id, statements
from wornby.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
SHIRT = garment("shirt", "white", "striped")
CAP = garment("cap", "red", None, place=Place.HEAD)
PHOTO = asset(
    "a",
    tags(
        wearer(SHIRT, CAP, hair_color="red", accessories="scarf+watch"),
        wearer(garment("jeans", "blue", place=Place.LOWER)),
        loose=[garment("coat", "green", place=None)],
    ),
    products=["S1"],
)


def said(attribute, *values, number="0", photo=PHOTO, negate=False):
    clause = Clause(attribute=attribute, values=frozenset(values), negate=negate)
    return statements(photo, number, clause, vocabulary=VOCABULARY)


@pytest.mark.parametrize(
    ("entry_id", "parts"),
    [
        ("", ("", "")),
        ("a", ("a", "")),
        ("a.0", ("a", "0")),
        ("a.x", ("a", "x")),
        ("a.b", ("a.b", "")),
        ("a.²", ("a.²", "")),
    ],
)
def test_ids(entry_id, parts):
    assert split_id(entry_id) == parts


@pytest.mark.parametrize(
    ("number", "kinds"),
    [("0", ["shirt", "cap"]), ("1", ["jeans"]), ("x", ["coat"]), ("", ["shirt", "cap", "jeans", "coat"]), ("7", [])],
)
def test_garments_of_an_entry(number, kinds):
    assert [each.kind.value for each in garments_of(PHOTO, number, vocabulary=VOCABULARY)] == kinds


def test_what_is_on_the_head_needs_rights():
    found = garments_of(replace(PHOTO, rights=DISPLAY), "0", vocabulary=VOCABULARY)
    assert [each.kind.value for each in found] == ["shirt"]


def test_a_photo_without_tags_has_no_garments():
    assert garments_of(asset("b"), "", vocabulary=VOCABULARY) == ()


@pytest.mark.parametrize(
    ("attribute", "values", "found"),
    [
        ("hair.color", ["brown"], []),
        ("hair.color", ["red"], ["red"]),
        ("accessories", ["watch"], ["watch"]),
        ("garment.kind", ["shirt", "jeans"], ["shirt"]),
        ("upper.color", ["white"], ["white"]),
        ("lower.color", ["white"], []),
        ("garment.look", ["shirt+white"], ["shirt+white"]),
        ("garment.look", ["shirt+red"], []),
        ("photo.kind", ["worn"], ["worn"]),
        ("asset.kind", ["worn"], ["worn"]),
        ("product", ["S1"], ["S1"]),
    ],
)
def test_values(attribute, values, found):
    assert [one.value for one in said(attribute, *values)] == found


def test_a_fact_is_told_with_its_source():
    assert said("hair.color", "red") == [Statement(value="red", confidence=0.9, source="test")]


def test_a_look_is_as_sure_as_its_least_sure_part():
    doubtful = replace(SHIRT, pattern=Fact(value="striped", confidence=0.6, source="eye"))
    photo = asset("a", tags(wearer(doubtful)))
    (one,) = said("garment.look", "shirt+striped", photo=photo)
    assert (one.confidence, one.source) == (0.6, "eye")


def test_a_colour_that_nobody_calibrated_is_as_sure_as_its_share():
    color = ColorFact(family="white", name="snow", hex="#fffafa", share=0.7, source="pixels")
    (one,) = said("garment.color", "white", photo=asset("a", tags(wearer(replace(SHIRT, color=color)))))
    assert one.confidence == 0.7


def test_a_match_states_its_product():
    match = Match(wearer=0, garment=0, sku="S2", score=0.8, state=MatchState.LIKELY, evidence=None)
    photo = replace(PHOTO, matches=(match,), matcher="matcher@1")
    assert said("product", "S2", photo=photo) == [Statement(value="S2", confidence=0.8, source="matcher@1")]
    assert said("product", "S2", photo=photo, number="1") == []


def test_nothing_is_stated_for_what_must_not_be():
    assert said("hair.color", "red", negate=True) == []


def test_facts_for_review_are_not_told():
    photo = asset("a", tags(wearer(replace(SHIRT, kind=Fact(value="shirt", confidence=0.3, source="builtin/x@1")))))
    assert said("garment.kind", "shirt", photo=photo) == []
