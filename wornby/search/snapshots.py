"""When the index is written down. A snapshot is a cache: the records are the truth, and make up for an old one."""

import threading
import time
from collections.abc import Sequence

import structlog

from wornby.errors import StoreError
from wornby.interfaces import VectorIndex

INTERVAL_S = 60.0
"""Shortest time between two snapshots that nobody asked for."""

_SHARE = 20
"""A snapshot that takes long is written less often: at most one part in this many of the time goes into it."""

log = structlog.get_logger(__name__)


class Snapshots:
    """Writes an index down when it is worth it. Thread-safe.

    Args:
        index: As it was loaded.
        interval_s: Shortest time between two snapshots.
        also: Those of other indexes, written together with this one's.
    """

    def __init__(self, index: VectorIndex, *, interval_s: float = INTERVAL_S, also: Sequence["Snapshots"] = ()) -> None:
        self._index = index
        self._interval_s = interval_s
        self._also = tuple(also)
        self._lock = threading.Lock()
        self._marker = index.marker
        self._due_at = 0.0

    def save_if_due(self) -> None:
        """Write a snapshot if the index has changed and the last one is old enough."""
        for other in self._also:
            other.save_if_due()
        if time.monotonic() >= self._due_at:
            self._save()

    def save(self) -> None:
        """Write a snapshot if the index has changed. One that cannot be written is a warning, no error."""
        for other in self._also:
            other.save()
        self._save()

    def save_now(self) -> None:
        """Write a snapshot, whether the index has changed or not: what was erased must be in no file.

        Raises:
            StoreError: It could not be written.
        """
        for other in self._also:
            other.save_now()
        with self._lock:
            marker = self._index.marker
            self._index.save()
            self._marker = marker

    def _save(self) -> None:
        with self._lock:
            marker = self._index.marker
            if marker == self._marker:
                return
            started = time.monotonic()
            try:
                self._index.save()
                self._marker = marker
            except StoreError as error:
                log.warning("index.snapshot_failed", code=error.code, message=error.message)
            ended = time.monotonic()
            self._due_at = ended + max(self._interval_s, _SHARE * (ended - started))
