"""Veils: places of a picture that are made unrecognisable, for good."""

from collections.abc import Sequence

import cv2
import numpy as np

from wornby.datamodel import BoundingBox, Mask, Pixels

_MOST_CELLS = 6
"""Along the longer side of a veil: of a face no more is left than 6 x 6 mean colours."""
_LEAST_CELL_PX = 4
_BACKDROP_CELLS = 40
"""Along a photo's longer side: a face behind the subject that is 15 % of it high keeps 6 cells, most keep 1 or 2."""
_SEAM = 0.008
"""Of the longer side: how far around a figure the picture fades."""
_NO_WEIGHT = 1e-6


def veil(pixels: Pixels, boxes: Sequence[BoundingBox]) -> Pixels:
    """Replace what lies in boxes by a few mean colours, smoothed.

    Nothing of the picture inside a box is kept but the means of its cells, so it cannot be computed back.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8; not changed.
        boxes: What is hidden.

    Returns:
        The same picture where there are no boxes, else a copy.
    """
    if not boxes:
        return pixels
    height, width = pixels.shape[:2]
    hidden = pixels.copy()
    for box in boxes:
        left, top, right, bottom = box.as_pixels(width_px=width, height_px=height)
        # A box that ends within a pixel hides the whole of it.
        right, bottom = min(width, right + 1), min(height, bottom + 1)
        hidden[top:bottom, left:right] = _means(hidden[top:bottom, left:right])
    return hidden


def veil_backdrop(pixels: Pixels, figures: Mask) -> Pixels:
    """Replace all that is behind figures by mean colours, smoothed; a narrow seam around them fades.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8; not changed.
        figures: What stays. (H, W), bool.
    """
    height, width = pixels.shape[:2]
    longest = max(height, width)
    cell = max(_LEAST_CELL_PX, longest / _BACKDROP_CELLS)
    few = (max(1, round(width / cell)), max(1, round(height / cell)))
    # Figures are left out of the means, so that no glow of their clothes lies around them.
    behind = (~figures).astype(np.float32)
    weights = cv2.resize(behind, few, interpolation=cv2.INTER_AREA)
    sums = cv2.resize(pixels.astype(np.float32) * behind[..., None], few, interpolation=cv2.INTER_AREA)
    means = (sums / np.maximum(weights, _NO_WEIGHT)[..., None]).astype(np.float32)
    means[weights <= _NO_WEIGHT] = pixels.reshape(-1, 3).mean(axis=0)
    smooth = cv2.resize(means, (width, height), interpolation=cv2.INTER_LINEAR)
    reach = max(1.0, _SEAM * longest)
    away = cv2.distanceTransform((~figures).astype(np.uint8), cv2.DIST_L2, 3)
    kept = np.clip(1 - away / reach, 0, 1)[..., None]
    return np.asarray(np.rint(pixels * kept + smooth * (1 - kept)), dtype=np.uint8)


def veil_others(pixels: Pixels, boxes: Sequence[BoundingBox], *, figures: Mask | None) -> Pixels:
    """Hide bystanders: what lies in boxes, and all behind the figures where they are known.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8; not changed.
        boxes: What is hidden.
        figures: What stays of the rest. (H, W), bool.
    """
    shown = veil(pixels, boxes)
    return shown if figures is None else veil_backdrop(shown, figures)


def _means(region: Pixels) -> Pixels:
    height, width = region.shape[:2]
    cell = max(_LEAST_CELL_PX, -(-max(height, width) // _MOST_CELLS))
    few = (max(1, width // cell), max(1, height // cell))
    small = cv2.resize(region, few, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
