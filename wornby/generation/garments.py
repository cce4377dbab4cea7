"""Clothes, drawn over a body."""

import numpy as np

from wornby.datamodel import Place
from wornby.generation.body import Body, torso
from wornby.generation.canvas import Canvas, Paint, Points, ellipse, mirrored, points, shade, spline, tube
from wornby.generation.looks import DrawnGarment
from wornby.generation.patterns import PRINTS, denim, knitted

_SHORT_SLEEVED = frozenset({"t-shirt", "polo", "dress"})
_THICK = frozenset({"sweatshirt", "knitwear", "coat"})


def cloth(garment: DrawnGarment, *, folds: float = 0.07, on_sleeve: bool = False) -> Paint:
    """Return the paint of a garment's cloth; a print on the chest stays off the sleeves."""
    texture = None
    if garment.pattern in PRINTS and not (on_sleeve and garment.pattern == "graphic"):
        texture = PRINTS[garment.pattern](garment.color, garment.accent)
    elif garment.kind == "knitwear":
        texture = knitted(garment.color, garment.accent)
    elif garment.kind == "jeans" or (garment.kind == "jacket" and garment.family == "blue"):
        texture = denim(garment.color, garment.accent)
    depth, shadow = (0.34, 0.2) if on_sleeve else (0.42, 0.3)
    return Paint(color=garment.color, texture=texture, depth=depth, folds=folds, radius=1.9, shadow=shadow)


def paint_upper(canvas: Canvas, body: Body, garment: DrawnGarment) -> None:
    """Draw an upper garment with its sleeves, collar and details."""
    thick = 0.9 if garment.kind in _THICK else 0.35
    if garment.kind == "sweatshirt":
        hood = spline(mirrored(points((0, 10.8), (4.6, 12.2), (6.4, 15.6), (5.2, 18.6), (0, 19.6))))
        canvas.paint([hood], Paint(color=shade(garment.color, 0.78), depth=0.5, folds=0.06))
    hem = {"knitwear": 49.0, "sweatshirt": 49.5}.get(garment.kind, 48.0)
    canvas.paint([torso(body, hem=hem, ease=thick + 0.4)], cloth(garment))
    _paint_details(canvas, body, garment)


def paint_sleeves(canvas: Canvas, body: Body, garment: DrawnGarment) -> None:
    """Draw sleeves over bare arms."""
    thick = 0.75 if garment.kind in _THICK or garment.place is Place.OUTER else 0.3
    paint = cloth(garment, on_sleeve=True)
    for arm in body.arms:
        shoulder, elbow, wrist = arm.path[:3]
        if garment.kind in _SHORT_SLEEVED:
            end = shoulder + (elbow - shoulder) * 0.62
            canvas.paint([tube(np.stack([shoulder, (shoulder + end) / 2, end]), (2.5, 2.9, 2.9))], paint)
            _band(canvas, end, elbow - shoulder, half_width=2.7, color=shade(garment.color, 0.86))
            continue
        cuff = wrist + (elbow - wrist) * 0.04
        canvas.paint([tube(np.stack([shoulder, elbow, cuff]), (2.3 + thick, 2.15 + thick, 1.6 + thick))], paint)
        _band(canvas, cuff, wrist - elbow, half_width=1.55 + thick, color=shade(garment.color, 0.84))


def paint_outer(canvas: Canvas, body: Body, garment: DrawnGarment) -> None:
    """Draw an open jacket or coat: two panels, lapels or a collar, seams and buttons."""
    hem = 72.0 if garment.kind == "coat" else 46.5
    wide = body.hip + (3.4 if garment.kind == "coat" else 1.5)
    gap = 2.2 if garment.kind == "coat" else 3.0
    paint = cloth(garment, folds=0.08)
    for side in (-1, 1):
        panel = points(
            (2.3, 14.6),
            (6.4, 16.4),
            (body.shoulder + 0.4, 18.0),
            (body.shoulder + 0.5, 25.0),
            (body.waist + 1.9, 36.0),
            (wide - 0.4, hem - 12),
            (wide, hem),
            (gap + 0.7, hem + 0.6),
            (gap, hem - 10),
            (gap - 0.4, 28.0),
            (gap, 18.5),
        )
        canvas.paint([spline(panel) * [side, 1]], paint)
        _paint_front(canvas, garment, side=side, hem=hem)


