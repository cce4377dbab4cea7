"""Pieces that bags are made of: bodies, flaps, handles, straps and metal. Lengths in centimetres."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.studio.garments.patterns import cloth_relief
from wornby.studio.garments.prints import mixed, rgb
from wornby.studio.rendering.mesh import Floats, Patch, loft, resample, smooth
from wornby.studio.rendering.surfaces import Paint, Spots, Surface, linear

Points = NDArray[np.float32] | NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """Where a bag hangs: its axes to the right, up and out of its front. (3,) each; the origin is its upper edge."""

    origin: Floats
    right: Floats
    up: Floats
    front: Floats

    def at(self, x: Points | float, y: Points | float, z: Points | float) -> Floats:
        """Points. (..., 3)."""
        axes = ((x, self.right), (y, self.up), (z, self.front))
        return np.asarray(self.origin + sum(np.asarray(value)[..., None] * axis for value, axis in axes), np.float32)


def frame_at(origin: Floats, *, yaw: float, swing: float = 0.0) -> Frame:
    """A bag that hangs, turned about the upright axis to the picture's right, and swung sideways; radians."""
    cos, sin = np.cos(yaw), np.sin(yaw)
    front = np.array([sin, 0.0, cos], np.float32)
    right = np.array([cos, 0.0, -sin], np.float32)
    up = np.array([0.0, 1.0, 0.0], np.float32)
    tipped, raised = right * np.cos(swing) + up * np.sin(swing), up * np.cos(swing) - right * np.sin(swing)
    return Frame(
        origin=np.asarray(origin, np.float32),
        right=tipped.astype(np.float32),
        up=raised.astype(np.float32),
        front=front,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A bag's body: half widths and half depths at shares of its height, from the upper edge down."""

    height: float
    places: Sequence[float]
    wide: Sequence[float]
    deep: Sequence[float]
    squareness: float = 5.0
    sag: float = 0.0

    def half(self, places: Floats) -> tuple[Floats, Floats]:
        """Half widths and half depths at shares of the height. (N,) to twice (N,), cm."""
        return smooth(self.places, self.wide, at=places), smooth(self.places, self.deep, at=places)


def body_of(frame: Frame, form: Form, *, surface: Surface, closed_top: bool = True) -> Patch:
    """A bag's body; an open one shows its inside. uv runs across from the front's middle, and down."""
    rows, columns = 48, 72
    places = np.linspace(0, 1, rows).astype(np.float32)
    wide, deep = form.half(places)
    # The lower and the upper edge are rounded.
    low = np.sqrt(np.clip(1 - np.clip((places - 0.94) / 0.06, 0, 1) ** 2, 0, 1)) * 0.25 + 0.75
    wide, deep = wide * (low * 0.3 + 0.7), deep * low
    angle = np.linspace(-np.pi, np.pi, columns + 1)
    power = 2 / form.squareness
    across = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** power
    ahead = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** power
    x, z = wide[:, None] * across, deep[:, None] * ahead
    drop = np.cos(np.clip(x / wide.max(), -1, 1) * np.pi / 2) ** 2 * form.sag
    y = -places[:, None] * form.height - drop * (1 - places[:, None] * 0.4)
    points = frame.at(x, y, z)
    uv = np.stack(np.broadcast_arrays(x, places[:, None] * form.height), 2)
    caps = [(frame.at(x[-1] * share, y[-1] - 0.15, z[-1] * share), form.height) for share in (0.96, 0.5, 0.0)]
    if closed_top:
        lids = [(frame.at(x[0] * share, y[0] + 0.15, z[0] * share), 0.0) for share in (0.0, 0.5, 0.96)]
    else:
        lids = [(frame.at(x[0] * 0.97, y[0] - depth, z[0] * 0.92), 0.0) for depth in (form.height * 0.8, 2.0, 0.0)]
    points = np.concatenate([[ring for ring, _ in lids], points, [ring for ring, _ in caps]])
    uv = np.concatenate([np.repeat(uv[:1], 3, 0), uv, np.repeat(uv[-1:], 3, 0)])
    # The first number of uv is negative behind, so that seams and pockets stay in front.
    uv[..., 0] = np.where(ahead[None] >= 0, uv[..., 0], uv[..., 0] + 500)
    return Patch(points=points.astype(np.float32), uv=uv.astype(np.float32), surface=surface, part="bag", closed=True)


def flap(frame: Frame, form: Form, *, share: float, surface: Surface, bow: float = 0.25) -> Patch:
    """A flap from the back over the top to the front, as far down as a share of the height."""
    columns, rows = 44, 40
    across = np.linspace(-1, 1, columns)
    wide, deep = (float(value[0]) for value in form.half(np.array([0.08], np.float32)))
    reach = form.height * share * (1 - bow * np.abs(across) ** 3.2)
    steps = np.linspace(0, 1, rows)[:, None]
    along = steps * (2 * deep + reach)[None]
    over = np.clip(along / (2 * deep), 0, 1)
    places = np.clip((along - 2 * deep) / form.height, 0, 1).astype(np.float32)
    front_deep = form.half(places.reshape(-1))[1].reshape(places.shape)
    curve = np.sqrt(np.clip(1 - np.abs(across[None]) ** form.squareness * 0.9, 0.02, 1)) ** 0.5
    z = np.where(over < 1, (2 * over - 1) * deep, front_deep) * curve + 0.35
    y = -places * form.height + np.where(over < 1, 0.45 * np.sin(np.pi * np.clip(over, 0, 1)) + 0.3, 0.3 * (1 - steps))
    half = form.half(places.reshape(-1))[0].reshape(places.shape)
    x = across[None] * (np.maximum(half, wide) + 0.25)
    points = frame.at(x, y, z)
    edge = frame.at(x[-1:] * 0.995, y[-1:] + 0.1, z[-1:] - 0.3)
    uv = np.stack([np.broadcast_to(x, points.shape[:2]), along], 2)
    uv = np.concatenate([uv, uv[-1:] + np.array([0, 0.3])])
    return Patch(points=np.concatenate([points, edge]), uv=uv.astype(np.float32), surface=surface, part="bag")


def tube(path: Sequence[Points] | Points, *, radius: float, surface: Surface, rows: int = 48) -> Patch:
    """A round handle or cord through points, (K, 3); `radius` in cm."""
    points, _ = resample(np.asarray(path, np.float64).tolist(), rows=rows)
    return loft(points, np.full((rows, 3), radius, np.float32), columns=12, surface=surface, part="bag")


def ribbon(path: Floats, out: Floats, *, width: float, surface: Surface, thick: float = 0.25) -> Patch:
    """A flat band along a path. `out`: where its face looks at each point. (R, 3)."""
    run = np.gradient(path, axis=0)
    run /= np.maximum(np.linalg.norm(run, axis=1, keepdims=True), 1e-6)
    side = np.cross(run, out)
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-6)
    face = np.cross(side, run)
    angle = np.linspace(-np.pi, np.pi, 21)
    flat = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.35
    ring = side[:, None] * (flat * width / 2)[None, :, None] + face[:, None] * (np.cos(angle) * thick)[None, :, None]
    down = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    uv = np.stack(np.broadcast_arrays((flat * width / 2)[None], down[:, None]), 2)
    points = (path[:, None] + ring).astype(np.float32)
    return Patch(points=points, uv=uv.astype(np.float32), surface=surface, part="bag", closed=True)


