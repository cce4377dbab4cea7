"""Bags in the hand, on the shoulder and on the back. Lengths in centimetres."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Place
from wornby.studio.carried.bag_parts import (
    Form,
    Points,
    arch,
    body_of,
    flap,
    frame_at,
    leather_of,
    metal_of,
    plate,
    ribbon,
    seamed,
    soft_handles,
    toned,
    tube,
)
from wornby.studio.figures.figure import HAND, Figure
from wornby.studio.garments.cloth import Drape, drape
from wornby.studio.garments.patterns import cloth_relief
from wornby.studio.looks import Look
from wornby.studio.rendering.mesh import Floats, Patch, resample, smooth
from wornby.studio.rendering.surfaces import Spots, Surface, linear

BAG_POSES: Mapping[str, tuple[str, str]] = {
    "backpack": ("strap", "down"),
    "clutch": ("down", "carry"),
    "crossbody": ("loose", "loose"),
    "handbag": ("down", "carry"),
    "other": ("down", "carry"),
    "shoulder": ("down", "strap"),
    "tote": ("down", "carry"),
}
"""Poses of the right and of the left arm that fit a bag; it hangs on the left."""

_SIDE = 1
_STRAP_AT = 0.072
_ON_SHOULDER_CM = 1.3
_COLLAR = 0.838
_MIDDLE_CM = 4.0
_OFF_CM = 0.25
_CELL_CM, _CELLS, _LEFT_CM, _FAR_CM = 1.2, 90, -54.0, 500.0
_EASES: Mapping[str, tuple[float, float]] = {"coat": (3.8, 5.8), "jacket": (3.2, 5.2), "sweatshirt": (2.2, 5.0)}


def bag_patches(look: Look, *, rng: np.random.Generator, over: Sequence[Patch] = ()) -> list[Patch]:
    """The look's bag; nothing where it has none.

    Args:
        look: Who carries what.
        rng: Draws its details.
        over: The clothes, which straps lie on; without them a guess is made.
    """
    if look.bag.kind in _CARRIED:
        return _CARRIED[look.bag.kind](look, rng=rng)
    if look.bag.kind in _WORN:
        return _WORN[look.bag.kind](look, _cover(look, over), rng=rng)
    return []


# ---- where bags hang


def _grip(figure: Figure) -> Floats:
    """Where the fingers hold."""
    arm = figure.arm(_SIDE)
    reach = arm.end - arm.middle
    reach = reach / np.linalg.norm(reach)
    return np.asarray(arm.end + reach * (9.6 * figure.at(HAND) / 18.0), np.float32)


def _ease(look: Look) -> float:
    """How far the clothes stand off the trunk, cm."""
    worn = [look.garment(place) for place in (Place.OUTER, Place.DRESS, Place.UPPER)]
    top = next((cloth for cloth in worn if cloth is not None), None)
    if top is None:
        return 0.6
    low, high = _EASES.get(top.kind, (1.4, 4.0))
    if top.place is Place.OUTER:
        low = max(low, 3.0) + 0.6
    return low + (high - low) * look.fit(top.place) + 0.7


def _trunk(figure: Figure, *, ease: float) -> Floats:
    """Points all over a trunk in clothes that are not known. (N, 3)."""
    heights = np.linspace(figure.at(0.842), figure.at(0.45), 140)[:, None]
    angles = np.linspace(-np.pi, np.pi, 161)[None]
    heights, angles = np.broadcast_arrays(heights, angles)
    flat = (heights / figure.height).astype(np.float32).reshape(-1)
    eases = smooth([0.72, 0.80], [ease, min(ease, _ON_SHOULDER_CM)], at=flat).reshape(heights.shape)
    lay = Drape(heights=heights.astype(np.float32), angles=angles.astype(np.float32), ease=eases)
    return drape(figure, lay).reshape(-1, 3)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cover:
    """How far the clothes reach to the front and to the back, in cells of `_CELL_CM`.

    Attributes:
        front: Largest z. (H, W), float32.
        back: Largest -z.
        points: Of the clothes on the trunk. (N, 3), cm.
    """

    front: Floats
    back: Floats
    points: Floats

    def depth(self, x: Points, y: Points, *, back: bool) -> NDArray[np.float64]:
        """Outermost z, or -z behind, at places. (N,)."""
        field = self.back if back else self.front
        columns = np.clip((x - _LEFT_CM) / _CELL_CM, 0, field.shape[1] - 1).astype(np.int32)
        rows = np.clip(y / _CELL_CM, 0, field.shape[0] - 1).astype(np.int32)
        return np.asarray(field[rows, columns], np.float64)


def _cover(look: Look, over: Sequence[Patch]) -> _Cover:
    """Measure the clothes on the trunk; a sleeve never reaches the middle."""
    worn = [patch.points.reshape(-1, 3) for patch in over if np.abs(patch.points[..., 0]).min() < _MIDDLE_CM]
    points = np.concatenate(worn) if worn else _trunk(look.figure, ease=_ease(look))
    columns = np.clip((points[:, 0] - _LEFT_CM) / _CELL_CM, 0, _CELLS - 1).astype(np.int32)
    rows = np.clip(points[:, 1] / _CELL_CM, 0, 2 * _CELLS - 1).astype(np.int32)
    fields = []
    for out in (1.0, -1.0):
        field = np.full((2 * _CELLS, _CELLS), -_FAR_CM, np.float32)
        np.maximum.at(field, (rows, columns), points[:, 2] * np.float32(out))
        near = cv2.dilate(field, np.ones((3, 3), np.uint8))
        far = cv2.dilate(field, np.ones((9, 9), np.uint8))
        fields.append(np.where(near > -_FAR_CM, near, far).astype(np.float32))
    return _Cover(front=fields[0], back=fields[1], points=points.astype(np.float32))


def _lain(cover: _Cover, *, start: Floats, end: Floats, back: bool, rows: int = 70) -> Floats:
    """A taut strap before or behind the trunk, along a straight line as the camera sees it.

    Args:
        cover: The clothes.
        start: Above. (3,), cm.
        end: Below. (3,), cm.
        back: Whether it is behind.
        rows: Points to give.
    """
    x, y = np.linspace(start[0], end[0], rows), np.linspace(start[1], end[1], rows)
    out = -1.0 if back else 1.0
    depth = cover.depth(x, y, back=back) + _OFF_CM
    depth[0], depth[-1] = start[2] * out, max(end[2] * out, depth[-1])
    return np.stack([x, y, _taut(y, depth) * out], 1).astype(np.float32)


def _taut(places: NDArray[np.float64], heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The heights of a string drawn tight over a hilly line: its upper hull (Andrew 1979)."""
    order = np.argsort(places)
    hull: list[int] = []
    for index in order:
        while len(hull) > 1:
            first, last = hull[-2], hull[-1]
            rise = (heights[last] - heights[first]) * (places[index] - places[first])
            if rise > (heights[index] - heights[first]) * (places[last] - places[first]):
                break
            hull.pop()
        hull.append(int(index))
    return np.interp(places, places[hull], heights[hull])


