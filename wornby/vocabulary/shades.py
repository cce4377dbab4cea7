"""Exact colours as values of `garment.shade`, so that an index can filter by them.

The space of colours is cut into cells, cubes in DIN99o, where equal distances look about equal. Each cell is named by
one colour of its own. A garment has the cell of its measured colour; a wish has all cells that come near it. What is
found so is a neighbourhood: everything within `RADIUS` of the wish, and, of the cells at its edge, some that is further
off. Who gives it an order by CIEDE2000 has the nearest first.

Measured over 300 random wishes: 36 of the 318 cells a wish, at most 60; nine tenths of what they hold lies within 22 of
the wish by CIEDE2000, all of it within 38.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from wornby.colorimetry import Lab, delta_e_2000, hex_to_lab, rgb_to_lab

RADIUS = 12.0
"""CIEDE2000 within which every colour is found."""

SHADE = "garment.shade"
"""The structural attribute that holds the cells."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_CELL = 12.0
_PARTS = 5
_STEP = 5
_HIGHEST = 255
_LEVELS = _HIGHEST // _STEP + 1
# From a colour to the mean of the part of a cell that it falls in: 4.54 at most among 400,000 random ones.
_SLACK = 4.7
# 1 / S_L of CIEDE2000 is 1 / 1.75 at least, and the other terms never make up for a difference of lightness.
_LIGHT_REACH = (RADIUS + _SLACK) * 1.75
_REMEMBERED = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cells:
    """The cells.

    Attributes:
        names: "#rrggbb" of each cell. (C,).
        of_level: Cell of each colour whose channels are multiples of 5. (52 * 52 * 52,), int.
        parts: Means of the parts of cells that colours fall in. (P, 3), CIELAB.
        of_part: Cell of each part. (P,), int.
    """

    names: tuple[str, ...]
    of_level: NDArray[np.int64]
    parts: Lab
    of_part: NDArray[np.int64]


def shade_values(hex: str, kinds: Iterable[str] = ()) -> frozenset[str]:  # noqa: A002 - the field's own word
    """Values of `garment.shade` that come near a colour: each cell, or, where kinds are given, KIND+CELL.

    Fewer than 400 for up to six kinds.

    Args:
        hex: "#rrggbb".
        kinds: Values of garment.kind that the garment may have; empty for any.
    """
    cells = _cells_near(hex.lower())
    chosen = sorted(kinds)
    return frozenset(f"{kind}+{cell}" for kind in chosen for cell in cells) if chosen else frozenset(cells)


def shade_of(hex: str, kind: str = "") -> tuple[str, ...]:  # noqa: A002 - the field's own word
    """Values of `garment.shade` that a garment of this colour has: its cell, and KIND+CELL where its kind is known.

    Args:
        hex: "#rrggbb".
        kind: Value of garment.kind; empty where it is not sure.

    Returns:
        None at all where the text is no such code: a colour that somebody else named without one.
    """
    if not _HEX.fullmatch(hex):
        return ()
    red, green, blue = ((channel + _STEP // 2) // _STEP for channel in bytes.fromhex(hex[1:]))
    cells = _cells()
    cell = cells.names[cells.of_level[(red * _LEVELS + green) * _LEVELS + blue]]
    return (cell, f"{kind}+{cell}") if kind else (cell,)


@lru_cache(maxsize=_REMEMBERED)
def _cells_near(code: str) -> tuple[str, ...]:
    cells = _cells()
    wish = hex_to_lab(code)
    near = np.flatnonzero(np.abs(cells.parts[:, 0] - wish[0]) <= _LIGHT_REACH)
    found = near[delta_e_2000(cells.parts[near], wish) <= RADIUS + _SLACK]
    return tuple(cells.names[cell] for cell in np.unique(cells.of_part[found]))


@cache
def _cells() -> _Cells:
    levels = np.arange(_LEVELS) * _STEP
    rgb = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(-1, 3)
    lab = rgb_to_lab(rgb)
    place = _din99o(lab)
    fine = np.floor(place * (_PARTS / _CELL)).astype(np.int64)
    of_part, part = _numbered(fine)
    counts = np.bincount(part)
    means = np.stack([np.bincount(part, weights=lab[:, axis]) / counts for axis in range(3)], axis=-1)
    cubes, cell_of_part = _numbered(of_part // _PARTS)
    of_level = cell_of_part[part]
    # Named by the colour that lies nearest to the middle of its cube: sorted by distance, the first of each cell.
    distance = np.linalg.norm(place - (cubes[of_level] + 0.5) * _CELL, axis=1)
    order = np.argsort(distance, kind="stable")
    _, first = np.unique(of_level[order], return_index=True)
    names = tuple(bytes(rgb[order[at]].astype(np.uint8)).hex() for at in first)
    return _Cells(
        names=tuple(f"#{name}" for name in names),
        of_level=of_level,
        parts=np.asarray(means, dtype=np.float64),
        of_part=cell_of_part,
    )


def _numbered(cubes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The different cubes among many, (N, 3), and the number of each one's own."""
    low = cubes.min(axis=0)
    span = cubes.max(axis=0) - low + 1
    shifted = cubes - low
    keys = (shifted[:, 0] * span[1] + shifted[:, 1]) * span[2] + shifted[:, 2]
    _, first, number = np.unique(keys, return_index=True, return_inverse=True)
    return cubes[first], number.reshape(-1)


def _din99o(lab: Lab) -> Lab:
    """CIELAB to DIN99o, (N, 3).

    Source:
        DIN 6176:2018-10; Cui, Luo, Rigg, Roesler, Witt 2002, "Uniform colour spaces based on the DIN99
        colour-difference formula", Color Research and Application 27(4).
    """
    light, a, b = np.moveaxis(lab, -1, 0)
    turn = np.radians(26.0)
    red = a * np.cos(turn) + b * np.sin(turn)
    yellow = 0.83 * (b * np.cos(turn) - a * np.sin(turn))
    chroma = np.log1p(0.075 * np.hypot(red, yellow)) / 0.0435
    hue = np.arctan2(yellow, red) + turn
    return np.stack([303.67 * np.log1p(0.0039 * light), chroma * np.cos(hue), chroma * np.sin(hue)], axis=-1)
