"""Caps, beanies, hats and the rest. Head measures, cm; see `wornby.studio.heads.skull`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.studio.heads.skull import CENTRE, Shell, directions
from wornby.studio.looks import Extra
from wornby.studio.rendering.mesh import Floats, Patch, loft, smooth
from wornby.studio.rendering.surfaces import Paint, Relief, Spots, Surface, linear

HEADWEAR_STYLES: Mapping[str, tuple[str, ...]] = {
    "beanie": ("cuffed", "pompom", "slouch"),
    "cap": ("baseball",),
    "hat": ("fedora", "sun", "bucket"),
    "other": ("headscarf", "headband", "beret"),
}
"""Styles by value of headwear.kind."""

# Lower edges: azimuth from the face, elevation, radians.
_EDGES = {
    "baseball": ([0, 0.5, 1.0, 1.57, 2.3, 3.15], [0.31, 0.29, 0.16, 0.03, -0.16, -0.22]),
    "beret": ([0, 0.6, 1.2, 1.57, 2.3, 3.15], [0.50, 0.46, 0.28, 0.12, -0.02, -0.05]),
    "bucket": ([0, 0.6, 1.2, 1.57, 2.3, 3.15], [0.38, 0.35, 0.20, 0.10, -0.04, -0.10]),
    "cuffed": ([0, 0.5, 1.0, 1.45, 2.1, 3.15], [0.32, 0.31, 0.12, -0.08, -0.28, -0.36]),
    "fedora": ([0, 0.6, 1.2, 1.57, 2.3, 3.15], [0.38, 0.35, 0.22, 0.13, 0.0, -0.06]),
    "headscarf": ([0, 0.5, 1.0, 1.40, 1.8, 2.3, 3.15], [0.45, 0.42, 0.18, -0.15, -0.36, -0.62, -0.72]),
    "headband": ([0, 0.6, 1.2, 1.57, 2.3, 3.15], [0.44, 0.42, 0.22, -0.04, -0.36, -0.48]),
    "pompom": ([0, 0.5, 1.0, 1.45, 2.1, 3.15], [0.32, 0.31, 0.12, -0.08, -0.30, -0.38]),
    "slouch": ([0, 0.5, 1.0, 1.45, 2.1, 3.15], [0.42, 0.38, 0.15, -0.06, -0.28, -0.36]),
    "sun": ([0, 0.6, 1.2, 1.57, 2.3, 3.15], [0.36, 0.33, 0.20, 0.11, 0.0, -0.06]),
}
_BAND = 0.42
_COLUMNS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Which part of the head headwear hides.

    Attributes:
        style: Name of its form.
    """

    style: str

    def low(self, turn: Floats) -> Floats:
        """Elevation of the lower edge by azimuth, radians."""
        knots, values = _EDGES[self.style]
        at = np.abs(np.asarray(turn, np.float32))
        return smooth(knots, values, at=at.reshape(-1)).reshape(at.shape)

    def hides(self, up: Floats, turn: Floats) -> NDArray[np.bool_]:
        """Whether a direction from the head's middle is hidden."""
        low = self.low(turn)
        hidden = up > low - 0.03
        if self.style == "headband":
            hidden &= up < low + _BAND + 0.02
        return hidden


def cover_of(extra: Extra) -> Cover | None:
    """What a piece of headwear hides; nothing is worn where it is None."""
    if extra.kind not in HEADWEAR_STYLES:
        return None
    styles = HEADWEAR_STYLES[extra.kind]
    return Cover(style=extra.style if extra.style in styles else styles[0])


def headwear_patches(extra: Extra, *, shell: Shell, rng: np.random.Generator) -> list[Patch]:
    """Headwear in head measures."""
    cover = cover_of(extra)
    if cover is None:
        return []
    return _BUILDERS[cover.style](_Piece(cover=cover, color=extra.color, shell=shell, rng=rng))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Piece:
    cover: Cover
    color: str
    shell: Shell
    rng: np.random.Generator

    def turn(self) -> Floats:
        return np.linspace(-np.pi, np.pi, _COLUMNS + 1).astype(np.float32)

    def edge(self, *, ease: float) -> Floats:
        """The lower edge. (C, 3)."""
        turn = self.turn()
        return self.shell.at(self.cover.low(turn), turn, ease=ease)

    def cloth(self, *, relief: Relief | None = None, paint: Paint | None = None) -> Surface:
        return Surface(color=self.color, relief=relief, paint=paint or _woven(self.color), sheen=0.25, soft=0.2)


