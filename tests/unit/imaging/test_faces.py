"""Faces in a parsed photo."""

import numpy as np
import pytest

from wornby.imaging.faces import read_faces
from wornby.imaging.regions import PARTS

HAIR, SKIN, EYEWEAR, UPPER, LOWER = (PARTS.index(name) for name in ("hair", "skin", "eyewear", "upper", "lower"))


def figure(labels, *, left, unit=20, face=SKIN):
    """A standing figure: hair, a face below it, a body of six heads."""
    labels[10 : 10 + unit // 2, left : left + unit] = HAIR
    labels[10 + unit // 2 : 10 + unit, left : left + unit] = face
    labels[10 + unit : 10 + 4 * unit, left - unit // 2 : left + unit + unit // 2] = UPPER
    labels[10 + 4 * unit : 10 + 7 * unit, left : left + unit] = LOWER


def street(*lefts, **values):
    labels = np.zeros((200, 240), dtype=np.uint8)
    for left in lefts:
        figure(labels, left=left, **values)
    return labels


@pytest.mark.parametrize(("lefts", "count"), [((), 0), ((40,), 1), ((40, 150), 2)], ids=["nobody", "one", "two"])
def test_every_wearer_has_a_face(lefts, count) -> None:
    assert len(read_faces(street(*lefts))) == count


def test_a_face_is_the_skin_below_the_hair() -> None:
    (face,) = read_faces(street(40))
    left, top, right, bottom = face.box.as_pixels(width_px=240, height_px=200)
    assert (left, right) == (40, 60)
    assert (top, bottom) == (20, pytest.approx(30, abs=4))
    assert face.landmarks is None


def test_its_confidence_is_the_share_that_is_seen_as_a_head() -> None:
    labels = street(40)
    labels[22:26, 45:55] = EYEWEAR
    assert read_faces(labels)[0].confidence == 1.0
    labels[22:26, 45:55] = 0
    assert 0.5 < read_faces(labels)[0].confidence < 1.0


def test_whoever_is_seen_from_behind_has_none() -> None:
    assert read_faces(street(40, face=HAIR)) == ()


def test_a_neck_is_no_second_face() -> None:
    labels = street(40)
    labels[34:40, 46:54] = SKIN
    assert len(read_faces(labels)) == 1
