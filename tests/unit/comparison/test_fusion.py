import hashlib
import math

import pytest

from wornby.comparison import NO_ANSWER, Answer
from wornby.comparison.fusion import folds_of, fuse, vote, weigh


def said(*values: str) -> list[Answer]:
    return [Answer(value=value) for value in values]


def odds(share: float) -> float:
    return math.log(share / (1 - share))


def test_without_photos_nothing_weighs() -> None:
    assert weigh({"a": []}, [], values=4) == {}


def test_a_word_weighs_the_log_odds_of_its_precision_less_those_of_a_guess() -> None:
    # said 8 times, right 6 times; two pseudo-counts of which a guess among 4 values gives half a one: 6.5 of 10
    weights = weigh({"a": said(*["x"] * 8)}, ["x"] * 6 + ["y"] * 2, values=4)
    assert weights["a", "x"] == pytest.approx(odds(0.65) - odds(0.25))


def test_a_word_that_is_wrong_more_often_than_a_guess_weighs_against() -> None:
    assert weigh({"a": said(*["x"] * 20)}, ["y"] * 20, values=4)["a", "x"] < 0


@pytest.mark.parametrize(
    ("answers", "weights", "value"),
    [
        ({}, {}, NO_ANSWER),
        ({"a": NO_ANSWER}, {("a", NO_ANSWER): 9.0}, NO_ANSWER),
        ({"a": "x", "b": "y"}, {("a", "x"): 1.0, ("b", "y"): 2.0}, "y"),
        ({"a": "x", "b": "y", "c": "x"}, {("a", "x"): 1.0, ("b", "y"): 1.5, ("c", "x"): 1.0}, "x"),
        ({"a": "x", "b": "y"}, {}, "x"),
        ({"a": NO_ANSWER, "b": "y"}, {("b", "y"): 1.0}, "y"),
        ({"b": "y"}, {("b", "y"): -1.0}, NO_ANSWER),
        ({"a": "x", "b": "y"}, {("a", "x"): -2.0, ("b", "y"): -1.0}, NO_ANSWER),
        ({"a": "x", "b": "y"}, {("a", "x"): -2.0, ("b", "y"): 0.5}, "y"),
    ],
    ids=[
        "nobody",
        "silence",
        "the-heavier",
        "two-against-one",
        "the-first-of-equals",
        "alone",
        "alone-and-worse-than-a-guess",
        "all-worse",
        "one-worse",
    ],
)
def test_the_greatest_sum_wins(answers, weights, value) -> None:
    assert vote(answers, weights, values=4).value == value


def test_the_confidence_is_what_independent_words_come_to() -> None:
    # one word of precision 0.7 among 4 values: the posterior is 0.7 again
    found = vote({"a": "x"}, {("a", "x"): odds(0.7) - odds(0.25)}, values=4)
    assert found.confidence == pytest.approx(0.7)


def test_folds_are_of_equal_size_and_hang_on_the_files_alone() -> None:
    files = [f"{n}.jpg" for n in range(12)]
    found = folds_of(files)
    assert sorted(list(found.values()).count(fold) for fold in range(5)) == [2, 2, 2, 3, 3]
    assert folds_of(files[::-1]) == found


def test_the_more_reliable_is_believed() -> None:
    labels = ["x", "y"] * 20
    right = said(*labels)
    wrong = said(*["y", "x"] * 20)
    fused = fuse({"wrong": wrong, "right": right}, labels, folds=[n % 5 for n in range(40)], values=3)
    assert [each.value for each in fused] == labels


LABELS = ["x", "y", "x", "x", "y", "y", "x", "y", "x", "x", "y", "x"]
ANSWERS = {"a": said(*"xyxxyxxyyxyx"), "b": said(*"yyxxxyxyxxyy"), "c": said(*"xxxyyyxxxxxx")}
FOLDS = [n % 3 for n in range(12)]


@pytest.mark.parametrize("row", range(12))
def test_the_own_label_of_a_photo_never_weighs_its_own_answer(row: int) -> None:
    """Whatever is labelled on a photo, and on all others of its fold, its own answer stays as it is."""
    before = fuse(ANSWERS, LABELS, folds=FOLDS, values=2)
    for lie in ("x", "y"):
        alone = [lie if n == row else label for n, label in enumerate(LABELS)]
        whole_fold = [lie if FOLDS[n] == FOLDS[row] else label for n, label in enumerate(LABELS)]
        assert fuse(ANSWERS, alone, folds=FOLDS, values=2)[row] == before[row]
        assert fuse(ANSWERS, whole_fold, folds=FOLDS, values=2)[row] == before[row]


def test_labels_of_other_folds_do_weigh() -> None:
    turned = ["y" if label == "x" else "x" for label in LABELS]
    assert fuse(ANSWERS, turned, folds=FOLDS, values=2) != fuse(ANSWERS, LABELS, folds=FOLDS, values=2)


def test_noise_looks_good_in_sample_and_is_chance_out_of_fold() -> None:
    """Answers that know nothing of the labels: what weights learned of a photo, they know of that photo alone."""
    labels = ["x", "y"] * 50
    noise = {f"t{k}": said(*(_coin(f"{k} {n}") for n in range(100))) for k in range(40)}
    weights = weigh(noise, labels, values=2)
    inside = [vote({name: given[n].value for name, given in noise.items()}, weights, values=2) for n in range(100)]
    outside = fuse(noise, labels, folds=[(n // 2) % 5 for n in range(100)], values=2)
    assert _right(inside, labels) >= 60
    assert 35 <= _right(outside, labels) <= 65


def _coin(seed: str) -> str:
    return "xy"[hashlib.sha256(seed.encode()).digest()[0] % 2]


def _right(answers, labels: list[str]) -> int:
    return sum(each.value == label for each, label in zip(answers, labels, strict=True))
