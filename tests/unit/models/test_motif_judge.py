"""The built-in judge of motifs."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from wornby.imaging.motif_overlay import stretched
from wornby.models.builtin import open_session
from wornby.models.motif_judge import JUDGED_PX, MODEL, OUTPUT, BuiltinMotifJudge
from wornby.testing.prints import printed_motif


class CountingSession:
    """Says 0.25 of each pair, and keeps how many it was asked about."""

    source = "test/judge@1"

    def __init__(self) -> None:
        self.asked: list[int] = []

    @property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        return {OUTPUT: ()}

    def run(self, pixels: NDArray[Any]) -> Mapping[str, NDArray[Any]]:
        self.asked.append(len(pixels))
        return {OUTPUT: np.full(len(pixels), 0.25, np.float32)}


def square(number: int | None) -> NDArray[np.uint8]:
    if number is None:
        return np.full((JUDGED_PX, JUDGED_PX, 3), 70, np.uint8)
    return stretched(printed_motif(number), side=JUDGED_PX)


@pytest.fixture(scope="module")
def judge() -> BuiltinMotifJudge:
    return BuiltinMotifJudge(open_session(MODEL))


def chance(judge: BuiltinMotifJudge, one: int, other: int | None) -> float:
    return judge.judge([np.concatenate([square(one), square(other)], axis=1)])[0]


def test_no_pairs_are_no_run() -> None:
    session = CountingSession()
    assert (list(BuiltinMotifJudge(session).judge([])), session.asked) == ([], [])


def test_all_pairs_are_one_run() -> None:
    session = CountingSession()
    BuiltinMotifJudge(session).judge([np.zeros((JUDGED_PX, 2 * JUDGED_PX, 3), np.uint8)] * 5)
    assert session.asked == [5]


def test_each_pair_has_a_chance() -> None:
    pair = np.zeros((JUDGED_PX, 2 * JUDGED_PX, 3), np.uint8)
    assert BuiltinMotifJudge(CountingSession()).judge([pair, pair]) == [0.25, 0.25]


def test_it_has_the_name_of_its_session() -> None:
    assert BuiltinMotifJudge(CountingSession()).name == "test/judge@1"


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_print_is_itself(judge: BuiltinMotifJudge, number: int) -> None:
    assert chance(judge, number, number) > 0.8


@pytest.mark.parametrize("other", [3, 5, None], ids=["another", "a third", "plain"])
def test_another_is_not(judge: BuiltinMotifJudge, other: int | None) -> None:
    assert chance(judge, 1, other) < 0.3
