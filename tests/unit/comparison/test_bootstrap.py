import numpy as np
import pytest

from wornby.comparison.bootstrap import cohens_kappa, difference_interval, kappa_interval, share_interval


def drawn_again(values, *, draws=20_000):
    rng = np.random.default_rng(1)
    means = values[rng.integers(0, len(values), (draws, len(values)))].mean(axis=1)
    return np.percentile(means, (2.5, 97.5))


def test_a_share_moves_as_if_every_photo_were_drawn_again() -> None:
    right = np.arange(60) < 41
    low, high = drawn_again(right.astype(float))
    found = share_interval(right)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.01)


def test_a_difference_moves_as_if_every_photo_were_drawn_again() -> None:
    rng = np.random.default_rng(2)
    ours, theirs = rng.random(80) < 0.8, rng.random(80) < 0.6
    low, high = drawn_again(ours.astype(float) - theirs)
    found = difference_interval(ours, theirs)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.015)


def test_the_same_answers_differ_by_nothing() -> None:
    right = np.arange(30) % 3 == 0
    found = difference_interval(right, right)
    assert (found.low, found.high) == (0.0, 0.0)


def test_intervals_are_the_same_each_time() -> None:
    right = np.arange(30) < 20
    assert share_interval(right) == share_interval(right)


@pytest.mark.parametrize(
    ("counts", "kappa"),
    [
        ([[20, 5], [10, 15]], 0.4),
        ([[45, 15], [25, 15]], 0.1304),
        ([[10, 0], [0, 10]], 1.0),
        ([[5, 5], [5, 5]], 0.0),
        ([[20]], None),
    ],
    ids=["textbook", "textbook-2", "always", "chance", "one-value"],
)
def test_kappa(counts, kappa) -> None:
    found = cohens_kappa(np.array(counts))
    assert found == (None if kappa is None else pytest.approx(kappa, abs=1e-4))


def test_the_interval_of_kappa_holds_it() -> None:
    found = kappa_interval(np.array([[20, 5], [10, 15]]))
    assert 0.1 < found.low < 0.4 < found.high < 0.7


def test_one_value_has_no_interval_of_kappa() -> None:
    assert kappa_interval(np.array([[20]])) is None
