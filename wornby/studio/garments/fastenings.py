"""Small things sewn onto garments: buttons, zips, strings, seams and pockets."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from wornby.studio.garments.cloth import sheet
from wornby.studio.rendering.lighting import paint as painted
from wornby.studio.rendering.mesh import Floats, Patch, grid_normals, loft, resample
from wornby.studio.rendering.surfaces import Paint, Spots, Surface

Line = tuple[float, float, float, float]
"""Two points on the cloth: across and down, cm."""


def place_on(patch: Patch, across: float, down: float) -> tuple[Floats, Floats]:
    """Point and outward normal at a place on the cloth, in centimetres across from the front and down."""
    away = np.abs(patch.uv[..., 0] - across) + np.abs(patch.uv[..., 1] - down)
    row, column = np.unravel_index(int(np.argmin(away)), away.shape)
    normals = grid_normals(patch.points, closed=patch.closed)
    return patch.points[row, column], normals[row, column]


def button(point: Floats, normal: Floats, *, radius: float, surface: Surface, part: str) -> Patch:
    """A flat round button. Lengths in cm."""
    side = np.cross([0.0, 1.0, 0.0], normal)
    side = side / max(float(np.linalg.norm(side)), 1e-6)
    up = np.cross(normal, side)
    rings = np.array([[0.0, 0.30], [0.55, 0.30], [0.85, 0.36], [1.0, 0.22], [1.0, -0.1]])
    angle = np.linspace(0, 2 * np.pi, 17)
    circle = np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * up
    points = point + circle[None] * (rings[:, :1, None] * radius) + normal * rings[:, 1:, None]
    return sheet(points.astype(np.float32), surface=surface, part=part, closed=True)


def buttons(patch: Patch, *, across: float, downs: Sequence[float], radius: float, surface: Surface) -> list[Patch]:
    """A row of buttons down a patch."""
    return [button(*place_on(patch, across, down), radius=radius, surface=surface, part=patch.part) for down in downs]


def cord(path: Sequence[Floats], *, radius: float, surface: Surface, part: str) -> Patch:
    """A round cord through points, cm."""
    points, _ = resample([list(map(float, point)) for point in path], rows=36)
    sections = np.full((36, 3), radius, np.float32)
    return loft(points, sections, columns=10, surface=surface, part=part)


def stitched(paint: Paint, lines: Sequence[Line], *, width: float = 0.28, shade: float = 0.72) -> Paint:
    """Darken a paint along lines, as seams and the edges of pockets do.

    Args:
        paint: Of the cloth.
        lines: In cm.
        width: Of the shaded groove, cm.
        shade: Of the groove's middle, as a factor.
    """

    def shaded(spots: Spots) -> Floats:
        nearest = np.full(len(spots.uv), 1e3, np.float32)
        for line in lines:
            np.minimum(nearest, _distance(spots.uv, line), out=nearest)
        groove = np.exp(-((nearest / (width * 0.55)) ** 2))
        ridge = 0.10 * np.exp(-(((nearest - width * 1.4) / (width * 0.7)) ** 2))
        return (paint(spots) * (1 - (1 - shade) * groove + ridge)[:, None]).astype(np.float32)

    return shaded


def box(corner: tuple[float, float], size: tuple[float, float]) -> list[Line]:
    """The outline of a pocket: its upper left corner, its width and height."""
    left, top = corner
    right, bottom = left + size[0], top + size[1]
    sides = [(left, top, right, top), (left, bottom, right, bottom)]
    return [*sides, (left, top, left, bottom), (right, top, right, bottom)]


def bordered(patch: Patch, *, sides: tuple[bool, bool, bool, bool], width: float = 0.30, shade: float = 0.66) -> Patch:
    """Shade a patch along its edges, where cloth is turned in and stitched.

    Args:
        patch: A collar, lapel or band.
        sides: Whether its first row, last row, first column and last column are edges that can be seen.
        width: Of the shade, cm.
        shade: At the edge, as a factor.
    """
    uv, fabric = patch.uv, patch.surface
    ends = (uv[0, :, 1].mean(), uv[-1, :, 1].max(), uv[:, 0, 0].min(), uv[:, -1, 0].max())

    def shaded(spots: Spots) -> Floats:
        away = np.full(len(spots.uv), 1e3, np.float32)
        for index, end in enumerate(ends):
            if sides[index]:
                np.minimum(away, np.abs(spots.uv[:, 1 - index // 2] - np.float32(end)), out=away)
        colors = painted(spots, fabric)
        return (colors * (1 - (1 - shade) * np.exp(-((away / width) ** 2)))[:, None]).astype(np.float32)

    return replace(patch, surface=replace(fabric, paint=shaded))


def _distance(uv: Floats, line: Line) -> Floats:
    start, stop = np.array(line[:2], np.float32), np.array(line[2:], np.float32)
    run = stop - start
    share = np.clip(((uv - start) @ run) / max(float(run @ run), 1e-6), 0, 1)
    away = uv - start - share[:, None] * run
    return np.sqrt((away * away).sum(1)).astype(np.float32)
