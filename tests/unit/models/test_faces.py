"""Who finds faces."""

import numpy as np
import pytest

from wornby.datamodel import BoundingBox, FaceDetection, FoundFace
from wornby.imaging.regions import PARTS
from wornby.models.faces import FaceReader

BOX = BoundingBox(x_min=0.1, y_min=0.1, x_max=0.2, y_max=0.2)
POINTS = ((0.1, 0.1), (0.2, 0.1), (0.15, 0.15), (0.1, 0.2), (0.2, 0.2))
PIXELS = np.zeros((64, 64, 3), dtype=np.uint8)


class Parser:
    """Sees background everywhere."""

    source = "fake/parser@1"

    def run(self, pixels):
        parts = np.zeros((1, len(PARTS), pixels.shape[1] // 4, pixels.shape[2] // 4), dtype=np.float32)
        parts[:, 0] = 1.0
        return {"parts": parts}


class Detector:
    name = "fake/faces@1"

    def __init__(self, score):
        self._score = score

    def detect(self, pixels):
        return (FaceDetection(box=BOX, landmarks=POINTS, score=self._score),)


def test_the_parser_finds_none_where_nobody_is() -> None:
    finder = FaceReader(Parser())
    assert (finder.find_faces(PIXELS), finder.name) == ((), "fake/parser@1")


@pytest.mark.parametrize(("score", "confidence"), [(0.75, 0.75), (1.01, 1.0), (-0.1, 0.0)])
def test_a_detector_is_asked_in_its_place(score, confidence) -> None:
    finder = FaceReader(Parser(), detector=Detector(score))
    assert finder.find_faces(PIXELS) == (FoundFace(box=BOX, confidence=confidence, landmarks=POINTS),)
    assert finder.name == "fake/faces@1"
