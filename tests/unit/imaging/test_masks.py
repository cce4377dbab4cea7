"""Parts of a photo as coloured shapes, by drawn parts."""

import numpy as np
import pytest

from wornby.datamodel import BoundingBox
from wornby.imaging.masks import draw_masks
from wornby.imaging.regions import PARTS

HAIR, FACE, SHIRT = (15, 0), (35, 0), (70, 0)
"""Middles of what `people` draws, as row and column from a person's middle."""
FIRST, SECOND = 60, 220
LEFT = BoundingBox(x_min=0.05, y_min=0.0, x_max=0.35, y_max=0.5)
RIGHT = BoundingBox(x_min=0.6, y_min=0.0, x_max=0.9, y_max=0.5)


@pytest.fixture
def people():
    """Two people of hair, face and shirt, side by side; the first is a little larger."""
    labels = np.zeros((200, 300), np.uint8)
    for middle, half in ((FIRST, 30), (SECOND, 28)):
        for part, rows in (("hair", slice(5, 25)), ("skin", slice(25, 45)), ("upper", slice(45, 95))):
            labels[rows, middle - half : middle + half] = PARTS.index(part)
    return labels


def color(picture, place, middle):
    return tuple(picture[place[0], place[1] + middle].tolist())


def test_every_region_has_a_colour_of_its_own_and_the_rest_is_clear(people):
    picture = draw_masks(people, heads=True)
    regions = [color(picture, place, middle) for place in (HAIR, FACE, SHIRT) for middle in (FIRST, SECOND)]
    assert len({one[:3] for one in regions}) == len(regions)
    assert all(90 < one[3] < 150 for one in regions)
    assert picture.shape == (*people.shape, 4)
    assert not picture[150:].any()
    assert not picture[:, 120:160].any()


def test_edges_have_a_line_and_are_soft(people):
    alpha = draw_masks(people, heads=True)[70, :, 3].astype(int)
    edge = alpha[FIRST - 40 : FIRST - 20]
    assert edge.max() > 220
    assert np.abs(np.diff(edge)).max() < 200
    assert len({*edge.tolist()}) > 4


@pytest.mark.parametrize(
    ("asked", "apart"),
    [
        pytest.param({"heads": True}, (True, True), id="everybody"),
        pytest.param({"heads": False}, (False, False), id="nobody"),
        pytest.param({"heads": True, "subject": LEFT}, (True, False), id="first"),
        pytest.param({"heads": True, "subject": RIGHT}, (False, True), id="second"),
        pytest.param({"heads": False, "subject": LEFT}, (False, False), id="not-allowed"),
    ],
)
def test_hair_is_told_from_the_face_only_of_whom_it_may_be(people, asked, apart):
    picture = draw_masks(people, **asked)
    told = [color(picture, HAIR, middle) != color(picture, FACE, middle) for middle in (FIRST, SECOND)]
    assert tuple(told) == apart


def test_what_nobody_wears_is_drawn_and_specks_are_not():
    labels = np.zeros((400, 400), np.uint8)
    labels[100:200, 100:200] = PARTS.index("upper")
    labels[300:302, 300:303] = PARTS.index("bag")
    picture = draw_masks(labels, heads=False)
    assert picture[150, 150, 3] > 0
    assert not picture[280:320, 280:320].any()


def test_nothing_is_clear():
    assert not draw_masks(np.zeros((1, 3), np.uint8), heads=True).any()
