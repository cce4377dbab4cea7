"""The colour of a garment as its pixels say, and colour names."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from coloraide import Color
from coloraide.css.color_names import name2val_map
from numpy.typing import NDArray

from wornby.datamodel import ColorFact, Mask, Pixels
from wornby.errors import InputError

Lab = NDArray[np.float64]
"""CIELAB under D65, (..., 3)."""

FAMILIES = (
    "black",
    "white",
    "grey",
    "beige",
    "brown",
    "red",
    "pink",
    "orange",
    "yellow",
    "green",
    "blue",
    "navy",
    "purple",
    "multicolor",
)
NEUTRAL = frozenset({"black", "white", "grey", "beige"})

_MIN_PIXELS = 25
_SAMPLES = 1500
_CLUSTERS = 5
_WORKING_PIXELS = 40_000
_SEED = 20_240_501
_TIE = 1e-9
_LIGHT_QUANTILE = 0.6
_LEVEL_BAND = 12.0
_FAINT = 9.0
_GREY_SPAN = 24.0
_HUE_SPAN = 28.0
_LIGHT_SPAN = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Palette:
    """Clusters of a garment's pixels, the largest first: centres (K, 3), shares (K,), cluster of each pixel (N,)."""

    pixels: Lab
    centres: Lab
    shares: NDArray[np.float64]
    cluster: NDArray[np.int32]


def rgb_to_lab(rgb: NDArray[np.generic]) -> Lab:
    """Convert sRGB values 0 to 255, (..., 3), to CIELAB under D65."""
    flat = (np.asarray(rgb, dtype=np.float32) / 255).reshape(-1, 1, 3)
    return np.asarray(cv2.cvtColor(flat, cv2.COLOR_RGB2Lab), dtype=np.float64).reshape(np.shape(rgb))


def lab_to_hex(lab: Lab) -> str:
    """Write one CIELAB colour as "#rrggbb", the nearest that sRGB can show."""
    rgb = cv2.cvtColor(np.asarray(lab, dtype=np.float32).reshape(1, 1, 3), cv2.COLOR_Lab2RGB)
    red, green, blue = np.clip(np.rint(rgb.reshape(3) * 255), 0, 255).astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


def delta_e_2000(lab1: Lab, lab2: Lab) -> NDArray[np.float64]:
    """Colour difference CIEDE2000 of arrays that broadcast, (..., 3).

    Source:
        Sharma, Wu, Dalal 2005, "The CIEDE2000 Color-Difference Formula: Implementation Notes, Supplementary Test
        Data, and Mathematical Observations", Color Research and Application 30(1).
    """
    l1, a1, b1 = np.moveaxis(np.asarray(lab1, dtype=np.float64), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(lab2, dtype=np.float64), -1, 0)
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(mean_c7 / (mean_c7 + 25.0**7))
    c1, c2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    h1 = np.degrees(np.arctan2(b1, stretch * a1)) % 360
    h2 = np.degrees(np.arctan2(b2, stretch * a2)) % 360
    grey = c1 * c2 == 0
    turn = np.where(grey, 0.0, (h2 - h1 + 180) % 360 - 180)
    delta_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    far = np.abs(h1 - h2) > 180  # noqa: PLR2004 - degrees
    mean_h = np.where(grey, h1 + h2, np.where(far, (h1 + h2 + 360) / 2 % 360, (h1 + h2) / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    weight_t = (
        1
        - 0.17 * np.cos(np.radians(mean_h - 30))
        + 0.24 * np.cos(np.radians(2 * mean_h))
        + 0.32 * np.cos(np.radians(3 * mean_h + 6))
        - 0.20 * np.cos(np.radians(4 * mean_h - 63))
    )
    part_l = (l2 - l1) / (1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2))
    part_c = (c2 - c1) / (1 + 0.045 * mean_c)
    part_h = delta_h / (1 + 0.015 * mean_c * weight_t)
    rotation = 60 * np.exp(-(((mean_h - 275) / 25) ** 2))
    mixed = -2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)) * np.sin(np.radians(rotation))
    return np.asarray(np.sqrt(part_l**2 + part_c**2 + part_h**2 + mixed * part_c * part_h))


