"""Keeps the index in step with the records, which are the truth."""

import threading
import time
from collections.abc import Callable, Sequence

from wornby.datamodel import Asset, IndexEntry
from wornby.interfaces import RecordStore, VectorIndex
from wornby.search.entries import index_entries
from wornby.vocabulary import Vocabulary

_PAGE = 500

EntryMaker = Callable[[Sequence[Asset]], list[IndexEntry]]
"""Makes what an index holds of some assets."""


class IndexSync:
    """Brings changes of the records into the index. Thread-safe.

    Args:
        records: The truth.
        index: What is brought up to date.
        vocabulary: States the sensitivity of attributes; the built-in one if it is left out.
        interval_s: Shortest time between two looks at the records, unless forced.
        entries: Makes what the index holds; the wearers with the vectors of their garments if it is left out.
        also: Other indexes of the same records, brought into step with this one.
    """

    def __init__(
        self,
        records: RecordStore,
        index: VectorIndex,
        *,
        vocabulary: Vocabulary | None = None,
        interval_s: float = 0.5,
        entries: EntryMaker | None = None,
        also: Sequence["IndexSync"] = (),
    ) -> None:
        self._records = records
        self._index = index
        self._vocabulary = vocabulary
        self._interval_s = interval_s
        self._make_entries = entries or self._garment_entries
        self._also = tuple(also)
        self._lock = threading.RLock()
        self._looked_at: float | None = None

    def catch_up(self, *, force: bool = False) -> int:
        """Apply the changes after the index's marker.

        An index whose marker lies beyond the records' last change belongs to other records: it is built anew.

        Args:
            force: Look at the records even if they were looked at a moment ago.

        Returns:
            Number of assets that were added, changed or removed, in this index.

        Raises:
            SpaceMismatchError: An asset has embeddings of another space than the index.
        """
        for other in self._also:
            other.catch_up(force=force)
        if not force and self._is_fresh():
            return 0
        with self._lock:
            if not force and self._is_fresh():
                return 0
            last = self._records.last_change()
            changed = self._rebuild() if self._index.marker > last else self._apply_until(last)
            self._looked_at = time.monotonic()
            return changed

    def rebuild(self) -> int:
        """Forget the index and build it from all assets.

        Returns:
            Number of assets.

        Raises:
            SpaceMismatchError: An asset has embeddings of another space than the index.
        """
        for other in self._also:
            other.rebuild()
        with self._lock:
            count = self._rebuild()
            self._looked_at = time.monotonic()
            return count

    def _is_fresh(self) -> bool:
        return self._looked_at is not None and time.monotonic() - self._looked_at < self._interval_s

    def _apply_until(self, last: int) -> int:
        changed: set[str] = set()
        while self._index.marker < last:
            page = self._records.changes(after=self._index.marker, limit=_PAGE)
            if not page:
                break
            asset_ids = list(dict.fromkeys(asset_id for _, asset_id in page))
            entries = self._make_entries(list(self._records.get_assets(asset_ids).values()))
            self._index.update(entries, remove_assets=asset_ids, marker=page[-1][0])
            changed.update(asset_ids)
        return len(changed)

    def _garment_entries(self, assets: Sequence[Asset]) -> list[IndexEntry]:
        return [
            entry
            for asset in assets
            for entry in index_entries(asset, vocabulary=self._vocabulary, space=self._index.space)
        ]

    def _rebuild(self) -> int:
        # Changes after this number may be read twice, never missed. The marker stays 0 until all pages are in.
        marker = self._records.last_change()
        self._index.clear()
        count = 0
        after: str | None = None
        while page := self._records.list_assets(after=after, limit=_PAGE):
            self._index.update(self._make_entries(page), remove_assets=[asset.id for asset in page], marker=0)
            count += len(page)
            after = page[-1].id
        self._index.update([], remove_assets=[], marker=marker)
        return count
