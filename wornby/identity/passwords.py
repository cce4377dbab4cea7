"""Passwords by argon2id (RFC 9106)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wornby.errors import BusyError

AT_ONCE = 2
"""Computations at once: each takes `memory_kib`, so that many who sign in together do not take the machine's memory."""
WAIT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one computation costs. The defaults are the second choice of RFC 9106 §4, for little memory."""

    time: int = 3
    memory_kib: int = 65_536
    lanes: int = 4


class Argon2Passwords:
    """Makes and checks hashes of passwords. Thread-safe.

    Args:
        cost: Of one computation.
        at_once: Computations at once; who comes after them waits.
        wait_s: For how long.
    """

    def __init__(self, cost: Cost | None = None, *, at_once: int = AT_ONCE, wait_s: float = WAIT_S) -> None:
        self._cost = cost or Cost()
        self._turns = threading.BoundedSemaphore(at_once)
        self._wait_s = wait_s

    def hash(self, password: str) -> str:
        """The hash to keep, with its salt and cost.

        Raises:
            BusyError: Too many sign in at once.
        """
        with self._turn():
            return str(self._hasher.hash(password))

    def verify(self, password: str, held: str) -> bool:
        """Whether a password is the one that a hash was made of; False for what is no hash.

        Raises:
            BusyError: Too many sign in at once.
        """
        from argon2.exceptions import InvalidHashError, VerificationError

        with self._turn():
            try:
                return bool(self._hasher.verify(held, password))
            except (VerificationError, InvalidHashError):
                return False

    def needs_rehash(self, held: str) -> bool:
        """Whether a hash was made at another cost."""
        return bool(self._hasher.check_needs_rehash(held))

    @cached_property
    def _hasher(self) -> Any:  # noqa: ANN401 - a class of a package that is loaded late
        # argon2 takes 80 ms to load, which a command that signs nobody in need not spend.
        from argon2 import PasswordHasher

        cost = self._cost
        return PasswordHasher(time_cost=cost.time, memory_cost=cost.memory_kib, parallelism=cost.lanes)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=self._wait_s):
            message = "Too many people sign in at once. Try again."
            raise BusyError(message, retry_after_s=self._wait_s)
        try:
            yield
        finally:
            self._turns.release()
