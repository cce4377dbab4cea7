import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.providers.imagga.answers import CATEGORIES, COLORS, FACES, TAGS
from wornby.datamodel.labels import LabelKind
from wornby.providers.imagga.mapping import kept_of, labels_of

FEATURES = ("tags", "colors", "categories", "faces")


def labels(**answers):
    kept = {feature: kept_of(answer, feature=feature) for feature, answer in answers.items()}
    return labels_of(kept, width_px=400, height_px=200)


@pytest.mark.parametrize("feature", FEATURES)
@pytest.mark.parametrize("answer", [{}, {"result": {}}, {"result": {"tags": [], "faces": [], "colors": {}}}])
def test_an_empty_answer_has_no_labels(feature, answer):
    assert labels(**{feature: answer}) == ()


def test_nothing_asked_is_nothing_said():
    assert labels_of({}, width_px=1, height_px=1) == ()


def test_tags_keep_their_words_and_confidences():
    found = labels(tags=TAGS)
    assert [(each.name, each.kind, each.confidence) for each in found] == [
        ("jeans", LabelKind.LABEL, 1.0),
        ("sunglasses", LabelKind.LABEL, pytest.approx(0.614116096496582)),
        ("street", LabelKind.LABEL, 0.125),
    ]


def test_categories_are_classes_of_the_photo():
    [found] = labels(categories=CATEGORIES)
    assert (found.name, found.kind) == ("streetview architecture", LabelKind.CATEGORY)
    assert found.confidence == pytest.approx(0.999)


def test_a_face_is_a_box_in_fractions():
    [found] = labels(faces=FACES)
    assert (found.name, found.kind) == ("face", LabelKind.FACE)
    assert found.box.as_tuple() == (0.25, 0.25, 0.45, 0.75)


def test_nothing_of_a_face_is_kept_but_its_place():
    kept = kept_of(FACES, feature="faces")
    assert [set(face) for face in kept["faces"]] == [{"confidence", "coordinates"}]


@pytest.mark.parametrize("word", ["gender", "female", "age", "31", "ethnicity", "a1b2c3d4e5", "left_eye"])
def test_what_is_never_inferred_is_not_kept(word):
    assert word not in json.dumps(kept_of(FACES, feature="faces"))


def test_colors_of_the_foreground_stand_alone():
    alone = [each for each in labels(colors=COLORS) if each.hex and each.part_of is None]
    assert [(each.name, each.hex, each.share) for each in alone] == [
        ("navy", "#1b2a49", 0.7125),
        ("fair beige", "#f2c69c", 0.2875),
    ]


@pytest.mark.parametrize("before", [{}, {"tags": TAGS, "faces": FACES}], ids=["alone", "after-others"])
@pytest.mark.parametrize(("part", "codes"), [("background", ["#f4f4f2"]), ("image", ["#eeeeec", "#20304f"])])
def test_other_colors_belong_to_their_part(before, part, codes):
    found = labels(**before, colors=COLORS)
    assert [each.hex for each in found if each.part_of is not None and found[each.part_of].name == part] == codes


def test_colors_of_the_image_stand_alone_without_a_foreground():
    answer = {"result": {"colors": {**COLORS["result"]["colors"], "foreground_colors": []}}}
    alone = [each.hex for each in labels(colors=answer) if each.hex and each.part_of is None]
    assert alone == ["#eeeeec", "#20304f"]


def test_the_share_of_the_foreground_is_told():
    [found] = [each for each in labels(colors=COLORS) if each.name == "foreground"]
    assert found.share == 0.425


def test_a_color_of_skin_is_not_told_as_one():
    assert "skin" not in json.dumps(kept_of(COLORS, feature="colors"))
    assert all("skin" not in each.parents for each in labels(colors=COLORS))


def test_a_broader_color_is_a_parent():
    assert labels(colors=COLORS)[0].parents == ("navy blue",)


@pytest.mark.parametrize(
    ("corners", "expected"),
    [
        pytest.param((-40, -20, 200, 100), (0.0, 0.0, 0.5, 0.5), id="outside-left"),
        pytest.param((200, 100, 900, 900), (0.5, 0.5, 1.0, 1.0), id="outside-right"),
        pytest.param(("100", "50", "200", "100"), (0.25, 0.25, 0.5, 0.5), id="quoted"),
        pytest.param((100, 50, 100, 100), None, id="no-width"),
        pytest.param((200, 50, 100, 100), None, id="turned-round"),
        pytest.param((500, 50, 600, 100), None, id="beside-the-picture"),
        pytest.param((None, 50, 600, 100), None, id="missing"),
        pytest.param((True, 50, 600, 100), None, id="no-number"),
        pytest.param(("nan", 50, 600, 100), None, id="nan"),
        pytest.param((10**400, 50, 600, 100), None, id="huge"),
    ],
)
def test_boxes_are_clipped(corners, expected):
    coordinates = dict(zip(("xmin", "ymin", "xmax", "ymax"), corners, strict=True))
    found = labels(faces={"result": {"faces": [{"coordinates": coordinates}]}})
    assert [each.box.as_tuple() for each in found] == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        pytest.param(0, 0.0, id="none"),
        pytest.param("47.5", 0.475, id="quoted"),
        pytest.param(100.0001, 1.0, id="rounding"),
        pytest.param(-3, 0.0, id="negative"),
        pytest.param(None, None, id="missing"),
        pytest.param("high", None, id="word"),
        pytest.param([1], None, id="list"),
    ],
)
def test_confidences(confidence, expected):
    [found] = labels(tags={"result": {"tags": [{"confidence": confidence, "tag": {"en": "hat"}}]}})
    assert found.confidence == expected


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(None, id="null"),
        pytest.param("hat", id="word"),
        pytest.param({}, id="empty"),
        pytest.param({"tag": "hat"}, id="no-language"),
        pytest.param({"tag": {"de": "Hut"}}, id="other-language"),
        pytest.param({"tag": {"en": " "}}, id="blank"),
        pytest.param({"tag": {"en": 7}}, id="number"),
    ],
)
def test_garbage_is_left_out_and_the_rest_stays(entry):
    answer = {"result": {"tags": [entry, {"confidence": 50, "tag": {"en": "scarf"}}]}}
    assert [each.name for each in labels(tags=answer)] == ["scarf"]


@pytest.mark.parametrize("code", ["", "red", "#12345", "#12345g", None, 7, "rgb(1,2,3)"])
def test_colors_without_a_code_are_left_out(code):
    assert labels(colors={"result": {"colors": {"image_colors": [{"html_code": code, "percent": 5}]}}}) == ()


NAMES = [
    "result",
    "tags",
    "tag",
    "en",
    "confidence",
    "faces",
    "coordinates",
    "xmin",
    "xmax",
    "ymin",
    "ymax",
    "colors",
    "image_colors",
    "foreground_colors",
    "html_code",
    "percent",
    "object_percentage",
    "categories",
    "name",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)


@given(answer=JSON, feature=st.sampled_from(FEATURES))
def test_no_answer_breaks_the_mapping(answer, feature):
    labels(**{feature: {"result": {feature: answer}}})
    labels(**{feature: answer})
