"""Rekognition's answers as labels. Shapes: see answers.py."""

import copy
import json
import math

import pytest

from tests.unit.providers.rekognition.answers import CUSTOMS, FACES, LABELS, SNEAKER, TEXTS, box, color, label
from wornby.datamodel import BoundingBox
from wornby.datamodel.labels import Label, LabelKind
from wornby.providers.rekognition.mapping import customs_of, faces_of, kept, labels_of, texts_of

HALF = BoundingBox(x_min=0.25, y_min=0.5, x_max=0.5, y_max=0.625)


def only(*labels):
    return labels_of({"Labels": list(labels)})


@pytest.mark.parametrize("read", [labels_of, faces_of, texts_of, customs_of])
def test_nothing_said_is_no_label(read):
    assert read({}) == []


def test_a_label_without_instances_is_of_the_photo():
    assert only(label("Beach", 80.0)) == [Label(name="Beach", confidence=0.8)]


def test_each_instance_is_an_object():
    found = only(label("Shoe", 90.0, instances=[SNEAKER, {**SNEAKER, "BoundingBox": box(0.5, 0.5, 0.25, 0.25)}]))
    assert [(one.name, one.kind) for one in found if one.kind is not LabelKind.COLOR] == [
        ("Shoe", LabelKind.OBJECT),
        ("Shoe", LabelKind.OBJECT),
    ]


def test_an_object_has_its_box():
    assert only(label("Shoe", instances=[SNEAKER]))[0].box == HALF


@pytest.mark.parametrize(
    ("word", "place", "expected"),
    [
        pytest.param(95.0, 87.5, 0.875, id="the box is less sure"),
        pytest.param(60.0, 87.5, 0.6, id="the word is less sure"),
        pytest.param(None, 87.5, 0.875, id="only the box"),
        pytest.param(95.0, None, 0.95, id="only the word"),
        pytest.param(None, None, None, id="neither"),
    ],
)
def test_an_object_is_as_sure_as_the_less_sure_of_word_and_box(word, place, expected):
    assert only(label("Shoe", word, instances=[{**SNEAKER, "Confidence": place}]))[0].confidence == expected


def test_the_nearest_parent_stands_first_and_categories_last():
    sneaker = next(one for one in labels_of(LABELS) if one.name == "Sneaker")
    assert sneaker.parents == ("Shoe", "Footwear", "Clothing", "Apparel and Accessories")


def test_parents_that_are_no_labels_of_the_answer_keep_their_order():
    assert only(label("Car", parents=["Vehicle", "Transportation"]))[0].parents == ("Vehicle", "Transportation")


def test_an_alias_is_no_label_of_its_own():
    assert [one.name for one in only(label("Tartan", aliases=["Plaid"]))] == ["Tartan"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(box(-0.5, -0.5, 1.0, 1.0), (0.0, 0.0, 0.5, 0.5), id="begins outside"),
        pytest.param(box(0.5, 0.5, 1.0, 1.0), (0.5, 0.5, 1.0, 1.0), id="ends outside"),
    ],
)
def test_a_box_is_cut_at_the_picture(found, expected):
    assert only(label("Shoe", instances=[{"BoundingBox": found}]))[0].box.as_tuple() == expected


