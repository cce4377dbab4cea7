"""Tags and colours in Imagga's shape. Pure: no network, no clock."""

import numpy as np

from wornby.api.compat.imagga.asking import ColorsIn, TagsIn
from wornby.api.compat.surest import surest_words
from wornby.colorimetry import css_colors
from wornby.datamodel import Mask, PhotoTags, Pixels
from wornby.imaging.colors import (
    Lab,
    color_family,
    color_name,
    delta_e_2000,
    dominant_colors,
    hex_to_lab,
    lab_to_hex,
    rgb_to_lab,
)
from wornby.vocabulary import Vocabulary

LANGUAGE = "en"
LEAST_PERCENT = 1.75
"""Colours with less of the picture are not told."""
_STEP = 8


def tags_of(tags: PhotoTags, asked: TagsIn, *, vocabulary: Vocabulary) -> list[dict[str, object]]:
    """Words with a confidence in percent, the surest first.

    Args:
        tags: Of the photo.
        asked: How many, and how sure they must be.
        vocabulary: Tells of values that a shop added.
    """
    found = [(round(100 * confidence, 4), word.lower()) for word, confidence in surest_words(tags, vocabulary)]
    kept = [(percent, word) for percent, word in found if percent >= asked.threshold]
    most = len(kept) if asked.limit < 0 else asked.limit
    return [{"confidence": percent, "tag": {LANGUAGE: word}} for percent, word in kept[:most]]


def colors_of(pixels: Pixels, asked: ColorsIn, *, front: Mask | None) -> dict[str, object]:
    """The colours of a picture, and of what stands before its ground and of the ground.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.
        asked: How many, and of which parts.
        front: What stands before the ground, (H, W), bool; None where it was not asked for.
    """
    whole = np.ones(pixels.shape[:2], dtype=np.bool_)
    out: dict[str, object] = {
        "color_percent_threshold": LEAST_PERCENT,
        "color_variance": _variance(pixels),
        "object_percentage": None if front is None else round(100 * float(front.mean()), 4),
        "image_colors": [],
        "foreground_colors": [],
        "background_colors": [],
    }
    if asked.extract_overall_colors:
        out["image_colors"] = _colors(pixels, whole, most=asked.overall_count)
    if front is not None:
        out["foreground_colors"] = _colors(pixels, front, most=asked.separated_count)
        out["background_colors"] = _colors(pixels, ~front, most=asked.separated_count)
    return out


def _colors(pixels: Pixels, mask: Mask, *, most: int) -> list[dict[str, object]]:
    found = dominant_colors(pixels, mask, most=most)
    return [_color(lab, share) for lab, share in found if 100 * share >= LEAST_PERCENT]


def _color(lab: Lab, share: float) -> dict[str, object]:
    code, name = lab_to_hex(lab), color_name(lab)
    palette = css_colors()[name]
    red, green, blue = bytes.fromhex(code[1:])
    return {
        "r": red,
        "g": green,
        "b": blue,
        "html_code": code,
        "percent": round(100 * share, 4),
        "closest_palette_color": name,
        "closest_palette_color_html_code": palette,
        "closest_palette_color_parent": color_family(lab),
        "closest_palette_distance": round(float(delta_e_2000(lab, hex_to_lab(palette))), 4),
    }


def _variance(pixels: Pixels) -> int:
    """How far colours lie from their mean: CIELAB, the root of the mean square."""
    lab = rgb_to_lab(pixels[::_STEP, ::_STEP].reshape(-1, 3))
    return round(float(np.sqrt(lab.var(axis=0).sum())))
