"""Faces in a parsed photo: the skin of heads."""

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import BoundingBox, FoundFace, Mask, Pixels
from wornby.imaging.heads import Corners, cut_box, further_heads, main_head
from wornby.imaging.regions import PARTS, part_box, split_wearers

_FACE = np.array([PARTS.index("skin"), PARTS.index("eyewear")], dtype=np.uint8)
_HEAD = np.array([PARTS.index(name) for name in ("skin", "eyewear", "hair", "headwear")], dtype=np.uint8)
_LEAST_SHARE = 0.08
"""Of a head's box: with less skin in it, a head is seen from behind, or hidden."""
_LEAST_PX = 16
_LONGEST = 1.6
"""A face is at most this many times as high as wide: below that begins the neck."""


def read_faces(labels: Pixels) -> tuple[FoundFace, ...]:
    """The faces of all wearers, those of the largest wearer first. Points of a face are not known.

    A face's confidence is the share of its box that the parser sees as skin, eyewear, hair or headwear.

    Args:
        labels: Index into `regions.PARTS`. (H, W), uint8.

    Raises:
        ValueError: Not a map of parts.
    """
    return tuple(face for mask in split_wearers(labels) for face in _faces_of(labels, mask))


def _faces_of(labels: Pixels, wearer: Mask) -> list[FoundFace]:
    head = main_head(labels, wearer)
    if head is None:
        return []
    found = (_face_in(labels, wearer, corners) for corners in (head, *further_heads(labels, wearer, head)))
    faces = [face for face in found if face is not None]
    return [face for face in faces if not any(_is_below(face.box, other.box) for other in faces)]


def _is_below(box: BoundingBox, other: BoundingBox) -> bool:
    """Whether a box is the neck under a face: it begins there and is not beside it."""
    middle, reach = (box.x_min + box.x_max) / 2, other.y_max + (other.y_max - other.y_min) / 2
    return other.x_min < middle < other.x_max and other.y_min < box.y_min < reach


def _face_in(labels: Pixels, wearer: Mask, corners: Corners) -> FoundFace | None:
    window = cut_box(corners)
    if window is None:
        return None
    height, width = labels.shape
    left, top, right, bottom = window.as_pixels(width_px=width, height_px=height)
    near = np.zeros_like(wearer)
    near[top:bottom, left:right] = (wearer & np.isin(labels, _FACE))[top:bottom, left:right]
    skin, size = _largest(near)
    if size < max(_LEAST_PX, _LEAST_SHARE * (right - left) * (bottom - top)):
        return None
    box = _above_neck(part_box(skin), width=width, height=height)
    if box is None:
        return None
    x0, y0, x1, y1 = box.as_pixels(width_px=width, height_px=height)
    seen = float(np.isin(labels[y0:y1, x0:x1], _HEAD).mean())
    return FoundFace(box=box, confidence=round(seen, 4))


def _above_neck(box: Corners | None, *, width: int, height: int) -> BoundingBox | None:
    if box is None:
        return None
    left, top, right, bottom = box
    longest = _LONGEST * (right - left) * width / height
    return cut_box((left, top, right, min(bottom, top + longest)))


def _largest(mask: Mask) -> tuple[Mask, int]:
    """The largest connected piece of a mask, and its size in pixels."""
    count, components, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    if count == 1:
        return mask, 0
    sizes: NDArray[np.int64] = stats[1:, cv2.CC_STAT_AREA].astype(np.int64)
    best = int(np.argmax(sizes))
    return components == best + 1, int(sizes[best])
