"""Everybody in a photo but the one whose photo it is."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import BoundingBox, Mask, Pixels
from wornby.datamodel.geometry import overlap
from wornby.imaging.regions import PARTS, head_box, part_box, split_wearers
from wornby.interfaces import FaceDetector, Hidden, ModelSession
from wornby.models.parts import PartReader

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
_OWN_FACE = 0.3
"""Share of a box that lies in the subject's head, from which it is taken for that head."""

_Corners = tuple[float, float, float, float]


class BystanderFinder:
    """Finds heads by the parser's parts, and faces where a detector is set. Thread-safe.

    Heads are those of the other wearers, those of people who are too small or too far away to be a wearer, and further
    heads within the subject's own figure, where people touch. The parser was trained to see wearers and calls most
    people behind them background, so without a detector all that is behind the wearers is hidden.

    Args:
        parser: Says the part of each pixel.
        faces: Finds faces beside; None where no detector is set.
    """

    def __init__(self, parser: ModelSession, *, faces: FaceDetector | None = None) -> None:
        self._parts = PartReader(parser)
        self._faces = faces

    @property
    def name(self) -> str:
        """Names and versions."""
        return self._parts.name if self._faces is None else f"{self._parts.name}+{self._faces.name}"

    def find(self, pixels: Pixels, *, subject: BoundingBox | None) -> Hidden:
        """Find what to hide.

        Args:
            pixels: Upright RGB image. (H, W, 3), uint8.
            subject: Around the wearer whose head stays; None for the largest one.

        Raises:
            ModelError: A model failed.
        """
        labels = self._parts.read_parts(pixels)
        wearers = split_wearers(labels)
        own = _subject(wearers, subject)
        head = None if own is None else _main_head(labels, wearers[own])
        found = [box for number, mask in enumerate(wearers) if number != own for box in _heads(labels, mask)]
        if own is not None and head is not None:
            found += _further(labels, wearers[own], head)
        found += _strangers(labels, wearers)
        if self._faces is not None:
            found += [_grown(face.box.as_tuple()) for face in self._faces.detect(pixels)]
        boxes = (_cut(box) for box in found if head is None or _share_in(box, head) < _OWN_FACE)
        figures = np.logical_or.reduce(wearers) if wearers and self._faces is None else None
        return Hidden(boxes=tuple(box for box in boxes if box is not None), figures=figures)


def _subject(wearers: Sequence[Mask], box: BoundingBox | None) -> int | None:
    """Which wearer a box is around; none where it fits nobody."""
    if not wearers or box is None:
        return 0 if wearers else None
    boxes = [_cut(part_box(mask)) for mask in wearers]
    shares = [0.0 if one is None else overlap(one, box) for one in boxes]
    best = int(np.argmax(shares))
    return best if shares[best] > 0 else None


def _heads(labels: Pixels, mask: Mask) -> Iterator[_Corners]:
    """The head of one figure, and further ones where several people make it up."""
    head = _main_head(labels, mask)
    if head is not None:
        yield _grown(head)
        yield from _further(labels, mask, head)


def _main_head(labels: Pixels, mask: Mask) -> _Corners | None:
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


def _further(labels: Pixels, mask: Mask, head: _Corners) -> Iterator[_Corners]:
    """Heads within a figure beside the one that is known: pieces of hair away from it, with the face below."""
    pieces = list(_pieces(mask & np.isin(labels, _HAIR)))
    for piece, size in pieces[1:]:
        box = _face_below(labels, mask, piece)
        if size >= _SECOND_HEAD * pieces[0][1] and _share_in(box, head) < _OWN_FACE:
            yield _grown(box)


def _strangers(labels: Pixels, wearers: Sequence[Mask]) -> Iterator[_Corners]:
    """Hair and skin that belong to no wearer: people far away."""
    free = np.isin(labels, _FACE)
    for mask in wearers:
        free &= ~mask
    for piece, _ in _pieces(free):
        box = part_box(piece)
        if box is not None:
            yield _grown(box)


def _face_below(labels: Pixels, mask: Mask, hair: Mask) -> _Corners:
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


def _grown(box: _Corners) -> _Corners:
    wide, high = box[2] - box[0], box[3] - box[1]
    return (box[0] - _GROWN * wide, box[1] - _GROWN * high, box[2] + _GROWN * wide, box[3] + _GROWN * high)


def _share_in(box: _Corners, head: _Corners) -> float:
    """Share of a box that lies in another."""
    wide = max(0.0, min(box[2], head[2]) - max(box[0], head[0]))
    high = max(0.0, min(box[3], head[3]) - max(box[1], head[1]))
    area = (box[2] - box[0]) * (box[3] - box[1])
    return wide * high / area if area > 0 else 0.0


def _cut(box: _Corners | None) -> BoundingBox | None:
    """The part of a box that lies in the picture."""
    if box is None:
        return None
    left, top, right, bottom = (min(1.0, max(0.0, value)) for value in box)
    if right <= left or bottom <= top:
        return None
    return BoundingBox(x_min=left, y_min=top, x_max=right, y_max=bottom)
