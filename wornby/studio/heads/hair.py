"""Hair: a cap that covers the scalp, and locks over it, combed, fallen and curled as the look says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wornby.studio.heads.headwear import Cover
from wornby.studio.heads.skull import CENTRE, directions
from wornby.studio.heads.strands import LANE_CM, Ground, Locks, curled, fall, ribbons, settle
from wornby.studio.looks import Hair
from wornby.studio.rendering.mesh import Floats, Patch
from wornby.studio.rendering.surfaces import Paint, Spots, Surface, linear

HAIR_SHADES: Mapping[str, tuple[str, ...]] = {
    "black": ("#17130f", "#1b1715", "#14110f", "#211b18"),
    "blonde": ("#c9a468", "#d8b87e", "#b98f55", "#e0c692"),
    "brown": ("#4a3122", "#5b3d2a", "#3d281c", "#6d4a31"),
    "grey": ("#8d8f92", "#a5a7aa", "#7b7d81", "#b9bbbd"),
    "red": ("#8c3f1d", "#a04a22", "#7a3218", "#b35c2c"),
    "vivid": ("#3f63c9", "#c8438f", "#7a45b8", "#2f9d78", "#e0559f"),
}
"""Colours by value of hair.color."""

_LINE = np.array(
    [
        (0.00, 0.445),
        (0.30, 0.465),
        (0.62, 0.430),
        (0.88, 0.270),
        (1.10, 0.020),
        (1.22, -0.240),
        (1.32, -0.240),
        (1.42, -0.055),
        (1.75, -0.050),
        (1.92, -0.330),
        (2.30, -0.700),
        (3.15, -0.800),
    ]
)
_WAVY, _CURLY = 0.22, 0.6
_UNDER_CM = 0.35


def hairline(turn: Floats) -> Floats:
    """Elevation of the hairline by azimuth, radians."""
    return np.interp(np.abs(turn), _LINE[:, 0], _LINE[:, 1]).astype(np.float32)


def hair_patches(hair: Hair, ground: Ground, *, cover: Cover | None, rng: np.random.Generator) -> list[Patch]:
    """Hair in head measures.

    Args:
        hair: What it is like.
        ground: Head and trunk.
        cover: What is worn over it, if anything is.
        rng: Draws the locks.
    """
    if hair.length == "bald":
        return []
    surface = hair_surface(hair.color, curl=hair.curl)
    build = _BUILDERS[hair.length]
    return [*build(hair, _Work(ground=ground, cover=cover, rng=rng, surface=surface))]


def hair_surface(color: str, *, curl: float) -> Surface:
    """Hair's finish: dark and straight hair shines most."""
    light = float(linear(color).mean())
    gloss = (0.07 + 0.12 * min(light * 3, 1)) * (1 - 0.55 * curl)
    return Surface(color=color, paint=_strand_paint(color), hair=True, gloss=gloss, sharpness=26, soft=0.3)


def _strand_paint(color: str) -> Paint:
    base = linear(color)
    # Strands differ in tone, grey ones least.
    vivid = float((base.max() - base.min()) / max(float(base.max()), 1e-4))
    warm = 1 + np.array([0.06, 0.0, -0.08], np.float32) * min(1.0, vivid * 1.5)

    def paint(spots: Spots) -> Floats:
        across, along = spots.uv[:, 0], spots.uv[:, 1]
        lane = np.floor(across / LANE_CM)
        tone = _noise(lane) - 0.5
        fine = np.sin(across * 31 + 5 * _noise(lane + 7)) * 0.5 + np.sin(across * 67 + 1.3) * 0.5
        light = 1 + 0.40 * tone + 0.16 * fine
        root = 0.78 + 0.22 * np.clip(along / 3.0, 0, 1)
        tint = np.where((_noise(lane + 3) > 0.5)[:, None], warm, 2 - warm)
        return np.clip(base * tint * (light * root)[:, None], 0, 1).astype(np.float32)

    return paint