def _woven(color: str, *, seams: int = 0, depth: float = 0.10) -> Paint:
    """Cloth with a little unevenness, and seams that run down from the crown."""
    base = linear(color)

    def paint(spots: Spots) -> Floats:
        x, y = spots.uv[:, 0], spots.uv[:, 1]
        grain = np.sin(x * 17 + 3 * np.sin(y * 2.3)) * np.sin(y * 19 + 2 * np.sin(x * 1.9))
        light = 1 + depth * 0.4 * grain
        if seams:
            away = np.abs(np.mod(x * seams / (18 * np.pi) + 0.5, 1) - 0.5) * (18 * np.pi) / seams
            light = light * (1 - 0.35 * np.exp(-((away / 0.12) ** 2)))
        return np.clip(base * light[:, None], 0, 1).astype(np.float32)

    return paint


def _badged(paint: Paint, *, color: str) -> Paint:
    """A stitched oval on the front."""
    ground = linear(color)
    thread = linear("#e8e4da" if float(ground.mean()) < 0.3 else "#2a2c33")

    def badged(spots: Spots) -> Floats:
        x, y = spots.uv[:, 0], spots.uv[:, 1] - 8.6
        away = np.hypot(x / 2.1, y / 1.25)
        ring = np.exp(-(((away - 0.86) / 0.10) ** 2)) + (away < 0.55) * (np.abs(np.sin(x * 3.0 + y)) > 0.5)
        share = (np.clip(ring, 0, 1) * 0.85)[:, None]
        color_below = paint(spots)
        return (color_below + (thread - color_below) * share).astype(np.float32)

    return badged


def _dome(piece: _Piece, *, ease: Floats, low: Floats, surface: Surface, shift: Floats | None = None) -> Patch:
    """From the crown down to an edge.

    Args:
        piece: Whose it is.
        ease: Above the head from crown to edge, (R,) or (R, C), cm.
        low: Elevation of the edge, (C,), radians.
        surface: Its cloth.
        shift: Where each row goes besides. (R, 3).
    """
    rows = len(ease)
    turn = piece.turn()[None, :]
    reach = np.linspace(0, 1, rows)[:, None]
    up = np.pi / 2 - reach * (np.pi / 2 - low[None, :])
    up, wide = np.broadcast_arrays(up, turn)
    room = ease[:, None] if ease.ndim == 1 else ease
    points = piece.shell.at(up, wide, ease=room)
    if shift is not None:
        points = points + shift[:, None]
    uv = np.stack([wide * 9, (np.pi / 2 - up) * 10], axis=2).astype(np.float32)
    return Patch(points=points.astype(np.float32), uv=uv, surface=surface, part="headwear", closed=True)


def _rolled(path: Floats, *, radius: float, surface: Surface) -> Patch:
    return loft(path, np.full((len(path), 3), radius, np.float32), columns=8, surface=surface, part="headwear")


def _baseball(piece: _Piece) -> list[Patch]:
    turn = piece.turn()
    reach = np.linspace(0, 1, 40)[:, None]
    front = np.clip(np.cos(turn), 0, 1)[None, :] ** 1.5
    ease = (
        0.95
        + 0.6 * (1 - reach)
        + 0.35 * np.sin(np.pi * reach)
        + 1.7 * front * np.sin(np.pi * np.clip(reach, 0, 1)) ** 0.8
    )
    seams = 0.10 * np.exp(-((np.mod(turn * 3 / np.pi + 0.5, 1) - 0.5) ** 2) / 0.002)[None, :]
    cloth = piece.cloth(paint=_woven(piece.color, seams=6))
    panel = piece.cloth(paint=_badged(_woven(piece.color, seams=6), color=piece.color))
    crown = _dome(
        piece, ease=(ease - seams * (1 - reach * 0.2)).astype(np.float32), low=piece.cover.low(turn), surface=panel
    )
    top = piece.shell.at(np.array(np.pi / 2, np.float32), np.array(0, np.float32), ease=1.6)
    button = _ball(top, radius=(0.75, 0.32, 0.75), surface=cloth)
    return [crown, button, _visor(piece, surface=cloth), *_hem(piece, ease=1.0, surface=cloth)]


