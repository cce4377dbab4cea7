"""What is made of Cloudinary's answers."""

import pytest

from tests.unit.providers.cloudinary.answers import FASHION, FOUND, SIZE, TAGGING
from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.labels import Label, LabelKind
from wornby.providers.cloudinary import mapping


def detected(answer: object, *, before: int = 0) -> list[Label]:
    return mapping.detected(answer, kind=LabelKind.OBJECT, **SIZE, before=before)


def test_objects_have_their_place_and_what_is_said_of_them() -> None:
    assert detected(FASHION) == [
        Label(
            name="hat",
            kind=LabelKind.OBJECT,
            confidence=0.97,
            box=BoundingBox(x_min=0.1, y_min=0.1, x_max=0.3, y_max=0.3),
            parents=("headwear",),
        ),
        Label(
            name="coat",
            kind=LabelKind.OBJECT,
            confidence=0.93,
            box=BoundingBox(x_min=0.0, y_min=0.3, x_max=0.5, y_max=1.0),
            parents=("outerwear", "top"),
        ),
        Label(name="plain", confidence=0.81, parents=("textile pattern",), part_of=1),
        Label(name="above the hip", parents=("length",), part_of=1),
    ]


def test_places_count_what_comes_before() -> None:
    assert [each.part_of for each in detected(FASHION, before=5)] == [None, None, 6, 6]


def test_a_class_of_the_photo_has_no_place() -> None:
    answer = {"tags": {"lifestyle": [{"confidence": 0.8}]}}
    assert mapping.detected(answer, kind=LabelKind.CATEGORY, **SIZE) == [
        Label(name="lifestyle", kind=LabelKind.CATEGORY, confidence=0.8)
    ]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param([], [], id="empty"),
        pytest.param(TAGGING, [("Outerwear", 0.9795), ("Street", 0.64)], id="words"),
        pytest.param([{"tag": {"en": "coat", "de": "Mantel"}, "confidence": 0.4}], [("coat", 0.4)], id="by-language"),
        pytest.param([{"tag": "coat"}, {"tag": "hat", "confidence": "high"}], [("coat", None), ("hat", None)], id="?"),
        pytest.param([{"tag": "coat", "confidence": 1.2}], [("coat", 1.0)], id="above-one"),
    ],
)
def test_add_ons_tag_the_whole_photo(answer: object, expected: list[tuple[str, float | None]]) -> None:
    assert [(each.name, each.confidence) for each in mapping.categorized(answer)] == expected


@pytest.mark.parametrize(
    "box",
    [
        pytest.param([], id="empty"),
        pytest.param([1, 2, 3], id="three"),
        pytest.param([300, 0, 10, 10], id="outside"),
        pytest.param([10, 10, 0, 10], id="no-area"),
        pytest.param([float("nan"), 0, 10, 10], id="no-number"),
        pytest.param([10**400, 0, 10, 10], id="beyond"),
        pytest.param(["1", 0, True, 10], id="words"),
        pytest.param({"x": 1}, id="mapping"),
    ],
)
def test_an_object_without_a_place_is_said_of_the_photo(box: object) -> None:
    (found,) = detected({"tags": {"coat": [{"bounding-box": box, "confidence": 0.5}]}})
    assert (found.box, found.confidence) == (None, 0.5)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="nothing"),
        pytest.param([], id="list"),
        pytest.param("words", id="words"),
        pytest.param({"tags": []}, id="no-mapping"),
        pytest.param({"tags": {"coat": None, "": [{"confidence": 1}], "hat": [3, None, []]}}, id="no-objects"),
    ],
)
def test_what_is_no_answer_is_skipped(answer: object) -> None:
    assert detected(answer) == []
    assert mapping.categorized(answer) == []
    assert mapping.asset_ids(answer) == ()


@pytest.mark.parametrize("attributes", [None, [], {"length": None}, {"length": [None, [], 3, " "]}], ids=str)
def test_attributes_that_say_nothing_are_skipped(attributes: object) -> None:
    assert len(detected({"tags": {"coat": [{"attributes": attributes}]}})) == 1


def test_a_search_finds_assets_in_order() -> None:
    assert mapping.asset_ids(FOUND) == ("5f9d30acd36ac3c4f48a82241a37a299", "0a1b")
