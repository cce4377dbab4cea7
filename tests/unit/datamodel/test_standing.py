from dataclasses import replace

import pytest

from wornby.datamodel import (
    AssetKind,
    BoundingBox,
    Carried,
    MatchState,
    Place,
    Verdict,
    carried_products,
    standing_matches,
)
from wornby.datamodel.standing import WHOLE_PHOTO, kept_matches, same_garments, shown_products
from wornby.testing.factories import make_asset, make_decision, make_garment, make_match, make_tags

NO, YES = Verdict.REJECTED, Verdict.CONFIRMED
LEFT = BoundingBox(x_min=0.0, y_min=0.125, x_max=0.45, y_max=0.875)
RIGHT = BoundingBox(x_min=0.55, y_min=0.125, x_max=1.0, y_max=0.875)
LIKELY = make_match("S1")
SIMILAR = make_match("S1", state=MatchState.SIMILAR, score=0.25)


def moved(garment, box):
    return replace(garment, box=box)


def couple(*, first=LEFT, second=RIGHT):
    """Two wearers beside each other, a shirt each."""
    whole = make_tags(2)
    one, other = (replace(worn, garments=worn.garments[:1]) for worn in whole.wearers)
    one = replace(one, garments=(moved(one.garments[0], first),))
    other = replace(other, garments=(moved(other.garments[0], second),))
    return replace(whole, wearers=(one, other), garments=())


def stands(**given):
    return [
        (each.match.wearer, each.match.sku, each.state.value) for each in standing_matches(make_asset("a", **given))
    ]


def test_nothing_stands_without_tags() -> None:
    assert stands(tags=None, matches=(LIKELY,), decisions=(make_decision(),)) == []


@pytest.mark.parametrize(
    ("matches", "decisions", "found"),
    [
        ((), (), []),
        ((LIKELY,), (), [(0, "S1", "likely")]),
        ((LIKELY,), [(NO, {})], [(0, "S1", "rejected")]),
        ((SIMILAR,), [(YES, {})], [(0, "S1", "confirmed")]),
        ((LIKELY,), [(YES, {}), (NO, {})], [(0, "S1", "rejected")]),
        ((LIKELY,), [(NO, {}), (YES, {})], [(0, "S1", "confirmed")]),
        ((LIKELY,), [(NO, {"sku": "S2"})], [(0, "S1", "likely"), (0, "S2", "rejected")]),
        ((), [(YES, {})], [(0, "S1", "confirmed")]),
        ((LIKELY,), [(NO, {"place": Place.FEET})], [(0, "S1", "rejected")]),
        ((LIKELY,), [(NO, {"box": RIGHT})], [(0, "S1", "likely")]),
        ((make_match("S1", garment=7),), (), []),
    ],
    ids=[
        *("none", "machine", "rejected", "confirmed", "last-no", "last-yes", "other-product", "person-only"),
        *("other-place", "gone-box", "gone-garment"),
    ],
)
def test_the_last_decision_on_a_garment_stands(matches, decisions, found) -> None:
    said = tuple(make_decision("a", **{"sku": "S1", "verdict": verdict} | given) for verdict, given in decisions)
    assert stands(matches=matches, decisions=said) == found


@pytest.mark.parametrize(("verdict", "score"), [(YES, 1.0), (NO, 0.0)], ids=["yes", "no"])
def test_what_only_a_person_says_has_no_evidence(verdict, score) -> None:
    (only,) = standing_matches(make_asset("a", decisions=(make_decision("a", verdict=verdict),)))
    assert (only.match.evidence, only.match.score, only.match.garment) == (None, score, 0)


def test_a_decision_goes_to_the_garment_that_it_overlaps_most() -> None:
    near = BoundingBox(x_min=0.2, y_min=0.125, x_max=0.65, y_max=0.875)
    decision = make_decision("a", "S1", box=LEFT)
    assert stands(tags=couple(second=near), decisions=(decision,)) == [(0, "S1", "confirmed")]
    assert stands(tags=couple(first=RIGHT, second=LEFT), decisions=(decision,)) == [(1, "S1", "confirmed")]


def test_a_garment_is_found_again_after_wearers_were_numbered_anew() -> None:
    decision = make_decision("a", "S1", box=RIGHT, wearer=0)
    assert stands(tags=couple(), decisions=(decision,)) == [(1, "S1", "confirmed")]


