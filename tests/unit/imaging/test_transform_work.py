"""How much work a transformation may be."""

import numpy as np
import pytest

from wornby.errors import InputError
from wornby.imaging.transform_text import parse_transformation
from wornby.imaging.transforms import check_work, flatten, transform

LARGE = "c_scale,w_4096,h_4096,r_max,b_red,e_blur"
SIZE = (1200, 1600)


def work(text, size=SIZE):
    check_work(size, parse_transformation(text).steps)


@pytest.mark.parametrize(
    "text",
    ["", "c_scale,w_4096,h_4096", "e_blur/c_fill,w_400,h_400/r_max/b_red", "/".join(["w_500,e_grayscale"] * 10)],
    ids=["none", "one large", "usual", "many small"],
)
def test_what_is_asked_for_usually_is_done(text):
    work(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("/".join([LARGE] * 9), SIZE),
        ("c_scale,w_4096,h_4096/e_blur/c_scale,w_4095/e_blur", SIZE),
        ("e_blur/e_grayscale/r_9/b_red", (4000, 4000)),
    ],
    ids=["many large", "sizes", "passes"],
)
def test_too_much_is_refused_by_name(text, size):
    with pytest.raises(InputError, match="too much work"):
        work(text, size)


def test_a_picture_is_refused_before_its_first_step():
    with pytest.raises(InputError, match="too much work"):
        transform(np.zeros((8, 8, 3), np.uint8), parse_transformation("/".join([LARGE] * 9)).steps)


def test_a_ground_is_mixed_in_as_far_as_a_picture_is_clear():
    pixels = np.array([[[200, 100, 0, 255], [200, 100, 0, 0], [200, 100, 0, 128]]], np.uint8)
    mixed = flatten(pixels, background=(0, 100, 255)).astype(int)
    assert np.abs(mixed - [[[200, 100, 0], [0, 100, 255], [100, 100, 127]]]).max() <= 1
