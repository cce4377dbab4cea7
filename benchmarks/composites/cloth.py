"""Dyes cloth in a photo and prints on it: the photo's own folds shade both.

What it does not show: seams that cut a print, thick prints that shine or crack, wet or see-through cloth, light of
several colours on one garment, and folds so deep that part of a print is hidden behind them.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.composites.ink import Color, Rgba
from benchmarks.composites.palette import linear_to_srgb, srgb_to_linear
from wornby.datamodel import Mask, Pixels

Light = NDArray[np.float32]
"""Linear light, 0 to 1."""

_TO_LIGHT = srgb_to_linear(np.arange(256) / 255).astype(np.float32)
_STEPS = 4096
_TO_SRGB = (linear_to_srgb(np.arange(_STEPS) / (_STEPS - 1)) * 255).round().astype(np.uint8)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
# The light at which cloth shows its colour: brighter than most of it, so that pale cloth is not burnt out.
_REFERENCE = 60
_SHADES = (0.12, 1.9)
# L* of the photo's cloth below which its shading is mostly noise, and how far it is evened out then.
_DARK_LIGHT = 0.045
_DARK_POWER = 0.62
# Black cloth still throws back this much of the light at its surface.
_SHEEN = 0.012
_SHOULDER = 0.8
# Of the motif's shorter side: how far slopes are looked at, and how far a steep one pushes.
_FOLD_BLUR = 0.05
_FOLD_REACH = 0.025


def to_light(pixels: Pixels) -> Light:
    """Linear light of sRGB pixels."""
    return _TO_LIGHT[pixels]


def to_pixels(light: NDArray[np.floating]) -> Pixels:
    """The inverse; what is brighter than paper rolls off."""
    over = np.maximum(light - _SHOULDER, 0)
    rolled = np.minimum(light, _SHOULDER) + (1 - _SHOULDER) * (1 - np.exp(-over / (1 - _SHOULDER)))
    return _TO_SRGB[np.clip(rolled * (_STEPS - 1) + 0.5, 0, _STEPS - 1).astype(np.int32)]


def light_of(color: Color) -> Light:
    """Linear light of one colour. (3,)."""
    return _TO_LIGHT[np.array(color)]


def shading(pixels: Pixels, mask: Mask) -> Light:
    """How brightly each place of the cloth is lit, 1 where it shows its colour; carried on a little past its edge.

    Args:
        pixels: (H, W, 3), uint8.
        mask: The cloth. (H, W).

    Returns:
        (H, W), float32.
    """
    luminance = to_light(pixels) @ _LUMINANCE
    inner = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    if not inner.any():
        inner = mask.astype(np.uint8)
    values = luminance[inner > 0]
    reference = max(1e-3, float(np.percentile(values, _REFERENCE)))
    shade = np.clip(luminance / reference, *_SHADES).astype(np.float32)
    if reference < _DARK_LIGHT:
        evened = cv2.GaussianBlur(shade, (0, 0), 0.004 * max(pixels.shape[:2]) + 0.8)
        shade = np.asarray(evened**_DARK_POWER, np.float32)
    weight = inner.astype(np.float32)
    sigma = max(1.5, 0.006 * max(pixels.shape[:2]))
    spread = cv2.GaussianBlur(shade * weight, (0, 0), sigma) / np.maximum(cv2.GaussianBlur(weight, (0, 0), sigma), 1e-3)
    return np.where(inner > 0, shade, np.clip(spread, *_SHADES)).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Torso:
    """Where a print goes on a garment, in pixels.

    Attributes:
        x: Middle.
        neck: Where cloth begins in the middle.
        width: Of the trunk.
        bottom: Where the cloth ends in the middle.
    """

    x: float
    neck: float
    width: float
    bottom: float


def find_torso(mask: Mask, *, over: Mask | None = None, dress: bool = False) -> Torso:
    """Find the trunk of a garment by the largest circle in its upper part.

    Args:
        mask: The garment. (H, W).
        over: The garment with what lies over it: an open jacket hides part of the trunk.
        dress: Whether a skirt takes the lower half.
    """
    rows = np.flatnonzero(mask.any(axis=1))
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    end = top + round((0.42 if dress else 0.85) * (bottom - top))
    upper = mask.astype(np.uint8).copy()
    upper[end:] = 0
    reach = cv2.distanceTransform(
        cv2.copyMakeBorder(upper, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(0,)), cv2.DIST_L2, 5
    )
    reach = reach[1:-1, 1:-1]
    near = reach > 0.9 * reach.max()
    x = float(np.median(np.nonzero(near)[1]))
    y = float(np.median(np.nonzero(near)[0]))
    width = 2 * float(reach.max())
    run = upper[int(y)] > 0
    left, right = int(x), int(x)
    while left > 0 and run[left - 1]:
        left -= 1
    while right < len(run) - 1 and run[right + 1]:
        right += 1
    # The largest circle is cut short by the hem, the run by nothing: the trunk lies between the two.
    width = max(width, min(right - left + 1.0, 1.25 * width))
    if over is not None:
        body = cv2.distanceTransform(over.astype(np.uint8), cv2.DIST_L2, 5)[top:end].max()
        width = max(width, min(1.8 * float(body), 1.5 * width))
    x = 0.5 * x + 0.5 * (left + right) / 2
    middle = mask[:, max(0, int(x - 0.06 * width)) : int(x + 0.06 * width) + 1].mean(axis=1) > 0.5
    covered = np.flatnonzero(middle)
    if not len(covered):
        return Torso(x=x, neck=float(top), width=width, bottom=float(bottom))
    return Torso(x=x, neck=float(covered[0]), width=width, bottom=float(covered[-1] + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Where and how large a motif is printed.

    Attributes:
        width: Over the trunk's width.
        across: From the trunk's middle, of its width; positive to the picture's right.
        down: From the neck to the motif's top, of the trunk's width.
    """

    width: float
    across: float
    down: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend:
    """How cloth lies: turned in the picture, seen from a side or from above, uneven. Angles in radians."""

    turn: float = 0.0
    yaw: float = 0.0
    tilt: float = 0.0
    wobble: float = 0.0
    folds: float = 0.0
    round: float = 0.7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Printed:
    """A motif as it lies in a picture.

    Attributes:
        light: Linear light times cover. (H, W, 3), float32.
        cover: (H, W), float32, 0 to 1.
        side_px: Its shorter side.
        sides: Where in the motif each pixel lies, across and down from its middle: -0.5 to 0.5 of its width and height;
            NaN beside it. (H, W, 2), float32.
    """

    light: Light
    cover: Light
    side_px: float
    sides: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MotifMap:
    """Where a motif can be seen in a picture.

    Attributes:
        left: Column of the picture at which it begins.
        top: Row.
        sides: As in `Printed`; NaN too where something hides the motif. (h, w, 2), float16.
    """

    left: int
    top: int
    sides: NDArray[np.float16]

    @classmethod
    def of(cls, sides: NDArray[np.float32], *, left: int = 0, top: int = 0) -> "MotifMap | None":
        """As much of a map as holds the motif; None where it cannot be seen.

        Args:
            sides: (H, W, 2).
            left: Column of the picture at which the map begins.
            top: Row.
        """
        x, y, width, height = cv2.boundingRect(np.isfinite(sides[..., 0]).astype(np.uint8))
        if not width:
            return None
        part = sides[y : y + height, x : x + width].astype(np.float16)
        return cls(left=left + x, top=top + y, sides=part)

    def spread(self, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """The map over a whole picture. (H, W, 2)."""
        whole = np.full((*shape[:2], 2), np.nan, np.float32)
        high, wide = self.sides.shape[:2]
        whole[self.top : self.top + high, self.left : self.left + wide] = self.sides
        return whole


def lay(
    motif: Rgba,
    *,
    shade: Light,
    torso: Torso,
    placing: Placing,
    bend: Bend,
    blur: float,
    rng: np.random.Generator,
) -> Printed:
    """Lay a motif on the trunk of a garment.

    Args:
        motif: (h, w, 4), uint8.
        shade: The cloth's shading: its slopes push the print aside. (H, W).
        torso: Where.
        placing: Where on it.
        bend: How the cloth lies.
        blur: Sigma in pixels.
        rng: Decides the cloth's unevenness.
    """
    height, width = shade.shape
    wide = placing.width * torso.width
    tall = wide * motif.shape[0] / motif.shape[1]
    room = 0.92 * max(1.0, torso.bottom - torso.neck - placing.down * torso.width)
    if tall > room:
        wide, tall = wide * room / tall, room
    centre = (torso.x + placing.across * torso.width, torso.neck + placing.down * torso.width + tall / 2)
    half = 0.75 * float(np.hypot(wide, tall)) + 4
    left, right = max(0, int(centre[0] - half)), min(width, int(centre[0] + half) + 1)
    top, bottom = max(0, int(centre[1] - half)), min(height, int(centre[1] + half) + 1)
    light, cover = np.zeros((height, width, 3), np.float32), np.zeros((height, width), np.float32)
    sides = np.full((height, width, 2), np.nan, np.float32)
    if right - left < 2 or bottom - top < 2:
        return Printed(light=light, cover=cover, side_px=0.0, sides=sides)
    y, x = np.mgrid[top:bottom, left:right].astype(np.float32)
    u, v = x - centre[0], y - centre[1]
    push_x, push_y = _push(shade, window=np.s_[top:bottom, left:right], size=(wide, tall), bend=bend, rng=rng)
    u, v = u + push_x, v + push_y
    u, v = u * np.cos(bend.turn) + v * np.sin(bend.turn), v * np.cos(bend.turn) - u * np.sin(bend.turn)
    depth = 1 + bend.tilt * v / torso.width + 0.5 * bend.yaw * u / torso.width
    u, v = u * depth, v * depth
    radius = bend.round * torso.width
    beside = placing.across * torso.width
    where = np.clip((u + beside) / radius * np.cos(bend.yaw) + np.sin(bend.yaw) * 0.5, -0.999, 0.999)
    start = np.arcsin(np.clip(beside / radius * np.cos(bend.yaw) + np.sin(bend.yaw) * 0.5, -0.999, 0.999))
    u = radius * (np.arcsin(where) - start)
    scale = min(1.0, 1.6 * wide / motif.shape[1])
    size = (max(2, round(motif.shape[1] * scale)), max(2, round(motif.shape[0] * scale)))
    alpha = motif[..., 3:].astype(np.float32) / 255
    film = np.dstack([to_light(np.ascontiguousarray(motif[..., :3])) * alpha, alpha])
    film = cv2.copyMakeBorder(
        cv2.resize(film, size, interpolation=cv2.INTER_AREA), 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0)
    )
    map_x = ((u / wide + 0.5) * size[0] + 1.5).astype(np.float32)
    map_y = ((v / tall + 0.5) * size[1] + 1.5).astype(np.float32)
    drawn = cv2.remap(film, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(0, 0, 0, 0))
    inside = (np.abs(u) <= wide / 2) & (np.abs(v) <= tall / 2)
    sides[top:bottom, left:right][inside] = np.stack([u[inside] / wide, v[inside] / tall], axis=1)
    if blur > 0:
        drawn = cv2.GaussianBlur(drawn, (0, 0), blur)
    light[top:bottom, left:right] = drawn[..., :3]
    cover[top:bottom, left:right] = drawn[..., 3]
    return Printed(light=light, cover=cover, side_px=_shorter_side(inside), sides=sides)