def _noise(value: Floats) -> Floats:
    """A number in [0, 1) for each whole number."""
    return np.mod(np.sin(value * 12.9898 + 4.1) * 43758.5453, 1).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Work:
    """What every style is built from."""

    ground: Ground
    cover: Cover | None
    rng: np.random.Generator
    surface: Surface

    def covered(self, points: Floats) -> NDArray[np.bool_]:
        """Which points lie under the headwear."""
        if self.cover is None:
            return np.zeros(points.shape[:-1], bool)
        away = points - CENTRE
        up = np.arctan2(away[..., 1], np.hypot(away[..., 0], away[..., 2]))
        return self.cover.hides(up, np.arctan2(away[..., 0], away[..., 2]))

    def flat(self, paths: Floats) -> Floats:
        """Press what lies under the headwear to the head."""
        if self.cover is None:
            return paths
        away = paths - CENTRE
        length = np.maximum(np.linalg.norm(away, axis=-1), 1e-6)
        most = self.ground.shell.radius(away) + _UNDER_CM
        held = CENTRE + away * (np.minimum(length, most) / length)[..., None]
        return np.where(self.covered(paths)[..., None], held, paths).astype(np.float32)


def _cap(work: _Work, *, thick: float, knot: Floats | None = None) -> Patch:
    """What covers the scalp below the locks; `thick` in the middle, cm, none at the hairline.

    With a `knot`, a direction, it is streaked towards it and shines as the locks do.
    """
    turn = np.linspace(-np.pi, np.pi, 97)[None, :]
    reach = np.linspace(0, 1, 40)[:, None]
    low = hairline(turn) + 0.02 * np.sin(turn * 23) * np.sin(turn * 7)
    up = np.pi / 2 - reach * (np.pi / 2 - low)
    ease = 0.02 + thick * np.clip((1 - reach) / 0.35, 0, 1) ** 0.7
    up, turn = np.broadcast_arrays(up, turn)
    points = work.flat(work.ground.shell.at(up, turn, ease=ease))
    uv = np.stack([turn * 9 + 0 * reach, 3 + reach * 12 + 0 * turn], axis=2)
    # Its lanes are as wide as a lock, so that it is streaked as they are.
    if knot is not None:
        return _streaked(points, knot=knot, surface=work.surface)
    deep = Surface(color=work.surface.color, paint=_dimmed(work.surface), soft=0.3)
    return Patch(points=points, uv=uv.astype(np.float32), surface=deep, part="hair", closed=True)


def _streaked(points: Floats, *, knot: Floats, surface: Surface) -> Patch:
    """A cap whose strands run to a knot."""
    away = points - CENTRE
    away /= np.linalg.norm(away, axis=2, keepdims=True)
    across = np.array([1.0, 0, 0], np.float32)
    angle = np.arctan2(away @ across, away @ np.cross(knot, across).astype(np.float32))
    uv = np.stack([angle * 9, 3 + 9 * np.arccos(np.clip(-(away @ knot), -1, 1))], axis=2)
    return Patch(points=points, uv=uv.astype(np.float32), surface=surface, part="hair", closed=True)


def _dimmed(surface: Surface) -> Paint:
    """Roots lie in the shade of what grows over them."""
    paint = surface.paint or _strand_paint(surface.color)
    return lambda spots: (paint(spots) * np.float32(0.72)).astype(np.float32)


def _roots(work: _Work, *, count: int, inside: float = 0.0) -> tuple[Floats, Floats, Floats]:
    """Places on the scalp within the hairline: points, elevation, azimuth."""
    turn = work.rng.uniform(-np.pi, np.pi, count * 3)
    up = np.arcsin(work.rng.uniform(-0.75, 1.0, count * 3))
    keep = np.flatnonzero(up > hairline(turn) + inside)[:count]
    up, turn = up[keep].astype(np.float32), turn[keep].astype(np.float32)
    return work.ground.shell.at(up, turn, ease=0.05), up, turn


