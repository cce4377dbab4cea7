"""Lasts, and the pieces that shoes are made of on them. Lengths in centimetres of a foot 26 cm long."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wornby.studio.figures.figure import Figure
from wornby.studio.garments.prints import mixed, rgb
from wornby.studio.rendering.mesh import Floats, Patch, loft, smooth
from wornby.studio.rendering.surfaces import Paint, Spots, Surface, linear

LENGTH_CM = 26.0
PLACES = (0.0, 0.02, 0.07, 0.25, 0.48, 0.70, 0.86, 0.95, 0.985, 1.0)
_HALF = (0.0, 1.7, 2.7, 3.25, 3.4, 4.6, 4.3, 3.2, 1.9, 0.0)
_TOP = (5.5, 6.8, 7.6, 8.9, 7.2, 4.7, 3.3, 2.5, 1.9, 1.2)
Knots = Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Last:
    """The form of one foot.

    Attributes:
        heel: On the floor. (3,), cm.
        ahead: From heel to toe, unit length. (3,).
        across: To the picture's right, unit length. (3,).
        size: The foot's length over 26 cm.
        side: 1 for the figure's left.
        half: Half widths at `PLACES`.
        top: Heights of the ridge.
        base: Heights of what is under the foot.
        ease: Added all round, cm.
    """

    heel: Floats
    ahead: Floats
    across: Floats
    size: float
    side: int
    half: Knots = _HALF
    top: Knots = _TOP
    base: Knots = (0.0,) * 10
    ease: float = 0.0

    def at(self, places: Floats, turns: Floats, *, lift: float = 0.0) -> Floats:
        """Points on it.

        Args:
            places: From the heel, 0, to the toe, 1. (R, C).
            turns: From one side, 0, over the ridge, to the other, pi. (R, C).
            lift: Off the surface, cm.

        Returns:
            (R, C, 3), cm.
        """
        flat = places.reshape(-1)
        half, top, base = (
            smooth(PLACES, knots, at=flat).reshape(places.shape) for knots in (self.half, self.top, self.base)
        )
        cos, sin = np.cos(turns), np.clip(np.sin(turns), 0, 1)
        inward = -self.side * 0.9 * places**3
        x = inward + np.sign(cos) * np.abs(cos) ** 0.62 * np.maximum(half + self.ease + lift, 0)
        y = base + (top - base + self.ease + lift) * sin**0.92
        z = places * LENGTH_CM + (2 * places - 1) * (self.ease + lift) * np.abs(2 * places - 1) ** 6
        points = self.heel + self.size * (x[..., None] * self.across + z[..., None] * self.ahead)
        points[..., 1] += self.size * y
        return np.asarray(points, np.float32)


def last_of(figure: Figure, *, side: int) -> Last:
    """The last of one of the figure's feet, flat on the floor."""
    limb = figure.leg(side)
    size = figure.at(0.152) / LENGTH_CM
    turn = side * 0.16
    ahead = np.array([np.sin(turn), 0, np.cos(turn)], np.float32)
    across = np.array([np.cos(turn), 0, -np.sin(turn)], np.float32)
    heel = limb.end * np.array([1, 0, 1], np.float32) - ahead * np.float32(6.2 * size)
    return Last(heel=heel.astype(np.float32), ahead=ahead, across=across, size=size, side=side)


def raised(last: Last, height: float) -> Last:
    """The same last so many centimetres higher."""
    return replace(
        last,
        base=tuple(value + height for value in last.base),
        top=tuple(value + height for value in last.top),
    )


def stations(start: float, end: float, *, rows: int) -> Floats:
    """Places from `start` to `end`, closer to each other at heel and toe. (rows,)."""
    even = np.linspace(0, 1, rows)
    dense = (1 - np.cos(np.pi * even)) / 2
    share = dense if (start, end) == (0.0, 1.0) else even
    return (start + (end - start) * share).astype(np.float32)


