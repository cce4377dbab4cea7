"""Attribute columns in NumPy: clauses become bitmaps over entries, facets become counts.

An entry is a row number. A column keeps pairs (row, code of value), rows ascending, so an entry may have
no value, one, or many. Rows are only appended; who owns the rows marks dead ones in `alive` and calls `keep` at times.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from wornby.datamodel import Clause, Filters

Mask = NDArray[np.bool_]
"""Which rows are meant: (N,), bool."""


class GrowingArray:
    """An array whose first axis grows, doubling its memory when it must.

    Args:
        dtype: Of the numbers.
        tail: Shape behind the first axis.
    """

    def __init__(self, dtype: DTypeLike, *, tail: tuple[int, ...] = ()) -> None:
        self._data: NDArray[Any] = np.empty((0, *tail), dtype=dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def view(self) -> NDArray[Any]:
        """What was appended so far; not a copy."""
        return self._data[: self._size]

    def append(self, values: NDArray[Any] | Sequence[Any]) -> None:
        """Add values at the end."""
        needed = self._size + len(values)
        if needed > len(self._data):
            grown = np.empty((max(needed, 2 * len(self._data), 16), *self._data.shape[1:]), dtype=self._data.dtype)
            grown[: self._size] = self.view
            self._data = grown
        self._data[self._size : needed] = values
        self._size = needed

    def assign(self, values: NDArray[Any]) -> None:
        """Replace everything.

        Raises:
            ValueError: The values have another shape.
        """
        if values.shape[1:] != self._data.shape[1:]:
            message = f"Expected rows of shape {self._data.shape[1:]}, not {values.shape[1:]}."
            raise ValueError(message)
        self._data = values.astype(self._data.dtype, copy=False)
        self._size = len(values)


class AttributeColumn:
    """Values of one attribute."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._codes_of: dict[str, int] = {}
        self._rows = GrowingArray(np.int32)
        # 64 bits because np.bincount copies anything else first.
        self._codes = GrowingArray(np.int64)
        self._ends = GrowingArray(np.int64)
        self._single = False

    def append(self, rows: Sequence[int], *, values: Sequence[str]) -> None:
        """Add pairs; rows ascend. Call `close` afterwards."""
        self._rows.append(rows)
        self._codes.append([self._code(value) for value in values])

    def close(self, size: int) -> None:
        """Say that the table now has so many rows, whether they have a value here or not."""
        fresh = np.arange(len(self._ends), size, dtype=np.int32)
        before = int(self._ends.view[-1]) if len(self._ends) else 0
        self._ends.append(before + np.searchsorted(self._rows.view[before:], fresh, side="right"))
        self._single = len(self._rows) == size and bool(np.all(self._rows.view == np.arange(size)))

    def mask(self, values: frozenset[str], *, size: int) -> Mask:
        """Rows that have any of the values. An unknown value matches nothing."""
        found: Mask = np.zeros(size, dtype=np.bool_)
        wanted = np.zeros(len(self.names), dtype=np.bool_)
        known = [self._codes_of[value] for value in values if value in self._codes_of]
        if not known:
            return found
        wanted[known] = True
        if self._single:
            found[:] = wanted[self._codes.view]
            return found
        found[self._rows.view[wanted[self._codes.view]]] = True
        return found

    def count(self, selected: "Selection") -> dict[str, int]:
        """Selected rows for each value; values without any are left out."""
        if not len(self._rows):
            return {}
        counts = self._counts(selected.fewer)
        if selected.inverted:
            counts = np.bincount(self._codes.view, minlength=len(self.names)) - counts
        return {self.names[code]: int(counts[code]) for code in np.flatnonzero(counts)}

    def keep(self, alive: Mask, *, numbers: NDArray[np.int64]) -> None:
        """Drop dead rows and give the others their new numbers."""
        kept = alive[self._rows.view]
        rows = numbers[self._rows.view[kept]].astype(np.int32)
        self._fill(rows, codes=self._codes.view[kept], size=int(np.count_nonzero(alive)))

    def dump(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Rows and codes."""
        return self._rows.view, self._codes.view

    def restore(self, names: Sequence[str], *, rows: NDArray[Any], codes: NDArray[Any], size: int) -> None:
        """Take back what `dump` gave."""
        self.names = list(names)
        self._codes_of = {name: code for code, name in enumerate(self.names)}
        self._fill(rows, codes=codes, size=size)

    def _fill(self, rows: NDArray[Any], *, codes: NDArray[Any], size: int) -> None:
        self._rows.assign(rows)
        self._codes.assign(codes)
        self._ends.assign(np.empty(0, dtype=np.int64))
        self.close(size)

    def _counts(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        # A gather of the wanted rows' codes; several times faster than a boolean mask over the column.
        places = rows if self._single else self._spans(rows)
        return np.bincount(self._codes.view[places], minlength=len(self.names))

    def _spans(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        # Rows ascend, so the pairs of each row are one span.
        ends = self._ends.view[rows]
        starts = np.where(rows > 0, self._ends.view[rows - 1], 0)
        lengths = ends - starts
        return np.repeat(ends - np.cumsum(lengths), lengths) + np.arange(int(lengths.sum()))

    def _code(self, value: str) -> int:
        code = self._codes_of.setdefault(value, len(self.names))
        if code == len(self.names):
            self.names.append(value)
        return code


class Selection:
    """The rows that a mask selects, or, where those are the fewer, the rows that it leaves out."""

    def __init__(self, mask: Mask) -> None:
        self.inverted = 2 * int(np.count_nonzero(mask)) > len(mask)
        self.fewer: NDArray[np.int64] = np.flatnonzero(~mask if self.inverted else mask)


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
                for value in dict.fromkeys(values):
                    rows.append(row)
                    names.append(value)
        for attribute, (rows, names) in pairs.items():
            self._columns.setdefault(attribute, AttributeColumn()).append(rows, values=names)
        self._size += len(entries)
        for column in self._columns.values():
            column.close(self._size)

    def mask(self, clause: Clause) -> Mask:
        """Rows for which a clause holds."""
        column = self._columns.get(clause.attribute)
        if column is None:
            return np.full(self._size, clause.negate, dtype=np.bool_)
        found = column.mask(clause.values, size=self._size)
        return np.logical_not(found, out=found) if clause.negate else found

    def select(self, filters: Filters, *, alive: Mask) -> Mask:
        """Living rows for which all clauses hold."""
        return _all_of([self.mask(clause) for clause in filters], alive=alive)

    def facets(self, filters: Filters, *, alive: Mask, attributes: Sequence[str]) -> dict[str, dict[str, int]]:
        """Counts for each attribute; a facet ignores the clauses on its own attribute."""
        masks = [(clause.attribute, self.mask(clause)) for clause in filters]
        everything = Selection(_all_of([mask for _, mask in masks], alive=alive))
        own = {attribute for attribute, _ in masks}
        counts: dict[str, dict[str, int]] = {}
        for attribute in attributes:
            selected = everything
            if attribute in own:
                selected = Selection(_all_of([mask for name, mask in masks if name != attribute], alive=alive))
            column = self._columns.get(attribute)
            counts[attribute] = {} if column is None else column.count(selected)
        return counts

    def values(self, attribute: str, *, alive: Mask) -> frozenset[str]:
        """Values that a living row has."""
        column = self._columns.get(attribute)
        return frozenset() if column is None else frozenset(column.count(Selection(alive)))

    def keep(self, alive: Mask) -> None:
        """Drop dead rows; the others move up."""
        numbers = np.cumsum(alive) - 1
        for column in self._columns.values():
            column.keep(alive, numbers=numbers)
        self._size = int(np.count_nonzero(alive))

    def dump(self) -> tuple[dict[str, list[str]], dict[str, NDArray[Any]]]:
        """Names of values by attribute, and arrays by name, for a snapshot."""
        arrays: dict[str, NDArray[Any]] = {}
        for number, column in enumerate(self._columns.values()):
            arrays[f"rows{number}"], arrays[f"codes{number}"] = column.dump()
        return {attribute: column.names for attribute, column in self._columns.items()}, arrays

    def restore(self, names: Mapping[str, Sequence[str]], *, arrays: Mapping[str, NDArray[Any]], size: int) -> None:
        """Take back what `dump` gave."""
        self._columns = {}
        self._size = size
        for number, (attribute, words) in enumerate(names.items()):
            column = AttributeColumn()
            column.restore(words, rows=arrays[f"rows{number}"], codes=arrays[f"codes{number}"], size=size)
            self._columns[attribute] = column


def _all_of(masks: Sequence[Mask], *, alive: Mask) -> Mask:
    found = alive.copy()
    for mask in masks:
        found &= mask
    return found
