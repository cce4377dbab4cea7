"""The body under the clothes: joints of a pose, limbs and trunk in body units."""

from dataclasses import dataclass

import numpy as np

from wornby.generation.canvas import Canvas, Paint, Points, ellipse, mirrored, points, shade, spline, tube

_ARMS: dict[str, tuple[tuple[float, float], ...]] = {
    "relaxed": ((1.6, 34.5), (2.6, 49.0), (2.2, 53.5)),
    "hip": ((5.6, 33.0), (-0.6, 43.5), (-2.4, 46.0)),
    "carry": ((2.2, 34.5), (1.5, 47.0), (0.8, 51.0)),
    "flat": ((6.5, 31.5), (11.0, 46.0), (12.0, 49.0)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One arm: shoulder, elbow, wrist and hand; (4, 2), body units."""

    path: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Measures and joints of one figure, in body units.

    Attributes:
        shoulder: Half the width of the shoulders.
        waist: Half the width of the waist.
        hip: Half the width of the hips.
        arms: The picture's left first.
        legs: Hip, knee, ankle of each leg; the picture's left first. (3, 2) each.
    """

    shoulder: float
    waist: float
    hip: float
    arms: tuple[Arm, Arm]
    legs: tuple[Points, Points]


def pose_body(build: float, *, pose: str, seed: int) -> Body:
    """Return the joints of a figure; the seed moves them a little."""
    rng = np.random.default_rng(seed)
    shoulder, waist, hip = 9.8 + 1.9 * build, 6.9 + 1.7 * build, 8.7 + 0.5 * build
    mixed = {"hip": ("relaxed", "hip"), "carry": ("carry", "relaxed"), "flat": ("flat", "flat")}
    kinds = mixed.get(pose, ("relaxed", "relaxed"))
    arms = []
    for side, kind in zip((-1, 1), kinds, strict=True):
        joints = [(shoulder - 1.7, 19.2), *((shoulder + x, y) for x, y in _ARMS[kind])]
        moved = np.array(joints) + rng.uniform(-0.35, 0.35, (4, 2)) * [[0], [1], [1], [1]]
        arms.append(Arm(path=moved * [side, 1]))
    stand = rng.uniform(-0.4, 1.2, 2)
    legs = tuple(
        points((side * 4.4, 49.0), (side * (4.6 + 0.5 * apart), 73.0), (side * (4.6 + apart), 95.0))
        for side, apart in zip((-1, 1), stand, strict=True)
    )
    return Body(shoulder=shoulder, waist=waist, hip=hip, arms=(arms[0], arms[1]), legs=(legs[0], legs[1]))


def torso(body: Body, *, hem: float, ease: float, flare: float = 0.0) -> Points:
    """Return the outline of what covers the trunk from the neck to a hem, `ease` wider than the body."""
    sides: list[tuple[float, float]] = [
        (2.9, 15.6),
        (6.2, 16.9),
        (body.shoulder - 0.4 + ease * 0.4, 18.2),
        (body.shoulder - 0.6 + ease, 24.0),
    ]
    if hem > 36:  # noqa: PLR2004 - the waist
        sides.append((body.waist + ease + flare * 0.4, 36.0))
    sides.extend([(body.hip + ease * 0.8 + flare, hem - 0.5), (body.hip * 0.6, hem + 0.5)])
    return spline(mirrored(points(*sides)))


def paint_legs(canvas: Canvas, body: Body, *, skin: str) -> None:
    """Draw bare legs."""
    paint = Paint(color=skin, depth=0.45, radius=1.3, shadow=0.2)
    for leg in body.legs:
        calf = np.insert(leg, 2, leg[1] * 0.62 + leg[2] * 0.38, axis=0)
        canvas.paint([tube(calf, (4.4, 2.7, 2.6, 1.5))], paint)


def paint_arms(canvas: Canvas, body: Body, *, skin: str) -> None:
    """Draw bare arms and hands."""
    paint = Paint(color=skin, depth=0.45, radius=1.0, shadow=0.25)
    for arm in body.arms:
        canvas.paint([tube(arm.path[:3], (2.1, 1.75, 1.2))], paint)
    paint_hands(canvas, body, skin=skin)


def paint_hands(canvas: Canvas, body: Body, *, skin: str) -> None:
    """Draw hands with a hint of fingers."""
    paint = Paint(color=skin, depth=0.45, radius=0.7, shadow=0.2)
    for arm in body.arms:
        wrist, hand = arm.path[2], arm.path[3]
        along = (hand - wrist) / max(0.1, float(np.linalg.norm(hand - wrist)))
        across = np.array([-along[1], along[0]])
        palm = tube(np.stack([wrist, wrist + along * 2.2]), (1.2, 1.6))
        tips = [
            tube(
                np.stack([wrist + along * 1.8 + across * off, wrist + along * reach + across * off * 0.8]), (0.48, 0.36)
            )
            for off, reach in ((-1.1, 4.0), (-0.4, 4.6), (0.35, 4.5), (1.05, 3.8))
        ]
        canvas.paint([palm, *tips], paint)
        for off in (-0.7, 0.0, 0.7):
            crease = np.stack([wrist + along * 2.4 + across * off, wrist + along * 3.8 + across * off])
            canvas.paint([tube(crease, (0.07, 0.07))], Paint(color=shade(skin, 0.72), depth=0, shadow=0))


def paint_neck(canvas: Canvas, *, skin: str, depth: float) -> None:
    """Draw the neck and the opening of a neckline down to `depth`."""
    chest = spline(points((-2.5, 11), (2.5, 11), (2.6, 14.6), (3.3, 16.0), (1.9, depth), (-1.9, depth), (-3.3, 16.0)))
    canvas.paint([chest], Paint(color=shade(skin, 0.93), depth=0.4, radius=1.2, shadow=0.15))
    canvas.paint([ellipse((0.2, 13.0), (2.2, 1.2))], Paint(color=shade(skin, 0.74), depth=0, shadow=0.2))
