import pytest

from wornby.comparison.chance import wilson
from wornby.comparison.macro import macro_score


@pytest.mark.parametrize(("pairs", "values"), [([], ["a"]), ([("a", "a")], [])], ids=["no-photo", "no-value"])
def test_nothing_gives_no_figure(pairs, values) -> None:
    found = macro_score(pairs, values=values)
    assert (found.precision, found.recall) == (None, None)


PAIRS = [("a", "a")] * 6 + [("a", "b")] * 2 + [("b", "b")] * 1 + [("b", "a")] * 3
# a: labelled 8, said 9, right 6; b: labelled 4, said 3, right 1


def test_each_value_counts_as_much_as_the_next() -> None:
    found = macro_score(PAIRS, values=["a", "b"])
    assert found.precision.value == pytest.approx((6 / 9 + 1 / 3) / 2)
    assert found.recall.value == pytest.approx((6 / 8 + 1 / 4) / 2)


def test_the_interval_holds_the_figure_and_is_the_same_each_time() -> None:
    found = macro_score(PAIRS, values=["a", "b"])
    assert found.recall.interval.low < found.recall.value < found.recall.interval.high
    assert macro_score(PAIRS, values=["a", "b"]) == found


def test_a_value_that_was_never_said_has_no_precision_and_counts_for_the_recall() -> None:
    found = macro_score([("a", "a")] * 4 + [("b", "a")] * 4, values=["a", "b"])
    assert found.precision.value == pytest.approx(0.5)
    assert found.recall.value == pytest.approx(0.5)


def test_nothing_but_silence_has_a_recall_of_zero_and_no_precision() -> None:
    found = macro_score([("a", "")] * 4, values=["a"])
    assert found.precision is None
    assert found.recall.value == 0.0


def test_without_a_mistake_the_interval_says_how_few_photos_that_is() -> None:
    """10 photos of one value and 40 of another are worth 2^2 / (1 / 10 + 1 / 40) = 32 in a mean of both."""
    found = macro_score([("a", "a")] * 10 + [("b", "b")] * 40, values=["a", "b"])
    assert (found.recall.value, found.recall.interval) == (1.0, wilson(1.0, 32.0))


def test_other_values_do_not_weigh() -> None:
    found = macro_score([("a", "a")] * 4 + [("c", "d")] * 40, values=["a"])
    assert (found.precision.value, found.recall.value) == (1.0, 1.0)
