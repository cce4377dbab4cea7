"""How bright, sharp and rich in contrast a picture is, as its pixels say."""

from dataclasses import dataclass

import cv2
import numpy as np

from wornby.colorimetry import rgb_to_lab
from wornby.datamodel import Mask, Pixels
from wornby.imaging.renditions import shrink

LONG_SIDE_PX = 512
"""Pictures are looked at in this size at most, so that the numbers do not depend on how many pixels a camera has."""
_HALF_SHARP = 100.0
"""Variance of the Laplacian, of 8-bit grey, at which a picture counts as half sharp. Set by eye on drawn pictures."""
_EDGES = (5.0, 95.0)
_LEAST_PIXELS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Measures of a picture or a part of it, each from 0 to 100.

    Attributes:
        brightness: Mean CIELAB lightness.
        sharpness: 100 v / (v + 100), v the variance of the Laplacian: 0 where nothing has an edge.
        contrast: Lightness of the brightest twentieth above that of the darkest.
    """

    brightness: float
    sharpness: float
    contrast: float


def measure_quality(pixels: Pixels, mask: Mask | None = None) -> Quality | None:
    """Measure a picture.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.
        mask: The part that counts, (H, W), bool; the whole picture where it is left out.

    Returns:
        The measures; None where the part has fewer than 25 pixels in the size in which it is looked at.
    """
    small = shrink(pixels, long_side_px=LONG_SIDE_PX)
    height, width = small.shape[:2]
    if mask is None:
        chosen = np.ones((height, width), dtype=np.bool_)
    else:
        resized = cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
        chosen = resized.astype(np.bool_)
    if np.count_nonzero(chosen) < _LEAST_PIXELS:
        return None
    light = rgb_to_lab(small[chosen])[:, 0]
    edges = cv2.Laplacian(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), cv2.CV_64F)
    variance = float(np.asarray(edges, dtype=np.float64)[chosen].var())
    dark, bright = np.percentile(light, _EDGES)
    return Quality(
        brightness=_percent(float(light.mean())),
        sharpness=_percent(100 * variance / (variance + _HALF_SHARP)),
        contrast=_percent(float(bright - dark)),
    )


def _percent(value: float) -> float:
    return min(100.0, max(0.0, value))
