"""One bit for each dimension of a vector (RaBitQ, through faiss), in blocks that are scanned side by side."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from wornby.stores.bits import Mask
from wornby.stores.wanted import Wanted

BLOCK = 1 << 19
"""Rows of a block; two of them keep two cores busy at a million rows."""

_QUERY_BITS = 4
"""A query keeps so many bits for each dimension; with 8 a scan takes as long and finds as much."""

_CODE_ERROR = 0.76
"""Standard deviation of one bit's error, times the square root of the dimensions, for vectors of length 1.

Source: Gao and Long 2024 (RaBitQ), section 3.2: sqrt((1 - r^2) / r^2) with r = 0.8.
"""

_SEED = 17


class BitCodes:
    """Estimates of inner products from one bit for each dimension.

    Vectors are turned by a random rotation first, which spreads what they differ in over all dimensions, and the mean
    of those it was trained on is taken away.

    Args:
        dimensions: Of the vectors.
        block: Rows of a block.
    """

    def __init__(self, dimensions: int, *, block: int = BLOCK) -> None:
        self._dimensions = dimensions
        self._block = block
        self._turn: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self._centre: NDArray[np.float32] = np.zeros(dimensions, dtype=np.float32)
        self._spread = 0.0
        self._blocks: list[Any] = []
        self._threads: ThreadPoolExecutor | None = None

    def __len__(self) -> int:
        return sum(block.ntotal for block in self._blocks)

    def train(self, vectors: NDArray[np.float32]) -> None:
        """Take mean and spread from vectors (N, D); forgets all rows."""
        if not len(self._turn):
            # The turn of Gaussian numbers to right angles is a random rotation.
            square = np.random.default_rng(_SEED).standard_normal((self._dimensions, self._dimensions))
            self._turn = np.linalg.qr(square)[0].astype(np.float32)
        turned = vectors @ self._turn
        self._centre = turned.mean(axis=0)
        self._spread = float(np.sqrt(np.square(turned - self._centre).sum(axis=1).mean()))
        self._blocks = []

    def add(self, vectors: NDArray[np.float32]) -> None:
        """Add rows at the end: (N, D)."""
        turned = np.ascontiguousarray(vectors @ self._turn, dtype=np.float32)
        while len(turned):
            if not self._blocks or self._blocks[-1].ntotal == self._block:
                self._blocks.append(self._empty())
            fits = self._block - self._blocks[-1].ntotal
            with _one_thread():
                self._blocks[-1].add(turned[:fits])
            turned = turned[fits:]

    def keep(self, kept: Mask) -> None:
        """Drop the other rows; those that stay move up."""
        self._fill(self._codes()[kept])

    def error(self, query: NDArray[np.float32]) -> float:
        """Standard deviation of an estimate's error for a query (D,)."""
        away = float(np.linalg.norm(query @ self._turn - self._centre))
        return _CODE_ERROR * self._spread * away / float(np.sqrt(self._dimensions))

    def scan(
        self, query: NDArray[np.float32], *, wanted: Wanted, fetch: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Rows with the largest estimates, and these.

        Args:
            query: (D,), float32.
            wanted: Which rows are meant.
            fetch: Most rows.

        Returns:
            Rows (N,) and estimates (N,), best first.
        """
        turned = np.ascontiguousarray((query @ self._turn)[None], dtype=np.float32)

        def scan_block(number: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
            return self._scan_block(number, turned, wanted=wanted, fetch=fetch)

        numbers = range(len(self._blocks))
        if len(numbers) == 1:
            return scan_block(0)
        parts = list(self._pool().map(scan_block, numbers))
        rows = np.concatenate([part[0] for part in parts])
        estimates = np.concatenate([part[1] for part in parts])
        best = np.argsort(-estimates, kind="stable")[:fetch]
        return rows[best], estimates[best]

    def _scan_block(
        self, number: int, query: NDArray[np.float32], *, wanted: Wanted, fetch: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        block, start = self._blocks[number], number * self._block
        only: dict[str, Any] = {}
        some: NDArray[np.int64] | None = None
        if wanted.mask is not None:
            only["sel"] = _selector(wanted.mask[start : start + self._block])
        elif wanted.rows is not None:
            # To copy the codes of a few rows costs less than to ask for each row whether it is meant.
            first, end = np.searchsorted(wanted.rows, (start, start + self._block))
            some = wanted.rows[first:end] - start
            block = self._filled(_codes_of(block)[some])
        parameters: Any = faiss.RaBitQSearchParameters
        if not block.ntotal:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        with _one_thread():
            found = block.search(query, min(fetch, block.ntotal), params=parameters(qb=_QUERY_BITS, **only))
        estimates, rows = found[0][0], found[1][0]
        real = rows >= 0
        rows, estimates = rows[real], estimates[real]
        return (rows if some is None else some[rows]) + start, estimates

    def dump(self) -> dict[str, NDArray[Any]]:
        """Arrays by name that stay as they are."""
        spread = np.array([self._spread])
        return {"codes": self._codes(), "centre": self._centre, "turn": self._turn, "spread": spread}

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take back what `dump` gave.

        Raises:
            ValueError: It is of another width.
        """
        codes, centre, turn = arrays["codes"], arrays["centre"], arrays["turn"]
        width = self._dimensions
        if centre.shape != (width,) or turn.shape not in {(0, 0), (width, width)} or codes.shape[1] != self._width():
            message = "codes of another width"
            raise ValueError(message)
        self._centre, self._turn, self._spread = centre, turn, float(arrays["spread"][0])
        self._fill(codes)

    def _codes(self) -> NDArray[np.uint8]:
        parts = [_codes_of(block) for block in self._blocks]
        return np.concatenate(parts) if parts else np.zeros((0, self._width()), dtype=np.uint8)

    def _fill(self, codes: NDArray[np.uint8]) -> None:
        starts = range(0, len(codes), self._block)
        self._blocks = [self._filled(codes[start : start + self._block]) for start in starts]

    def _filled(self, codes: NDArray[np.uint8]) -> Any:  # noqa: ANN401 - faiss has no types
        block = self._empty()
        if len(codes):
            faiss.copy_array_to_vector(np.ascontiguousarray(codes, dtype=np.uint8).ravel(), block.codes)
        block.ntotal = len(codes)
        return block

    def _width(self) -> int:
        return int(self._empty().code_size)

    def _empty(self) -> Any:  # noqa: ANN401 - faiss has no types
        block: Any = faiss.IndexRaBitQ(self._dimensions, faiss.METRIC_INNER_PRODUCT)
        faiss.copy_array_to_vector(np.ascontiguousarray(self._centre), block.center)
        block.is_trained = True
        return block

    def _pool(self) -> ThreadPoolExecutor:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="scan")
        return self._threads


@contextmanager
def _one_thread() -> Iterator[None]:
    # faiss shares out queries, of which there is one; other threads would only be waited for. The number belongs to
    # the thread that sets it.
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _codes_of(block: Any) -> NDArray[np.uint8]:  # noqa: ANN401 - faiss has no types
    """The codes of a block; not a copy."""
    size = block.ntotal * block.code_size
    codes: NDArray[np.uint8] = faiss.rev_swig_ptr(block.codes.data(), size).reshape(block.ntotal, block.code_size)
    return codes


def _selector(wanted: Mask) -> Any:  # noqa: ANN401 - faiss's stubs lack what its Python layer takes
    selector: Any = faiss.IDSelectorBitmap
    return selector(np.packbits(wanted, bitorder="little"))
