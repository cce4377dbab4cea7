"""Where a print lies in a picture: read from the answer of a finder, and looked at upright."""

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import BoundingBox, Pixels, PrintPlace
from wornby.imaging.local_features import PATCH_MARGIN
from wornby.imaging.motif_fit import is_plausible
from wornby.imaging.motif_pairs import Affine

# A place is print from this chance on, and a print has so many places at least.
_PRINT_FROM = 0.4
_LEAST_PLACES = 6
_MOST_PRINTS = 2
# Of the largest print's places: what is smaller is part of it, or chance.
_LEAST_SHARE = 0.2
_OFF = 2.5
_LEAST_OFF = 0.02
_FIXED = 3


def read_places(answer: NDArray[np.float32], *, width_px: int, height_px: int) -> list[PrintPlace]:
    """The prints that a finder marks, the largest first.

    Args:
        answer: For each place of the picture the chance of print, then where in the print it lies, across and down,
            -0.5 to 0.5. (h, w, 3).
        width_px: Of the picture.
        height_px: Of the picture.
    """
    marked = (answer[..., 0] >= _PRINT_FROM).astype(np.uint8)
    count, labels = cv2.connectedComponents(marked, connectivity=8)
    parts = sorted((np.flatnonzero(labels == number) for number in range(1, count)), key=len, reverse=True)
    scale = (width_px / answer.shape[1], height_px / answer.shape[0])
    found = []
    for part in parts[:_MOST_PRINTS]:
        if len(part) < max(_LEAST_PLACES, _LEAST_SHARE * len(parts[0])):
            break
        rows, columns = np.divmod(part, answer.shape[1])
        there = answer[rows, columns]
        matrix = _fitted(np.column_stack([columns, rows]).astype(np.float64), there[:, 1:].astype(np.float64))
        if matrix is not None:
            small = PrintPlace(matrix=matrix, confidence=round(float(there[:, 0].mean()), 4))
            found.append(small.moved(scale=scale, left=0, top=0))
    return found


def upright_margins(place: PrintPlace) -> NDArray[np.float64]:
    """Width and height of a print with the margin that a motif's patch has, in the print's sides. (2,)."""
    sides = np.maximum(np.array(place.sides_px), 1e-6)
    return np.asarray(1 + 2 * PATCH_MARGIN * sides.max() / sides, dtype=np.float64)


def box_of(place: PrintPlace, *, room: float, width_px: int, height_px: int) -> BoundingBox:
    """The upright box around a print, as much of it as lies in the picture; a sliver of that where nothing does.

    Args:
        place: In a picture.
        room: Of cloth around it, as a fraction of its longer side.
        width_px: Of the picture.
        height_px: Of the picture.
    """
    bounds = place.bounds
    rim = room * float(max(bounds[2] - bounds[0], bounds[3] - bounds[1]))
    limits = np.array([width_px, height_px])
    low = np.clip((bounds[:2] + 0.5 - rim) / limits, 0, 1 - 1 / limits)
    high = np.clip((bounds[2:] + 0.5 + rim) / limits, low + 1 / limits, 1)
    return BoundingBox(x_min=float(low[0]), y_min=float(low[1]), x_max=float(high[0]), y_max=float(high[1]))


def cut_out(pixels: Pixels, box: BoundingBox) -> tuple[Pixels, int, int]:
    """A part of a picture, and its first column and row."""
    left, top, right, bottom = box.as_pixels(width_px=pixels.shape[1], height_px=pixels.shape[0])
    return pixels[top:bottom, left:right], left, top


def _fitted(points: NDArray[np.float64], sides: NDArray[np.float64]) -> Affine | None:
    """The map from sides to points: sides are what was guessed, so they are fitted, and the map turned about."""
    known = np.column_stack([points, np.ones(len(points))])
    kept = np.arange(len(points))
    to_sides: NDArray[np.floating] = np.zeros((_FIXED, 2))
    for _ in range(2):
        to_sides, *_ = np.linalg.lstsq(known[kept], sides[kept])
        off = np.abs(known @ to_sides - sides).max(axis=1)
        kept = np.flatnonzero(off <= max(_LEAST_OFF, _OFF * float(np.median(off))))
        if len(kept) <= _FIXED:
            return None
    linear = to_sides[:2].T
    if np.linalg.det(linear) <= 0:
        return None
    back = np.linalg.inv(linear)
    # A word is many times as wide as high: what it may not be is slanted.
    if not is_plausible(back / np.linalg.norm(back, axis=0)):
        return None
    return np.asarray(np.column_stack([back, -back @ to_sides[2]]), dtype=np.float64)
