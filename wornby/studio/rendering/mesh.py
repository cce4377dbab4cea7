"""Surfaces as grids of points: what figures are made of. Lengths in centimetres, y up, z to the viewer."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wornby.studio.rendering.surfaces import Surface

Floats = NDArray[np.floating[Any]]
_TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Patch:
    """A surface over a grid; rows run along it, columns around it.

    Attributes:
        points: (R, C, 3), float32, cm.
        uv: Place on the cloth: across and along. (R, C, 2), float32, cm.
        surface: What it is made of.
        part: As the person parser names it.
        closed: The last column lies on the first.
    """

    points: Floats
    uv: Floats
    surface: Surface
    part: str
    closed: bool = False

    def moved(self, points: Floats) -> "Patch":
        """The same grid with its points elsewhere."""
        return replace(self, points=points.astype(np.float32))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mesh:
    """Triangles of many patches.

    Attributes:
        points: (V, 3), float32, cm.
        normals: (V, 3), float32, unit length.
        uv: (V, 2), float32, cm.
        faces: (F, 3), int32.
        owners: Index of each face's patch. (F,), int32.
        patches: What was joined.
    """

    points: Floats
    normals: Floats
    uv: Floats
    faces: NDArray[np.int32]
    owners: NDArray[np.int32]
    patches: tuple[Patch, ...] = field(default=())


def join(patches: Sequence[Patch]) -> Mesh:
    """Make one mesh of patches."""
    points, normals, uv, faces, owners = [], [], [], [], []
    start = 0
    for index, patch in enumerate(patches):
        rows, columns = patch.points.shape[:2]
        points.append(patch.points.reshape(-1, 3))
        normals.append(grid_normals(patch.points, closed=patch.closed).reshape(-1, 3))
        uv.append(patch.uv.reshape(-1, 2))
        corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel() + start
        quads = np.stack([corner, corner + columns, corner + 1, corner + 1, corner + columns, corner + columns + 1], 1)
        faces.append(quads.reshape(-1, 3))
        owners.append(np.full(2 * len(corner), index))
        start += rows * columns
    return Mesh(
        points=np.concatenate(points).astype(np.float32),
        normals=np.concatenate(normals).astype(np.float32),
        uv=np.concatenate(uv).astype(np.float32),
        faces=np.concatenate(faces).astype(np.int32),
        owners=np.concatenate(owners).astype(np.int32),
        patches=tuple(patches),
    )


def grid_normals(points: Floats, *, closed: bool) -> Floats:
    """Unit normals of a grid; they point outwards where columns run counter-clockwise seen from the first row.

    Args:
        points: (R, C, 3).
        closed: Whether the last column lies on the first.
    """
    along = np.gradient(points, axis=0)
    if closed:
        wrapped = np.concatenate([points[:, -2:-1], points, points[:, 1:2]], axis=1)
        around = (wrapped[:, 2:] - wrapped[:, :-2]) / 2
    else:
        around = np.gradient(points, axis=1)
    normals = np.cross(along, around)
    length = np.linalg.norm(normals, axis=2, keepdims=True)
    # At a pole the columns meet: the neighbouring row knows the direction.
    flat = length[..., 0] < _TINY
    if flat.any():
        normals[0] = np.where(flat[0][:, None], normals[1], normals[0])
        normals[-1] = np.where(flat[-1][:, None], normals[-2], normals[-1])
        length = np.linalg.norm(normals, axis=2, keepdims=True)
    return (normals / np.maximum(length, _TINY)).astype(np.float32)


def displaced(patch: Patch, height: Floats) -> Patch:
    """Move a patch's points along their normals. `height`: (R, C), cm."""
    normals = grid_normals(patch.points, closed=patch.closed)
    return patch.moved(patch.points + normals * height[..., None])


