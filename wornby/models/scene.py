"""One photo as the parser sees it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Mask, Pixels
from wornby.imaging.regions import PARTS
from wornby.models.garments import GarmentReading

WHOLE = (0.0, 0.0, 1.0, 1.0)
WORN_FROM = 0.5
_WORK_PX = 160
_MIN_SHARE = 0.03


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """A photo with the part of each pixel.

    Attributes:
        pixels: (H, W, 3), uint8, RGB.
        labels: Index into PARTS. (H, W), uint8.
        source: Who parsed it.
        whole: The garment model's reading of the whole photo.
        light: As `photo_light` gives it. (6,).
    """

    pixels: Pixels
    labels: Pixels
    source: str
    whole: GarmentReading
    light: NDArray[np.float64]

    @property
    def worn(self) -> bool:
        """Whether the photo shows wearers."""
        return self.whole.worn >= WORN_FROM

    def part(self, name: str) -> Mask:
        """Pixels of one part. (H, W), bool."""
        return np.equal(self.labels, PARTS.index(name))


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