def _hem(piece: _Piece, *, ease: float, surface: Surface) -> list[Patch]:
    return [_rolled(piece.edge(ease=ease), radius=0.14, surface=surface)]


def _visor(piece: _Piece, *, surface: Surface) -> Patch:
    """A curved brim over the forehead, with a thickness."""
    turn = np.linspace(-1.12, 1.12, 61).astype(np.float32)
    inner = piece.shell.at(piece.cover.low(turn) + 0.02, turn, ease=0.9)
    reach = np.concatenate([np.linspace(0, 1, 16), np.linspace(1, 0, 16)])[:, None]
    under = np.concatenate([np.zeros(16), np.full(16, 0.22)])[:, None]
    share = turn / 1.12
    long = 8.6 * np.sqrt(np.clip(1 - np.abs(share) ** 2.6, 0, 1))
    x = inner[:, 0] * (1 + 0.02 * reach)
    z = inner[:, 2] + long * reach
    y = inner[:, 1] - 0.34 * long * reach - 1.3 * share**2 * reach - under
    y = y - 0.020 * (x * reach) ** 2
    points = np.stack(np.broadcast_arrays(x, y, z), axis=2).astype(np.float32)
    uv = np.ascontiguousarray(points[..., ::2])
    return Patch(points=points, uv=uv, surface=surface, part="headwear")


def _ball(middle: Floats, *, radius: tuple[float, float, float], surface: Surface, fine: int = 1) -> Patch:
    rows, columns = 14 * fine + 1, 24 * fine + 1
    up, turn = np.meshgrid(np.linspace(np.pi / 2, -np.pi / 2, rows), np.linspace(-np.pi, np.pi, columns), indexing="ij")
    points = middle + directions(up, turn) * np.array(radius, np.float32)
    uv = np.stack([turn * 3, up * 3], axis=2).astype(np.float32)
    return Patch(points=points.astype(np.float32), uv=uv, surface=surface, part="headwear", closed=True)


def _ribbed(*, width: float, depth: float) -> Relief:
    def relief(uv: Floats) -> Floats:
        rib = np.abs(np.sin(np.pi * uv[:, 0] / width)) ** 0.7
        stitch = 0.25 * np.abs(np.sin(np.pi * (uv[:, 1] / 0.35 + 0.5 * np.abs(np.mod(uv[:, 0] / width, 1) - 0.5))))
        return (depth * (rib + stitch * rib)).astype(np.float32)

    return relief


def _ribbed_paint(color: str, *, width: float) -> Paint:
    base = linear(color)

    def paint(spots: Spots) -> Floats:
        rib = np.abs(np.sin(np.pi * spots.uv[:, 0] / width)) ** 0.7
        return (base * (0.62 + 0.45 * rib)[:, None]).clip(0, 1).astype(np.float32)

    return paint


def _beanie(piece: _Piece) -> list[Patch]:
    slouch = piece.cover.style == "slouch"
    width = 0.9
    knit = piece.cloth(relief=_ribbed(width=width, depth=0.10), paint=_ribbed_paint(piece.color, width=width))
    reach = np.linspace(0, 1, 44).astype(np.float32)
    turn = piece.turn()
    ribs = 0.07 * np.cos(2 * np.pi * turn * 9 / width)
    ease = smooth([0, 0.2, 0.5, 0.8, 1.0], [3.3, 2.5, 1.75, 1.25, 1.0], at=reach)
    if slouch:
        ease = ease + smooth([0, 0.35, 0.75, 1.0], [1.4, 1.5, 0.5, 0.0], at=reach)
    shift = np.stack([0 * reach, 0 * reach, -(1.9 if slouch else 0.7) * (1 - reach) ** 1.5], axis=1)
    low = piece.cover.low(turn)
    dome = _dome(
        piece, ease=ease[:, None] + ribs * np.minimum(1, 3 * reach)[:, None], low=low, surface=knit, shift=shift
    )
    if slouch:
        return [dome, *_hem(piece, ease=1.0, surface=knit)]
    high = 0.50
    place = np.linspace(0, 1, 14)[:, None]
    up = low[None, :] - 0.03 + high * (1 - place)
    bulge = 1.05 + 0.95 * np.sin(np.pi * place) ** 0.35 + 1.3 * ribs
    points = piece.shell.at(up.astype(np.float32), np.broadcast_to(turn, up.shape), ease=bulge.astype(np.float32))
    uv = np.stack(np.broadcast_arrays(turn * 9 + 0.3, place * 4.5), axis=2).astype(np.float32)
    cuff = Patch(points=points, uv=uv, surface=knit, part="headwear", closed=True)
    if piece.cover.style == "pompom":
        return [dome, cuff, _pompom(dome.points[0, 0], color=piece.color, rng=piece.rng)]
    return [dome, cuff]


