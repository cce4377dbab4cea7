"""Windows of the library's list over many photos: p50 and p99 of each order, deep and filtered.

    python -m benchmarks.library --sizes 100000 1000000

Rows are as large as real ones (tags of one wearer with two garments). The peer is the same window read by a plain
`ORDER BY created_at` over whole rows, without the list's indexes; the ratio is to it.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert, text

from wornby.datamodel import AssetKind, RightsState
from wornby.datamodel.shelf import ShelfOrder, ShelfQuery
from wornby.stores.library_shelf import SqlLibraryShelf
from wornby.stores.records import SqlRecordStore
from wornby.stores.rows import asset_to_row
from wornby.stores.schema import assets
from wornby.testing.factories import make_asset, make_tags

WINDOW = 100
TRIES = 15
CHUNK = 5_000
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
STATES = (RightsState.LICENSED, RightsState.DISCOVERED, RightsState.GRANTED, RightsState.WITHDRAWN)


def main() -> None:
    """Measure each size, and print a table."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.library")
    arguments.add_argument("--sizes", type=int, nargs="+", default=[100_000])
    options = arguments.parse_args()
    print("| photos | window | p50 ms | p99 ms | ratio to peer |\n|---|---|---|---|---|")
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as scratch:
            for line in _measured(size, Path(scratch)):
                print(f"| {size:,} | {' | '.join(line)} |", flush=True)


def _measured(size: int, folder: Path) -> Iterator[tuple[str, ...]]:
    records = SqlRecordStore(f"sqlite:///{folder}/records.db")
    records.migrate()
    _fill(records, size)
    shelf = SqlLibraryShelf(records.database)
    ids = [f"{number:024x}" for number in range(size)]
    peer = _times(lambda: _plain(records, offset=size // 2))
    yield "whole rows from the middle (peer)", *_told(peer, peer=peer)
    for name, run in _windows(shelf, ids).items():
        yield name, *_told(_times(run), peer=peer)
    records.close()


def _windows(shelf: SqlLibraryShelf, ids: list[str]) -> dict[str, Callable[[], object]]:
    size = len(ids)
    few = frozenset(ids[:: max(1, size // 1000)])
    many = frozenset(ids[::2])
    licensed = ShelfQuery(states=frozenset({RightsState.LICENSED}))
    doubt = ShelfQuery(order=ShelfOrder.DOUBT)
    worn = ShelfQuery(kinds=frozenset({AssetKind.WORN}), states=frozenset(STATES[:2]))
    return {
        "newest, first": lambda: shelf.page(ShelfQuery(), limit=WINDOW),
        "newest, last": lambda: shelf.page(ShelfQuery(), offset=size - WINDOW, limit=WINDOW),
        "one state, from the middle": lambda: shelf.page(licensed, offset=size // 8, limit=WINDOW),
        "kind and two states, first": lambda: shelf.page(worn, limit=WINDOW),
        "most doubtful, from the middle": lambda: shelf.page(doubt, offset=size // 2, limit=WINDOW),
        "among 1,000 found by facts": lambda: shelf.page(ShelfQuery(), among=few, limit=WINDOW),
        "among half of all": lambda: shelf.page(ShelfQuery(), among=many, limit=WINDOW),
        "the queue, first page and count": lambda: (
            shelf.doubtful(below=0.7, limit=WINDOW),
            shelf.count_doubtful(below=0.7),
        ),
    }


def _fill(records: SqlRecordStore, size: int) -> None:
    row = asset_to_row(make_asset("x", tags=make_tags(1)))
    chance = np.random.default_rng(0)
    with records.database.begin() as connection:
        for start in range(0, size, CHUNK):
            numbers = range(start, min(size, start + CHUNK))
            doubts = chance.random(len(numbers))
            connection.execute(insert(assets), [_row(row, number, float(doubts[number - start])) for number in numbers])


def _row(row: dict[str, Any], number: int, doubt: float) -> dict[str, Any]:
    state = STATES[number % len(STATES)]
    return {
        **row,
        "id": f"{number:024x}",
        "sha256": f"{number:064x}",
        "created_at": (_BEGAN + timedelta(seconds=number)).isoformat(timespec="microseconds"),
        "doubt": None if number % 10 == 0 else doubt,
        "state": state.value,
        "rights": {"state": state.value, "purposes": []},
    }


def _plain(records: SqlRecordStore, *, offset: int) -> list[Any]:
    statement = text("SELECT * FROM assets NOT INDEXED ORDER BY created_at DESC LIMIT :limit OFFSET :offset")
    with records.database.connect() as connection:
        rows = connection.execute(statement, {"limit": WINDOW, "offset": offset}).mappings().all()
    return [json.loads(row["tags"]) for row in rows]


def _times(run: Callable[[], object]) -> list[float]:
    taken = []
    for _ in range(TRIES):
        began = time.perf_counter()
        run()
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def _told(taken: list[float], *, peer: list[float]) -> tuple[str, str, str]:
    ratio = float(np.median(taken) / np.median(peer))
    return f"{np.median(taken):.1f}", f"{np.quantile(taken, 0.99):.1f}", f"{ratio:.3f}"


if __name__ == "__main__":
    main()
