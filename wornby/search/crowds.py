"""Counts of people that may be told: no small group can be read off one count, or off the difference of two."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wornby.datamodel import Clause, Filters
from wornby.interfaces import VectorIndex
from wornby.search.asking import DISPLAY
from wornby.search.entries import REAL

DEFAULT_K = 5

_FREE = Clause(attribute=REAL, values=frozenset({"no"}), fixed=True)
# Negated, so that an entry that says nothing of it counts as a person.
_PEOPLE = Clause(attribute=REAL, values=frozenset({"no"}), negate=True, fixed=True)
_SHOWN = Clause(attribute=DISPLAY, values=frozenset({"yes"}), fixed=True)

Count = Callable[[Filters], int]
"""Number of entries of an answer under further clauses."""
Counts = Mapping[str, Mapping[str, int]]
"""Number of entries by attribute and value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdPolicy:
    """How counts of people are rounded before they are told.

    Real people are counted in whole steps of `k`, so a group under `k` is not counted at all. Of two counts, one of a
    part of the other, the difference lies within `k - 1` of what the two say: it is never known to be some, but fewer
    than `k`. What is synthetic, and the shop's own pictures, count one by one.

    Attributes:
        k: Least number of people that is told, and the step of what is told; 1 tells every count.
    """

    k: int = DEFAULT_K

    def told(self, *, everybody: int, free: int) -> int:
        """What may be told of a number of entries.

        Args:
            everybody: All of them.
            free: Those among them that stand for no real person.
        """
        real = max(0, everybody - free)
        return real - real % self.k + free


EXACT = CrowdPolicy(k=1)
"""For the staff."""


class Crowd:
    """Counts entries of an index by a policy.

    Args:
        index: Its entries say which of them are real people.
        policy: Rounds.
    """

    def __init__(self, index: VectorIndex, *, policy: CrowdPolicy) -> None:
        self._index = index
        self._policy = policy

    @property
    def is_rough(self) -> bool:
        """Whether counts are said as "at least".

        It is the same for every count of a library, so that it says nothing of one.
        """
        k = self._policy.k
        return k > 1 and self._index.count((_SHOWN, _PEOPLE)) >= k

    def total(self, count: Count) -> int:
        """How many entries may be told of an answer.

        Args:
            count: Counts its entries under further clauses.
        """
        everybody = count(())
        if self._policy.k == 1 or not everybody:
            return everybody
        return self._policy.told(everybody=everybody, free=count((_FREE,)))

    def values(self, count: Callable[[Filters], Counts]) -> dict[str, dict[str, int]]:
        """How many entries may be told for each value; a value without any is left out.

        Args:
            count: Counts an answer's entries by attribute and value under further clauses.
        """
        counts = count(())
        if self._policy.k == 1 or not self._index.count((_PEOPLE,)):
            return {attribute: dict(values) for attribute, values in counts.items()}
        free = count((_FREE,)) if "no" in self._index.values(REAL) else {}
        return {attribute: self._told(values, free.get(attribute, {})) for attribute, values in counts.items()}

    def _told(self, counts: Mapping[str, int], free: Mapping[str, int]) -> dict[str, int]:
        told = {value: self._policy.told(everybody=number, free=free.get(value, 0)) for value, number in counts.items()}
        return {value: number for value, number in told.items() if number}
