"""Entries of an index that runs in this process: ids, attributes, and which are alive."""

import bisect
import heapq
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Filters, IndexEntry
from wornby.stores.bits import BitTable, Mask, Words, count_bits, pack, unpack
from wornby.stores.columns import AttributeColumns

_SPARSE = 10
"""Below one entry in this many, sorting the selected ids beats a walk through all of them."""

_FEW_RECENT = 4096
_RECENT_SHARE = 1 / 16
"""Ids that were added lately are sorted apart, up to these limits: to sort a million takes 0.1 s."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableDump:
    """What a table holds.

    Attributes:
        ids: Of the entries, by row.
        assets: Whose they are, by row.
        values: Of the columns, by attribute.
        arrays: Of the columns, by name.
        alive: Rows that were not removed. (N,), bool.
    """

    ids: list[str]
    assets: list[str]
    values: Mapping[str, Sequence[str]]
    arrays: Mapping[str, NDArray[Any]]
    alive: Mask

    def living(self) -> "TableDump":
        """The same without the removed rows."""
        if self.alive.all():
            return self
        rows = np.flatnonzero(self.alive)
        columns = AttributeColumns()
        columns.restore(self.values, arrays=self.arrays, size=len(self.ids))
        columns.keep(rows)
        values, arrays = columns.dump()
        return TableDump(
            ids=[self.ids[row] for row in rows],
            assets=[self.assets[row] for row in rows],
            values=values,
            arrays=arrays,
            alive=np.ones(len(rows), dtype=np.bool_),
        )


class EntryTable:
    """Entries by row number. Removed ones stay as dead rows until `compact`."""

    def __init__(self) -> None:
        self.columns = AttributeColumns()
        self._ids: list[str] = []
        self._assets: list[str] = []
        self._rows_of_asset: dict[str, tuple[int, ...]] = {}
        self._row_of_id: dict[str, int] = {}
        self._alive = BitTable()
        self._order = _SortedIds([])

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def alive(self) -> Words:
        """Rows that were not removed; not a copy."""
        lines = self._alive.view
        return lines[0] if len(lines) else np.zeros(0, dtype=np.uint64)

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
        rows = np.arange(start, start + len(entries), dtype=np.int32)
        self._alive.grow(lines=1, size=start + len(entries))
        self._alive.put(np.zeros_like(rows), rows)
        self.columns.append([entry.attributes for entry in entries])
        for row, entry in enumerate(entries, start=start):
            if (old := self._row_of_id.get(entry.id)) is not None:
                asset_id = self._assets[old]
                self._rows_of_asset[asset_id] = tuple(one for one in self._rows_of_asset[asset_id] if one != old)
                self._bury(old)
            self._ids.append(entry.id)
            self._assets.append(entry.asset_id)
            self._row_of_id[entry.id] = row
            self._rows_of_asset[entry.asset_id] = (*self._rows_of_asset.get(entry.asset_id, ()), row)
        self._order.add(entry.id for entry in entries)
        return rows

    def select(self, filters: Filters) -> Words:
        """Living entries for which all clauses hold."""
        return self.columns.select(filters, alive=self.alive)

    def among(self, ids: Collection[str] | None) -> Words:
        """Living entries with these ids; all living ones where None."""
        if ids is None:
            return self.alive
        mask: Mask = np.zeros(len(self._ids), dtype=np.bool_)
        mask[[row for name in ids if (row := self._row_of_id.get(name)) is not None]] = True
        return pack(mask)

    def of_assets(self, asset_ids: Collection[str]) -> Words:
        """Living entries of some assets."""
        mask: Mask = np.zeros(len(self._ids), dtype=np.bool_)
        mask[[row for asset_id in asset_ids for row in self._rows_of_asset.get(asset_id, ())]] = True
        return pack(mask)

    def page(self, selected: Words, *, after: str | None, limit: int) -> list[str]:
        """Ids of selected entries by id, after one."""
        mask = unpack(selected, len(self._ids))
        if int(count_bits(selected)) * _SPARSE < len(mask):
            ids = (self._ids[row] for row in np.flatnonzero(mask))
            return heapq.nsmallest(limit, (name for name in ids if after is None or name > after))
        found: list[str] = []
        last: str | None = None
        for name in self._order.after(after):
            if len(found) >= limit:
                break
            # An id that was removed and added again stands there twice.
            row = None if name == last else self._row_of_id.get(name)
            if row is not None and mask[row]:
                found.append(name)
            last = name
        return found

    def compact(self) -> NDArray[np.int64]:
        """Drop dead rows and return the rows that were kept."""
        kept = np.flatnonzero(unpack(self.alive, len(self._ids)))
        self.columns.keep(kept)
        ids = [self._ids[row] for row in kept]
        self._fill(ids, [self._assets[row] for row in kept], alive=np.ones(len(ids), dtype=np.bool_))
        return kept

    def dump(self) -> TableDump:
        """Values of the columns and arrays, the dead rows among them; they stay as they are."""
        values, arrays = self.columns.dump()
        alive = unpack(self.alive, len(self._ids))
        return TableDump(ids=self._ids.copy(), assets=self._assets.copy(), values=values, arrays=arrays, alive=alive)

    def restore(self, dump: TableDump) -> None:
        """Take back what `dump` gave.

        Raises:
            ValueError: Its parts do not fit each other.
        """
        if not len(dump.ids) == len(dump.assets) == len(dump.alive):
            message = "ids, assets and rows differ in number"
            raise ValueError(message)
        self.columns.restore(dump.values, arrays=dump.arrays, size=len(dump.ids))
        self._fill(dump.ids, dump.assets, alive=dump.alive)

    def _fill(self, ids: list[str], assets: list[str], *, alive: Mask) -> None:
        self._ids = ids
        self._assets = assets
        self._row_of_id = {}
        self._rows_of_asset = {}
        for row in np.flatnonzero(alive).tolist():
            self._row_of_id[ids[row]] = row
            self._rows_of_asset[assets[row]] = (*self._rows_of_asset.get(assets[row], ()), row)
        self._alive.assign(pack(alive)[None], size=len(ids))
        self._order = _SortedIds(self._row_of_id)

    def _bury(self, row: int) -> None:
        self._alive.clear(line=0, row=row)
        self._row_of_id.pop(self._ids[row], None)


class _SortedIds:
    """Ids in order, gone ones among them. Readers share the index's lock, so sorting needs its own."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._lock = threading.Lock()
        self._sorted = sorted(ids)
        self._recent: list[str] = []
        self._is_stale = False

    def add(self, ids: Iterable[str]) -> None:
        """Take more ids in."""
        self._recent.extend(ids)
        self._is_stale = True

    def after(self, name: str | None) -> Iterator[str]:
        """Ids behind one, in order."""
        with self._lock:
            if self._is_stale:
                self._sort()
            parts = (self._sorted, self._recent)
        return heapq.merge(*(_behind(part, name) for part in parts))

    def _sort(self) -> None:
        # Sorted runs with a new tail sort in one pass.
        if len(self._recent) > max(_FEW_RECENT, _RECENT_SHARE * len(self._sorted)):
            self._sorted = sorted(self._sorted + self._recent)
            self._recent = []
        else:
            self._recent = sorted(self._recent)
        self._is_stale = False


def _behind(ids: list[str], name: str | None) -> Iterator[str]:
    start = 0 if name is None else bisect.bisect_right(ids, name)
    return (ids[place] for place in range(start, len(ids)))
