"""Everybody in a photo but the one whose photo it is."""

from collections.abc import Sequence

import numpy as np

from wornby.datamodel import BoundingBox, Mask, Pixels
from wornby.datamodel.geometry import overlap
from wornby.imaging.heads import OWN_FACE, cut_box, further_heads, grown, heads_of, main_head, share_in, strangers_of
from wornby.imaging.regions import part_box, split_wearers
from wornby.interfaces import FaceDetector, Hidden, ModelSession
from wornby.models.parts import PartReader


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
        head = None if own is None else main_head(labels, wearers[own])
        found = [box for number, mask in enumerate(wearers) if number != own for box in heads_of(labels, mask)]
        if own is not None and head is not None:
            found += further_heads(labels, wearers[own], head)
        found += strangers_of(labels, wearers)
        if self._faces is not None:
            found += [grown(face.box.as_tuple()) for face in self._faces.detect(pixels)]
        boxes = (cut_box(box) for box in found if head is None or share_in(box, head) < OWN_FACE)
        figures = np.logical_or.reduce(wearers) if wearers and self._faces is None else None
        return Hidden(boxes=tuple(box for box in boxes if box is not None), figures=figures)


def _subject(wearers: Sequence[Mask], box: BoundingBox | None) -> int | None:
    """Which wearer a box is around; none where it fits nobody."""
    if not wearers or box is None:
        return 0 if wearers else None
    boxes = [cut_box(part_box(mask)) for mask in wearers]
    shares = [0.0 if one is None else overlap(one, box) for one in boxes]
    best = int(np.argmax(shares))
    return best if shares[best] > 0 else None
