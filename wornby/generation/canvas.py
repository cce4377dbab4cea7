"""A canvas of soft-shaded shapes: filled outlines with light from the upper left, folds and a contact shadow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Pixels

Points = NDArray[np.float64]
"""An outline or path: (N, 2), float64, x before y."""

Floats = NDArray[np.float32]
"""Picture values: float32, 0 to 255 for colours."""

Texture = Callable[[Floats, Floats], Floats]
"""Colours (H, W, 3) at the body units x and y, both (H, W)."""

SUPERSAMPLING = 2
_SUBPIXEL_BITS = 4
_STEPS = 9
_COARSE = 4
_LIGHT = (0.75, 0.55)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """How a shape is filled.

    Attributes:
        color: "#rrggbb".
        texture: Colours by place; instead of `color` where given.
        depth: Strength of the shading that makes the shape look round.
        folds: Strength of the soft vertical folds.
        grain: Strength of fine strands (hair, knitwear).
        radius: How far the rounding reaches, in body units.
        shadow: Strength of the soft shadow on what lies below.
    """

    color: str
    texture: Texture | None = None
    depth: float = 0.35
    folds: float = 0.0
    grain: float = 0.0
    radius: float = 1.6
    shadow: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where the figure stands. Body units: a hundredth of the figure's height; origin at the crown's centre."""

    centre_px: float
    top_px: float
    unit_px: float


def rgb(color: str) -> Floats:
    """Red, green and blue of "#rrggbb". (3,), float32, 0 to 255."""
    return np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)], dtype=np.float32)


def shade(color: str, factor: float) -> str:
    """Return a darker (below 1) or lighter (above 1) "#rrggbb"."""
    values = rgb(color) * factor if factor <= 1 else 255 - (255 - rgb(color)) / factor
    red, green, blue = (int(value) for value in np.clip(values, 0, 255))
    return f"#{red:02x}{green:02x}{blue:02x}"


def flat(color: str) -> Paint:
    """Paint without shading or shadow."""
    return Paint(color=color, depth=0, shadow=0)


def points(*pairs: tuple[float, float]) -> Points:
    """Return an array of points."""
    return np.array(pairs, dtype=np.float64)


def mirrored(half: Points) -> Points:
    """Close a right half, given from top to bottom, with its mirror image."""
    return np.concatenate([half, (half * [-1, 1])[::-1]])


def spline(path: Points, *, closed: bool = True) -> Points:
    """Return a smooth line through the points (Catmull-Rom)."""
    ring = np.concatenate([path[-1:], path, path[:2]]) if closed else np.concatenate([path[:1], path, path[-1:]])
    t = np.linspace(0, 1, _STEPS, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(ring[:-3], ring[1:-2], ring[2:-1], ring[3:], strict=True):
        parts.append(b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))))
    if not closed:
        parts.append(path[-1:])
    return np.concatenate(parts)


def ellipse(centre: Sequence[float], radii: tuple[float, float], *, angle: float = 0.0) -> Points:
    """Return the outline of an ellipse; the angle is in degrees."""
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    flat = np.stack([np.cos(turn) * radii[0], np.sin(turn) * radii[1]], axis=1)
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return np.asarray(flat @ np.array([[cos, sin], [-sin, cos]]) + np.asarray(centre), dtype=np.float64)


