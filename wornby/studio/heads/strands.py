"""Locks of hair: how they fall round head and shoulders, how they curl, and the ribbons that they are drawn as.

Lengths are in head measures, cm; see `wornby.studio.heads.skull`.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wornby.studio.figures.figure import Figure
from wornby.studio.heads.skull import CENTRE, Pose, Shell
from wornby.studio.rendering.mesh import Floats, Patch
from wornby.studio.rendering.surfaces import Surface

LANE_CM = 4.0
_TINY = 1e-6
_CLOTH_CM = 4.4
_SQUARE = 2.25
_FACE = np.array([0.0, 9.0, 6.2], np.float32)
_FACE_HALF = np.array([6.5, 8.4, 7.2], np.float32)
_NECK_RADIUS = 6.2
# Heights, and how far ahead hair may lie that is combed out of the face.
_FACE_EDGE = ([-14.0, -6.0, 4.0, 10.0, 13.0, 16.0, 18.0], [30.0, 6.0, 2.2, 2.4, 4.0, 7.0, 30.0])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Locks:
    """Where locks begin and how they are combed.

    Attributes:
        roots: (N, 3), cm.
        headings: Unit vectors in which they leave the scalp. (N, 3).
        lift: How far above the scalp each runs, (N,), cm.
        length: (N,), cm.
        end: Height below which a lock is cut, (N,), cm.
        stiff: How little it bends down, 0 to 1. (N,).
        behind: Whether it falls behind the shoulder. (N,), bool.
        open_face: Whether the face holds it off. (N,), bool.
        cling: Pull towards the scalp, 0 to 1.
    """

    roots: Floats
    headings: Floats
    lift: Floats
    length: Floats
    end: Floats
    stiff: Floats
    behind: NDArray[np.bool_]
    open_face: NDArray[np.bool_]
    cling: float = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What hair lies on.

    Attributes:
        shell: The head's.
        seat: Where the head sits.
        figure: Whose trunk the hair falls over.
    """

    shell: Shell
    seat: Pose
    figure: Figure

    def down(self) -> Floats:
        """Where things fall, in head axes. (3,)."""
        return (np.array([0, -1, 0], np.float32) @ self.seat.turn).astype(np.float32)

    def off_head(self, points: Floats, *, lift: Floats) -> Floats:
        """Push points out of head and neck."""
        away = points - CENTRE
        length = np.maximum(np.linalg.norm(away, axis=-1), _TINY)
        least = self.shell.radius(away) + lift
        out = CENTRE + away * (np.maximum(length, least) / length)[..., None]
        across = out - np.array([0, 0, -2.2], np.float32)
        across[..., 1] = 0
        wide = np.maximum(np.linalg.norm(across, axis=-1), _TINY)
        low = np.clip((6.5 - out[..., 1]) / 2.5, 0, 1)
        need = np.maximum(0, _NECK_RADIUS + lift * 0.6 - wide) * low
        return (out + across / wide[..., None] * need[..., None]).astype(np.float32)

    def off_face(self, points: Floats, *, held: NDArray[np.bool_]) -> Floats:
        """Push points aside from the face and back to the temples, by a part of the way."""
        away = (points - _FACE) / _FACE_HALF
        inside = ((away**2).sum(-1) < 1) & held
        aside = np.sign(points[..., 0] + _TINY)
        room = np.sqrt(np.clip(1 - away[..., 1] ** 2 - away[..., 2] ** 2, 0, 1)) * _FACE_HALF[0]
        out = points.copy()
        out[..., 0] = np.where(inside, aside * np.maximum(np.abs(points[..., 0]), room), points[..., 0])
        furthest = np.interp(points[..., 1], *_FACE_EDGE)
        ahead = np.maximum(points[..., 2] - furthest, 0)
        out[..., 2] -= np.where(held, 0.22 * ahead, 0)
        return out

    @cached_property
    def trunk(self) -> tuple[Floats, Floats, Floats]:
        """Heights, centres and half widths of the clothed trunk, wider below where hair begins to spread, cm."""
        heights = np.linspace(self.figure.at(0.5), self.figure.at(0.9), 90).astype(np.float32)
        half = self.figure.trunk(heights) + _CLOTH_CM
        reach = max(1, round(3.0 / float(heights[1] - heights[0])))
        ahead = np.concatenate([np.repeat(half[:1], reach, axis=0), half[:-reach]])
        return heights, self.figure.spine(heights), np.maximum(half, 0.45 * half + 0.55 * ahead)

    def off_trunk(self, points: Floats, *, behind: NDArray[np.bool_], lift: Floats, share: float) -> Floats:
        """Push points before or behind the clothed trunk; `share` of the way."""
        world = self.seat.world(points)
        top = self.figure.at(0.845)
        low = world[..., 1] < top
        if not low.any():
            return points
        back = np.broadcast_to(behind.reshape(-1, *([1] * (points.ndim - 2))), low.shape)[low]
        above = np.broadcast_to(lift.reshape(-1, *([1] * (points.ndim - 2))), low.shape)[low]
        flat = world[low]
        heights, spine, trunk = self.trunk
        place = np.interp(flat[:, 1], heights, np.arange(len(heights)))
        near = np.clip(np.rint(place).astype(np.int32), 0, len(heights) - 1)
        centre, half = spine[near], trunk[near]
        aside = np.clip(np.abs(flat[:, 0] - centre[:, 0]) / half[:, 0], 0, 1)
        room = (1 - aside**_SQUARE) ** (1 / _SQUARE)
        ahead = flat[:, 2] - centre[:, 2]
        # Above the shoulders only the neck is in the way, and that is known already.
        wanted = np.where(
            back, np.minimum(ahead, -(half[:, 2] + above) * room), np.maximum(ahead, (half[:, 1] + above) * room)
        )
        flat[:, 2] += (wanted - ahead) * np.clip((top - flat[:, 1]) / self.figure.at(0.025), 0, 1) * share
        world[low] = flat
        return self.seat.head(world)


