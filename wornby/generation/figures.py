"""Draw a look: the figure with its clothes in front of a backdrop. Fully determined by the look and a seed."""

import numpy as np

from wornby.datamodel import Pixels, Place
from wornby.generation import bags, garments, heads
from wornby.generation.body import Body, paint_arms, paint_legs, paint_neck, pose_body, torso
from wornby.generation.canvas import Canvas, Frame, Paint, ellipse, shade
from wornby.generation.looks import DrawnGarment, Look
from wornby.generation.scenes import HEIGHT_PX, WIDTH_PX, draw_scene

_NECKLINES = {"t-shirt": 18.0, "shirt": 18.6, "polo": 18.6, "dress": 20.2, "top": 20.5, "sweatshirt": 18.2}
_NARROW = frozenset({"t-shirt", "polo", "dress", "skirt", "trousers"})
_NOISE = 1.3


def draw_look(look: Look, *, seed: int) -> Pixels:
    """Draw one wearer, standing, full figure.

    Args:
        look: What to draw.
        seed: Of place, small movements, backdrop, folds and noise.

    Returns:
        The drawing. (768, 512, 3), uint8, RGB.
    """
    rng = np.random.default_rng(seed)
    height = float(rng.uniform(640, 690))
    top = float(rng.uniform(34, HEIGHT_PX - height - 14))
    frame = Frame(centre_px=WIDTH_PX / 2 + float(rng.uniform(-34, 34)), top_px=top, unit_px=height / 100)
    canvas = Canvas(draw_scene(look.scene, seed=seed), frame=frame, seed=seed)
    body = pose_body(look.build, pose=look.pose, seed=seed)
    ground = [ellipse((1.5, 99.2), (15, 1.7)), ellipse((5, 99.4), (21, 1.5))]
    for spot in ground:
        canvas.paint([spot], Paint(color="#6a665f", depth=0, radius=1.2, shadow=0.3))
    _paint_below(canvas, body, look)
    _paint_above(canvas, body, look)
    _paint_top(canvas, look)
    bags.paint_bag(canvas, body, look)
    return canvas.finish(grain=_NOISE, seed=seed)


def draw_product(garment: DrawnGarment, *, seed: int) -> Pixels:
    """Draw one garment lying flat on a plain ground. (768, 512, 3), uint8, RGB."""
    low, high = _reach(garment)
    unit = min(560 / (high - low), 12.5 if garment.kind in _NARROW else 9.4)
    frame = Frame(centre_px=WIDTH_PX / 2, top_px=HEIGHT_PX / 2 - unit * (low + high) / 2, unit_px=unit)
    canvas = Canvas(draw_scene("plain", seed=seed), frame=frame, seed=seed)
    body = pose_body(0.5, pose="flat", seed=0)
    if garment.place is Place.LOWER:
        garments.paint_lower(canvas, body, garment)
    else:
        if garment.place is Place.OUTER:
            lining = torso(body, hem=42.0, ease=0.2)
            canvas.paint([lining], Paint(color=shade(garment.color, 0.5), depth=0.2))
        else:
            _paint_whole(canvas, body, garment)
        if garment.place is Place.OUTER:
            garments.paint_outer(canvas, body, garment)
        garments.paint_sleeves(canvas, body, garment)
        if garment.place is not Place.OUTER:
            inner = ellipse((0, 15.6), (2.9, 1.5))
            canvas.paint([inner], Paint(color="#8d8880", depth=0.2, shadow=0))
            garments.paint_collar(canvas, garment, depth=17.6)
    return canvas.finish(grain=_NOISE, seed=seed)


def _reach(garment: DrawnGarment) -> tuple[float, float]:
    if garment.place is Place.LOWER:
        return (40.0, 65.0 if garment.kind == "skirt" else 97.0)
    return (13.0, {"coat": 73.0, "dress": 72.0}.get(garment.kind, 51.0))


def _paint_whole(canvas: Canvas, body: Body, garment: DrawnGarment) -> None:
    if garment.place is Place.DRESS:
        garments.paint_dress(canvas, body, garment)
    else:
        garments.paint_upper(canvas, body, garment)


def _paint_below(canvas: Canvas, body: Body, look: Look) -> None:
    """Draw what lies below the upper garment."""
    bags.paint_behind(canvas, body, look)
    lower, shoes = look.garment(Place.LOWER), look.garment(Place.FEET)
    if lower is None or lower.kind in {"skirt", "shorts"}:
        paint_legs(canvas, body, skin=look.skin)
    if shoes is not None:
        garments.paint_shoes(canvas, body, shoes)
    if lower is not None:
        garments.paint_lower(canvas, body, lower)


def _paint_above(canvas: Canvas, body: Body, look: Look) -> None:
    """Draw neck, arms and what covers the trunk."""
    main = look.garment(Place.DRESS) or look.garment(Place.UPPER)
    outer = look.garment(Place.OUTER)
    heads.paint_back_hair(canvas, look)
    if main is not None:
        _paint_whole(canvas, body, main)
    depth = _NECKLINES.get(main.kind if main else "", 17.4)
    paint_neck(canvas, skin=look.skin, depth=depth)
    if main is not None:
        garments.paint_collar(canvas, main, depth=depth)
    if outer is not None:
        garments.paint_outer(canvas, body, outer)
    paint_arms(canvas, body, skin=look.skin)
    sleeved = outer or main
    if sleeved is not None and sleeved.kind != "top":
        garments.paint_sleeves(canvas, body, sleeved)


def _paint_top(canvas: Canvas, look: Look) -> None:
    """Draw head, hair, glasses and headwear."""
    heads.paint_head(canvas, look)
    heads.paint_hair(canvas, look)
    heads.paint_eyewear(canvas, look)
    heads.paint_headwear(canvas, look)
