"""Prints cut out, freed of their ground, and found again."""

import io
import tracemalloc

import numpy as np
import pytest
from PIL import Image, ImageDraw

from wornby.errors import ImageDecodeError, ImageTooLargeError, UnsupportedFormatError
from wornby.imaging.colors import rgb_to_lab
from wornby.imaging.decode import decode_print
from wornby.imaging.features import count_inliers
from wornby.imaging.foreground import garment_mask
from wornby.imaging.lossless import encode_png
from wornby.imaging.prints import cut_motif, free_of_ground, has_ink, on_ground

GROUND = "#f6f6f4"
SHIRT = "#1d2a4d"


def lab(code):
    return rgb_to_lab(np.frombuffer(bytes.fromhex(code[1:]), np.uint8))


def shirt(*, color=SHIRT, ground="#e6e6e4", prints=(), size=(400, 480)):
    """A shirt with sleeves and a neck hole, and shapes on it."""
    image = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(image)
    draw.polygon([(120, 60), (280, 60), (370, 150), (320, 190), (280, 150), (280, 430), (120, 430), (120, 150),
                  (80, 190), (30, 150)], fill=color)  # fmt: skip
    draw.ellipse((170, 50, 230, 80), fill="#6f6a64")
    for shape, box, fill in prints:
        getattr(draw, shape)(box, fill=fill)
    return np.asarray(image)


LOGO = (("ellipse", (150, 160, 250, 260), "#f3f0e4"), ("rectangle", (150, 270, 250, 285), "#e8a020"))


def cut(pixels, *, color=SHIRT):
    return cut_motif(pixels, garment_mask(pixels), ground=lab(color))


def test_a_print_is_cut_out_with_its_place():
    motif = cut(shirt(prints=LOGO))
    assert motif.width == pytest.approx(100 / 160, abs=0.05)
    assert motif.top == pytest.approx(100 / 370, abs=0.05)
    height, width = motif.pixels.shape[:2]
    assert width / height == pytest.approx(100 / 125, abs=0.05)