def fall(locks: Locks, ground: Ground, *, steps: int) -> Floats:
    """Let locks fall. (N, steps, 3)."""
    down = ground.down()
    here, heading = locks.roots, locks.headings
    path = [here]
    step = (locks.length / (steps - 1))[:, None]
    bend = (1 - locks.stiff)[:, None] * np.minimum(step, 1.2) * 0.42
    for number in range(1, steps):
        heading = _unit(heading + down * bend)
        if locks.cling:
            heading = _unit(heading - _unit(here - CENTRE) * (locks.cling * np.minimum(1, number / 3)))
        rise = locks.lift * np.minimum(1, 0.2 + number * step[:, 0] / 3.5)
        there = ground.off_head(here + heading * step, lift=rise)
        there = ground.off_face(there, held=locks.open_face)
        there = ground.off_trunk(there, behind=locks.behind, lift=locks.lift * 0.6, share=0.35)
        heading = _unit(there - here)
        here = (here + heading * step).astype(np.float32)
        path.append(here)
    return _cut(np.stack(path, axis=1), end=locks.end)


def settle(paths: Floats, locks: Locks, ground: Ground) -> Floats:
    """Smooth paths and bring them out of trunk and head for good."""
    paths = _smoothed(paths, passes=4)
    paths = ground.off_trunk(paths, behind=locks.behind, lift=locks.lift * 0.6, share=1.0)
    paths = _smoothed(paths, passes=3)
    lift = np.broadcast_to((locks.lift * 0.6)[:, None], paths.shape[:2])
    ramp = np.minimum(1.0, np.arange(paths.shape[1]) / 3).astype(np.float32)
    return ground.off_head(paths, lift=(lift * ramp).astype(np.float32))


def _smoothed(paths: Floats, *, passes: int) -> Floats:
    for _ in range(passes):
        middle = (paths[:, :-2] + 2 * paths[:, 1:-1] + paths[:, 2:]) / 4
        paths = np.concatenate([paths[:, :1], middle, paths[:, -1:]], axis=1)
    return paths