def _combed(roots: Floats, *, hair: Hair, back: float) -> Floats:
    """Headings away from the parting, along the scalp. (N, 3)."""
    normal = roots - CENTRE
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    part = 3.2 * hair.parting
    aside = roots[:, 0] - part
    side = np.sign(aside) * np.clip(np.abs(aside) / 1.2 + 0.25, 0, 1)
    crown = np.clip((-2.0 - roots[:, 2]) / 5.0, 0, 1)
    heading = np.stack([side * (1 - 0.75 * crown), -0.25 - 0.9 * crown, -back * (1 - crown) - 0.2 * crown], axis=1)
    heading -= (heading * normal).sum(1, keepdims=True) * normal
    return (heading / np.maximum(np.linalg.norm(heading, axis=1, keepdims=True), 1e-6)).astype(np.float32)


def _leaning(headings: Floats, roots: Floats, *, by: Floats | float) -> Floats:
    """Raise headings off the scalp."""
    normal = roots - CENTRE
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    raised = headings + normal * np.reshape(by, (-1, 1))
    return (raised / np.linalg.norm(raised, axis=1, keepdims=True)).astype(np.float32)


def _jitter(vectors: Floats, *, by: float, rng: np.random.Generator) -> Floats:
    out = vectors + rng.normal(0, by, vectors.shape)
    return (out / np.linalg.norm(out, axis=1, keepdims=True)).astype(np.float32)


def _clumped(roots: Floats, *, rng: np.random.Generator, loose: float) -> Floats:
    """Phases that are alike where roots lie near each other. (N,)."""
    pull = rng.normal(0, 0.45, (3, 2))
    phase = np.sin(roots @ pull[:, 0]) * 3 + np.sin(roots @ pull[:, 1] * 1.7) * 2
    return (phase + loose * rng.uniform(-np.pi, np.pi, len(roots))).astype(np.float32)


def _drawn(paths: Floats, roots: Floats, *, hair: Hair, work: _Work, width: float) -> Patch:
    rng = work.rng
    loose = 0.25 + 0.75 * hair.curl
    radius = (0.08 + 1.0 * max(hair.curl - 0.12, 0)) * (1.0 if work.cover is None else 0.6)
    paths = curled(
        paths,
        amount=radius,
        wave=9.5 - 5.6 * hair.curl,
        phase=_clumped(roots, rng=rng, loose=loose),
        spread=rng.uniform(0.85, 1.2, len(paths)).astype(np.float32),
    )
    widths = (width * rng.uniform(0.65, 1.3, len(paths))).astype(np.float32)
    columns = 3 if paths.shape[1] <= 24 else 2
    return ribbons(work.flat(paths), width=widths, surface=work.surface, columns=columns)


