import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from wornby.cli.app import app
from wornby.cli.correcting import parse_changes
from wornby.datamodel import Purpose, Rights, RightsState
from wornby.datamodel.edits import TagChange
from wornby.engine.stated import without_vectors
from wornby.errors import InputError
from wornby.stores.records import SqlRecordStore
from wornby.testing.factories import make_asset, make_tags

ALLOWED = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    records = SqlRecordStore(f"sqlite:///{tmp_path}/records.db")
    records.migrate()
    records.commit_asset(make_asset("a", rights=ALLOWED, products=(), tags=without_vectors(make_tags())))
    records.close()
    return tmp_path


def run(home: Path, *words: str):
    runner = CliRunner(env={"WORNBY_HOME": str(home), "COLUMNS": "200", "NO_COLOR": "1"})
    return runner.invoke(app, list(words))


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        (["photo.kind=worn"], [TagChange(attribute="photo.kind", value="worn")]),
        (
            ["wearer=1", "hair.color=red", "garment=0", "garment.kind=", "wearer=0", "bag.kind=tote"],
            [
                TagChange(wearer=1, attribute="hair.color", value="red"),
                TagChange(wearer=1, garment=0, attribute="garment.kind", value=None),
                TagChange(wearer=0, attribute="bag.kind", value="tote"),
            ],
        ),
        (["garment=2", "garment.kind=hat"], [TagChange(garment=2, attribute="garment.kind", value="hat")]),
    ],
    ids=["the-photo", "wearers", "worn-by-nobody"],
)
def test_changes_as_they_are_typed(words: list[str], changes: list[TagChange]) -> None:
    assert parse_changes(words) == changes


@pytest.mark.parametrize("words", [[], ["wearer=0"], ["hair.color"], ["=red"], ["wearer=x", "hair.color=red"]])
def test_what_is_no_change(words: list[str]) -> None:
    with pytest.raises(InputError):
        parse_changes(words)


def test_a_fact_is_stated_shown_and_taken_back(home: Path) -> None:
    done = run(home, "tags", "set", "a", "wearer=0", "hair.color=red")
    assert done.exit_code == 0, done.output
    assert "All of that" in run(home, "tags", "set", "a", "wearer=0", "hair.color=red").stdout
    (edit,) = json.loads(run(home, "tags", "history", "a", "--json").stdout)
    assert (edit["by"], edit["changes"][0]["after"]["value"], edit["undone_at"]) == ("staff/cli", "red", None)
    assert run(home, "tags", "undo", "a").exit_code == 0
    assert run(home, "tags", "undo", "a").exit_code == 1
    assert "staff/cli" in run(home, "tags", "history", "a").stdout


def test_what_the_vocabulary_does_not_know_is_refused(home: Path) -> None:
    assert run(home, "tags", "set", "a", "wearer=0", "hair.color=violet").exit_code == 2
    assert run(home, "tags", "history", "none").exit_code == 1


def test_a_person_is_looked_for_and_the_picture_not_kept(home: Path, tmp_path: Path) -> None:
    picture = tmp_path / "me.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 48, 3), np.uint8)).save(picture)
    answer = run(home, "find-person", str(picture), "--json")
    assert answer.exit_code == 0, answer.output
    said = json.loads(answer.stdout)
    assert (said["faces"], said["compared_by"]) == (False, ["content", "picture", "garments"])
    content = picture.read_bytes()
    kept = [path.name for path in home.rglob("*") if path.is_file() and content[64:128] in path.read_bytes()]
    assert kept == ["me.png"]
    assert run(home, "find-person", str(tmp_path / "none.png")).exit_code == 1