def _shoulder(figure: Figure, cover: _Cover, *, side: int) -> Floats:
    """Where a strap crosses the shoulder's ridge."""
    middle = figure.spine(np.array([figure.at(0.82)], np.float32))[0]
    across = middle[0] + side * figure.at(_STRAP_AT)
    near = cover.points[np.abs(cover.points[:, 0] - across) < 1]
    near = near[near[:, 1] < figure.at(_COLLAR)]
    if not len(near):
        return np.array([across, figure.at(0.815), middle[2]], np.float32)
    highest = near[np.argsort(near[:, 1])[-5:]].mean(0)
    return np.array([across, near[:, 1].max() + _OFF_CM, highest[2]], np.float32)


def _smoothed(path: Floats, *, times: int = 6) -> Floats:
    for _ in range(times):
        path = np.concatenate([path[:1], (path[:-2] + 2 * path[1:-1] + path[2:]) / 4, path[-1:]])
    return path


def _strap(
    look: Look, cover: _Cover, *, side: int, low: tuple[Floats, Floats], width: float, surface: Surface
) -> Patch:
    """A strap from a point before the body over a shoulder to a point behind it."""
    top = _shoulder(look.figure, cover, side=side)
    ahead = _lain(cover, start=top, end=low[0], back=False)
    behind = _lain(cover, start=top, end=low[1], back=True)
    fade = np.linspace(0, 1, len(ahead))[:, None] ** 6
    ahead = ahead + (low[0] - ahead[-1]) * fade
    behind = behind + (low[1] - behind[-1]) * fade
    path = _smoothed(np.concatenate([ahead[::-1], top[None], behind]).astype(np.float32), times=3)
    path, _ = resample(path[::3].tolist(), rows=150)
    out = path - look.figure.spine(path[:, 1])
    out[:, 1] = np.clip(path[:, 1] - top[1] + 6, 0, None) * 2.0
    return ribbon(path, out.astype(np.float32), width=width, surface=surface)


