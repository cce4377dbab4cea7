from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from wornby.datamodel import EmbeddingSpace
from wornby.errors import StoreFullError
from wornby.stores import snapshot
from wornby.stores.exact_index import ExactVectorIndex
from wornby.stores.local_index import LocalVectorIndex
from wornby.stores.scan_index import ScanVectorIndex
from wornby.testing.factories import SPACE, make_vectors
from wornby.testing.suites_index import ATTRIBUTES, random_entries

KINDS: list[Callable[..., LocalVectorIndex]] = [
    ExactVectorIndex,
    ScanVectorIndex,
    partial(ScanVectorIndex, exact_rows=16, fetch=512),
]
FILES = ["manifest.json", "entries.jsonl", "columns.npz", "owners.npy", "vectors.npy", "rows.npz", "others.npz"]


@pytest.fixture(params=KINDS, ids=["exact", "scan", "scan-of-codes"])
def kind(request: pytest.FixtureRequest) -> Callable[..., LocalVectorIndex]:
    return request.param


@pytest.fixture
def saved(kind: Callable[..., LocalVectorIndex], tmp_path: Path) -> LocalVectorIndex:
    entries = random_entries(800, seed=1)
    index = kind(SPACE, path=tmp_path)
    index.update(entries, remove_assets=[], marker=1)
    index.update([], remove_assets=[entry.asset_id for entry in entries[:100]], marker=7)
    index.save()
    return index


@pytest.fixture
def reopen(kind: Callable[..., LocalVectorIndex], tmp_path: Path) -> Callable[[], LocalVectorIndex]:
    def opened() -> LocalVectorIndex:
        other = kind(SPACE, path=tmp_path)
        other.load()
        return other

    return opened


def test_a_snapshot_answers_alike(saved: LocalVectorIndex, reopen: Callable[[], LocalVectorIndex]) -> None:
    other = reopen()
    assert (other.marker, other.count(())) == (7, 700)
    assert other.facets((), attributes=ATTRIBUTES) == saved.facets((), attributes=ATTRIBUTES)
    assert other.query(make_vectors(1), filters=(), k=9) == saved.query(make_vectors(1), filters=(), k=9)


def test_a_loaded_snapshot_grows(saved: LocalVectorIndex, reopen: Callable[[], LocalVectorIndex]) -> None:
    other = reopen()
    other.update(random_entries(50, seed=9), remove_assets=[], marker=8)
    assert other.count(()) == 750
    assert len(other.query(make_vectors(1), filters=(), k=750)) > 400


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["cut", "flip", "gone"])
def test_a_damaged_snapshot_is_ignored(
    saved: LocalVectorIndex, reopen: Callable[[], LocalVectorIndex], tmp_path: Path, name: str, damage: str
) -> None:
    (path,) = tmp_path.glob(f"generation-*/{name}")
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        middle = len(content) // 2
        path.write_bytes(content[:middle] + (b"" if damage == "cut" else b"\xff\x00\xff" + content[middle + 3 :]))
    other = reopen()
    assert (other.marker, other.count(())) == (0, 0)


def test_a_snapshot_keeps_nothing_of_what_was_removed(saved: LocalVectorIndex, tmp_path: Path) -> None:
    (folder,) = tmp_path.glob("generation-*")
    left = sum(len(entry.vectors) for entry in random_entries(800, seed=1)[100:])
    assert len(np.load(folder / "vectors.npy")) == len(np.load(folder / "owners.npy")) == left
    texts = (folder / "entries.jsonl").read_text(encoding="utf-8")
    assert not [entry.id for entry in random_entries(800, seed=1)[:100] if entry.id in texts]


def test_a_snapshot_of_another_space_is_ignored(saved: LocalVectorIndex, tmp_path: Path) -> None:
    other = type(saved)(EmbeddingSpace(name="other", dimensions=SPACE.dimensions), path=tmp_path)
    other.load()
    assert other.marker == 0


def test_a_full_disk_leaves_the_old_snapshot(
    saved: LocalVectorIndex,
    reopen: Callable[[], LocalVectorIndex],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    saved.update([], remove_assets=[], marker=9)
    with monkeypatch.context() as patch:
        patch.setattr(snapshot.os, "fsync", full)
        with pytest.raises(StoreFullError):
            saved.save()
    assert reopen().marker == 7
    assert len(list(tmp_path.glob("generation-*"))) == 1
