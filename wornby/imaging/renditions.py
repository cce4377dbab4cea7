"""Copies of a photo that are kept and shown: no metadata of the original lives on in them."""

import io

import cv2
import numpy as np
from PIL import Image

from wornby.datamodel import Pixels
from wornby.errors import InputError
from wornby.imaging.badge import with_badge

RENDITIONS = {"thumb": 360, "view": 1280}
"""Longest side in pixels of the copies that are shown, by name."""

_MASTER_QUALITY = 95
_RENDITION_QUALITY = 82
_MAX_JPEG_SIDE = 65_500


def encode_master(pixels: Pixels) -> bytes:
    """Encode the copy that stands for the original: JPEG, quality 95, full colour resolution, no metadata.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.

    Raises:
        InputError: A side longer than JPEG allows.
    """
    return _encode(pixels, quality=_MASTER_QUALITY, subsampling=0)


def encode_rendition(pixels: Pixels, *, long_side_px: int, badge: bool = False) -> bytes:
    """Encode a copy to show: JPEG, quality 82, never enlarged, no metadata.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.
        long_side_px: Longest side of the copy.
        badge: Draw the mark of a generated picture into it.
    """
    shown = shrink(pixels, long_side_px=long_side_px)
    return _encode(with_badge(shown) if badge else shown, quality=_RENDITION_QUALITY, subsampling=2)


def shrink(pixels: Pixels, *, long_side_px: int) -> Pixels:
    """Make a picture smaller until its longest side fits; a small one comes back as it is."""
    height, width = pixels.shape[:2]
    scale = long_side_px / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _encode(pixels: Pixels, *, quality: int, subsampling: int) -> bytes:
    if max(pixels.shape[:2]) > _MAX_JPEG_SIDE:
        message = f"The picture's longest side is {max(pixels.shape[:2])} pixels; {_MAX_JPEG_SIDE} are the most."
        raise InputError(message)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality, subsampling=subsampling)
    return buffer.getvalue()
