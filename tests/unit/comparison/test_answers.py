from dataclasses import dataclass, replace

import pytest

from tests.unit.comparison.build import VOCABULARY, fact, garment, lying, wearer, worn
from wornby.comparison import NO_ANSWER, find_question, read_answer
from wornby.datamodel import PhotoTags

EMPTY = PhotoTags(photo={}, wearers=(), garments=())
LAYERED = worn(garment("upper", "shirt"), garment("dress", "dress", color="red"), garment("outer", "coat"))


def said(tags, column):
    return read_answer(tags, find_question(column, VOCABULARY)).value


@pytest.mark.parametrize(
    ("tags", "column", "value"),
    [
        (None, "hair_color", NO_ANSWER),
        (EMPTY, "hair_color", "not_visible"),
        (EMPTY, "upper_type", "not_visible"),
        (EMPTY, "lower_type", "not_visible"),
        (EMPTY, "photo.kind", NO_ANSWER),
        (worn(), "hair_color", NO_ANSWER),
        (worn(hair__color=fact("red")), "hair_color", "red"),
        (worn(), "upper_type", "not_visible"),
        (worn(), "lower_type", "none"),
        (worn(), "lower.color", "not_visible"),
        (worn(garment("lower", "jeans")), "lower_type", "jeans"),
        (LAYERED, "upper_type", "coat"),
        (worn(garment("upper", "shirt"), garment("dress", "dress")), "upper_type", "dress"),
        (worn(garment("upper", "shirt", color="red")), "upper_color", "red"),
        (LAYERED, "garment.kind", "coat"),
        (lying(garment(None, "polo"), garment(None, "hat")), "garment.kind", "polo"),
        (lying(garment(None, "polo", pattern="striped")), "pattern", "striped"),
        (LAYERED, "color", "not_visible"),
        (LAYERED, "garment.sleeve", NO_ANSWER),
        (
            worn(replace(garment("upper", "shirt"), attributes={"garment.sleeve": fact("long")})),
            "garment.sleeve",
            "long",
        ),
        (worn(accessories=fact("tie+belt")), "accessories", "belt+tie"),
    ],
)
def test_what_tags_say(tags, column, value) -> None:
    assert said(tags, column) == value


def test_the_main_wearer_is_asked() -> None:
    others = (wearer(main=False, hair__color=fact("red")), wearer(hair__color=fact("grey")))
    assert said(PhotoTags(photo={}, wearers=others, garments=()), "hair_color") == "grey"


def test_without_a_main_wearer_the_first_is_asked() -> None:
    others = (wearer(main=False, hair__color=fact("red")), wearer(main=False, hair__color=fact("grey")))
    assert said(PhotoTags(photo={}, wearers=others, garments=()), "hair_color") == "red"


def test_a_measured_colour_has_no_confidence() -> None:
    answer = read_answer(LAYERED, find_question("upper_color", VOCABULARY))
    assert answer.confidence is None
    assert answer.stated


def test_a_garment_without_a_pattern_says_nothing_of_it() -> None:
    assert said(worn(replace(garment("upper", "shirt"), pattern=None)), "upper_pattern") == NO_ANSWER


def test_a_mark_of_being_unsure_is_read_where_it_is_there() -> None:
    @dataclass(frozen=True, kw_only=True)
    class MarkedFact:
        value: str
        confidence: float
        unsure: bool

    marked = worn(hair__color=MarkedFact(value="red", confidence=0.4, unsure=True))
    assert read_answer(marked, find_question("hair_color", VOCABULARY)).unsure
    assert not read_answer(worn(hair__color=fact("red")), find_question("hair_color", VOCABULARY)).unsure