def _cut(paths: Floats, *, end: Floats) -> Floats:
    """End every lock at its height, with as many points as before."""
    count = paths.shape[1]
    below = paths[..., 1] < end[:, None]
    below[:, :3] = False
    last = np.where(below.any(1), below.argmax(1), count - 1)
    place = np.linspace(0, 1, count)[None, :] * last[:, None]
    low = np.minimum(place.astype(np.int32), count - 2)
    part = (place - low)[..., None].astype(np.float32)
    rows = np.arange(len(paths))[:, None]
    return (paths[rows, low] * (1 - part) + paths[rows, low + 1] * part).astype(np.float32)


def curled(paths: Floats, *, amount: float, wave: float, phase: Floats, spread: Floats) -> Floats:
    """Wind paths about themselves.

    Args:
        paths: (N, S, 3).
        amount: Radius of the curls, cm.
        wave: Length of a turn, cm.
        phase: (N,), radians.
        spread: Factor on the length of a turn. (N,).
    """
    if amount <= 0:
        return paths
    run, out, side = axes(paths)
    del run
    steps = np.linalg.norm(np.diff(paths, axis=1), axis=2)
    along = np.concatenate([np.zeros((len(paths), 1)), np.cumsum(steps, axis=1)], axis=1)
    turn = 2 * np.pi * along / (wave * spread[:, None]) + phase[:, None]
    ramp = np.clip(along / max(wave, 2.0), 0, 1) * amount
    wound = side * (ramp * np.sin(turn))[..., None] + out * (ramp * 0.7 * (1 + np.cos(turn)))[..., None]
    return (paths + wound).astype(np.float32)


def axes(paths: Floats) -> tuple[Floats, Floats, Floats]:
    """Along the strands, out from the head, and sideways. (N, S, 3) each, unit length."""
    run = _unit(np.gradient(paths, axis=1))
    centre = CENTRE * np.ones_like(paths)
    # Below the skull, out is away from the neck's axis.
    centre[..., 1] = np.minimum(paths[..., 1], CENTRE[1])
    away = paths - centre
    out = _unit(away - (away * run).sum(2, keepdims=True) * run)
    return run, out, np.cross(out, run).astype(np.float32)


def ribbons(paths: Floats, *, width: Floats, surface: Surface, columns: int, belly: float = 0.35) -> Patch:
    """Draw locks as one grid: ribbon after ribbon along its rows, each closed to a point at both ends.

    What lies between two ribbons has no area.

    Args:
        paths: (N, S, 3).
        width: Widest of each, (N,), cm.
        surface: Hair.
        columns: Points across.
        belly: How far the middle stands out, as a fraction of the half width.
    """
    count, steps = paths.shape[:2]
    _, out, side = axes(paths)
    place = np.linspace(0, 1, steps)
    taper = np.minimum(1, 0.2 + 3.2 * place) * np.clip((1.0 - place) / 0.45, 0, 1) ** 0.6
    taper[0] = taper[-1] = 0
    half = width[:, None] / 2 * taper
    across = np.linspace(-1, 1, columns)
    shift = side[:, :, None] * (half[..., None] * across)[..., None]
    arch = out[:, :, None] * (half[..., None] * belly * (1 - across**2))[..., None]
    points = paths[:, :, None] + shift + arch
    along = np.concatenate(
        [np.zeros((count, 1)), np.cumsum(np.linalg.norm(np.diff(paths, axis=1), axis=2), axis=1)], axis=1
    )
    lane = LANE_CM * (np.arange(count) + 0.5)
    uv = np.stack(
        np.broadcast_arrays(lane[:, None, None] + width[:, None, None] / 2 * across, along[..., None]), axis=3
    )
    return Patch(
        points=points.reshape(-1, columns, 3).astype(np.float32),
        uv=uv.reshape(-1, columns, 2).astype(np.float32),
        surface=surface,
        part="hair",
    )


def _unit(vectors: Floats) -> Floats:
    return (vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), _TINY)).astype(np.float32)
