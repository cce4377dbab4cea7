"""Pairs that are drawn for the judge of motifs."""

import numpy as np
import pytest

from training.motif_drawn import JUDGED_PX, Ink, drawn_pair
from wornby.testing.prints import drawn_print


@pytest.fixture(scope="module")
def inks() -> list[Ink]:
    found = []
    for number in range(1, 5):
        ink = drawn_print(number)[::4, ::4].astype(np.float32)
        ink[..., :3] *= ink[..., 3:] / 255
        found.append(Ink(pixels=ink, family="shapes"))
    return found


def test_a_pair_is_two_squares_side_by_side(inks: list[Ink]) -> None:
    assert drawn_pair(inks, np.random.default_rng(1))[0].shape == (JUDGED_PX, 2 * JUDGED_PX, 3)


def test_the_same_seed_gives_the_same_pair(inks: list[Ink]) -> None:
    first, second = (drawn_pair(inks, np.random.default_rng(2))[0] for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_right_and_wrong_pairs_come_about(inks: list[Ink]) -> None:
    rng = np.random.default_rng(3)
    assert 0.2 < np.mean([drawn_pair(inks, rng)[1] for _ in range(60)]) < 0.7


def test_right_pairs_are_more_alike_than_wrong_ones(inks: list[Ink]) -> None:
    rng = np.random.default_rng(4)
    alike: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(80):
        pixels, same = drawn_pair(inks, rng)
        halves = pixels[:, :JUDGED_PX].ravel(), pixels[:, JUDGED_PX:].ravel()
        alike[same].append(float(np.corrcoef(*halves)[0, 1]))
    assert np.mean(alike[True]) > np.mean(alike[False]) + 0.15
