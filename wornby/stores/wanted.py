"""Which vectors a query means: their row numbers where they are few, a mask where they are many."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.stores.bits import Mask, Words, count_bits, unpack

_FEW = 256
"""Below one entry in this many, their vectors are looked up; else all vectors are asked for their entry."""

_MANY = 4
"""From one row in this many on, a mask is quicker to use than row numbers."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wanted:
    """Rows of vectors.

    Attributes:
        number: How many they are.
        rows: Their numbers, ascending. (number,), int64. None where there is a mask, or where all rows are meant.
        mask: Which they are. (N,), bool. None where there are numbers, or where all rows are meant.
    """

    number: int
    rows: NDArray[np.int64] | None = None
    mask: Mask | None = None

    def as_rows(self) -> NDArray[np.int64]:
        """Their numbers, ascending."""
        if self.rows is not None:
            return self.rows
        return np.arange(self.number) if self.mask is None else np.flatnonzero(self.mask)


def wanted_rows(selected: Words, *, owners: NDArray[np.int32], entries: int) -> Wanted:
    """Rows of the vectors of selected entries.

    Args:
        selected: Entries.
        owners: Entry of each vector, ascending. (N,), int32.
        entries: Number of entries.
    """
    if int(count_bits(selected)) * _FEW < entries:
        rows = spans(np.flatnonzero(unpack(selected, entries)), owners=owners)
        return Wanted(number=len(rows), rows=rows)
    mask: Mask = unpack(selected, entries)[owners]
    number = int(np.count_nonzero(mask))
    if number * _MANY < len(mask):
        return Wanted(number=number, rows=np.flatnonzero(mask))
    return Wanted(number=number, mask=mask)


def spans(wanted: NDArray[np.int64], *, owners: NDArray[np.int32]) -> NDArray[np.int64]:
    """Places of the rows that belong to some owners; both ascend, so each owner's rows are one span."""
    names = wanted.astype(np.int32)
    ends = np.searchsorted(owners, names, side="right")
    lengths = ends - np.searchsorted(owners, names, side="left")
    return np.repeat(ends - np.cumsum(lengths), lengths) + np.arange(int(lengths.sum()))
