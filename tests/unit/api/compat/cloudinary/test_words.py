import pytest

from tests.unit.api.fakes import make_tags
from wornby.api.compat.cloudinary.refusals import RefusedError
from wornby.api.compat.cloudinary.words import Word, categorized, detected, in_pixels, objects_in, words_of
from wornby.datamodel import BoundingBox, PhotoTags
from wornby.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
EMPTY = PhotoTags(photo={}, wearers=(), garments=())
BOX = BoundingBox(x_min=0.1, y_min=0.2, x_max=0.5, y_max=1.0)
SIZE = {"width_px": 100, "height_px": 200}


@pytest.mark.parametrize("tags", [None, EMPTY], ids=["not tagged", "nothing in it"])
def test_nothing_is_said_of_nothing(tags: PhotoTags | None) -> None:
    assert (list(words_of(tags, VOCABULARY)), list(objects_in(tags, VOCABULARY))) == ([], [])


def test_each_word_comes_once_the_surest_first() -> None:
    said = [(word.text, word.confidence) for word in words_of(make_tags(), VOCABULARY)]
    assert said == sorted(said, key=lambda pair: (-pair[1], pair[0]))
    assert {"person", "shirt", "red hair", "solid"} <= {text for text, _ in said}
    assert len(said) == len({text for text, _ in said})


def test_an_object_has_its_box_and_what_is_said_of_it() -> None:
    shirt = next(word for word in objects_in(make_tags(), VOCABULARY) if word.text == "shirt")
    assert (shirt.confidence, shirt.box is not None, shirt.categories) == (0.8, True, ("clothing", "upper"))
    assert shirt.attributes == {"pattern": (("solid", 0.9),)}


def test_add_ons_give_the_same_words_in_their_shape() -> None:
    said = categorized([Word(text="hat", confidence=0.87654321)], add_ons=["google_tagging"])
    assert said == {"google_tagging": {"status": "complete", "data": [{"tag": "hat", "confidence": 0.8765}]}}


@pytest.mark.parametrize(("model", "words"), [("coco_v2", {"person", "shirt"}), ("cld-fashion", {"shirt"})])
def test_models_give_boxes_in_pixels(model: str, words: set[str]) -> None:
    found = [
        Word(text="person", confidence=0.9, box=BOX),
        Word(text="shirt", confidence=0.8, box=BOX, attributes={"pattern": (("solid", 0.9),)}),
    ]
    name = model.partition("_v")[0]
    data = detected(found, models=[model], **SIZE, source="builtin")["object_detection"]["data"][name]
    assert set(data["tags"]) == words
    assert data["tags"]["shirt"][0]["bounding-box"] == [10, 40, 40, 160]
    assert ("attributes" in data["tags"]["shirt"][0]) is (name == "cld-fashion")


def test_a_box_in_pixels() -> None:
    assert in_pixels(BOX, **SIZE) == [10, 40, 40, 160]


@pytest.mark.parametrize("name", ["adv_face", "aws_rek_face", "captioning", "human-anatomy", "cld-text", ""])
def test_models_that_are_not_there(name: str) -> None:
    with pytest.raises(RefusedError):
        detected((), models=[name], **SIZE, source="")


def test_add_ons_that_are_not_there() -> None:
    with pytest.raises(RefusedError, match="known are"):
        categorized((), add_ons=["rekognition"])
