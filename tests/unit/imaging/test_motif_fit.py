"""How a motif that was found lies on the cloth."""

import numpy as np
import pytest

from wornby.datamodel import MotifFit
from wornby.imaging.motif_fit import PointPlace, fit_at, is_plausible, point_places
from wornby.imaging.motif_pairs import find_pairs
from wornby.testing.prints import motif_place, worn_print
from wornby.testing.prints import printed_motif as motif

FAR = np.array([[10.0, 0, 12], [0, 10, 12]])


def fit(matrix: np.ndarray | None = None, *, side_px: int = 90, worn: int | None = 1) -> MotifFit:
    seen = worn_print(worn, side_px=side_px)
    found = find_pairs(motif(), seen.cloth, size_px=(seen.picture.shape[1], seen.picture.shape[0]))
    place = motif_place(side_px=side_px) if matrix is None else matrix
    return fit_at(motif(), seen.cloth, matrix=place, pairs=found, similarity=0.9, height_px=512)


def places(number: int, worn: int | None, *, side_px: int = 90) -> list[PointPlace]:
    seen = worn_print(worn, side_px=side_px)
    size_px = (seen.picture.shape[1], seen.picture.shape[0])
    return point_places(find_pairs(motif(number), seen.cloth, size_px=size_px), least=5)


@pytest.mark.parametrize("side_px", [60, 110])
@pytest.mark.parametrize("number", [1, 2, 4])
def test_points_of_a_print_agree_on_its_place(number: int, side_px: int) -> None:
    best = places(number, number, side_px=side_px)[0]
    assert best.inliers >= 8
    assert best.matrix[:, 2] == pytest.approx(motif_place(number, side_px=side_px)[:, 2], abs=15)


@pytest.mark.parametrize("other", [2, 3, None], ids=["another", "a third", "plain"])
def test_points_of_another_agree_on_fewer(other: int | None) -> None:
    own = places(1, 1)[0].inliers
    assert max((place.inliers for place in places(1, other)), default=0) < own / 2


def test_places_come_best_first() -> None:
    counts = [place.inliers for place in places(1, 1)]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("side_px", [60, 110])
def test_points_of_a_print_agree_with_its_place(side_px: int) -> None:
    assert fit(side_px=side_px).inliers >= 8


@pytest.mark.parametrize("other", [2, 3, None], ids=["another", "a third", "plain"])
def test_points_of_another_agree_less(other: int | None) -> None:
    assert fit(worn=other).inliers < 8


def test_the_size_is_told_in_pixels_of_the_photo() -> None:
    assert fit(side_px=60).side_px == pytest.approx(57, abs=8)


def test_points_are_told_on_both_pictures() -> None:
    there = np.array(fit(side_px=60).points)[:, 2:] * (384, 512)
    assert (np.abs(there - (192, 200)) < 45).all()


def test_points_lie_on_planes_of_the_cloth() -> None:
    assert 1 <= fit().planes <= 4


def test_a_print_is_spanned_by_its_points() -> None:
    assert fit().coverage > 0.4


def test_the_similarity_is_that_which_was_judged() -> None:
    assert fit().similarity == 0.9


def test_where_no_points_agree_there_are_none() -> None:
    found = fit(FAR)
    assert (found.inliers, found.coverage, found.planes) == (0, 0.0, 1)


def test_where_no_points_agree_a_grid_is_shown() -> None:
    assert len(fit(FAR).points) == 16


def test_a_grid_lies_in_the_box_of_the_motif() -> None:
    here = np.array(fit(FAR).points)[:, :2]
    box = motif().box
    assert ((here > (box.x_min, box.y_min)) & (here < (box.x_max, box.y_max))).all()


def test_fitting_twice_gives_the_same() -> None:
    assert fit() == fit()


@pytest.mark.parametrize(
    ("linear", "plausible"),
    [
        ([[50, 0], [0, 50]], True),
        ([[50, 0], [0, 30]], True),
        ([[0, -50], [50, 0]], True),
        ([[-50, 0], [0, 50]], False),
        ([[50, 0], [0, 9]], False),
    ],
    ids=["straight", "squeezed a little", "turned", "mirrored", "squeezed"],
)
def test_a_print_is_neither_mirrored_nor_squeezed(linear: list[list[float]], plausible: bool) -> None:
    assert is_plausible(np.column_stack([linear, [0, 0]])) is plausible
