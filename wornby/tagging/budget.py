"""What calls to rented services may cost, asked before each one."""

import threading
from collections.abc import Mapping
from types import MappingProxyType

from wornby.datamodel.profiles import MICROS
from wornby.errors import BudgetError

_CENT = MICROS // 100


class Budget:
    """The money of one run. Thread-safe: calls side by side never take more than there is.

    Args:
        limit_micros: Most that may be spent, in micros of US dollars; None for no limit.
    """

    def __init__(self, limit_micros: int | None = None) -> None:
        self._limit = limit_micros
        self._lock = threading.Lock()
        self._spent: dict[str, int] = {}
        self._calls: dict[str, int] = {}

    @property
    def spent_micros(self) -> int:
        """What was taken and not given back."""
        with self._lock:
            return sum(self._spent.values())

    @property
    def spent_by_provider(self) -> Mapping[str, int]:
        """The same by name of the service, in micros."""
        with self._lock:
            return MappingProxyType(dict(self._spent))

    @property
    def calls_by_provider(self) -> Mapping[str, int]:
        """How many calls were sent, by name of the service; free ones too, and those that were not charged."""
        with self._lock:
            return MappingProxyType(dict(self._calls))

    def take(self, micros: int, *, provider: str) -> None:
        """Take the price of a call before it is sent.

        Raises:
            BudgetError: It is more than what is left; nothing was taken.
        """
        with self._lock:
            spent = sum(self._spent.values())
            if self._limit is not None and spent + micros > self._limit:
                message = (
                    f"The next call to {provider} costs {dollars(micros)}, and of {dollars(self._limit)} "
                    f"{dollars(self._limit - spent)} are left. Allow more with --max-cost or WORNBY_MAX_COST."
                )
                raise BudgetError(message)
            self._spent[provider] = self._spent.get(provider, 0) + micros
            self._calls[provider] = self._calls.get(provider, 0) + 1

    def give_back(self, micros: int, *, provider: str) -> None:
        """Give back what a call did not cost, since the service never took it."""
        with self._lock:
            self._spent[provider] = max(0, self._spent.get(provider, 0) - micros)


def dollars(micros: int) -> str:
    """An amount for people: "$0.0015", "$4.20"."""
    amount = micros / MICROS
    return f"${amount:,.2f}" if micros % _CENT == 0 or amount >= 1 else f"${amount:.6f}".rstrip("0")


def to_micros(amount: float) -> int:
    """US dollars in micros."""
    return round(amount * MICROS)
