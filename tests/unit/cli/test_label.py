from pathlib import Path

import pytest

from wornby.api.labelling import server
from wornby.cli import labelling
from wornby.cli.labelling import DEFAULT, choose_questions
from wornby.datamodel import Purpose
from wornby.errors import InputError
from wornby.vocabulary import load_vocabulary

APPEARANCE = frozenset({Purpose.APPEARANCE})


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name in ("a.jpg", "b.jpg"):
        (folder / name).write_bytes(b"")
    return folder


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What the server was given, in place of a server."""
    given: dict[str, object] = {}

    def serve(desk, *, ranking, port, announce) -> None:
        given.update(desk=desk, port=port)
        announce("http://127.0.0.1:1/secret/")

    monkeypatch.setattr(labelling, "serve_labelling", serve)
    return given


def chosen(*names: str, purposes=APPEARANCE) -> list[str]:
    found = choose_questions(names, vocabulary=load_vocabulary(), purposes=purposes)
    return [question.id for question in found]


def test_without_names_everything_that_the_purposes_allow_is_asked() -> None:
    assert tuple(chosen()) == DEFAULT
    assert chosen(purposes=frozenset()) == [
        "garment.kind",
        "garment.color",
        "garment.pattern",
        "lower.kind",
        "bag.kind",
    ]


@pytest.mark.parametrize(
    ("names", "purposes", "words"),
    [
        (["hair"], APPEARANCE, "Known: hair.color"),
        (["hair_color"], APPEARANCE, "Unknown attribute"),
        (["accessories"], APPEARANCE, "several values at once"),
        (["hair.color"], frozenset(), "--purposes appearance"),
    ],
    ids=["unknown", "column", "several", "closed"],
)
def test_refused(names, purposes, words) -> None:
    with pytest.raises(InputError, match=words):
        chosen(*names, purposes=purposes)


def test_the_address_is_printed_and_the_end_is_told(run, tagging, served, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "own.csv"
    out.write_text("file,photo.kind\na.jpg,worn\n")
    result = run("label", str(photos), "--attributes", "photo.kind", "--out", str(out), "--port", "8123")
    assert result.exit_code == 0, result.output
    assert "2 photos, 1 to label" in result.stderr
    assert "Open http://127.0.0.1:1/secret/" in result.stdout
    assert "1 of 2 photos are labelled" in result.stdout
    assert served["port"] == 8123


@pytest.mark.parametrize("words", [(), ("nowhere",)], ids=["nothing", "no-folder"])
def test_no_photos(run, tagging, served, words) -> None:
    assert run("label", *words).exit_code == 2


def test_agreement(run, tmp_path: Path) -> None:
    anna, ben = tmp_path / "anna.csv", tmp_path / "ben.csv"
    anna.write_text("file,hair.color,doubt\na.jpg,red,\nb.jpg,grey,hair.color\nc.jpg,red,\nd.jpg,grey,\n")
    ben.write_text("file,hair.color\na.jpg,red\nb.jpg,red\nc.jpg,red\nd.jpg,grey\n")
    result = run("label", "--agreement", str(anna), str(ben))
    assert result.exit_code == 0, result.output
    for words in ("anna and ben", "75.0%", "0.50", "b.jpg", "grey", "in doubt"):
        assert words in result.stdout
    assert "a.jpg" not in result.stdout


def test_tables_with_nothing_in_common(run, tmp_path: Path) -> None:
    anna, ben = tmp_path / "anna.csv", tmp_path / "ben.csv"
    anna.write_text("file,hair.color\na.jpg,red\n")
    ben.write_text("file,hair.color\nb.jpg,red\n")
    result = run("label", "--agreement", str(anna), str(ben))
    assert result.exit_code == 2
    assert "no attribute of the same photo" in result.stderr


def test_a_taken_port_is_a_usage_error() -> None:
    with server._listen(0) as taken:
        taken.listen()
        with pytest.raises(InputError, match="--port"):
            server._listen(taken.getsockname()[1])
