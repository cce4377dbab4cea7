"""Names of the public colour list."""

import pytest

from wornby.vocabulary.colornames import color_names, spaced

NAMES = dict(color_names())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("steel blue", "#4682b4"),
        ("steelblue", "#4682b4"),
        ("dim grey", "#696969"),
        ("dimgray", "#696969"),
        ("magenta", "#ff00ff"),
    ],
)
def test_a_name_is_read_in_each_spelling(name, code):
    assert NAMES[name] == code


@pytest.mark.parametrize("name", ["", "linen", "snow", "floral white", "floralwhite"])
def test_what_says_something_else_in_a_shop_is_no_colour(name):
    assert name not in NAMES


@pytest.mark.parametrize(
    ("name", "plain"), [("", ""), ("red", "red"), ("steelblue", "steel blue"), ("dimgray", "dim grey")]
)
def test_a_name_is_spaced(name, plain):
    assert spaced(name) == plain
