"""Transformations of pictures."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wornby.datamodel import BoundingBox
from wornby.errors import ImageTooLargeError, InputError
from wornby.imaging.transform_steps import MAX_AREA_PX, MAX_SIDE_PX, Places
from wornby.imaging.transform_text import parse_transformation
from wornby.imaging.transforms import flatten, output_size, transform
from wornby.testing.pictures import QUADRANTS, quadrants

TOP_LEFT, TOP_RIGHT, BOTTOM_LEFT, BOTTOM_RIGHT = QUADRANTS
WHITE = (255, 255, 255)
FACE = Places(faces=(BoundingBox(x_min=0.6, y_min=0.2, x_max=0.7, y_max=0.4),))
TWO = Places(faces=(*FACE.faces, BoundingBox(x_min=0.1, y_min=0.2, x_max=0.15, y_max=0.3)))
WORN = Places(salient=(BoundingBox(x_min=0.7, y_min=0.5, x_max=0.9, y_max=0.9),))


def transformed(text, pixels=None, places=None):
    base = quadrants() if pixels is None else pixels
    return transform(base, parse_transformation(text).steps, places=places)


def size_of(text, width=1280, height=853, places=None):
    return output_size((width, height), parse_transformation(text).steps, places=places)


def noise(height, width):
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)


# Sizes as the documentation shows them for its picture of 1280 x 853.
@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", (1280, 853)),
        ("c_scale,w_150", (150, 100)),
        ("c_scale,h_150,w_150", (150, 150)),
        ("c_scale,w_0.25", (320, 213)),
        ("c_scale,ar_1:1,w_200", (200, 200)),
        ("c_fit,h_250,w_250", (250, 167)),
        ("c_fit,w_2560,h_3000", (2560, 1706)),
        ("c_limit,h_250,w_250", (250, 167)),
        ("c_limit,w_2560", (1280, 853)),
        ("c_mfit,w_2560", (2560, 1706)),
        ("c_mfit,w_200", (1280, 853)),
        ("c_fill,h_250,w_250", (250, 250)),
        ("c_fill,h_2000,w_2000", (2000, 2000)),
        ("c_fill,w_250", (250, 167)),
        ("c_fill,ar_1:1", (853, 853)),
        ("c_fill,ar_16:9,w_320", (320, 180)),
        ("c_lfill,h_250,w_250", (250, 250)),
        ("c_lfill,h_2000,w_2000", (1280, 853)),
        ("c_lfill,h_200,w_2000", (1280, 200)),
        ("c_lfill,w_250", (250, 167)),
        ("c_pad,h_250,w_250", (250, 250)),
        ("c_pad,ar_1:1", (1280, 1280)),
        ("c_pad,w_250", (250, 167)),
        ("c_lpad,h_2000,w_2000", (2000, 2000)),
        ("c_crop,h_250,w_300", (300, 250)),
        ("c_crop,w_300", (300, 853)),
        ("c_crop,w_3000,h_100", (1280, 100)),
        ("c_crop,w_300,h_300,x_1200", (80, 300)),
        ("c_crop,ar_1:1", (853, 853)),
        ("c_thumb,g_face,h_150,w_150", (150, 150)),
        ("c_thumb,g_face,w_150", (150, 150)),
        ("c_fill,dpr_2.0,h_100,w_100", (200, 200)),
        ("c_crop,w_0.5,h_0.5/c_fit,w_100", (100, 67)),
        ("r_max", (1280, 853)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sizes_are_as_documented(text, size):
    assert size_of(text) == size


@pytest.mark.parametrize(
    "text",
    ["c_scale,w_100.0", "c_fit,w_4096,dpr_2", "c_pad,ar_4000:1,w_4000/c_scale,h_4000,w_4096,dpr_9", "c_scale,h_4096"],
    ids=["fraction", "dpr", "chain", "kept-shape"],
)
def test_nothing_is_made_larger_than_allowed(text):
    with pytest.raises(ImageTooLargeError):
        size_of(text)


def test_a_window_beside_the_picture_is_refused():
    with pytest.raises(InputError, match="beside"):
        size_of("c_crop,w_10,h_10,x_2000")


@pytest.mark.parametrize(
    ("gravity", "colors"),
    [
        ("north_west", {TOP_LEFT}),
        ("north_east", {TOP_RIGHT}),
        ("south_west", {BOTTOM_LEFT}),
        ("south_east", {BOTTOM_RIGHT}),
        ("north", {TOP_LEFT, TOP_RIGHT}),
        ("west", {TOP_LEFT, BOTTOM_LEFT}),
        ("center", set(QUADRANTS)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_gravity_says_what_stays(gravity, colors):
    piece = transformed(f"c_crop,w_20,h_20,g_{gravity}")
    assert {tuple(pixel) for pixel in piece.reshape(-1, 3).tolist()} == colors


def test_x_and_y_are_counted_from_the_upper_left_corner():
    pixels = noise(40, 60)
    assert (transformed("c_crop,w_8,h_6,x_10,y_20", pixels) == pixels[20:26, 10:18]).all()


def test_x_and_y_lead_inwards_from_an_edge():
    pixels = noise(40, 60)
    assert (transformed("c_crop,w_8,h_6,g_south_east,x_10,y_5", pixels) == pixels[29:35, 42:50]).all()


def test_fill_cuts_evenly():
    middle = transformed("c_fill,w_32,h_64")
    assert tuple(middle[0, 0]) == TOP_LEFT
    assert tuple(middle[0, -1]) == TOP_RIGHT


def test_fill_can_look_at_one_side():
    assert (transformed("c_fill,w_32,h_64,g_east")[0] == TOP_RIGHT).all()


@pytest.mark.parametrize(("text", "color"), [("", WHITE), (",b_rgb:0102ff", (1, 2, 255))], ids=["white", "asked"])
def test_padding_has_a_colour(text, color):
    padded = transformed("c_pad,w_96,h_96" + text)
    assert (padded[0] == color).all()
    assert tuple(padded[20, 5]) == TOP_LEFT


def test_padding_lies_where_gravity_is_not():
    padded = transformed("c_pad,w_96,h_96,g_south")
    assert (padded[:32] == WHITE).all()
    assert tuple(padded[-1, -1]) == BOTTOM_RIGHT


def test_a_thumbnail_is_around_the_face():
    pixels = np.zeros((853, 1280, 3), np.uint8)
    pixels[171:341, 768:896] = WHITE
    thumb = transformed("c_thumb,g_face,w_100,h_100", pixels, FACE)
    assert thumb[40:60, 40:60].min() == 255
    assert 0.5 < (thumb > 127).mean() < 0.9


def test_zoom_shows_more_around_the_face():
    pixels = np.zeros((853, 1280, 3), np.uint8)
    pixels[171:341, 768:896] = WHITE
    near = transformed("c_thumb,g_face,w_100,h_100", pixels, FACE)
    far = transformed("c_thumb,g_face,w_100,h_100,z_0.5", pixels, FACE)
    assert far.mean() < 0.5 * near.mean()


def test_a_piece_of_no_size_is_the_face_itself():
    assert size_of("c_crop,g_face", places=FACE) == (128, 171)


def test_all_faces_stay_in_view():
    assert size_of("c_crop,g_faces", places=TWO) == (768, 171)


@pytest.mark.parametrize(
    ("gravity", "places", "column"),
    [
        ("auto", WORN, 0.8),
        ("auto", None, 0.5),
        ("auto:face", FACE, 0.65),
        ("face:auto", WORN, 0.8),
        ("face", WORN, 0.5),
        ("face:center", None, 0.5),
    ],
    ids=["worn", "nothing", "face-first", "else-worn", "else-centre", "said-centre"],
)
def test_what_counts_stays_in_view(gravity, places, column):
    pixels = np.broadcast_to(np.arange(250, dtype=np.uint8)[None, :, None], (100, 250, 3)).copy()
    piece = transformed(f"c_crop,w_20,h_20,g_{gravity}", pixels, places)
    assert abs(int(piece[0, :, 0].mean()) - column * 250) <= 2


def test_faces_are_followed_through_a_chain():
    pixels = noise(200, 200)
    face = Places(faces=(BoundingBox(x_min=0.5, y_min=0.5, x_max=0.75, y_max=0.75),))
    shown = transformed("c_crop,w_100,h_100,g_south_east/c_scale,w_50/e_blur_faces", pixels, face)
    plain = transformed("c_crop,w_100,h_100,g_south_east/c_scale,w_50", pixels, face)
    changed = (shown != plain).any(axis=2)
    assert changed[:25, :25].mean() > 0.9
    changed[:26, :26] = False
    assert not changed.any()


@pytest.mark.parametrize("strength", ["", ":1", ":2000"], ids=["usual", "weak", "strong"])
def test_a_face_is_hidden_for_good_at_any_strength(strength):
    face = Places(faint=(BoundingBox(x_min=0.0, y_min=0.0, x_max=1.0, y_max=1.0),))
    shown = transformed("e_blur_faces" + strength, noise(120, 120), face)
    assert shown.std() < 20


def test_without_faces_nothing_is_blurred():
    pixels = noise(30, 30)
    assert (transformed("e_blur_faces", pixels) == pixels).all()


@pytest.mark.parametrize("strength", [1, 100, 2000], ids=str)
def test_blur_takes_details_and_keeps_the_mean(strength):
    pixels = noise(200, 300)
    shown = transformed(f"e_blur:{strength}", pixels)
    assert shown.std() <= pixels.std()
    assert abs(shown.mean() - pixels.mean()) < 2


def test_grey_has_three_equal_channels():
    grey = transformed("e_grayscale")
    assert (grey == grey[..., :1]).all()


@pytest.mark.parametrize("text", ["r_max", "r_10", "r_4000"], ids=["oval", "corners", "more-than-there-is"])
def test_round_corners_are_transparent(text):
    shown = transformed(text)
    assert shown.shape == (64, 96, 4)
    assert shown[0, 0, 3] == 0
    assert shown[32, 48, 3] == 255


def test_an_oval_covers_what_an_oval_covers():
    assert transformed("r_max", noise(300, 500))[..., 3].mean() / 255 == pytest.approx(np.pi / 4, abs=0.01)


def test_round_corners_have_the_ground_that_is_asked_for():
    shown = transformed("r_20,b_blue")
    assert shown.shape == (64, 96, 3)
    assert tuple(shown[0, 0]) == (0, 0, 255)


def test_what_is_transparent_becomes_white():
    assert tuple(flatten(transformed("r_max"))[0, 0]) == WHITE


def test_the_given_pixels_stay():
    pixels = noise(50, 50)
    before = pixels.copy()
    pixels.flags.writeable = False
    transformed("e_blur_faces/c_pad,w_90,h_60/r_5,b_red/e_blur", pixels, FACE)
    assert (pixels == before).all()


SIDES = st.one_of(st.integers(1, 4096).map(str), st.floats(0.01, 3).map("{:.3f}".format))
SIZES = st.one_of(
    st.builds("w_{},h_{}".format, SIDES, SIDES),
    SIDES.map("w_{}".format),
    SIDES.map("h_{}".format),
    st.builds("w_{},ar_{}:{}".format, SIDES, st.integers(1, 40), st.integers(1, 40)),
)
MODES = st.sampled_from(["scale", "fit", "limit", "mfit", "fill", "lfill", "pad", "lpad", "crop", "thumb"])
TAIL = st.sampled_from(["", ",x_3,y_-2", ",dpr_1.5", ",r_7", ",r_max,b_red", ",e_blur_faces", ",e_blur:500"])
GRAVITIES = st.sampled_from(["", ",g_face", ",g_faces:auto", ",g_auto", ",g_north_east", ",g_west"])
STEPS = st.builds("c_{},{}{}{}".format, MODES, SIZES, GRAVITIES, TAIL)


@settings(deadline=None, max_examples=150)
@given(
    text=st.lists(STEPS, min_size=1, max_size=3).map("/".join),
    width=st.integers(1, 300),
    height=st.integers(1, 300),
    places=st.sampled_from([None, FACE, TWO, WORN]),
)
def test_the_size_is_as_planned_or_refused(text, width, height, places):
    try:
        steps = parse_transformation(text).steps
        planned = output_size((width, height), steps, places=places)
    except InputError:
        return
    assert max(planned) <= MAX_SIDE_PX
    assert planned[0] * planned[1] <= MAX_AREA_PX
    if planned[0] * planned[1] < 500_000:
        assert transform(np.zeros((height, width, 3), np.uint8), steps, places=places).shape[:2] == planned[::-1]


@given(
    mode=st.sampled_from(["scale", "fill", "pad", "thumb"]),
    width=st.integers(1, 5000),
    height=st.integers(1, 5000),
    asked=st.tuples(st.integers(1, 4096), st.integers(1, 4096)),
)
def test_these_modes_give_exactly_what_is_asked_for(mode, width, height, asked):
    text = f"c_{mode},w_{asked[0]},h_{asked[1]}"
    assert size_of(text, width, height) == asked


@given(
    mode=st.sampled_from(["fit", "limit"]),
    width=st.integers(1, 3000),
    height=st.integers(1, 3000),
    asked=st.tuples(st.integers(1, 2000), st.integers(1, 2000)),
)
def test_these_modes_stay_within_the_box_and_touch_it(mode, width, height, asked):
    size = size_of(f"c_{mode},w_{asked[0]},h_{asked[1]}", width, height)
    assert size[0] <= asked[0]
    assert size[1] <= asked[1]
    assert (
        size == (width, height)
        if mode == "limit" and width <= asked[0] and height <= asked[1]
        else (size[0] == asked[0] or size[1] == asked[1])
    )
