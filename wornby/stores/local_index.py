"""What the indexes that run in this process share; they differ in how they find near vectors."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import EmbeddingSpace, Filters, IndexEntry, IndexHit
from wornby.errors import SpaceMismatchError
from wornby.stores.arrays import BlockedArray, GrowingArray
from wornby.stores.bits import Mask, count_bits
from wornby.stores.entries import EntryTable
from wornby.stores.frozen import FrozenIndex, read_frozen
from wornby.stores.locks import ReadWriteLock
from wornby.stores.snapshot import SnapshotKey, read_snapshot, write_snapshot
from wornby.stores.wanted import Wanted, wanted_rows

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
        self._saving = threading.Lock()
        self._marker = 0
        self._anew = False
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
        # One after the other, so that an older state never replaces a newer one. Queries and updates go on meanwhile.
        with self._saving:
            with self._lock.reading():
                frozen, marker, anew = self._freeze(), self._marker, self._anew
            write_snapshot(self._path, key=self._key(), marker=marker, write=frozen.living().write, anew=anew)
            self._anew = False

    def clear(self) -> None:
        """Forget everything; marker 0."""
        with self._lock.writing():
            self._reset()
            self._anew = True

    def update(self, entries: Sequence[IndexEntry], *, remove_assets: Sequence[str], marker: int) -> None:
        """Remove all entries of some assets, then add entries. Vectors (N, D) float32."""
        # Of entries with the same id the last one counts, as it would in two calls.
        entries = list({entry.id: entry for entry in entries}.values())
        for entry in entries:
            self._check(entry.vectors)
        lengths = [len(entry.vectors) for entry in entries]
        vectors = np.concatenate([entry.vectors for entry in entries if len(entry.vectors)]) if any(lengths) else None
        with self._lock.writing():
            self._table.remove_assets(remove_assets)
            rows = self._table.append(entries)
            if vectors is not None:
                self._owners.append(np.repeat(rows, lengths))
                self._vectors.append(vectors)
                self._added(vectors.astype(np.float32, copy=False))
            dead = self._table.dead
            if dead > _MIN_DEAD and dead > _MAX_DEAD_SHARE * len(self._table):
                self._compact()
            self._marker = marker

    def query(
        self, vectors: NDArray[np.float32], *, filters: Filters, k: int, floor: float | None = None
    ) -> list[IndexHit]:
        """Nearest entries under a filter, best first; an entry's score is the best pair of query and own vector."""
        self._check(vectors)
        with self._lock.reading():
            if not len(vectors) or k < 1 or not len(self._owners):
                return []
            everything = not filters and not self._table.dead
            wanted = Wanted(number=len(self._owners)) if everything else self._wanted(filters)
            rows, scores = self._near(vectors.astype(np.float32, copy=False), wanted=wanted, k=k)
            hits = self._rank(rows, scores=scores, k=k)
        return hits if floor is None else [hit for hit in hits if hit.score >= floor]

    def scroll(self, *, filters: Filters, after: str | None, limit: int) -> list[IndexHit]:
        """Entries under a filter by id, after one, score 0."""
        with self._lock.reading():
            ids = self._table.page(self._table.select(filters), after=after, limit=limit)
            return [IndexHit(id=name, score=0.0) for name in ids]

    def of_assets(self, asset_ids: Collection[str], *, filters: Filters) -> list[IndexHit]:
        """Entries of some assets under a filter by id, score 0."""
        with self._lock.reading():
            selected = self._table.select(filters) & self._table.of_assets(asset_ids)
            ids = self._table.page(selected, after=None, limit=len(self._table))
            return [IndexHit(id=name, score=0.0) for name in ids]

    def count(self, filters: Filters, *, among: Collection[str] | None = None) -> int:
        """Number of entries under a filter; only those with these ids, where `among` is given."""
        with self._lock.reading():
            return int(count_bits(self._table.select(filters) & self._table.among(among)))

    def facets(
        self, filters: Filters, *, attributes: Sequence[str], among: Collection[str] | None = None
    ) -> dict[str, dict[str, int]]:
        """Entries for each value of each attribute; a facet ignores the clauses on its own attribute."""
        with self._lock.reading():
            return self._table.columns.facets(filters, alive=self._table.among(among), attributes=attributes)

    def values(self, attribute: str) -> frozenset[str]:
        """Values of an attribute that occur in the index."""
        with self._lock.reading():
            return self._table.columns.values(attribute, alive=self._table.alive)

    @abstractmethod
    def _near(
        self, queries: NDArray[np.float32], *, wanted: Wanted, k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Rows of vectors, ascending, among which the k best entries are, and the best score of each.

        Args:
            queries: (Q, D), float32.
            wanted: Which rows of vectors are meant.
            k: Number of entries.
        """

    def _added(self, vectors: NDArray[np.float32]) -> None:  # noqa: B027 - not every index keeps more
        """Called after vectors were appended."""

    def _dropped(self, kept: Mask) -> None:  # noqa: B027 - as above
        """Called after rows of vectors were dropped."""

    def _dump(self) -> tuple[dict[str, NDArray[Any]], dict[str, NDArray[Any]]]:
        """What else a snapshot needs: arrays with a row for each vector, and others; they stay as they are."""
        return {}, {}

    def _restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:  # noqa: B027 - as above
        """Take back all arrays that `_dump` gave."""

    def _wanted(self, filters: Filters) -> Wanted:
        return wanted_rows(self._table.select(filters), owners=self._owners.view, entries=len(self._table))

    def _best_entries(
        self, rows: NDArray[np.int64], scores: NDArray[np.float32]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Owners of rows of vectors, and the best score of each. Rows ascend, and so do owners."""
        owners = self._owners.view[rows]
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        return owners[starts], np.maximum.reduceat(scores, starts)

    def _rank(self, rows: NDArray[np.int64], *, scores: NDArray[np.float32], k: int) -> list[IndexHit]:
        if not len(rows):
            return []
        owners, best = self._best_entries(rows, scores)
        if len(best) > k:
            # Keep all that tie with the last place, so that ids decide and not the order of rows.
            last = np.partition(best, len(best) - k)[len(best) - k]
            owners, best = owners[best >= last], best[best >= last]
        hits = [
            IndexHit(id=self._table.name(owner), score=min(1.0, max(-1.0, score)))
            for owner, score in zip(owners.tolist(), best.tolist(), strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]

    def _reset(self) -> None:
        self._marker = 0
        self._table = EntryTable()
        self._owners = GrowingArray(np.int32)
        self._vectors = BlockedArray(self.stored, tail=(self._space.dimensions,))

    def _compact(self) -> None:
        numbers = np.full(len(self._table), -1, dtype=np.int32)
        kept_entries = self._table.compact()
        numbers[kept_entries] = np.arange(len(kept_entries))
        owners = numbers[self._owners.view]
        kept: Mask = owners >= 0
        self._owners.assign(owners[kept])
        self._vectors.keep(kept)
        self._dropped(kept)

    def _check(self, vectors: NDArray[np.float32]) -> None:
        width = self._space.dimensions
        if vectors.ndim != 2 or (len(vectors) and vectors.shape[1] != width):  # noqa: PLR2004 - rows and columns
            message = f"Vectors of shape {vectors.shape} do not fit the index of space {self._space.name} ({width}-d)."
            raise SpaceMismatchError(message)

    def _key(self) -> SnapshotKey:
        return SnapshotKey(kind=self.kind, space=self._space)

    def _freeze(self) -> FrozenIndex:
        of_rows, others = self._dump()
        return FrozenIndex(
            table=self._table.dump(),
            owners=self._owners.view,
            vectors=list(self._vectors.blocks()),
            of_rows=of_rows,
            others=others,
        )

    def _read(self, folder: Path) -> None:
        frozen = read_frozen(folder)
        self._table.restore(frozen.table)
        self._owners.assign(frozen.owners)
        self._vectors.assign(frozen.vectors[0])
        if len(self._owners) != len(self._vectors):
            message = "owners do not fit the vectors"
            raise ValueError(message)
        self._restore({**frozen.of_rows, **frozen.others})
