import numpy as np
import pytest

from wornby.datamodel import BoundingBox, ColorFact, Fact, GarmentTags, PhotoTags, Place, WearerTags
from wornby.imaging import draw
from wornby.imaging.draw import annotate
from wornby.testing import pictures


def fact(value):
    return Fact(value=value, confidence=0.9, source="test")


def garment(place, *, box=(0.2, 0.2, 0.8, 0.6), code="#c8141e"):
    color = ColorFact(family="red", name="crimson", hex=code, share=0.8, source="test")
    corners = BoundingBox(x_min=box[0], y_min=box[1], x_max=box[2], y_max=box[3])
    return GarmentTags(place=place, kind=fact("t-shirt"), color=color, pattern=fact("striped"), box=corners)


def wearer(*garments):
    box = BoundingBox(x_min=0.1, y_min=0.05, x_max=0.9, y_max=0.95)
    attributes = {"hair.color": fact("brown"), "eyewear.kind": fact("none")}
    return WearerTags(main=True, box=box, attributes=attributes, garments=garments)


def tags(*wearers, garments=()):
    return PhotoTags(photo={"photo.kind": fact("worn")}, wearers=wearers, garments=garments)


@pytest.mark.parametrize(
    ("size", "long_side"),
    [((96, 64), 800), ((40, 400), 800), ((1000, 500), 1000), ((3000, 10), 1600), ((1, 1), 800)],
    ids=["small", "thin", "as-it-is", "large", "one-pixel"],
)
def test_the_drawing_is_readable_at_any_size(size, long_side):
    pixels = pictures.quadrants(*size)
    drawn = annotate(pixels, tags(wearer(garment(Place.UPPER))))
    assert drawn.dtype == np.uint8
    assert drawn.shape[2] == 3
    assert max(drawn.shape[0], drawn.shape[1]) >= min(long_side, 800)
    assert drawn.shape[1] > round(size[0] * long_side / max(size))


def test_nothing_found_is_said_too():
    assert annotate(pictures.quadrants(), PhotoTags(photo={}, wearers=(), garments=())).shape[1] > 800


def test_the_photo_itself_is_left_alone():
    pixels = pictures.quadrants(900, 600)
    before = pixels.copy()
    pixels.flags.writeable = False
    annotate(pixels, tags(wearer(garment(Place.UPPER))))
    assert (pixels == before).all()


def test_the_measured_colour_is_shown():
    drawn = annotate(np.full((800, 600, 3), 90, dtype=np.uint8), tags(wearer(garment(Place.UPPER, code="#12fe34"))))
    shown = (drawn == (0x12, 0xFE, 0x34)).all(axis=2)
    assert shown[:, :600].sum() > 40
    assert shown[:, 600:].sum() > 40


def test_many_wearers_fit_into_the_panel():
    many = [wearer(garment(Place.UPPER), garment(Place.LOWER)) for _ in range(8)]
    drawn = annotate(pictures.quadrants(900, 300), tags(*many, garments=(garment(None),)))
    assert drawn.shape[0] > 300


def test_labels_stay_inside_and_apart():
    taken = []
    for _ in range(6):
        area = draw._free_place((5, 5, 790, 590), size=(120, 20), canvas=(800, 600), taken=taken)
        assert 0 <= area[0] < area[2] < 800
        assert 0 <= area[1] < area[3] < 600
        assert all(draw._overlap(area, other) == 0 for other in taken)
        taken.append(area)