def shell(
    last: Last,
    span: tuple[float, float],
    *,
    cover: tuple[Knots, Knots] | None,
    surface: Surface,
    part: str = "shoes",
    lift: float = 0.0,
    flank: int = 0,
    rows: int = 64,
) -> Patch:
    """A piece of the last's surface.

    Args:
        last: The form.
        span: From place to place.
        cover: How far up each flank is covered, as knots of place and share; None for all.
        surface: What it is made of.
        part: As the parser names it.
        lift: Off the last, cm.
        flank: -1 or 1 for one flank up to its cover; 0 from edge to edge.
        rows: Points along.
    """
    places = stations(*span, rows=rows)
    shares = np.ones(rows, np.float32) if cover is None else smooth(cover[0], cover[1], at=places)
    up = np.linspace(0, 1, 22 if flank else 44)
    turns = shares[:, None] * up * (np.pi / 2) if flank else np.broadcast_to(up * np.pi, (rows, 44))
    if flank > 0:
        turns = np.pi - turns
    points = last.at(np.broadcast_to(places[:, None], turns.shape), turns.astype(np.float32), lift=lift)
    uv = np.stack(np.broadcast_arrays(turns * 4.5, places[:, None] * LENGTH_CM), 2)
    return Patch(points=points, uv=uv.astype(np.float32), surface=surface, part=part)


def flanks(last: Last, span: tuple[float, float], cover: tuple[Knots, Knots], *, surface: Surface) -> list[Patch]:
    """Both sides of an upper with its opening, and the thickness of its rim."""
    patches = []
    rim = replace(surface, color=shaded(surface.color, 0.25), paint=None)
    for flank in (-1, 1):
        shell_patch = shell(last, span, cover=cover, surface=surface, flank=flank)
        patches.append(shell_patch)
        open_rows = smooth(cover[0], cover[1], at=stations(*span, rows=64)) < 0.99
        edge = shell_patch.points[open_rows, -1]
        if len(edge) > 4:
            thick = np.full((len(edge), 3), 0.16 * last.size, np.float32)
            patches.append(loft(edge, thick, columns=8, surface=rim, part="shoes"))
    return patches


def _outline(last: Last, *, ease: float, columns: int = 60) -> tuple[Floats, Floats]:
    """The last's edge on the floor, all round from the heel: points, (2 * columns - 1, 3), and their places."""
    places = stations(0.0, 1.0, rows=columns)
    eased = replace(last, ease=last.ease + ease)
    right = eased.at(places[:, None], np.zeros((columns, 1), np.float32))[:, 0]
    left = eased.at(places[:, None], np.full((columns, 1), np.pi, np.float32))[:, 0]
    return np.concatenate([right[:-1], left[::-1]]), np.concatenate([places[:-1], places[::-1]])


def sole(
    last: Last, *, under: Callable[[Floats], Floats], thick: float, surface: Surface, ease: float = 0.25
) -> list[Patch]:
    """A sole's wall and its upper face.

    Args:
        last: Its base is the sole's upper face.
        under: Gives the height of the lower face at places, cm.
        thick: How far the wall stands above the base, cm.
        surface: What it is made of.
        ease: How far it stands out, cm.
    """
    edge, places = _outline(last, ease=ease)
    inner, _ = _outline(last, ease=ease - 0.45)
    low = under(places) * last.size
    base = smooth(PLACES, last.base, at=places) * last.size + thick * last.size
    rings = []
    for ring, height in (
        (inner, low), (edge, low + 0.12), (edge, low * 0.66 + base * 0.34), (edge, low * 0.33 + base * 0.67),
        (edge, base - 0.1), (edge * 0.5 + inner * 0.5, base), (inner, base - 0.1),
    ):  # fmt: skip
        placed = ring.copy()
        placed[:, 1] = np.maximum(height, 0.02)
        rings.append(placed)
    points = np.stack(rings)
    arc = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(edge, axis=0), axis=1))])
    uv = np.stack(np.broadcast_arrays(arc[None], points[..., 1]), 2).astype(np.float32)
    wall = Patch(points=points.astype(np.float32), uv=uv, surface=surface, part="shoes", closed=True)
    half = len(inner) // 2
    across = np.linspace(0, 1, 4)[:, None, None]
    right, left = rings[-1][: half + 1], rings[-1][half:][::-1]
    face = (right * (1 - across) + left * across).astype(np.float32)
    return [wall, Patch(points=face, uv=face[..., [0, 2]].copy(), surface=surface, part="shoes")]


def band(
    last: Last, place: float, *, width: float, surface: Surface, lift: float = 0.1, slant: float = 0.0,
    turns: tuple[float, float] = (0.0, np.pi),
) -> Patch:  # fmt: skip
    """A strap over the foot: `width` in cm; `slant` moves its middle to the toe, cm."""
    across = np.linspace(*turns, 40).astype(np.float32)
    down = np.linspace(-0.5, 0.5, 7)
    round_edge = np.array([-0.6, 0.7, 1, 1, 1, 0.7, -0.6])
    places = place + (down[:, None] * width + slant * np.sin(across)[None]) / LENGTH_CM
    rows = [
        last.at(places[row : row + 1].astype(np.float32), across[None], lift=lift + 0.08 * float(round_edge[row]))
        for row in range(7)
    ]
    points = np.concatenate(rows)
    uv = np.stack(np.broadcast_arrays(across[None] * 4, places * LENGTH_CM), 2).astype(np.float32)
    return Patch(points=points, uv=uv, surface=surface, part="shoes")


