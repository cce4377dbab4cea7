import numpy as np
import pytest

from wornby.errors import ConfigurationError
from wornby.tagging.calibration import (
    DEFAULT_THRESHOLD,
    CalibrationFile,
    ValueThreshold,
    choose_threshold,
    choose_thresholds,
)


def chosen(with_it, without, **options):
    scores = np.array([*with_it, *without], dtype=np.float32)
    return choose_threshold(scores, np.array([True] * len(with_it) + [False] * len(without), dtype=bool), **options)


@pytest.mark.parametrize(
    ("with_it", "without"),
    [([], []), ([0.9] * 4, [0.1] * 50), ([0.9] * 50, [0.1] * 4)],
    ids=["none", "few", "one-kind"],
)
def test_too_few_examples_leave_the_default(with_it, without) -> None:
    found = chosen(with_it, without)
    assert (found.threshold, found.calibrated, found.figure) == (DEFAULT_THRESHOLD, False, 0.0)
    assert (found.positives, found.negatives) == (len(with_it), len(without))


def test_a_clean_split_is_cut_in_its_middle() -> None:
    found = chosen([0.3, 0.32, 0.35, 0.4, 0.5], [0.0, 0.01, 0.05, 0.08, 0.1])
    assert found.threshold == pytest.approx(0.2)
    assert found.figure == 1.0
    assert found.precision == pytest.approx(6 / 7, abs=1e-4)


def test_balanced_accuracy_counts_both_kinds_alike() -> None:
    found = chosen([0.6] * 5, [0.7] * 10 + [0.1] * 90)
    assert found.figure == pytest.approx((1 + 0.9) / 2)


def test_f1_counts_what_is_stated() -> None:
    rare = {"with_it": [0.9] * 5 + [0.5] * 5, "without": [0.6] * 60 + [0.1] * 40}
    assert chosen(**rare, objective="f1").threshold > 0.6
    assert chosen(**rare, objective="f1").objective == "f1"


def test_scores_that_say_nothing_measure_a_half() -> None:
    assert chosen([0.5] * 8, [0.5] * 8).figure == pytest.approx(0.5)


def test_a_threshold_for_each_value() -> None:
    scores = np.array([[0.9, 0.1]] * 6 + [[0.2, 0.8]] * 6 + [[0.9, 0.9]], dtype=np.float32)
    labels = ["a"] * 6 + ["b"] * 6 + ["a+b"]
    found = choose_thresholds(scores, labels, values=["a", "b"])
    assert found["a"].positives == found["b"].positives == 7
    assert found["a"].figure == found["b"].figure == 1.0


def test_a_file_comes_back_as_it_was(tmp_path) -> None:
    kept = CalibrationFile(encoder="e@1", attributes={"fabric": {"linen": ValueThreshold(threshold=0.3)}})
    (tmp_path / "z.json").write_text(kept.text(), encoding="utf-8")
    assert CalibrationFile.read(tmp_path / "z.json") == kept


@pytest.mark.parametrize(
    "text", [None, "", '{"schema": "wornby.router/1", "encoder": "e"}'], ids=["none", "empty", "other"]
)
def test_a_file_of_another_kind_is_told(tmp_path, text) -> None:
    if text is not None:
        (tmp_path / "z.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"z\.json"):
        CalibrationFile.read(tmp_path / "z.json")
