"""How cloth lies: tubes over trunk and limbs with ease, hems with thickness, and folds."""

from dataclasses import dataclass

import cv2
import numpy as np

from wornby.studio.figures.figure import CHEST, Figure
from wornby.studio.rendering.mesh import Floats, Patch, grid_normals, smooth
from wornby.studio.rendering.surfaces import Surface

_HIPS = 0.505


def noise(rng: np.random.Generator, *, shape: tuple[int, int], cells: tuple[float, float], closed: bool) -> Floats:
    """Smooth noise of zero mean and about unit deviation over a grid.

    Args:
        rng: Draws it.
        shape: Rows and columns.
        cells: Bumps along the rows and along the columns.
        closed: The last column continues in the first.
    """
    rows, columns = (max(2, round(count)) for count in cells)
    coarse = rng.normal(size=(rows + 3, columns)).astype(np.float32)
    if closed:
        wide = np.concatenate([coarse[:, -2:], coarse, coarse[:, :3]], axis=1)
        x = np.linspace(2, columns + 2, shape[1], dtype=np.float32)
    else:
        wide = np.concatenate([coarse, rng.normal(size=(rows + 3, 3)).astype(np.float32)], axis=1)
        x = np.linspace(1, columns + 1, shape[1], dtype=np.float32)
    y = np.linspace(1, rows + 1, shape[0], dtype=np.float32)
    columns_at, rows_at = np.meshgrid(x, y)
    return np.asarray(cv2.remap(wide, columns_at, rows_at, cv2.INTER_CUBIC) * 1.35, np.float32)


def ridges(field: Floats, *, sharp: float = 1.0) -> Floats:
    """Turn smooth noise into folds: round crests with narrow valleys."""
    return 0.55 - np.abs(field) ** (1.0 / sharp)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drape:
    """Where a garment lies over the trunk, over a grid.

    Attributes:
        heights: cm. (R, C).
        angles: About the trunk from the front's middle, radians. (R, C).
        ease: Distance from the body. (R, C) or one number, cm.
        cling: How far it follows the body below the chest, 0 hangs straight, 1 follows.
        flare: Widening towards the lower edge, cm at the hem. (R, 1) or a number.
    """

    heights: Floats
    angles: Floats
    ease: Floats | float
    cling: float = 0.35
    flare: Floats | float = 0.0


def drape(figure: Figure, lay: Drape, *, squareness: float = 2.12) -> Floats:
    """Points of a garment on the posed trunk. (R, C, 3), cm."""
    shape = lay.heights.shape
    flat = lay.heights.reshape(-1)
    sections = figure.trunk(flat)
    chest, hips = figure.trunk(np.array([figure.at(CHEST), figure.at(_HIPS)]))
    below = smooth([CHEST - 0.14, CHEST], [1.0, 0.0], at=flat / figure.height)[:, None]
    hang = chest * np.array([0.93, 0.93, 0.97]) * below * (1 - lay.cling)
    sections = _larger(sections, hang)
    # Below the widest part of the hips, cloth hangs from them.
    sections = np.where((flat < figure.at(_HIPS))[:, None], np.maximum(sections, hips * [0.99, 0.97, 0.97]), sections)
    sections = (
        sections.reshape(*shape, 3)
        + np.broadcast_to(np.asarray(lay.ease + np.asarray(lay.flare), np.float32), shape)[..., None]
    )
    power = 2.0 / squareness
    sin, cos = np.sin(lay.angles), np.cos(lay.angles)
    across = np.sign(sin) * np.abs(sin) ** power
    ahead = np.sign(cos) * np.abs(cos) ** power
    points = figure.spine(flat).reshape(*shape, 3).copy()
    points[..., 0] += sections[..., 0] * across
    points[..., 2] += np.where(ahead >= 0, sections[..., 1], sections[..., 2]) * ahead
    return figure.tilt(points.astype(np.float32))


def cloth_uv(points: Floats, *, middle: int | None = None) -> Floats:
    """Centimetres across and down for a grid: across measured on the row where it is widest.

    Args:
        points: (R, C, 3), cm.
        middle: Column of the front's middle; half of the columns if left out.
    """
    across = np.linalg.norm(np.diff(points, axis=1), axis=2)
    row = int(np.argmax(np.median(across, axis=1)))
    arc = np.concatenate([[0], np.cumsum(across[row])])
    arc = arc - arc[points.shape[1] // 2 if middle is None else middle]
    down = np.linalg.norm(np.diff(points, axis=0), axis=2)
    length = np.concatenate([np.zeros((1, points.shape[1])), np.cumsum(down, axis=0)])
    return np.stack(np.broadcast_arrays(arc[None, :], length), axis=2).astype(np.float32)


def hemmed(points: Floats, *, thick: float, depth: float, closed: bool) -> Floats:
    """Turn the last rows in, so that an edge has a thickness and an inside."""
    normals = grid_normals(points, closed=closed)[-1]
    edge = points[-1]
    up = points[-2] - points[-1]
    up = up / np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1e-6)
    inner = edge - normals * thick
    return np.concatenate([points, inner[None], (inner + up * depth)[None]], axis=0).astype(np.float32)


def sheet(points: Floats, *, surface: Surface, part: str, closed: bool) -> Patch:
    """A patch of cloth whose uv follows its own size."""
    return Patch(points=points.astype(np.float32), uv=cloth_uv(points), surface=surface, part=part, closed=closed)


def sheared(field: Floats, *, by: Floats) -> Floats:
    """Move each column of a field up or down, so that its folds run slantwise. `by`: rows, (C,) or (R, C)."""
    rows, columns = field.shape
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    y = np.abs((y + by).astype(np.float32))
    y = np.where(y > rows - 1, 2 * (rows - 1) - y, y).astype(np.float32)
    return np.asarray(cv2.remap(field, x, np.clip(y, 0, rows - 1), cv2.INTER_LINEAR), np.float32)


def _larger(one: Floats, other: Floats, *, soft: float = 1.2) -> Floats:
    """The larger of two, without an edge where they cross. `soft`: cm over which they blend."""
    difference = one - other
    return (one + other + np.sqrt(difference * difference + soft * soft)) / 2 - 0.5 * soft * np.exp(
        -np.abs(difference) / soft
    )
