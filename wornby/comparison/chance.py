"""Shares of photos and their differences in closed form: how sure a figure is, also on few photos. No drawing."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

LEVEL: Final = 0.05
"""A verdict is given only where it would come by chance less often than this, by the exact test."""

_Z: Final = 1.959963984540054
"""Of the normal distribution, 95 % lie within so many standard deviations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A 95 % interval: `low` to `high`."""

    low: float
    high: float


def wilson(share: float, number: float) -> Interval:
    """Interval of a share that was seen in some photos.

    Ten right ones of ten give 0.72 to 1: that no mistake was seen, not that there is none.

    Args:
        share: What was seen, in [0, 1].
        number: Photos, more than 0; no whole number where photos weigh unlike.

    Source:
        Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference"; recommended for few photos
        by Brown, Cai and DasGupta 2001, "Interval Estimation for a Binomial Proportion".
    """
    square = _Z * _Z
    middle = (share + square / (2 * number)) / (1 + square / number)
    half = _Z / (1 + square / number) * math.sqrt(share * (1 - share) / number + square / (4 * number * number))
    # Within rounding, the figure itself always belongs to its interval.
    return Interval(low=max(0.0, min(share, middle - half)), high=min(1.0, max(share, middle + half)))


def share_interval(right: NDArray[np.bool_]) -> Interval:
    """Interval of the share that is true (`wilson`).

    Args:
        right: One cell for each photo. (N,), bool, N at least 1.
    """
    return wilson(float(right.mean()), len(right))


def mcnemar(ours: int, theirs: int) -> float:
    """How often chance alone would part two equal taggers at least so unevenly: the exact test, two-sided.

    Fewer than six photos on which only one is right can never be told from chance: 2 / 2^5 is more than 0.05.

    Args:
        ours: Photos on which only ours is right.
        theirs: Photos on which only the other is right.

    Returns:
        The p value, in (0, 1].

    Source:
        McNemar 1947, "Note on the sampling error of the difference between correlated proportions or percentages"; the
        binomial distribution itself in the place of its approximation.
    """
    number, fewer = ours + theirs, min(ours, theirs)
    ways, term = 0, 1
    for taken in range(fewer + 1):
        ways += term
        term = term * (number - taken) // (taken + 1)
    return min(1.0, 2 * ways / (1 << number))


def difference_interval(ours: NDArray[np.bool_], theirs: NDArray[np.bool_]) -> Interval:
    """Interval of the difference of two shares over the same photos.

    Newcombe's for pairs; where the exact test cannot tell the two apart (`mcnemar`, 0.05) it is stretched as far as
    zero. So it leaves zero out only where the test does tell them apart, and a verdict never says what its interval
    denies.

    Args:
        ours: (N,), bool, N at least 1.
        theirs: Of the same photos in the same order. (N,), bool.

    Source:
        Newcombe 1998, "Improved confidence intervals for the difference between binomial proportions based on paired
        data", method 10.
    """
    only_ours, only_theirs = int((ours & ~theirs).sum()), int((theirs & ~ours).sum())
    found = _newcombe(int((ours & theirs).sum()), only_ours, only_theirs, number=len(ours))
    if mcnemar(only_ours, only_theirs) < LEVEL:
        return found
    return Interval(low=min(found.low, 0.0), high=max(found.high, 0.0))


def _newcombe(both: int, only_ours: int, only_theirs: int, *, number: int) -> Interval:
    mine, other = (both + only_ours) / number, (both + only_theirs) / number
    one, two = wilson(mine, number), wilson(other, number)
    together = _correlation(both, only_ours, only_theirs, number=number)
    low = _apart(mine - one.low, two.high - other, together=together)
    high = _apart(one.high - mine, other - two.low, together=together)
    return Interval(low=mine - other - low, high=mine - other + high)


def _apart(one: float, two: float, *, together: float) -> float:
    return math.sqrt(max(0.0, one * one - 2 * together * one * two + two * two))


def _correlation(both: int, only_ours: int, only_theirs: int, *, number: int) -> float:
    """Phi of the four counts, with the correction for continuity of method 10; 0 where a margin is empty."""
    neither = number - both - only_ours - only_theirs
    margins = (both + only_ours) * (only_theirs + neither) * (both + only_theirs) * (only_ours + neither)
    if not margins:
        return 0.0
    crossed = both * neither - only_ours * only_theirs
    return (max(crossed - number / 2, 0.0) if crossed > 0 else crossed) / math.sqrt(margins)
