"""All products in memory, kept in step with the records."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from wornby.datamodel import Asset, AssetKind, BoundingBox, LocalFeatures, PhotoTags
from wornby.errors import StoreError
from wornby.matching import Catalogue
from wornby.matching.features_file import is_current, read_features, read_vector, write_features
from wornby.testing.factories import SPACE, make_asset, make_garment, make_product, make_tags
from wornby.testing.fakes import FakeRecordStore
from wornby.vocabulary import load_vocabulary

WHOLE = BoundingBox(x_min=0.0, y_min=0.0, x_max=1.0, y_max=1.0)


def features(seed: int) -> LocalFeatures:
    """Twelve points of some motif."""
    rng = np.random.default_rng(seed)
    return LocalFeatures(
        points=rng.uniform(0, 1, (12, 2)).astype(np.float32),
        descriptors=rng.integers(0, 200, (12, 128)).astype(np.uint8),
        frames=np.ones((12, 2), dtype=np.float32),
        box=WHOLE,
        aspect=1.0,
    )


def vector(seed: int) -> NDArray[np.float32]:
    """What some motif looks like."""
    values = np.random.default_rng(seed).normal(0, 1, 8)
    return (values / np.linalg.norm(values)).astype(np.float32)


def written(motif: int | None) -> bytes:
    """What the records keep of a picture with a motif, or without one."""
    return write_features(None, vector=None) if motif is None else write_features(features(motif), vector=vector(motif))


def picture(name: str, sku: str, *, seed: int = 1) -> Asset:
    """A shop's picture."""
    tags = PhotoTags(photo={}, wearers=(), garments=(make_garment(None, kind="coat", seed=seed),))
    return make_asset(name, kind=AssetKind.PRODUCT, products=(sku,), tags=tags)


def add(records: FakeRecordStore, name: str, sku: str, *, seed: int = 1, motif: int | None = None) -> None:
    """A picture with its features."""
    records.commit_asset(picture(name, sku, seed=seed))
    records.put_features(name, written(motif))


@pytest.fixture
def records() -> FakeRecordStore:
    found = FakeRecordStore()
    found.put_products([make_product("A", title="Grey coat", swatch="#808080"), make_product("B", title="Coat")])
    add(found, "a1", "A", seed=1, motif=1)
    add(found, "b1", "B", seed=2)
    found.commit_asset(make_asset("w1", tags=make_tags()))
    return found


@pytest.fixture
def catalogue(records: FakeRecordStore) -> Catalogue:
    found = Catalogue(records, vocabulary=load_vocabulary(), space=SPACE)
    found.catch_up()
    return found


def test_an_empty_library_has_no_products() -> None:
    empty = Catalogue(FakeRecordStore(), vocabulary=load_vocabulary(), space=SPACE)
    empty.catch_up()
    assert empty.table().skus == ()
    assert empty.table().similarities(np.ones(16, dtype=np.float32)).shape == (0,)


def test_only_the_shops_own_pictures_make_products(catalogue: Catalogue) -> None:
    assert sorted(catalogue.table().skus) == ["A", "B"]


def test_a_product_is_most_similar_to_its_own_picture(catalogue: Catalogue) -> None:
    table = catalogue.table()
    own = picture("x", "B", seed=2).tags
    assert own is not None
    vector = own.garments[0].embedding
    assert vector is not None
    found = table.similarities(vector.vector)
    assert table.skus[int(found.argmax())] == "B"
    assert found.max() == pytest.approx(1, abs=1e-3)


def test_a_new_picture_comes_in(records: FakeRecordStore, catalogue: Catalogue) -> None:
    add(records, "c1", "C", seed=3)
    catalogue.catch_up()
    assert "C" in catalogue.table().skus


def test_a_deleted_picture_goes_with_its_motif(records: FakeRecordStore, catalogue: Catalogue) -> None:
    records.delete_asset("a1")
    catalogue.catch_up()
    assert catalogue.profile("A") is None
    assert catalogue.alike(vector(1)[None], k=3) == []


def test_a_product_loses_one_of_two_pictures(records: FakeRecordStore, catalogue: Catalogue) -> None:
    add(records, "a2", "A", seed=5)
    catalogue.catch_up()
    records.delete_asset("a1")
    catalogue.catch_up()
    profile = catalogue.profile("A")
    assert profile is not None
    assert profile.pictures == ("a2",)


def test_texts_of_a_product_that_changed_are_read_again(records: FakeRecordStore, catalogue: Catalogue) -> None:
    records.put_products([make_product("A", title="Grey skirt", swatch="#808080")])
    catalogue.catch_up()
    profile = catalogue.profile("A")
    assert profile is not None
    assert profile.kind == "skirt"


def test_a_garment_finds_the_product_of_its_motif(catalogue: Catalogue) -> None:
    assert catalogue.alike(vector(1)[None], k=3) == ["A"]


def test_a_shop_without_prints_has_no_motifs(records: FakeRecordStore, catalogue: Catalogue) -> None:
    assert catalogue.has_motifs
    records.delete_asset("a1")
    catalogue.catch_up()
    assert not catalogue.has_motifs


def test_motifs_are_given_by_picture(catalogue: Catalogue) -> None:
    profiles = [profile for sku in "AB" if (profile := catalogue.profile(sku)) is not None]
    assert list(catalogue.motifs(profiles)) == ["a1"]


def test_features_come_back_as_they_were_written() -> None:
    read, looks = read_features(written(4)), read_vector(written(4))
    assert read is not None
    assert looks is not None
    assert np.array_equal(read.descriptors, features(4).descriptors)
    assert looks == pytest.approx(vector(4), abs=1e-3)


def test_a_picture_without_a_motif_says_so() -> None:
    assert (read_features(written(None)), read_vector(written(None))) == (None, None)


def test_a_picture_described_by_a_former_version_counts_as_not_looked_at() -> None:
    former = b"wbf1" + written(4)[4:]
    assert (read_features(former), read_vector(former)) == (None, None)
    assert [is_current(content) for content in (former, written(4), written(None))] == [False, True, True]


@pytest.mark.parametrize("content", [b"xx", b"no features", written(1)[:20]])
def test_damaged_features_are_refused(content: bytes) -> None:
    with pytest.raises(StoreError, match="damaged"):
        read_vector(content)


def test_the_colour_of_the_swatch_counts(catalogue: Catalogue) -> None:
    table = catalogue.table()
    assert table.labs[table.skus.index("A")] == pytest.approx([53.6, 0, 0], abs=0.5)


def test_an_asset_of_two_products_is_in_both(records: FakeRecordStore, catalogue: Catalogue) -> None:
    records.commit_asset(replace(picture("d1", "D"), products=("D", "E")))
    catalogue.catch_up()
    assert {"D", "E"} <= set(catalogue.table().skus)
