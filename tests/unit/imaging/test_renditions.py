import io

import numpy as np
import pytest
from PIL import Image

from wornby.errors import InputError
from wornby.imaging.renditions import RENDITIONS, encode_master, encode_rendition
from wornby.testing import pictures


def opened(content):
    return Image.open(io.BytesIO(content))


def test_the_master_keeps_size_and_colour_resolution():
    image = opened(encode_master(pictures.noise(120, 80)))
    assert image.size == (120, 80)
    assert image.format == "JPEG"
    assert {layer[1:3] for layer in image.layer} == {(1, 1)}


def test_the_master_looks_like_the_photo():
    pixels = pictures.quadrants()
    assert np.abs(np.asarray(opened(encode_master(pixels)), dtype=int) - pixels).max() < 40


@pytest.mark.parametrize(
    ("size", "expected"),
    [((4000, 2000), (360, 180)), ((100, 50), (100, 50)), ((3000, 1), (360, 1))],
    ids=["smaller", "never-enlarged", "thin"],
)
def test_a_rendition_fits(size, expected):
    content = encode_rendition(np.zeros((size[1], size[0], 3), dtype=np.uint8), long_side_px=RENDITIONS["thumb"])
    assert opened(content).size == expected


@pytest.mark.parametrize("encode", [encode_master, lambda pixels: encode_rendition(pixels, long_side_px=40)])
def test_no_metadata_is_written(encode):
    image = opened(encode(pictures.quadrants()))
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_side_longer_than_jpeg_allows_is_refused():
    with pytest.raises(InputError):
        encode_master(np.zeros((1, 70_000, 3), dtype=np.uint8))
