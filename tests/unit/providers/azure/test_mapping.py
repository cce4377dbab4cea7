"""What is made of Azure's answers."""

from typing import Any

import pytest

from tests.unit.providers.azure.answers import ANALYSIS, SIZE, face
from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.labels import Label, LabelKind
from wornby.providers.azure import mapping

NO_GLASSES = [("Reading Glasses", None, True), ("Sunglasses", None, True), ("Swimming Goggles", None, True)]


def test_tags_are_about_the_whole_photo() -> None:
    assert mapping.tags(ANALYSIS) == [Label(name="clothing", confidence=0.99), Label(name="coat", confidence=0.91)]


def test_objects_have_their_place_and_persons_below_even_odds_are_nobody() -> None:
    assert mapping.objects(ANALYSIS, **SIZE) == [
        Label(
            name="Handbag",
            kind=LabelKind.OBJECT,
            confidence=0.71,
            box=BoundingBox(x_min=0.1, y_min=0.1, x_max=0.6, y_max=0.5),
        ),
        Label(
            name="person",
            kind=LabelKind.OBJECT,
            confidence=0.947,
            box=BoundingBox(x_min=0.0, y_min=0.0, x_max=0.5, y_max=1.0),
        ),
    ]


def test_a_line_of_text_is_as_sure_as_its_least_sure_word() -> None:
    assert mapping.text(ANALYSIS, **SIZE) == [
        Label(
            name="Town Hall",
            kind=LabelKind.TEXT,
            confidence=0.75,
            box=BoundingBox(x_min=0.1, y_min=0.1, x_max=0.3, y_max=0.2),
        )
    ]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        pytest.param({}, [], id="nothing-asked"),
        pytest.param({"glasses": "NoGlasses"}, NO_GLASSES, id="none"),
        pytest.param({"glasses": "noGlasses"}, NO_GLASSES, id="none-as-the-sdk-writes-it"),
        pytest.param({"glasses": "ReadingGlasses"}, [("Reading Glasses", None, False)], id="reading"),
        pytest.param({"glasses": "readingGlasses"}, [("Reading Glasses", None, False)], id="as-the-sdk-writes-it"),
        pytest.param({"glasses": "Sunglasses"}, [("Sunglasses", None, False)], id="sunglasses"),
        pytest.param({"glasses": "SwimmingGoggles"}, [("Swimming Goggles", None, False)], id="goggles"),
        pytest.param(
            {
                "glasses": "Sunglasses",
                "accessories": [{"type": "glasses", "confidence": 0.8}, {"type": "headWear", "confidence": 0.9}],
            },
            [("Sunglasses", 0.8, False), ("headwear", 0.9, False)],
            id="accessories-say-how-sure",
        ),
        pytest.param(
            {"accessories": [{"type": "glasses", "confidence": 0.8}]},
            [("glasses", 0.8, False), ("headwear", None, True)],
            id="accessories-alone",
        ),
        pytest.param({"accessories": []}, [("headwear", None, True)], id="no-accessories"),
        pytest.param(
            {"accessories": [{"type": "mask", "confidence": 0.7}]},
            [("headwear", None, True), ("mask", 0.7, False)],
            id="mask-among-accessories",
        ),
        pytest.param({"mask": {"type": "faceMask", "noseAndMouthCovered": True}}, [("face Mask", None, False)], id="m"),
        pytest.param({"mask": {"type": "noMask", "noseAndMouthCovered": False}}, [], id="no-mask"),
        pytest.param({"mask": {"type": "uncertain"}}, [], id="uncertain"),
    ],
)
def test_what_a_face_wears_hangs_on_it(
    attributes: dict[str, Any], expected: list[tuple[str, float | None, bool]]
) -> None:
    found, *said = mapping.faces([face(**attributes)], **SIZE)
    assert found == Label(name="Face", kind=LabelKind.FACE, box=BoundingBox(x_min=0.1, y_min=0.1, x_max=0.3, y_max=0.6))
    assert [(each.name, each.confidence, each.absent) for each in said] == expected
    assert {(each.part_of, each.kind) for each in said} <= {(0, LabelKind.FACE)}


def test_each_face_has_its_own() -> None:
    found = mapping.faces([face(glasses="Sunglasses"), face(glasses="ReadingGlasses")], **SIZE)
    assert [(each.name, each.part_of) for each in found] == [
        ("Face", None),
        ("Sunglasses", 0),
        ("Face", None),
        ("Reading Glasses", 2),
    ]


def test_what_is_not_served_any_more_is_not_read() -> None:
    said = face(hair={"bald": 0.1, "hairColor": [{"color": "red", "confidence": 0.9}]}, age=30, smile=0.4)
    assert [each.name for each in mapping.faces([said], **SIZE)] == ["Face"]


def test_a_box_is_clipped_to_the_picture() -> None:
    said = {"objectsResult": {"values": [_object(x=-20, y=50, w=400, h=80)]}}
    (found,) = mapping.objects(said, **SIZE)
    assert found.box == BoundingBox(x_min=0.0, y_min=0.5, x_max=1.0, y_max=1.0)


@pytest.mark.parametrize(
    "box",
    [
        pytest.param({}, id="empty"),
        pytest.param({"x": 300, "y": 0, "w": 10, "h": 10}, id="outside"),
        pytest.param({"x": 10, "y": 10, "w": 0, "h": 10}, id="no-area"),
        pytest.param({"x": float("nan"), "y": 0, "w": 10, "h": 10}, id="no-number"),
        pytest.param({"x": 10**400, "y": 0, "w": 10, "h": 10}, id="beyond"),
        pytest.param({"x": "1", "y": 0, "w": 10, "h": True}, id="words"),
    ],
)
def test_what_is_nowhere_is_skipped(box: dict[str, Any]) -> None:
    assert mapping.objects({"objectsResult": {"values": [_object(**box)]}}, **SIZE) == []


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(None, id="nothing"),
        pytest.param([], id="list"),
        pytest.param("words", id="words"),
        pytest.param({"tagsResult": None, "objectsResult": [], "readResult": 3}, id="no-results"),
        pytest.param({"tagsResult": {"values": [3, {}, {"name": " "}, {"name": 4}]}}, id="no-tags"),
        pytest.param({"objectsResult": {"values": [None, {"tags": 3}]}, "peopleResult": {"values": 1}}, id="things"),
        pytest.param({"readResult": {"blocks": [{"lines": [{"text": None}, 3]}, None]}}, id="no-lines"),
        pytest.param([{}, {"faceRectangle": []}, None, 7], id="no-faces"),
    ],
)
def test_what_is_no_answer_is_skipped(said: object) -> None:
    assert mapping.tags(said) == []
    assert mapping.objects(said, **SIZE) == []
    assert mapping.text(said, **SIZE) == []
    assert mapping.faces(said, **SIZE) == []


def test_confidence_is_a_fraction() -> None:
    said = {"tagsResult": {"values": [{"name": "coat", "confidence": 1.0000002}, {"name": "hat", "confidence": "?"}]}}
    assert [each.confidence for each in mapping.tags(said)] == [1.0, None]


def _object(**box: object) -> dict[str, Any]:
    return {"boundingBox": box, "tags": [{"name": "coat", "confidence": 0.5}]}
