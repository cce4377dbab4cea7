"""The contract of every store of records, as to the vectors of a joint encoder."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from wornby.datamodel import Asset, EmbeddingSpace, PhotoTags, Purpose, Rights, RightsState, Vectors
from wornby.datamodel.joint import WHOLE_PHOTO
from wornby.interfaces.stores import RecordStore
from wornby.testing.factories import make_asset, make_fact, make_tags, make_vectors

JOINT = EmbeddingSpace(name="joint@1", dimensions=6)
OTHER = replace(JOINT, name="joint@2")
_APPEARANCE = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.APPEARANCE}))
_MOVED = replace(make_tags(2).wearers[0], box=replace(make_tags(1).wearers[0].box, x_min=0.0))


def make_joint(asset_id: str, *, wearers: int = 2, **changes: Any) -> Asset:  # noqa: ANN401 - any field of an asset
    """An asset whose wearers may be embedded."""
    return replace(make_asset(asset_id, tags=make_tags(wearers), rights=_APPEARANCE), **changes)


def _vectors(number: int, *, seed: int = 0, space: EmbeddingSpace = JOINT) -> dict[int, Vectors]:
    return dict(enumerate(make_vectors(number, seed=seed, space=space)))


class JointVectorsSuite:
    """Vectors of a joint encoder."""

    def test_has_no_joint_vectors_at_first(self, store: RecordStore) -> None:
        store.commit_asset(make_joint("a"))
        assert store.get_joint([], space=JOINT) == {}
        assert store.get_joint(["a", "none"], space=JOINT) == {}

    def test_gives_back_joint_vectors(self, store: RecordStore) -> None:
        asset, put = make_joint("a"), _vectors(2)
        store.commit_asset(asset)
        assert store.put_joint(asset, space=JOINT, vectors=put)
        found = store.get_joint(["a"], space=JOINT)["a"]
        assert list(found) == [0, 1]
        for number, vector in found.items():
            assert vector.dtype == np.float32
            assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-5)
            assert float(vector @ put[number]) > 0.9999

    def test_gives_back_the_vector_of_a_whole_photo(self, store: RecordStore) -> None:
        asset = make_joint("a", wearers=0)
        store.commit_asset(asset)
        assert store.put_joint(asset, space=JOINT, vectors={WHOLE_PHOTO: make_vectors(1, space=JOINT)[0]})
        assert list(store.get_joint(["a"], space=JOINT)["a"]) == [WHOLE_PHOTO]

    def test_an_asset_has_joint_vectors_of_one_space(self, store: RecordStore) -> None:
        asset = make_joint("a")
        store.commit_asset(asset)
        store.put_joint(asset, space=JOINT, vectors=_vectors(2))
        store.put_joint(asset, space=OTHER, vectors=_vectors(2, space=OTHER))
        assert store.get_joint(["a"], space=JOINT) == {}
        assert list(store.get_joint(["a"], space=OTHER)["a"]) == [0, 1]

    def test_writes_a_change_for_joint_vectors(self, store: RecordStore) -> None:
        asset = make_joint("a")
        store.commit_asset(asset)
        store.put_joint(asset, space=JOINT, vectors=_vectors(2))
        assert [name for _, name in store.changes(after=0)] == ["a", "a"]

    @pytest.mark.parametrize(
        "meanwhile",
        [
            {"tags": make_tags(1)},
            {"tags": replace(make_tags(2), wearers=(_MOVED,) * 2)},
            {"rights": Rights(state=RightsState.WITHDRAWN)},
            None,
        ],
        ids=["fewer-wearers", "moved", "rights", "gone"],
    )
    def test_keeps_no_joint_vectors_of_what_has_changed(
        self, store: RecordStore, meanwhile: dict[str, Any] | None
    ) -> None:
        read = make_joint("a")
        store.commit_asset(read)
        if meanwhile is None:
            store.delete_asset("a")
        else:
            store.commit_asset(replace(read, **meanwhile))
        before = store.last_change()
        assert not store.put_joint(read, space=JOINT, vectors=_vectors(2))
        assert (store.get_joint(["a"], space=JOINT), store.last_change()) == ({}, before)

    @pytest.mark.parametrize(
        ("change", "left"),
        [
            ({"products": ()}, True),
            ({"tags": replace(make_tags(2), photo={"photo.kind": make_fact("selfie")})}, True),
            ({"tags": make_tags(1)}, False),
            ({"tags": PhotoTags(photo={}, wearers=(), garments=())}, False),
            ({"rights": Rights(state=RightsState.WITHDRAWN)}, False),
        ],
        ids=["products", "facts", "fewer-wearers", "no-wearers", "withdrawn"],
    )
    def test_joint_vectors_last_as_long_as_what_they_show(
        self, store: RecordStore, *, change: dict[str, Any], left: bool
    ) -> None:
        asset = make_joint("a")
        store.commit_asset(asset)
        store.put_joint(asset, space=JOINT, vectors=_vectors(2))
        store.commit_asset(replace(asset, **change))
        assert bool(store.get_joint(["a"], space=JOINT)) is left

    def test_joint_vectors_are_deleted_with_their_asset(self, store: RecordStore) -> None:
        asset = make_joint("a")
        store.commit_asset(asset)
        store.put_joint(asset, space=JOINT, vectors=_vectors(2))
        store.delete_asset("a")
        assert store.get_joint(["a"], space=JOINT) == {}
        store.commit_asset(asset)
        assert store.get_joint(["a"], space=JOINT) == {}

    def test_lists_assets_without_joint_vectors(self, store: RecordStore) -> None:
        assert store.list_without_joint(JOINT) == []
        for name in ("b", "A", "c", "d"):
            store.commit_asset(make_joint(name))
        store.put_joint(make_joint("b"), space=JOINT, vectors=_vectors(2))
        store.put_joint(make_joint("c"), space=OTHER, vectors=_vectors(2, space=OTHER))
        assert [asset.id for asset in store.list_without_joint(JOINT)] == ["A", "c", "d"]
        assert [asset.id for asset in store.list_without_joint(JOINT, after="A", limit=1)] == ["c"]
        assert [asset.id for asset in store.list_without_joint(OTHER)] == ["A", "b", "d"]
        assert store.list_without_joint(JOINT, limit=1) == [store.get_asset("A")]
