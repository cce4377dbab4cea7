"""What is seen in a picture that is not of the library."""

import numpy as np
import pytest

from wornby.datamodel import BoundingBox, FoundFace
from wornby.engine.looking import Looking
from wornby.imaging.regions import PARTS

FACE = FoundFace(box=BoundingBox(x_min=0.1, y_min=0.1, x_max=0.2, y_max=0.2), confidence=0.9)


class Faces:
    def find_faces(self, pixels):
        return (FACE,)


class Parser:
    """Sees a wearer in the left half, or nobody."""

    def __init__(self, *, worn):
        self._worn = worn

    def read_parts(self, pixels):
        labels = np.zeros(pixels.shape[:2], dtype=np.uint8)
        if self._worn:
            labels[:, : labels.shape[1] // 2] = PARTS.index("upper")
            labels[: labels.shape[0] // 4, : labels.shape[1] // 2] = PARTS.index("skin")
        return labels


def looking(*, worn):
    return Looking(faces=Faces(), parser=Parser(worn=worn))


def test_faces_are_those_of_the_finder() -> None:
    assert looking(worn=True).faces(np.zeros((8, 8, 3), dtype=np.uint8)) == (FACE,)


@pytest.mark.parametrize("size", [(100, 200), (2000, 3000)], ids=["small", "large"])
def test_wearers_stand_before_the_rest(size) -> None:
    mask = looking(worn=True).foreground(np.zeros((*size, 3), dtype=np.uint8))
    assert (mask.shape, mask.dtype) == (size, bool)
    assert mask[:, : size[1] // 2 - 2].all()
    assert not mask[:, size[1] // 2 + 2 :].any()


def test_without_wearers_it_is_what_lies_there() -> None:
    pixels = np.full((120, 120, 3), 240, dtype=np.uint8)
    pixels[40:80, 40:80] = (200, 30, 30)
    mask = looking(worn=False).foreground(pixels)
    assert mask[60, 60]
    assert not mask[5, 5]
