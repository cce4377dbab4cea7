import json
from pathlib import Path

import pytest

from tests.unit.cli.fakes import write_their_tags
from wornby.datamodel import Purpose
from wornby.testing.pictures import encoded

LABELS = "file,hair_color,upper_type,doubt\na.jpg,red,shirt,\nb.jpg,brown,shirt,upper_type\ninner/c.jpg,red,coat,\n"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    (folder / "inner").mkdir(parents=True)
    for name in ("a.jpg", "b.jpg", "inner/c.jpg", "broken.jpg"):
        (folder / name).write_bytes(encoded("jpeg"))
    return folder


@pytest.fixture
def evaluate(run, tagging, photos: Path, tmp_path: Path):
    """Run eval on labels that are given as text."""

    def call(*words: str, labels: str = LABELS):
        (tmp_path / "labels.csv").write_text(labels)
        return run("eval", "--labels", str(tmp_path / "labels.csv"), "--photos", str(photos), *words)

    return call


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    return write_their_tags(tmp_path, {"a.jpg": "shirt", "b.jpg": "shirt", "inner/c.jpg": "coat"}, took_ms=5)


def figures(path: Path, tagger: int = 0) -> dict[str, dict[str, object]]:
    found = json.loads(path.read_text())["taggers"][tagger]["questions"]
    return {each["question"]: each for each in found}


def test_without_the_purpose_hair_is_not_computed(evaluate, tagging, tmp_path: Path) -> None:
    result = evaluate("--json", str(tmp_path / "out.json"))
    assert result.exit_code == 0, result.output
    assert tagging.purposes == frozenset()
    assert list(figures(tmp_path / "out.json")) == ["outermost.kind"]
    assert "Not computed: hair.color (needs appearance)" in result.stdout


def test_with_the_purpose_it_is(evaluate, tagging, tmp_path: Path) -> None:
    result = evaluate("--purposes", "appearance", "--json", str(tmp_path / "out.json"))
    assert tagging.purposes == {Purpose.APPEARANCE}
    found = figures(tmp_path / "out.json")
    assert found["hair.color"]["accuracy"]["right"] == 2
    assert found["outermost.kind"]["accuracy"]["right"] == 2
    assert found["outermost.kind"]["accuracy_without_doubt"]["total"] == 2
    assert "66.7" in result.stdout


def test_missing_and_unreadable_photos_are_listed(evaluate) -> None:
    more = "broken.jpg,red,shirt,\ngone.jpg,red,shirt,\n../a.jpg,red,shirt,\n"
    result = evaluate(labels=LABELS + more)
    assert result.exit_code == 0
    for words in ("broken.jpg", "Not a picture.", "gone.jpg", "No such file", "../a.jpg", "lies outside"):
        assert words in result.stderr
    assert "on 3 photos" in result.stdout


def test_tags_of_another_program_are_compared(evaluate, theirs: Path, tmp_path: Path) -> None:
    result = evaluate("--tagger", "builtin", "--tagger", f"file:{theirs}", "--json", str(tmp_path / "out.json"))
    assert result.exit_code == 0, result.output
    assert figures(tmp_path / "out.json", 1)["outermost.kind"]["accuracy"]["right"] == 3
    assert "not told apart" in result.stdout
    assert str(tmp_path) not in (tmp_path / "out.json").read_text()


def test_a_photo_that_another_program_has_no_line_for_counts_as_wrong(evaluate, theirs: Path, tmp_path: Path) -> None:
    theirs.write_text(theirs.read_text().splitlines()[0])
    result = evaluate("--tagger", f"file:{theirs}", "--json", str(tmp_path / "out.json"))
    assert figures(tmp_path / "out.json")["outermost.kind"]["accuracy"]["value"] == pytest.approx(1 / 3, abs=1e-4)
    assert "has no line for it" in result.stderr


@pytest.mark.parametrize(("option", "holds"), [("--pictures", True), ("--no-pictures", False)])
def test_the_report_holds_pictures_unless_told_not_to(evaluate, tmp_path: Path, option: str, holds: bool) -> None:
    target = tmp_path / "out.html"
    assert evaluate("--html", str(target), option).exit_code == 0
    text = target.read_text(encoding="utf-8")
    assert ("data:image/jpeg" in text) is holds
    assert ("must not be passed on" in text) is holds


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ("file,price\na.jpg,3\n", ["labels.csv", "hair_color", "bag.kind"]),
        ("file,hair_color\na.jpg,brwn\n", ["Line 2", "hair_color", "vivid"]),
        ("file,upper_type\ngone.jpg,shirt\n", ["None of the 1 photos"]),
        ("file,hair_color\na.jpg,red\n", ["None of the labels may be scored", "--purposes appearance"]),
    ],
    ids=["no-columns", "unknown-value", "no-photos", "no-purpose"],
)
def test_labels_that_cannot_be_used(evaluate, labels: str, words: list[str]) -> None:
    result = evaluate(labels=labels)
    assert result.exit_code == 2
    for word in words:
        assert word in result.stderr


@pytest.mark.parametrize(
    ("taggers", "words"),
    [
        (["nobody"], ", router, zero-shot, file:TAGS.jsonl"),
        (["builtin", "builtin"], "given twice"),
        (["file:gone.jsonl"], "gone.jsonl cannot be read"),
        (["file:bad.jsonl"], "bad.jsonl, line 2"),
        (["file:other.jsonl"], "none of the labelled photos"),
    ],
    ids=["unknown", "twice", "gone", "bad", "other"],
)
def test_taggers_that_cannot_be_used(evaluate, theirs, tmp_path: Path, monkeypatch, taggers, words) -> None:
    monkeypatch.chdir(tmp_path)
    line = theirs.read_text().splitlines()[0]
    Path("bad.jsonl").write_text(f"{line}\nno json\n")
    Path("other.jsonl").write_text(line.replace("a.jpg", "z.jpg"))
    result = evaluate(*(word for name in taggers for word in ("--tagger", name)))
    assert result.exit_code == 2
    assert words in result.stderr


def test_missing_labels_and_folder(run, tagging, tmp_path: Path) -> None:
    assert run("eval", "--labels", str(tmp_path / "no.csv"), "--photos", str(tmp_path)).exit_code == 2
    (tmp_path / "labels.csv").write_text(LABELS)
    result = run("eval", "--labels", str(tmp_path / "labels.csv"), "--photos", str(tmp_path / "no"))
    assert result.exit_code == 2
    assert "--photos" in result.stderr