def paint_dress(canvas: Canvas, body: Body, garment: DrawnGarment) -> None:
    """Draw a dress: bodice, waist and a skirt to below the knee."""
    skirt = points(
        (body.waist + 0.4, 36.0), (body.hip + 2.0, 48.0), (body.hip + 4.6, 64.0), (body.hip + 5.2, 70.0), (4.5, 71.2)
    )
    paint = cloth(garment, folds=0.11)
    canvas.paint([spline(mirrored(skirt))], paint)
    canvas.paint([torso(body, hem=37.5, ease=0.3, flare=-1.2)], cloth(garment, folds=0.05))
    belt = tube(points((-body.waist - 0.3, 36.6), (0, 37.2), (body.waist + 0.3, 36.6)), (0.55, 0.6, 0.55))
    canvas.paint([belt], Paint(color=shade(garment.color, 0.7), depth=0.3, radius=0.4))


def paint_lower(canvas: Canvas, body: Body, garment: DrawnGarment) -> None:
    """Draw trousers, jeans, leggings, shorts or a skirt."""
    if garment.kind == "skirt":
        skirt = points((body.waist + 0.9, 40.0), (body.hip + 1.9, 47.0), (body.hip + 4.2, 62.0), (5.0, 64.4))
        canvas.paint([spline(mirrored(skirt))], cloth(garment, folds=0.13))
        for at in (-7.2, -4.3, -1.4, 1.4, 4.3, 7.2):
            pleat = points((at * 0.62, 43.0), (at, 53.0), (at * 1.22, 63.0))
            canvas.paint([tube(pleat, (0.05, 0.12, 0.16))], Paint(color=shade(garment.color, 0.72), depth=0, shadow=0))
        return
    tight = {"leggings": 0.55, "jeans": 0.85}.get(garment.kind, 1.1)
    paint = cloth(garment, folds=0.06)
    pelvis = spline(
        mirrored(points((body.waist + 0.7, 41.5), (body.hip + 0.4, 47.0), (body.hip - 0.1, 51.0), (4.5, 54.0), (1, 53)))
    )
    outlines = [pelvis]
    for leg in body.legs:
        low = leg[1] * 0.85 + leg[2] * 0.15 if garment.kind == "shorts" else leg[2] + points((0, 0.8))[0]
        knee = leg[1] if garment.kind != "shorts" else (leg[0] + low) / 2
        outlines.append(tube(np.stack([leg[0], knee, low]), (4.9, 3.0 + tight, 2.1 + tight)))
    for outline in outlines[1:]:
        canvas.paint([outline], paint)
    canvas.paint(outlines[:1], Paint(color=paint.color, texture=paint.texture, depth=0.1, folds=0.05, shadow=0))
    dark = Paint(color=shade(garment.color, 0.6), depth=0, shadow=0)
    canvas.paint([tube(points((0, 44), (0.1, 53.5)), (0.09, 0.14))], dark)
    for side in (-1, 1):
        pocket = points((side * (body.hip - 1), 44.5), (side * (body.hip - 2.6), 47.5), (side * (body.hip - 0.4), 49.5))
        canvas.paint([tube(pocket, (0.08, 0.08, 0.08))], dark)


def paint_shoes(canvas: Canvas, body: Body, garment: DrawnGarment) -> None:
    """Draw shoes from the front, with a sole, a toe cap and laces."""
    for leg, side in zip(body.legs, (-1, 1), strict=True):
        x = float(leg[2][0])
        high = 89.5 if garment.kind == "boots" else 94.2
        foot = spline(
            points(
                (x - 1.9, high),
                (x + 1.9, high),
                (x + 2.3, 96),
                (x + side * 1.2 + 2.3, 99),
                (x + side * 1.2 - 2.3, 99),
                (x - 2.3, 96),
            )
        )
        canvas.paint([foot], Paint(color=garment.color, depth=0.5, radius=0.9, shadow=0.45))
        sole = tube(
            points((x + side * 1.0 - 2.2, 99.1), (x + side * 1.2, 99.5), (x + side * 1.0 + 2.2, 99.1)), (0.4, 0.5, 0.4)
        )
        ink = "#e9e6e0" if garment.kind == "sneakers" else shade(garment.color, 0.5)
        canvas.paint([sole], Paint(color=ink, depth=0.2, radius=0.3, shadow=0.4))
        if garment.kind == "sneakers":
            for row in (95.2, 96.2, 97.2):
                lace = points((x - 0.9 + side * 0.5, row), (x + 0.9 + side * 0.5, row + 0.15))
                canvas.paint([tube(lace, (0.16, 0.16))], Paint(color="#f2f0ea", depth=0, shadow=0.2))


