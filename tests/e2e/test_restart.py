"""A library opened again, and an index made again from the records."""

import shutil
from pathlib import Path

import pytest
from PIL import Image

from wornby.compose import open_engine
from wornby.datamodel import IngestOptions, Purpose, Query, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.engine import Engine
from wornby.settings import Settings
from wornby.stores import snapshot

RIGHTS = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))


@pytest.fixture(params=["scan", "exact"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", index=request.param, threads=1)


def fill(engine: Engine, folder: Path) -> None:
    paths = []
    for number in range(6):
        path = folder / f"{number}.png"
        Image.linear_gradient("L").rotate(number * 15).convert("RGB").save(path)
        paths.append(path)
    report = engine.ingest([IngestItem(source=str(path), options=IngestOptions(rights=RIGHTS)) for path in paths])
    assert report.added == 6


def answers(engine: Engine, folder: Path) -> list[tuple[str, float]]:
    result = engine.search(Query(k=6), image_bytes=(folder / "2.png").read_bytes())
    return [(hit.id, round(hit.score, 3)) for hit in result.hits]


def test_an_index_comes_back_from_its_snapshot(settings: Settings, tmp_path: Path) -> None:
    with open_engine(settings) as engine:
        fill(engine, tmp_path)
        before = answers(engine, tmp_path)
    with open_engine(settings) as engine:
        assert engine.index.marker == engine.records.last_change()
        assert answers(engine, tmp_path) == before


def test_an_index_without_a_snapshot_catches_up_from_the_records(settings: Settings, tmp_path: Path) -> None:
    with open_engine(settings) as engine:
        fill(engine, tmp_path)
        before = answers(engine, tmp_path)
    shutil.rmtree(settings.home / "index")
    with open_engine(settings) as engine:
        assert answers(engine, tmp_path) == before


def test_reindex_gives_the_same_answers(settings: Settings, tmp_path: Path) -> None:
    with open_engine(settings) as engine:
        fill(engine, tmp_path)
        before = answers(engine, tmp_path)
        assert engine.reindex() == 6
        assert answers(engine, tmp_path) == before


def test_a_photo_finds_itself(settings: Settings, tmp_path: Path) -> None:
    with open_engine(settings) as engine:
        fill(engine, tmp_path)
        result = engine.search(Query(k=1), image_bytes=(tmp_path / "4.png").read_bytes())
    assert [hit.asset.title for hit in result.hits] == ["4.png"]


def test_a_deleted_photo_is_gone_everywhere(settings: Settings, tmp_path: Path) -> None:
    with open_engine(settings) as engine:
        fill(engine, tmp_path)
        gone = engine.list_assets()[0].id
        engine.delete_asset(gone)
        assert gone not in {hit.asset.id for hit in engine.search(Query(k=10)).hits}
        stored = [*engine.blobs.list("masters"), *engine.blobs.list("renditions")]
        assert [name for name in stored if gone in name] == []
    assert not [path for path in settings.home.rglob("*") if gone in path.name]


def test_a_snapshot_that_cannot_be_written_hides_no_report(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with open_engine(settings) as engine:
        monkeypatch.setattr(snapshot, "_sync", full)
        fill(engine, tmp_path)
        before = answers(engine, tmp_path)
    monkeypatch.undo()
    with open_engine(settings) as engine:
        assert answers(engine, tmp_path) == before


def test_a_look_at_a_library_writes_no_snapshot(settings: Settings, tmp_path: Path) -> None:
    with open_engine(settings) as engine:
        fill(engine, tmp_path)
    before = sorted((settings.home / "index").rglob("*"))
    with open_engine(settings) as engine:
        answers(engine, tmp_path)
    assert sorted((settings.home / "index").rglob("*")) == before
