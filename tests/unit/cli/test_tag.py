import json
from pathlib import Path

import pytest

from wornby.datamodel import Purpose


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    (folder / "inner").mkdir(parents=True)
    for name in ("b.jpg", "a.jpg", "inner/c.jpg", "broken.jpg", "notes.txt"):
        (folder / name).write_bytes(b"")
    return folder


def test_json_lines_come_in_order_and_alone(run, tagging, photos: Path) -> None:
    result = run("tag", str(photos), "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["file"] for line in lines] == ["a.jpg", "b.jpg", "broken.jpg", "inner/c.jpg"]
    assert all(line["schema"] == "wornby.tags/1" for line in lines)


def test_a_file_that_cannot_be_read_gives_a_line_and_exit_status_3(run, tagging, photos: Path) -> None:
    result = run("tag", str(photos / "broken.jpg"), str(photos / "a.jpg"), "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 3
    assert [line["failure"] and line["failure"]["code"] for line in lines] == ["image-decode", None]


def test_all_good_exits_with_0(run, tagging, photos: Path) -> None:
    assert run("tag", str(photos / "a.jpg"), "--json").exit_code == 0


def test_table(run, tagging, photos: Path) -> None:
    result = run("tag", str(photos / "a.jpg"), str(photos / "broken.jpg"))
    assert "red checked shirt" in result.stdout
    assert "Not a picture." in result.stderr


def test_purposes_are_handed_on(run, tagging, photos: Path) -> None:
    run("tag", str(photos / "a.jpg"), "--purposes", "appearance")
    assert tagging.purposes == {Purpose.APPEARANCE}


def test_without_purposes_none_are_given(run, tagging, photos: Path) -> None:
    run("tag", str(photos / "a.jpg"))
    assert tagging.purposes == frozenset()


@pytest.mark.parametrize(
    "words",
    [("--purposes", "fun"), ("--json", "--table")],
    ids=["unknown-purpose", "two-forms"],
)
def test_refused(run, tagging, photos: Path, words) -> None:
    assert run("tag", str(photos / "a.jpg"), *words).exit_code == 2


def test_a_folder_without_pictures_is_a_usage_error(run, tagging, tmp_path: Path) -> None:
    assert run("tag", str(tmp_path)).exit_code == 2


def test_a_folder_without_pictures_does_not_stop_the_others(run, tagging, photos: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    result = run("tag", str(photos / "a.jpg"), str(tmp_path / "nothing"), str(photos / "b.jpg"), "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 3
    assert [(line["file"], line["failure"] and line["failure"]["code"]) for line in lines] == [
        ("a.jpg", None),
        ("nothing", "input"),
        ("b.jpg", None),
    ]


def test_annotate_writes_a_png(run, photos: Path, tmp_path: Path, monkeypatch) -> None:
    import numpy as np

    from tests.unit.cli.fakes import tags
    from wornby import compose
    from wornby.datamodel import Photo
    from wornby.datamodel.library import TagResult

    class Service:
        def tag_source(self, name, *, source, purposes):
            pixels = np.zeros((40, 30, 3), dtype=np.uint8)
            photo = Photo(pixels=pixels, sha256="0" * 64, format="png", size_bytes=1)
            return TagResult(photo=photo, tags=tags(), failure=None, took_ms=1.0)

    monkeypatch.setattr(compose, "open_tagging", lambda settings, **_: Service())
    one, several = tmp_path / "one.png", tmp_path / "several"
    assert run("tag", str(photos / "a.jpg"), "--annotate", str(one)).exit_code == 0
    assert run("tag", str(photos / "a.jpg"), str(photos / "b.jpg"), "--annotate", str(several)).exit_code == 0
    assert one.read_bytes().startswith(b"\x89PNG")
    assert sorted(path.name for path in several.iterdir()) == ["a.jpg.png", "b.jpg.png"]
