import pytest

from wornby.datamodel.reliability import reliability_table


@pytest.mark.parametrize(
    ("pairs", "error"),
    [
        ([(0.95, True)] * 19 + [(0.95, False)], 0.0),
        ([(0.9, False)] * 4, 0.9),
        ([(0.85, True), (0.85, False), (0.15, False), (0.15, False)], (2 * 0.35 + 2 * 0.15) / 4),
        ([(1.0, True), (0.0, False)], 0.0),
    ],
    ids=["even", "too-sure", "two-bins", "ends"],
)
def test_expected_error(pairs, error) -> None:
    assert reliability_table(pairs).error == pytest.approx(error)


def test_nothing_to_calibrate() -> None:
    assert reliability_table([]) is None


def test_there_are_ten_bins_and_every_answer_is_in_one() -> None:
    found = reliability_table([(number / 100, True) for number in range(101)])
    assert [each.count for each in found.bins] == [10] * 9 + [11]
    assert found.count == 101
    assert (found.bins[0].low, found.bins[-1].high) == (0.0, 1.0)


def test_an_empty_bin_has_no_figures() -> None:
    assert reliability_table([(0.95, True)]).bins[0].right is None
