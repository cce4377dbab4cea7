"""Who is hidden in a photo, by drawn parts."""

from typing import ClassVar

import numpy as np
import pytest

from wornby.datamodel import BoundingBox, FaceDetection
from wornby.imaging.regions import PARTS
from wornby.models.bystanders import BystanderFinder

SIDE = 384


class DrawnParser:
    """Sees the parts that a test drew."""

    source = "test/parser@1"
    values: ClassVar[dict[str, tuple[str, ...]]] = {}

    def __init__(self, labels):
        self._labels = labels

    def run(self, pixels):
        cells = self._labels[2::4, 2::4]
        return {"parts": np.stack([np.eye(len(PARTS), dtype=np.float32)[cells].transpose(2, 0, 1)] * len(pixels))}


class Faces:
    """Sees faces where a test says."""

    name = "test/faces@1"

    def __init__(self, *boxes):
        self._boxes = boxes

    def detect(self, pixels):
        return tuple(FaceDetection(box=box, landmarks=((0.5, 0.5),) * 5, score=0.9) for box in self._boxes)


def person(labels, left, top, size):
    """A standing figure: hair, face, shirt, trousers, shoes; `size` is its head's height in pixels."""
    wide = size
    parts = [("hair", 0, 0.4), ("skin", 0.4, 1.1), ("upper", 1.1, 3.5), ("lower", 3.5, 6.4), ("shoes", 6.4, 7)]
    for name, above, below in parts:
        rows = slice(int(top + above * size), int(top + below * size))
        labels[rows, left : left + wide] = PARTS.index(name)


def box(left, top, right, bottom):
    return BoundingBox(x_min=left / SIDE, y_min=top / SIDE, x_max=right / SIDE, y_max=bottom / SIDE)


def hidden(labels, *, subject=None, faces=None):
    pixels = np.zeros((SIDE, SIDE, 3), np.uint8)
    return BystanderFinder(DrawnParser(labels), faces=faces).find(pixels, subject=subject)


def covers(boxes, left, top, right, bottom):
    mask = np.zeros((SIDE, SIDE), bool)
    for one in boxes:
        x0, y0, x1, y1 = one.as_pixels(width_px=SIDE, height_px=SIDE)
        mask[y0:y1, x0:x1] = True
    return float(mask[top:bottom, left:right].mean())


@pytest.fixture
def labels():
    return np.zeros((SIDE, SIDE), np.uint8)


def test_nobody_is_hidden_where_nobody_is(labels):
    found = hidden(labels)
    assert (list(found.boxes), found.figures) == ([], None)


def test_the_wearer_stays_and_the_backdrop_goes(labels):
    person(labels, 100, 20, 45)
    found = hidden(labels)
    assert list(found.boxes) == []
    assert found.figures is not None
    assert found.figures[30:300, 110:140].all()
    assert not found.figures[:, 200:].any()


@pytest.mark.parametrize(
    ("subject", "shown", "gone"),
    [(None, 60, 240), (box(60, 20, 105, 340), 60, 240), (box(240, 40, 280, 330), 240, 60)],
    ids=["largest", "said", "the-other"],
)
def test_the_head_of_another_wearer_is_hidden(labels, subject, shown, gone):
    person(labels, 60, 20, 45)
    person(labels, 240, 40, 40)
    boxes = hidden(labels, subject=subject).boxes
    assert covers(boxes, gone + 2, 45, gone + 38, 75) > 0.9
    assert covers(boxes, shown, 20, shown + 40, 75) == 0


def test_somebody_far_away_is_hidden(labels):
    person(labels, 60, 20, 45)
    person(labels, 300, 100, 8)
    assert covers(hidden(labels).boxes, 300, 100, 308, 108) == 1


def test_where_people_touch_the_smaller_head_is_hidden(labels):
    person(labels, 60, 20, 45)
    person(labels, 110, 60, 35)
    labels[150:200, 100:112] = PARTS.index("upper")
    boxes = hidden(labels).boxes
    assert covers(boxes, 112, 62, 143, 95) > 0.9
    assert covers(boxes, 62, 22, 100, 65) < 0.1


def test_detected_faces_are_hidden_but_the_wearers(labels):
    person(labels, 60, 20, 45)
    found = hidden(labels, faces=Faces(box(65, 40, 100, 70), box(300, 30, 330, 60)))
    assert found.figures is None
    assert covers(found.boxes, 300, 30, 330, 60) == 1
    assert covers(found.boxes, 65, 40, 100, 70) == 0


def test_where_the_subject_is_not_in_view_everybody_is_hidden(labels):
    person(labels, 60, 20, 45)
    boxes = hidden(labels, subject=box(300, 300, 340, 340)).boxes
    assert covers(boxes, 65, 30, 100, 65) == 1


def test_the_name_says_who_looked(labels):
    parser = DrawnParser(labels)
    assert BystanderFinder(parser).name == "test/parser@1"
    assert BystanderFinder(parser, faces=Faces()).name == "test/parser@1+test/faces@1"