def smooth(knots: Sequence[float] | NDArray[Any], values: Sequence[float] | NDArray[Any], *, at: Floats) -> Floats:
    """Interpolate through knots without overshooting: monotone cubic pieces.

    Args:
        knots: Ascending. (K,).
        values: (K,) or (K, D).
        at: (N,); beyond the ends the end's value holds.

    Returns:
        (N,) or (N, D), float32.

    Source:
        Fritsch and Carlson 1980, with the harmonic mean of Fritsch and Butland 1984.
    """
    x, y = np.asarray(knots, np.float64), np.asarray(values, np.float64)
    one_column = y.ndim == 1
    y = y[:, None] if one_column else y
    steps = np.diff(x)[:, None]
    secants = np.diff(y, axis=0) / steps
    slopes = np.zeros_like(y)
    if len(x) > 2:
        before, after = secants[:-1], secants[1:]
        same = before * after > 0
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = 2 * before * after / (before + after)
        slopes[1:-1] = np.where(same, mean, 0)
    slopes[0], slopes[-1] = secants[0], secants[-1]
    where = np.clip(np.asarray(at, np.float64), x[0], x[-1])
    piece = np.clip(np.searchsorted(x, where, side="right") - 1, 0, len(x) - 2)
    width = steps[piece]
    t = (where - x[piece])[:, None] / width
    left, right = (1 + 2 * t) * (1 - t) ** 2, t * t * (3 - 2 * t)
    out = left * y[piece] + right * y[piece + 1]
    out += (t * (1 - t) ** 2) * width * slopes[piece] - (t * t * (1 - t)) * width * slopes[piece + 1]
    return (out[:, 0] if one_column else out).astype(np.float32)


def frames(path: Floats, *, front: Sequence[float] = (0.0, 0.0, 1.0)) -> tuple[Floats, Floats]:
    """Axes across a path: sideways and to the front, both at right angles to it.

    Args:
        path: (R, 3).
        front: Where the front points at every station, as far as the path lets it.

    Returns:
        Two arrays (R, 3), unit length.
    """
    tangent = np.gradient(path, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), _TINY)
    forward = np.broadcast_to(np.asarray(front, np.float64), tangent.shape)
    forward = forward - (forward * tangent).sum(1, keepdims=True) * tangent
    forward /= np.maximum(np.linalg.norm(forward, axis=1, keepdims=True), _TINY)
    side = np.cross(forward, -tangent)
    return (-side).astype(np.float32), forward.astype(np.float32)


def loft(
    path: Floats, sections: Floats, *, columns: int, surface: Surface, part: str, squareness: float = 2.0
) -> Patch:
    """A closed tube along a path.

    Args:
        path: Centres. (R, 3), cm.
        sections: Half widths to the side, to the front, to the back. (R, 3), cm.
        columns: Points around.
        surface: What it is made of.
        part: As the parser names it.
        squareness: Exponent of the section's superellipse; 2 is an ellipse.

    Returns:
        A patch whose uv is centimetres across from the front's middle, and along the path from its first row.
    """
    angle = np.linspace(-np.pi, np.pi, columns + 1)
    cos, sin = np.cos(angle), np.sin(angle)
    power = 2.0 / squareness
    across = np.sign(sin) * np.abs(sin) ** power
    ahead = np.sign(cos) * np.abs(cos) ** power
    side, forward = frames(path)
    depth = np.where(ahead >= 0, sections[:, 1:2], sections[:, 2:3])
    points = path[:, None] + side[:, None] * (sections[:, :1] * across)[..., None]
    points = points + forward[:, None] * (depth * ahead)[..., None]
    around = np.linalg.norm(np.diff(points, axis=1), axis=2)
    widest = np.argmax(around.sum(1))
    arc = np.concatenate([[0], np.cumsum(around[widest])]) - around[widest].sum() / 2
    down = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    uv = np.stack(np.broadcast_arrays(arc[None, :], down[:, None]), axis=2)
    return Patch(points=points.astype(np.float32), uv=uv.astype(np.float32), surface=surface, part=part, closed=True)


def resample(path: Sequence[Sequence[float] | Floats], *, rows: int) -> tuple[Floats, Floats]:
    """A smooth path through a few points.

    Args:
        path: (K, 3), cm.
        rows: Points to give.

    Returns:
        The points, (rows, 3), and for each its place among the given ones, (rows,), from 0 to K - 1.
    """
    given = np.asarray(path, np.float64)
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(given, axis=0), axis=1))])
    at = np.linspace(0, length[-1], rows)
    points = smooth(length, given, at=at.astype(np.float32))
    place = np.interp(at, length, np.arange(len(given)))
    return points, place.astype(np.float32)
