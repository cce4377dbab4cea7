"""Colours for words, and choices that a seed makes."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from wornby.datamodel import Place

T = TypeVar("T")

FAMILIES = {
    "black": "#1d1d20",
    "white": "#f3f2ee",
    "grey": "#8b8d91",
    "beige": "#d6c3a1",
    "brown": "#6e4a30",
    "red": "#b3202c",
    "pink": "#e58aa2",
    "orange": "#e2762b",
    "yellow": "#e5b21f",
    "green": "#3f7a4c",
    "blue": "#4174b8",
    "navy": "#1d2a4d",
    "purple": "#6a3a80",
}
"""What is drawn for a colour family."""

SHADES = {
    "burgundy": "#6f1a2d",
    "maroon": "#701c2b",
    "bordeaux": "#6a1a2e",
    "scarlet": "#c8241f",
    "charcoal": "#5b5d61",
    "silver": "#b9bbbf",
    "cream": "#e6d9ba",
    "camel": "#c9ad88",
    "chocolate": "#4c2f20",
    "cognac": "#8f5126",
    "fuchsia": "#d63c94",
    "salmon": "#ee9a8c",
    "rust": "#c9602a",
    "mustard": "#d1a11f",
    "olive": "#6a6f3a",
    "mint": "#a5d6b4",
    "emerald": "#13805a",
    "turquoise": "#2f9ab8",
    "sky blue": "#86b8e2",
    "light blue": "#8fb7dd",
    "lilac": "#a98bc9",
    "lavender": "#a794cf",
    "violet": "#6b3fa0",
}
"""Finer words of the vocabulary, each within its family."""

USUAL = {
    Place.OUTER: ("jacket", "coat"),
    Place.UPPER: ("t-shirt", "longsleeve", "shirt"),
    Place.DRESS: ("dress",),
    Place.LOWER: ("trousers", "jeans"),
    Place.FEET: ("sneakers", "boots"),
}
"""Kinds to choose from where only the place is given."""

_PLAIN = ("black", "white", "grey", "beige", "navy", "brown")
_BY_KIND = {
    "jeans": ("blue", "navy", "black"),
    "sneakers": ("white", "black", "grey"),
    "boots": ("black", "brown"),
    "coat": ("beige", "black", "navy", "grey"),
}


def choose(options: Sequence[T], *, seed: int, what: str) -> T:
    """One of several, the same for the same seed; independent of what else is chosen with it."""
    digest = hashlib.sha256(f"{seed}/{what}".encode()).digest()
    return options[int.from_bytes(digest[:8], "big") % len(options)]


def color_of(family: str, *, words: str) -> str:
    """Give "#rrggbb" for a family; that of a finer word where one was used."""
    plain = f" {words.lower()} "
    exact = next((word for word in sorted(SHADES, key=len, reverse=True) if f" {word} " in plain), None)
    return SHADES[exact] if exact is not None else FAMILIES[family]


def usual_color(kind: str, *, seed: int) -> str:
    """A colour that such a garment often has."""
    return FAMILIES[choose(_BY_KIND.get(kind, _PLAIN), seed=seed, what=f"color of {kind}")]
