"""Products as they are compared with garments."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from wornby.datamodel import Asset, AssetKind, EmbeddingSpace, PhotoTags, Place, Product
from wornby.matching.profiles import ProductProfile, make_profile
from wornby.testing.factories import SPACE, make_asset, make_fact, make_garment, make_product, make_tags
from wornby.vocabulary import load_vocabulary
from wornby.vocabulary.products import ProductTexts

TEXTS = ProductTexts(load_vocabulary())


def picture(name: str = "p1", *, kind: str = "coat", pattern: str = "striped", seed: int = 1) -> Asset:
    """A shop's picture of one lying garment."""
    garment = replace(make_garment(None, kind=kind, seed=seed), pattern=make_fact(pattern))
    tags = PhotoTags(photo={}, wearers=(), garments=(garment,))
    return make_asset(name, kind=AssetKind.PRODUCT, products=("A",), tags=tags)


def profile(
    pictures: Sequence[Asset], product: Product | None = None, *, space: EmbeddingSpace = SPACE
) -> ProductProfile:
    """The profile of product A."""
    return make_profile("A", product, pictures=pictures, texts=TEXTS, space=space)


def test_without_pictures_there_is_no_vector() -> None:
    assert profile([], make_product("A")).vectors.shape == (0, SPACE.dimensions)


def test_one_picture_gives_one_vector() -> None:
    assert len(profile([picture()]).vectors) == 1


def test_two_pictures_give_their_vectors_and_the_centroid() -> None:
    found = profile([picture("p1", seed=1), picture("p2", seed=2)]).vectors
    assert found[2] == pytest.approx((found[0] + found[1]) / np.linalg.norm(found[0] + found[1]), abs=1e-6)


def test_vectors_of_another_space_are_left_out() -> None:
    assert len(profile([picture()], space=EmbeddingSpace(name="other@1", dimensions=16)).vectors) == 0


@pytest.mark.parametrize(
    ("product", "kind", "place"),
    [(None, "coat", Place.OUTER), (make_product("A", title="Linen shirt"), "shirt", Place.UPPER)],
    ids=["of the picture", "of the title"],
)
def test_the_kind(product: Product | None, kind: str, place: Place) -> None:
    found = profile([picture()], product)
    assert (found.kind, found.place) == (kind, place)


@pytest.mark.parametrize(
    ("product", "color"),
    [(None, "#dc143c"), (make_product("A", swatch="#AABBCC"), "#aabbcc")],
    ids=["as measured", "of the swatch"],
)
def test_the_colour(product: Product | None, color: str) -> None:
    assert profile([picture()], product).color == color


@pytest.mark.parametrize(
    ("product", "pattern"),
    [(None, "striped"), (make_product("A", title="Checked shirt"), "checked")],
    ids=["of the picture", "of the title"],
)
def test_the_pattern(product: Product | None, pattern: str) -> None:
    assert profile([picture()], product).pattern == pattern


def test_of_a_worn_picture_the_garment_at_the_place_of_the_title_counts() -> None:
    worn = make_asset("p1", kind=AssetKind.PRODUCT, tags=replace(make_tags(), garments=()))
    found = profile([worn], make_product("A", title="Wide trousers"))
    assert worn.tags is not None
    own = worn.tags.wearers[0].garments[1].embedding
    assert own is not None
    assert found.vectors[0] == pytest.approx(own.vector)