def _clusters(lab: Lab) -> _Palette:
    """Group pixels by k-means; lightness counts half, since folds change it most. Deterministic."""
    scaled = (lab * [0.5, 1.0, 1.0]).astype(np.float32)
    count = min(_CLUSTERS, len(scaled))
    order = np.argsort(np.argsort(scaled @ np.array([1.0, 0.7, 0.9], dtype=np.float32), kind="stable"), kind="stable")
    start = (order * count // len(scaled)).astype(np.int32).reshape(-1, 1)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 0.5)
    _, labels, _ = cv2.kmeans(scaled, count, start, stop, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    cluster = labels.ravel()
    sizes = np.bincount(cluster, minlength=count)
    centres = np.stack([np.bincount(cluster, weights=lab[:, i], minlength=count) for i in range(3)], axis=1)
    centres /= np.maximum(sizes, 1)[:, None]
    return _Palette(pixels=lab, centres=centres, shares=sizes / len(lab), cluster=cluster)


def _sample(pixels: Pixels, mask: Mask) -> Lab | None:
    """CIELAB of at most `_SAMPLES` pixels, away from the mask's edge where it is thick enough."""
    x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
    step = max(1, int((width * height / _WORKING_PIXELS) ** 0.5))
    inside = np.ascontiguousarray(mask[y : y + height : step, x : x + width : step]).view(np.uint8)
    total = int(np.count_nonzero(inside))
    if total < _MIN_PIXELS:
        return None
    radius = max(1, min(inside.shape) // 40)
    kernel = np.ones((2 * radius + 1, 2 * radius + 1), dtype=np.uint8)
    core = cv2.erode(inside, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    chosen = core if np.count_nonzero(core) >= max(_MIN_PIXELS, total // 4) else inside
    rows, columns = np.nonzero(chosen)
    if len(rows) > _SAMPLES:
        some = np.random.default_rng(_SEED).choice(len(rows), _SAMPLES, replace=False)
        rows, columns = rows[some], columns[some]
    return rgb_to_lab(pixels[y + rows * step, x + columns * step])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Main:
    """The colour that dominates: its representative, the share of pixels that have about it, and its clusters."""

    lab: Lab
    share: float
    members: NDArray[np.bool_]


def _dominant(palette: _Palette) -> _Main:
    """Join clusters that differ by light only, around each cluster; the largest union wins."""
    best: NDArray[np.bool_] | None = None
    best_share = -1.0
    for seed in range(len(palette.centres)):
        members = _same_but_for_light(palette.centres, seed=seed)
        share = float(palette.shares[members].sum())
        if share > best_share + _TIE:
            best, best_share = members, share
    assert best is not None
    body = palette.pixels[best[palette.cluster]]
    level = float(np.quantile(body[:, 0], _LIGHT_QUANTILE))
    near = body[np.abs(body[:, 0] - level) <= _LEVEL_BAND]
    lab = np.array([level, *np.median((near if len(near) else body)[:, 1:], axis=0)])
    return _Main(lab=lab, share=best_share, members=best)


def _same_but_for_light(centres: Lab, *, seed: int) -> NDArray[np.bool_]:
    light, chroma = centres[:, 0], np.hypot(centres[:, 1], centres[:, 2])
    angle = np.degrees(np.arctan2(centres[:, 2], centres[:, 1]))
    turn = np.abs((angle - angle[seed] + 180) % 360 - 180)
    if chroma[seed] < _FAINT:
        same = (chroma < _FAINT + 4) & (np.abs(light - light[seed]) < _GREY_SPAN)
    else:
        same = (turn < _HUE_SPAN) & (chroma > 0.35 * chroma[seed]) & (np.abs(light - light[seed]) < _LIGHT_SPAN)
    same[seed] = True
    return np.asarray(same)
