import numpy as np
import pytest

from wornby.comparison.bootstrap import cohens_kappa, kappa_interval, ratio_interval
from wornby.comparison.chance import wilson


def test_a_share_of_cells_moves_as_if_every_photo_were_drawn_again() -> None:
    rng = np.random.default_rng(2)
    totals = rng.integers(1, 5, 80)
    parts = rng.binomial(totals, 0.7)
    drawn = rng.integers(0, 80, (20_000, 80))
    low, high = np.percentile(parts[drawn].sum(axis=1) / totals[drawn].sum(axis=1), (2.5, 97.5))
    found = ratio_interval(parts, totals)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.02)
    assert ratio_interval(parts, totals) == found


@pytest.mark.parametrize("right", [0, 1], ids=["none", "all"])
def test_where_all_cells_are_alike_the_photos_say_how_sure_that_is(right: int) -> None:
    totals = np.array([4] * 10)
    assert ratio_interval(totals * right, totals) == wilson(right, 10)


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


@pytest.mark.parametrize("counts", [[[20]], [[10, 0], [0, 10]]], ids=["one-value", "nobody-differs"])
def test_where_every_draw_is_alike_kappa_has_no_interval(counts) -> None:
    assert kappa_interval(np.array(counts)) is None
