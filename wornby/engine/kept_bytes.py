"""What was made a moment ago and may be asked for again: in memory, bounded, and soon forgotten."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    content: bytes
    until: float


class KeptBytes:
    """Keeps files by a key. Thread-safe.

    Args:
        most_bytes: All together; what was asked for longest ago goes first.
        seconds: How long a file is kept, however often it is asked for.
        clock: Seconds that never go back.
    """

    def __init__(self, *, most_bytes: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most_bytes
        self._seconds = seconds
        self._clock = clock
        self._files: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    @property
    def size_bytes(self) -> int:
        """Of all that is kept."""
        return self._size

    def get(self, key: Hashable) -> bytes | None:
        """A file; None where it is not kept, or no longer."""
        with self._lock:
            self._forget_old()
            kept = self._files.get(key)
            if kept is None:
                return None
            self._files.move_to_end(key)
            return kept.content

    def put(self, key: Hashable, content: bytes) -> None:
        """Keep a file, unless it alone is larger than all may be."""
        with self._lock:
            self._forget_old()
            self._drop(key)
            if len(content) > self._most:
                return
            self._files[key] = _Kept(content=content, until=self._clock() + self._seconds)
            self._size += len(content)
            while self._size > self._most:
                self._drop(next(iter(self._files)))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._files.clear()
            self._size = 0

    def _forget_old(self) -> None:
        now = self._clock()
        for key in [key for key, kept in self._files.items() if kept.until <= now]:
            self._drop(key)

    def _drop(self, key: Hashable) -> None:
        kept = self._files.pop(key, None)
        self._size -= len(kept.content) if kept else 0
