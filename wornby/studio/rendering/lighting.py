"""Light on what the camera sees: a soft key light with its shadow, sky and floor, and the dark of narrow places."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.studio.rendering.camera import View
from wornby.studio.rendering.mesh import Floats, Mesh
from wornby.studio.rendering.surfaces import Spots, Surface, linear

_SHADOW_PX = 1100
_SHADOW_TAPS = 12
_BIAS_CM = 0.9
_FAR = 2000.0
_RELIEF_STEP_CM = 0.04


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The light of a scene; colours are linear RGB.

    Attributes:
        direction: From the figure to the key light, unit length.
        key: Colour of the key light.
        sky: Light from above.
        floor: Light from below.
        rim: Light from behind, on both sides.
        blur: Half width of a shadow's edge, cm.
    """

    direction: tuple[float, float, float]
    key: tuple[float, float, float]
    sky: tuple[float, float, float]
    floor: tuple[float, float, float]
    rim: tuple[float, float, float]
    blur: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShadowMap:
    """Depth as the key light sees it.

    Attributes:
        turn: World to light axes. (3, 3).
        origin: Lower left corner, light axes, cm. (2,).
        scale: Pixels a centimetre.
        nearest: Height towards the light of the first surface. (H, W), float32.
    """

    turn: Floats
    origin: Floats
    scale: float
    nearest: Floats

    def shade(self, points: Floats, *, blur: float, rng: np.random.Generator) -> Floats:
        """Share of the light that reaches each point. (N,), 0 to 1."""
        there = points @ self.turn.T
        rows = self.nearest.shape[0] - 1 - (there[:, 1] - self.origin[1]) * self.scale
        columns = (there[:, 0] - self.origin[0]) * self.scale
        angle = rng.uniform(0, 2 * np.pi, len(points)).astype(np.float32)
        lit = np.zeros(len(points), np.float32)
        golden = np.pi * (3 - np.sqrt(5))
        for tap in range(_SHADOW_TAPS):
            radius = blur * self.scale * np.sqrt((tap + 0.5) / _SHADOW_TAPS)
            x = columns + radius * np.cos(angle + tap * golden)
            y = rows + radius * np.sin(angle + tap * golden)
            row = np.clip(y, 0, self.nearest.shape[0] - 1).astype(np.int32)
            column = np.clip(x, 0, self.nearest.shape[1] - 1).astype(np.int32)
            lit += self.nearest[row, column] < there[:, 2] + _BIAS_CM + radius / self.scale * 0.5
        return lit / _SHADOW_TAPS


def shadow_map(mesh: Mesh, *, direction: tuple[float, float, float]) -> ShadowMap:
    """See a mesh from the light, without perspective."""
    toward = np.asarray(direction, np.float32) / np.float32(np.linalg.norm(direction))
    side = np.cross([0, 1, 0], toward)
    side /= np.linalg.norm(side)
    turn = np.stack([side, np.cross(toward, side), toward]).astype(np.float32)
    there = mesh.points @ turn.T
    low, high = there.min(0) - 3, there.max(0) + 3
    scale = _SHADOW_PX / float(max(high[0] - low[0], high[1] - low[1]))
    # From far away a pinhole sees as parallel light does; the field is narrow enough to hold the same square.
    away = _FAR * 20
    field = 2 * float(np.arctan(_SHADOW_PX / scale / 2 / away))
    centre = low[:2] + _SHADOW_PX / scale / 2
    moved = there - np.array([centre[0], centre[1], high[2] + away], np.float32)
    corners = np.ascontiguousarray(moved[mesh.faces].reshape(-1, 3).astype(np.float32))
    order = np.arange(len(corners), dtype=np.int32).reshape(-1, 3)
    depth = np.full((_SHADOW_PX, _SHADOW_PX), away * 2, np.float32)
    settings = cv2.TriangleRasterizeSettings()
    settings.setCullingMode(cv2.RASTERIZE_CULLING_NONE)
    pose = np.eye(4, dtype=np.float32)
    cv2.triangleRasterizeDepth(corners, order, depth, pose, field, away / 2, away * 2, settings)
    nearest = high[2] - (depth - away)
    return ShadowMap(turn=turn, origin=low[:2].astype(np.float32), scale=scale, nearest=nearest.astype(np.float32))


