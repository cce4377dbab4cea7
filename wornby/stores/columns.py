"""Attribute columns: clauses become bits over entries, facets become counts.

An entry is a row number; it may have no value of an attribute, one, or many. Rows are only appended; who owns the rows
marks dead ones in `alive` and calls `keep` at times.

A column with few values keeps one line of bits for each of them. A clause is then an "or" of lines, and a facet an
"and" with the selection and a count of bits, which takes the same few microseconds whatever the filter leaves. Lines
for the values of a column with many would outgrow the pairs (row, value), so such a column keeps the pairs.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Clause, Filters
from wornby.stores.arrays import GrowingArray
from wornby.stores.bits import BitTable, Words, count_bits, pack, unpack, words_of
from wornby.stores.wanted import spans

FEW_VALUES = 128
"""Columns with more values keep pairs: a line of bits weighs what a pair for each 64th row weighs."""

_SPARSE = 128
"""Where fewer than one row in this many is selected, its pairs are looked up; else all pairs are read."""


class _Pairs(Protocol):
    """The pairs (row, code of value) of one column over rows 0 to `size`."""

    def append(self, rows: NDArray[np.int32], *, codes: NDArray[np.int32]) -> None:
        """Add pairs; rows ascend."""

    def grow(self, *, values: int, size: int) -> None:
        """Say how many values and rows there are."""

    def select(self, codes: Sequence[int]) -> Words:
        """Rows that have any of the values."""

    def count(self, selected: Words) -> NDArray[np.int64]:
        """Selected rows for each value: (values,)."""

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Keep some rows, by ascending number; they move up."""

    def choose(self, codes: NDArray[np.int64]) -> None:
        """Keep some values, by ascending code; no pair has another one. They are numbered anew."""

    def dump(self) -> dict[str, NDArray[Any]]:
        """Arrays by name that stay as they are."""

    def restore(self, arrays: Mapping[str, NDArray[Any]], *, values: int, size: int) -> None:
        """Take back what `dump` gave."""


