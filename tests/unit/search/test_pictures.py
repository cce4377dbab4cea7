"""What a query looks for with a picture."""

import numpy as np
import pytest

from tests.unit.search.build import DISPLAY, NONE, asset, garment, library, picture, tags, wearer
from wornby.datamodel import BoundingBox, EmbeddingSpace, Place, Query
from wornby.errors import InputError, NotFoundError, SpaceMismatchError
from wornby.search.pictures import PictureReader, QueryPicture
from wornby.testing.fakes import FAKE_SPACE, FakeTagger
from wornby.vocabulary import load_vocabulary

LEFT = BoundingBox(x_min=0, y_min=0, x_max=0.5, y_max=1)
SMALL = BoundingBox(x_min=0.1, y_min=0.1, x_max=0.3, y_max=0.3)
COAT = garment("coat", vector=(1, 0, 0), place=Place.OUTER, box=LEFT)
CAP = garment("cap", vector=(0, 1, 0), place=Place.HEAD, box=SMALL)
BAG = garment("shirt", vector=None)
WHOLE = BoundingBox(x_min=0, y_min=0, x_max=1, y_max=1)
ASSETS = [
    asset("a", tags(wearer(COAT, CAP), wearer(garment("jeans", vector=(0, 0, 1), place=Place.LOWER)))),
    asset("b", tags(wearer(COAT, CAP)), rights=DISPLAY),
    asset("c", tags(wearer(COAT)), rights=NONE),
    asset("d", tags(wearer())),
    asset("e.0", tags(wearer(COAT))),
]


class DressedTagger(FakeTagger):
    garments = (COAT, CAP, BAG)


def read(tagger=None, *, space=FAKE_SPACE, **query):
    records, _ = library(ASSETS)
    reader = PictureReader(records, tagger or DressedTagger(), space=space, vocabulary=load_vocabulary())
    return reader.read(Query(**query))


def test_no_picture():
    assert read(text="red") is None


def test_a_picture_is_all_its_garments():
    found = read(pixels=picture(9, 9, 9))
    assert found.vectors.tolist() == [[1, 0, 0], [0, 1, 0]]


def test_what_was_found_is_told_with_its_place():
    found = read(pixels=picture(9, 9, 9)).garments
    assert [(each.kind, each.place, each.box) for each in found][:2] == [
        ("coat", "outer", LEFT),
        ("cap", "head", SMALL),
    ]


def test_a_picture_without_garments_is_looked_for_as_a_whole():
    found = read(FakeTagger(), pixels=picture(0, 0, 9))
    assert (found.vectors.tolist(), found.garments) == ([[0, 0, 1]], ())


def test_a_picture_with_nothing_in_it_has_no_vectors():
    assert read(FakeTagger(), pixels=picture(0, 0, 0)).vectors.shape == (0, 3)


def test_a_region_is_embedded_alone():
    pixels = picture(9, 0, 0)
    pixels[:, 2:] = (0, 9, 0)
    region = BoundingBox(x_min=0.5, y_min=0, x_max=1, y_max=1)
    assert read(pixels=pixels, region=region).vectors.tolist() == [[0, 1, 0]]


@pytest.mark.parametrize(
    ("point", "vector"), [((0.2, 0.2), [0, 1, 0]), ((0.4, 0.9), [1, 0, 0])], ids=["smallest", "only-one"]
)
def test_a_place_chooses_a_garment(point, vector):
    assert read(pixels=picture(9, 9, 9), point=point).vectors.tolist() == [vector]


def test_a_garment_that_was_not_embedded_finds_nothing():
    assert len(read(pixels=picture(9, 9, 9), point=(0.7, 0.7)).vectors) == 0


def test_a_place_without_a_garment_names_what_was_found():
    with pytest.raises(InputError, match=r"coat at 0\.00,0\.00,0\.50,1\.00; cap at"):
        read(pixels=picture(9, 9, 9), point=(0.95, 0.95))


def test_a_place_in_a_picture_without_garments():
    with pytest.raises(InputError, match="Found: nothing"):
        read(FakeTagger(), pixels=picture(9, 9, 9), point=(0.5, 0.5))


@pytest.mark.parametrize(
    "query",
    [
        {"pixels": picture(9, 9, 9), "like": "a"},
        {"point": (0.5, 0.5)},
        {"region": LEFT},
        {"region": LEFT, "like": "a"},
        {"pixels": picture(9, 9, 9), "point": (0.5, 0.5), "region": LEFT},
        {"pixels": picture(9, 9, 9), "point": (1.5, 0.5)},
        {"pixels": picture(9, 9, 9), "point": (float("nan"), 0.5)},
    ],
    ids=["two", "no-picture", "region-alone", "region-of-like", "place-and-region", "outside", "no-number"],
)
def test_contradictions(query):
    with pytest.raises(InputError):
        read(**query)


@pytest.mark.parametrize(
    ("like", "vectors"),
    [
        ("a.0", [[1, 0, 0], [0, 1, 0]]),
        ("a.1", [[0, 0, 1]]),
        ("a", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        ("b.0", [[1, 0, 0]]),
        ("d.0", []),
        ("e.0", [[1, 0, 0]]),
    ],
    ids=["wearer", "second", "photo", "no-right-to-the-head", "no-garments", "id-with-a-dot"],
)
def test_an_entry_in_place_of_a_picture(like, vectors):
    assert read(like=like).vectors.tolist() == vectors


@pytest.mark.parametrize(
    "like", ["z", "a.7", "a.x", "c", "c.0"], ids=["photo", "wearer", "loose", "hidden", "hidden-0"]
)
def test_what_is_not_there_or_may_not_be_shown_is_not_found(like):
    with pytest.raises(NotFoundError):
        read(like=like)


def test_staff_can_look_for_what_may_not_be_shown():
    assert len(read(like="c.0", everything=True).vectors) == 1


def test_a_place_in_an_entry_chooses_its_garment():
    found = read(like="a.0", point=(0.2, 0.2))
    assert (found.vectors.tolist(), [each.kind for each in found.garments]) == ([[0, 1, 0]], ["coat", "cap"])


def test_a_place_in_an_entry_respects_its_rights():
    assert read(like="b.0", point=(0.2, 0.2)).vectors.tolist() == [[1, 0, 0]]


@pytest.mark.parametrize(
    ("query", "confidence"),
    [
        ({"pixels": picture(9, 9, 9)}, 0.9),
        ({"pixels": picture(9, 9, 9), "point": (0.2, 0.2)}, 0.9),
        ({"pixels": picture(9, 9, 9), "region": LEFT}, 1.0),
        ({"like": "a.0"}, 1.0),
    ],
    ids=["picture", "place", "region", "like"],
)
def test_how_sure_it_is_that_a_garment_is_shown(query, confidence):
    assert read(**query).confidence == confidence


def test_a_picture_without_garments_is_in_doubt():
    assert read(FakeTagger(), pixels=picture(9, 9, 9)).confidence == 0.0


@pytest.mark.parametrize(
    ("itself", "entry", "same"),
    [("", "a.0", False), ("a.0", "a.0", True), ("a.0", "a.1", False), ("a", "a.1", True), ("a", "b.0", False)],
)
def test_itself(itself, entry, same):
    assert QueryPicture(vectors=np.zeros((0, 3), np.float32), itself=itself).is_itself(entry) is same


def test_embeddings_of_another_space_are_refused():
    with pytest.raises(SpaceMismatchError):
        read(pixels=picture(9, 9, 9), space=EmbeddingSpace(name="other@1", dimensions=3))
