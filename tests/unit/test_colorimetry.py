"""Colours as numbers. Conversions and differences are tested where they are used most: see imaging/test_colors.py."""

import pytest

from wornby.colorimetry import css_colors, hex_to_lab, lab_to_hex


@pytest.mark.parametrize(
    ("name", "code"),
    [("red", "#ff0000"), ("steel blue", "#4682b4"), ("dim grey", "#696969"), ("rebecca purple", "#663399")],
)
def test_a_name_has_its_colour(name: str, code: str) -> None:
    assert css_colors()[name] == code


@pytest.mark.parametrize("name", ["", "steelblue", "dim gray", "cyan"], ids=["empty", "joined", "american", "second"])
def test_each_colour_has_one_name_only(name: str) -> None:
    assert name not in css_colors()
    assert len(set(css_colors().values())) == len(css_colors())


@pytest.mark.parametrize("code", ["#000000", "#ffffff", "#1e3a5f", "#ff00ff"])
def test_a_colour_comes_back_from_cielab(code: str) -> None:
    assert lab_to_hex(hex_to_lab(code)) == code