def _short(hair: Hair, work: _Work) -> list[Patch]:
    """A crop, parted at the side; curly ones stand up all over."""
    if hair.curl > _CURLY:
        return _coily(hair, work)
    rng = work.rng
    roots, up, turn = _roots(work, count=1500)
    roots, up, turn = _bare_of_headwear(work, roots, up=up, turn=turn)
    top = np.clip((up - 0.15) / 0.6, 0, 1)
    length = (1.5 + 3.4 * top) * rng.uniform(0.75, 1.2, len(roots))
    combed = _combed(roots, hair=hair, back=0.35)
    front = np.clip(1 - np.abs(turn) / 0.8, 0, 1) * np.clip((0.95 - up) / 0.4, 0, 1)
    if hair.fringe:
        ahead = np.array([0.35 * (1 if hair.parting < 0 else -1), -0.35, 0.8], np.float32)
        combed = combed * (1 - front[:, None]) + ahead * front[:, None]
        length = length * (1 + 0.25 * front)
    rise = 0.16 + 0.40 * front * (not hair.fringe) + 0.5 * hair.curl
    locks = Locks(
        roots=roots,
        headings=_jitter(_leaning(combed, roots, by=rise), by=0.10 + 0.2 * hair.curl, rng=rng),
        lift=((0.30 + 0.8 * top + 0.4 * front + 0.6 * hair.curl * top) * rng.uniform(0.6, 1.1, len(roots))).astype(
            np.float32
        ),
        length=length.astype(np.float32),
        end=np.full(len(roots), 2.0, np.float32),
        stiff=np.full(len(roots), 0.6 + 0.3 * hair.curl, np.float32),
        behind=np.abs(turn) > 1.6,
        open_face=np.zeros(len(roots), bool),
        cling=0.16 * (1 - hair.curl),
    )
    paths = fall(locks, work.ground, steps=12)
    lively = replace(hair, curl=hair.curl * 0.75)
    return [_cap(work, thick=0.22), _drawn(paths, roots, hair=lively, work=work, width=0.60)]


def _coily(hair: Hair, work: _Work) -> list[Patch]:
    """Small coils that stand off the head."""
    rng = work.rng
    roots, up, turn = _roots(work, count=1500)
    roots, up, turn = _bare_of_headwear(work, roots, up=up, turn=turn)
    edge = np.clip((up - hairline(turn)) / 0.5, 0, 1)
    tall = 2.6 + 3.0 * (hair.curl - _CURLY)
    length = (0.8 + tall * edge**0.7) * rng.uniform(0.75, 1.1, len(roots))
    out = _jitter(_leaning(np.zeros_like(roots), roots, by=1.0), by=0.22, rng=rng)
    place = np.linspace(0, 1, 20)[None, :, None]
    start = roots + out * (length * rng.uniform(0.0, 0.35, len(roots)))[:, None]
    straight = start[:, None] + out[:, None] * (length[:, None, None] * place)
    paths = curled(
        straight.astype(np.float32),
        amount=0.42,
        wave=1.5,
        phase=rng.uniform(-np.pi, np.pi, len(roots)).astype(np.float32),
        spread=rng.uniform(0.8, 1.3, len(roots)).astype(np.float32),
    )
    width = rng.uniform(0.35, 0.6, len(roots)).astype(np.float32)
    return [_cap(work, thick=tall * 0.72), ribbons(work.flat(paths), width=width, surface=work.surface, columns=2)]


def _bare_of_headwear(work: _Work, roots: Floats, *, up: Floats, turn: Floats) -> tuple[Floats, Floats, Floats]:
    """Short hair under headwear is not seen: leave it out."""
    seen = ~work.covered(work.ground.shell.at(up - 0.10, turn))
    return roots[seen], up[seen], turn[seen]


