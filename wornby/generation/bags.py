"""Bags, drawn last: in the hand, from a shoulder, or on the back."""

from wornby.generation.body import Body
from wornby.generation.canvas import Canvas, Paint, Points, points, shade, spline, tube
from wornby.generation.looks import Look


def paint_behind(canvas: Canvas, body: Body, look: Look) -> None:
    """Draw what shows of a backpack behind the body."""
    if look.bag == "backpack":
        pack = points(
            (-7, 17),
            (7, 17),
            (body.shoulder + 3.6, 23),
            (body.shoulder + 3.4, 42),
            (-body.shoulder - 3.4, 42),
            (-body.shoulder - 3.6, 23),
        )
        canvas.paint([spline(pack)], Paint(color=shade(look.bag_hex, 0.8), depth=0.5))


def paint_bag(canvas: Canvas, body: Body, look: Look) -> None:
    """Draw the bag in front of the body."""
    color = look.bag_hex
    strap = Paint(color=shade(color, 0.85), depth=0.3, radius=0.4, shadow=0.4)
    if look.bag == "backpack":
        for side in (-1, 1):
            path = points((5.6, 16.6), (7.3, 22), (7.6, 29), (8.4, 34)) * [side, 1]
            canvas.paint([tube(path, (1.2, 1.3, 1.15, 0.9))], strap)
    elif look.bag == "crossbody":
        canvas.paint([tube(points((5.4, 16.6), (1.0, 28), (-6.8, 45)), (0.55, 0.55, 0.55))], strap)
        _satchel(canvas, points((-8.2, 47.5))[0], size=(4.6, 3.6), color=color)
    elif look.bag == "shoulder":
        x = body.shoulder - 1.8
        for off in (-0.7, 0.9):
            canvas.paint([tube(points((x + off * 0.2, 17.2), (x + off, 28), (x + 1.5 + off, 38)), (0.45,) * 3)], strap)
        _satchel(canvas, points((body.shoulder + 1.2, 42.5))[0], size=(5.2, 4.6), color=color)
    elif look.bag in {"handbag", "tote"}:
        hand = body.arms[0].path[3]
        large = look.bag == "tote"
        drop = 9.0 if large else 3.6
        for off in (-1.6, 1.6):
            loop = points(
                (hand[0] - 0.2, hand[1] + 0.2),
                (hand[0] + off * 1.3, hand[1] + drop * 0.5),
                (hand[0] + off * 1.5, hand[1] + drop),
            )
            canvas.paint([tube(loop, (0.4, 0.4, 0.4))], strap)
        size = (7.0, 8.6) if large else (5.0, 4.2)
        _satchel(canvas, hand + points((0, drop + size[1] - 0.5))[0], size=size, color=color, flap=not large)
    elif look.bag == "clutch":
        _satchel(canvas, body.arms[0].path[3] + points((1.0, 1.6))[0], size=(5.4, 3.3), color=color)


def _satchel(canvas: Canvas, centre: Points, *, size: tuple[float, float], color: str, flap: bool = True) -> None:
    half_w, half_h = size
    body = points((-0.92, -1), (0.92, -1), (1.0, 0.8), (0.9, 1), (-0.9, 1), (-1.0, 0.8)) * [half_w, half_h] + centre
    canvas.paint([body], Paint(color=color, depth=0.5, folds=0.04, radius=0.9, shadow=0.5))
    if flap:
        lid = points((-0.94, -1), (0.94, -1), (0.9, -0.1), (0, 0.35), (-0.9, -0.1)) * [half_w, half_h] + centre
        canvas.paint([lid], Paint(color=shade(color, 1.12), depth=0.3, radius=0.5, shadow=0.4))
        clasp = points((-0.09, 0.05), (0.09, 0.05), (0.09, 0.4), (-0.09, 0.4)) * [half_w, half_h] + centre
        canvas.paint([clasp], Paint(color="#cfae62", depth=0.3, radius=0.3))