# ---- kinds


def _handbag(look: Look, *, rng: np.random.Generator) -> list[Patch]:
    color = look.bag.color
    form = Form(height=20, places=(0, 0.5, 1), wide=(12.2, 13.4, 14.2), deep=(3.2, 5.0, 6.0), squareness=6)
    rise = 12.0
    grip = _grip(look.figure)
    frame = frame_at(grip + np.array([1.5, -rise, 2.5]), yaw=0.55, swing=-0.03)
    metal = metal_of(rng)
    patches = [body_of(frame, form, surface=leather_of(color, paint=seamed(color, upright=(12.6,), level=(18.2,))))]
    patches.append(flap(frame, form, share=0.52, surface=leather_of(color, gloss=0.34)))
    patches.append(plate(frame, (0, -9.2, 5.1), size=(2.6, 3.2), surface=metal))
    handle = leather_of(toned(color, 0.15))
    patches.append(tube(frame.at(*arch(7.6, rise)), radius=0.75, surface=handle))
    patches.extend(plate(frame, (x, -0.6, 3.9), size=(1.6, 2.2), surface=metal) for x in (-7.6, 7.6))
    return patches


def _tote(look: Look, *, rng: np.random.Generator) -> list[Patch]:
    color = look.bag.color
    form = Form(
        height=39, places=(0, 0.4, 0.9, 1), wide=(19.4, 18.6, 16.8, 16.4), deep=(2.2, 4.2, 5.2, 4.8), squareness=3.6,
        sag=1.0,
    )  # fmt: skip
    rise = 17.0
    frame = frame_at(_grip(look.figure) + np.array([3.0, -rise, 2.5]), yaw=0.75, swing=-0.03)
    canvas = Surface(
        color=color, paint=seamed(color, level=(2.8,), strength=0.22), relief=cloth_relief("jeans", cut=""), soft=0.3
    )
    body = body_of(frame, form, surface=canvas, closed_top=False)
    # The cloth gives way to what is carried.
    down = body.uv[..., 1] / form.height
    wave = np.sin(body.uv[..., 0] * 0.26 + down * 3 + rng.uniform(0, 6)) * np.sin(np.pi * np.clip(down, 0, 1))
    wave = wave + 0.7 * np.sin(body.uv[..., 0] * 0.55 - down * 5 + rng.uniform(0, 6)) * (1 - down)
    body = body.moved(body.points + wave[..., None] * frame.front * 0.55)
    accent = toned(color, 0.55) if rng.random() < 0.5 else color
    handles = soft_handles(
        frame, half=8.5, rise=rise, depth=2.6, width=2.6, surface=replace(canvas, color=accent, paint=None)
    )
    return [body, *handles]


