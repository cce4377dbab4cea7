"""How much is generated at once and in a minute."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from wornby.errors import BusyError

_MINUTE_S = 60.0
_RETRY_S = 5.0


class Pace:
    """Lets requests in. Safe to ask from several threads.

    Args:
        parallel: At once.
        per_minute: Of shoppers, all together.
    """

    def __init__(self, *, parallel: int, per_minute: int) -> None:
        self._free = threading.BoundedSemaphore(parallel)
        self._per_minute = per_minute
        self._begun: deque[float] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn to generate.

        Raises:
            BusyError: All are taken.
        """
        if not self._free.acquire(blocking=False):
            message = "Other pictures are being generated. Ask again in a few seconds."
            raise BusyError(message, retry_after_s=_RETRY_S)
        try:
            yield
        finally:
            self._free.release()

    def count(self) -> None:
        """Count one picture of a shopper.

        Raises:
            BusyError: The minute has had its share.
        """
        now = time.monotonic()
        with self._lock:
            while self._begun and now - self._begun[0] >= _MINUTE_S:
                self._begun.popleft()
            if len(self._begun) >= self._per_minute:
                message = "Many pictures were generated in the last minute. Ask again in a while."
                raise BusyError(message, retry_after_s=_MINUTE_S - (now - self._begun[0]))
            self._begun.append(now)
