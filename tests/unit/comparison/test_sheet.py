import csv

import pytest

from tests.unit.comparison.build import VOCABULARY
from wornby.comparison import find_question, parse_labels
from wornby.comparison.sheet import Label, Sheet
from wornby.errors import ConflictError, InputError, StoreError

QUESTIONS = [find_question(name, VOCABULARY) for name in ("hair.color", "bag.kind")]


def sheet(path, **options):
    return Sheet(path, questions=QUESTIONS, **options)


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_nothing_is_written_before_the_first_answer(tmp_path) -> None:
    sheet(tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_an_answer_is_on_the_disk_at_once_and_eval_reads_it(tmp_path) -> None:
    path = tmp_path / "a.csv"
    sheet(path, labeller="anna").put("x, y.jpg", "hair.color", label=Label(value="red", doubted=True))
    expected = {"file": "x, y.jpg", "hair.color": "red", "bag.kind": "", "doubt": "hair.color", "labeller": "anna"}
    assert rows(path) == [expected]
    (row,) = parse_labels(rows(path), vocabulary=VOCABULARY).rows
    assert (row.values["hair.color"], row.doubted) == ("red", {"hair.color"})


def test_it_goes_on_where_it_stopped(tmp_path) -> None:
    path = tmp_path / "a.csv"
    sheet(path).put("b.jpg", "hair.color", label=Label(value="red"))
    again = sheet(path)
    again.put("a.jpg", "bag.kind", label=Label(value="none", doubted=True))
    assert again.labels_of("b.jpg") == {"hair.color": Label(value="red")}
    assert [row["file"] for row in rows(path)] == ["a.jpg", "b.jpg"]


def test_an_answer_can_be_changed_and_taken_away(tmp_path) -> None:
    path = tmp_path / "a.csv"
    one = sheet(path)
    one.put("a.jpg", "hair.color", label=Label(value="red", doubted=True))
    one.put("a.jpg", "hair.color", label=Label(value="grey"))
    assert (rows(path)[0]["hair.color"], rows(path)[0]["doubt"]) == ("grey", "")
    one.put("a.jpg", "hair.color", label=None)
    assert rows(path) == []


def test_other_columns_are_kept(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("file,note,eyewear.kind\na.jpg,hi,none\n")
    sheet(path).put("a.jpg", "hair.color", label=Label(value="red"))
    assert rows(path)[0]["note"] == "hi"
    assert rows(path)[0]["eyewear.kind"] == "none"


def test_a_change_by_another_program_is_not_overwritten(tmp_path) -> None:
    path = tmp_path / "a.csv"
    one, two = sheet(path), sheet(path)
    one.put("a.jpg", "hair.color", label=Label(value="red"))
    with pytest.raises(ConflictError):
        two.put("b.jpg", "hair.color", label=Label(value="grey"))
    assert [row["file"] for row in rows(path)] == ["a.jpg"]


@pytest.mark.parametrize(("question", "value"), [("hair.color", "brwn"), ("hair", "red")], ids=["value", "question"])
def test_unknown_words_are_refused(tmp_path, question, value) -> None:
    with pytest.raises(InputError, match="Known:"):
        sheet(tmp_path / "a.csv").put("a.jpg", question, label=Label(value=value))


@pytest.mark.parametrize(
    "text",
    ["photo,price\na.jpg,3\n", "file,hair.color\na.jpg,brwn\n", 'file,hair.color\n"a.jpg,red\n', "\xff"],
    ids=["no-labels", "unknown-value", "broken", "not-utf-8"],
)
def test_another_file_is_not_overwritten(tmp_path, text) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(InputError, match=r"a\.csv"):
        sheet(path)
    assert path.read_text(encoding="latin-1") == text


def test_a_folder_that_is_missing_loses_no_answer_silently(tmp_path) -> None:
    one = sheet(tmp_path / "gone" / "a.csv")
    with pytest.raises(StoreError):
        one.put("a.jpg", "hair.color", label=Label(value="red"))
    assert one.labels_of("a.jpg") == {}
