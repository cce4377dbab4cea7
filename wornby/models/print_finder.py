"""The finder of prints: where on a garment one lies, looked at again and again from near."""

from collections.abc import Sequence

import cv2
import numpy as np

from wornby.datamodel import Pixels, PrintPlace
from wornby.imaging.print_places import box_of, cut_out, read_places
from wornby.interfaces import ModelSession

LOOKED_PX = 192
"""Side of the square that a garment is stretched to."""

MODEL = "print-finder"
OUTPUT = "print"
# Of cloth around a print that is looked at again, of its longer side, and how often it is.
_ROOM = 0.45
_AGAIN = 2


class BuiltinPrintFinder:
    """Finds by the network of `training/print_finder.py`.

    Args:
        session: Of the built-in model `print-finder`.
    """

    def __init__(self, session: ModelSession) -> None:
        self._session = session

    @property
    def name(self) -> str:
        """Name and version."""
        return self._session.source

    def find(self, picture: Pixels) -> list[PrintPlace]:
        """The prints of a garment, the largest first; at most two.

        Args:
            picture: The garment with a little around it. (H, W, 3), uint8, RGB.

        Raises:
            ModelError: The file is missing or damaged, or the model failed.
        """
        found = self._look([picture])[0]
        for _ in range(_AGAIN):
            windows = [self._window(picture, place) for place in found]
            nearer = self._look([part for part, _, _ in windows])
            moved = [
                [each.moved(scale=(1, 1), left=left, top=top) for each in some]
                for (_, left, top), some in zip(windows, nearer, strict=True)
            ]
            found = [_nearest(some, place) for some, place in zip(moved, found, strict=True) if some]
        return found

    def _look(self, pictures: Sequence[Pixels]) -> list[list[PrintPlace]]:
        if not pictures:
            return []
        stacked = np.stack([_stretched(picture) for picture in pictures])
        answers = self._session.run(stacked)[OUTPUT]
        sizes = [picture.shape[:2] for picture in pictures]
        return [
            read_places(answer, width_px=width, height_px=height)
            for answer, (height, width) in zip(answers, sizes, strict=True)
        ]

    @staticmethod
    def _window(picture: Pixels, place: PrintPlace) -> tuple[Pixels, int, int]:
        return cut_out(picture, box_of(place, room=_ROOM, width_px=picture.shape[1], height_px=picture.shape[0]))


def _nearest(places: Sequence[PrintPlace], place: PrintPlace) -> PrintPlace:
    """The one of some places that shares most with another."""
    return places[int(np.argmax([_shared(each, place) for each in places]))]


def _shared(one: PrintPlace, other: PrintPlace) -> float:
    """How much of both boxes is shared, 0 to 1."""
    first, second = one.bounds, other.bounds
    both = np.minimum(first[2:], second[2:]) - np.maximum(first[:2], second[:2])
    if (both <= 0).any():
        return 0.0
    areas = [float(np.prod(bounds[2:] - bounds[:2])) for bounds in (first, second)]
    shared = float(np.prod(both))
    return shared / (sum(areas) - shared)


def _stretched(picture: Pixels) -> Pixels:
    way = cv2.INTER_AREA if min(picture.shape[:2]) > LOOKED_PX else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (LOOKED_PX, LOOKED_PX), interpolation=way), dtype=np.uint8)
