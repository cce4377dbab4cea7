"""Pairs of alike points, and what they say of a motif's place."""

import numpy as np
import pytest

from wornby.datamodel import BoundingBox, LocalFeatures
from wornby.imaging.motif_pairs import find_pairs, half_sides

BOX = BoundingBox(x_min=0.25, y_min=0.25, x_max=0.75, y_max=0.5)
WHOLE = BoundingBox(x_min=0.0, y_min=0.0, x_max=1.0, y_max=1.0)
COUNT = 12
SIZE_PX = (300, 400)
_RNG = np.random.default_rng(3)
PLACES = _RNG.uniform((0.25, 0.25), (0.75, 0.5), (COUNT, 2))
_ROWS = _RNG.exponential(1, (COUNT, 128))
LOOKS = np.rint(512 * _ROWS / np.linalg.norm(_ROWS, axis=1, keepdims=True))


def features(points: np.ndarray, *, width: float, turn: float = 0.0, box: BoundingBox = WHOLE, aspect: float = 1.0):
    return LocalFeatures(
        points=points.astype(np.float32),
        descriptors=LOOKS[: len(points)].clip(0, 255).astype(np.uint8),
        frames=np.tile(np.float32([width, turn]), (len(points), 1)),
        box=box,
        aspect=aspect,
    )


MOTIF = features(PLACES, width=0.05, box=BOX)


def seen(*, turn: float = 0.0, side_px: float = 100.0) -> LocalFeatures:
    """The motif, so wide, turned about its centre, in the middle of a picture."""
    away = (PLACES - (0.5, 0.375)) * side_px / 0.5
    turned = away @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]).T
    points = (turned + np.array([150, 200])) / SIZE_PX
    return features(points, width=0.05 * side_px / 0.5 / SIZE_PX[1], turn=turn, aspect=0.75)


def test_a_motif_twice_as_wide_as_high_has_half_the_height() -> None:
    assert half_sides(MOTIF) == pytest.approx((0.5, 0.25))


def test_each_pair_alone_says_where_the_motif_is() -> None:
    pairs = find_pairs(MOTIF, seen(turn=0.3), size_px=SIZE_PX)
    np.testing.assert_allclose(np.median(pairs.centres, axis=0), (150, 200), atol=0.1)


def test_each_pair_alone_says_how_large_it_is() -> None:
    assert 2 ** np.median(find_pairs(MOTIF, seen(), size_px=SIZE_PX).octaves) == pytest.approx(100, abs=0.1)


def test_each_pair_alone_says_how_it_is_turned() -> None:
    assert np.median(find_pairs(MOTIF, seen(turn=0.3), size_px=SIZE_PX).turns) == pytest.approx(0.3, abs=1e-3)


@pytest.mark.parametrize(
    ("turn", "side_px"), [(2.0, 100.0), (0.0, 12.0), (0.0, 600.0)], ids=["upside down", "too small", "too large"]
)
def test_places_that_no_worn_print_has_are_left_out(turn: float, side_px: float) -> None:
    pairs = find_pairs(MOTIF, seen(turn=turn, side_px=side_px), size_px=SIZE_PX)
    assert not (np.abs(pairs.centres - (150, 200)) < 1).all(axis=1).any()


@pytest.mark.parametrize(
    ("sought", "worn"), [(MOTIF, features(PLACES[:0], width=0.1)), (features(PLACES[:0], width=0.1), seen())]
)
def test_cloth_without_points_has_no_pairs(sought: LocalFeatures, worn: LocalFeatures) -> None:
    pairs = find_pairs(sought, worn, size_px=SIZE_PX)
    assert len(pairs) == 0


@pytest.mark.parametrize("count", [1, 2])
def test_cloth_with_few_points_is_compared(count: int) -> None:
    assert len(find_pairs(MOTIF, features(PLACES[:count], width=0.1), size_px=SIZE_PX)) <= 2 * COUNT
