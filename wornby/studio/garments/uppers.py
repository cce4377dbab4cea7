"""Garments for the upper body: t-shirt, longsleeve, polo, shirt, top, knitwear, sweatshirt."""

from dataclasses import replace

import numpy as np

from wornby.studio.garments.collars import collar, hood, placket
from wornby.studio.garments.fastenings import box, buttons, cord, place_on, stitched
from wornby.studio.garments.tailoring import Body, Making, Neck, Sleeve, hem_band, neck_band, sleeves, trunk_piece
from wornby.studio.rendering.lighting import paint as painted
from wornby.studio.rendering.mesh import Floats, Patch
from wornby.studio.rendering.surfaces import Spots

CREW = Neck()
VEE = Neck(front=0.776, side=0.8455, back=0.851, pointed=0.85)
SHIRT = Neck(front=0.833, side=0.8485, back=0.853)
ROUND = Neck(front=0.797, side=0.839, back=0.842)
_TUCKED = 0.575


def t_shirt(making: Making) -> list[Patch]:
    """Short sleeves, ribbed crew or V neck."""
    neck = VEE if making.cloth.cut == "v-neck" else CREW
    body = Body(neck=neck, hem=_hem(making, 0.478), cling=0.12, waves=(0.35, 7), dip=0.6)
    return [
        trunk_piece(making, body),
        *sleeves(making, Sleeve(end=0.66, ease=(0.7, 1.0, 1.2))),
        neck_band(making, neck, width=1.9),
    ]


def longsleeve(making: Making) -> list[Patch]:
    """Long sleeves, ribbed crew neck."""
    body = Body(neck=CREW, hem=_hem(making, 0.474), cling=0.2, waves=(0.3, 7), dip=0.5)
    return [
        trunk_piece(making, body),
        *sleeves(making, Sleeve(end=1.95, ease=(0.6, 0.3, 0.1), cuff=1.6)),
        neck_band(making, CREW, width=1.8),
    ]


def top(making: Making) -> list[Patch]:
    """No sleeves, a deep round neck: the armholes are left bare."""
    body = Body(neck=ROUND, hem=_hem(making, 0.49), cling=0.55, waves=(0.3, 7))
    return [
        trunk_piece(making, body, ease=making.ease * 0.6),
        neck_band(making, ROUND, width=1.0, ease=making.ease * 0.6),
    ]


def polo(making: Making) -> list[Patch]:
    """Short sleeves with ribbed ends, a soft collar, a short placket with buttons."""
    body = Body(neck=SHIRT, hem=_hem(making, 0.480), cling=0.15, waves=(0.3, 7))
    piece = trunk_piece(making, body)
    start = 1.2
    lines = [(-1.5, start, -1.5, 14.0), (1.5, start, 1.5, 14.0), (-1.5, 14.0, 1.5, 14.0)]
    piece = seamed(piece, lines)
    return [
        piece,
        *buttons(piece, across=0.0, downs=(4.0, 8.2, 12.0), radius=0.55, surface=making.metal),
        *sleeves(making, Sleeve(end=0.62, ease=(0.7, 0.7, 0.5), cuff=2.2)),
        collar(making, SHIRT, gap=0.20, size=0.92, points=2.2),
    ]


