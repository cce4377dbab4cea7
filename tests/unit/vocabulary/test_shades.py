"""Exact colours as cells."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wornby.colorimetry import delta_e_2000, hex_to_lab, rgb_to_lab
from wornby.vocabulary.shades import RADIUS, shade_of, shade_values

FARTHEST = 40.0
CHANNEL = st.integers(0, 255)
COLOR = st.tuples(CHANNEL, CHANNEL, CHANNEL)
SHOES = ("boots", "flats", "heels", "sandals", "shoes", "sneakers")
CORNERS = ["#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff", "#ff00ff", "#808080", "#1e3a5f"]


def code(rgb):
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def neighbours(rgb, *, seed):
    near = np.random.default_rng(seed).integers(-60, 61, (200, 3)) + np.array(rgb)
    return np.clip(near, 0, 255)


@settings(deadline=None, max_examples=40)
@given(rgb=COLOR, seed=st.integers(0, 1000))
def test_everything_within_the_radius_is_found(rgb, seed):
    wish = shade_values(code(rgb))
    others = neighbours(rgb, seed=seed)
    near = others[delta_e_2000(rgb_to_lab(others), hex_to_lab(code(rgb))) <= RADIUS]
    assert [code(one) for one in near if shade_of(code(one))[0] not in wish] == []


@settings(deadline=None, max_examples=40)
@given(rgb=COLOR, other=COLOR)
def test_nothing_far_off_is_found(rgb, other):
    if shade_of(code(other))[0] in shade_values(code(rgb)):
        assert delta_e_2000(hex_to_lab(code(rgb)), hex_to_lab(code(other))) <= FARTHEST


@settings(deadline=None, max_examples=40)
@given(COLOR)
def test_a_wish_has_fewer_than_400_values(rgb):
    assert len(shade_values(code(rgb), SHOES)) < 400


@pytest.mark.parametrize("wish", CORNERS)
def test_a_colour_finds_itself(wish):
    assert set(shade_of(wish)) <= shade_values(wish)
    assert len(shade_values(wish, SHOES)) < 400


@pytest.mark.parametrize("cell", sorted({shade_of(wish)[0] for wish in CORNERS}))
def test_the_name_of_a_cell_is_a_colour_of_it(cell):
    assert shade_of(cell) == (cell,)


def test_a_garment_has_its_cell_with_and_without_its_kind():
    (cell,) = shade_of("#1e3a5f")
    assert shade_of("#1e3a5f", "shirt") == (cell, f"shirt+{cell}")


def test_a_wish_for_a_kind_finds_no_other_kind():
    wish = shade_values("#1e3a5f", ["shirt"])
    assert wish.isdisjoint(shade_of("#1e3a5f", "trousers"))
    assert not wish.isdisjoint(shade_of("#1e3a5f", "shirt"))


def test_capitals_mean_the_same():
    assert shade_values("#1E3A5F") == shade_values("#1e3a5f")


@pytest.mark.parametrize("named", ["", "red", "#abc", "#12345g"], ids=["empty", "word", "short", "no-digit"])
def test_what_is_no_code_has_no_cell(named):
    assert shade_of(named, "shirt") == ()