def _paper_bag(look: Look, *, rng: np.random.Generator) -> list[Patch]:
    color = look.bag.color
    form = Form(height=36, places=(0, 1), wide=(14.5, 14.5), deep=(5.4, 5.8), squareness=12)
    rise = 11.0
    frame = frame_at(_grip(look.figure) + np.array([2.6, -rise, 2.5]), yaw=0.6, swing=-0.02)
    band = rng.random() < 0.6
    mark = linear(toned(color, 0.75))
    plain = seamed(color, upright=(14.2,), level=(5.0, 29.5), strength=0.12)

    def paint(spots: Spots) -> Floats:
        base = plain(spots)
        x, y = spots.uv[:, 0], spots.uv[:, 1]
        if band:
            inside = np.hypot(x / 5.2, (y - 16) / 5.2)
            share = np.clip((0.06 - np.abs(inside - 1)) / 0.03 + 0.5, 0, 1) + (inside < 0.62)
        else:
            share = (np.abs(y - 17) < 1.6).astype(np.float32)
        share = np.clip(share, 0, 1)[:, None]
        return np.asarray(base * (1 - share) + mark * share, np.float32)

    paper = Surface(color=color, paint=paint, gloss=0.08, sharpness=14, soft=0.1)
    cord = Surface(color=toned(color, 0.5), soft=0.3)
    handles = []
    for way in (-1.0, 1.0):
        x, y, z = arch(5.4, rise, depth=5.4 * way)
        handles.append(tube(frame.at(x, y, z), radius=0.35, surface=cord))
    return [body_of(frame, form, surface=paper, closed_top=False), *handles]


def _clutch(look: Look, *, rng: np.random.Generator) -> list[Patch]:
    color = look.bag.color
    form = Form(height=16, places=(0, 0.5, 1), wide=(13.5, 13.5, 13.3), deep=(0.9, 1.7, 1.4), squareness=7)
    # The fingers close over its front, the thumb over its back.
    frame = frame_at(_grip(look.figure) + np.array([2.6, 4.0, 1.2]), yaw=0.45, swing=-0.10)
    leather = leather_of(color, gloss=0.36)
    patches = [body_of(frame, form, surface=replace(leather, paint=seamed(color, level=(15.2,))))]
    patches.append(flap(frame, form, share=0.62, surface=leather, bow=0.75))
    patches.append(plate(frame, (0, -9.6, 1.9), size=(1.8, 1.8), surface=metal_of(rng)))
    return patches


def _hip(look: Look, cover: _Cover, *, angle: float, height: float, off: float) -> Floats:
    """A place so far off the clothed hip. (3,), cm."""
    figure = look.figure
    heights = np.array([figure.at(height)], np.float32)
    centre, out = figure.spine(heights)[0], np.array([np.sin(angle), 0, np.cos(angle)], np.float32)
    low, high = figure.at(height) - 14, figure.at(height) + 2
    near = cover.points[(cover.points[:, 1] > low) & (cover.points[:, 1] < high)]
    reach = float(np.quantile((near - centre) @ out, 0.995)) if len(near) else 16.0
    return np.asarray(centre + out * np.float32(reach + off), np.float32)


def _worn(
    look: Look,
    cover: _Cover,
    *,
    form: Form,
    height: float,
    turn: tuple[float, float],
    strap_side: int,
    rng: np.random.Generator,
) -> list[Patch]:
    """A bag with a flap at the hip, on a strap over a shoulder."""
    color = look.bag.color
    deepest = max(form.deep)
    point = _hip(look, cover, angle=turn[0], height=height, off=deepest * 0.75)
    frame = frame_at(point, yaw=turn[1], swing=0.05)
    wide = form.wide[0]
    metal = metal_of(rng)
    patches = [body_of(frame, form, surface=leather_of(color, paint=seamed(color, level=(form.height - 1.4,))))]
    patches.append(flap(frame, form, share=0.6, surface=leather_of(color, gloss=0.32), bow=0.35))
    patches.append(plate(frame, (0, -form.height * 0.54, deepest), size=(2.4, 2.4), surface=metal))
    inner, outer = frame.at(-wide, -1.0, 0.0), frame.at(wide, -1.0, 0.0)
    strap = leather_of(toned(color, 0.12), gloss=0.2)
    patches.append(_strap(look, cover, side=strap_side, low=(inner, outer), width=2.2, surface=strap))
    patches.extend(plate(frame, (x, -0.8, 0.4), size=(2.0, 2.0), surface=metal) for x in (-wide, wide))
    return patches


