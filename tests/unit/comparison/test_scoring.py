import pytest

from tests.unit.comparison.build import hair, hair_tags, labels, worn
from wornby.comparison import NO_ANSWER, score_tags

RED, GREY, UNSEEN = ("red", 0.9), ("grey", 0.6), ("not_visible", 0.7)


def score(tags, given):
    (found,) = score_tags(tags, given)
    return found


def test_accuracy_with_and_without_doubt() -> None:
    found = score(hair_tags(RED, RED, RED, GREY), hair("red", "red", "grey?", "grey"))
    assert (found.accuracy.right, found.accuracy.total) == (3, 4)
    assert found.accuracy_without_doubt.value == 1.0
    assert found.accuracy.interval.low < 0.75 < found.accuracy.interval.high


def test_not_visible_is_wrong_where_something_is_and_right_where_nothing_is() -> None:
    found = score(hair_tags(UNSEEN, UNSEEN, RED), hair("red", "not_visible", "red"))
    assert found.accuracy.right == 2
    assert (found.coverage.right, found.coverage.total) == (1, 2)
    assert (found.right_when_stated.right, found.right_when_stated.total) == (1, 1)


def test_a_photo_without_tags_is_wrong_and_seen_in_the_confusion() -> None:
    found = score(hair_tags(RED, None), hair("red", "not_visible"))
    assert found.accuracy.right == 1
    assert found.confusion.answers[-1] == NO_ANSWER
    assert found.mistakes() == ()


def test_a_row_without_a_label_is_not_scored() -> None:
    given = labels({"file": "0.jpg", "hair.color": "red"}, {"file": "1.jpg", "hair.color": ""})
    assert score(hair_tags(RED, RED), given).accuracy.total == 1


def test_a_column_without_labels_has_no_figures() -> None:
    found = score(hair_tags(RED), labels({"file": "0.jpg", "hair.color": ""}))
    assert (found.accuracy, found.baseline, found.cells) == (None, None, ())


def test_precision_and_recall() -> None:
    found = score(hair_tags(*[RED] * 12, *[GREY] * 10), hair(*["red"] * 10, *["grey"] * 12))
    by_value = {each.value: each for each in found.values}
    assert by_value["red"].precision == pytest.approx(10 / 12)
    assert by_value["red"].recall == 1.0
    assert by_value["grey"].precision == 1.0
    assert by_value["grey"].recall == pytest.approx(10 / 12)
    assert found.balanced == pytest.approx((1 + 10 / 12) / 2)


def test_a_rare_value_is_counted_and_not_scored() -> None:
    found = score(hair_tags(*[RED] * 9), hair(*["red"] * 9))
    (only,) = found.values
    assert (only.labelled, only.right, only.scorable, only.recall) == (9, 9, False, None)
    assert found.balanced is None


def test_the_confusion_counts_every_cell() -> None:
    found = score(hair_tags(RED, GREY, RED), hair("red", "red", "grey")).confusion
    assert (found.labels, found.answers) == (("red", "grey"), ("red", "grey"))
    assert found.counts == ((1, 1), (1, 0))


def test_the_baseline_is_the_commonest_label() -> None:
    assert score(hair_tags(RED), hair("grey", "grey", "red")).baseline == ("grey", pytest.approx(2 / 3))


def test_the_surest_mistake_comes_first() -> None:
    tags = hair_tags(("red", 0.5), ("red", 0.99), ("grey", 1.0), ("red", 0.7))
    assert [cell.file for cell in score(tags, hair(*["grey"] * 4)).mistakes()] == ["1.jpg", "3.jpg", "0.jpg"]


def test_a_tagger_that_states_nothing_is_silent() -> None:
    assert score({"0.jpg": worn()}, hair("red")).silent
    assert not score(hair_tags(UNSEEN), hair("red")).silent


def test_calibration_looks_at_answers_with_a_confidence() -> None:
    found = score(hair_tags(RED, None), hair("red", "red"))
    assert found.calibration.count == 1
    assert found.calibration.error == pytest.approx(0.1)
