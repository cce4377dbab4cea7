"""Parts of a photo as coloured shapes, to lay over it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import BoundingBox, Mask, Pixels
from wornby.datamodel.geometry import overlap
from wornby.imaging.regions import PARTS, part_box, split_wearers

_COLORS = {
    "hair": (176, 108, 255),
    "skin": (70, 214, 226),
    "headwear": (255, 120, 214),
    "eyewear": (255, 244, 120),
    "upper": (64, 156, 255),
    "outer": (20, 190, 90),
    "dress": (255, 92, 122),
    "lower": (255, 166, 32),
    "skirt": (228, 90, 220),
    "leggings": (150, 150, 40),
    "shoes": (255, 226, 60),
    "bag": (255, 60, 36),
    "belt": (200, 160, 255),
    "scarf": (176, 232, 60),
    "accessory": (210, 230, 140),
}
_TINTS = (0.0, 0.45, -0.3, 0.65, -0.45, 0.25, -0.15, 0.8, -0.6)
"""From one wearer to the next: how far towards white, or black where below 0, so that no two regions look alike."""
_FILL = 0.48
_LINE = 0.95
_LINE_REACH = 0.45
_BLUR = 0.0014
_LEAST_BLUR_PX = 1.3
_LEAST_SHARE = 1 / 20_000
"""Of the photo: a smaller region is a speck."""
_NO_WEIGHT = 1e-6
_SKIN = PARTS.index("skin")
_HEAD = np.array([PARTS.index(name) for name in ("hair", "headwear", "eyewear")], dtype=np.uint8)


class _Region(NamedTuple):
    mask: Mask
    color: tuple[float, float, float]


def draw_masks(labels: Pixels, *, heads: bool, subject: BoundingBox | None = None) -> Pixels:
    """Draw each part of each wearer, and what belongs to no wearer, in a colour of its own with soft edges.

    Args:
        labels: Index into `regions.PARTS`. (H, W), uint8.
        heads: Whether hair, headwear and eyewear have colours of their own; one with the skin where not.
        subject: Only of the wearer in this box they have; of everybody where it is None.

    Returns:
        Transparent where nothing is. (H, W, 4), uint8, RGBA.

    Raises:
        ValueError: Not a map of parts.
    """
    sheet = np.zeros((*labels.shape, 4), dtype=np.float32)
    blur = max(_LEAST_BLUR_PX, _BLUR * max(labels.shape))
    for region in _regions(labels, heads=heads, subject=subject):
        _lay(region, sheet, blur=blur)
    alpha = sheet[..., 3:]
    rgb = sheet[..., :3] / np.maximum(alpha, _NO_WEIGHT)
    return np.asarray(np.rint(np.concatenate([rgb, 255 * alpha], axis=2)), dtype=np.uint8)


def _regions(labels: Pixels, *, heads: bool, subject: BoundingBox | None) -> Iterator[_Region]:
    wearers = split_wearers(labels)
    chosen = _wearer_in(wearers, subject) if subject is not None else None
    nobodys = ~np.logical_or.reduce(wearers) if wearers else np.ones_like(labels, dtype=np.bool_)
    for number, mask in enumerate([*wearers, nobodys]):
        apart = heads and (subject is None or number == chosen)
        shown = np.where(mask, labels if apart else _headless(labels), np.uint8(0))
        for part in np.flatnonzero(np.bincount(shown.ravel(), minlength=1) >= max(1, _LEAST_SHARE * labels.size)):
            if part:
                tint = _TINTS[number % len(_TINTS)]
                yield _Region(shown == part, _tinted(_COLORS[PARTS[part]], tint))


def _headless(labels: Pixels) -> Pixels:
    return np.where(np.isin(labels, _HEAD), np.uint8(_SKIN), labels)


def _wearer_in(wearers: Sequence[Mask], box: BoundingBox) -> int | None:
    """The wearer whom a box is around; none where it fits nobody."""
    corners = [part_box(mask) or (0.0, 0.0, 1.0, 1.0) for mask in wearers]
    shares = [overlap(BoundingBox(x_min=a, y_min=b, x_max=c, y_max=d), box) for a, b, c, d in corners]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] > 0 else None


def _tinted(color: tuple[int, int, int], tint: float) -> tuple[float, float, float]:
    goal = 255.0 if tint > 0 else 0.0
    red, green, blue = (value + abs(tint) * (goal - value) for value in color)
    return red, green, blue


def _lay(region: _Region, sheet: NDArray[np.float32], *, blur: float) -> None:
    """Lay a region over a sheet of colours that are multiplied with their alpha; only around it, for speed."""
    x, y, width, height = cv2.boundingRect(region.mask.astype(np.uint8))
    rim = int(3 * blur) + 1
    rows = slice(max(0, y - rim), y + height + rim)
    columns = slice(max(0, x - rim), x + width + rim)
    inside = region.mask[rows, columns].astype(np.float32)
    soft = cv2.GaussianBlur(inside, (0, 0), blur, borderType=cv2.BORDER_REPLICATE)
    line = np.clip(1.5 * (1 - np.abs(soft - 0.5) / _LINE_REACH), 0, 1)
    alpha = np.maximum(_FILL * soft, _LINE * line)[..., None]
    colored = np.concatenate([alpha * np.array(region.color, dtype=np.float32), alpha], axis=2)
    sheet[rows, columns] = colored + (1 - alpha) * sheet[rows, columns]
