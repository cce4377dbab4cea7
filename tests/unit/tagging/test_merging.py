from dataclasses import replace

import pytest

from tests.unit.tagging.build import box, fact, garment, tags, wearer
from wornby.datamodel import Place
from wornby.tagging.merging import match_boxes, merge_tags

LEFT, RIGHT = box(0, 0, 0.4, 1), box(0.6, 0, 1, 1)


def test_wearers_are_matched_by_place_not_by_order() -> None:
    base = [wearer(at=LEFT), wearer(at=RIGHT)]
    others = [wearer(at=box(0.62, 0, 1, 1)), wearer(at=box(0.02, 0, 0.4, 1))]
    assert {number: found.box.x_min for number, found in match_boxes(base, others).items()} == {0: 0.02, 1: 0.62}


def test_one_wearer_is_not_matched_twice() -> None:
    base = [wearer(at=box(0, 0, 0.5, 1)), wearer(at=box(0.1, 0, 0.6, 1))]
    assert list(match_boxes(base, [wearer(at=box(0.1, 0, 0.6, 1))])) == [1]


def test_a_routed_attribute_comes_from_its_tagger_with_its_source() -> None:
    base = tags(wearer(hair_color="brown", bag_kind="none"))
    other = tags(wearer(hair_color="red", bag_kind="tote", source="other@1"))
    found = merge_tags(base, {"other": other}, routes={"hair.color": "other"}).wearers[0].attributes
    assert (found["hair.color"].value, found["hair.color"].source) == ("red", "other@1")
    assert (found["bag.kind"].value, found["bag.kind"].source) == ("none", "base@1")


@pytest.mark.parametrize(
    "other",
    [tags(), tags(wearer()), tags(wearer(at=box(0.9, 0.9, 1, 1), hair_color="red"))],
    ids=["none", "silent", "far"],
)
def test_where_the_routed_tagger_is_silent_the_bases_word_stands(other) -> None:
    found = merge_tags(tags(wearer(hair_color="brown")), {"other": other}, routes={"hair.color": "other"})
    assert found.wearers[0].attributes["hair.color"].value == "brown"


def test_a_wearer_that_only_another_tagger_sees_is_left_out() -> None:
    other = tags(wearer(at=LEFT), wearer(at=RIGHT, main=False))
    assert len(merge_tags(tags(wearer(at=LEFT)), {"other": other}, routes={"hair.color": "other"}).wearers) == 1


def test_photo_attributes_are_routed() -> None:
    found = merge_tags(tags(photo_kind="worn"), {"o": tags(photo_kind="studio")}, routes={"photo.kind": "o"})
    assert found.photo["photo.kind"].value == "studio"


@pytest.mark.parametrize(
    ("routes", "kinds"),
    [
        ({}, ("shirt", "jeans")),
        ({"garment.kind": "o"}, ("polo", "shorts")),
        ({"upper.kind": "o"}, ("polo", "jeans")),
        ({"garment.pattern": "o"}, ("shirt", "jeans")),
    ],
    ids=["none", "all-places", "one-place", "other-part"],
)
def test_garments_are_merged_place_by_place(routes, kinds) -> None:
    base = tags(wearer(garment(), garment(Place.LOWER, kind="jeans")))
    other = tags(wearer(garment(Place.LOWER, kind="shorts"), garment(kind="polo")))
    found = merge_tags(base, {"o": other}, routes=routes).wearers[0].garments
    assert tuple(each.kind.value for each in found) == kinds


def test_a_part_that_the_routed_tagger_does_not_state_stays() -> None:
    base, other = tags(wearer(garment(pattern="striped"))), tags(wearer(garment(pattern="")))
    found = merge_tags(base, {"o": other}, routes={"garment.pattern": "o"}).wearers[0].garments[0]
    assert found.pattern.value == "striped"


def test_lying_garments_are_merged_by_their_boxes() -> None:
    base = tags(garments=[garment(None, kind="coat", at=LEFT), garment(None, kind="hat", at=RIGHT)])
    other = tags(garments=[garment(None, kind="cap", at=RIGHT)])
    found = merge_tags(base, {"o": other}, routes={"garment.kind": "o"}).garments
    assert [each.kind.value for each in found] == ["coat", "cap"]


def test_further_attributes_of_a_garment_are_routed() -> None:
    own = replace(garment(Place.UPPER), attributes={"garment.sleeve": fact("long"), "garment.neck": fact("round")})
    other = replace(garment(Place.UPPER), attributes={"garment.sleeve": fact("short", "other@1")})
    routes = {"garment.sleeve": "other", "garment.neck": "other"}
    merged = merge_tags(tags(wearer(own)), {"other": tags(wearer(other))}, routes=routes).wearers[0].garments[0]
    assert merged.attributes["garment.sleeve"] == fact("short", "other@1")
    assert merged.attributes["garment.neck"] == fact("round")
