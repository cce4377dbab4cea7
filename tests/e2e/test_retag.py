"""A library that an older version of the models made: refused in one way, and tagged again from its masters."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from wornby.cli.app import app
from wornby.compose import open_engine
from wornby.datamodel import Fact, IngestOptions, PhotoTags, Purpose, Query, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.demo import demo_shop
from wornby.errors import SpaceMismatchError, StoreError
from wornby.ingest.pipeline import master_name
from wornby.settings import Settings
from wornby.stores.blobs import FsspecBlobStore

PHOTOS = 5
OLD = "builtin/garments@0"
RIGHTS = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photos")
    for picture in demo_shop().pictures[: PHOTOS * 5 : 5]:
        (folder / picture.name).write_bytes(picture.path.read_bytes())
    return sorted(folder.iterdir())


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home", threads=2)


@pytest.fixture
def old(settings, photos):
    """Ids of the photos of a library whose vectors are of an older space."""
    options = IngestOptions(rights=RIGHTS)
    with open_engine(settings) as engine:
        assert engine.ingest([IngestItem(source=str(path), options=options) for path in photos]).added == PHOTOS
        for asset in engine.list_assets():
            engine.records.commit_asset(replace(asset, tags=aged(asset.tags)))
        return {asset.title: asset.id for asset in engine.list_assets()}


def aged(tags: PhotoTags) -> PhotoTags:
    def garment(each):
        if each.embedding is None:
            return each
        space = replace(each.embedding.space, name=OLD)
        return replace(each, embedding=replace(each.embedding, space=space))

    wearers = (replace(each, garments=tuple(map(garment, each.garments))) for each in tags.wearers)
    return replace(tags, wearers=tuple(wearers), garments=tuple(map(garment, tags.garments)))


def run(settings, *words):
    env = {"COLUMNS": "200", "NO_COLOR": "1", "WORNBY_THREADS": "2"}
    return CliRunner(env=env).invoke(app, ["--home", str(settings.home), *words])


def retag(settings):
    with open_engine(settings, any_space=True) as engine:
        return engine.retag()


def found_by_picture(settings, path: Path) -> str:
    with open_engine(settings) as engine:
        hits = engine.search(Query(k=1), image_bytes=path.read_bytes()).hits
    return hits[0].asset.title


@pytest.mark.parametrize("index", ["kept", "lost"])
@pytest.mark.parametrize(
    "words",
    [("search", "shirt"), ("ingest",), ("facets",), ("reindex",), ("serve",), ("export",), ("keys", "list")],
    ids=" ".join,
)
def test_every_command_names_the_one_that_mends_it(settings, old, words, index) -> None:
    if index == "lost":
        shutil.rmtree(settings.home / "index")
    result = run(settings, *words)
    assert result.exit_code == 1
    assert OLD in result.stderr
    assert "`wornby reindex --retag`" in result.stderr
    assert result.stderr.count("\n") == 1


def test_doctor_names_the_command_too(settings, old) -> None:
    result = run(settings, "doctor")
    assert result.exit_code == 1
    assert "`wornby reindex --retag`" in " ".join(result.stdout.split())


def test_a_refused_ingest_takes_nothing_in(settings, old, tmp_path) -> None:
    Image.new("RGB", (64, 64), "red").save(tmp_path / "new.png")
    assert "reindex --retag" in run(settings, "ingest", str(tmp_path / "new.png")).stderr
    with open_engine(settings, any_space=True) as engine:
        assert engine.count_assets() == PHOTOS


def test_photos_are_found_by_picture_again(settings, old, photos) -> None:
    result = run(settings, "reindex", "--retag")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{PHOTOS} tagged again, 0 passed over, 0 failed.\n"
    assert [found_by_picture(settings, path) for path in photos] == [path.name for path in photos]


def test_a_second_run_tags_nothing(settings, old) -> None:
    assert retag(settings).tagged == PHOTOS
    assert run(settings, "reindex", "--retag").stdout == f"0 tagged again, {PHOTOS} passed over, 0 failed.\n"


def test_a_run_that_was_cut_off_goes_on_where_it_was(settings, old) -> None:
    seen = []

    def stop() -> None:
        seen.append(1)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with open_engine(settings, any_space=True) as engine, pytest.raises(KeyboardInterrupt):
        engine.retag(progress=stop)
    report = retag(settings)
    assert report.known >= 2
    assert report.tagged + report.known == PHOTOS


@pytest.mark.parametrize("broken", [False, True], ids=["missing", "broken"])
def test_a_photo_without_its_master_is_listed_and_the_others_go_on(settings, old, photos, broken) -> None:
    name = photos[1].name
    master = settings.home / "blobs" / master_name(old[name])
    master.unlink()
    if broken:
        master.write_bytes(b"no picture")
    result = run(settings, "reindex", "--retag")
    assert result.exit_code == 3
    assert result.stdout == f"{PHOTOS - 1} tagged again, 0 passed over, 1 failed.\n"
    assert name in result.stderr
    assert found_by_picture(settings, photos[0]) == photos[0].name
    with open_engine(settings) as engine:
        assert old[name] in {hit.asset.id for hit in engine.search(Query(k=PHOTOS)).hits}
    assert run(settings, "reindex", "--retag").exit_code == 3


def test_a_photo_that_is_given_again_is_mended(settings, old, photos) -> None:
    (settings.home / "blobs" / master_name(old[photos[1].name])).unlink()
    assert len(retag(settings).failed) == 1
    assert run(settings, "ingest", str(photos[1])).exit_code == 0
    assert retag(settings).tagged == 1
    assert found_by_picture(settings, photos[1]) == photos[1].name


def test_photos_wait_while_the_store_is_away(settings, old, monkeypatch) -> None:
    def away(*_) -> bytes:
        message = "The store is away."
        raise StoreError(message)

    with monkeypatch.context() as patch:
        patch.setattr(FsspecBlobStore, "get", away)
        result = run(settings, "reindex", "--retag")
    assert result.exit_code == 3
    assert f"{PHOTOS} wait" in result.stderr
    with pytest.raises(SpaceMismatchError), open_engine(settings):
        pass
    assert retag(settings).tagged == PHOTOS


def test_what_a_person_stated_stays(settings, old, photos) -> None:
    stated = Fact(value="generated", confidence=1.0, source="staff/anna")
    asset_id = old[photos[0].name]
    with open_engine(settings, any_space=True) as engine:
        asset = engine.get_asset(asset_id)
        photo = {**asset.tags.photo, "photo.kind": stated}
        engine.records.commit_asset(replace(asset, tags=replace(asset.tags, photo=photo)))
        engine.retag()
        assert engine.get_asset(asset_id).tags.photo["photo.kind"] == stated


@pytest.mark.parametrize("meanwhile", ["deleted", "narrowed", "widened"])
def test_a_change_while_a_photo_is_tagged_goes_first(settings, old, photos, meanwhile, monkeypatch) -> None:
    asset_id = old[photos[0].name]
    narrow = replace(RIGHTS, purposes=frozenset({Purpose.DISPLAY}))
    with open_engine(settings, any_space=True) as engine:
        before = engine.get_asset(asset_id)
        if meanwhile == "widened":
            engine.records.commit_asset(replace(before, rights=narrow))
        merge, done = engine.records.merge_asset, []

        def late(name, *, decide):
            if name == asset_id and not done:
                done.append(name)
                if meanwhile == "deleted":
                    engine.records.delete_asset(asset_id)
                else:
                    rights = narrow if meanwhile == "narrowed" else RIGHTS
                    engine.records.commit_asset(replace(before, rights=rights))
            return merge(name, decide=decide)

        monkeypatch.setattr(engine.records, "merge_asset", late)
        monkeypatch.setattr(
            engine.records, "commit_asset", lambda asset: merge(asset.id, decide=lambda _: (asset, None))
        )
        report = engine.retag()
        assert not report.failed
        after = engine.records.get_asset(asset_id)
    if meanwhile == "deleted":
        assert after is None
        return
    assert after.rights == (narrow if meanwhile == "narrowed" else RIGHTS)
    assert any("hair.color" in wearer.attributes for wearer in after.tags.wearers) == (meanwhile == "widened")
