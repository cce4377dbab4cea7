"""Numbers, boxes and colours in the shapes of Amazon Rekognition. Pure."""

from collections.abc import Sequence

import numpy as np

from wornby.datamodel import BoundingBox, ColorFact, Mask, Pixels
from wornby.imaging.colors import Lab, color_family, color_name, dominant_colors, hex_to_lab, lab_to_hex
from wornby.imaging.quality import Quality

_FINE = 20
"""Clusters in which pixels are grouped before those with one name are joined; as many as can be asked for."""
_SIMPLE = {"navy": "blue"}
"""The service has twelve simple names: our families without this one and without "multicolor"."""


def percent(fraction: float) -> float:
    """A fraction as percent, rounded as far as it means something."""
    return round(100 * fraction, 4)


def box_out(box: BoundingBox) -> dict[str, float]:
    """A box by its left top corner and its size."""
    return {
        "Left": round(box.x_min, 6),
        "Top": round(box.y_min, 6),
        "Width": round(box.x_max - box.x_min, 6),
        "Height": round(box.y_max - box.y_min, 6),
    }


def colors_of_fact(color: ColorFact | None) -> list[dict[str, object]]:
    """The colours of a garment as they were measured, the largest first."""
    if color is None:
        return []
    found = [(color.hex, color.share), *color.further]
    return [_color_out(hex_to_lab(code), share) for code, share in found]


def colors_of_pixels(pixels: Pixels, mask: Mask | None, *, most: int) -> list[dict[str, object]]:
    """The colours of a picture or a part of it: those with one CSS name are one, the largest first.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.
        mask: The part, (H, W), bool; the whole picture where it is left out.
        most: Colours at most.
    """
    part = np.ones(pixels.shape[:2], dtype=np.bool_) if mask is None else mask
    joined: dict[str, list[tuple[Lab, float]]] = {}
    for lab, share in dominant_colors(pixels, part, most=_FINE):
        joined.setdefault(color_name(lab), []).append((lab, share))
    sums = [(_mean(found), sum(share for _, share in found)) for found in joined.values()]
    sums.sort(key=lambda one: -one[1])
    return [_color_out(lab, share) for lab, share in sums[:most]]


def quality_out(quality: Quality | None, *, contrast: bool) -> dict[str, float]:
    """Measures of a picture; those of a part of it come without contrast, as the service has it."""
    if quality is None:
        return {}
    out = {"Brightness": round(quality.brightness, 4), "Sharpness": round(quality.sharpness, 4)}
    return out | ({"Contrast": round(quality.contrast, 4)} if contrast else {})


def _mean(found: Sequence[tuple[Lab, float]]) -> Lab:
    labs = np.stack([lab for lab, _ in found])
    return np.asarray(np.average(labs, axis=0, weights=[share for _, share in found]), dtype=np.float64)


def _color_out(lab: Lab, share: float) -> dict[str, object]:
    code, family = lab_to_hex(lab), color_family(lab)
    red, green, blue = bytes.fromhex(code[1:])
    return {
        "Red": red,
        "Green": green,
        "Blue": blue,
        "HexCode": code,
        "CSSColor": color_name(lab).replace(" ", ""),
        "SimplifiedColor": _SIMPLE.get(family, family),
        "PixelPercent": percent(share),
    }
