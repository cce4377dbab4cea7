"""Files for browsers."""

import io

import numpy as np
import pytest
from PIL import Image

from wornby.imaging.delivery import MEDIA_TYPES, accepted_format, encode_delivery
from wornby.imaging.transform_steps import Format, QualityLevel
from wornby.testing.pictures import patches, quadrants

CHROME = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "transparent", "expected"),
    [
        ("", False, Format.JPEG),
        ("", True, Format.PNG),
        ("*/*", False, Format.JPEG),
        (CHROME, False, Format.AVIF),
        ("image/WebP , */*", True, Format.WEBP),
        ("image/avif;q=0, image/webp;q=0.5", False, Format.WEBP),
        ("image/avif;q=0.0", False, Format.JPEG),
        ("image/avif;q=0.01", False, Format.AVIF),
        (";;,q=", False, Format.JPEG),
    ],
    ids=["none", "none-transparent", "any", "chrome", "webp", "never", "never-too", "seldom", "odd"],
)
def test_the_format_is_what_a_browser_takes(accept, transparent, expected):
    assert accepted_format(accept, transparent=transparent) is expected


@pytest.mark.parametrize("file_format", list(MEDIA_TYPES), ids=str)
def test_a_file_is_what_it_says_and_holds_no_metadata(file_format):
    image = Image.open(io.BytesIO(encode_delivery(quadrants(), file_format=file_format)))
    assert image.get_format_mimetype() == MEDIA_TYPES[file_format]
    assert not image.getexif()
    assert not {"icc_profile", "xmp", "comment"} & set(image.info)


@pytest.mark.parametrize(
    ("file_format", "mode"),
    [(Format.JPEG, "RGB"), (Format.PNG, "RGBA"), (Format.WEBP, "RGBA"), (Format.AVIF, "RGBA")],
    ids=str,
)
def test_transparency_is_kept_where_it_can_be(file_format, mode):
    pixels = np.dstack([quadrants(), np.zeros((64, 96), np.uint8)])
    assert Image.open(io.BytesIO(encode_delivery(pixels, file_format=file_format))).mode == mode


@pytest.mark.parametrize("file_format", [Format.JPEG, Format.WEBP, Format.AVIF], ids=str)
def test_less_quality_is_a_smaller_file(file_format):
    levels = (QualityLevel.LOW, QualityLevel.ECO, QualityLevel.GOOD, QualityLevel.BEST)
    sizes = [len(encode_delivery(patches(1), file_format=file_format, quality=level)) for level in levels]
    assert sizes == sorted(sizes)


def test_a_jpeg_can_appear_coarse_first():
    content = encode_delivery(quadrants(), file_format=Format.JPEG, progressive=True)
    assert Image.open(io.BytesIO(content)).info.get("progressive")