def _loose(hair: Hair, work: _Work, *, end: float, scatter: float, count: int, steps: int) -> list[Patch]:
    """Hair that hangs, down to a height."""
    rng = work.rng
    roots, up, turn = _roots(work, count=count)
    combed = _combed(roots, hair=hair, back=0.30)
    front = (np.abs(turn) < 0.62) & (up < 0.95) & hair.fringe
    combed[front] = np.array([0, -0.5, 0.85], np.float32)
    # Headwear presses hair to the head.
    puff = (0.5 + 1.1 * hair.curl) * (1.0 if work.cover is None else 0.45)
    # What grows higher lies over what grows lower.
    over = np.clip((up - hairline(turn)) / 1.25, 0, 1) * 0.75 + 0.25 * rng.uniform(0, 1, len(roots))
    lift = puff * (0.12 + 1.0 * over) + 0.18
    ends = end + scatter * rng.normal(0, 1, len(roots)) - 1.2 * np.cos(turn) * (end > -10)
    ends = np.where(front, 12.7 + rng.normal(0, 0.45, len(roots)), ends)
    length = np.where(front, 9.5, 19.5 - end + 9)
    behind = np.abs(turn) + rng.normal(0, 0.22, len(roots)) > 1.75
    locks = Locks(
        roots=roots,
        headings=_jitter(
            _leaning(combed, roots, by=(0.26 + 0.24 * hair.curl) * (work.cover is None)),
            by=0.05 + 0.12 * hair.curl,
            rng=rng,
        ),
        lift=lift.astype(np.float32),
        length=length.astype(np.float32),
        end=ends.astype(np.float32),
        stiff=np.full(len(roots), 0.20 + 0.10 * hair.curl, np.float32),
        behind=behind,
        open_face=~front,
    )
    paths = settle(fall(locks, work.ground, steps=steps), locks, work.ground)
    if end > -10:
        place = np.linspace(0, 1, steps)[None, :, None]
        inward = (np.array([0, 0, -1.0]) - paths) * np.array([1, 0, 1])
        paths = (paths + inward * (0.16 * np.clip(place - 0.65, 0, 1) ** 2 / 0.12 * ~front[:, None, None])).astype(
            np.float32
        )
    return [_cap(work, thick=0.16 + 0.4 * hair.curl), _drawn(paths, roots, hair=hair, work=work, width=0.95)]


def _steps(hair: Hair, *, short: int) -> int:
    """Points of a path: enough for its waves."""
    if hair.curl < _WAVY:
        return short
    return round(short * (1.5 if hair.curl < _CURLY else 1.9))


def _medium(hair: Hair, work: _Work) -> list[Patch]:
    return _loose(hair, work, end=-3.2, scatter=0.8, count=1150, steps=_steps(hair, short=24))


def _long(hair: Hair, work: _Work) -> list[Patch]:
    return _loose(hair, work, end=-29.0, scatter=2.4, count=1000, steps=_steps(hair, short=28))


def _up(hair: Hair, work: _Work) -> list[Patch]:
    """Combed back into a bun."""
    rng = work.rng
    # High enough to be seen from the front, but low under a hat.
    bun_up, size = (rng.uniform(0.9, 1.2), rng.uniform(3.4, 4.1)) if work.cover is None else (0.02, 3.3)
    knot = directions(np.array(bun_up, np.float32), np.array(np.pi, np.float32))
    roots, up, turn = _roots(work, count=3200, inside=-0.05)
    # Most locks run from the hairline all the way, so that no starts are seen.
    keep = (up - hairline(turn) < 0.16) | (rng.random(len(up)) < 0.05)
    roots, up, turn = roots[keep], up[keep], turn[keep]
    away = directions(up, turn)
    angle = np.arccos(np.clip(away @ knot, -1, 1))[:, None, None]
    place = np.linspace(0, 1, 14)[None, :, None]
    sin = np.maximum(np.sin(angle), 1e-3)
    way = (np.sin((1 - place) * angle) * away[:, None] + np.sin(place * angle) * knot) / sin
    lift = (0.10 + rng.uniform(0.35, 0.8, (len(roots), 1)) * np.sin(np.pi * place[..., 0]) ** 0.7).astype(np.float32)
    paths = (CENTRE + way * (work.ground.shell.radius(way) + lift)[..., None]).astype(np.float32)
    paths = paths + rng.normal(0, 0.05, paths.shape).astype(np.float32) * np.sin(np.pi * place)
    drawn = _drawn(paths.astype(np.float32), roots, hair=replace(hair, curl=hair.curl * 0.25), work=work, width=0.9)
    return [_cap(work, thick=0.45, knot=knot), drawn, _wisps(hair, work), *_bun(hair, work, knot=knot, size=size)]


