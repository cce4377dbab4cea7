import numpy as np
import pytest

from wornby.datamodel import EmbeddingSpace, Filters, IndexEntry
from wornby.stores.exact_index import ExactVectorIndex
from wornby.stores.local_index import LocalVectorIndex
from wornby.stores.scan_index import ScanVectorIndex
from wornby.testing.factories import make_entry, make_vectors
from wornby.testing.suites_index import clause

WIDE = EmbeddingSpace(name="wide", dimensions=64)
NUMBER = 6000
CENTRES = make_vectors(30, seed=3, space=WIDE)


def near_centres(number: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    clusters = rng.integers(len(CENTRES), size=number)
    points = CENTRES[clusters] + 0.08 * rng.standard_normal((number, WIDE.dimensions), dtype=np.float32)
    return clusters, points / np.linalg.norm(points, axis=1, keepdims=True)


def entries(number: int = NUMBER) -> list[IndexEntry]:
    clusters, vectors = near_centres(number, seed=4)
    return [
        make_entry(f"{row}.0", {"look": [str(cluster % 10)], "tenth": [str(row % 10)]}, vectors=vectors[row : row + 1])
        for row, cluster in enumerate(clusters)
    ]


ENTRIES = entries()


def recall(index: LocalVectorIndex, judge: LocalVectorIndex, filters: Filters) -> float:
    shares = []
    for query in near_centres(30, seed=5)[1]:
        truth = {hit.id for hit in judge.query(query[None], filters=filters, k=10)}
        found = {hit.id for hit in index.query(query[None], filters=filters, k=10)}
        shares.append(len(found & truth) / len(truth))
    return float(np.mean(shares))


@pytest.fixture(scope="module")
def judge() -> ExactVectorIndex:
    index = ExactVectorIndex(WIDE)
    index.update(ENTRIES, remove_assets=[], marker=1)
    return index


@pytest.fixture(scope="module")
def scan() -> ScanVectorIndex:
    index = ScanVectorIndex(WIDE, exact_rows=100, fetch=128)
    for start in range(0, NUMBER, 500):
        index.update(ENTRIES[start : start + 500], remove_assets=[], marker=1)
    return index


@pytest.mark.parametrize(
    "filters",
    [(), (clause("tenth", "3", negate=True),), (clause("tenth", "3"),), (clause("look", "3"),)],
    ids=["everything", "90 %", "10 %", "correlated"],
)
def test_finds_the_ten_nearest(scan: ScanVectorIndex, judge: ExactVectorIndex, filters: Filters) -> None:
    assert recall(scan, judge, filters) >= 0.98


@pytest.mark.parametrize("k", [1, 300, NUMBER])
def test_gives_as_many_as_were_asked_for(scan: ScanVectorIndex, k: int) -> None:
    assert len(scan.query(make_vectors(1, space=WIDE), filters=(), k=k)) == k


def test_an_entry_with_many_vectors_leaves_room_for_others() -> None:
    _, vectors = near_centres(1000, seed=6)
    twins = np.repeat(vectors[:1], 500, axis=0)
    many = [make_entry("many.0", vectors=twins)]
    others = [make_entry(f"{row}.0", vectors=vectors[row : row + 1]) for row in range(1, 1000)]
    index = ScanVectorIndex(WIDE, exact_rows=100, fetch=128)
    index.update([*many, *others], remove_assets=[], marker=1)
    hits = index.query(vectors[:1], filters=(), k=10)
    assert len({hit.id for hit in hits}) == 10
    assert hits[0].id == "many.0"


def test_removed_entries_are_not_found() -> None:
    index = ScanVectorIndex(WIDE, exact_rows=100, fetch=128)
    index.update(ENTRIES, remove_assets=[], marker=1)
    for start in range(0, 5000, 1000):
        gone = [str(row) for row in range(start, start + 1000)]
        index.update([], remove_assets=gone, marker=2)
        hits = index.query(make_vectors(1, space=WIDE), filters=(), k=NUMBER)
        assert {int(hit.id.partition(".")[0]) for hit in hits} == set(range(start + 1000, NUMBER))
