"""Where points put a motif, and how it lies there."""

from dataclasses import replace

import numpy as np
import pytest

from wornby.datamodel import LocalFeatures, MotifFit
from wornby.imaging.local_features import features_from_bytes, features_to_bytes
from wornby.imaging.motif_fit import PointPlace, fit_at, is_plausible, point_places
from wornby.imaging.motif_pairs import Pairs, find_pairs
from wornby.testing.prints import printed_motif as motif
from wornby.testing.prints import worn_garment as seen

FAR = np.array([[40.0, 0, 30], [0, 40, 300]])


def pairs(sought: LocalFeatures, garment: LocalFeatures) -> Pairs:
    assert garment.patch is not None
    return find_pairs(sought, garment, size_px=(garment.patch.shape[1], garment.patch.shape[0]))


def places(number: int, worn: int | None, *, side_px: int = 90) -> list[PointPlace]:
    return point_places(pairs(motif(number), seen(worn, side_px=side_px)), least=5)


def fit(matrix: np.ndarray | None = None, *, side_px: int = 90) -> MotifFit:
    found = pairs(motif(), seen(side_px=side_px))
    best = places(1, 1, side_px=side_px)[0].matrix if matrix is None else matrix
    return fit_at(motif(), seen(side_px=side_px), matrix=best, pairs=found, similarity=0.9, height_px=512)


def without_points(features: LocalFeatures) -> LocalFeatures:
    none = np.zeros((0, 2), np.float32)
    return replace(features, points=none, frames=none, descriptors=np.zeros((0, 128), np.uint8))


def test_no_points_give_no_place() -> None:
    assert point_places(pairs(without_points(motif()), seen()), least=5) == []


@pytest.mark.parametrize("side_px", [60, 110])
@pytest.mark.parametrize("number", [1, 2, 4])
def test_points_of_a_print_agree_on_its_place(number: int, side_px: int) -> None:
    assert places(number, number, side_px=side_px)[0].inliers >= 8


@pytest.mark.parametrize("other", [2, 3, None], ids=["another", "a third", "plain"])
def test_points_of_another_agree_on_less(other: int | None) -> None:
    assert max((place.inliers for place in places(1, other)), default=0) < 8


def test_places_come_best_first() -> None:
    counts = [place.inliers for place in places(1, 1)]
    assert counts == sorted(counts, reverse=True)


def test_a_motif_read_back_has_the_same_places() -> None:
    back = features_from_bytes(features_to_bytes(motif()))
    assert point_places(pairs(back, seen()), least=5)[0].inliers == pytest.approx(places(1, 1)[0].inliers, abs=2)


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
