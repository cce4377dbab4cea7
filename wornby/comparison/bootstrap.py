"""Intervals by bootstrap: how far a figure moves when the photos are drawn again."""

import numpy as np
from numpy.typing import NDArray

from wornby.comparison.chance import Interval, wilson

DRAWS = 10_000
RATIO_DRAWS = 2_000
_RATIO_CHUNK = 100
"""Of draws that are held at once: each holds a number for every photo."""
_PERCENT = (2.5, 97.5)
_SEED = 2026


def ratio_interval(parts: NDArray[np.int64], totals: NDArray[np.int64]) -> Interval:
    """Interval of a share whose cells belong to photos: each draw takes photos with all their cells.

    Where all cells fit, or none, every draw is like the next and would give an interval without width: there it is that
    of a share of so many photos (`wilson`), since the cells of one photo may all stand or fall together.

    Args:
        parts: Cells of each photo that fit. (N,), int64.
        totals: Cells of each photo, at least one over all. (N,), int64.

    Source:
        Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13 (percentile interval).
    """
    share = float(parts.sum() / totals.sum())
    if share in {0.0, 1.0}:
        return wilson(share, int((totals > 0).sum()))
    generator = _generator()
    number = len(parts)
    even = np.full(number, 1 / number)
    ratios: list[NDArray[np.float64]] = []
    for _ in range(RATIO_DRAWS // _RATIO_CHUNK):
        draws = generator.multinomial(number, even, size=_RATIO_CHUNK)
        whole = draws @ totals
        ratios.append((draws @ parts)[whole > 0] / whole[whole > 0])
    return _interval(np.concatenate(ratios))


def cohens_kappa(counts: NDArray[np.int64]) -> float | None:
    """Agreement of two people beyond chance: 1 for always, 0 for as often as by chance.

    Args:
        counts: How often the first said row and the second column. (K, K), int64.

    Returns:
        None where both said one and the same value throughout: chance alone would agree as well.

    Source:
        Cohen 1960, "A Coefficient of Agreement for Nominal Scales".
    """
    value = float(_kappas(counts[None].astype(np.float64))[0])
    return None if np.isnan(value) else value


def kappa_interval(counts: NDArray[np.int64]) -> Interval | None:
    """Interval of `cohens_kappa`; None where too few draws have one, or nobody differed, so that each draw is alike."""
    if np.trace(counts) == counts.sum():
        return None
    draws = draw_counts(counts.ravel()).reshape(-1, *counts.shape)
    return percentile_interval(_kappas(draws.astype(np.float64)))


def _kappas(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """(B, K, K) to (B,); NaN where chance agrees always."""
    shares = counts / counts.sum(axis=(1, 2), keepdims=True)
    observed = np.trace(shares, axis1=1, axis2=2)
    chance = (shares.sum(axis=2) * shares.sum(axis=1)).sum(axis=1)
    room = 1 - chance
    kappas: NDArray[np.float64] = np.full(len(counts), np.nan)
    np.divide(observed - chance, room, out=kappas, where=room > 1e-12)  # noqa: PLR2004 - nothing but rounding
    return kappas


def draw_counts(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """As many photos drawn again, by what they show.

    Args:
        counts: Photos of each sort. (K,), int64, with a sum of at least 1.

    Returns:
        (DRAWS, K), int64.
    """
    total = int(counts.sum())
    return _generator().multinomial(total, counts / total, size=DRAWS)


def percentile_interval(draws: NDArray[np.float64]) -> Interval | None:
    """Interval of what was found in each draw; None where too few draws have it (the others hold NaN)."""
    known = draws[~np.isnan(draws)]
    return _interval(known) if len(known) > DRAWS / 2 else None


def _interval(draws: NDArray[np.float64]) -> Interval:
    low, high = np.percentile(draws, _PERCENT)
    return Interval(low=float(low), high=float(high))


def _generator() -> np.random.Generator:
    """The same draws each time: the same photos and answers give the same report."""
    return np.random.default_rng(_SEED)
