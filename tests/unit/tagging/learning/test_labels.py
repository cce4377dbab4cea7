"""The labels to learn from."""

import tomllib

import pytest

from tests.unit.tagging.heads import collar_vocabulary
from wornby.datamodel import Place
from wornby.errors import ForbiddenAttributeError, InputError
from wornby.tagging.learning import lines_to_add, parse_labels
from wornby.vocabulary import load_vocabulary

COLLAR = "garment.collar"


def row(file="a.jpg", value="polo", **more):
    return {"file": file, COLLAR: value, **more}


def test_rows_become_labels(tmp_path):
    rows = [row(), row("./b\\c.jpg", "crew", place="Outer"), row("a.jpg", "crew", place="lower")]
    labels = parse_labels(rows, attribute=COLLAR, vocabulary=collar_vocabulary(tmp_path))
    assert [(one.file, one.value, one.place) for one in labels.rows] == [
        ("a.jpg", "polo", None),
        ("b/c.jpg", "crew", Place.OUTER),
        ("a.jpg", "crew", Place.LOWER),
    ]


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (row(value=""), "without a value"),
        (row(value="not_visible"), "not visible"),
        (row(value="polo+crew"), "with several values"),
        (row(doubt="color, garment.collar"), "in doubt"),
        (row(doubt="yes"), "in doubt"),
    ],
)
def test_some_rows_are_left_out(tmp_path, one, reason):
    labels = parse_labels([row("x.jpg"), one], attribute=COLLAR, vocabulary=collar_vocabulary(tmp_path))
    assert (len(labels.rows), labels.left_out) == (1, {reason: 1})


def test_the_doubt_of_another_column_does_not_matter(tmp_path):
    rows = [row(doubt="color")]
    assert parse_labels(rows, attribute=COLLAR, vocabulary=collar_vocabulary(tmp_path)).left_out == {}


def test_the_column_may_have_the_short_name():
    rows = [{"file": "a.jpg", "pattern": "solid"}]
    assert parse_labels(rows, attribute="garment.pattern", vocabulary=load_vocabulary()).rows[0].value == "solid"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "no column"),
        ([{"file": "a.jpg"}], "no column garment.collar"),
        ([{COLLAR: "polo"}], "no column file"),
        ([row(file=" ")], "Line 2"),
        ([row(), row()], "Line 3: a.jpg has a row already"),
        ([row(place="neck")], "unknown place 'neck'. Known: outer"),
        ([row(value="collared")], "does not know 'collared'.*Known: polo, crew"),
        ([row(value="Polo")], "Not an id: 'Polo'"),
    ],
    ids=["empty", "no-attribute", "no-file", "empty-file", "twice", "place", "value", "capital"],
)
def test_what_cannot_be_used_is_named(tmp_path, rows, said):
    with pytest.raises(InputError, match=said):
        parse_labels(rows, attribute=COLLAR, vocabulary=collar_vocabulary(tmp_path))


@pytest.mark.parametrize(
    "attribute", ["hair.color", "upper.kind", "garment.color", "bag.kind", "fit", "garment.look", "photo.kind"]
)
def test_what_has_no_embedding_cannot_be_learned(attribute):
    rows = [{"file": "a.jpg", attribute: ""}]
    with pytest.raises(InputError, match=r"cannot be learned.*garment\.kind, garment\.pattern, garment\.sleeve"):
        parse_labels(rows, attribute=attribute, vocabulary=load_vocabulary())


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("wearer.religion", "yes"), ("garment.style", "gay"), ("garment.pattern", "catholic")],
    ids=["attribute", "value", "value-of-a-built-in"],
)
def test_what_is_forbidden_is_refused_before_it_is_suggested(attribute, value):
    rows = [{"file": "a.jpg", attribute: value}]
    with pytest.raises(ForbiddenAttributeError):
        parse_labels(rows, attribute=attribute, vocabulary=load_vocabulary())


def test_the_lines_to_add_make_a_vocabulary_file(tmp_path):
    rows = [row(value="polo"), row(value="crew_neck")]
    lines = lines_to_add(rows, attribute=COLLAR, vocabulary=load_vocabulary())
    path = tmp_path / "vocabulary.toml"
    path.write_text(lines, encoding="utf-8")
    assert [one.title for one in load_vocabulary(path).attribute(COLLAR).values] == ["Crew neck", "Polo", "Not visible"]


def test_the_lines_for_a_new_value_of_a_known_attribute(tmp_path):
    rows = [{"file": "a.jpg", "garment.pattern": "tie_dye"}]
    table = tomllib.loads(lines_to_add(rows, attribute="garment.pattern", vocabulary=load_vocabulary()))["attribute"][0]
    assert (list(table), [one["id"] for one in table["values"]]) == (["id", "values"], ["tie_dye"])


@pytest.mark.parametrize(("attribute", "value"), [("garment.pattern", "solid"), ("hair.color", "teal")])
def test_no_lines_where_none_would_help(attribute, value):
    rows = [{"file": "a.jpg", attribute: value}]
    assert lines_to_add(rows, attribute=attribute, vocabulary=load_vocabulary()) == ""
