"""Jackets and coats, open or closed, over what is worn beneath."""

import numpy as np

from wornby.studio.garments.collars import collar, hood, lapels, placket
from wornby.studio.garments.fastenings import Line, box, buttons
from wornby.studio.garments.tailoring import Body, Making, Neck, Sleeve, hem_band, sleeves, trunk_piece
from wornby.studio.garments.uppers import seamed
from wornby.studio.rendering.mesh import Patch

_OPEN = Neck(front=0.818, side=0.847, back=0.854)


def jacket(making: Making) -> list[Patch]:
    """A denim jacket, bomber, blazer or rain jacket by its cut."""
    makers = {"blazer": _blazer, "bomber": _bomber, "denim": _denim}
    return makers.get(making.cloth.cut, _bomber)(making)


def _denim(making: Making) -> list[Patch]:
    low = making.at(0.515)
    gap = (0.16, 0.30)
    piece = trunk_piece(making, Body(neck=_OPEN, hem=low, gap=gap, cling=0.35, fall=0.6))
    lines: list[Line] = []
    for side in (-1, 1):
        start = 5.5 if side > 0 else -17.5
        lines += [(start, 15.5, start + 12, 15.5), (start, 15.5, start + 6, 20.0), (start + 6, 20.0, start + 12, 15.5)]
        lines += [(side * 8.0, 20.0, side * 6.0, 44.0), (side * 15.0, 20.0, side * 12.5, 44.0)]
        lines.append((side * 2.0, 15.0, side * 24.0, 15.0))
    piece = seamed(piece, lines, shade=0.6)
    length = float(piece.uv[-3, 0, 1])
    downs = [float(down) for down in np.linspace(5, length - 3, 6)]
    dots = buttons(piece, across=float(piece.uv[50, 4, 0]), downs=downs, radius=0.8, surface=making.metal)
    for across in (-11.5, 11.5):
        dots += buttons(piece, across=across, downs=[19.0], radius=0.7, surface=making.metal)
    return [
        piece,
        *placket(piece, making, width=2.8),
        *dots,
        *sleeves(making, Sleeve(end=1.92, ease=(1.2, 1.2, 0.9), cuff=4.5)),
        collar(making, _OPEN, gap=0.26, size=1.25, points=3.4),
    ]


def _bomber(making: Making) -> list[Patch]:
    low = making.at(0.500)
    piece = trunk_piece(making, Body(neck=_OPEN, hem=low, gap=(0.10, 0.16), cling=0.15, fall=0.9))
    lines = [(side * 12.0, 30.0, side * 19.0, 41.0) for side in (-1, 1)]
    piece = seamed(piece, lines)
    hooded = making.cloth.cut in {"hooded", "rain", "parka"}
    return [
        piece,
        *placket(piece, making, width=1.6),
        *sleeves(making, Sleeve(end=1.88, ease=(1.6, 1.8, 1.7), cuff=4.5, gathered=not hooded)),
        *(hood(making) if hooded else [collar(making, _OPEN, gap=0.2, size=0.8, points=0.4)]),
    ]


def _blazer(making: Making) -> list[Patch]:
    low = making.at(0.465)
    gap = (0.20, 0.16)
    piece = trunk_piece(making, Body(neck=_OPEN, hem=low, gap=gap, cling=0.45, flare=1.5, fall=0.5))
    lines: list[Line] = []
    for side in (-1, 1):
        lines += box((min(side * 9.0, side * 23.0), 43.0), (14.0, 4.2))
    lines += box((7.5, 20.0), (9.5, 2.0))
    piece = seamed(piece, lines)
    edge = float(piece.uv[60, 4, 0])
    return [
        piece,
        *buttons(piece, across=edge + 1.2, downs=[38.0, 47.0], radius=0.85, surface=making.metal),
        *sleeves(making, Sleeve(end=1.93, ease=(0.9, 0.7, 0.6))),
        *lapels(making, _OPEN, gap=gap, hem=low, low=making.at(0.615), width=0.52),
        _back_collar(making),
    ]


def coat(making: Making) -> list[Patch]:
    """A long coat with lapels, a trench with belt, or a hooded parka by its cut."""
    low = making.at(0.30)
    if making.cloth.cut == "parka":
        low = making.at(0.41)
    gap = (0.18, 0.34)
    body = Body(neck=_OPEN, hem=low, gap=gap, cling=0.12, flare=7.0, waves=(1.2, 6), fall=0.8)
    piece = trunk_piece(making, body)
    lines: list[Line] = []
    for side in (-1, 1):
        lines += box((min(side * 9.0, side * 25.0), 50.0), (16.0, 5.0))
    piece = seamed(piece, lines)
    hooded = making.cloth.cut == "parka"
    edge = float(piece.uv[50, 5, 0])
    top = (
        [*hood(making), *placket(piece, making, width=3.0)]
        if hooded
        else [*lapels(making, _OPEN, gap=gap, hem=low, low=making.at(0.63), width=0.60), _back_collar(making)]
    )
    belt = []
    if making.cloth.cut == "trench":
        belt = [hem_band(making, top=making.at(0.63), bottom=making.at(0.60), ease=making.ease * 0.9 + 1.5)]
    return [
        piece,
        *buttons(piece, across=edge + 2.0, downs=[36.0, 48.0, 60.0], radius=1.15, surface=making.metal),
        *sleeves(making, Sleeve(end=1.95, ease=(1.4, 1.3, 1.5), cuff=0.0)),
        *top,
        *belt,
    ]


def _back_collar(making: Making) -> Patch:
    return collar(making, _OPEN, gap=0.42, size=1.2, points=1.0)
