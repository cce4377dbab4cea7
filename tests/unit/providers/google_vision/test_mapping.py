import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.providers.google_vision import answers
from wornby.datamodel.labels import Label, LabelKind
from wornby.providers.google_vision.mapping import labels_of, parts_of
from wornby.providers.google_vision.profile import PROFILE

IDS = [feature.id for feature in PROFILE.features]


def read(answer, *features):
    parts = parts_of(answer, features=features or IDS)
    return labels_of(parts, width_px=answers.WIDTH_PX, height_px=answers.HEIGHT_PX)


def corners(label):
    return label.box.as_tuple() if label.box else None


@pytest.mark.parametrize("feature", IDS)
def test_of_an_empty_answer_nothing_is_said(feature):
    assert read({}, feature) == ()


@pytest.mark.parametrize("feature", IDS)
def test_each_feature_gives_labels_of_its_kinds(feature):
    kinds = {label.kind for label in read(answers.ALL, feature)}
    assert kinds == next(each.kinds for each in PROFILE.features if each.id == feature)


def test_labels_keep_the_word_and_the_score():
    assert read(answers.LABELS) == (
        Label(name="Dress", confidence=0.9375),
        Label(name="Polka dot", confidence=0.75),
    )


def test_objects_have_places_and_a_coordinate_that_is_left_out_is_zero():
    assert [(label.name, label.confidence, corners(label)) for label in read(answers.OBJECTS)] == [
        ("Dress", 0.875, (0.25, 0.125, 0.75, 0.875)),
        ("Shoe", 0.625, (0.0, 0.875, 0.25, 1.0)),
    ]


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        pytest.param(answers.LOGOS, (0.25, 0.25, 0.5, 0.5), id="logo"),
        pytest.param(answers.TEXT, (0.25, 0.5, 0.75, 0.6), id="text"),
        pytest.param(answers.FACES, (0.25, 0.0, 0.5, 0.25), id="face"),
    ],
)
def test_places_in_pixels_become_fractions(answer, place):
    assert corners(read(answer)[0]) == place


def test_a_place_beyond_the_edge_is_clipped():
    face = next(label for label in read(answers.FACES) if label.confidence == 0.5)
    assert corners(face) == (0.75, 0.1, 1.0, 0.3)


def test_colors_have_hex_and_share_and_no_confidence():
    assert read(answers.COLORS) == (
        Label(name="#cb1020", kind=LabelKind.COLOR, hex="#cb1020", share=0.25),
        Label(name="#000000", kind=LabelKind.COLOR, hex="#000000", share=0.125),
    )


def test_what_is_said_of_a_face_belongs_to_it():
    said = [(label.name, label.part_of) for label in read(answers.ALL, "labels", "faces")]
    assert said == [
        ("Dress", None),
        ("Polka dot", None),
        ("Face", None),
        ("Headwear", 2),
        ("Under exposed", 2),
        ("Face", None),
        ("Headwear", 5),
    ]


@pytest.mark.parametrize(
    ("word", "stated"),
    [
        ("VERY_UNLIKELY", [(0.95, True)]),
        ("UNLIKELY", [(0.8, True)]),
        ("POSSIBLE", []),
        ("LIKELY", [(0.8, False)]),
        ("VERY_LIKELY", [(0.95, False)]),
        ("UNKNOWN", []),
        ("SURELY", []),
        (5, []),
        (None, []),
    ],
)
def test_likelihoods_become_confidences(word, stated):
    labels = read({"faceAnnotations": [{"detectionConfidence": 0.5, "headwearLikelihood": word}]})
    assert [(label.confidence, label.absent) for label in labels if label.name == "Headwear"] == stated


def test_scores_of_the_web_are_no_confidences():
    assert read(answers.WEB) == (
        Label(name="dotted dress", kind=LabelKind.WEB),
        Label(name="Dress", kind=LabelKind.WEB),
    )


def test_products_have_the_place_of_their_group():
    assert [(label.name, label.confidence, corners(label)) for label in read(answers.PRODUCTS)] == [
        ("Dotted dress", 0.75, (0.25, 0.0, 0.75, 0.5)),
        ("SKU-2", 0.25, (0.25, 0.0, 0.75, 0.5)),
    ]


def test_products_without_groups_have_no_place():
    found = {"productSearchResults": {"results": answers.PRODUCTS["productSearchResults"]["results"]}}
    assert [corners(label) for label in read(found)] == [None, None]


