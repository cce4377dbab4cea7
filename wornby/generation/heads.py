"""Head, face, hair and what is worn on them."""

import numpy as np

from wornby.generation.canvas import Canvas, Paint, Points, ellipse, flat, mirrored, points, shade, spline, tube
from wornby.generation.looks import Look

_EYE_Y = 6.9
_PARTING = 0.3


def paint_back_hair(canvas: Canvas, look: Look) -> None:
    """Draw the hair that falls behind the neck and shoulders."""
    low = {"long": 25.0, "medium": 15.2}.get(look.hair_length)
    if low is None:
        return
    wide = 6.6 if look.hair_length == "long" else 6.2
    outline = mirrored(points((0, -0.9), (4.4, 0.6), (5.9, 5.5), (wide, 11.5), (wide + 0.1, low - 2), (3.6, low)))
    canvas.paint([spline(outline)], Paint(color=shade(look.hair_hex, 0.8), depth=0.5, grain=0.16, radius=1.6))


def paint_head(canvas: Canvas, look: Look) -> None:
    """Draw ears, face and features."""
    skin = Paint(color=look.skin, depth=0.38, radius=1.9, shadow=0.35)
    canvas.paint([ellipse((side * 4.55, 7.2), (0.8, 1.5)) for side in (-1, 1)], skin)
    face = mirrored(points((0, 0.1), (3.4, 1.1), (4.6, 4.6), (4.4, 8.2), (3.3, 11.3), (1.5, 12.9)))
    canvas.paint([spline(face)], skin)
    _paint_eyes(canvas, look)
    dark = shade(look.skin, 0.74)
    canvas.paint([tube(points((0.55, 6.6), (0.75, 8.3)), (0.16, 0.3))], flat(shade(look.skin, 0.87)))
    canvas.paint([tube(points((-0.7, 8.9), (0, 9.15), (0.7, 8.9)), (0.2, 0.26, 0.2))], flat(dark))
    lips = spline(mirrored(points((0, 10.25), (0.7, 10.05), (1.5, 10.5), (0.8, 11.0), (0, 11.15))))
    red = "#b4585a" if look.build < 0.5 else shade(look.skin, 0.72)  # noqa: PLR2004 - half of the scale
    canvas.paint([lips], Paint(color=red, depth=0.3, radius=0.4, shadow=0.1))
    canvas.paint([tube(points((-1.3, 10.5), (0, 10.62), (1.3, 10.5)), (0.06, 0.1, 0.06))], flat("#6e3136"))


def paint_hair(canvas: Canvas, look: Look) -> None:
    """Draw the hair around the face."""
    if look.hair_length == "bald":
        return
    paint = Paint(color=look.hair_hex, depth=0.5, grain=0.2, radius=1.3, shadow=0.4)
    if look.hair_length == "up":
        canvas.paint([ellipse((0.6, -2.0), (2.3, 2.0)), *_bun_ends()], paint)
    canvas.paint([_fringe(look), *_tufts(look)], paint)
    strands = _strands(look)
    for number, factor in enumerate((0.72, 1.22, 0.86)):
        canvas.paint(strands[number::3], flat(shade(look.hair_hex, factor)))
    if look.hair_length == "short" and look.headwear != "none":
        sides = [tube(points((4.9, 3.4), (5.0, 6.0), (4.8, 8.6)) * [side, 1], (1.1, 1.15, 0.7)) for side in (-1, 1)]
        canvas.paint(sides, paint)
    if look.hair_length in {"long", "medium"}:
        low = 23.5 if look.hair_length == "long" else 14.6
        for side in (-1, 1):
            lock = points((3.6, 2.2), (4.9, 6.0), (5.3, 11.0), (5.5, low)) * [side, 1]
            canvas.paint([tube(lock, (0.7, 1.0, 1.3, 0.9 if low > 20 else 0.7))], paint)  # noqa: PLR2004 - long


def paint_eyewear(canvas: Canvas, look: Look) -> None:
    """Draw glasses on the eyes."""
    if look.eyewear not in {"eyeglasses", "sunglasses"}:
        return
    frame = Paint(color="#1d1b1e", depth=0.2, radius=0.3, shadow=0.25)
    for side in (-1, 1):
        lens = spline(points((0.45, 6.0), (2.0, 5.75), (3.6, 6.1), (3.4, 7.9), (2.0, 8.4), (0.8, 7.9)) * [side, 1])
        if look.eyewear == "sunglasses":
            canvas.paint([lens], Paint(color="#17181c", depth=0.5, radius=0.6, shadow=0.3))
        closed = np.concatenate([lens, lens[:1]])
        canvas.paint([tube(closed[::5], (0.2,) * len(closed[::5]))], frame)
        canvas.paint([tube(points((3.5, 6.5), (4.7, 6.6)) * [side, 1], (0.2, 0.16))], frame)
    canvas.paint([tube(points((-0.5, 6.7), (0, 6.4), (0.5, 6.7)), (0.18, 0.18, 0.18))], frame)


