"""Turns for what costs a lot: few at once in threads of their own, few who wait, and the rest are told so at once."""

from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
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
        most_waiting_each: How many of these wait for one and the same who asks.
        at_once_each: Threads that one and the same who asks has at once; all where it is None.
    """

    def __init__(
        self,
        *,
        at_once: int = AT_ONCE,
        most_waiting: int = MOST_WAITING,
        retry_s: float = RETRY_S,
        busy: str = "Too many people sign in at once. Try again.",
        most_waiting_each: int | None = None,
        at_once_each: int | None = None,
    ) -> None:
        self._at_once = at_once
        self._most_each = at_once + (most_waiting if most_waiting_each is None else most_waiting_each)
        self._of_each = Counter[str]()
        self._at_once_each = at_once if at_once_each is None else at_once_each
        self._turns_of_each: dict[str, anyio.CapacityLimiter] = {}
        self._most = at_once + most_waiting
        self._retry_s = retry_s
        self._busy = busy
        self._present = 0
        self._turns: anyio.CapacityLimiter | None = None
        self._threads: anyio.CapacityLimiter | None = None

    async def run(self, act: Callable[[], T], *, who: str = "", gone: Callable[[], Awaitable[bool]] | None = None) -> T:
        """Run it in a thread when its turn comes.

        Args:
            act: What blocks.
            who: Asks; empty for somebody who is counted with nobody else.
            gone: Whether nobody waits for the answer any more; asked when the turn has come.

        Raises:
            BusyError: Too many wait already, or nobody waits any more, and nothing was done.
        """
        if self._present >= self._most or (who and self._of_each[who] >= self._most_each):
            raise self._refusal()
        if self._turns is None or self._threads is None:  # they belong to the event loop, which runs only now
            self._turns, self._threads = anyio.CapacityLimiter(self._at_once), anyio.CapacityLimiter(self._at_once)
        self._present += 1
        self._of_each[who] += 1
        try:
            # One's own turn first: who waits for it stands in nobody else's way.
            async with self._own_turn(who), self._turns:
                if gone is not None and await gone():
                    raise self._refusal()
                return await anyio.to_thread.run_sync(act, limiter=self._threads)
        finally:
            self._present -= 1
            self._of_each[who] -= 1
            if not self._of_each[who]:
                del self._of_each[who]
                self._turns_of_each.pop(who, None)

    def _own_turn(self, who: str) -> anyio.CapacityLimiter | nullcontext[None]:
        if not who:
            return nullcontext()
        return self._turns_of_each.setdefault(who, anyio.CapacityLimiter(self._at_once_each))

    def _refusal(self) -> BusyError:
        return BusyError(self._busy, retry_after_s=self._retry_s)
