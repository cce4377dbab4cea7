"""Precision and recall as a mean over values, each value counting as much as the next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.comparison.bootstrap import draw_counts, percentile_interval
from wornby.comparison.chance import Interval, wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean over values, with its interval; `interval` is None where too few draws have one."""

    value: float
    interval: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroScore:
    """Means over values.

    Attributes:
        precision: Over those that were answered at least once; None where none was.
        recall: Over all of them; None where there are none.
    """

    precision: Mean | None
    recall: Mean | None


def macro_score(pairs: Sequence[tuple[str, str]], *, values: Sequence[str]) -> MacroScore:
    """Score label and answer of each photo.

    Args:
        pairs: Label and answer.
        values: Over which the means are taken; each is labelled at least once.

    Source:
        Intervals: percentile bootstrap over the photos (`bootstrap.percentile_interval`). Where every value has all
        its photos right, or none, each draw is like the next: there it is `wilson` for as many photos as the mean of
        the values' shares is worth, K^2 / sum(1 / n_k).
    """
    if not pairs or not values:
        return MacroScore(precision=None, recall=None)
    kinds = Counter(pairs)
    labelled = np.array([[label == value for value in values] for label, _ in kinds], dtype=np.int64)
    said = np.array([[answer == value for value in values] for _, answer in kinds], dtype=np.int64)
    counts = np.array(list(kinds.values()), dtype=np.int64)
    draws = np.concatenate([counts[None], draw_counts(counts)])
    right = draws @ (labelled * said)
    return MacroScore(precision=_mean(right, draws @ said), recall=_mean(right, draws @ labelled))


def _mean(right: NDArray[np.int64], whole: NDArray[np.int64]) -> Mean | None:
    """The mean of `right / whole` over the values that are there: of the first row, and its interval by the others."""
    shares = np.full(right.shape, np.nan)
    np.divide(right, whole, out=shares, where=whole > 0)
    there = ~np.isnan(shares)
    number = there.sum(axis=1)
    means = np.full(len(shares), np.nan)
    np.divide(np.where(there, shares, 0.0).sum(axis=1), number, out=means, where=number > 0)
    if np.isnan(means[0]):
        return None
    value = float(means[0])
    if value in {0.0, 1.0}:
        photos = whole[0][there[0]]
        return Mean(value=value, interval=wilson(value, float(len(photos) ** 2 / (1 / photos).sum())))
    return Mean(value=value, interval=percentile_interval(means[1:]))