def shirt(making: Making) -> list[Patch]:
    """A shirt with collar, placket, buttons, chest pocket and cuffs."""
    body = Body(neck=SHIRT, hem=_hem(making, 0.466), cling=0.12, waves=(0.5, 7), dip=2.2)
    piece = trunk_piece(making, body)
    length = float(piece.uv[-3, piece.uv.shape[1] // 2, 1])
    lines = [(-1.7, 0, -1.7, length), (1.7, 0, 1.7, length), *box((6.0, 16.5), (10.5, 12.0))]
    piece = seamed(piece, lines)
    downs = np.arange(4.5, length - 4, 8.6)
    return [
        piece,
        *buttons(piece, across=0.0, downs=list(map(float, downs)), radius=0.55, surface=making.metal),
        *sleeves(making, Sleeve(end=1.93, ease=(0.8, 0.9, 0.7), cuff=6.0)),
        collar(making, SHIRT, gap=0.13, size=1.0, points=3.6),
    ]


def knitwear(making: Making) -> list[Patch]:
    """A jumper with ribbed hem and cuffs; crew, V or turtle neck, or a cardigan."""
    if making.cloth.cut == "cardigan":
        return _cardigan(making)
    neck = VEE if making.cloth.cut == "v-neck" else CREW
    turtle = making.cloth.cut == "turtleneck"
    low = making.at(0.482)
    body = Body(neck=neck, hem=low + 3.5, cling=0.15, gathered=True, fall=0.6)
    piece = trunk_piece(making, body)
    band = neck_band(making, SHIRT if turtle else neck, width=2.4, rise=making.at(0.040) if turtle else 0.0)
    return [
        piece,
        hem_band(making, top=low + 5.0, bottom=low - 1.0, ease=making.ease * 0.9),
        *sleeves(making, Sleeve(end=1.84, ease=(1.0, 0.9, 0.9), cuff=5.0, gathered=True)),
        band,
    ]


def _cardigan(making: Making) -> list[Patch]:
    low = making.at(0.470)
    body = Body(neck=VEE, hem=low, gap=(0.05, 0.03), cling=0.30, fall=0.6)
    piece = trunk_piece(making, body)
    downs = np.linspace(2.0, float(piece.uv[-3, 0, 1]) - 4, 5)
    edge = float(piece.uv[60, 3, 0])
    return [
        piece,
        *placket(piece, making, width=3.0, thick=0.45),
        *buttons(piece, across=edge, downs=list(map(float, downs)), radius=0.75, surface=making.metal),
        *sleeves(making, Sleeve(end=1.84, ease=(1.0, 0.9, 0.9), cuff=5.0, gathered=True)),
    ]


def sweatshirt(making: Making) -> list[Patch]:
    """A sweatshirt with ribbed ends; with hood, pocket and strings as a hoodie."""
    low = making.at(0.474)
    body = Body(neck=CREW, hem=low + 3.5, cling=0.08, gathered=True, fall=0.8)
    piece = trunk_piece(making, body)
    ends = [
        hem_band(making, top=low + 5.0, bottom=low - 1.0, ease=making.ease * 0.9),
        *sleeves(making, Sleeve(end=1.86, ease=(1.3, 1.3, 1.2), cuff=5.0, gathered=True)),
    ]
    if making.cloth.cut != "hoodie":
        return [piece, *ends, neck_band(making, CREW, width=2.4)]
    length = float(piece.uv[-3, piece.uv.shape[1] // 2, 1])
    rim = length - 19.0
    pocket = [(-9.5, rim, 9.5, rim), (-9.5, rim, -16.0, length - 4), (9.5, rim, 16.0, length - 4)]
    pocket += [(-16.0, length - 4, -16.0, length), (16.0, length - 4, 16.0, length)]
    piece = seamed(piece, pocket)
    return [piece, *ends, *hood(making), *_strings(piece, making)]


def _strings(piece: Patch, making: Making) -> list[Patch]:
    cords = []
    for side in (-1, 1):
        path = []
        for across, down in ((4.2, 1.0), (4.6, 7.0), (4.3, 14.0), (4.6, 20.0 + 1.5 * side)):
            point, normal = place_on(piece, side * across, down)
            path.append(point + normal * 0.5)
        cords.append(cord(path, radius=0.32, surface=making.metal, part=making.part))
    return cords


def seamed(patch: Patch, lines: list[tuple[float, float, float, float]], *, shade: float = 0.72) -> Patch:
    """The same patch with seams drawn into its cloth; places in cm."""
    fabric = patch.surface

    def base(spots: Spots) -> Floats:
        return painted(spots, fabric)

    return replace(patch, surface=replace(fabric, paint=stitched(base, lines, shade=shade)))


def _hem(making: Making, low: float) -> float:
    return making.at(_TUCKED if making.tucked else low)