def cord(last: Last, places: Knots, turns: Knots, *, radius: float, surface: Surface, lift: float = 0.35) -> Patch:
    """A lace through places and turns of the last."""
    steps = np.linspace(0, len(places) - 1, 6 * len(places))
    at = np.interp(steps, np.arange(len(places)), places)[:, None].astype(np.float32)
    turn = np.interp(steps, np.arange(len(places)), turns)[:, None].astype(np.float32)
    path = last.at(at, turn, lift=lift)[:, 0]
    thick = np.full((len(path), 3), radius * last.size, np.float32)
    return loft(path, thick, columns=8, surface=surface, part="shoes")


def laces(last: Last, span: tuple[float, float], *, count: int, gap: float, surface: Surface) -> list[Patch]:
    """Bars from eyelet to eyelet and a bow at the top; `gap` is the opening's half width, radians."""
    left, right = np.pi / 2 - gap, np.pi / 2 + gap
    patches = []
    for place in np.linspace(*span, count):
        tilt = 0.012
        patches.append(cord(last, (place, place + tilt), (left, right), radius=0.30, surface=surface))
        patches.append(cord(last, (place + tilt, place), (left, right), radius=0.30, surface=surface))
    for way in (-1, 1):
        loop = (span[0], span[0] + 0.02, span[0] + 0.055, span[0] + 0.03, span[0])
        out = [np.pi / 2 + way * turn for turn in (0.0, 0.34, 0.62, 0.55, 0.05)]
        patches.append(cord(last, loop, out, radius=0.2, surface=surface, lift=0.55))
    return patches


def tongue(last: Last, span: tuple[float, float], *, gap: float, surface: Surface) -> Patch:
    """What lies under the laces and stands up behind them."""
    places = stations(*span, rows=24)
    across = np.linspace(np.pi / 2 - gap, np.pi / 2 + gap, 14).astype(np.float32)
    points = last.at(np.broadcast_to(places[:, None], (24, 14)), np.broadcast_to(across, (24, 14)), lift=-0.12)
    # It stands up behind the laces.
    stand = np.clip(1 - np.arange(24) / 7, 0, 1)[:, None] ** 1.5
    points[..., 1] += (stand * 2.4 * last.size).astype(np.float32)
    uv = np.stack(np.broadcast_arrays(across[None] * 4, places[:, None] * LENGTH_CM), 2).astype(np.float32)
    return Patch(points=points.astype(np.float32), uv=uv, surface=surface, part="shoes")


def level(height: float) -> Callable[[Floats], Floats]:
    """A lower face that is flat, at a height."""
    return lambda places: np.full_like(places, height)


def heeled(*, height: float, end: float = 0.30) -> Callable[[Floats], Floats]:
    """Lower face of a sole above a block heel of that height."""
    return lambda places: np.where(places < end, 0.0, height * smooth([end, end + 0.02, 0.62], [0.2, 1, 0], at=places))


def shaded(color: str, share: float) -> str:
    """Darker; a dark colour a little lighter, so that edges still show."""
    value = rgb(color)
    other = (12, 10, 10) if sum(value) > 170 else (120, 116, 112)
    return "#{:02x}{:02x}{:02x}".format(*mixed(value, other, share=share))


def seamed(color: str, *, places: Knots, strength: float = 0.4) -> Paint:
    """A colour with darker seams across the foot, at places of the last."""
    body, seam = linear(color), linear(shaded(color, strength))

    def paint(spots: Spots) -> Floats:
        away = np.min(np.abs(spots.uv[:, 1:2] - np.asarray(places, np.float32)[None] * LENGTH_CM), axis=1)
        share = np.clip(1.5 - away / 0.14, 0, 1)[:, None]
        return np.asarray(body * (1 - share) + seam * share, np.float32)

    return paint


def leather_of(color: str, *, gloss: float = 0.22) -> Surface:
    """Smooth leather."""
    return Surface(color=color, gloss=gloss, sharpness=28, soft=0.12)