def plate(frame: Frame, centre: tuple[float, float, float], *, size: tuple[float, float], surface: Surface) -> Patch:
    """A small metal piece on the front."""
    half = np.array([[0.55, 1, 1, 0.9]]).T
    angle = np.linspace(-np.pi, np.pi, 25)
    across = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.5
    along = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.5
    out = np.array([[0.5, 0.38, 0.0, -0.4]]).T
    half = np.concatenate([[[0.0]], half])
    out = np.concatenate([[[0.5]], out])
    points = frame.at(centre[0] + half * across * size[0] / 2, centre[1] + half * along * size[1] / 2, centre[2] + out)
    uv = np.zeros((*points.shape[:2], 2), np.float32)
    uv[..., 0], uv[..., 1] = angle, out
    return Patch(points=points, uv=uv, surface=surface, part="bag", closed=True)


def toned(color: str, share: float) -> str:
    """A darker tone of a colour; a dark one's is lighter, so that it still shows."""
    value = rgb(color)
    other = (14, 11, 10) if sum(value) > 190 else (140, 134, 126)
    return "#{:02x}{:02x}{:02x}".format(*mixed(value, other, share=share))


def leather_of(color: str, *, paint: Paint | None = None, gloss: float = 0.26) -> Surface:
    """Grained leather."""
    relief = cloth_relief("bag", cut="leather")
    return Surface(color=color, paint=paint, relief=relief, gloss=gloss, sharpness=26, soft=0.12)


def metal_of(rng: np.random.Generator) -> Surface:
    """Brass or steel, as it is drawn."""
    return Surface(color=str(rng.choice(["#b8985a", "#a9a9ab"])), gloss=0.7, sharpness=45, soft=0.05)


def seamed(color: str, *, upright: Sequence[float] = (), level: Sequence[float] = (), strength: float = 0.35) -> Paint:
    """A colour with seams: lines at so many centimetres left and right of the middle, and below the upper edge."""
    body, seam = linear(color), linear(toned(color, strength))
    sides, rows = np.asarray(upright, np.float32), np.asarray(level, np.float32)

    def paint(spots: Spots) -> Floats:
        x, y = np.abs(spots.uv[:, :1]), spots.uv[:, 1:]
        away = np.full(len(x), 9.0, np.float32)
        if len(sides):
            away = np.minimum(away, np.abs(x - sides).min(1))
        if len(rows):
            away = np.minimum(away, np.abs(y - rows).min(1))
        share = np.clip(1.4 - away / 0.13, 0, 1)[:, None]
        return np.asarray(body * (1 - share) + seam * share, np.float32)

    return paint


def arch(half: float, rise: float, *, depth: float = 0.0) -> tuple[Floats, Floats, Floats]:
    """A handle from one side over the grip to the other."""
    turn = np.linspace(np.pi, 0, 13)
    x = half * np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** 0.8
    y = rise * np.sin(turn) ** 0.75 - 1.2 * (1 - np.sin(turn))
    return x.astype(np.float32), y.astype(np.float32), (depth * (1 - np.sin(turn))).astype(np.float32)


def soft_handles(
    frame: Frame, *, half: float, rise: float, depth: float, width: float, surface: Surface
) -> list[Patch]:
    """Two ribbons that meet in the hand."""
    patches = []
    for way in (-1, 1):
        steps = np.linspace(-1, 1, 41)
        x = half * np.sign(steps) * np.abs(steps) ** 0.8
        y = rise * (1 - np.abs(steps) ** 1.5) - 5.0 * np.clip((np.abs(steps) - 0.9) / 0.1, 0, 1)
        z = way * (depth + 0.2) * np.clip(np.abs(steps) * 1.2, 0.06, 1)
        path = frame.at(x, y, z)
        out = np.broadcast_to(frame.front * way, path.shape).astype(np.float32)
        patches.append(ribbon(path, out, width=width, surface=surface, thick=0.2))
    return patches