def openness(view: View, *, reach_px: tuple[int, ...]) -> Floats:
    """How open each pixel's surroundings are: 1 on a plain, less in folds and under arms. (H, W), 0 to 1.

    Nearer neighbours at several distances take light away, as long as they are not so much nearer that they belong to
    another thing (Mittring 2007, in its simplest form).
    """
    height, width = view.depth.shape
    small = cv2.resize(view.depth, (width // 2, height // 2), interpolation=cv2.INTER_NEAREST)
    closed = np.zeros_like(small)
    for reach in reach_px:
        for turn in range(8):
            angle = np.pi * (turn + 0.5 * (reach % 2)) / 4
            shift = np.array([[1, 0, reach * np.cos(angle)], [0, 1, reach * np.sin(angle)]], np.float32)
            other = cv2.warpAffine(
                small, shift, (small.shape[1], small.shape[0]), flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE
            )
            nearer = small - other
            limit = 0.22 * reach
            closed += np.clip(nearer / limit - 0.12, 0, 1) * np.clip(3.0 - nearer / limit, 0, 1)
    closed = cv2.GaussianBlur(closed / (8 * len(reach_px)), (0, 0), 1.2)
    return cv2.resize(np.exp(-2.6 * closed), (width, height), interpolation=cv2.INTER_LINEAR)


def bend(spots: Spots, surface: Surface) -> Floats:
    """Normals with the surface's fine unevenness. (N, 3)."""
    if surface.relief is None:
        return spots.normals
    step = np.float32(_RELIEF_STEP_CM)
    here = surface.relief(spots.uv)
    slope_x = (surface.relief(spots.uv + np.array([step, 0], np.float32)) - here) / step
    slope_y = (surface.relief(spots.uv + np.array([0, step], np.float32)) - here) / step
    normals = spots.normals - slope_x[:, None] * spots.around - slope_y[:, None] * spots.along
    return (normals / np.linalg.norm(normals, axis=1, keepdims=True)).astype(np.float32)


def paint(spots: Spots, surface: Surface) -> Floats:
    """Linear RGB of a surface's spots. (N, 3)."""
    if surface.paint is not None:
        return surface.paint(spots)
    return np.broadcast_to(linear(surface.color), spots.points.shape).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exposure:
    """Light that falls on spots before their colour is known, and the shine that lies over it. (N, 3) each."""

    fall: Floats
    shine: Floats


def expose(spots: Spots, surface: Surface, *, light: Light, toward: Floats, lit: Floats, open_sky: Floats) -> Exposure:
    """Light on the spots of one surface.

    Args:
        spots: Where.
        surface: What it is made of.
        light: The scene's.
        toward: To the camera. (N, 3).
        lit: Share of the key light that arrives. (N,).
        open_sky: Share of the sky that is seen. (N,).
    """
    normals = bend(spots, surface)
    direction = np.asarray(light.direction, np.float32)
    facing = normals @ direction
    if surface.hair:
        # Strands are lit across their run (Kajiya and Kay 1989).
        run = np.einsum("ij,j->i", spots.along, direction)
        facing = 0.45 * facing + 0.55 * np.sqrt(np.clip(1 - run * run, 0, 1)) - 0.15
    wrapped = np.clip((facing + surface.soft) / (1 + surface.soft), 0, 1)
    key = np.asarray(light.key, np.float32)
    red = np.array([1.0, 0.55, 0.42], np.float32)
    fall = (wrapped * lit)[:, None] * key
    if surface.glow:
        within = np.clip((facing + 0.55) / 1.55, 0, 1) - wrapped
        fall = fall + surface.glow * (within * (0.35 + 0.65 * lit))[:, None] * key * red
    up = (normals[:, 1:2] + 1) / 2
    sky, floor = np.asarray(light.sky, np.float32), np.asarray(light.floor, np.float32)
    around = open_sky[:, None]
    fall = fall + around * (up * sky + (1 - up) * floor)
    grazing = np.clip(1 - np.einsum("ij,ij->i", normals, toward), 0, 1)
    behind = np.clip(np.abs(normals[:, 0]) * grazing**2, 0, 1) * open_sky
    fall = fall + behind[:, None] * np.asarray(light.rim, np.float32) * (0.5 + surface.sheen)
    return Exposure(fall=fall, shine=_shine(spots, surface, light=light, toward=toward, lit=lit, normals=normals))


def _shine(
    spots: Spots, surface: Surface, *, light: Light, toward: Floats, lit: Floats, normals: NDArray[np.float32]
) -> Floats:
    if not surface.gloss:
        return np.zeros_like(spots.points)
    direction = np.asarray(light.direction, np.float32)
    middle = toward + direction
    middle /= np.linalg.norm(middle, axis=1, keepdims=True)
    if surface.hair:
        run = np.einsum("ij,ij->i", spots.along, middle)
        bright = np.sqrt(np.clip(1 - run * run, 0, 1)) ** surface.sharpness
        bright = bright * np.clip(normals @ direction + 0.3, 0, 1)
    else:
        bright = np.clip(np.einsum("ij,ij->i", normals, middle), 0, 1) ** surface.sharpness
    return ((surface.gloss * bright * (0.15 + 0.85 * lit))[:, None] * np.asarray(light.key, np.float32)).astype(
        np.float32
    )
