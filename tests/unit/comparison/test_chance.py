import itertools

import numpy as np
import pytest

from wornby.comparison.chance import difference_interval, mcnemar, share_interval, wilson


def pairs(both: int, ours: int, theirs: int, neither: int):
    """Right or not, of two taggers, with so many photos of each sort."""
    mine = [True] * (both + ours) + [False] * (theirs + neither)
    other = [True] * both + [False] * ours + [True] * theirs + [False] * neither
    return np.array(mine), np.array(other)


@pytest.mark.parametrize(
    ("right", "number", "low", "high"),
    [(10, 10, 0.7225, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
    ids=["all-of-ten", "none-of-ten", "half", "newcombe-1998"],
)
def test_a_share_by_wilson(right: int, number: int, low: float, high: float) -> None:
    found = share_interval(np.arange(number) < right)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found == wilson(right / number, number)


@pytest.mark.parametrize(
    ("ours", "theirs", "p"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),
        (4, 0, 2 / 2**4),
        (5, 0, 2 / 2**5),
        (6, 0, 2 / 2**6),
        (7, 1, 2 * (1 + 8) / 2**8),
        (12, 2, 2 * (1 + 14 + 91) / 2**14),
        (5, 5, 1.0),
    ],
)
def test_the_exact_test_by_hand(ours: int, theirs: int, p: float) -> None:
    assert mcnemar(ours, theirs) == mcnemar(theirs, ours) == pytest.approx(p)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [((36, 12, 2, 0), 0.0569, 0.3404), ((40, 0, 0, 0), -0.0876, 0.0876)],
    ids=["newcombe-1998", "never-apart"],
)
def test_a_difference_by_newcombe(counts, low: float, high: float) -> None:
    found = difference_interval(*pairs(*counts))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_where_the_test_tells_nothing_the_interval_reaches_zero() -> None:
    """Five of 400 photos, all one way: Newcombe alone would leave out zero."""
    found = difference_interval(*pairs(0, 5, 0, 395))
    assert found.low == 0.0
    assert found.high > 5 / 400


def test_the_interval_leaves_out_zero_just_where_the_test_tells_apart() -> None:
    for both, ours, theirs, neither in itertools.product((0, 1, 9, 30), range(0, 25, 3), range(0, 25, 2), (0, 2, 17)):
        if not both + ours + theirs + neither:
            continue
        found = difference_interval(*pairs(both, ours, theirs, neither))
        apart = found.low > 0 or found.high < 0
        assert apart == (mcnemar(ours, theirs) < 0.05), (both, ours, theirs, neither)
