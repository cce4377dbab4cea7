"""Queries over synthetic records: clustered vectors, twelve attributes, many products.

    python -m benchmarks.queries --sizes 100000 1000000 --out FILE

Each index runs in a process of its own, so that its memory can be told; the exact index in NumPy is the peer and the
judge. Records are made in chunks, alike in each process.
"""

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Clause, EmbeddingSpace, Filters, IndexEntry
from wornby.stores.exact_index import ExactVectorIndex
from wornby.stores.local_index import LocalVectorIndex
from wornby.stores.scan_index import ScanVectorIndex

SPACE = EmbeddingSpace(name="benchmark@1", dimensions=256)
CLUSTERS = 500
SPREAD = 0.6
PRODUCTS = 10_000
K = 10
CHUNK = 10_000
QUERIES = 300
JUDGED = 40
"""Queries that the exact index answers too; recall is measured on them."""

ASKED = {"exact": JUDGED, "scan": QUERIES}
WRITTEN = 10_000
BATCH = 100
"""Entries that are written at a time while queries go on."""

VALUES = {f"a{number}": size for number, size in enumerate((2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 20))}
LOOKS = 20
"""Values of the twelfth attribute; each belongs to clusters of its own."""

ATTRIBUTES = (*VALUES, "look")
INDEXES: dict[str, type[LocalVectorIndex]] = {"exact": ExactVectorIndex, "scan": ScanVectorIndex}


def _is(attribute: str, value: str, *, negate: bool = False) -> Clause:
    return Clause(attribute=attribute, values=frozenset({value}), negate=negate)


FILTERS: dict[str, Filters] = {
    "everything": (),
    "95 %": (_is("a10", "7", negate=True),),
    "10 %": (_is("a8", "3"),),
    "0.5 %": (_is("a8", "3"), _is("a10", "7")),
    "5 %, correlated": (_is("look", "3"),),
    "one product": (_is("product", "7"),),
}
QUERY_HEAD = (
    "records", "index", "filter keeps", "p50 ms", "p99 ms", "query p50", "query p99", "facets p50", "facets p99",
    "CPU p50", "CPU p99", "recall_at_10", "p50 to exact",
)  # fmt: skip
INDEX_HEAD = ("records", "index", "build s", "resident MB", "save s", "load s", "snapshot MB")
WRITE_HEAD = ("records", "index", "entries added/s", "with queries", "p50 ms meanwhile", "p99 ms meanwhile")