def test_two_decisions_are_never_on_one_garment_while_another_is_free() -> None:
    near = BoundingBox(x_min=0.1, y_min=0.125, x_max=0.55, y_max=0.875)
    said = (
        make_decision("a", "S1", box=LEFT, wearer=0),
        make_decision("a", "S1", box=BoundingBox(x_min=0.05, y_min=0.125, x_max=0.5, y_max=0.875), wearer=1),
    )
    found = stands(tags=couple(first=LEFT, second=near), decisions=said)
    assert found == [(0, "S1", "confirmed"), (1, "S1", "confirmed")]


def test_of_garments_in_one_box_the_wearers_number_tells() -> None:
    decision = make_decision("a", "S1", wearer=1)
    assert stands(tags=make_tags(2), decisions=(decision,)) == [(1, "S1", "confirmed")]


def test_a_no_outlives_a_second_tagging_with_other_numbers() -> None:
    moved_on = BoundingBox(x_min=0.1, y_min=0.125, x_max=0.5, y_max=0.875)
    said = (
        make_decision("a", "S1", box=LEFT, wearer=1, verdict=NO),
        make_decision("a", "S2", box=moved_on, wearer=0),
    )
    found = stands(tags=couple(first=moved_on), matches=(LIKELY,), decisions=said)
    assert found == [(0, "S1", "rejected"), (0, "S2", "confirmed")]


def carried(tags=None, **given):
    asset = make_asset("a", tags=tags or couple(), **given)
    return {wearer: {sku: why.value for sku, why in found.items()} for wearer, found in carried_products(asset).items()}


@pytest.mark.parametrize(
    ("products", "matches", "decisions", "found"),
    [
        ((), (), (), ({}, {}, {})),
        (("S1",), (), (), ({"S1": "given"}, {"S1": "given"}, {})),
        ((), (LIKELY,), (), ({"S1": "likely"}, {}, {})),
        ((), (SIMILAR,), (), ({}, {}, {})),
        ((), (LIKELY,), [(NO, LEFT)], ({}, {}, {})),
        ((), (), [(YES, RIGHT)], ({}, {"S1": "confirmed"}, {})),
        (("S1",), (LIKELY,), (), ({"S1": "given"}, {"S1": "given"}, {})),
        (("S1",), (), [(NO, LEFT)], ({}, {"S1": "given"}, {})),
        (("S1",), (), [(YES, RIGHT)], ({}, {"S1": "confirmed"}, {})),
        (("S1",), (LIKELY,), [(YES, RIGHT)], ({"S1": "likely"}, {"S1": "confirmed"}, {})),
        (("S1", "S2"), (), [(YES, RIGHT)], ({"S2": "given"}, {"S1": "confirmed", "S2": "given"}, {})),
        (("S1",), (), [(YES, LEFT), (YES, RIGHT)], ({"S1": "confirmed"}, {"S1": "confirmed"}, {})),
        (("S1",), (), [(NO, LEFT), (NO, RIGHT)], ({}, {}, {})),
        (("S1",), (), [(NO, WHOLE_PHOTO)], ({}, {}, {})),
        (("S1",), (), [(NO, WHOLE_PHOTO), (YES, WHOLE_PHOTO)], ({"S1": "given"}, {"S1": "given"}, {})),
    ],
    ids=[
        *("nothing", "given", "likely", "similar", "rejected", "person", "given-and-likely", "given-but-rejected"),
        *(
            "one-of-two",
            "other-has-its-own",
            "other-product-stays",
            "both",
            "all-rejected",
            "whole-photo",
            "taken-back",
        ),
    ],
)
def test_who_carries_a_product(products, matches, decisions, found) -> None:
    said = tuple(make_decision("a", "S1", verdict=verdict, box=box) for verdict, box in decisions)
    assert carried(products=products, matches=matches, decisions=said) == dict(zip((0, 1, None), found, strict=True))


def apart(*, first, second):
    """A couple whose boxes are known, with no garment where a box is None."""
    tags = couple()
    people = [
        replace(worn, box=box, garments=tuple(moved(one, where) for one in worn.garments if where is not None))
        for worn, box, where in zip(tags.wearers, (LEFT, RIGHT), (first, second), strict=True)
    ]
    return replace(tags, wearers=tuple(people))


