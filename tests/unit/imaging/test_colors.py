import numpy as np
import pytest
from coloraide import Color
from coloraide.css.color_names import name2val_map
from hypothesis import assume, given
from hypothesis import strategies as st

from wornby.errors import InputError
from wornby.imaging import colors
from wornby.imaging.colors import (
    FAMILIES,
    color_family,
    color_name,
    delta_e_2000,
    dominant_colors,
    lab_to_hex,
    measure_color,
    nearest_color_family_of_hex,
    rgb_to_lab,
)


def plain(rgb, size=60):
    return np.full((size, size, 3), rgb, dtype=np.uint8)


def whole(pixels):
    return np.ones(pixels.shape[:2], dtype=bool)


lab_values = st.tuples(st.floats(0, 100), st.floats(-100, 100), st.floats(-100, 100))
coarse_labs = st.tuples(st.integers(0, 100), st.integers(-100, 100), st.integers(-100, 100))


@given(one=coarse_labs, other=coarse_labs)
def test_ciede2000_agrees_with_coloraide(one, other):
    # Opposite hues have two middles: the formula jumps there, and rounding decides.
    assume(one[1] * other[2] != one[2] * other[1] or one[1] * other[1] + one[2] * other[2] >= 0)
    expected = Color("lab-d65", list(one)).delta_e(Color("lab-d65", list(other)), method="2000")
    assert float(delta_e_2000(np.array(one), np.array(other))) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_ciede2000_agrees_with_the_paper(one, other, expected):
    assert float(delta_e_2000(np.array(one), np.array(other))) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("name", ["black", "white", "red", "navy", "peru", "orchid"])
def test_lab_agrees_with_coloraide(name):
    color = Color(name)
    rgb = np.array([round(value * 255) for value in color.coords()], dtype=np.uint8)
    assert rgb_to_lab(rgb) == pytest.approx(np.array(color.convert("lab-d65").coords()), abs=0.3)
    assert lab_to_hex(rgb_to_lab(rgb)) == color.to_string(hex=True, compress=False)


@pytest.mark.parametrize("joined", sorted(set(name2val_map) - {"transparent"}))
def test_each_css_colour_has_its_own_name(joined):
    rgb = np.array([round(value * 255) for value in Color(joined).coords()], dtype=np.uint8)
    name = color_name(rgb_to_lab(rgb))
    assert Color(name.replace(" ", "")) == Color(joined)
    assert "gray" not in name


def test_names_are_written_with_spaces():
    names, table = colors._named()
    assert len(names) == len(set(names)) == len(table) == 139
    assert {"light salmon", "light goldenrod yellow", "navy", "dark slate grey", "rebecca purple"} <= set(names)


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("#000000", "black"),
        ("#1a1a1c", "black"),
        ("#ffffff", "white"),
        ("#f4f2ea", "white"),
        ("#808080", "grey"),
        ("#b4b4b4", "grey"),
        ("#d8c3a5", "beige"),
        ("#d2b48c", "beige"),
        ("#8b4513", "brown"),
        ("#5c4033", "brown"),
        ("#ff0000", "red"),
        ("#800020", "red"),
        ("#dc143c", "red"),
        ("#ffc0cb", "pink"),
        ("#ff69b4", "pink"),
        ("#ffa500", "orange"),
        ("#ff7f50", "orange"),
        ("#ffff00", "yellow"),
        ("#ffd700", "yellow"),
        ("#008000", "green"),
        ("#808000", "green"),
        ("#556b2f", "green"),
        ("#98ff98", "green"),
        ("#0000ff", "blue"),
        ("#87ceeb", "blue"),
        ("#4682b4", "blue"),
        ("#000080", "navy"),
        ("#1b2440", "navy"),
        ("#800080", "purple"),
        ("#6a0dad", "purple"),
        ("#9370db", "purple"),
    ],
)
def test_family_of_a_well_known_colour(code, family):
    assert nearest_color_family_of_hex(code) == family


@pytest.mark.parametrize("code", ["", "red", "#12345", "#gggggg", "123456"])
def test_what_is_no_hex_colour(code):
    with pytest.raises(InputError):
        nearest_color_family_of_hex(code)


@given(lab=lab_values)
def test_every_colour_has_one_family(lab):
    assert color_family(np.array(lab)) in set(FAMILIES) - {"multicolor"}