def _band(canvas: Canvas, at: Points, along: Points, *, half_width: float, color: str) -> None:
    unit = along / max(0.1, float(np.linalg.norm(along)))
    across = np.array([-unit[1], unit[0]]) * half_width
    ends = np.stack([at - across, at + unit * 0.25, at + across])
    canvas.paint([tube(ends, (0.38, 0.42, 0.38))], Paint(color=color, depth=0.2, radius=0.4, shadow=0.15))


def _paint_front(canvas: Canvas, garment: DrawnGarment, *, side: int, hem: float) -> None:
    flip = [side, 1]
    lapel = points((2.0, 14.2), (4.6, 15.6), (5.6, 20.0), (3.9, 25.5), (2.8, 29.0), (2.6, 19.0))
    if garment.kind == "jacket":
        lapel = points((1.8, 14.2), (4.4, 15.2), (6.2, 18.6), (4.2, 20.2), (2.8, 18.2))
    canvas.paint([spline(lapel) * flip], Paint(color=shade(garment.color, 1.12), depth=0.3, radius=0.8, shadow=0.45))
    dark = Paint(color=shade(garment.color, 0.66), depth=0, shadow=0.1)
    canvas.paint([tube(points((3.3, 29), (3.4, hem - 1)) * flip, (0.08, 0.08))], dark)
    if garment.kind == "jacket":
        pocket = points((4.6, 24.6), (8.0, 24.6), (8.0, 26.0), (6.3, 27.0), (4.6, 26.0)) * flip
        canvas.paint([pocket], Paint(color=shade(garment.color, 0.85), depth=0.2, radius=0.3, shadow=0.3))
        rows = [22.5, 27.0, 31.5, 36.0, 40.5, 44.5]
    else:
        canvas.paint([tube(points((6.2, 47), (9.4, 45.4)) * flip, (0.5, 0.5))], dark)
        rows = [33.0, 40.0, 47.0]
    if side > 0:
        for row in rows:
            canvas.paint([ellipse((4.0, row), (0.42, 0.42))], Paint(color=shade(garment.color, 0.45), radius=0.3))


def _paint_details(canvas: Canvas, body: Body, garment: DrawnGarment) -> None:
    dark, light = shade(garment.color, 0.72), shade(garment.color, 1.1)
    line = Paint(color=dark, depth=0, shadow=0.1)
    band = Paint(color=shade(garment.color, 0.86), depth=0.3, radius=0.5, shadow=0.2)
    if garment.kind in {"sweatshirt", "knitwear"}:
        hem = tube(points((-body.hip - 0.6, 48.6), (0, 49.4), (body.hip + 0.6, 48.6)), (0.8, 0.9, 0.8))
        canvas.paint([hem], band)
    if garment.kind == "sweatshirt":
        pouch = spline(mirrored(points((3.6, 38.5), (5.8, 43.0), (5.6, 47.0))), closed=True)
        canvas.paint([pouch], Paint(color=shade(garment.color, 0.93), depth=0.2, radius=0.5, shadow=0.3))
        for x in (-1.3, 1.3):
            canvas.paint([tube(points((x, 18.6), (x * 1.1, 25.5)), (0.2, 0.24))], Paint(color="#f0ede6", radius=0.3))
    if garment.kind in {"shirt", "polo"}:
        low = 47.5 if garment.kind == "shirt" else 25.5
        canvas.paint([tube(points((0.5, 18), (0.55, low)), (0.1, 0.1))], line)
        for row in np.arange(19.5, low, 4.4 if garment.kind == "shirt" else 2.6):
            canvas.paint([ellipse((0, float(row)), (0.3, 0.3))], Paint(color="#efe9dc", radius=0.3))
        for side in (-1, 1):
            collar = points((1.2, 14.0), (3.4, 14.6), (4.6, 17.6), (1.0, 19.6), (0.2, 18.6)) * [side, 1]
            canvas.paint([collar], Paint(color=light, depth=0.25, radius=0.5, shadow=0.35))


def paint_collar(canvas: Canvas, garment: DrawnGarment, *, depth: float) -> None:
    """Draw the band of a round neckline over the skin."""
    if garment.kind in {"shirt", "polo"}:
        return
    thick = 0.75 if garment.kind in {"knitwear", "sweatshirt"} else 0.42
    ring = points((-3.1, 15.7), (-2.4, depth - 0.9), (0, depth + 0.1), (2.4, depth - 0.9), (3.1, 15.7))
    canvas.paint([tube(ring, (thick,) * 5)], Paint(color=shade(garment.color, 0.88), depth=0.3, radius=0.4, shadow=0.2))