def _pompom(middle: Floats, *, color: str, rng: np.random.Generator) -> Patch:
    """A tuft of yarn ends."""
    wool = Surface(color=color, sheen=0.4, soft=0.35)
    ball = _ball(middle + np.array([0, 2.0, 0], np.float32), radius=(2.7, 2.6, 2.7), surface=wool, fine=3)
    away = ball.points - ball.points.mean((0, 1))
    rough = rng.normal(0, 0.06, ball.points.shape[:2])
    rough[:, -1] = rough[:, 0]
    rough[[0, -1]] = 0
    return ball.moved(ball.points + away * rough[..., None])


def _stack(base: Floats, rows: Floats, *, top: float, surface: Surface) -> Patch:
    """Rings from the crown's middle down, or outwards along a brim.

    Args:
        base: Ring that they follow, (C, 3), cm.
        rows: Factor on the ring's width, height above it, cm, and how level the row is, 0 to 1. (R, 3).
        top: Height of a level ring, cm.
        surface: Its cloth.
    """
    middle = base.mean(0)
    away = (base - middle) * np.array([1, 0, 1], np.float32)
    points = middle + away[None] * rows[:, :1, None]
    points[..., 1] = (base[:, 1] + rows[:, 1:2]) * (1 - rows[:, 2:3]) + (top + rows[:, 1:2]) * rows[:, 2:3]
    turn = np.linspace(-np.pi, np.pi, len(base))
    down = np.concatenate([[0], np.cumsum(np.abs(np.diff(rows[:, 0])) * 9 + np.abs(np.diff(rows[:, 1])))])
    uv = np.stack(np.broadcast_arrays(turn * 9, down[:, None]), axis=2).astype(np.float32)
    return Patch(points=points.astype(np.float32), uv=uv, surface=surface, part="headwear", closed=True)


def _rows(table: list[tuple[float, float, float]], *, count: int) -> Floats:
    return smooth(np.arange(len(table)), np.array(table), at=np.linspace(0, len(table) - 1, count).astype(np.float32))


def _brim(base: Floats, *, width: Floats, drop: Floats, surface: Surface, thick: float = 0.22) -> Patch:
    """A ring of cloth outwards from a ring.

    Args:
        base: (C, 3), cm.
        width: (C,), cm.
        drop: How far the outer edge hangs, (C,), cm; negative where it is turned up.
        surface: Its cloth.
        thick: cm.
    """
    middle = base.mean(0)
    out = (base - middle) * np.array([1, 0, 1], np.float32)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    reach = np.concatenate([np.linspace(0, 1, 20), np.linspace(1, 0, 20)])[:, None]
    under = np.concatenate([np.zeros(20), np.full(20, thick)])[:, None]
    points = base[None] + out[None] * (reach * width)[..., None]
    points[..., 1] -= drop * reach**1.6 + under
    turn = np.linspace(-np.pi, np.pi, len(base))
    uv = np.stack(np.broadcast_arrays(turn * 9, reach * float(width.mean())), axis=2).astype(np.float32)
    return Patch(points=points.astype(np.float32), uv=uv, surface=surface, part="headwear", closed=True)


