"""What every detector's answer goes through: scaling back, cutting at the edge, one box for each object."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import BoundingBox, Detection, Pixels
from wornby.errors import ModelError

_GREY = 114
_FLOATS = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Boxed:
    """A picture scaled into a network's input, at its top left. `scale` is network pixels for each picture pixel."""

    pixels: Pixels
    scale: float


def letterbox_into(pixels: Pixels, *, width_px: int, height_px: int, fill: int = _GREY) -> Boxed:
    """Scale a picture to fit, keeping its proportions, and fill the rest.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.
        width_px: Width of the result.
        height_px: Height of the result.
        fill: Value of the rest; 114 is what YOLOX was trained with.
    """
    height, width = pixels.shape[:2]
    scale = min(width_px / width, height_px / height)
    inner = (max(1, min(width_px, int(width * scale))), max(1, min(height_px, int(height * scale))))
    out = np.full((height_px, width_px, 3), fill, dtype=np.uint8)
    out[: inner[1], : inner[0]] = cv2.resize(pixels, inner, interpolation=cv2.INTER_LINEAR)
    return Boxed(pixels=out, scale=scale)


def keep_best(corners: _FLOATS, scores: _FLOATS, classes: NDArray[np.int64], *, overlap: float) -> NDArray[np.int64]:
    """Non-maximum suppression within each class.

    Args:
        corners: x_min, y_min, x_max, y_max. (N, 4).
        scores: (N,).
        classes: (N,).
        overlap: Intersection over union from which the lower score goes.

    Returns:
        Rows to keep, highest score first.
    """
    if not len(scores):
        return np.zeros(0, dtype=np.int64)
    sized = np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], axis=1).astype(np.float64)
    kept = cv2.dnn.NMSBoxesBatched(sized.tolist(), scores.tolist(), classes.tolist(), 0.0, overlap)
    rows = np.asarray(kept, dtype=np.int64).reshape(-1)
    ordered: NDArray[np.int64] = rows[np.argsort(-scores[rows], kind="stable")]
    return ordered


def cut_box(corners: Sequence[float]) -> BoundingBox | None:
    """A box from corners in fractions, cut at the picture's edge; None where nothing is left of it."""
    x_min, y_min, x_max, y_max = (min(1.0, max(0.0, float(value))) for value in corners)
    return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max) if x_min < x_max and y_min < y_max else None


def detections(corners: _FLOATS, scores: _FLOATS, labels: Sequence[str]) -> tuple[Detection, ...]:
    """Detections from corners in fractions, in the given order; boxes outside of the picture are left out."""
    found = []
    for row, score, label in zip(corners.tolist(), scores.tolist(), labels, strict=True):
        box = cut_box(row)
        if box is not None:
            found.append(Detection(box=box, label=label, score=min(1.0, max(0.0, score))))
    return tuple(found)


def check_numbers(array: NDArray[np.float32], *, source: str) -> NDArray[np.float32]:
    """Refuse an answer that holds what is no number.

    Raises:
        ModelError: It does.
    """
    if not np.isfinite(array).all():
        message = f"{source} answered with what is no number: its file may be damaged."
        raise ModelError(message)
    return array
