"""Colours of cloth and of prints."""

from collections.abc import Sequence

import cv2
import numpy as np

from benchmarks.composites.ink import Color, Rgba
from wornby.imaging.colors import rgb_to_lab

GARMENT_COLORS = (
    "#f4f3ef", "#ece6d8", "#d8d9da", "#9a9c9f", "#5c5f63", "#1b1b1d", "#232a3d", "#2c4a7c", "#6f9cc9", "#b9d3e6",
    "#2f6f6a", "#a8cdb8", "#3e5a3c", "#7d8a5a", "#e3c25a", "#e9dc9f", "#d98a3d", "#b8532f", "#b3242f", "#6d1f2c",
    "#e3a3ad", "#c6577c", "#8b6fae", "#47305c", "#8a6a4c", "#c8ae8c", "#4b382c",
)  # fmt: skip
_INKS = (
    "#d6322f", "#f0c02e", "#2c62b8", "#1f8a5b", "#ef7d2c", "#5b3a8e", "#e86a9a", "#27b0c4", "#7a1f2b", "#16324f",
    "#8c5a2b", "#9ccb3b", "#f2d7a1", "#c9a04a",
)  # fmt: skip
_DARK = ("#151515", "#1d2233", "#2a1a1a")
_PALE = ("#fbfaf5", "#f3ead6", "#ffffff")
Inks = tuple[Color, Color | None, Color, Color | None]
# Mean CIEDE76 of a print to its cloth, below which shops would not print it so, and the share of it that must differ.
_CONTRAST = 38.0
_LEAST = 18.0
_SHARE = 0.7


def rgb(color: str) -> Color:
    """Read "#rrggbb"."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def random_inks(rng: np.random.Generator) -> Inks:
    """The main ink, two accents and an opposite of the main one; None leaves the cloth, in prints of one ink."""
    dark, pale = rgb(str(rng.choice(_DARK))), rgb(str(rng.choice(_PALE)))
    vivid = [rgb(str(each)) for each in rng.choice(_INKS, 3, replace=False)]
    kind = rng.random()
    if kind < 0.45:
        only = pale if kind < 0.2 else dark if kind < 0.36 else vivid[0]
        return only, None, only, None
    if kind < 0.7:
        return pale, vivid[0], vivid[1], dark
    if kind < 0.85:
        return dark, vivid[0], vivid[1], pale
    return vivid[0], vivid[1], vivid[2], pale


def stands_out(motif: Rgba, color: str) -> bool:
    """Whether a motif can be seen on cloth of a colour."""
    small = cv2.resize(motif, (48, 48), interpolation=cv2.INTER_AREA)
    inked = small[..., 3] > 127
    if not inked.any():
        return False
    cloth = rgb_to_lab(np.array([[rgb(color)]], np.uint8))[0, 0]
    distance = np.linalg.norm(rgb_to_lab(np.ascontiguousarray(small[..., :3]))[inked] - cloth, axis=1)
    return bool(distance.mean() > _CONTRAST and (distance > _LEAST).mean() > _SHARE)


def fitting_colors(motif: Rgba, colors: Sequence[str] = GARMENT_COLORS) -> list[str]:
    """Cloth that a motif can be printed on."""
    return [color for color in colors if stands_out(motif, color)]


def srgb_to_linear(values: np.ndarray) -> np.ndarray:
    """Light of sRGB values, 0 to 1."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def linear_to_srgb(values: np.ndarray) -> np.ndarray:
    """The inverse of `srgb_to_linear`; clipped to 0 to 1."""
    kept = np.clip(values, 0, 1)
    return np.where(kept <= 0.0031308, kept * 12.92, 1.055 * kept ** (1 / 2.4) - 0.055)
