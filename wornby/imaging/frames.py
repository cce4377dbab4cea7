"""Whether two pictures are the same one in another size or quality, by their frames as a whole."""

import io
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from wornby.datamodel import Pixels

Frame = NDArray[np.float32]
"""Light and dark of a picture: (1024,), float32, unit length, mean 0; zeros for one without any difference."""

SAME_FRAME = 0.9
"""From this likeness on, two frames are taken for one picture; photos of one studio and pose reach about 0.8."""

_SIDE = 32
_READ = 4 * _SIDE


def frame_of(pixels: Pixels) -> Frame:
    """The frame of a picture. (H, W, 3), uint8, RGB."""
    return _frame(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))


def frame_of_jpeg(content: bytes) -> Frame | None:
    """The frame of a JPEG of the library's own, read no larger than it needs; None where it cannot be read."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG",)) as image:
            image.draft("L", (_READ, _READ))
            return _frame(np.asarray(image.convert("L")))
    except (OSError, ValueError):
        return None


def likeness(one: Frame, other: Frame) -> float:
    """Correlation of two frames, in [-1, 1]."""
    return float(one @ other)


def _frame(grey: NDArray[np.integer[Any] | np.floating[Any]]) -> Frame:
    small = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32).reshape(-1)
    centred = small - small.mean()
    length = float(np.linalg.norm(centred))
    frame: Frame = centred / np.float32(length) if length > 0.0 else centred
    return frame