def measure_queries(sizes: Sequence[int], *, scratch: Path) -> list[str]:
    """Lines of three tables: queries, the indexes themselves, and queries while entries are written."""
    queries, indexes, writes = [], [], []
    for size in sizes:
        peer: dict[str, Any] = {}
        for kind in INDEXES:
            found = _in_process(kind, size=size, scratch=scratch / f"{kind}-{size}")
            peer = peer or found
            queries += [_query_row(size, kind, name, found=found, peer=peer) for name in FILTERS]
            indexes.append((f"{size:,}", kind, *found["index"]))
            writes.append((f"{size:,}", kind, *found["writes"]))
    return [
        *table(QUERY_HEAD, queries),
        "",
        f"p50 and p99 are of a query and its facets together, {K} hits, {len(ATTRIBUTES)} facets, one at a time.",
        "",
        *table(INDEX_HEAD, indexes),
        "",
        f"One thread adds {BATCH} entries at a time without a pause, another queries with a 10 % filter and facets:",
        "",
        *table(WRITE_HEAD, writes),
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table."""
    return ["| " + " | ".join(cells) + " |" for cells in (head, ("---",) * len(head), *rows)]


def _query_row(size: int, kind: str, name: str, *, found: dict[str, Any], peer: dict[str, Any]) -> tuple[str, ...]:
    mine, judge = found["filters"][name], peer["filters"][name]
    times = np.array(mine["times"])
    pairs = zip(judge["answers"], mine["answers"], strict=False)
    recall = np.mean([len(set(truth) & set(answer)) / max(1, len(truth)) for truth, answer in pairs])
    spans = [f"{value:.1f}" for part in times.T for value in np.percentile(part, (50, 99))]
    ratio = np.median(times[:, 0]) / np.median(np.array(judge["times"])[:, 0])
    return (f"{size:,}", kind, name, *spans, f"{recall:.3f}", f"{ratio:.2f}")


def _in_process(kind: str, *, size: int, scratch: Path) -> dict[str, Any]:
    scratch.mkdir(parents=True)
    answer = scratch / "answer.json"
    words = ["--kind", kind, "--sizes", str(size), "--out", str(answer)]
    subprocess.run([sys.executable, "-m", "benchmarks.queries", *words], check=True)  # noqa: S603
    return dict(json.loads(answer.read_text(encoding="utf-8")))


def _measure(kind: str, *, size: int, scratch: Path) -> dict[str, Any]:
    list(_entries(CHUNK, count=CHUNK))  # memory that making records takes is not the index's
    before = _resident_mb()
    index = INDEXES[kind](SPACE, path=scratch / "snapshots")
    build_s = sum(_took(partial(index.update, part, remove_assets=(), marker=1)) for part in _chunks(size))
    gc.collect()
    resident = _resident_mb() - before
    filters = {name: _ask(index, filters, count=ASKED[kind]) for name, filters in FILTERS.items()}
    save_s = _took(index.save)
    snapshot_mb = sum(path.stat().st_size for path in (scratch / "snapshots").rglob("*") if path.is_file()) / 1e6
    writes = _write(index, size=size)
    del index
    gc.collect()
    load_s = _took(INDEXES[kind](SPACE, path=scratch / "snapshots").load)
    spans = (build_s, resident, save_s, load_s, snapshot_mb)
    shown = [f"{value:.{digits}f}" for value, digits in zip(spans, (1, 0, 2, 2, 0), strict=True)]
    return {"filters": filters, "index": shown, "writes": writes}


def _ask(index: LocalVectorIndex, filters: Filters, *, count: int) -> dict[str, Any]:
    times, answers = [], []
    for query in _queries(count):
        cpu, started = time.process_time(), time.perf_counter()
        hits = index.query(query[None], filters=filters, k=K)
        between = time.perf_counter()
        index.facets(filters, attributes=ATTRIBUTES)
        ended = time.perf_counter()
        spans = (ended - started, between - started, ended - between, time.process_time() - cpu)
        times.append([span * 1000 for span in spans])
        answers.append([hit.id for hit in hits])
    return {"times": times, "answers": answers[:JUDGED]}


def _write(index: LocalVectorIndex, *, size: int) -> list[str]:
    alone, together = (
        [entries[start : start + BATCH] for start in range(0, WRITTEN, BATCH)]
        for entries in (list(_entries(size + part * WRITTEN, count=WRITTEN)) for part in (0, 1))
    )
    alone_s = _took(lambda: _add(index, alone))
    span: list[float] = []
    writer = threading.Thread(target=lambda: span.append(_took(lambda: _add(index, together))))
    writer.start()
    times: list[float] = []
    asked = _queries(QUERIES)
    while writer.is_alive():
        query = asked[len(times) % QUERIES]
        started = time.perf_counter()
        index.query(query[None], filters=FILTERS["10 %"], k=K)
        index.facets(FILTERS["10 %"], attributes=ATTRIBUTES)
        times.append((time.perf_counter() - started) * 1000)
    writer.join()
    p50, p99 = np.percentile(times, (50, 99))
    return [f"{WRITTEN / alone_s:,.0f}", f"{WRITTEN / span[0]:,.0f}", f"{p50:.1f}", f"{p99:.1f}"]


def _add(index: LocalVectorIndex, batches: Sequence[Sequence[IndexEntry]]) -> None:
    for batch in batches:
        index.update(batch, remove_assets=[entry.asset_id for entry in batch], marker=2)


def _chunks(size: int) -> Iterator[list[IndexEntry]]:
    for start in range(0, size, CHUNK):
        yield list(_entries(start, count=min(CHUNK, size - start)))


def _entries(start: int, *, count: int) -> Iterator[IndexEntry]:
    rng = np.random.default_rng((5, start))
    clusters, vectors = _points(rng, count)
    columns = {name: rng.integers(number, size=count).astype(str) for name, number in VALUES.items()}
    columns["look"] = (clusters % LOOKS).astype(str)
    columns["product"] = rng.integers(PRODUCTS, size=count).astype(str)
    lists = {name: column.tolist() for name, column in columns.items()}
    for row in range(count):
        asset_id = f"{start + row:08d}"
        values = {name: (column[row],) for name, column in lists.items()}
        yield IndexEntry(
            id=f"{asset_id}.0", asset_id=asset_id, attributes=values, vectors=vectors[row : row + 1]
        )  # fmt: skip


def _queries(count: int) -> NDArray[np.float32]:
    return _points(np.random.default_rng(6), QUERIES)[1][:count]


def _points(rng: np.random.Generator, count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    centres = np.random.default_rng(4).standard_normal((CLUSTERS, SPACE.dimensions), dtype=np.float32)
    clusters = rng.integers(CLUSTERS, size=count)
    points = centres[clusters] + SPREAD * rng.standard_normal((count, SPACE.dimensions), dtype=np.float32)
    return clusters, points / np.linalg.norm(points, axis=1, keepdims=True)


def _took(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.queries")
    arguments.add_argument("--sizes", type=int, nargs="+", default=[100_000], help="numbers of records")
    arguments.add_argument("--out", type=Path, help="file that the tables are written to as well")
    arguments.add_argument("--kind", choices=sorted(INDEXES), help=argparse.SUPPRESS)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if options.kind:
            text = json.dumps(_measure(options.kind, size=options.sizes[0], scratch=Path(scratch)))
        else:
            text = "\n".join(measure_queries(options.sizes, scratch=Path(scratch))) + "\n"
            sys.stdout.write(text)
        if options.out:
            options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
