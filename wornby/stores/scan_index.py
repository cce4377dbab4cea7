"""The scan index: quantised codes are scanned under the filter's bitmap, the best are ranked with stored vectors."""

from pathlib import Path
from typing import Any, ClassVar

import faiss
import numpy as np
from numpy.typing import NDArray

from wornby.stores.columns import Mask
from wornby.stores.local_index import LocalVectorIndex

_BRUTE_FORCE = 512
"""Up to this many rows, comparing stored vectors is as fast as the scan (measured at 100,000 rows of 256)."""

_TRAINED = 65_536
"""Vectors after which the range of each dimension is settled."""

_CODES = "codes.faiss"


class ScanVectorIndex(LocalVectorIndex):
    """faiss SQ8 codes with a second ranking by float16 vectors."""

    kind: ClassVar[str] = "scan"
    stored: ClassVar[type[np.floating[Any]]] = np.float16

    def _reset(self) -> None:
        super()._reset()
        self._codes = self._untrained()
        self._trained_on = 0

    def _untrained(self) -> Any:  # noqa: ANN401 - faiss has no types
        return faiss.IndexScalarQuantizer(
            self._space.dimensions, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )

    def _added(self, vectors: NDArray[np.float32]) -> None:
        total = len(self._vectors)
        if self._trained_on < _TRAINED and total >= 2 * self._trained_on:
            # Few vectors say little about the range of each dimension: train again at each doubling.
            stored = np.ascontiguousarray(self._vectors.view, dtype=np.float32)
            self._codes = self._untrained()
            self._codes.train(stored)
            self._codes.add(stored)
            self._trained_on = total
        else:
            self._codes.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def _dropped(self, kept: Mask) -> None:
        if self._codes.ntotal == 0:
            return
        codes = faiss.vector_to_array(self._codes.codes).reshape(self._codes.ntotal, -1)[kept]
        faiss.copy_array_to_vector(np.ascontiguousarray(codes).ravel(), self._codes.codes)
        self._codes.ntotal = len(codes)

    def _near(self, queries: NDArray[np.float32], *, wanted: Mask | None, k: int) -> NDArray[np.int64]:
        total = len(self._owners) if wanted is None else int(np.count_nonzero(wanted))
        if total <= _BRUTE_FORCE:
            return np.arange(len(self._owners)) if wanted is None else np.flatnonzero(wanted)
        options = None if wanted is None else _only(wanted)
        near = [self._scan(query, total=total, k=k, options=options) for query in queries]
        return np.unique(np.concatenate(near))

    def _scan(self, query: NDArray[np.float32], *, total: int, k: int, options: Any) -> NDArray[np.int64]:  # noqa: ANN401
        one = np.ascontiguousarray(query[None], dtype=np.float32)
        fetch = 4 * k + 64
        while True:
            fetch = min(fetch, total)
            _, found = self._codes.search(one, fetch, params=options)
            rows: NDArray[np.int64] = found[0][found[0] >= 0]
            # k entries and a quarter more, for what rounding puts in the wrong order; an entry may own many rows.
            if fetch == total or len(np.unique(self._owners.view[rows])) >= k + k // 4 + 8:
                return rows
            fetch *= 4

    def _write(self, folder: Path) -> None:
        super()._write(folder)
        faiss.write_index(self._codes, str(folder / _CODES))

    def _read(self, folder: Path) -> None:
        super()._read(folder)
        codes = faiss.read_index(str(folder / _CODES))
        if codes.d != self._space.dimensions or codes.ntotal != len(self._owners):
            message = "codes do not fit the vectors"
            raise ValueError(message)
        self._codes = codes
        self._trained_on = codes.ntotal


def _only(wanted: Mask) -> Any:  # noqa: ANN401 - faiss's stubs lack what its Python layer takes
    selector: Any = faiss.IDSelectorBitmap
    options: Any = faiss.SearchParameters
    return options(sel=selector(np.packbits(wanted, bitorder="little")))