@pytest.mark.parametrize(
    ("tags", "box", "found"),
    [
        (apart(first=None, second=RIGHT), LEFT, ({}, {"S1": "given"})),
        (apart(first=None, second=None), RIGHT, ({"S1": "given"}, {})),
        (apart(first=None, second=None), BoundingBox(x_min=0.45, y_min=0.0, x_max=0.55, y_max=1.0), ({}, {})),
        (replace(make_tags(0), garments=()), LEFT, ()),
    ],
    ids=["garment-gone", "all-gone", "in-no-wearers-box", "wearers-gone"],
)
def test_a_no_to_a_given_product_outlives_its_garment(tags, box, found) -> None:
    said = (make_decision("a", "S1", verdict=NO, box=box),)
    expected = dict(enumerate(found)) | {None: {}}
    assert carried(tags, products=("S1",), decisions=said) == expected


def test_a_no_outlives_another_place_of_its_garment() -> None:
    tags = make_tags(1)
    coat = replace(tags.wearers[0].garments[0], place=Place.OUTER)
    tags = replace(tags, wearers=(replace(tags.wearers[0], garments=(coat,)),), garments=())
    said = (make_decision("a", "S1", verdict=NO),)
    assert carried(tags, products=("S1",), decisions=said)[0] == {}


def test_what_nobody_wears_carries_what_was_given_where_nobody_is() -> None:
    tags = replace(make_tags(0), garments=(make_garment(None),))
    assert carried(tags, products=("S1",)) == {None: {"S1": "given"}}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"products": ()}, ()),
        ({"products": ("S2", "S1")}, ("S2", "S1")),
        ({"products": ("S2", "S1"), "decisions": (make_decision("a", "S2", verdict=NO),)}, ("S1",)),
        ({"products": ("S1",), "matches": (make_match("S9", state=MatchState.CONFIRMED),)}, ("S1", "S9")),
        ({"products": (), "matches": (LIKELY,)}, ()),
        ({"products": ("S1",), "kind": AssetKind.PRODUCT}, ("S1",)),
    ],
    ids=["none", "given", "rejected", "confirmed", "likely", "shops-own"],
)
def test_the_products_that_a_picture_shows(given, found) -> None:
    assert shown_products(make_asset("a", **given)) == found


def test_a_garment_that_lies_there_takes_nothing_from_wearers() -> None:
    tags = replace(couple(), garments=(make_garment(None),))
    lying = make_match("S1", wearer=None, state=MatchState.CONFIRMED)
    assert carried(tags, products=("S1",), matches=(lying,))[0] == {"S1": "given"}


def test_the_best_of_a_wearers_garments_counts() -> None:
    two = (make_match("S1", garment=0), make_match("S1", garment=1, state=MatchState.CONFIRMED))
    assert carried(make_tags(1), products=(), matches=two)[0] == {"S1": "confirmed"}


def test_what_may_not_be_known_says_nothing() -> None:
    asset = make_asset("a", products=(), matches=(LIKELY,))
    assert carried_products(asset)[0] == {"S1": Carried.LIKELY}
    assert carried_products(asset, is_known=lambda garment: garment.place is Place.LOWER)[0] == {}


def test_matches_fit_tags_with_the_same_garments() -> None:
    tags = make_tags(1)
    asset = make_asset("a", tags=tags, matches=(LIKELY,), matcher="m@1")
    assert kept_matches(asset, read=make_tags(1, seed=9)) == asset
    assert same_garments(None, None)


@pytest.mark.parametrize("read", [None, make_tags(2), couple()], ids=["none", "more", "elsewhere"])
def test_matches_of_other_garments_are_not_kept(read) -> None:
    asset = make_asset("a", tags=make_tags(1), matches=(LIKELY,), matcher="m@1")
    assert kept_matches(asset, read=read) == replace(asset, matches=(), matcher="")


def test_a_no_to_what_may_not_be_known_holds() -> None:
    asset = make_asset("a", products=("S1",), decisions=(make_decision("a", "S1", verdict=NO),))
    assert carried_products(asset, is_known=lambda _: False)[0] == {}