@pytest.mark.parametrize(
    "found",
    [
        pytest.param({}, id="empty"),
        pytest.param(None, id="none"),
        pytest.param("0 0 1 1", id="no mapping"),
        pytest.param(box(0.5, 0.5, 0.0, 0.5), id="no width"),
        pytest.param(box(0.5, 0.5, -0.25, 0.5), id="negative width"),
        pytest.param(box(1.0, 0.0, 0.5, 0.5), id="outside"),
        pytest.param(box(math.nan, 0.0, 0.5, 0.5), id="no number"),
        pytest.param(box(0.0, 0.0, math.inf, 0.5), id="endless"),
        pytest.param(box("0", 0.0, 0.5, 0.5), id="text"),
        pytest.param(box(True, 0.0, 0.5, 0.5), id="truth"),
    ],
)
def test_an_instance_without_a_box_is_no_object(found):
    assert only(label("Shoe", instances=[{"BoundingBox": found, "Confidence": 90.0}])) == [
        Label(name="Shoe", confidence=0.9)
    ]


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        pytest.param(0.0, 0.0, id="least"),
        pytest.param(100.0, 1.0, id="most"),
        pytest.param(100.00001, 1.0, id="above"),
        pytest.param(-1.0, 0.0, id="below"),
        pytest.param(math.nan, None, id="no number"),
        pytest.param(math.inf, None, id="endless"),
        pytest.param("99", None, id="text"),
        pytest.param(True, None, id="truth"),
        pytest.param(None, None, id="none"),
    ],
)
def test_percent_is_a_fraction(percent, expected):
    assert only(label("Beach", percent))[0].confidence == expected


@pytest.mark.parametrize("name", ["", "  ", None, 7], ids=["empty", "blank", "none", "number"])
def test_a_label_without_a_name_is_left_out(name):
    assert only(label(name, instances=[SNEAKER]), label("Beach")) == [Label(name="Beach", confidence=0.9)]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"Labels": None, "ImageProperties": None}, id="none"),
        pytest.param({"Labels": "Shoe", "ImageProperties": "red"}, id="text"),
        pytest.param({"Labels": [None, "Shoe", 7]}, id="no mappings"),
        pytest.param({"ImageProperties": {"Foreground": [], "DominantColors": [7]}}, id="no colours"),
    ],
)
def test_what_has_another_shape_is_left_out(answer):
    assert labels_of(answer) == []


def test_a_colour_of_an_instance_belongs_to_it():
    found = labels_of(LABELS)
    at = next(number for number, one in enumerate(found) if one.kind is LabelKind.OBJECT)
    assert [one for one in found if one.part_of == at] == [
        Label(name="red", kind=LabelKind.COLOR, hex="#ff0000", share=0.75, part_of=at),
        Label(name="white", kind=LabelKind.COLOR, hex="#ffffff", share=0.25, part_of=at),
    ]


def test_the_photos_colours_are_those_of_its_foreground():
    found = labels_of(LABELS)
    assert [one for one in found if one.kind is LabelKind.COLOR and one.part_of is None] == [
        Label(name="firebrick", kind=LabelKind.COLOR, hex="#b22222", share=0.5)
    ]


def test_the_backgrounds_colours_belong_to_the_background():
    found = labels_of(LABELS)
    at = next(number for number, one in enumerate(found) if one.name == "Background")
    assert [one.hex for one in found if one.part_of == at] == ["#ffffff"]


def test_a_photo_that_is_not_parted_has_the_colours_of_the_whole():
    whole = {"ImageProperties": {"DominantColors": [color("#000080", 100.0, css="navy")]}}
    assert labels_of(whole) == [Label(name="navy", kind=LabelKind.COLOR, hex="#000080", share=1.0)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param({"HexCode": "#B22222"}, "#b22222", id="capitals"),
        pytest.param({"HexCode": "b22222"}, "#b22222", id="no sign"),
        pytest.param({"Red": 178, "Green": 34, "Blue": 34}, "#b22222", id="channels"),
        pytest.param({"HexCode": "red", "Red": 178, "Green": 34, "Blue": 34}, "#b22222", id="no code"),
    ],
)
def test_a_colour_is_known_by_code_or_channels(said, expected):
    found = labels_of({"ImageProperties": {"DominantColors": [said]}})
    assert [(one.name, one.hex, one.share) for one in found] == [(expected, expected, None)]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({}, id="empty"),
        pytest.param({"CSSColor": "red"}, id="name only"),
        pytest.param({"Red": 178, "Green": 34}, id="two channels"),
        pytest.param({"Red": 256, "Green": 0, "Blue": 0}, id="beyond a byte"),
        pytest.param({"Red": -1, "Green": 0, "Blue": 0}, id="below nothing"),
        pytest.param({"Red": math.nan, "Green": 0, "Blue": 0}, id="no number"),
    ],
)
def test_a_colour_that_nobody_can_paint_is_left_out(said):
    assert labels_of({"ImageProperties": {"DominantColors": [said]}}) == []


