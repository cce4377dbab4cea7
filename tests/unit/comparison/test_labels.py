import csv
from pathlib import Path

import pytest

from tests.requirements import require
from tests.unit.comparison.build import VOCABULARY, labels
from wornby.comparison import parse_labels
from wornby.datamodel import Purpose
from wornby.errors import InputError

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def test_cells_and_doubt() -> None:
    (row,) = labels({"file": "a.jpg", "hair_color": "red", "bag_type": "", "doubt": "hair_color"}).rows
    assert dict(row.values) == {"hair.color": "red"}
    assert row.doubted == {"hair.color"}


@pytest.mark.parametrize("cell", ["hair_color,eyewear", "hair_color;eyewear", "hair_color | eyewear"])
def test_doubts_are_separated_in_any_way(cell) -> None:
    (row,) = labels({"file": "a.jpg", "hair_color": "red", "eyewear": "none", "doubt": cell}).rows
    assert row.doubted == {"hair.color", "eyewear.kind"}


def test_a_doubt_about_a_column_that_asks_nothing_is_passed_over() -> None:
    (row,) = labels({"file": "a.jpg", "hair_color": "red", "note": "", "doubt": "note"}).rows
    assert row.doubted == frozenset()


def test_several_values_are_kept_in_one_order() -> None:
    (row,) = labels({"file": "a.jpg", "accessories": "scarf+belt"}).rows
    assert row.values["accessories"] == "belt+scarf"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], ["no column file", "hair_color", "bag.kind"]),
        ([{"file": "a.jpg", "label": "Shirt"}], ["no column of labels", "upper_type", "photo.kind"]),
        ([{"hair_color": "red"}], ["no column file"]),
        ([{"file": "a.jpg", "hair_color": "brwn"}], ["Line 2, column hair_color", "'brwn'", "'brown'?", "vivid"]),
        ([{"file": "a.jpg", "upper_type": "jeans"}], ["Line 2, column upper_type", "jacket"]),
        ([{"file": "", "hair_color": "red"}], ["Line 2", "file is empty"]),
        ([{"file": "a.jpg", "hair_color": "red"}, {"file": "./a.jpg", "hair_color": "red"}], ["Line 3", "already"]),
        ([{"file": "a.jpg", "hair_color": "red", "hair.color": "red"}], ["hair_color and hair.color ask the same"]),
        ([{"file": "a.jpg", "hair_color": "red", "doubt": "hair"}], ["Line 2, column doubt", "'hair'", "hair_color"]),
    ],
    ids=["empty", "no-labels", "no-file", "value", "wrong-place", "no-name", "twice", "twins", "doubt"],
)
def test_refused(rows, words) -> None:
    with pytest.raises(InputError) as caught:
        parse_labels(rows, vocabulary=VOCABULARY)
    for word in words:
        assert word in caught.value.message


def test_appearance_needs_its_purpose() -> None:
    given = labels({"file": "a.jpg", "hair_color": "red", "upper_color": "red"})
    kept, closed = given.allowed(frozenset())
    assert [question.id for question in kept.questions] == ["outermost.color"]
    assert [question.id for question in closed] == ["hair.color"]
    assert given.allowed(frozenset({Purpose.APPEARANCE})) == (given, ())


def test_photos_can_be_left_out() -> None:
    given = labels({"file": "a.jpg", "hair_color": "red"}, {"file": "b.jpg", "hair_color": "red"})
    assert [row.file for row in given.without(["a.jpg"]).rows] == ["b.jpg"]


@pytest.mark.quality
@pytest.mark.parametrize(("folder", "questions"), [("street", 9), ("garments", 2), ("faces_synthetic", 4)])
def test_the_eye_labels_can_be_read(folder, questions) -> None:
    path = DATA / folder / "eye_labels.csv"
    require(path.exists(), "no photos beside the repository: ../shared/data")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = parse_labels(rows, vocabulary=VOCABULARY)
    assert (len(found.questions), len(found.rows)) == (questions, len(rows))