def test_what_is_between_the_shapes_of_a_print_is_transparent():
    alpha = cut(shirt(prints=LOGO)).pixels[..., 3]
    assert alpha[len(alpha) // 3, alpha.shape[1] // 2] == 255
    assert alpha[0, 0] == 0


def test_the_colours_of_a_print_are_kept():
    pixels = cut(shirt(prints=LOGO)).pixels
    solid = pixels[pixels[..., 3] == 255][:, :3]
    assert np.abs(solid.astype(int) - (243, 240, 228)).max(axis=1).min() <= 2
    assert np.abs(solid.astype(int) - (232, 160, 32)).max(axis=1).min() <= 2


def test_a_white_shirt_on_pale_grey_keeps_its_print():
    motif = cut(shirt(color="#fbfbfa", prints=(("rectangle", (150, 160, 250, 260), "#203050"),)), color="#fbfbfa")
    assert motif.width == pytest.approx(100 / 160, abs=0.05)


@pytest.mark.parametrize("prints", [(), (("rectangle", (122, 70, 278, 428), "#c02020"),)], ids=["no-print", "all-over"])
def test_no_print_and_all_print_are_none(prints):
    assert cut(shirt(prints=prints)) is None


def test_folds_are_no_print():
    pixels = shirt().astype(np.float32)
    fold = 1 + 0.25 * np.sin(np.arange(400) / 9)[None, :, None]
    assert cut(np.clip(pixels * fold, 0, 255).astype(np.uint8)) is None


def test_an_empty_mask_has_no_print():
    assert cut_motif(shirt(), np.zeros((480, 400), bool), ground=lab(SHIRT)) is None


@pytest.mark.parametrize("size", [(9, 9), (400, 8), (8, 400)], ids=str)
def test_odd_sizes_do_no_harm(size):
    pixels = np.asarray(Image.fromarray(shirt(prints=LOGO)).resize(size))
    cut_motif(pixels, garment_mask(pixels), ground=lab(SHIRT))


@pytest.mark.parametrize(("color", "ground"), [(SHIRT, "#e6e6e4"), ("#fafaf8", "#e6e6e4"), ("#d8d4cc", "#ffffff")])
def test_the_outline_of_a_garment(color, ground):
    mask = garment_mask(shirt(color=color, ground=ground))
    assert mask[300, 200]
    assert mask[150, 60]
    assert not mask[300, 60]
    assert not mask[20, 20]


def test_an_uneven_ground_still_gives_a_mask():
    noise = np.random.default_rng(1).integers(0, 255, (200, 160, 3)).astype(np.uint8)
    assert garment_mask(noise).any()


def printed(size=(120, 90)):
    image = Image.new("RGBA", size, GROUND)
    draw = ImageDraw.Draw(image)
    draw.ellipse((30, 20, 90, 70), fill="#c02020")
    draw.ellipse((50, 35, 70, 55), fill=GROUND)
    return np.asarray(image)


def test_the_even_ground_of_a_file_goes():
    motif = free_of_ground(printed())
    assert motif.shape[:2] == (51, 61)
    assert motif[0, 0, 3] == 0
    assert motif[25, 3, 3] == 255


def test_the_same_colour_inside_of_a_print_stays():
    motif = free_of_ground(printed())
    assert motif[25, 30, 3] == 255


def test_a_print_that_has_transparency_keeps_its_pixels():
    pixels = printed().copy()
    pixels[:10, :, 3] = 0
    assert free_of_ground(pixels).shape == (80, 120, 4)


def test_a_photo_has_no_even_ground():
    noise = np.random.default_rng(1).integers(0, 255, (60, 50, 4)).astype(np.uint8)
    noise[..., 3] = 255
    np.testing.assert_array_equal(free_of_ground(noise), noise)


def test_a_large_print_is_made_smaller():
    assert max(free_of_ground(np.random.default_rng(1).integers(0, 255, (30, 3000, 4)).astype(np.uint8)).shape) == 1024


def word_mark(*, size, box):
    """A dark bar with a hole on an even ground."""
    pixels = np.full((*size, 4), 255, np.uint8)
    top, bottom, left, right = box
    pixels[top:bottom, left:right, :3] = (20, 30, 60)
    middle = (top + bottom) // 2, (left + right) // 2
    pixels[middle[0] - 3 : middle[0] + 3, middle[1] - 3 : middle[1] + 3, :3] = 255
    return pixels


def test_a_large_file_is_keyed_at_the_size_that_is_kept():
    pixels = word_mark(size=(3000, 3000), box=(300, 2700, 300, 2700))
    tracemalloc.start()
    motif = free_of_ground(pixels)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert max(motif.shape) <= 1024
    # The file itself has 36 million bytes.
    assert peak < 300_000_000


def test_a_small_print_in_a_large_file_keeps_its_pixels():
    motif = free_of_ground(word_mark(size=(3000, 3000), box=(1200, 1500, 1000, 1900)))
    assert motif.shape[:2] == pytest.approx((300, 900), abs=4)
    assert motif[150, 100, 3] == 255


def test_the_least_side_is_that_of_the_file():
    mark = word_mark(size=(60, 4000), box=(4, 56, 20, 3980))
    assert free_of_ground(mark, least_px=16).shape[1] >= 1000


@pytest.mark.parametrize(
    "pixels",
    [
        word_mark(size=(400, 4000), box=(200, 208, 20, 3980)),
        np.full((50, 50, 4), 255, np.uint8),
        np.zeros((50, 50, 4), np.uint8),
    ],
    ids=["thin", "even", "transparent"],
)
def test_a_print_that_is_too_small_or_empty_is_refused(pixels):
    with pytest.raises(ImageDecodeError, match="fewer than 16"):
        free_of_ground(pixels, least_px=16)


def test_a_print_on_a_colour():
    motif = np.zeros((10, 20, 4), np.uint8)
    motif[2:8] = (255, 0, 0, 128)
    laid = on_ground(motif, color=np.array([0, 0, 255], np.uint8), margin=0.1)
    assert laid.shape == (14, 24, 3)
    assert tuple(laid[0, 0]) == (0, 0, 255)
    assert tuple(laid[6, 10]) == (128, 0, 127)


def test_transparency_of_a_file_is_kept():
    pixels = printed().copy()
    pixels[0, 0, 3] = 0
    np.testing.assert_array_equal(decode_print(encode_png(pixels), max_pixels=100_000), pixels)


def test_a_file_without_transparency_is_opaque():
    out = io.BytesIO()
    Image.new("L", (8, 8), 9).save(out, "JPEG")
    assert decode_print(out.getvalue(), max_pixels=100)[..., 3].min() == 255


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", ImageDecodeError),
        (b"not a picture at all", UnsupportedFormatError),
        (b"%PDF-1.7", UnsupportedFormatError),
        (encode_png(printed())[:200], ImageDecodeError),
        (encode_png(np.zeros((140, 140, 3), np.uint8)), ImageTooLargeError),
    ],
    ids=["empty", "text", "pdf", "cut-off", "too-large"],
)
def test_a_print_that_is_no_picture_is_refused(content, error):
    with pytest.raises(error):
        decode_print(content, max_pixels=12_000)


