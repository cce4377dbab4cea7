import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.providers.openai_compatible.answers import APPEARANCE, BOX, GARMENTS, SHIRT
from wornby.datamodel.labels import LabelKind
from wornby.providers.openai_compatible.mapping import kept_of, labels_of

BOTH = ("garments", "appearance")
EMPTY = {name: [] for name in (*GARMENTS, *APPEARANCE)}


def labels(answer, features=BOTH):
    return labels_of(kept_of({**EMPTY, **answer}, features=features))


def test_an_empty_answer_has_no_labels():
    assert labels({}) == ()


def test_nothing_kept_is_nothing_said():
    assert labels_of({}) == ()


def test_a_thing_keeps_its_word_its_box_and_its_broader_word():
    found = labels({"garments": [SHIRT]})[0]
    assert (found.name, found.parents, found.confidence) == ("denim shirt", ("shirt",), 0.9)
    assert found.box.as_tuple() == (0.25, 0.25, 0.75, 0.5)
    assert found.kind is LabelKind.OBJECT


def test_a_pattern_belongs_to_its_thing():
    shirt, pattern, *_ = labels({"garments": [SHIRT]})
    assert (pattern.name, pattern.confidence, pattern.part_of, pattern.box) == ("solid", 0.8, 0, shirt.box)


def test_colors_belong_to_their_thing():
    found = labels({"garments": [SHIRT]})[2:]
    assert [(each.name, each.hex, each.share, each.part_of, each.kind) for each in found] == [
        ("navy", "#1b2a49", 0.95, 0, LabelKind.COLOR),
        ("white", "#ffffff", 0.05, 0, LabelKind.COLOR),
    ]


def test_parts_of_a_later_thing_name_its_place():
    found = labels({"garments": [SHIRT, {**SHIRT, "word": "jeans"}]})
    assert {found[each.part_of].name for each in found[5:]} == {"jeans"}


def test_of_a_person_only_the_place_is_told():
    found = labels(GARMENTS)[0]
    assert (found.name, found.kind, found.box.as_tuple()) == ("person", LabelKind.OBJECT, (0.1, 0.0, 0.9, 1.0))


@pytest.mark.parametrize(("part", "absent"), [("hair", False), ("eyewear", True), ("headwear", False)])
def test_appearance_is_told_present_or_absent(part, absent):
    [found] = labels({part: APPEARANCE[part]})
    assert found.absent is absent


@pytest.mark.parametrize("feature", BOTH)
def test_what_was_not_asked_for_is_not_kept(feature):
    kept = kept_of({**GARMENTS, **APPEARANCE}, features=[feature])
    assert set(kept) == {feature}
    assert set(kept[feature]) == set(GARMENTS if feature == "garments" else APPEARANCE)


def test_fields_that_were_not_asked_for_are_not_kept():
    kept = kept_of({**EMPTY, "persons": [{"box": BOX, "gender": "female", "age": 31}]}, features=BOTH)
    assert set(kept["garments"]["persons"][0]) == {"box"}


def test_sentences_are_not_kept():
    told = "a shirt that somebody wears who looks as if they were very much at home in a place like this one"
    kept = kept_of({**EMPTY, "garments": [{**SHIRT, "word": told}]}, features=BOTH)
    assert told not in json.dumps(kept)
    assert labels_of(kept) == ()


@pytest.mark.parametrize("missing", ["persons", "garments", "hair"])
@pytest.mark.parametrize("value", [None, {}, "none", 7])
def test_an_answer_in_another_form_is_none(missing, value):
    assert kept_of({**EMPTY, missing: value}, features=BOTH) is None


@pytest.mark.parametrize("answer", [None, [], "text", 7, {}])
def test_what_is_no_object_is_none(answer):
    assert kept_of(answer, features=BOTH) is None


@pytest.mark.parametrize(
    ("corners", "expected"),
    [
        pytest.param((-0.02, 0.1, 0.5, 1.04), (0.0, 0.1, 0.5, 1.0), id="a-little-outside"),
        pytest.param((0, 0, 1, 1), (0.0, 0.0, 1.0, 1.0), id="whole"),
        pytest.param((0, 0, 350, 480), None, id="pixels"),
        pytest.param((0.5, 0.1, 0.5, 0.4), None, id="no-width"),
        pytest.param((0.6, 0.1, 0.5, 0.4), None, id="turned-round"),
        pytest.param(("0.1", 0.1, 0.5, 0.4), None, id="text"),
        pytest.param((True, 0.1, 0.5, 0.4), None, id="boolean"),
        pytest.param((None, 0.1, 0.5, 0.4), None, id="missing"),
        pytest.param((10**400, 0.1, 0.5, 0.4), None, id="huge"),
    ],
)
def test_boxes_are_fractions(corners, expected):
    box = dict(zip(("x_min", "y_min", "x_max", "y_max"), corners, strict=True))
    found = labels({"bags": [{"word": "tote", "box": box}]})[0]
    assert (found.box.as_tuple() if found.box else None) == expected


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [(0, 0.0), (1.02, 1.0), (95, None), (-1, None), ("high", None), (None, None), (True, None)],
)
def test_confidences_are_fractions(confidence, expected):
    assert labels({"bags": [{"word": "tote", "confidence": confidence}]})[0].confidence == expected


@pytest.mark.parametrize("entry", [None, "tote", {}, {"word": ""}, {"word": " "}, {"word": 7}, {"word": ["tote"]}])
def test_garbage_is_left_out_and_the_rest_stays(entry):
    assert [each.name for each in labels({"bags": [entry, {"word": "clutch"}]})] == ["clutch"]


@pytest.mark.parametrize("code", ["", "navy", "1b2a49", "#1b2a4", None, 7])
def test_colors_without_a_code_are_left_out(code):
    entry = {"word": "tote", "colors": [{"name": "navy", "hex": code, "share": 1}, None, 3]}
    assert [each.name for each in labels({"bags": [entry]})] == ["tote"]


def test_a_model_that_repeats_itself_is_heard_for_a_while():
    assert len(labels({"bags": [{"word": "tote"}] * 1000})) == 50


NAMES = [*EMPTY, "word", "broader", "confidence", "box", "x_min", "x_max", "pattern", "colors", "hex", "share", "worn"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.just("#000000"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)


@given(entries=st.dictionaries(st.sampled_from([*EMPTY]), st.lists(JSON, max_size=3)), answer=JSON)
def test_no_answer_breaks_the_mapping(entries, answer):
    json.dumps(kept_of({**EMPTY, **entries}, features=BOTH), allow_nan=False)
    labels(entries)
    assert kept_of(answer, features=["garments"]) is None or isinstance(answer, dict)