def _fedora(piece: _Piece) -> list[Patch]:
    turn = piece.turn()
    felt = Surface(color=piece.color, paint=_woven(piece.color, depth=0.06), sheen=0.35, soft=0.25)
    base = piece.edge(ease=0.75)
    table = [(0.01, -1.5, 1.0), (0.35, -1.2, 1.0), (0.62, 0.1, 1.0), (0.73, 0.5, 1.0), (0.81, 0.1, 0.96)]
    table += [(0.87, 0.0, 0.80), (0.93, 0.0, 0.55), (0.98, 0.0, 0.25), (1.0, 0.0, 0.0)]
    crown = _stack(base, _rows(table, count=60), top=25.2, surface=felt)
    # Two dents in front, where a hand takes it.
    pinch = np.exp(-(((np.abs(turn) - 0.62) / 0.30) ** 2)) * 0.9
    high = np.clip((crown.points[..., 1] - 19.5) / 4.5, 0, 1)
    points = crown.points.copy()
    points[..., 0] *= 1 - 0.16 * pinch * high
    points[..., 2] -= 0.5 * pinch * high
    drop = 0.9 * np.cos(2 * turn) + 0.2
    brim = _brim(base, width=np.full(len(base), 5.6), drop=drop, surface=felt)
    return [crown.moved(points), brim, _hatband(base, color=piece.color, height=2.6)]


def _hatband(base: Floats, *, color: str, height: float) -> Patch:
    dark = linear(color)
    ribbon = "#1b1a1c" if float(dark.mean()) > 0.05 else "#5a5550"
    rows = np.array([(1.012, height, 0.0), (1.03, height * 0.5, 0.0), (1.035, 0.15, 0.0)], np.float32)
    return _stack(base, rows, top=0.0, surface=Surface(color=ribbon, sheen=0.3, gloss=0.06))


def _straw(color: str) -> tuple[Paint, Relief]:
    base = linear(color)

    def height(uv: Floats) -> Floats:
        ring = np.abs(np.sin(np.pi * uv[:, 1] / 0.55)) ** 0.6
        plait = 0.35 * np.sin(uv[:, 0] * 9 + 4 * np.floor(uv[:, 1] / 0.55))
        return (0.05 * ring * (1 + plait)).astype(np.float32)

    def paint(spots: Spots) -> Floats:
        return (base * (0.80 + 4.5 * height(spots.uv))[:, None]).clip(0, 1).astype(np.float32)

    return paint, height


def _sun(piece: _Piece) -> list[Patch]:
    turn = piece.turn()
    paint, height = _straw(piece.color)
    straw = Surface(color=piece.color, paint=paint, relief=height, soft=0.2, sheen=0.1)
    base = piece.edge(ease=0.8)
    table = [(0.01, 0, 1.0), (0.45, -0.1, 1.0), (0.74, -0.5, 1.0), (0.88, 0, 0.80), (0.97, 0, 0.4), (1.0, 0, 0)]
    crown = _stack(base, _rows(table, count=50), top=24.6, surface=straw)
    wave = 0.5 * np.sin(3 * turn + piece.rng.uniform(0, 6))
    brim = _brim(base, width=np.full(len(base), 10.0), drop=2.4 + 0.8 * np.cos(2 * turn) + wave, surface=straw)
    return [crown, brim, _hatband(base, color=piece.color, height=2.4)]


def _bucket(piece: _Piece) -> list[Patch]:
    base = piece.edge(ease=0.8)
    cloth = piece.cloth(relief=_stitched(pitch=1.1))
    table = [(0.01, 0, 1.0), (0.5, -0.05, 1.0), (0.80, -0.2, 1.0), (0.86, 0, 0.93), (0.95, 0, 0.45), (1.0, 0, 0)]
    crown = _stack(base, _rows(table, count=50), top=24.2, surface=cloth)
    turn = piece.turn()
    brim = _brim(base, width=np.full(len(base), 4.6), drop=3.3 + 0.3 * np.sin(3 * turn + 1), surface=cloth)
    return [crown, brim]


def _stitched(*, pitch: float) -> Relief:
    def relief(uv: Floats) -> Floats:
        away = np.abs(np.mod(uv[:, 1] / pitch, 1) - 0.5) * pitch
        return (-0.05 * np.exp(-((away / 0.09) ** 2))).astype(np.float32)

    return relief