@pytest.mark.parametrize("count", [0, 1, 24])
def test_too_few_pixels_have_no_colour(count):
    mask = np.zeros((20, 20), dtype=bool)
    mask.ravel()[:count] = True
    assert measure_color(plain((200, 0, 0), 20), mask) is None


@pytest.mark.parametrize(
    ("rgb", "code"), [((200, 20, 30), "#c8141e"), ((255, 255, 255), "#ffffff"), ((0, 0, 0), "#000000")]
)
def test_a_plain_garment(rgb, code):
    fact = measure_color(plain(rgb), whole(plain(rgb)))
    assert (fact.hex, fact.share, fact.source) == (code, 1.0, "builtin/colors@1")


def test_the_background_does_not_count():
    pixels = plain((0, 0, 255), 80)
    pixels[20:60, 20:60] = (10, 120, 30)
    mask = np.zeros((80, 80), dtype=bool)
    mask[20:60, 20:60] = True
    assert measure_color(pixels, mask).family == "green"


def test_the_rim_of_the_mask_does_not_count():
    pixels = plain((255, 255, 255), 100)
    pixels[12:88, 12:88] = (150, 20, 30)
    mask = np.zeros((100, 100), dtype=bool)
    mask[10:90, 10:90] = True
    assert measure_color(pixels, mask).share == 1.0


def test_folds_do_not_darken_the_colour():
    ramp = np.linspace(0.35, 1.0, 100) ** 0.7
    pixels = np.clip(np.array([190.0, 40.0, 50.0]) * ramp[None, :, None], 0, 255).repeat(60, axis=0).astype(np.uint8)
    fact = measure_color(pixels, whole(pixels))
    middle = np.median(rgb_to_lab(pixels)[..., 0])
    assert rgb_to_lab(np.array(list(bytes.fromhex(fact.hex[1:])), dtype=np.uint8))[0] >= middle
    assert (fact.family, fact.share > 0.9) == ("red", True)


def test_a_small_print_leaves_the_colour():
    pixels = plain((20, 30, 80), 100)
    pixels[40:60, 40:60] = (250, 220, 30)
    fact = measure_color(pixels, whole(pixels))
    assert fact.family == "navy"
    assert fact.share == pytest.approx(0.96, abs=0.02)


def test_many_colours_are_multicolor():
    pixels = plain((220, 30, 30), 100)
    pixels[:, 25:50], pixels[:, 50:75], pixels[:, 75:] = (30, 160, 50), (40, 60, 210), (240, 220, 40)
    assert measure_color(pixels, whole(pixels)).family == "multicolor"


def test_two_colours_take_the_larger_one():
    pixels = plain((220, 30, 30), 100)
    pixels[:, 60:] = (255, 255, 255)
    assert measure_color(pixels, whole(pixels)).family == "red"


def test_the_same_pixels_give_the_same_answer():
    pixels = np.random.default_rng(3).integers(0, 256, (200, 150, 3), dtype=np.uint8)
    assert measure_color(pixels, whole(pixels)) == measure_color(pixels, whole(pixels))


def test_a_part_of_a_mask_that_is_a_view():
    pixels = plain((10, 120, 30), 100)
    assert measure_color(pixels[::2, ::2], whole(pixels)[::2, ::2]).family == "green"


@given(data=st.data())
def test_any_mask_gives_a_colour_or_none(data):
    seed = data.draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    height, width = data.draw(st.integers(1, 40)), data.draw(st.integers(1, 40))
    pixels = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    mask = rng.random((height, width)) < data.draw(st.floats(0, 1))
    fact = measure_color(pixels, mask)
    assert (fact is None) == (mask.sum() < 25)
    assert fact is None or (0 < fact.share <= 1 and fact.family in FAMILIES)


def test_a_part_of_few_pixels_has_no_colors() -> None:
    pixels = plain((255, 0, 0), size=4)
    assert dominant_colors(pixels, whole(pixels), most=5) == []


@pytest.mark.parametrize(("most", "count"), [(0, 0), (1, 1), (2, 2), (20, 2)])
def test_colors_of_a_part_come_largest_first_and_no_more_than_asked_for(most, count) -> None:
    pixels = plain((255, 0, 0))
    pixels[:, :20] = (0, 0, 255)
    found = dominant_colors(pixels, whole(pixels), most=most)
    assert len(found) == count
    assert [round(share, 1) for _, share in found] == {0: [], 1: [1.0], 2: [0.7, 0.3]}[count]
