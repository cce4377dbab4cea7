"""Transformations as text."""

import math
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wornby.errors import InputError
from wornby.imaging.transform_steps import Crop, Format, Gravity, QualityLevel, Side, Step, Transformation
from wornby.imaging.transform_text import PARAMETERS, looks_like_step, parse_format, parse_transformation

WORDS = st.sampled_from(
    (
        *("c_fill", "c_thumb", "c_crop", "c_pad", "w_100", "w_0.5", "h_80", "ar_16:9", "g_face", "g_auto", "x_10"),
        *("y_-5", "g_north_east", "r_max", "r_9", "f_auto", "q_auto:eco", "q_70", "dpr_2.0", "e_blur:300"),
        *("e_blur_faces", "b_red", "b_rgb:fff", "z_0.7", "fl_progressive.lossy", "l_text", "c_", "_", "w_-1", "h_1e9"),
    )
)
COMPONENT = st.lists(WORDS, min_size=1, max_size=6).map(",".join)


def step_of(text):
    (step,) = parse_transformation(text).steps
    return step


@pytest.mark.parametrize("text", ["", "/", "f_auto,q_auto", "fl_lossy"], ids=["empty", "slash", "delivery", "flag"])
def test_nothing_about_size_is_no_step(text):
    assert parse_transformation(text).steps == ()


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("w_100", Step(crop=Crop.SCALE, width=Side(value=100))),
        ("c_fit,h_0.25", Step(crop=Crop.FIT, height=Side(value=0.25, fraction=True))),
        ("c_fill,ar_4:3,w_8", Step(crop=Crop.FILL, aspect=4 / 3, width=Side(value=8))),
        ("c_fill,ar_1.5,w_8", Step(crop=Crop.FILL, aspect=1.5, width=Side(value=8))),
        ("c_thumb,g_face", Step(crop=Crop.THUMB, gravity=Gravity.FACE)),
        ("r_max", Step(radius_px=math.inf)),
        ("b_rgb:f00", Step(background=(255, 0, 0))),
        ("b_rgb:0A0b0C", Step(background=(10, 11, 12))),
        ("b_lightgray", Step(background=(211, 211, 211))),
        ("b_cyan", Step(background=(0, 255, 255))),
        ("dpr_1.5,w_8", Step(crop=Crop.SCALE, width=Side(value=8), dpr=1.5)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_component_is_one_step(text, step):
    assert step_of(text) == step


def test_components_stay_in_order():
    steps = parse_transformation("c_crop,w_9/e_grayscale/c_fit,w_5").steps
    assert [step.crop for step in steps] == [Crop.CROP, None, Crop.FIT]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("f_auto", {"format": Format.AUTO}),
        ("f_jpeg", {"format": Format.JPEG}),
        ("q_7", {"quality": 7}),
        ("q_auto", {"quality": QualityLevel.GOOD}),
        ("q_auto:low", {"quality": QualityLevel.LOW}),
        ("fl_progressive", {"progressive": True}),
        ("fl_lossy.attachment", {"attachment": True}),
        ("f_png/f_webp", {"format": Format.WEBP}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_delivery_is_asked_for_anywhere(text, asked):
    assert parse_transformation(text) == Transformation(**asked)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("upload", "upload"),
        ("a_90", "a_90"),
        ("l_text:hello", "l_text:hello"),
        ("t_named", "t_named"),
        ("$side_9", "$side_9"),
        ("w_", "w_"),
        ("w_0", "0"),
        ("w_auto", "auto"),
        ("w_9000", "9000"),
        ("h_-3", "-3"),
        ("c_imagga_crop", "imagga_crop"),
        ("c_fill,w_9,g_dog", "dog"),
        ("e_cartoonify", "cartoonify"),
        ("e_grayscale:9", "grayscale:9"),
        ("e_blur:0", "0"),
        ("e_blur:2001", "2001"),
        ("b_auto", "auto"),
        ("b_rgb:12345", "rgb:12345"),
        ("f_gif", "gif"),
        ("q_101", "101"),
        ("q_auto:sensitive", "auto:sensitive"),
        ("fl_getinfo", "getinfo"),
        ("fl_keep_iptc", "keep_iptc"),
        ("r_9:8", "9:8"),
        ("ar_0:4", "0:4"),
        ("dpr_auto", "auto"),
        ("w_5,w_6", "w_ is there twice"),
        ("c_fill", "c_fill needs"),
        ("g_face", "need a crop mode"),
        ("c_scale,w_9,g_auto", "cuts nothing off"),
        ("c_fit,ar_1:1", "needs w_ or h_"),
        ("c_fill,ar_1:1,w_3,h_4", "ar_ does not go"),
    ],
    ids=lambda value: value,
)
def test_what_is_not_known_is_named(text, named):
    with pytest.raises(InputError) as caught:
        parse_transformation(text)
    assert named in caught.value.message


@pytest.mark.parametrize("text", ["w_9/" * 11, "e_blur," * 200], ids=["components", "characters"])
def test_a_transformation_has_an_end(text):
    with pytest.raises(InputError):
        parse_transformation(text)


@pytest.mark.parametrize(
    ("segment", "expected"),
    [("", False), ("shirts", False), ("v12", False), ("w_9", True), ("c_fill,w_9", True), ("My_shirt", False)],
    ids=["empty", "folder", "version", "one", "two", "capital"],
)
def test_a_component_can_be_told_from_a_folder(segment, expected):
    assert looks_like_step(segment) is expected


@pytest.mark.parametrize(
    ("ending", "expected"), [("", None), ("JPG", Format.JPEG), ("jpeg", Format.JPEG), ("gif", None)], ids=repr
)
def test_endings_name_formats(ending, expected):
    assert parse_format(ending) is expected


def test_parameters_are_sorted():
    assert list(PARAMETERS) == sorted(PARAMETERS)


def read(text):
    """A transformation, or why it is none."""
    try:
        return parse_transformation(text)
    except InputError as error:
        return error


@given(st.text(alphabet=string.ascii_letters + string.digits + "_,/:.$-äé\x00 ", max_size=60))
def test_any_text_is_read_or_refused(text):
    assert isinstance(read(text), Transformation | InputError)


@given(st.lists(COMPONENT, max_size=5).map("/".join))
def test_any_words_are_read_or_refused(text):
    assert isinstance(read(text), Transformation | InputError)
