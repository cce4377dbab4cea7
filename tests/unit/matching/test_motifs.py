"""Which of many motifs lie on the prints of a garment."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from wornby.datamodel import LocalFeatures, MotifFit, Pixels
from wornby.matching.motifs import FOUND_FROM, find_motifs
from wornby.matching.seen import seen_print
from wornby.models.builtin import open_session
from wornby.models.motif_judge import MODEL, BuiltinMotifJudge
from wornby.testing.prints import printed_motif as motif
from wornby.testing.prints import worn_print as seen


class SetJudge:
    """Says one chance of every pair, and keeps the pairs."""

    size_px = 64

    def __init__(self, chance: float) -> None:
        self._chance = chance
        self.batches: list[Sequence[Pixels]] = []

    def judge(self, pairs: Sequence[Pixels]) -> Sequence[float]:
        self.batches.append(pairs)
        return [self._chance] * len(pairs)


def motifs(*numbers: int) -> dict[str, LocalFeatures]:
    return {str(number): motif(number) for number in numbers}


@cache
def found(worn: int | None, *, side_px: int) -> dict[str, MotifFit]:
    judge = BuiltinMotifJudge(open_session(MODEL))
    return find_motifs(motifs(1, 2, 3, 4, 5), [seen(worn, side_px=side_px)], judge=judge, height_px=512)


def test_no_motifs_are_not_found() -> None:
    assert find_motifs({}, [seen()], judge=SetJudge(1.0), height_px=512) == {}


def test_nothing_is_found_without_a_print() -> None:
    assert find_motifs(motifs(1), [], judge=SetJudge(1.0), height_px=512) == {}


def test_a_motif_without_its_picture_is_not_found() -> None:
    bare = {"1": replace(motif(1), patch=None)}
    assert find_motifs(bare, [seen()], judge=SetJudge(1.0), height_px=512) == {}


def test_all_motifs_on_all_prints_are_judged_at_once() -> None:
    judge = SetJudge(0.5)
    find_motifs(motifs(1, 2, 3), [seen(), seen(2)], judge=judge, height_px=512)
    assert len(judge.batches) == 1
    assert len(judge.batches[0]) >= 6


def test_a_pair_is_two_squares_side_by_side() -> None:
    judge = SetJudge(0.5)
    find_motifs(motifs(1), [seen()], judge=judge, height_px=512)
    assert {pair.shape for pair in judge.batches[0]} == {(64, 128, 3)}


def test_points_lay_a_motif_where_the_finder_is_off() -> None:
    seen_well = seen(side_px=110)
    off = replace(seen_well.place, matrix=seen_well.place.matrix * 0.55 + np.array([[0, 0, 30.0], [0, 0, 30.0]]))
    judge = SetJudge(0.5)
    find_motifs(motifs(1), [replace(seen_well, place=off)], judge=judge, height_px=512)
    (one, other) = judge.batches[0]
    likeness = [float(np.corrcoef(pair[:, :64].ravel(), pair[:, 64:].ravel())[0, 1]) for pair in (one, other)]
    assert likeness[1] > likeness[0] + 0.2


def test_a_motif_of_another_shape_is_not_laid_on_a_print() -> None:
    judge = SetJudge(0.5)
    box = motif(1).box
    flat = replace(motif(1), box=replace(box, y_max=box.y_min + 0.3 * (box.y_max - box.y_min)))
    assert find_motifs({"flat": flat}, [seen()], judge=judge, height_px=512) == {}


def test_what_the_judge_refuses_is_not_found() -> None:
    assert find_motifs(motifs(1), [seen()], judge=SetJudge(FOUND_FROM - 0.01), height_px=512) == {}


def test_a_fit_names_its_motif_and_its_chance() -> None:
    fit = find_motifs(motifs(1), [seen()], judge=SetJudge(0.7), height_px=512)["1"]
    assert (fit.picture, fit.similarity) == ("1", 0.7)


@pytest.mark.parametrize("side_px", [40, 60, 110])
@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_print_is_found_on_bent_cloth(number: int, side_px: int) -> None:
    fits = found(number, side_px=side_px)
    assert max(fits, key=lambda name: fits[name].similarity) == str(number)


@pytest.mark.parametrize("side_px", [60, 110])
def test_no_motif_is_found_on_plain_cloth(side_px: int) -> None:
    assert all(fit.similarity < 0.8 for fit in found(None, side_px=side_px).values())


def test_cloth_that_is_all_one_colour_is_looked_at_too() -> None:
    bare = seen_print(np.full((512, 384, 3), 128, dtype=np.uint8), seen().place)
    assert len(bare.cloth) == 0
    assert find_motifs(motifs(1, 2), [bare], judge=SetJudge(FOUND_FROM - 0.01), height_px=512) == {}


def test_the_size_is_told_in_pixels_of_the_photo() -> None:
    assert found(1, side_px=60)["1"].side_px == pytest.approx(57, abs=10)


def test_points_are_told_on_both_pictures() -> None:
    there = np.array(found(1, side_px=60)["1"].points)[:, 2:] * (384, 512)
    assert (np.abs(there - (192, 200)) < 48).all()
