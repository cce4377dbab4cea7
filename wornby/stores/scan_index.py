"""The scan index: one-bit codes are scanned under the filter's bitmap, the best are ranked with stored vectors."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import EmbeddingSpace
from wornby.stores.arrays import to_single
from wornby.stores.bits import Mask
from wornby.stores.codes import BitCodes
from wornby.stores.local_index import LocalVectorIndex
from wornby.stores.wanted import Wanted

EXACT_ROWS = 8192
"""Up to this many rows, comparing stored vectors takes no longer than the scan of a million."""

FETCH = 2048
"""Fewest rows that a scan gives; stored vectors are compared in parts, until no other row can be as good."""

_FETCHED_SHARE = 1 / 64
_LARGE = 2
_LARGEST = 8
"""A scan gives this share of all rows, at first up to twice the fewest, in the end up to 8 times."""

_COMPARED_ROWS = 65_536
"""Up to this many rows of a small share of all are compared where the first scan settles nothing: 20 ms."""

_MORE = 4
_PART = 1024
"""Rows of stored vectors that are compared at a time; they fit the processor's cache."""

_SURE = 2.5
"""A row that was left out would need an error of this many standard deviations to belong to the best."""

_TRAINED = 65_536
"""Vectors after which their mean is settled."""


class ScanVectorIndex(LocalVectorIndex):
    """RaBitQ codes with a second ranking by float16 vectors.

    Args:
        space: Of the vectors.
        path: Folder of the snapshots; without one nothing is kept.
        exact_rows: Most rows that are compared without a scan.
        fetch: Rows that a scan gives at first.
    """

    kind: ClassVar[str] = "scan"
    stored: ClassVar[type[np.floating[Any]]] = np.float16

    def __init__(
        self, space: EmbeddingSpace, *, path: Path | None = None, exact_rows: int = EXACT_ROWS, fetch: int = FETCH
    ) -> None:
        self._exact_rows = exact_rows
        self._fetch = fetch
        super().__init__(space, path=path)

    def _reset(self) -> None:
        super()._reset()
        self._codes = BitCodes(self._space.dimensions)
        self._trained_on = 0

    def _added(self, vectors: NDArray[np.float32]) -> None:
        total = len(self._vectors)
        if total <= self._exact_rows and not self._trained_on:
            return
        if self._trained_on < _TRAINED and total >= 2 * self._trained_on:
            # Few vectors say little about their mean: train again at each doubling.
            self._codes.train(to_single(self._vectors.take(np.arange(min(total, _TRAINED)))))
            for block in self._vectors.blocks():
                self._codes.add(to_single(block))
            self._trained_on = total
        else:
            self._codes.add(vectors)

    def _dropped(self, kept: Mask) -> None:
        if self._trained_on:
            self._codes.keep(kept)

    def _near(
        self, queries: NDArray[np.float32], *, wanted: Wanted, k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        if wanted.number <= self._exact_rows or not self._trained_on:
            rows = wanted.as_rows()
        else:
            # Who is among the best by several queries together is among the best by one of them.
            rows = np.unique(np.concatenate([self._nearest(query, wanted=wanted, k=k) for query in queries]))
        return rows, self._scores(rows, queries=queries)

    def _nearest(self, query: NDArray[np.float32], *, wanted: Wanted, k: int) -> NDArray[np.int64]:
        """Rows of the k best entries by one query: candidates by their estimates, until no other can be as good."""
        share = min(int(_FETCHED_SHARE * wanted.number), _LARGE * self._fetch)
        fetch = min(wanted.number, max(self._fetch, share, _MORE * k))
        most = max(fetch, _LARGEST * self._fetch)
        sure = _SURE * self._codes.error(query)
        best, scores, last, done = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32), -np.inf, 0
        while True:
            rows, estimates = self._codes.scan(query, wanted=wanted, fetch=fetch)
            while done < len(rows):
                best, scores, last = self._with(best, scores, rows=rows[done : done + _PART], query=query, k=k)
                done = min(len(rows), done + _PART)
                if last - float(estimates[done - 1]) >= sure:
                    return best
            if fetch == wanted.number or (fetch >= most and last > -np.inf):
                return best
            if wanted.rows is not None and wanted.number <= _COMPARED_ROWS:
                return wanted.rows
            fetch = min(wanted.number, _MORE * fetch)

    def _with(
        self,
        best: NDArray[np.int64],
        scores: NDArray[np.float32],
        *,
        rows: NDArray[np.int64],
        query: NDArray[np.float32],
        k: int,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32], float]:
        """Rows that are as good as the k-th entry when more are looked at, their scores, and that entry's score.

        It is minus infinity while there are fewer entries.
        """
        fresh = np.sort(rows)
        joined = np.concatenate([best, fresh])
        order = np.argsort(joined, kind="stable")
        joined = joined[order]
        scores = np.concatenate([scores, self._scores(fresh, queries=query[None])])[order]
        of_entries = self._best_entries(joined, scores)[1]
        if len(of_entries) < k:
            return joined, scores, -np.inf
        last = np.partition(of_entries, len(of_entries) - k)[len(of_entries) - k]
        kept = scores >= last
        return joined[kept], scores[kept], float(last)

    def _scores(self, rows: NDArray[np.int64], *, queries: NDArray[np.float32]) -> NDArray[np.float32]:
        scores = np.empty(len(rows), dtype=np.float32)
        for start in range(0, len(rows), _PART):
            part = to_single(self._vectors.take(rows[start : start + _PART]))
            scores[start : start + _PART] = (part @ queries.T).max(axis=1)
        return scores

    def _dump(self) -> tuple[dict[str, NDArray[Any]], dict[str, NDArray[Any]]]:
        if not self._trained_on:
            return {}, {}
        arrays = self._codes.dump()
        return {"codes": arrays.pop("codes")}, arrays

    def _restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        if "codes" not in arrays:
            return
        self._codes.restore(arrays)
        if len(self._codes) != len(self._owners):
            message = "codes do not fit the vectors"
            raise ValueError(message)
        self._trained_on = len(self._codes)
