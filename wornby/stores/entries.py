"""Entries of an index that runs in this process: ids, attributes, and which are alive."""

import bisect
import heapq
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Filters, IndexEntry
from wornby.stores.columns import AttributeColumns, GrowingArray, Mask

_SPARSE = 10
"""Below one entry in this many, sorting the selected ids beats a walk through all of them."""


class EntryTable:
    """Entries by row number. Removed ones stay as dead rows until `compact`."""

    def __init__(self) -> None:
        self.columns = AttributeColumns()
        self._ids: list[str] = []
        self._assets: list[str] = []
        self._rows_of_asset: dict[str, list[int]] = defaultdict(list)
        self._row_of_id: dict[str, int] = {}
        self._alive = GrowingArray(np.bool_)
        self._order: list[str] = []
        self._order_is_stale = False
        self._order_lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def alive(self) -> Mask:
        """Rows that were not removed."""
        return self._alive.view

    @property
    def dead(self) -> int:
        """Number of removed rows."""
        return len(self._ids) - len(self._row_of_id)

    def name(self, row: int) -> str:
        """Id of an entry."""
        return self._ids[row]

    def remove_assets(self, asset_ids: Iterable[str]) -> None:
        """Remove all entries of assets."""
        for asset_id in asset_ids:
            for row in self._rows_of_asset.pop(asset_id, ()):
                self._bury(row)

    def append(self, entries: Sequence[IndexEntry]) -> NDArray[np.int32]:
        """Add entries and return their rows; one whose id is there already is replaced."""
        start = len(self._ids)
        self.columns.append([entry.attributes for entry in entries])
        self._alive.append(np.ones(len(entries), dtype=np.bool_))
        for row, entry in enumerate(entries, start=start):
            if (old := self._row_of_id.get(entry.id)) is not None:
                self._rows_of_asset[self._assets[old]].remove(old)
                self._bury(old)
            self._ids.append(entry.id)
            self._assets.append(entry.asset_id)
            self._row_of_id[entry.id] = row
            self._rows_of_asset[entry.asset_id].append(row)
        if entries:
            self._order.extend(entry.id for entry in entries)
            self._order_is_stale = True
        return np.arange(start, len(self._ids), dtype=np.int32)

    def select(self, filters: Filters) -> Mask:
        """Living entries for which all clauses hold."""
        return self.columns.select(filters, alive=self.alive)

    def page(self, mask: Mask, *, after: str | None, limit: int) -> list[str]:
        """Ids of selected entries by id, after one."""
        number = int(np.count_nonzero(mask))
        if number * _SPARSE < len(mask):
            ids = (self._ids[row] for row in np.flatnonzero(mask))
            return heapq.nsmallest(limit, (name for name in ids if after is None or name > after))
        order = self._sorted_ids()
        found: list[str] = []
        last: str | None = None
        start = 0 if after is None else bisect.bisect_right(order, after)
        for position in range(start, len(order)):
            if len(found) >= limit:
                break
            name = order[position]
            # An id that was removed and added again stands here twice.
            row = None if name == last else self._row_of_id.get(name)
            if row is not None and mask[row]:
                found.append(name)
            last = name
        return found

    def compact(self) -> Mask:
        """Drop dead rows and return which rows were kept."""
        kept: Mask = self.alive.copy()
        self.columns.keep(kept)
        ids = [name for name, keep in zip(self._ids, kept, strict=True) if keep]
        assets = [name for name, keep in zip(self._assets, kept, strict=True) if keep]
        self._fill(ids, assets)
        return kept

    def dump(self) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """A JSON-able part and arrays; call `compact` first."""
        values, arrays = self.columns.dump()
        return {"ids": self._ids, "assets": self._assets, "values": values}, arrays

    def restore(self, texts: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take back what `dump` gave."""
        self._fill(texts["ids"], texts["assets"])
        self.columns.restore(texts["values"], arrays=arrays, size=len(self._ids))

    def _fill(self, ids: list[str], assets: list[str]) -> None:
        self._ids = ids
        self._assets = assets
        self._row_of_id = {name: row for row, name in enumerate(ids)}
        self._rows_of_asset = defaultdict(list)
        for row, name in enumerate(assets):
            self._rows_of_asset[name].append(row)
        self._alive.assign(np.ones(len(ids), dtype=np.bool_))
        self._order = sorted(ids)
        self._order_is_stale = False

    def _bury(self, row: int) -> None:
        self._alive.view[row] = False
        self._row_of_id.pop(self._ids[row], None)

    def _sorted_ids(self) -> list[str]:
        # Readers share the index's lock, so this needs its own. A sorted list with a new tail sorts in one pass.
        with self._order_lock:
            if self._order_is_stale:
                self._order = sorted(self._order)
                self._order_is_stale = False
            return self._order
