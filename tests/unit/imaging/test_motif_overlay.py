"""A motif laid over a picture."""

import cv2
import numpy as np
import pytest

from wornby.imaging.motif_overlay import laid_out, refined, stretched, whole_sides
from wornby.testing.prints import motif_place, worn_print
from wornby.testing.prints import printed_motif as motif


def there(matrix: np.ndarray, *, side_px: int = 90) -> np.ndarray:
    """What lies at a place, as large as the motif's patch stretched to a square."""
    return laid_out(worn_print(side_px=side_px).picture, matrix, whole=whole_sides(motif()), size=(48, 48))


def likeness(pixels: np.ndarray) -> float:
    return float(np.corrcoef(pixels.ravel(), stretched(motif(), side=48).ravel())[0, 1])


@pytest.mark.parametrize("side_px", [40, 90, 150])
def test_under_a_motif_lies_its_print(side_px: int) -> None:
    assert likeness(there(motif_place(side_px=side_px), side_px=side_px)) > 0.5


@pytest.mark.parametrize("off", [(4, -3), (-5, 2)], ids=["right", "left"])
def test_refining_brings_a_motif_to_its_place(off: tuple[int, int]) -> None:
    moved = motif_place() + np.array([[0, 0, off[0]], [0, 0, off[1]]])
    back = refined(motif(), moved, picture=worn_print().picture)
    assert likeness(there(back)) > likeness(there(moved)) + 0.05


def test_refining_on_plain_cloth_keeps_the_place_near() -> None:
    matrix = np.array([[80.0, 0, 90], [0, 80, 110]])
    plain = refined(motif(), matrix, picture=np.full((220, 200, 3), 60, np.uint8))
    np.testing.assert_allclose(plain, matrix, atol=30)


def test_what_lies_beyond_the_picture_is_its_edge() -> None:
    matrix = np.array([[20.0, 0, 500], [0, 20, 500]])
    picture = np.full((40, 30, 3), 77, np.uint8)
    assert (laid_out(picture, matrix, whole=np.array([1.0, 1.0]), size=(8, 8)) == 77).all()


def test_a_picture_laid_out_at_its_own_size_is_the_picture() -> None:
    picture = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 255, (32, 32, 3)).astype(np.uint8), (0, 0), 1.0)
    matrix = np.array([[32.0, 0, 15.5], [0, 32, 15.5]])
    np.testing.assert_array_equal(laid_out(picture, matrix, whole=np.array([1.0, 1.0]), size=(32, 32)), picture)
