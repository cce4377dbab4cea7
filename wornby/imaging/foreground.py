"""What lies on the ground of a picture of one garment."""

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Mask, Pixels

_WORK_PX = 160
_MIN_SHARE = 0.03
_OUTLINE_PX = 480
_RING = 0.06
# Euclidean, CIELAB in 8 bits: a white shirt on pale grey differs by 15, JPEG's noise and grain by 3.
_LEAST_STEP = 6.0
_SPREADS = 5.0
_EVEN = 8.0
# Half of the widest gap in an outline that is bridged, as a fraction of the picture's shorter side.
_BRIDGE = 0.06
# CIELAB in 8 bits: cloth and ground that lie nearer to each other may run together.
_ALIKE = 40.0
_SHARES = (0.03, 0.9)


def foreground_mask(pixels: Pixels) -> Mask:
    """Find what lies on the ground of a photo of one garment.

    The border is taken for background: pixels are scored by their distance in CIELAB to the nearest of four
    clusters of the border's colours, split by Otsu's threshold, and the components near the centre are kept.

    Args:
        pixels: (H, W, 3), uint8, RGB.

    Returns:
        (H, W), bool; the middle of the picture where nothing stands out.
    """
    height, width = pixels.shape[:2]
    scale = _WORK_PX / max(height, width)
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (3, 3), 0), cv2.COLOR_RGB2LAB).astype(np.float32)
    rim = max(2, min(size) // 20)
    border = np.concatenate(
        [lab[:rim].reshape(-1, 3), lab[-rim:].reshape(-1, 3), lab[:, :rim].reshape(-1, 3), lab[:, -rim:].reshape(-1, 3)]
    )
    cv2.setRNGSeed(7)
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    centres = cv2.kmeans(border, min(4, len(border)), None, criteria, 1, cv2.KMEANS_PP_CENTERS)[2]  # type: ignore[call-overload]
    distance = np.linalg.norm(lab[:, :, None, :] - centres[None, None], axis=3).min(axis=2)
    score = np.clip(distance * 2, 0, 255).astype(np.uint8)
    _, found = cv2.threshold(score, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    found = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    mask = _near_centre(found.astype(np.uint8))
    whole = cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST).astype(bool)
    # A picture of a pixel or two may lose its middle on the way back.
    return whole if whole.any() else np.ones_like(whole)


def garment_mask(pixels: Pixels) -> Mask:
    """Find the outline of one garment on an even ground, with all that lies within it.

    The ground is a surface of the second degree through the border, so that slow shades of it are ground, a white
    shirt on pale grey is none, and a print in the ground's colour stays in. Where the border is not even,
    `foreground_mask` is filled instead.

    Args:
        pixels: (H, W, 3), uint8, RGB.

    Returns:
        (H, W), bool.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, _OUTLINE_PX / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = np.asarray(cv2.GaussianBlur(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), (3, 3), 0), np.uint8)
    found = _off_ground(cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float64))
    if found is not None:
        opened = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        kept = _near_centre(np.asarray(opened, dtype=np.uint8))
        outline = _filled(_closed(kept) if _is_pale(small, kept) else kept)
        if _SHARES[0] < float(outline.mean()) < _SHARES[1]:
            return np.asarray(cv2.resize(outline, (width, height), interpolation=cv2.INTER_NEAREST)) > 0
    return _filled(foreground_mask(pixels).astype(np.uint8)) > 0


def _off_ground(lab: NDArray[np.float64]) -> Pixels | None:
    """Pixels that differ from a smooth ground through the border; None where the border is not even."""
    rows, columns = lab.shape[:2]
    y, x = np.mgrid[0:rows, 0:columns]
    u, v = x / columns - 0.5, y / rows - 0.5
    terms = np.stack([np.ones_like(u), u, v, u * u, u * v, v * v], axis=2)
    rim = max(2, round(_RING * min(rows, columns)))
    ring = np.ones((rows, columns), dtype=np.bool_)
    ring[rim:-rim, rim:-rim] = False
    surface, *_ = np.linalg.lstsq(terms[ring], lab[ring], rcond=None)
    distance = np.linalg.norm(lab - terms @ surface, axis=2)
    spread = float(np.median(distance[ring]))
    return None if spread > _EVEN else (distance > max(_LEAST_STEP, _SPREADS * spread)).astype(np.uint8)


def _is_pale(pixels: Pixels, found: Pixels) -> bool:
    """Whether what was found is so like the ground that its outline may have gaps."""
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float64)
    inside, outside = lab[found > 0], lab[found == 0]
    return len(outside) > 0 and float(np.linalg.norm(np.median(inside, 0) - np.median(outside, 0))) < _ALIKE


def _closed(found: Pixels) -> Pixels:
    """Bridge where folds of white cloth are as bright as the ground, so that what lies inside is inside."""
    reach = max(1, round(_BRIDGE * min(found.shape)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    padded = cv2.copyMakeBorder(found, reach, reach, reach, reach, cv2.BORDER_CONSTANT, value=(0,))
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, kernel)
    return np.asarray(closed[reach:-reach, reach:-reach], dtype=np.uint8)


def _filled(found: Pixels) -> Pixels:
    outlines, _ = cv2.findContours(found, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros_like(found)
    cv2.drawContours(filled, outlines, -1, (1,), cv2.FILLED)
    return filled


def _near_centre(found: Pixels) -> Pixels:
    height, width = found.shape
    middle = np.zeros_like(found)
    middle[height // 5 : height - height // 5, width // 5 : width - width // 5] = 1
    count, components = cv2.connectedComponents(found, connectivity=8)
    touching = np.bincount(components[middle.astype(bool)], minlength=count)
    sizes = np.bincount(components.ravel(), minlength=count)
    keep = (touching > 0) & (sizes > _MIN_SHARE * found.size / 3)
    keep[0] = False
    kept = keep[components].astype(np.uint8)
    return kept if kept.mean() >= _MIN_SHARE else middle
