"""Turns for what costs a lot: few at once in threads of their own, few who wait, and the rest are told so at once."""

from collections.abc import Callable
from typing import TypeVar

import anyio

from wornby.errors import BusyError

T = TypeVar("T")

AT_ONCE = 4
MOST_WAITING = 16
RETRY_S = 2.0


class Turns:
    """Runs what blocks, beside the threads that all other requests share. To be used on one event loop.

    Args:
        at_once: Threads.
        most_waiting: How many wait for one of them; who comes after is refused before any work is done.
        retry_s: When whoever is refused is told to come again.
        busy: What whoever is refused is told.
    """

    def __init__(
        self,
        *,
        at_once: int = AT_ONCE,
        most_waiting: int = MOST_WAITING,
        retry_s: float = RETRY_S,
        busy: str = "Too many people sign in at once. Try again.",
    ) -> None:
        self._at_once = at_once
        self._most = at_once + most_waiting
        self._retry_s = retry_s
        self._busy = busy
        self._present = 0
        self._limiter: anyio.CapacityLimiter | None = None

    async def run(self, act: Callable[[], T]) -> T:
        """Run it in a thread when its turn comes.

        Raises:
            BusyError: Too many wait already.
        """
        if self._present >= self._most:
            raise BusyError(self._busy, retry_after_s=self._retry_s)
        if self._limiter is None:  # it belongs to the event loop, which runs only now
            self._limiter = anyio.CapacityLimiter(self._at_once)
        self._present += 1
        try:
            return await anyio.to_thread.run_sync(act, limiter=self._limiter)
        finally:
            self._present -= 1