def dye(pixels: Pixels, mask: Mask, *, color: Color, shade: Light, printed: Printed | None, edge: float) -> Pixels:
    """Give cloth a colour, and a print if there is one, under the photo's shading.

    Args:
        pixels: (H, W, 3), uint8.
        mask: The cloth. (H, W).
        color: sRGB of the cloth.
        shade: (H, W).
        printed: What lies on it.
        edge: Sigma of the cloth's outline in pixels.
    """
    soft = np.clip(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), edge) * 1.25, 0, 1)[..., None]
    cloth = np.broadcast_to(light_of(color), (*mask.shape, 3))
    if printed is not None:
        cloth = cloth * (1 - printed.cover[..., None]) + printed.light
    lit = (cloth + _SHEEN) * shade[..., None] - _SHEEN * 0.5
    return to_pixels(to_light(pixels) * (1 - soft) + np.maximum(lit, 0) * soft)


def _push(
    shade: Light, *, window: tuple[slice, slice], size: tuple[float, float], bend: Bend, rng: np.random.Generator
) -> tuple[Light, Light]:
    """How far each place of the cloth is pushed aside, in pixels: at random, and down the slopes of its shading."""
    rows, columns = shade[window].shape
    side = min(size)
    coarse = rng.standard_normal((2, 5, 5)).astype(np.float32)
    fine = rng.standard_normal((2, 9, 9)).astype(np.float32)
    random = [
        cv2.resize(coarse[axis], (columns, rows), interpolation=cv2.INTER_CUBIC)
        + 0.4 * cv2.resize(fine[axis], (columns, rows), interpolation=cv2.INTER_CUBIC)
        for axis in (0, 1)
    ]
    slope = cv2.GaussianBlur(np.log(shade[window] + 0.05), (0, 0), max(1.0, _FOLD_BLUR * side))
    # Slopes as change over the motif's side, so that folds push as far in a large photo as in a small one.
    steep_x, steep_y = (cv2.Sobel(slope, cv2.CV_32F, *axes) / 8 * side for axes in ((1, 0), (0, 1)))
    reach = bend.folds * _FOLD_REACH * side
    fold_x, fold_y = reach * np.tanh(steep_x / 2), reach * np.tanh(steep_y / 2)
    push_x = np.asarray(bend.wobble * side * random[0] + fold_x, np.float32)
    push_y = np.asarray(bend.wobble * side * random[1] + fold_y, np.float32)
    return push_x, push_y


def _shorter_side(inside: Mask) -> float:
    points = cv2.findNonZero(inside.astype(np.uint8))
    if points is None:
        return 0.0
    (_, _), (one, other), _ = cv2.minAreaRect(points)
    return float(min(one, other)) + 1.0
