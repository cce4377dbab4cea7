"""Queries over synthetic records: clustered vectors, twelve attributes, many products."""

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Clause, EmbeddingSpace, Filters, IndexEntry
from wornby.interfaces import VectorIndex
from wornby.stores.exact_index import ExactVectorIndex
from wornby.stores.scan_index import ScanVectorIndex

SPACE = EmbeddingSpace(name="benchmark@1", dimensions=256)
CLUSTERS = 500
PRODUCTS = 10_000
QUERIES = 100
K = 10
VALUES = {f"a{number}": size for number, size in enumerate((2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 20))}
FILTERS: dict[str, Filters] = {
    "everything": (),
    "10 %": (Clause(attribute="a8", values=frozenset({"3"})),),
    "0.5 %": (Clause(attribute="a8", values=frozenset({"3"})), Clause(attribute="a10", values=frozenset({"7"}))),
    "one product": (Clause(attribute="product", values=frozenset({"7"})),),
}


def measure_queries(sizes: tuple[int, ...], *, scratch: Path) -> list[tuple[str, ...]]:
    """Query p50 and p99, facet time, recall against the exact index, for each size and filter."""
    rows = []
    for size in sizes:
        entries, queries = _records(size)
        exact = ExactVectorIndex(SPACE, path=scratch / f"exact-{size}")
        scan = ScanVectorIndex(SPACE, path=scratch / f"scan-{size}")
        for index in (exact, scan):
            index.update(entries, remove_assets=(), marker=1)
        for name, filters in FILTERS.items():
            truth, exact_times = _ask(exact, queries, filters)
            found, scan_times = _ask(scan, queries, filters)
            recall = np.mean([len(a & b) / max(1, len(a)) for a, b in zip(truth, found, strict=True)])
            ratio = np.median(scan_times) / np.median(exact_times)
            rows.append(_row(size, "exact", name, exact_times, exact, 1.0, 1.0))
            rows.append(_row(size, "scan", name, scan_times, scan, float(recall), float(ratio)))
    return rows


def _row(  # noqa: PLR0917 - one row of a table
    size: int, index: str, name: str, times: list[float], built: VectorIndex, recall: float, ratio: float
) -> tuple[str, ...]:
    p50, p99 = np.percentile(times, [50, 99])
    return (
        f"{size:,}", index, name, f"{p50:.1f}", f"{p99:.1f}", f"{_facet_ms(built, FILTERS[name]):.1f}",
        f"{recall:.3f}", f"{ratio:.2f}",
    )  # fmt: skip


def _facet_ms(index: VectorIndex, filters: Filters) -> float:
    times = []
    for _ in range(9):
        started = time.perf_counter()
        index.facets(filters, attributes=tuple(VALUES))
        times.append((time.perf_counter() - started) * 1000)
    return float(np.median(times))


def _ask(index: VectorIndex, queries: NDArray[np.float32], filters: Filters) -> tuple[list[set[str]], list[float]]:
    answers, times = [], []
    for query in queries:
        started = time.perf_counter()
        hits = index.query(query[None], filters=filters, k=K)
        index.facets(filters, attributes=tuple(VALUES))
        times.append((time.perf_counter() - started) * 1000)
        answers.append({hit.id for hit in hits})
    return answers, times


def _records(size: int) -> tuple[list[IndexEntry], NDArray[np.float32]]:
    rng = np.random.default_rng(5)
    centres = rng.normal(size=(CLUSTERS, SPACE.dimensions)).astype(np.float32)
    vectors = _unit(centres[rng.integers(CLUSTERS, size=size)] + rng.normal(0, 0.6, (size, SPACE.dimensions)))
    queries = _unit(centres[rng.integers(CLUSTERS, size=QUERIES)] + rng.normal(0, 0.6, (QUERIES, SPACE.dimensions)))
    columns = {name: rng.integers(count, size=size).astype(str) for name, count in VALUES.items()}
    columns["product"] = rng.integers(PRODUCTS, size=size).astype(str)
    entries = [
        IndexEntry(
            id=f"{row:08d}.0",
            asset_id=f"{row:08d}",
            attributes={name: (str(column[row]),) for name, column in columns.items()},
            vectors=vectors[row : row + 1],
        )
        for row in range(size)
    ]
    return entries, queries


def _unit(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