class _Bits:
    """A line of bits for each value."""

    def __init__(self) -> None:
        self._size = 0
        self._lines = BitTable()

    def append(self, rows: NDArray[np.int32], *, codes: NDArray[np.int32]) -> None:
        self._lines.put(codes, rows)

    def grow(self, *, values: int, size: int) -> None:
        self._size = size
        self._lines.grow(lines=values, size=size)

    def select(self, codes: Sequence[int]) -> Words:
        lines = self._lines.view
        found: Words = lines[codes[0]].copy()
        for code in codes[1:]:
            found |= lines[code]
        return found

    def count(self, selected: Words) -> NDArray[np.int64]:
        return count_bits(self._lines.view & selected)

    def keep(self, rows: NDArray[np.int64]) -> None:
        self._lines.keep(rows)
        self._size = len(rows)

    def choose(self, codes: NDArray[np.int64]) -> None:
        self._lines.assign(self._lines.view[codes], size=self._size)

    def dump(self) -> dict[str, NDArray[Any]]:
        return {"bits": self._lines.view.copy()}

    def restore(self, arrays: Mapping[str, NDArray[Any]], *, values: int, size: int) -> None:
        self._size = size
        self._lines.assign(arrays["bits"], size=size)
        self._lines.grow(lines=values, size=size)

    def pairs(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """All pairs; rows ascend."""
        rows_of = [np.flatnonzero(unpack(line, self._size)).astype(np.int32) for line in self._lines.view]
        rows = np.concatenate([np.zeros(0, dtype=np.int32), *rows_of])
        codes = np.repeat(np.arange(len(rows_of), dtype=np.int32), [len(rows) for rows in rows_of])
        order = np.argsort(rows, kind="stable")
        return rows[order], codes[order]


class _Lists:
    """Rows and codes side by side, rows ascending."""

    def __init__(self) -> None:
        self._size = 0
        self._values = 0
        self._rows = GrowingArray(np.int32)
        self._codes = GrowingArray(np.int32)

    def append(self, rows: NDArray[np.int32], *, codes: NDArray[np.int32]) -> None:
        self._rows.append(rows)
        self._codes.append(codes)

    def grow(self, *, values: int, size: int) -> None:
        self._values = values
        self._size = size

    def select(self, codes: Sequence[int]) -> Words:
        if len(codes) == 1:
            places = self._codes.view == codes[0]
        else:
            wanted = np.zeros(self._values, dtype=np.bool_)
            wanted[list(codes)] = True
            places = wanted[self._codes.view]
        found = np.zeros(self._size, dtype=np.bool_)
        found[self._rows.view[np.flatnonzero(places)]] = True
        return pack(found)

    def count(self, selected: Words) -> NDArray[np.int64]:
        if int(count_bits(selected)) * _SPARSE < self._size:
            places = spans(np.flatnonzero(unpack(selected, self._size)), owners=self._rows.view)
        else:
            places = np.flatnonzero(unpack(selected, self._size)[self._rows.view])
        return np.bincount(self._codes.view[places], minlength=self._values)

    def keep(self, rows: NDArray[np.int64]) -> None:
        alive = np.zeros(self._size, dtype=np.bool_)
        alive[rows] = True
        numbers = np.cumsum(alive) - 1
        places = np.flatnonzero(alive[self._rows.view])
        self._rows.assign(numbers[self._rows.view[places]])
        self._codes.assign(self._codes.view[places])
        self._size = len(rows)

    def choose(self, codes: NDArray[np.int64]) -> None:
        numbers = np.zeros(self._values, dtype=np.int32)
        numbers[codes] = np.arange(len(codes), dtype=np.int32)
        self._codes.assign(numbers[self._codes.view])
        self._values = len(codes)

    def dump(self) -> dict[str, NDArray[Any]]:
        return {"rows": self._rows.view, "codes": self._codes.view}

    def restore(self, arrays: Mapping[str, NDArray[Any]], *, values: int, size: int) -> None:
        self._rows.assign(arrays["rows"])
        self._codes.assign(arrays["codes"])
        self.grow(values=values, size=size)


class AttributeColumn:
    """Values of one attribute."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._codes_of: dict[str, int] = {}
        self._size = 0
        self._pairs: _Pairs = _Bits()

    def append(self, rows: Sequence[int], *, values: Sequence[str], size: int) -> None:
        """Add pairs of a row and a value; rows ascend. The table has `size` rows afterwards."""
        for value in dict.fromkeys(values):
            if value not in self._codes_of:
                self._codes_of[value] = len(self.names)
                self.names.append(value)
        codes = np.fromiter(map(self._codes_of.__getitem__, values), dtype=np.int32, count=len(values))
        if isinstance(self._pairs, _Bits) and len(self.names) > FEW_VALUES:
            lists = _Lists()
            old_rows, old_codes = self._pairs.pairs()
            lists.append(old_rows, codes=old_codes)
            self._pairs = lists
        self.grow(size)
        self._pairs.append(np.array(rows, dtype=np.int32), codes=codes)

    def grow(self, size: int) -> None:
        """Say that the table has so many rows now, whether they have a value here or not."""
        self._size = size
        self._pairs.grow(values=len(self.names), size=size)

    def select(self, values: Collection[str]) -> Words:
        """Rows that have any of the values. An unknown value matches nothing."""
        known = [self._codes_of[value] for value in values if value in self._codes_of]
        return self._pairs.select(known) if known else np.zeros(words_of(self._size), dtype=np.uint64)

    def count(self, selected: Words) -> dict[str, int]:
        """Selected rows for each value; values without any are left out."""
        if not self.names:
            return {}
        counts = self._pairs.count(selected)
        return {self.names[code]: int(counts[code]) for code in np.flatnonzero(counts)}

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Keep some rows, by ascending number; they move up. Values that none of them has are forgotten."""
        self._pairs.keep(rows)
        self._size = len(rows)
        used = np.flatnonzero(self._pairs.count(pack(np.ones(self._size, dtype=np.bool_))))
        if len(used) < len(self.names):
            self._pairs.choose(used)
            self.names = [self.names[code] for code in used]
            self._codes_of = {name: code for code, name in enumerate(self.names)}

    def dump(self) -> dict[str, NDArray[Any]]:
        """Arrays by name that stay as they are."""
        return self._pairs.dump()

    def restore(self, names: Sequence[str], *, arrays: Mapping[str, NDArray[Any]], size: int) -> None:
        """Take back what `dump` gave."""
        self.names = list(names)
        self._codes_of = {name: code for code, name in enumerate(self.names)}
        self._size = size
        self._pairs = _Bits() if "bits" in arrays else _Lists()
        self._pairs.restore(arrays, values=len(names), size=size)


class AttributeColumns:
    """Columns of all attributes over the same rows."""

    def __init__(self) -> None:
        self._columns: dict[str, AttributeColumn] = {}
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def append(self, entries: Sequence[Mapping[str, Sequence[str]]]) -> None:
        """Add one row for each entry's values by attribute; a value that is given twice counts once."""
        pairs: dict[str, tuple[list[int], list[str]]] = {}
        for row, attributes in enumerate(entries, start=self._size):
            for attribute, values in attributes.items():
                rows, names = pairs.setdefault(attribute, ([], []))
                for value in values if len(values) == 1 else dict.fromkeys(values):
                    rows.append(row)
                    names.append(value)
        self._size += len(entries)
        for attribute, (rows, names) in pairs.items():
            self._columns.setdefault(attribute, AttributeColumn()).append(rows, values=names, size=self._size)
        for attribute in self._columns.keys() - pairs.keys():
            self._columns[attribute].grow(self._size)

    def select(self, filters: Filters, *, alive: Words) -> Words:
        """Living rows for which all clauses hold."""
        return _all_of([self._holds(clause) for clause in filters], alive=alive)

    def facets(self, filters: Filters, *, alive: Words, attributes: Sequence[str]) -> dict[str, dict[str, int]]:
        """Counts for each attribute; a facet ignores the clauses on its own attribute."""
        held = [(clause, self._holds(clause)) for clause in filters]
        everything = _all_of([rows for _, rows in held], alive=alive)
        own = {clause.attribute for clause in filters if not clause.fixed}
        counts: dict[str, dict[str, int]] = {}
        for attribute in attributes:
            selected = everything
            if attribute in own:
                rest = [rows for clause, rows in held if not clause.is_own_of(attribute)]
                selected = _all_of(rest, alive=alive)
            column = self._columns.get(attribute)
            counts[attribute] = {} if column is None else column.count(selected)
        return counts

    def values(self, attribute: str, *, alive: Words) -> frozenset[str]:
        """Values that a living row has."""
        column = self._columns.get(attribute)
        return frozenset() if column is None else frozenset(column.count(alive))

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Keep some rows, by ascending number; they move up."""
        for column in self._columns.values():
            column.keep(rows)
        self._columns = {attribute: column for attribute, column in self._columns.items() if column.names}
        self._size = len(rows)

    def dump(self) -> tuple[dict[str, list[str]], dict[str, NDArray[Any]]]:
        """Names of values by attribute, and arrays by name, for a snapshot; they stay as they are."""
        arrays = {
            f"{part}{number}": array
            for number, column in enumerate(self._columns.values())
            for part, array in column.dump().items()
        }
        return {attribute: list(column.names) for attribute, column in self._columns.items()}, arrays

    def restore(self, names: Mapping[str, Sequence[str]], *, arrays: Mapping[str, NDArray[Any]], size: int) -> None:
        """Take back what `dump` gave."""
        self._columns = {}
        self._size = size
        for number, (attribute, words) in enumerate(names.items()):
            parts = {part: arrays.get(f"{part}{number}") for part in ("bits", "rows", "codes")}
            column = AttributeColumn()
            column.restore(words, arrays={part: one for part, one in parts.items() if one is not None}, size=size)
            self._columns[attribute] = column

    def _holds(self, clause: Clause) -> Words:
        column = self._columns.get(clause.attribute)
        found = np.zeros(words_of(self._size), dtype=np.uint64) if column is None else column.select(clause.values)
        return np.bitwise_not(found, out=found) if clause.negate else found


def _all_of(held: Sequence[Words], *, alive: Words) -> Words:
    found = alive.copy()
    for rows in held:
        found &= rows
    return found
