"""Dresses: an upper part that follows the body, and a skirt in one piece with it."""

from dataclasses import replace

import numpy as np

from wornby.studio.garments.collars import collar
from wornby.studio.garments.fastenings import buttons
from wornby.studio.garments.lowers import skirt_piece
from wornby.studio.garments.tailoring import Body, Making, Neck, Sleeve, hem_band, neck_band, sleeves, trunk_piece
from wornby.studio.garments.uppers import ROUND, SHIRT, VEE
from wornby.studio.rendering.mesh import Patch

_HEMS = {"mini": 0.36, "midi": 0.20, "maxi": 0.09}


def dress(making: Making) -> list[Patch]:
    """A dress with short, long or no sleeves; round, V or shirt neck, by its cut."""
    cut = making.cloth.cut
    words = set(cut.split("-"))
    neck: Neck = SHIRT if "shirt" in words else VEE if "v" in words else ROUND
    hem = next((share for name, share in _HEMS.items() if name in words), 0.265)
    waist = making.at(0.622)
    upper = trunk_piece(making, Body(neck=neck, hem=waist - 1.0, cling=0.9, fall=0.5), ease=1.1)
    # In one piece: the skirt's cloth goes on where the upper part's ends.
    lower = skirt_piece(making, top=making.at(0.632), hem=making.at(hem), flare=8.0 + making.ease, waves=(2.4, 9))
    length = float(upper.uv[-3, upper.uv.shape[1] // 2, 1])
    lower = Patch(
        points=lower.points,
        uv=(lower.uv + np.array([0, length], np.float32)).astype(np.float32),
        surface=lower.surface,
        part=lower.part,
        closed=True,
    )
    patches = [
        upper,
        lower,
        hem_band(replace(making, under=0.0), top=making.at(0.633), bottom=making.at(0.612), ease=1.2),
    ]
    if "sleeveless" not in words:
        long = "long" in words
        patches += sleeves(
            making, Sleeve(end=1.93, ease=(0.5, 0.5, 0.5)) if long else Sleeve(end=0.55, ease=(0.5, 1.0, 1.0))
        )
    if neck is SHIRT:
        patches.append(collar(making, neck, gap=0.12, size=0.95, points=2.6))
        patches += buttons(upper, across=0.0, downs=[4.0, 11.0, 18.0, 25.0], radius=0.6, surface=making.metal)
    else:
        patches.append(neck_band(making, neck, width=1.0, ease=1.1))
    return patches