def _wisps(hair: Hair, work: _Work) -> Patch:
    """A few fine locks that have come loose at the temples."""
    rng = work.rng
    count = 16
    turn = (np.sign(np.arange(count) - count / 2 + 0.5) * rng.uniform(1.0, 1.22, count)).astype(np.float32)
    up = (hairline(turn) + rng.uniform(0.0, 0.05, count)).astype(np.float32)
    roots = work.ground.shell.at(up, turn, ease=0.05)
    out = _jitter(_leaning(np.tile(np.array([0, -0.7, 0.25], np.float32), (count, 1)), roots, by=0.5), by=0.1, rng=rng)
    locks = Locks(
        roots=roots,
        headings=out,
        lift=rng.uniform(0.2, 0.6, count).astype(np.float32),
        length=rng.uniform(3.5, 8.5, count).astype(np.float32),
        end=np.full(count, 1.0, np.float32),
        stiff=np.full(count, 0.3, np.float32),
        behind=np.zeros(count, bool),
        open_face=np.ones(count, bool),
    )
    return _drawn(fall(locks, work.ground, steps=20), roots, hair=hair, work=work, width=0.28)


def _bun(hair: Hair, work: _Work, *, knot: Floats, size: float) -> list[Patch]:
    """A ball of wound locks on the head at a direction."""
    rng = work.rng
    middle = CENTRE + knot * (work.ground.shell.radius(knot[None])[0] + size * 0.62)
    count = 170
    polar = np.arccos(rng.uniform(-0.75, 1.0, count))[:, None]
    start = rng.uniform(-np.pi, np.pi, count)[:, None]
    place = np.linspace(0, 1, 16)[None, :]
    turn = start + place * rng.uniform(1.4, 2.6, count)[:, None]
    tilt = polar + 0.35 * np.sin(turn * 2 + start) * rng.uniform(0, 1 + hair.curl, count)[:, None]
    side = np.cross(knot, [1.0, 0, 0])
    side /= np.linalg.norm(side)
    other = np.cross(knot, side)
    radius = size * (1 + rng.normal(0, 0.05, (count, 1))) * np.array([1.0])
    ring = side * (np.sin(tilt) * np.cos(turn))[..., None] + other * (np.sin(tilt) * np.sin(turn))[..., None]
    paths = middle + radius[..., None] * (ring + knot * (0.8 * np.cos(tilt))[..., None])
    ball = _ball(middle, knot=knot, size=size * 0.93, surface=work.surface)
    widths = rng.uniform(0.7, 1.3, count).astype(np.float32)
    wound = _ball_ribbons(paths.astype(np.float32), middle=middle, width=widths, surface=work.surface)
    return [ball, wound]


def _ball(middle: Floats, *, knot: Floats, size: float, surface: Surface) -> Patch:
    up, turn = np.meshgrid(np.linspace(np.pi / 2, -np.pi / 2, 24), np.linspace(-np.pi, np.pi, 33), indexing="ij")
    away = directions(up, turn)
    points = middle + size * (away - knot * (0.2 * (away @ knot))[..., None])
    uv = np.stack([turn * 8, 5 + up * 3], axis=2)
    return Patch(points=points.astype(np.float32), uv=uv.astype(np.float32), surface=surface, part="hair", closed=True)


def _ball_ribbons(paths: Floats, *, middle: Floats, width: Floats, surface: Surface) -> Patch:
    # Ribbons face away from the head's middle; a ball's face away from its own.
    moved = ribbons(paths - middle + CENTRE, width=width, surface=surface, columns=3, belly=0.5)
    return moved.moved(moved.points + middle - CENTRE)


_BUILDERS: Mapping[str, Callable[[Hair, _Work], list[Patch]]] = {
    "long": _long,
    "medium": _medium,
    "short": _short,
    "up": _up,
}


def volume(hair: Hair) -> float:
    """About how high hair lies on the head, cm."""
    if hair.length == "bald":
        return 0.0
    if hair.length == "short" and hair.curl > _CURLY:
        return 2.4
    return 0.5 if hair.length == "up" else 0.9 + 0.8 * hair.curl