def test_text_is_one_line():
    assert [label.name for label in read(answers.TEXT)] == ["HELLO DOTS", "HELLO"]


def test_what_nobody_asked_for_is_dropped():
    assert parts_of(answers.ALL, features=["labels"]) == {"labels": answers.LABELS}


@pytest.mark.parametrize("word", ["landmarks", "LEFT_EYE", "Angle", "joy", "sorrow", "anger", "surprise"])
def test_measurements_and_moods_of_faces_are_not_kept(word):
    assert word in json.dumps(answers.FACES)
    assert word not in json.dumps(parts_of(answers.ALL, features=["faces"]))


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"labelAnnotations": None}, id="null"),
        pytest.param({"labelAnnotations": {"description": "Dress"}}, id="no list"),
        pytest.param({"labelAnnotations": ["Dress", 3, None]}, id="no objects"),
        pytest.param({"labelAnnotations": [{"score": 0.5}]}, id="no word"),
        pytest.param({"labelAnnotations": [{"description": "  ", "score": 0.5}]}, id="blank word"),
        pytest.param({"labelAnnotations": [{"description": 7, "score": 0.5}]}, id="word is a number"),
        pytest.param({"labelAnnotations": [{"description": "Dress", "score": math.nan}]}, id="score is no number"),
        pytest.param({"labelAnnotations": [{"description": "Dress", "score": "NaN"}]}, id="score is a word"),
        pytest.param({"labelAnnotations": [{"description": "Dress", "score": True}]}, id="score is a truth value"),
        pytest.param({"labelAnnotations": [{"description": "Dress", "score": 1.5}]}, id="score above one"),
        pytest.param({"labelAnnotations": [{"description": "Dress", "score": -0.5}]}, id="score below zero"),
        pytest.param({"labelAnnotations": [{"description": "Dress", "score": 10**400}]}, id="score beyond floats"),
        pytest.param(
            {"imagePropertiesAnnotation": {"dominantColors": {"colors": [{"color": {"red": 300}}]}}}, id="red of 300"
        ),
        pytest.param({"imagePropertiesAnnotation": {"dominantColors": {"colors": [{"score": 0.5}]}}}, id="no colour"),
        pytest.param(
            {"imagePropertiesAnnotation": {"dominantColors": {"colors": [{"color": {}, "pixelFraction": 7}]}}},
            id="share of 7",
        ),
        pytest.param({"faceAnnotations": [{"detectionConfidence": 9, "headwearLikelihood": "LIKELY"}]}, id="face of 9"),
        pytest.param({"webDetection": []}, id="web is a list"),
        pytest.param({"productSearchResults": {"results": [{"product": "SKU-1"}]}}, id="product is a word"),
    ],
)
def test_what_cannot_be_read_is_left_out(answer):
    assert read(answer) == ()


@pytest.mark.parametrize(
    "vertices",
    [
        pytest.param([], id="none"),
        pytest.param([{"x": 0.5, "y": 0.5}], id="a point"),
        pytest.param([{"x": 0.5, "y": 0.1}, {"x": 0.5, "y": 0.9}], id="a line"),
        pytest.param([{"x": 1.5, "y": 0.1}, {"x": 1.75, "y": 0.9}], id="outside"),
        pytest.param([{"x": "NaN", "y": 0.1}, {"x": 0.75, "y": 0.9}], id="no number"),
        pytest.param([{"x": None, "y": 0.1}, {"x": 0.75, "y": 0.9}], id="null"),
    ],
)
def test_a_place_without_area_is_none(vertices):
    found = {"name": "Dress", "score": 0.5, "boundingPoly": {"normalizedVertices": vertices}}
    assert [label.box for label in read({"localizedObjectAnnotations": [found]})] == [None]


def test_a_fraction_that_rounding_took_above_one_is_one():
    assert read({"labelAnnotations": [{"description": "Dress", "score": 1.0000001}]})[0].confidence == 1.0


NAMES = sorted(
    {"description", "name", "score", "boundingPoly", "vertices", "normalizedVertices", "x", "y", "product", "results"}
    | {"dominantColors", "colors", "color", "red", "pixelFraction", "webEntities", "productGroupedResults"}
)
SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(answers.ALL)), SCRAPS, max_size=4))
def test_no_answer_breaks_it(answer):
    for label in read(answer):
        assert label.part_of is None or label.part_of >= 0
