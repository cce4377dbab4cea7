"""How bright, sharp and rich in contrast a picture is."""

import numpy as np
import pytest

from wornby.imaging.quality import measure_quality


def plain(level, size=64):
    return np.full((size, size, 3), level, dtype=np.uint8)


def board(step, size=64):
    """Black and white fields of so many pixels."""
    rows, columns = np.indices((size, size)) // step
    return np.repeat((((rows + columns) % 2) * 255).astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize(("level", "brightness"), [(0, 0.0), (119, 50.0), (255, 100.0)], ids=["black", "grey", "white"])
def test_a_plain_picture_is_as_bright_as_its_colour_and_nothing_else(level, brightness) -> None:
    found = measure_quality(plain(level))
    assert (found.sharpness, found.contrast) == (0.0, 0.0)
    assert found.brightness == pytest.approx(brightness, abs=0.5)


def test_edges_are_sharp_and_black_on_white_is_full_contrast() -> None:
    found = measure_quality(board(4))
    assert found.contrast == pytest.approx(100.0, abs=0.01)
    assert found.sharpness > 99


def test_a_blurred_picture_is_less_sharp() -> None:
    cv2 = pytest.importorskip("cv2")
    blurred = cv2.GaussianBlur(board(16), (15, 15), 5)
    assert measure_quality(blurred).sharpness < measure_quality(board(16)).sharpness / 2


def test_only_the_part_counts() -> None:
    pixels = plain(0)
    pixels[:, 32:] = 255
    mask = np.zeros((64, 64), dtype=bool)
    mask[:, 40:] = True
    found = measure_quality(pixels, mask)
    assert (found.brightness, found.contrast) == (pytest.approx(100.0), 0.0)


def test_a_large_picture_is_looked_at_in_the_same_size() -> None:
    pixels = board(64, size=1024)
    mask = np.ones((1024, 1024), dtype=bool)
    assert measure_quality(pixels) == measure_quality(pixels, mask)


@pytest.mark.parametrize(("pixels", "mask"), [(plain(9, size=4), None), (plain(9), np.zeros((64, 64), dtype=bool))])
def test_too_few_pixels_say_nothing(pixels, mask) -> None:
    assert measure_quality(pixels, mask) is None
