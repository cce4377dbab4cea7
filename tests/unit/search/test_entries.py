"""What gets into the index."""

from dataclasses import replace

import numpy as np
import pytest

from tests.unit.search.build import ALL, DISPLAY, NONE, asset, fact, garment, tags, wearer
from wornby.datamodel import EmbeddingSpace, MatchState, Place
from wornby.errors import SpaceMismatchError
from wornby.search import index_entries
from wornby.testing.factories import make_match
from wornby.testing.fakes import FAKE_SPACE
from wornby.vocabulary.shades import shade_of

SHIRT = garment("shirt", "white", "striped", vector=(1, 0, 0))
JEANS = garment("jeans", "blue", place=Place.LOWER, vector=(0, 1, 0))
HAT = garment("hat", "red", place=Place.HEAD, vector=(0, 0, 1))
LOOSE = garment("coat", "green", place=None)


def attributes(photo_tags, **given):
    return dict(index_entries(asset("a", photo_tags, **given))[0].attributes)


@pytest.mark.parametrize(
    ("photo_tags", "ids"),
    [
        (None, ["a.x"]),
        (tags(), ["a.x"]),
        (tags(wearer(SHIRT)), ["a.0"]),
        (tags(wearer(SHIRT), wearer()), ["a.0", "a.1"]),
        (tags(loose=[LOOSE]), ["a.x"]),
        (tags(wearer(SHIRT), loose=[LOOSE]), ["a.0", "a.x"]),
    ],
    ids=["untagged", "empty", "wearer", "two", "loose", "both"],
)
def test_one_entry_for_each_wearer_and_one_for_the_rest(photo_tags, ids):
    assert [entry.id for entry in index_entries(asset("a", photo_tags))] == ids


@pytest.mark.parametrize(
    ("attribute", "values"),
    [
        ("asset.kind", ("worn",)),
        ("product", ("S1", "S2")),
        ("rights.display", ("yes",)),
        ("photo.kind", ("worn",)),
        ("hair.color", ("red",)),
        ("garment.kind", ("jeans", "shirt")),
        ("garment.color", ("blue", "white")),
        ("upper.color", ("white",)),
        ("lower.kind", ("jeans",)),
        (
            "garment.look",
            (
                *("blue+solid", "jeans+blue", "jeans+blue+solid", "jeans+solid"),
                *("shirt+striped", "shirt+white", "shirt+white+striped", "white+striped"),
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_attributes_of_a_wearer(attribute, values):
    found = attributes(tags(wearer(SHIRT, JEANS, hair_color="red")), products=["S2", "S1"])
    assert found[attribute] == values


def test_a_garment_has_the_cell_of_its_measured_colour_with_and_without_its_kind():
    found = attributes(tags(wearer(SHIRT, garment("hat", None, place=Place.HEAD))))
    assert found["garment.shade"] == tuple(sorted(shade_of("#000000", "shirt")))


def test_a_garment_whose_kind_is_not_sure_has_its_cell_alone():
    unsure = replace(SHIRT, kind=fact("not_visible"))
    assert attributes(tags(wearer(unsure)))["garment.shade"] == shade_of("#000000")


def test_what_is_not_visible_is_left_out():
    found = attributes(tags(wearer(garment("shirt", None, "not_visible"), hair_color="not_visible")))
    assert found.keys() & {"hair.color", "upper.pattern", "upper.color", "garment.look"} == set()


@pytest.mark.parametrize(("rights", "kept"), [(ALL, True), (DISPLAY, False), (NONE, False)], ids=["all", "no", "none"])
@pytest.mark.parametrize("attribute", ["hair.color", "eyewear.kind", "shop.own", "head.kind"])
def test_appearance_needs_its_right(rights, kept, attribute):
    photo_tags = tags(wearer(HAT, hair_color="red", eyewear_kind="none", shop_own="x"))
    assert (attribute in attributes(photo_tags, rights=rights)) == kept


def test_a_hat_without_the_right_leaves_no_vector():
    entry = index_entries(asset("a", tags(wearer(SHIRT, HAT)), rights=DISPLAY))[0]
    assert entry.vectors.tolist() == [[1, 0, 0]]


def test_bags_need_no_right():
    assert attributes(tags(wearer(bag_kind="tote")), rights=NONE)["bag.kind"] == ("tote",)


@pytest.mark.parametrize(("rights", "value"), [(ALL, "yes"), (NONE, "no")], ids=["yes", "no"])
def test_display(rights, value):
    assert attributes(None, rights=rights)["rights.display"] == (value,)


def test_several_accessories_are_joined_with_a_plus():
    assert attributes(tags(wearer(accessories="belt+watch")))["accessories"] == ("belt", "watch")


def test_vectors_are_those_of_the_garments():
    vectors = index_entries(asset("a", tags(wearer(SHIRT, JEANS))))[0].vectors
    assert np.array_equal(vectors, np.array([[1, 0, 0], [0, 1, 0]], np.float32))


def test_no_vectors_have_the_width_of_the_space():
    assert index_entries(asset("a"), space=FAKE_SPACE)[0].vectors.shape == (0, 3)


def test_a_vector_of_another_space_is_refused():
    with pytest.raises(SpaceMismatchError):
        index_entries(asset("a", tags(wearer(SHIRT))), space=EmbeddingSpace(name="other@1", dimensions=3))


def test_further_facts_of_garments_are_values_too():
    first = replace(SHIRT, attributes={"garment.sleeve": fact("long"), "shop.own": fact("x")})
    second = replace(JEANS, attributes={"garment.sleeve": fact("not_visible")})
    found = attributes(tags(wearer(first, second)), rights=DISPLAY)
    assert found["garment.sleeve"] == ("long",)
    assert "shop.own" not in found


@pytest.mark.parametrize(
    ("given", "state", "product", "confirmed"),
    [
        ((), None, (), ()),
        (("S1",), None, ("S1",), ("S1",)),
        ((), MatchState.SIMILAR, (), ()),
        ((), MatchState.LIKELY, ("S1",), ()),
        ((), MatchState.CONFIRMED, ("S1",), ("S1",)),
        (("S1",), MatchState.LIKELY, ("S1",), ("S1",)),
        (("S2",), MatchState.LIKELY, ("S1", "S2"), ("S2",)),
    ],
    ids=["nothing", "given", "similar", "likely", "confirmed", "given-and-likely", "given-for-another"],
)
def test_products_that_a_wearer_carries(given, state, product, confirmed):
    matches = () if state is None else (make_match("S1", state=state),)
    (entry,) = index_entries(replace(asset("a", tags(wearer(SHIRT)), products=given), matches=matches))
    found = entry.attributes
    assert (found.get("product", ()), found.get("product.confirmed", ())) == (product, confirmed)


def test_a_hat_without_the_right_carries_no_product():
    whole = replace(asset("a", tags(wearer(SHIRT, HAT)), rights=DISPLAY), matches=(make_match("S1", garment=1),))
    assert "product" not in index_entries(whole)[0].attributes
    assert index_entries(replace(whole, rights=ALL))[0].attributes["product"] == ("S1",)
