import numpy as np
import pytest

pytest.importorskip("sklearn")

from wornby.models.score_fitting import ScikitScoreFitter
from wornby.testing.fakes_matching import FakeFitter

RNG = np.random.default_rng(3)
ODDS = RNG.normal(size=200)
LABELS = (RNG.random(200) < 1 / (1 + np.exp(-(2 * ODDS - 1)))).astype(np.float64)
SCORES = np.round(1 / (1 + np.exp(-ODDS)), 2)


@pytest.fixture
def fitter():
    return ScikitScoreFitter()


def test_platt_finds_the_line(fitter) -> None:
    slope, intercept = fitter.platt(ODDS, LABELS)
    assert slope == pytest.approx(2, abs=0.6)
    assert intercept == pytest.approx(-1, abs=0.5)


def test_platt_takes_targets_between_right_and_wrong(fitter) -> None:
    slope, intercept = fitter.platt(ODDS, np.full(200, 0.25))
    assert slope == pytest.approx(0, abs=1e-3)
    assert intercept == pytest.approx(np.log(1 / 3), abs=1e-3)


def test_the_isotonic_curve_rises_through_the_means(fitter) -> None:
    knots, values = fitter.isotonic(np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.0, 1.0, 0.0, 1.0]))
    assert np.all(np.diff(knots) > 0)
    assert np.allclose(np.interp([0.1, 0.2, 0.3, 0.4], knots, values), [0, 0.5, 0.5, 1])


def test_the_fake_is_a_judge(fitter) -> None:
    mine, other = fitter.platt(ODDS, LABELS), FakeFitter().platt(ODDS, LABELS)
    assert np.allclose(mine, other, atol=0.02)
    knots, values = fitter.isotonic(SCORES, LABELS)
    theirs = FakeFitter().isotonic(SCORES, LABELS)
    assert np.allclose(np.interp(SCORES, knots, values), np.interp(SCORES, *theirs), atol=1e-6)


def test_folds_part_no_group(fitter) -> None:
    groups = np.repeat(np.arange(20), 3)
    labels = np.tile([0, 1, 1], 20)
    parts = fitter.folds(labels, groups=groups, count=5)
    assert set(parts) == set(range(5))
    assert all(len(set(parts[groups == group])) == 1 for group in range(20))
