"""Fits the curves of the calibration, and says how well curves fit that did not see a fact. Needs no torch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from training.figures import SEED, Figure, calibration_error
from wornby.models.calibration import Curve, log_odds

FOLDS = 5
LEAST_SLOPE = 0.05
# How much a curve holds to the line that changes nothing: so much loss for a slope or an intercept that is one off.
PRIOR = 1.0
DOUBT_WEIGHT = 0.5
DRAWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One fact: how sure it was, whether it is right, and which facts must stay on its side of a split."""

    confidence: float
    right: bool
    group: int
    doubt: bool = False


def rows_of(pairs: Sequence[Pair]) -> NDArray[np.float64]:
    """Return (confidence, hit). (N, 2)."""
    return np.array([(pair.confidence, pair.right) for pair in pairs], dtype=np.float64)


def fit_curve(pairs: Sequence[Pair]) -> Curve:
    """Return the curve with the least loss; it never falls, so that answers keep their order."""
    odds = np.array([log_odds(pair.confidence) for pair in pairs])
    sign = np.where([pair.right for pair in pairs], 1.0, -1.0)
    weight = np.where([pair.doubt for pair in pairs], DOUBT_WEIGHT, 1.0)

    def loss(line: NDArray[np.float64]) -> float:
        score = line[0] * odds + line[1]
        return float((weight * np.logaddexp(0, -sign * score)).sum() + PRIOR * ((line - [1, 0]) ** 2).sum())

    found = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(LEAST_SLOPE, None), (None, None)])
    return Curve(slope=round(float(found.x[0]), 4), intercept=round(float(found.x[1]), 4))


def folds_of(groups: Sequence[int]) -> NDArray[np.int64]:
    """Deal whole groups into five folds of about the same size, the largest first. (N,)."""
    names, place, sizes = np.unique(np.array(groups), return_inverse=True, return_counts=True)
    load = np.zeros(FOLDS, dtype=np.int64)
    fold = np.zeros(len(names), dtype=np.int64)
    for index in np.argsort(-sizes, kind="stable"):
        fold[index] = int(load.argmin())
        load[fold[index]] += sizes[index]
    return fold[place]


def cross_fitted(pairs: Sequence[Pair]) -> NDArray[np.float64]:
    """Return rows (confidence, hit); each confidence comes from a curve that saw nothing of its group. (N, 2).

    Raises:
        ValueError: There is one group only.
    """
    folds = folds_of([pair.group for pair in pairs])
    if len(np.unique(folds)) == 1:
        message = "one group cannot be split"
        raise ValueError(message)
    rows = rows_of(pairs)
    for fold in np.unique(folds):
        curve = fit_curve([pair for pair, place in zip(pairs, folds, strict=True) if place != fold])
        for index in np.flatnonzero(folds == fold):
            rows[index, 0] = curve.confidence(pairs[index].confidence)
    return rows


def chance_error(rows: NDArray[np.float64]) -> Figure:
    """Return the calibration error that a perfect tagger would show on so few facts: the mean and 95 % of draws."""
    rng = np.random.default_rng(SEED)
    errors = [
        calibration_error(np.stack([rows[:, 0], rng.random(len(rows)) < rows[:, 0]], axis=1)) for _ in range(DRAWS)
    ]
    low, high = np.percentile(errors, [2.5, 97.5])
    return {
        "value": round(float(np.mean(errors)), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
        "photos": len(rows),
    }