def letters(text):
    image = Image.new("RGB", (240, 120), "#ffffff")
    draw = ImageDraw.Draw(image)
    draw.text((10, 10), text, fill="#102040", font_size=60)
    return np.asarray(image)


def placed(pattern, *, angle=0.0, scale=1.0):
    image = Image.new("RGB", (500, 600), "#ffffff")
    patch = Image.fromarray(pattern).resize((round(240 * scale), round(120 * scale)))
    image.paste(patch.rotate(angle, expand=True, fillcolor="#ffffff"), (120, 150))
    return np.asarray(image)


@pytest.mark.parametrize(("angle", "scale"), [(0, 1), (12, 1), (0, 0.7), (-8, 1.3)])
def test_a_pattern_is_found_turned_and_scaled(angle, scale):
    assert count_inliers(letters("HARBOUR"), placed(letters("HARBOUR"), angle=angle, scale=scale)) >= 12


def test_a_tilt_finds_what_is_seen_from_the_side():
    squeezed = np.asarray(Image.fromarray(letters("HARBOUR")).resize((110, 120)))
    assert count_inliers(letters("HARBOUR"), placed(squeezed), tilts=(1.0, 0.6)) >= 12


def test_another_pattern_is_not_found():
    assert count_inliers(letters("HARBOUR"), placed(letters("@&%$#!"))) < 8


@pytest.mark.parametrize("size", [(1, 1), (2, 300), (300, 2)], ids=str)
def test_nothing_is_found_in_nothing(size):
    assert count_inliers(letters("A"), np.full((*size, 3), 200, np.uint8)) == 0


def test_finding_is_deterministic():
    picture = placed(letters("HARBOUR"), angle=5)
    assert len({count_inliers(letters("HARBOUR"), picture) for _ in range(3)}) == 1


def folded(*, ink: tuple[int, int, int] | None = None) -> np.ndarray:
    """Cloth with folds, and a small print in a colour. (64, 64, 3)."""
    shade = 1 + 0.12 * np.sin(np.arange(64) / 3)[:, None, None]
    cloth = np.full((64, 64, 3), (29, 42, 77), np.float64)
    if ink is not None:
        cloth[26:36, 24:40] = ink
    return np.clip(cloth * shade, 0, 255).astype(np.uint8)


def test_folds_are_no_ink():
    assert not has_ink(folded())


@pytest.mark.parametrize("ink", [(250, 250, 245), (200, 40, 40), (15, 15, 15)], ids=["white", "red", "black"])
def test_a_small_print_on_folded_cloth_is_ink(ink):
    assert has_ink(folded(ink=ink))
