"""What the indexes that run in this process share; they differ in how they find near vectors."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import EmbeddingSpace, Filters, IndexEntry, IndexHit
from wornby.errors import SpaceMismatchError
from wornby.stores.columns import GrowingArray, Mask
from wornby.stores.entries import EntryTable
from wornby.stores.locks import ReadWriteLock
from wornby.stores.snapshot import SnapshotKey, read_snapshot, write_snapshot

_MIN_DEAD = 1000
_MAX_DEAD_SHARE = 0.25


class LocalVectorIndex(ABC):
    """Entries in columns, garment vectors in rows, each owned by an entry. Thread-safe.

    Args:
        space: Of the vectors.
        path: Folder of the snapshots; without one nothing is kept.
    """

    kind: ClassVar[str]
    stored: ClassVar[type[np.floating[Any]]]

    def __init__(self, space: EmbeddingSpace, *, path: Path | None = None) -> None:
        self._space = space
        self._path = path
        self._lock = ReadWriteLock()
        self._marker = 0
        self._reset()

    @property
    def space(self) -> EmbeddingSpace:
        """The one space of its vectors."""
        return self._space

    @property
    def marker(self) -> int:
        """Sequence number of the last change of the records that the index holds."""
        return self._marker

    def load(self) -> None:
        """Load the snapshot, if there is one of this space; else start empty with marker 0."""
        with self._lock.writing():
            self._reset()
            if self._path is None:
                return
            self._marker = read_snapshot(self._path, key=self._key(), read=self._read)
            if self._marker == 0:
                self._reset()

    def save(self) -> None:
        """Write a snapshot, whole or not at all."""
        if self._path is None:
            return
        with self._lock.writing():
            if self._table.dead:
                self._compact()
        with self._lock.reading():
            write_snapshot(self._path, key=self._key(), marker=self._marker, write=self._write)

    def clear(self) -> None:
        """Forget everything; marker 0."""
        with self._lock.writing():
            self._reset()

    def update(self, entries: Sequence[IndexEntry], *, remove_assets: Sequence[str], marker: int) -> None:
        """Remove all entries of some assets, then add entries. Vectors (N, D) float32."""
        # Of entries with the same id the last one counts, as it would in two calls.
        entries = list({entry.id: entry for entry in entries}.values())
        for entry in entries:
            self._check(entry.vectors)
        with self._lock.writing():
            self._table.remove_assets(remove_assets)
            rows = self._table.append(entries)
            filled = [(row, entry.vectors) for row, entry in zip(rows, entries, strict=True) if len(entry.vectors)]
            if filled:
                vectors = np.concatenate([vectors for _, vectors in filled])
                lengths = [len(vectors) for _, vectors in filled]
                self._owners.append(np.repeat([row for row, _ in filled], lengths))
                self._vectors.append(vectors)
                self._added(vectors)
            dead = self._table.dead
            if dead > _MIN_DEAD and dead > _MAX_DEAD_SHARE * len(self._table):
                self._compact()
            self._marker = marker

    def query(self, vectors: NDArray[np.float32], *, filters: Filters, k: int) -> list[IndexHit]:
        """Nearest entries under a filter, best first; an entry's score is the best pair of query and own vector."""
        self._check(vectors)
        with self._lock.reading():
            if not len(vectors) or k < 1 or not len(self._owners):
                return []
            everything = not filters and not self._table.dead
            wanted: Mask | None = None if everything else self._table.select(filters)[self._owners.view]
            rows = self._near(vectors.astype(np.float32, copy=False), wanted=wanted, k=k)
            return self._rank(vectors, rows=rows, k=k)

    def scroll(self, *, filters: Filters, after: str | None, limit: int) -> list[IndexHit]:
        """Entries under a filter by id, after one, score 0."""
        with self._lock.reading():
            ids = self._table.page(self._table.select(filters), after=after, limit=limit)
            return [IndexHit(id=name, score=0.0) for name in ids]

    def count(self, filters: Filters) -> int:
        """Number of entries under a filter."""
        with self._lock.reading():
            return int(np.count_nonzero(self._table.select(filters)))

    def facets(self, filters: Filters, *, attributes: Sequence[str]) -> dict[str, dict[str, int]]:
        """Entries for each value of each attribute; a facet ignores the clauses on its own attribute."""
        with self._lock.reading():
            return self._table.columns.facets(filters, alive=self._table.alive, attributes=attributes)

    def values(self, attribute: str) -> frozenset[str]:
        """Values of an attribute that occur in the index."""
        with self._lock.reading():
            return self._table.columns.values(attribute, alive=self._table.alive)

    @abstractmethod
    def _near(self, queries: NDArray[np.float32], *, wanted: Mask | None, k: int) -> NDArray[np.int64]:
        """Rows of vectors among which the k best entries are; `wanted` None means all rows."""

    def _added(self, vectors: NDArray[np.float32]) -> None:  # noqa: B027 - not every index keeps more
        """Called after vectors were appended."""

    def _dropped(self, kept: Mask) -> None:  # noqa: B027 - as above
        """Called after rows of vectors were dropped."""

    def _rank(self, queries: NDArray[np.float32], *, rows: NDArray[np.int64], k: int) -> list[IndexHit]:
        if not len(rows):
            return []
        stored = self._vectors.view[rows].astype(np.float32, copy=False)
        best = (stored @ queries.T).max(axis=1)
        owners, places = np.unique(self._owners.view[rows], return_inverse=True)
        scores = np.full(len(owners), -np.inf, dtype=np.float32)
        np.maximum.at(scores, places, best)
        if len(scores) > k:
            # Keep all that tie with the last place, so that ids decide and not the order of rows.
            last = np.partition(scores, len(scores) - k)[len(scores) - k]
            owners, scores = owners[scores >= last], scores[scores >= last]
        hits = [
            IndexHit(id=self._table.name(int(owner)), score=min(1.0, max(-1.0, float(score))))
            for owner, score in zip(owners, scores, strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]

    def _reset(self) -> None:
        self._marker = 0
        self._table = EntryTable()
        self._owners = GrowingArray(np.int32)
        self._vectors = GrowingArray(self.stored, tail=(self._space.dimensions,))

    def _compact(self) -> None:
        kept_entries = self._table.compact()
        numbers = np.cumsum(kept_entries) - 1
        kept: Mask = kept_entries[self._owners.view]
        self._owners.assign(numbers[self._owners.view[kept]])
        self._vectors.assign(self._vectors.view[kept])
        self._dropped(kept)

    def _check(self, vectors: NDArray[np.float32]) -> None:
        width = self._space.dimensions
        if vectors.ndim != 2 or (len(vectors) and vectors.shape[1] != width):  # noqa: PLR2004 - rows and columns
            message = f"Vectors of shape {vectors.shape} do not fit the index of space {self._space.name} ({width}-d)."
            raise SpaceMismatchError(message)

    def _key(self) -> SnapshotKey:
        return SnapshotKey(kind=self.kind, space=self._space)

    def _write(self, folder: Path) -> None:
        texts, arrays = self._table.dump()
        (folder / "entries.json").write_text(json.dumps(texts), encoding="utf-8")
        np.savez(folder / "columns.npz", allow_pickle=False, **arrays)
        np.save(folder / "owners.npy", self._owners.view, allow_pickle=False)
        np.save(folder / "vectors.npy", self._vectors.view, allow_pickle=False)

    def _read(self, folder: Path) -> None:
        texts = json.loads((folder / "entries.json").read_text(encoding="utf-8"))
        with np.load(folder / "columns.npz", allow_pickle=False) as arrays:
            self._table.restore(texts, dict(arrays))
        self._owners.assign(np.load(folder / "owners.npy", allow_pickle=False))
        self._vectors.assign(np.load(folder / "vectors.npy", allow_pickle=False))
