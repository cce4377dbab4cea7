import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from wornby.stores import local_index
from wornby.stores.exact_index import ExactVectorIndex
from wornby.stores.local_index import LocalVectorIndex
from wornby.stores.scan_index import ScanVectorIndex
from wornby.stores.snapshot import write_snapshot
from wornby.testing.factories import SPACE, make_entry, make_vectors
from wornby.testing.suites_index import clause

NUMBER = 2400
VECTORS = make_vectors(NUMBER, seed=1)
ENTRIES = [
    make_entry(f"{row}.0", {"k": [str(row % 7)]}, vectors=VECTORS[row : row + 1]) for row in range(NUMBER)
]  # fmt: skip


@pytest.fixture(params=[ExactVectorIndex, ScanVectorIndex], ids=["exact", "scan"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> LocalVectorIndex:
    found: LocalVectorIndex = request.param(SPACE, path=tmp_path)
    found.update(ENTRIES, remove_assets=[], marker=1)
    return found


def test_dropping_many_removed_entries_leaves_the_others(index: LocalVectorIndex) -> None:
    gone = [str(row) for row in range(NUMBER) if row % 4]
    index.update([], remove_assets=gone, marker=2)
    index.update(ENTRIES[1:2], remove_assets=[], marker=3)
    left = [row for row in range(NUMBER) if row % 4 == 0 or row == 1]
    assert len(index._table) == len(left)
    assert {hit.id for hit in index.query(VECTORS[:1], filters=(), k=NUMBER)} == {f"{row}.0" for row in left}
    assert index.count((clause("k", "1"),)) == sum(row % 7 == 1 for row in left)


def test_an_index_is_used_while_its_snapshot_is_written(
    index: LocalVectorIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(*args: Path, write: Callable[[Path], None], **keywords: object) -> None:
        index.update(ENTRIES[:1], remove_assets=["1", "2"], marker=2)
        assert len(index.query(VECTORS[:1], filters=(), k=5)) == 5
        write_snapshot(*args, write=write, **keywords)

    monkeypatch.setattr(local_index, "write_snapshot", write)
    saving = threading.Thread(target=index.save, daemon=True)
    saving.start()
    saving.join(10)
    assert not saving.is_alive()
    other = type(index)(SPACE, path=tmp_path)
    other.load()
    assert (other.marker, other.count(())) == (1, NUMBER)


def test_queries_while_entries_are_replaced(index: LocalVectorIndex) -> None:
    def replace() -> None:
        for start in range(0, NUMBER, 50):
            part = ENTRIES[start : start + 50]
            index.update(part, remove_assets=[entry.asset_id for entry in part], marker=2)

    writing = threading.Thread(target=replace)
    writing.start()
    while writing.is_alive():
        assert index.query(VECTORS[7:8], filters=(), k=3)[0].id == "7.0"
        assert sum(index.facets((), attributes=["k"])["k"].values()) == NUMBER
    writing.join()
    assert index.count(()) == NUMBER
