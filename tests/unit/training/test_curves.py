import numpy as np
import pytest

from training import curves
from training.curves import Pair, chance_error, cross_fitted, fit_curve, folds_of


def pairs(*rows: tuple[float, bool, int]) -> list[Pair]:
    return [Pair(confidence=confidence, right=right, group=group) for confidence, right, group in rows]


def certain(right: int, wrong: int) -> list[Pair]:
    return pairs(*((1.0, number < right, number) for number in range(right + wrong)))


def test_what_is_right_as_often_as_it_says_keeps_its_curve() -> None:
    rows = [(share, number < share * 100, number) for share in (0.2, 0.5, 0.8) for number in range(100)]
    curve = fit_curve(pairs(*rows))
    assert (curve.slope, curve.intercept) == (pytest.approx(1, abs=0.1), pytest.approx(0, abs=0.1))


@pytest.mark.parametrize(("right", "wrong"), [(30, 70), (60, 40), (95, 5)])
def test_blind_certainty_becomes_the_share_that_is_right(right: int, wrong: int) -> None:
    assert fit_curve(certain(right, wrong)).confidence(1.0) == pytest.approx(right / 100, abs=0.06)


def test_doubted_labels_weigh_half() -> None:
    sure = certain(50, 0)
    doubted = [Pair(confidence=1.0, right=False, group=100 + number, doubt=True) for number in range(50)]
    assert fit_curve([*sure, *doubted]).confidence(1.0) == pytest.approx(2 / 3, abs=0.05)


def test_a_curve_never_falls() -> None:
    rows = [(0.9, number < 10, number) for number in range(50)] + [(0.1, number < 40, number) for number in range(50)]
    assert fit_curve(pairs(*rows)).slope >= curves.LEAST_SLOPE


def test_groups_stay_whole_and_folds_are_about_even() -> None:
    groups = [0] * 40 + [number for number in range(1, 21) for _ in range(3)]
    folds = folds_of(groups)
    assert all(len(set(folds[np.array(groups) == group])) == 1 for group in set(groups))
    assert sorted(np.bincount(folds)) == [15, 15, 15, 15, 40]


def test_groups_with_one_remainder_are_split_too() -> None:
    assert len(set(folds_of([2, 7, 12, 17, 22, 27]))) == curves.FOLDS


def test_no_fact_is_judged_by_its_own_group(monkeypatch: pytest.MonkeyPatch) -> None:
    found = pairs(*((0.5 + number / 100, number % 3 > 0, number) for number in range(40)))
    seen: list[set[int]] = []

    def listen(given: list[Pair]) -> curves.Curve:
        seen.append({pair.group for pair in given})
        return curves.Curve(slope=1, intercept=0)

    monkeypatch.setattr(curves, "fit_curve", listen)
    cross_fitted(found)
    assert len(seen) == curves.FOLDS
    assert all(sum(group not in given for given in seen) == 1 for group in range(40))


def test_one_group_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="one group"):
        cross_fitted(pairs((0.5, True, 3), (0.6, False, 3)))


def test_few_facts_show_more_error_by_chance_than_many() -> None:
    rng = np.random.default_rng(1)
    few, many = (np.stack([rng.random(count), np.zeros(count)], axis=1) for count in (30, 2000))
    assert chance_error(few)["value"] > 2 * chance_error(many)["value"]
