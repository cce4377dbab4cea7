"""Places of a picture that are made unrecognisable."""

import numpy as np
import pytest

from wornby.datamodel import BoundingBox
from wornby.imaging.veil import veil, veil_backdrop


def noise(height, width, seed=1):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def box(*corners):
    return BoundingBox(**dict(zip(("x_min", "y_min", "x_max", "y_max"), corners, strict=True)))


def test_nothing_is_hidden_without_boxes():
    pixels = noise(40, 30)
    assert veil(pixels, []) is pixels


def test_only_the_box_changes_and_the_given_pixels_stay():
    pixels = noise(100, 100)
    before = pixels.copy()
    shown = veil(pixels, [box(0.2, 0.2, 0.5, 0.5)])
    changed = (shown != pixels).any(axis=2)
    assert changed[20:50, 20:50].mean() > 0.9
    changed[20:51, 20:51] = False
    assert not changed.any()
    assert (pixels == before).all()


@pytest.mark.parametrize("side", [8, 40, 400], ids=["small", "face", "portrait"])
def test_no_more_than_a_few_means_are_left(side):
    shown = veil(noise(side, side), [box(0, 0, 1, 1)])
    # What two pictures with the same means look like behind a veil cannot be told apart: here, detail within a cell.
    swapped = noise(side, side).reshape(side // 4, 4, side // 4, 4, 3)[:, ::-1, :, ::-1].reshape(side, side, 3)
    again = veil(np.ascontiguousarray(swapped), [box(0, 0, 1, 1)])
    assert np.abs(shown.astype(int) - again).mean() < 20
    assert shown.std() < 0.6 * noise(side, side).std()


def test_a_box_of_less_than_a_pixel_is_hidden():
    pixels = noise(10, 10)
    assert (veil(pixels, [box(0.999, 0.999, 1, 1)])[9, 9] == pixels[9, 9]).all()


def test_the_backdrop_goes_and_figures_stay():
    pixels = noise(400, 300)
    figures = np.zeros((400, 300), bool)
    figures[100:300, 100:200] = True
    shown = veil_backdrop(pixels, figures)
    assert (shown[figures] == pixels[figures]).all()
    far = np.ones_like(figures)
    far[90:310, 90:210] = False
    assert shown[far].std() < 0.3 * pixels[far].std()


def test_clothes_do_not_glow_into_the_backdrop():
    pixels = np.zeros((400, 300, 3), np.uint8)
    figures = np.zeros((400, 300), bool)
    figures[100:300, 100:200] = True
    pixels[figures] = (255, 0, 0)
    shown = veil_backdrop(pixels, figures)
    assert shown[200, 60:95].max() == 0


@pytest.mark.parametrize("inside", [True, False], ids=["all-figure", "no-figure"])
def test_a_photo_of_one_kind_of_pixel(inside):
    pixels = noise(40, 30)
    shown = veil_backdrop(pixels, np.full((40, 30), inside))
    assert (shown == pixels).all() == inside