def _crossbody(look: Look, cover: _Cover, *, rng: np.random.Generator) -> list[Patch]:
    form = Form(height=17, places=(0, 0.5, 1), wide=(11.6, 12.0, 11.4), deep=(2.0, 3.4, 3.4), squareness=5)
    return _worn(look, cover, form=form, height=0.565, turn=(0.72, 0.45), strap_side=-_SIDE, rng=rng)


def _shoulder_bag(look: Look, cover: _Cover, *, rng: np.random.Generator) -> list[Patch]:
    form = Form(
        height=22, places=(0, 0.4, 0.85, 1), wide=(13.5, 15.2, 14.2, 12.5), deep=(2.0, 4.6, 4.4, 3.4), squareness=3.6
    )
    return _worn(look, cover, form=form, height=0.585, turn=(1.25, 0.70), strap_side=_SIDE, rng=rng)


def _backpack(look: Look, cover: _Cover, *, rng: np.random.Generator) -> list[Patch]:
    figure, color = look.figure, look.bag.color
    form = Form(
        height=45, places=(0, 0.12, 0.35, 0.9, 1), wide=(8.5, 13.4, 15.2, 15.8, 14.8), deep=(2.2, 5.0, 7.4, 8.4, 7.6),
        squareness=3.4,
    )  # fmt: skip
    spine = figure.spine(np.array([figure.at(0.74)], np.float32))[0]
    behind = -float(cover.depth(spine[:1], spine[1:2], back=True)[0])
    origin = np.array([spine[0], figure.at(0.812), behind - 7.2])
    frame = frame_at(origin, yaw=np.pi + figure.lean * 0.8)
    cloth = Surface(
        color=color,
        paint=seamed(color, upright=(11.5,), level=(9.0, 24.0)),
        relief=cloth_relief("jeans", cut=""),
        gloss=0.06,
    )
    dark = Surface(color=toned(color, 0.4), gloss=0.08, soft=0.2)
    pocket = Form(height=19, places=(0, 0.2, 1), wide=(11.2, 11.8, 11.8), deep=(1.6, 2.6, 2.9), squareness=4)
    pouch = replace(frame, origin=frame.at(0.0, -23.0, 7.6))
    patches = [body_of(frame, form, surface=cloth), body_of(pouch, pocket, surface=cloth)]
    patches.append(tube(frame.at(*arch(3.6, 4.5)), radius=0.7, surface=dark))
    patches.append(plate(pouch, (0, -2.2, 2.8), size=(5.0, 1.0), surface=metal_of(rng)))
    for side in (-1, 1):
        armpit = np.array([spine[0] + side * figure.at(0.088), figure.at(0.655), spine[2]], np.float32)
        armpit[2] = cover.depth(armpit[:1], armpit[1:2], back=False)[0] - 1.0
        upper = np.array([spine[0] + side * 5.0, figure.at(0.79), behind - 1.0], np.float32)
        patches.append(_strap(look, cover, side=side, low=(armpit, upper), width=5.0, surface=dark))
    return patches


_CARRIED: Mapping[str, Callable[..., list[Patch]]] = {
    "clutch": _clutch,
    "handbag": _handbag,
    "other": _paper_bag,
    "tote": _tote,
}
_WORN: Mapping[str, Callable[..., list[Patch]]] = {
    "backpack": _backpack,
    "crossbody": _crossbody,
    "shoulder": _shoulder_bag,
}
