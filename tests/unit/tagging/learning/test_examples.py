"""Which garment a label means, and which photos are near copies."""

import numpy as np
import pytest

from wornby.datamodel import Photo, PhotoTags, Place, WearerTags
from wornby.datamodel.library import TagResult
from wornby.tagging.learning.examples import Example, example_of, group_near_copies
from wornby.tagging.learning.labels import Labelled
from wornby.testing.factories import make_box, make_garment
from wornby.vocabulary import load_vocabulary


def found(places, *, asked=None, lying=False):
    garments = tuple(make_garment(place, seed=number) for number, place in enumerate(places))
    wearer = WearerTags(main=True, box=make_box(), attributes={}, garments=garments)
    tags = PhotoTags(photo={}, wearers=() if lying else (wearer,), garments=garments if lying else ())
    photo = Photo(pixels=np.zeros((8, 8, 3), dtype=np.uint8), sha256="0" * 64, format="png", size_bytes=1)
    label = Labelled(file="a.jpg", value="solid", place=asked)
    result = TagResult(photo=photo, tags=tags, failure=None, took_ms=1.0)
    return example_of(label, result, attribute="garment.pattern", vocabulary=load_vocabulary())


@pytest.mark.parametrize(
    ("places", "asked", "slot"),
    [
        ([Place.UPPER, Place.OUTER, Place.LOWER], None, "outer"),
        ([Place.LOWER, Place.UPPER], None, "upper"),
        ([Place.FEET, Place.DRESS], None, "dress"),
        ([Place.UPPER, Place.LOWER], Place.LOWER, "lower"),
    ],
)
def test_the_outermost_upper_garment_is_meant_unless_a_place_is_given(places, asked, slot):
    example = found(places, asked=asked)
    assert isinstance(example, Example)
    assert (example.slot, example.said.value) == (slot, "plain")


@pytest.mark.parametrize(
    ("places", "asked", "said"),
    [
        ([], None, "No outermost upper garment"),
        ([Place.FEET], None, "No outermost upper garment"),
        ([Place.UPPER], Place.HEAD, "--purposes appearance"),
    ],
)
def test_a_garment_that_is_not_there_is_told(places, asked, said):
    assert said in found(places, asked=asked).message


def test_a_lying_garment_needs_no_wearer():
    assert found([None], lying=True).slot == "lying/upper"


def example(sha256, looks):
    return Example(
        file="", value="", said=None, slot="", vector=np.zeros(1, dtype=np.float32), sha256=sha256, looks=looks
    )


@pytest.mark.parametrize(
    ("pairs", "groups"),
    [
        ([], []),
        ([("a", 0), ("a", 0b1111)], [0, 0]),
        ([("a", 0), ("b", 0b11), ("c", 0b111)], [0, 0, 0]),
        ([("a", 0), ("b", 0b111), ("c", 2**63)], [0, 1, 0]),
        ([("a", 0), ("b", 2**64 - 1), ("a", 0xFF)], [0, 1, 0]),
    ],
    ids=["none", "same-file", "chain", "apart", "same-file-later"],
)
def test_near_copies_are_one_group(pairs, groups):
    assert group_near_copies([example(*pair) for pair in pairs]).tolist() == groups