def _beret(piece: _Piece) -> list[Patch]:
    turn = piece.turn()
    wool = Surface(color=piece.color, paint=_woven(piece.color, depth=0.16), sheen=0.5, soft=0.3)
    base = piece.edge(ease=0.7)
    table = [(0.01, 0.3, 1.0), (0.5, 0.0, 1.0), (0.95, -1.2, 1.0), (1.22, -2.6, 0.85), (1.25, 1.6, 0.35)]
    table += [(1.08, 1.2, 0.1), (1.0, 0.7, 0.0), (1.0, 0.0, 0.0)]
    cloth = _stack(base, _rows(table, count=60), top=23.6, surface=wool)
    points = cloth.points.copy()
    high = np.clip((points[..., 1] - base[:, 1]) / 5, 0, 1)
    # It hangs to one side and back, in soft folds.
    points[..., 1] -= high * (0.16 * points[..., 0] + 0.10 * (CENTRE[2] - points[..., 2]))
    points[..., 0] += 1.1 * high
    points[..., 1] += high * 0.22 * np.sin(5 * turn + 1.3)
    stalk = _ball(points[0, 0] + np.array([0, 0.3, 0], np.float32), radius=(0.25, 0.7, 0.25), surface=wool)
    return [cloth.moved(points), stalk, *_hem(piece, ease=0.8, surface=wool)]


def _headscarf(piece: _Piece) -> list[Patch]:
    turn = piece.turn()
    cloth = piece.cloth()
    reach = np.linspace(0, 1, 50)[:, None]
    behind = np.clip(-np.cos(turn), 0, 1)[None, :]
    folds = (
        0.26 * np.sin(reach * 16 + 2.6 * np.cos(turn) + np.sin(2 * turn)) * np.clip(np.abs(np.sin(turn)) + behind, 0, 1)
    )
    ease = 0.95 + 0.5 * np.sin(np.pi * reach) * behind + folds * np.sin(np.pi * reach)
    dome = _dome(piece, ease=ease.astype(np.float32), low=piece.cover.low(turn), surface=cloth)
    knot = piece.shell.at(np.array(-0.55, np.float32), np.array(np.pi, np.float32), ease=1.5)
    patches = [dome, _ball(knot, radius=(1.7, 1.3, 1.1), surface=cloth), *_hem(piece, ease=1.0, surface=cloth)]
    for side in (-1, 1):
        steps = np.linspace(0, 1, 20)
        path = knot + np.stack(
            [side * (0.6 + 2.2 * steps), -9.5 * steps**1.1, -1.6 * steps + 0.4 * np.sin(steps * 6)], 1
        )
        wide = np.interp(steps, [0, 0.2, 0.8, 1], [0.7, 1.5, 2.0, 0.3])
        sections = np.stack([wide, 0 * wide + 0.25, 0 * wide + 0.25], 1)
        patches.append(loft(path.astype(np.float32), sections, columns=20, surface=cloth, part="headwear"))
    return patches


def _headband(piece: _Piece) -> list[Patch]:
    turn = piece.turn()
    cloth = piece.cloth(relief=_ribbed(width=0.5, depth=0.03))
    place = np.linspace(0, 1, 16)[:, None]
    low = piece.cover.low(turn)[None, :]
    up = low + _BAND * (1 - place) * (0.85 + 0.15 * np.cos(turn))
    ease = 0.55 + 0.55 * np.sin(np.pi * place) ** 0.4 + 0.05 * np.sin(place * 14 + turn * 2)
    points = piece.shell.at(up.astype(np.float32), np.broadcast_to(turn, up.shape), ease=ease.astype(np.float32))
    uv = np.stack(np.broadcast_arrays(place * 4.5, turn * 9), axis=2).astype(np.float32)
    return [Patch(points=points, uv=uv, surface=cloth, part="headwear", closed=True)]


_BUILDERS: Mapping[str, Callable[[_Piece], list[Patch]]] = {
    "baseball": _baseball,
    "beret": _beret,
    "bucket": _bucket,
    "cuffed": _beanie,
    "fedora": _fedora,
    "headband": _headband,
    "headscarf": _headscarf,
    "pompom": _beanie,
    "slouch": _beanie,
    "sun": _sun,
}