def tube(path: Points, half_widths: Sequence[float]) -> Points:
    """Return the outline of a limb: a smooth path with a half width at each of its points."""
    line = spline(path, closed=False)
    at = np.linspace(0, len(path) - 1, len(line))
    width = np.interp(at, np.arange(len(path)), half_widths)[:, None]
    along = np.gradient(line, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    cap = np.linspace(-np.pi / 2, np.pi / 2, 9)[1:-1, None]
    end = line[-1] + width[-1] * 0.6 * np.cos(cap) * along[-1] - width[-1] * np.sin(cap) * normal[-1]
    start = line[0] - width[0] * 0.6 * np.cos(cap) * along[0] + width[0] * np.sin(cap) * normal[0]
    return np.concatenate([line + width * normal, end, (line - width * normal)[::-1], start])


class Canvas:
    """A picture under the brush, at twice its final size.

    Args:
        backdrop: (H, W, 3), float32, 0 to 255, at the final size.
        frame: Where the figure stands, in pixels of the final size.
        seed: Of the folds and strands.
    """

    def __init__(self, backdrop: Floats, *, frame: Frame, seed: int) -> None:
        height, width = (side * SUPERSAMPLING for side in backdrop.shape[:2])
        self.frame = frame
        self._pixels: Floats = np.asarray(cv2.resize(backdrop, (width, height)), dtype=np.float32)
        rng = np.random.default_rng(seed)
        self._folds = _noise(rng, (height, width), cells=(9, 34))
        self._strands = _noise(rng, (height, width), cells=(40, 300))

    def paint(self, outlines: Sequence[Points], paint: Paint) -> None:
        """Fill outlines given in body units, as one shape."""
        scale = self.frame.unit_px * SUPERSAMPLING
        origin = np.array([self.frame.centre_px, self.frame.top_px]) * SUPERSAMPLING
        pixels = [outline * scale + origin for outline in outlines]
        reach = int(scale * 2.5) + 4 if paint.shadow or paint.depth else 4
        low = np.floor(np.min([each.min(axis=0) for each in pixels], axis=0)).astype(int) - reach
        high = np.ceil(np.max([each.max(axis=0) for each in pixels], axis=0)).astype(int) + reach
        height, width = self._pixels.shape[:2]
        x0, y0 = max(0, int(low[0])), max(0, int(low[1]))
        x1, y1 = min(width, int(high[0])), min(height, int(high[1]))
        if x1 <= x0 or y1 <= y0:
            return
        mask = _fill([each - [x0, y0] for each in pixels], (y1 - y0, x1 - x0))
        area = (slice(y0, y1), slice(x0, x1))
        target = self._pixels[area]
        radius_px = paint.radius * scale
        keep = 1 - mask
        if paint.shadow:
            moved = np.roll(_soften(mask, radius_px * 0.45), (int(scale * 0.35), int(scale * 0.3)), axis=(0, 1))
            keep *= 1 - paint.shadow * moved
        light = self._light(mask, area, paint=paint, radius_px=radius_px)
        if paint.texture is None:
            color = rgb(paint.color)
        else:
            rows, columns = np.mgrid[y0:y1, x0:x1].astype(np.float32)
            color = paint.texture((columns - origin[0]) / scale, (rows - origin[1]) / scale)
        # OpenCV's multiplication of three equal planes is several times faster than NumPy's broadcast.
        cv2.multiply(target, cv2.merge([keep, keep, keep]), dst=target)
        lit = light * mask
        added = cv2.merge([lit * c for c in color]) if color.ndim == 1 else color * lit[..., None]
        target += added

    def finish(self, *, grain: float, seed: int) -> Pixels:
        """Return the picture at its final size with a touch of lens blur and sensor noise."""
        height, width = self._pixels.shape[0] // SUPERSAMPLING, self._pixels.shape[1] // SUPERSAMPLING
        small = cv2.resize(self._pixels, (width, height), interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), 0.55)
        noise = np.random.default_rng(seed).standard_normal((height, width, 1)).astype(np.float32)
        return np.asarray(np.clip(small + grain * noise + 0.5, 0, 255), dtype=np.uint8)

    def _light(self, mask: Floats, area: tuple[slice, slice], *, paint: Paint, radius_px: float) -> Floats:
        if not paint.depth:
            return np.ones_like(mask)
        soft = _soften(mask, radius_px, keep_small=True)
        across = cv2.Sobel(soft, cv2.CV_32F, 1, 0)
        down = cv2.Sobel(soft, cv2.CV_32F, 0, 1)
        slope = (_LIGHT[0] * across + _LIGHT[1] * down) / max(1e-6, float(np.hypot(across, down).max()))
        inner = np.clip((soft - 0.5) * 2, 0, 1)
        small = 1 + paint.depth * (0.75 * slope - 0.55 * (1 - inner) + 0.1)
        light = np.asarray(cv2.resize(small, (mask.shape[1], mask.shape[0])), dtype=np.float32)
        if paint.folds:
            light += paint.folds * self._folds[area]
        if paint.grain:
            light += paint.grain * self._strands[area]
        return light


def _fill(outlines: Sequence[Points], size: tuple[int, int]) -> Floats:
    mask = np.zeros(size, dtype=np.uint8)
    for outline in outlines:
        rounded = np.round(outline * 2**_SUBPIXEL_BITS).astype(np.int32)
        cv2.fillPoly(mask, [rounded], 255, lineType=cv2.LINE_AA, shift=_SUBPIXEL_BITS)
    return np.multiply(mask, 1 / 255, dtype=np.float32)


def _soften(mask: Floats, radius_px: float, *, keep_small: bool = False) -> Floats:
    size = (max(2, mask.shape[1] // _COARSE), max(2, mask.shape[0] // _COARSE))
    small = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), max(0.6, radius_px / _COARSE))
    if keep_small:
        return np.asarray(small, dtype=np.float32)
    return np.asarray(cv2.resize(small, (mask.shape[1], mask.shape[0])), dtype=np.float32)


def _noise(rng: np.random.Generator, size: tuple[int, int], *, cells: tuple[int, int]) -> Floats:
    """Soft noise, stretched by the ratio of its cells (rows, columns). (H, W), float32, about -1 to 1."""
    coarse = rng.uniform(-1, 1, cells).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (size[1], size[0]), interpolation=cv2.INTER_CUBIC), dtype=np.float32)
