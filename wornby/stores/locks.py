"""A lock that many readers share."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class ReadWriteLock:
    """Many readers or one writer. Not reentrant.

    A waiting writer goes before new readers, and the readers that waited for a writer go before the next one, so that
    neither a stream of queries nor a stream of updates keeps the other out.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._readers = 0
        self._readers_waiting = 0
        self._readers_next = 0
        self._writers_waiting = 0
        self._writing = False
        self._written = 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Share the lock."""
        with self._changed:
            if self._writing or self._writers_waiting:
                self._wait_to_read()
            self._readers += 1
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock alone."""
        with self._changed:
            self._writers_waiting += 1
            try:
                self._changed.wait_for(lambda: not (self._writing or self._readers or self._readers_next))
            finally:
                self._writers_waiting -= 1
                self._changed.notify_all()
            self._writing = True
        try:
            yield
        finally:
            with self._changed:
                self._writing = False
                self._written += 1
                self._readers_next = self._readers_waiting
                self._changed.notify_all()

    def _wait_to_read(self) -> None:
        came_at = self._written
        self._readers_waiting += 1
        try:
            self._changed.wait_for(lambda: not self._writing and (not self._writers_waiting or self._written > came_at))
        finally:
            self._readers_waiting -= 1
            if self._written > came_at:
                self._readers_next -= 1
                self._changed.notify_all()
