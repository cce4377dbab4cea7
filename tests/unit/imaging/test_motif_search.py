"""Where a motif may lie, by its colours."""

import cv2
import numpy as np
import pytest

from wornby.imaging.motif_search import Cloth, laid_out, refined, stretched, whole_sides
from wornby.testing.prints import printed_motif as motif
from wornby.testing.prints import worn_garment as seen


def cloth(number: int | None = 1, *, side_px: int = 90) -> Cloth:
    patch = seen(number, side_px=side_px).patch
    assert patch is not None
    return Cloth(patch)


def there(number: int | None, matrix: np.ndarray, *, side_px: int = 90) -> np.ndarray:
    """What lies at a place, as large as the motif's patch stretched to a square."""
    sought = cloth(number, side_px=side_px)
    return laid_out(sought.picture, matrix, whole=whole_sides(motif()), size=(48, 48))


def likeness(pixels: np.ndarray) -> float:
    return float(np.corrcoef(pixels.ravel(), stretched(motif(), side=48).ravel())[0, 1])


@pytest.mark.parametrize("side_px", [40, 90, 150])
def test_the_first_place_is_where_the_print_lies(side_px: int) -> None:
    best = cloth(side_px=side_px).places(motif(), count=3)[0]
    assert likeness(there(1, best.matrix, side_px=side_px)) > 0.4


def test_no_more_places_than_asked_for() -> None:
    assert len(cloth().places(motif(), count=2)) == 2


def test_places_come_best_first() -> None:
    ranks = [place.rank for place in cloth().places(motif(), count=3)]
    assert ranks == sorted(ranks, reverse=True)


def test_plain_cloth_agrees_less_than_a_print() -> None:
    on_print, on_plain = (cloth(number).places(motif(), count=1)[0].rank for number in (1, None))
    assert on_print > 2 * on_plain


def test_a_motif_larger_than_the_picture_has_no_place() -> None:
    assert Cloth(np.zeros((3, 3, 3), np.uint8)).places(motif(), count=2) == []


def test_from_nearer_a_place_agrees_better() -> None:
    garment = cloth()
    first = garment.places(motif(), count=1)[0]
    assert likeness(there(1, garment.closer(motif(), first).matrix)) >= likeness(there(1, first.matrix)) - 0.02


def test_refining_brings_a_motif_to_its_place() -> None:
    garment = cloth()
    place = garment.closer(motif(), garment.places(motif(), count=1)[0]).matrix
    moved = place + np.array([[0, 0, 4], [0, 0, -3]])
    back = refined(motif(), moved, picture=garment.picture)
    assert likeness(there(1, back)) > likeness(there(1, moved))


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