def test_a_face_has_its_box():
    assert faces_of(FACES)[0] == Label(
        name="Face",
        kind=LabelKind.FACE,
        confidence=0.995,
        box=BoundingBox(x_min=0.5, y_min=0.125, x_max=0.75, y_max=0.375),
    )


@pytest.mark.parametrize(
    ("name", "confidence", "absent"),
    [
        ("Eyeglasses", 0.98, False),
        ("Sunglasses", 0.97, True),
        ("Beard", 0.96, True),
        ("Mustache", 0.95, True),
        ("Smile", 0.94, False),
        ("EyesOpen", 0.93, False),
        ("MouthOpen", 0.92, True),
        ("FaceOccluded", 0.91, True),
    ],
)
def test_what_is_seen_on_a_face_belongs_to_it(name, confidence, absent):
    said = next(one for one in faces_of(FACES) if one.name == name)
    assert said == Label(name=name, kind=LabelKind.FACE, confidence=confidence, absent=absent, part_of=0)


def test_nothing_else_is_said_of_a_face():
    assert len(faces_of(FACES)) == 9


def test_two_faces_keep_their_own():
    second = {**FACES["FaceDetails"][0], "BoundingBox": box(0.0, 0.0, 0.25, 0.25)}
    found = faces_of({"FaceDetails": [*FACES["FaceDetails"], second]})
    assert {one.part_of for one in found if one.name == "Eyeglasses"} == {0, 9}


@pytest.mark.parametrize(
    "said", [None, {}, "true", {"Value": None}, {"Value": "true"}], ids=["none", "empty", "text", "no value", "word"]
)
def test_what_is_not_said_of_a_face_is_left_out(said):
    face = {"BoundingBox": box(0.0, 0.0, 0.5, 0.5), "Confidence": 99.0, "Eyeglasses": said}
    assert [one.name for one in faces_of({"FaceDetails": [face]})] == ["Face"]


@pytest.mark.parametrize(
    "faces", [None, "Face", [None, 7], [{"Confidence": 99.0}]], ids=["none", "text", "no mappings", "no place"]
)
def test_a_face_without_a_place_is_left_out(faces):
    assert faces_of({"FaceDetails": faces}) == []


def test_lines_are_read_and_their_words_are_not_said_again():
    assert texts_of(TEXTS) == [
        Label(
            name="GOOD DAY",
            kind=LabelKind.TEXT,
            confidence=0.99,
            box=BoundingBox(x_min=0.25, y_min=0.25, x_max=0.75, y_max=0.375),
        )
    ]


def test_a_custom_label_with_a_place_is_an_object():
    assert customs_of(CUSTOMS) == [
        Label(
            name="anchor logo",
            kind=LabelKind.OBJECT,
            confidence=0.75,
            box=BoundingBox(x_min=0.25, y_min=0.5, x_max=0.5, y_max=0.75),
        ),
        Label(name="autumn", confidence=0.5),
    ]


@pytest.mark.parametrize("name", ["AgeRange", "Gender", "Emotions", "Landmarks"])
def test_what_nobody_needs_of_a_face_is_not_kept(name):
    assert name not in kept(FACES)["FaceDetails"][0]


def test_what_the_library_adds_is_not_kept():
    assert "ResponseMetadata" not in kept(LABELS)


def test_a_number_that_is_none_is_kept_as_nothing():
    assert json.dumps(kept({"Confidence": math.nan}), allow_nan=False) == '{"Confidence": null}'


def test_the_answer_itself_is_not_changed():
    answer = copy.deepcopy(FACES)
    kept(answer)
    assert answer == FACES