def paint_headwear(canvas: Canvas, look: Look) -> None:
    """Draw a cap, beanie, hat or headband."""
    color = look.headwear_hex
    paint = Paint(color=color, depth=0.5, folds=0.03, radius=1.3, shadow=0.45)
    band = Paint(color=shade(color, 0.72), depth=0.3, radius=0.6, shadow=0.3)
    if look.headwear == "cap":
        canvas.paint([spline(mirrored(points((0, -1.6), (3.6, -0.6), (5.2, 2.2), (5.2, 4.2), (0, 3.6))))], paint)
        visor = points((-4.8, 3.4), (0, 2.9), (4.8, 3.4), (4.4, 4.9), (0, 5.6), (-4.4, 4.9))
        canvas.paint([spline(visor)], Paint(color=shade(color, 0.8), depth=0.4, radius=0.6, shadow=0.55))
        canvas.paint([ellipse((0, 1.2), (0.9, 0.9))], Paint(color="#f0ede6", radius=0.4))
    elif look.headwear == "beanie":
        canvas.paint([spline(mirrored(points((0, -2.6), (3.4, -1.4), (5.1, 1.6), (5.2, 3.8), (0, 3.4))))], paint)
        canvas.paint([tube(points((-5.0, 3.2), (0, 2.9), (5.0, 3.2)), (1.1, 1.2, 1.1))], band)
    elif look.headwear == "hat":
        canvas.paint(
            [ellipse((0, 2.6), (9.2, 1.9))], Paint(color=shade(color, 0.9), depth=0.4, radius=0.8, shadow=0.55)
        )
        canvas.paint([spline(mirrored(points((0, -3.6), (3.2, -3.4), (4.5, -1.0), (5.0, 2.2), (0, 2.9))))], paint)
        canvas.paint([tube(points((-4.9, 1.5), (0, 2.1), (4.9, 1.5)), (0.6, 0.7, 0.6))], band)
    elif look.headwear == "other":
        canvas.paint(
            [tube(points((-4.9, 4.0), (-3.4, 1.9), (0, 1.2), (3.4, 1.9), (4.9, 4.0)), (0.8, 1, 1.1, 1, 0.8))], paint
        )


def _fringe(look: Look) -> Points:
    """Hair over the crown, with its line on the forehead."""
    side = 7.4 if look.hair_length == "short" else 6.0
    parting = 1.4 if look.pose == "hip" else -1.2
    return spline(
        points(
            (-4.9, side),
            (-5.5, 4.0),
            (-4.3, 0.2),
            (0, -1.5),
            (4.3, 0.2),
            (5.5, 4.0),
            (4.9, side),
            (4.35, 5.4),
            (3.7, 3.2),
            (parting, 2.1),
            (-3.5, 3.4),
            (-4.3, 5.4),
        )
    )


def _bun_ends() -> list[Points]:
    """Loose ends around a bun."""
    turns = np.linspace(-2.4, 2.4, 9)
    ends = [(np.array([np.sin(turn), -np.cos(turn)]), 3.0 + 0.5 * (number % 3)) for number, turn in enumerate(turns)]
    return [tube(np.array([0.6, -2.0]) + np.stack([way * 1.2, way * reach * 0.9]), (0.5, 0.1)) for way, reach in ends]


def _tufts(look: Look) -> list[Points]:
    """Locks that stand off the crown, so that short and tied hair has no outline like a cap."""
    if look.hair_length not in {"short", "up"}:
        return []
    rng = np.random.default_rng(len(look.hair_hex) + int(look.build * 100))
    reach = 1.1 if look.hair_length == "short" else 0.45
    tufts = []
    for turn in np.linspace(-1.35, 1.35, 15):
        root = np.array([4.5 * np.sin(turn), 3.6 - 4.3 * np.cos(turn)])
        along = np.array([np.sin(turn + 0.5), -np.cos(turn + 0.5)]) * (0.7 + reach * rng.uniform(0.4, 1.0))
        tufts.append(tube(np.stack([root, root + along * 0.6, root + along]), (0.75, 0.5, 0.12)))
    if look.hair_length == "short":
        for x in np.linspace(-3.2, 3.2, 8):
            low = float(rng.uniform(3.0, 4.3))
            tufts.append(tube(points((x * 0.8, 1.2), (x, 2.4), (x + 0.4, low)), (0.6, 0.5, 0.1)))
    return tufts


def _strands(look: Look) -> list[Points]:
    """Thin lines from the parting down both sides."""
    parting = 1.4 if look.pose == "hip" else -1.2
    ends = np.linspace(-5.0, 5.0, 21)
    low = {"short": 4.6, "up": 3.4}.get(look.hair_length, 5.0)
    strands = []
    for end in ends:
        if abs(end - parting) < _PARTING:
            continue
        depth = low * (abs(end) / 5.0) ** 1.6 + 0.6
        path = points((parting, -1.0), ((parting + end) / 2, -0.75 + depth * 0.12), (end * 0.98, depth))
        strands.append(tube(path, (0.05, 0.13, 0.06)))
    return strands


def _paint_eyes(canvas: Canvas, look: Look) -> None:
    brow = shade(look.hair_hex, 0.6) if look.hair_length != "bald" else "#3a2c26"
    for side in (-1, 1):
        x = side * 2.0
        canvas.paint([ellipse((x, _EYE_Y), (1.25, 0.85))], flat(shade(look.skin, 0.86)))
        canvas.paint([ellipse((x, _EYE_Y + 0.05), (0.98, 0.5))], flat("#f1ece8"))
        canvas.paint([ellipse((x, _EYE_Y + 0.02), (0.48, 0.5))], flat("#4b3423"))
        canvas.paint([ellipse((x, _EYE_Y + 0.02), (0.24, 0.25))], flat("#121012"))
        lid = points((x - 1.05, _EYE_Y - 0.05), (x, _EYE_Y - 0.52), (x + 1.05, _EYE_Y - 0.05))
        canvas.paint([tube(lid, (0.09, 0.16, 0.09))], flat("#2a1d18"))
        arch = points((x - side * 1.2, 5.65), (x, 5.2), (x + side * 1.3, 5.6))
        canvas.paint([tube(arch, (0.26, 0.24, 0.12))], flat(brow))
