import hashlib
import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from wornby.errors import ImageDecodeError, ImageTooLargeError, InputError, UnsupportedFormatError
from wornby.imaging.decode import decode_photo, perceptual_hash
from wornby.testing import pictures

KINDS = ("avif", "bmp", "gif", "heic", "jpeg", "png", "tiff", "webp")
LIMIT = 80_000_000


def corners(pixels):
    height, width = pixels.shape[:2]
    points = [(height // 4, width // 4), (height // 4, 3 * width // 4)]
    points += [(3 * height // 4, width // 4), (3 * height // 4, 3 * width // 4)]
    return np.array([pixels[y, x] for y, x in points], dtype=int)


def decode(content):
    return decode_photo(content, max_pixels=LIMIT)


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_shows_its_colours(kind):
    photo = decode(pictures.encoded(kind))
    assert photo.format == kind
    assert (photo.width_px, photo.height_px) == (96, 64)
    assert np.abs(corners(photo.pixels) - pictures.QUADRANTS).max() <= 20


def test_photo_is_read_only_and_knows_its_bytes():
    content = pictures.encoded("jpeg")
    photo = decode(content)
    assert not photo.pixels.flags.writeable
    assert photo.pixels.dtype == np.uint8
    assert photo.sha256 == hashlib.sha256(content).hexdigest()
    assert photo.size_bytes == len(content)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "heic", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied_once(kind, orientation):
    photo = decode(pictures.oriented(orientation, kind=kind))
    assert (photo.width_px, photo.height_px) == (96, 64)
    assert np.abs(corners(photo.pixels) - pictures.QUADRANTS).max() <= 40


@pytest.mark.parametrize("name", sorted(pictures.FAULTS))
def test_a_broken_file_is_refused(name):
    with pytest.raises((ImageDecodeError, UnsupportedFormatError)) as caught:
        decode(pictures.FAULTS[name]())
    assert len(caught.value.message) > 20
    assert caught.value.message.rstrip().endswith(".")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"plain words, a lot of them", "text"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<html><body>404</body></html>", "web page"),
        (b"<?xml version='1.0'?><svg xmlns=''/>", "SVG"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42", "video"),
        (bytes(range(128, 256)), "known format"),
    ],
    ids=["empty", "text", "pdf", "html", "svg", "video", "bytes"],
)
def test_the_message_says_what_it_was(content, word):
    with pytest.raises(InputError, match=word):
        decode(content)


@pytest.mark.parametrize("make", [pictures.huge_png, pictures.huge_jpeg], ids=["png", "jpeg"])
def test_a_huge_picture_is_refused_by_its_header(make):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ImageTooLargeError, match=r"30000 x 30000"):
            decode(make())


def test_a_huge_webp_canvas_is_refused():
    content = bytearray(pictures.encoded("webp"))
    canvas = b"VP8X" + (10).to_bytes(4, "little") + bytes(4) + (16000).to_bytes(3, "little") * 2
    with pytest.raises(ImageTooLargeError):
        decode(bytes(content[:12]) + canvas + bytes(content[12:]))


def test_a_huge_picture_takes_little_memory():
    program = (
        "from wornby.imaging.decode import decode_photo\n"
        "from wornby.testing.pictures import huge_png, huge_jpeg\n"
        "from wornby.errors import ImageTooLargeError\n"
        "for make in (huge_png, huge_jpeg):\n"
        "    try:\n"
        "        decode_photo(make(), max_pixels=80_000_000)\n"
        "    except ImageTooLargeError:\n"
        "        print('refused')\n"
        # VmHWM, since ru_maxrss of a child starts at what its parent held.
        "status = open('/proc/self/status').read()\n"
        "print(status.split('VmHWM:')[1].split()[0])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    first, second, peak_kib = done.stdout.split()
    assert (first, second) == ("refused", "refused")
    assert int(peak_kib) < 300_000


def test_one_pixel_too_many_is_refused():
    content = pictures.encoded("png")
    assert decode_photo(content, max_pixels=96 * 64).width_px == 96
    with pytest.raises(ImageTooLargeError):
        decode_photo(content, max_pixels=96 * 64 - 1)


def test_cmyk_keeps_its_colours():
    assert np.abs(corners(decode(pictures.cmyk_jpeg()).pixels) - pictures.QUADRANTS).max() <= 20


@pytest.mark.parametrize(("value", "expected"), [(0, 0), (32896, 128), (65535, 255), (255, 1)])
def test_16_bit_grey_is_scaled(value, expected):
    assert np.unique(decode(pictures.deep_grey_png(value)).pixels).tolist() == [expected]


def test_16_bit_rgb_is_scaled():
    assert decode(pictures.deep_rgb_png()).pixels[3, 3].tolist() == [128, 0, 255]


def test_palette_keeps_its_colours():
    assert np.abs(corners(decode(pictures.palette_png()).pixels) - pictures.QUADRANTS).max() <= 2


def test_transparent_parts_are_white():
    seen = corners(decode(pictures.palette_png(transparent=True)).pixels)
    assert seen[0].tolist() == [255, 255, 255]
    assert np.abs(seen[1:] - pictures.QUADRANTS[1:]).max() <= 2
    assert abs(int(decode(pictures.alpha_png(128)).pixels[0, 0, 0]) - 127) <= 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGBA"])
def test_other_modes_become_rgb(mode):
    photo = decode(pictures.saved(Image.new(mode, (8, 6), 255 if mode in {"1", "L"} else None), "PNG"))
    assert photo.pixels.shape == (6, 8, 3)


@pytest.mark.parametrize("dtype", [np.float32, np.int32])
def test_deep_tiff_is_scaled(dtype):
    values = np.full((8, 8), 1 if dtype is np.float32 else 65535, dtype=dtype)
    assert decode(pictures.saved(Image.fromarray(values), "TIFF")).pixels.min() == 255


def test_the_first_frame_of_an_animation_counts():
    assert decode(pictures.animated_gif()).pixels[4, 4].tolist() == [255, 0, 0]


def test_an_srgb_profile_changes_nothing():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.fromarray(pictures.quadrants())
    assert (decode(pictures.saved(image, "PNG", icc_profile=profile)).pixels == pictures.quadrants()).all()


def swapped_profile():
    """An sRGB profile whose red and blue primaries change places."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for offset in range(132, 132 + 12 * int.from_bytes(profile[128:132], "big"), 12):
        if profile[offset : offset + 4] == b"rXYZ":
            profile[offset : offset + 4] = b"bXYZ"
        elif profile[offset : offset + 4] == b"bXYZ":
            profile[offset : offset + 4] = b"rXYZ"
    return bytes(profile).replace("sRGB built-in".encode("utf-16-be"), "Odd! built-in".encode("utf-16-be"))


def test_another_profile_is_converted_to_srgb():
    content = pictures.saved(Image.new("RGB", (8, 8), (250, 10, 10)), "PNG", icc_profile=swapped_profile())
    red, _, blue = decode(content).pixels[0, 0].tolist()
    assert blue > 200 > red


def test_a_broken_profile_is_ignored():
    content = pictures.saved(Image.new("RGB", (8, 8), (250, 10, 10)), "PNG", icc_profile=b"no profile")
    assert decode(content).pixels[0, 0].tolist() == [250, 10, 10]


@pytest.mark.parametrize(
    "trailer",
    [
        b"\x00" * 64,
        pictures.encoded("jpeg"),
        b"\x00\x00\x00\x18ftypmp42 film",
        b"notes of a phone SEFT",
        b"\xff\xff\r\n",
    ],
    ids=["zeros", "second-picture", "film", "samsung", "padding"],
)
def test_what_phones_append_to_a_jpeg_is_let_pass(trailer):
    assert decode(pictures.encoded("jpeg") + trailer).width_px == 96


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_damaged_bytes_give_a_picture_or_our_error(kind, data):
    content = bytearray(pictures.encoded(kind, pixels=pictures.noise(24, 16)))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        photo = decode_photo(bytes(content), max_pixels=100_000)
    except InputError:
        return
    assert photo.pixels.shape[2] == 3


def test_near_copies_have_near_hashes():
    picture = decode(pictures.encoded("png")).pixels
    copy = decode(pictures.encoded("jpeg", pixels=np.ascontiguousarray(picture[::2, ::2]))).pixels
    other = pictures.noise(96, 64)
    assert (perceptual_hash(picture) ^ perceptual_hash(copy)).bit_count() <= 6
    assert (perceptual_hash(picture) ^ perceptual_hash(other)).bit_count() >= 16
    assert 0 <= perceptual_hash(other) < 2**64
