"""What parts are made of: colour, finish, and the paint that varies over them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spots:
    """Seen points of one surface, ready to be painted and lit.

    Attributes:
        uv: (N, 2), cm.
        points: (N, 3), cm.
        normals: (N, 3), towards the viewer.
        around: Unit vector in which uv's first number grows. (N, 3).
        along: The same for the second. (N, 3).
    """

    uv: Floats
    points: Floats
    normals: Floats
    around: Floats
    along: Floats


Paint = Callable[[Spots], Floats]
"""Gives linear RGB, (N, 3), 0 to 1."""
Relief = Callable[[Floats], Floats]
"""Gives the height over uv, (N,), cm."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surface:
    """One material.

    Attributes:
        color: "#rrggbb".
        paint: Where the colour is not the same all over.
        relief: Fine unevenness that the grid is too coarse for: threads, ribs.
        gloss: Strength of the highlight, 0 to 1.
        sharpness: Of the highlight: 5 broad, 200 a mirror's.
        sheen: Light that grazing cloth gives back, 0 to 1.
        soft: How far light wraps round into the shadow, 0 to 1.
        hair: Highlights run across the strands.
        glow: How much of the shaded side is reddened from within, for skin.
        clear: Share of what lies behind that shines through: glass.
        ground: Counts for the picture's exposure.
    """

    color: str
    paint: Paint | None = None
    relief: Relief | None = None
    gloss: float = 0.0
    sharpness: float = 20.0
    sheen: float = 0.0
    soft: float = 0.15
    hair: bool = False
    glow: float = 0.0
    clear: float = 0.0
    ground: bool = False


def linear(color: str) -> Floats:
    """Linear RGB of "#rrggbb". (3,), float32."""
    value = np.array([int(color[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return to_linear(value.astype(np.float32))


def to_linear(srgb: Floats) -> Floats:
    """SRGB in [0, 1] as linear light (IEC 61966-2-1)."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).astype(np.float32)


def to_srgb(light: Floats) -> Floats:
    """Linear light as sRGB, both in [0, 1]."""
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055).astype(np.float32)
