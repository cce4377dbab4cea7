"""Heads in a parsed photo: whose face is where."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import BoundingBox, Mask, Pixels
from wornby.imaging.regions import PARTS, head_box, part_box, split_wearers

_HAIR = np.array([PARTS.index(name) for name in ("hair", "headwear", "eyewear")], dtype=np.uint8)
_SKIN = PARTS.index("skin")
_FACE = np.array([*_HAIR, _SKIN], dtype=np.uint8)

_GROWN = 0.2
"""Of its sides, added on each side of what is hidden."""
_SQUARE = 2.5
_ABOVE = 0.35
"""How many heads the square of `head_box` is wide, and how many lie above the head."""
_HALF = 0.6
"""Half the width of a head, in heads."""
_LEAST_SHARE = 1 / 20_000
"""Of the photo: a smaller piece of hair or skin is a speck."""
_SECOND_HEAD = 0.12
"""Of the largest piece of hair among people who touch: a smaller one is a strand of the same head."""
_BELOW = 1.6
"""A face ends this many widths of its hair below the hair's top."""
OWN_FACE = 0.3
"""Share of a box that lies in a head, from which it is taken for that head."""

Corners = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of the picture, possibly beyond it."""


def faces_in(labels: Pixels) -> tuple[BoundingBox, ...]:
    """The heads of all wearers with a margin, those of the largest wearer first.

    Args:
        labels: Index into `regions.PARTS`. (H, W), uint8.

    Raises:
        ValueError: Not a map of parts.
    """
    found = (cut_box(head) for mask in split_wearers(labels) for head in heads_of(labels, mask))
    return tuple(box for box in found if box is not None)


def faint_faces_in(labels: Pixels) -> tuple[BoundingBox, ...]:
    """Hair and skin of nobody who is large enough for a wearer, hands too: what is hidden to be sure.

    Args:
        labels: Index into `regions.PARTS`. (H, W), uint8.

    Raises:
        ValueError: Not a map of parts.
    """
    found = (cut_box(one) for one in strangers_of(labels, split_wearers(labels)))
    return tuple(box for box in found if box is not None)


def heads_of(labels: Pixels, mask: Mask) -> Iterator[Corners]:
    """The head of one figure, and further ones where several people make it up."""
    head = main_head(labels, mask)
    if head is not None:
        yield grown(head)
        yield from further_heads(labels, mask, head)


def main_head(labels: Pixels, mask: Mask) -> Corners | None:
    """The head of a figure, without a margin: that of its largest piece of hair, where people touch."""
    pieces = list(_pieces(mask & np.isin(labels, _HAIR)))
    if len(pieces) > 1 and pieces[1][1] >= _SECOND_HEAD * pieces[0][1]:
        return _face_below(labels, mask, pieces[0][0])
    square = head_box(labels, mask)
    if square is None:
        return None
    size_x, size_y = (square[2] - square[0]) / _SQUARE, (square[3] - square[1]) / _SQUARE
    centre, top = (square[0] + square[2]) / 2, square[1] + _ABOVE * size_y
    return (centre - _HALF * size_x, top, centre + _HALF * size_x, top + size_y)


def further_heads(labels: Pixels, mask: Mask, head: Corners) -> Iterator[Corners]:
    """Heads within a figure beside the one that is known: pieces of hair away from it, with the face below."""
    pieces = list(_pieces(mask & np.isin(labels, _HAIR)))
    for piece, size in pieces[1:]:
        box = _face_below(labels, mask, piece)
        if size >= _SECOND_HEAD * pieces[0][1] and share_in(box, head) < OWN_FACE:
            yield grown(box)


def strangers_of(labels: Pixels, wearers: Sequence[Mask]) -> Iterator[Corners]:
    """Hair and skin that belong to no wearer: people far away."""
    free = np.isin(labels, _FACE)
    for mask in wearers:
        free &= ~mask
    for piece, _ in _pieces(free):
        box = part_box(piece)
        if box is not None:
            yield grown(box)


def _face_below(labels: Pixels, mask: Mask, hair: Mask) -> Corners:
    """Around a piece of hair and the skin beside and below it."""
    left, top, right, bottom = part_box(hair) or (0.0, 0.0, 0.0, 0.0)
    height, width = labels.shape
    wide = max(right - left, (bottom - top) * height / width)
    beside = 0.3 * wide
    below = top + _BELOW * wide * width / height
    x0, x1 = int(max(0.0, left - beside) * width), int(min(1.0, right + beside) * width) + 1
    y0, y1 = int(top * height), int(min(1.0, max(bottom, below)) * height) + 1
    window = np.zeros_like(mask)
    window[y0:y1, x0:x1] = (mask & (labels == _SKIN))[y0:y1, x0:x1]
    # Only skin that hangs together with this hair: the face beside it may be somebody else's.
    _, components = cv2.connectedComponents((window | hair).astype(np.uint8), connectivity=8)
    return part_box(np.isin(components, np.unique(components[hair]))) or (left, top, right, bottom)


def _pieces(mask: Mask) -> Iterator[tuple[Mask, int]]:
    """Connected pieces that are no specks, the largest first, with their sizes in pixels."""
    count, components, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    sizes: NDArray[np.int64] = stats[:, cv2.CC_STAT_AREA].astype(np.int64)
    for index in sorted(range(1, count), key=lambda one: -int(sizes[one])):
        if sizes[index] >= max(4, _LEAST_SHARE * mask.size):
            yield components == index, int(sizes[index])


def grown(box: Corners) -> Corners:
    """A box with a margin, for what is to be hidden."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return (box[0] - _GROWN * wide, box[1] - _GROWN * high, box[2] + _GROWN * wide, box[3] + _GROWN * high)


def share_in(box: Corners, head: Corners) -> float:
    """Share of a box that lies in another."""
    wide = max(0.0, min(box[2], head[2]) - max(box[0], head[0]))
    high = max(0.0, min(box[3], head[3]) - max(box[1], head[1]))
    area = (box[2] - box[0]) * (box[3] - box[1])
    return wide * high / area if area > 0 else 0.0


def cut_box(box: Corners | None) -> BoundingBox | None:
    """The part of a box that lies in the picture."""
    if box is None:
        return None
    left, top, right, bottom = (min(1.0, max(0.0, value)) for value in box)
    if right <= left or bottom <= top:
        return None
    return BoundingBox(x_min=left, y_min=top, x_max=right, y_max=bottom)
