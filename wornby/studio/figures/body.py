"""The bare body: neck, trunk, arms with hands, legs with feet."""

from dataclasses import dataclass

import cv2
import numpy as np

from wornby.studio.figures.figure import HAND, Figure, Limb
from wornby.studio.rendering.mesh import Floats, Patch, loft, resample, smooth
from wornby.studio.rendering.surfaces import Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """How much of the body can be seen; the rest is not drawn, so that it cannot show through cloth.

    Attributes:
        trunk: Height down to which the trunk is bare, as a fraction of the figure's.
        arms: Place from which the arms are bare: -0.3 all, 1 from the elbow, 2 the hands alone.
        legs: Place from which the legs are bare.
    """

    trunk: float = 0.45
    arms: float = -0.3
    legs: float = -0.3


def body(figure: Figure, *, bare: Bare, skin: Surface) -> list[Patch]:
    """Neck, trunk, arms with hands, legs down to the ankles."""
    patches = [_trunk(figure, low=bare.trunk, skin=skin)]
    for side in (-1, 1):
        arm = figure.arm(side)
        patches += [
            _limb(figure, arm, which="arm", start=bare.arms, skin=skin),
            *hand(figure, arm, side=side, skin=skin),
        ]
        leg = figure.leg(side)
        if bare.legs < 2:
            patches.append(_limb(figure, leg, which="leg", start=bare.legs, skin=skin))
    return patches


def _trunk(figure: Figure, *, low: float, skin: Surface) -> Patch:
    # The neck goes on in the head's own piece, which turns with it.
    heights = np.linspace(figure.at(0.862), figure.at(low), 150).astype(np.float32)
    patch = loft(figure.spine(heights), figure.trunk(heights), columns=96, surface=skin, part="skin", squareness=2.15)
    return patch.moved(figure.tilt(patch.points))


def _limb(figure: Figure, limb: Limb, *, which: str, start: float, skin: Surface) -> Patch:
    path, places = bent(limb, rows=130)
    first = min(int(np.searchsorted(places, start)), 124)
    sections = figure.limb_radius(which, places)
    return loft(path[first:], sections[first:], columns=48, surface=skin, part="skin", squareness=2.1)


def bent(limb: Limb, *, rows: int) -> tuple[Floats, Floats]:
    """A path through a limb that rounds its joints.

    Args:
        limb: Its joints.
        rows: Points to give.

    Returns:
        The path, (rows, 3), cm, and each point's place: below 0 in the trunk, 0 the top, 1 the middle, 2 the end.
    """
    before = limb.middle * 0.86 + limb.top * 0.14
    after = limb.middle * 0.86 + limb.end * 0.14
    soft = limb.middle * 0.72 + (before + after) * 0.14
    path, place = resample([limb.root, limb.top, before, soft, after, limb.end], rows=rows)
    kept = path[[0, -1]]
    path = np.asarray(cv2.GaussianBlur(path, (1, 0), sigmaX=0.01, sigmaY=rows / 26, borderType=cv2.BORDER_REPLICATE))
    # The blur draws the ends in: they go back to their joints.
    share = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    path = path + (kept[0] - path[0]) * (1 - share) ** 6 + (kept[1] - path[-1]) * share**6
    return path, np.interp(place, [0, 1, 2, 3, 4, 5], [-0.3, 0, 0.86, 1, 1.14, 2]).astype(np.float32)


def hand(figure: Figure, limb: Limb, *, side: int, skin: Surface) -> list[Patch]:
    """A relaxed hand: palm, four fingers that bend a little, and a thumb."""
    reach = (limb.end - limb.middle) / np.linalg.norm(limb.end - limb.middle)
    out = np.array([side, 0.0, 0.0], np.float32)
    # The back of a hanging hand looks outwards and a little ahead.
    ahead = np.array([-0.5 * side, 0.0, 0.86], np.float32)
    wide = ahead - reach * (reach @ ahead)
    wide /= np.linalg.norm(wide)
    thick = np.cross(reach, wide) * side
    if thick @ out < 0:
        thick = -thick
    size = figure.at(HAND) / 18.0
    palm_path = limb.end + reach * (np.linspace(-0.6, 8.6, 24)[:, None] * size)
    shape = smooth([0, 0.2, 0.55, 0.9, 1.0], [1.9, 2.5, 3.9, 4.0, 3.6], at=np.linspace(0, 1, 24).astype(np.float32))
    thickness = smooth([0, 0.3, 0.8, 1.0], [1.8, 1.7, 1.35, 1.0], at=np.linspace(0, 1, 24).astype(np.float32))
    patches = [_flat_loft(palm_path, (wide, thick), halves=(shape * size, thickness * size), skin=skin)]
    curl = -thick
    for index, length in enumerate((6.6, 7.4, 7.0, 5.6)):
        base = limb.end + reach * (8.0 * size) + wide * ((2.75 - 1.82 * index) * size)
        bend = 0.16 + 0.05 * index
        steps = np.linspace(0, 1, 16)[:, None]
        path = base + (reach * np.cos(bend * steps * 2) + curl * np.sin(bend * steps * 2)) * steps * length * size
        radius = smooth([0, 0.5, 0.9, 1.0], [0.98, 0.88, 0.70, 0.12], at=steps[:, 0].astype(np.float32)) * size
        patches.append(_flat_loft(path, (wide, thick), halves=(radius, radius), skin=skin))
    base = limb.end + reach * (1.8 * size) + wide * (2.4 * size)
    tip = base + reach * (5.4 * size) + wide * (3.0 * size) + curl * (1.6 * size)
    middle = (base + tip) / 2 + wide * (0.9 * size)
    path, place = resample([base, middle, tip], rows=16)
    radius = smooth([0, 1, 1.7, 2.0], [1.5, 1.05, 0.85, 0.15], at=place) * size
    patches.append(_flat_loft(path, (wide, thick), halves=(radius, radius), skin=skin))
    return patches


def _flat_loft(path: Floats, axes: tuple[Floats, Floats], *, halves: tuple[Floats, Floats], skin: Surface) -> Patch:
    """A tube whose sections lie in two given axes, with half widths in each."""
    angle = np.linspace(-np.pi, np.pi, 25)
    ring = np.sin(angle)[None, :, None] * axes[0] * halves[0][:, None, None]
    ring = ring + np.cos(angle)[None, :, None] * axes[1] * halves[1][:, None, None]
    points = (path[:, None] + ring).astype(np.float32)
    uv = np.zeros((*points.shape[:2], 2), np.float32)
    uv[..., 0] = angle
    uv[..., 1] = np.arange(len(path))[:, None]
    return Patch(points=points, uv=uv, surface=skin, part="skin", closed=True)
