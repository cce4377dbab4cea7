"""Sets of rows as bits, 64 rows a word: to combine and to count a million rows takes some ten microseconds."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
"""Which rows are meant: (N,), bool."""

Words = NDArray[np.uint64]
"""The same as bits: (ceil(N / 64),), uint64. Bits behind the last row may say anything."""

_WORD_BITS = 64
_WORD_BYTES = 8
_BYTE_BITS = 8


def words_of(size: int) -> int:
    """How many words hold so many rows."""
    return -(-size // _WORD_BITS)


def pack(mask: Mask) -> Words:
    """The bits of a mask; those behind its end are 0."""
    packed = np.zeros(words_of(len(mask)) * _WORD_BYTES, dtype=np.uint8)
    bits = np.packbits(mask, bitorder="little")
    packed[: len(bits)] = bits
    return packed.view(np.uint64)


def unpack(words: Words, size: int) -> Mask:
    """The mask of the first rows."""
    return np.unpackbits(words.view(np.uint8), count=size, bitorder="little").view(np.bool_)


def count_bits(words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Number of bits that are 1, over the last axis: (..., W) uint64 to (...,) int64."""
    counts: NDArray[np.int64] = np.bitwise_count(words).sum(axis=-1, dtype=np.int64)
    return counts


class BitTable:
    """Lines of bits over the same rows: lines and rows are added, bits are 0 at first."""

    def __init__(self) -> None:
        self._data: NDArray[np.uint64] = np.zeros((0, 0), dtype=np.uint64)
        self._lines = 0
        self._size = 0

    @property
    def view(self) -> NDArray[np.uint64]:
        """(lines, words), uint64; not a copy."""
        return self._data[: self._lines, : words_of(self._size)]

    def grow(self, *, lines: int, size: int) -> None:
        """Make room for so many lines over so many rows."""
        words = words_of(size)
        tall, wide = self._data.shape
        if lines > tall or words > wide:
            shape = (max(lines, 2 * tall if lines > tall else tall), max(words, 2 * wide if words > wide else wide))
            grown = np.zeros(shape, dtype=np.uint64)
            grown[:tall, :wide] = self._data
            self._data = grown
        self._lines, self._size = lines, size

    def put(self, lines: NDArray[Any], rows: NDArray[Any]) -> None:
        """Set bits to 1, each given by its line and row."""
        if len(rows):
            places = (lines, rows // _BYTE_BITS)
            np.bitwise_or.at(self._data.view(np.uint8), places, np.left_shift(1, rows % _BYTE_BITS).astype(np.uint8))

    def clear(self, *, line: int, row: int) -> None:
        """Set one bit to 0."""
        self._data.view(np.uint8)[line, row // _BYTE_BITS] &= np.uint8(0xFF ^ (1 << (row % _BYTE_BITS)))

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Keep some rows, by ascending number; they move up."""
        kept = [pack(unpack(line, self._size)[rows]) for line in self.view]
        self.assign(np.array(kept, dtype=np.uint64).reshape(len(kept), words_of(len(rows))), size=len(rows))

    def assign(self, view: NDArray[np.uint64], *, size: int) -> None:
        """Replace everything.

        Raises:
            ValueError: It has not as many words as the rows need.
        """
        if view.ndim != 2 or view.shape[1] != words_of(size):  # noqa: PLR2004 - lines and words
            message = f"Bits of shape {view.shape} do not hold {size} rows."
            raise ValueError(message)
        self._data = np.ascontiguousarray(view, dtype=np.uint64)
        self._lines, self._size = len(view), size
