"""What a crash or a full disk left behind."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.ingest.build import SHOWN, HeldSource, items, make_pipeline, open_records, png
from wornby.datamodel import AssetKind, Failure, IngestOptions, JobState, Outcome, Rights, RightsState
from wornby.datamodel.library import IngestItem
from wornby.errors import NotFoundError
from wornby.ingest import IngestRuns, Sweeper
from wornby.ingest import sweep as sweep_module
from wornby.ingest.pipeline import master_name, rendition_name
from wornby.sources.inbox import InboxSource
from wornby.stores.blobs import FsspecBlobStore
from wornby.stores.records import SqlRecordStore
from wornby.testing.factories import make_asset

FULL = Failure(code="store-full", message="No space is left.", retryable=True)
BROKEN = Failure(code="image-decode", message="No picture.")
STOPS = Failure(code="model", message="Begun 3 times.")


@pytest.fixture
def records(tmp_path: Path) -> Iterator[SqlRecordStore]:
    opened = open_records(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def blobs(tmp_path: Path) -> FsspecBlobStore:
    return FsspecBlobStore(str(tmp_path / "blobs"))


@pytest.fixture
def inbox(blobs: FsspecBlobStore) -> InboxSource:
    return InboxSource(blobs)


@pytest.fixture
def sweeper(records: SqlRecordStore, blobs: FsspecBlobStore, inbox: InboxSource) -> Sweeper:
    return Sweeper(records=records, blobs=blobs, inbox=inbox)


@pytest.fixture
def runs(records: SqlRecordStore, inbox: InboxSource, tmp_path: Path) -> IngestRuns:
    return IngestRuns(records=records, pipeline=make_pipeline(records, inbox, folder=tmp_path), threads=1, lease_s=60.0)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_module, "RETRY_AGE_S", 0.0)
    monkeypatch.setattr(sweep_module, "ORPHAN_AGE_S", 0.0)


def upload(runs: IngestRuns, inbox: InboxSource, records: SqlRecordStore, **end) -> str:
    source = inbox.stage(png(1), title="a.png")
    runs.submit([IngestItem(source=source, options=IngestOptions(rights=SHOWN))], run_id="run")
    if end:
        (job,) = records.claim("run", limit=1, lease_s=60)
        records.finish([replace(job, **end)])
    return source


def test_an_upload_that_failed_for_a_full_disk_is_taken_in_in_the_end(later, runs, inbox, records, sweeper) -> None:
    source = upload(runs, inbox, records, state=JobState.FAILED, failure=FULL)
    assert runs.resume().added == 0
    assert sweeper.tend_uploads() == 1
    assert runs.resume().added == 1
    assert sweeper.tend_uploads() == 0
    assert source not in inbox.ages()


@pytest.mark.parametrize(
    ("end", "kept"),
    [
        ({}, True),
        ({"state": JobState.FAILED, "failure": BROKEN}, False),
        ({"state": JobState.FAILED, "failure": STOPS}, True),
        ({"state": JobState.DONE, "outcome": Outcome.ADDED}, False),
    ],
    ids=["waits", "broken", "stops-the-process", "done"],
)
def test_an_upload_is_kept_as_long_as_it_is_needed(later, runs, inbox, records, sweeper, end, kept) -> None:
    source = upload(runs, inbox, records, **end)
    assert sweeper.tend_uploads() == 0
    assert (source in inbox.ages()) == kept


def test_an_upload_without_a_job_is_forgotten(later, inbox, sweeper) -> None:
    inbox.stage(png(1), title="a.png")
    sweeper.tend_uploads()
    assert inbox.ages() == {}


def test_an_upload_whose_job_is_about_to_be_written_is_kept(inbox, sweeper) -> None:
    inbox.stage(png(1), title="a.png")
    sweeper.tend_uploads()
    assert len(inbox.ages()) == 1


def test_files_without_a_record_are_deleted_and_others_stay(records, blobs, sweeper) -> None:
    records.commit_asset(make_asset("shown", rights=SHOWN))
    records.commit_asset(make_asset("hidden", rights=Rights()))
    for asset_id in ("shown", "hidden", "gone"):
        blobs.put(master_name(asset_id), b"picture")
        blobs.put(rendition_name(asset_id, "thumb"), b"picture")
    blobs.put("other/file", b"not ours")
    assert sweeper.sweep_files() == 3
    assert list(blobs.list("")) == [
        "masters/hidden.jpg",
        "masters/shown.jpg",
        "other/file",
        "renditions/shown.thumb.v2.jpg",
    ]


@pytest.mark.parametrize(
    ("kind", "state", "marked"),
    [
        pytest.param(AssetKind.WORN, RightsState.SYNTHETIC, True, id="synthetic"),
        pytest.param(AssetKind.GENERATED, RightsState.SYNTHETIC, True, id="generated"),
        pytest.param(AssetKind.GENERATED, RightsState.LICENSED, True, id="generated, licensed"),
        pytest.param(AssetKind.WORN, RightsState.LICENSED, False, id="photo"),
    ],
)
def test_the_copy_that_is_given_out_survives_a_sweep(records, blobs, sweeper, *, kind, state, marked) -> None:
    records.commit_asset(make_asset("a", kind=kind, rights=Rights(state=state, purposes=SHOWN.purposes)))
    blobs.put(rendition_name("a", "thumb", marked=marked), b"picture")
    assert sweeper.sweep_files() == 0


def test_unmarked_copies_of_synthetic_pictures_are_swept(records, blobs, sweeper) -> None:
    records.commit_asset(make_asset("a", rights=Rights(state=RightsState.SYNTHETIC, purposes=SHOWN.purposes)))
    records.commit_asset(make_asset("b", rights=SHOWN))
    for asset_id, marked in (("a", False), ("b", True)):
        blobs.put(rendition_name(asset_id, "thumb", marked=marked), b"picture")
    assert sweeper.sweep_files() == 2
    assert list(blobs.list("")) == []


def test_copies_of_older_versions_are_swept(records, blobs, sweeper) -> None:
    records.commit_asset(make_asset("a", rights=SHOWN))
    for file in ("renditions/a.thumb.jpg", "renditions/a.view.marked.jpg", rendition_name("a", "thumb")):
        blobs.put(file, b"picture")
    assert sweeper.sweep_files() == 2
    assert list(blobs.list("")) == [rendition_name("a", "thumb")]


def test_files_half_written_are_deleted_when_they_are_old(blobs, sweeper, tmp_path: Path) -> None:
    blobs.put("masters/x", b"")
    blobs.delete("masters/x")
    old, new = (tmp_path / "blobs" / "masters" / f".part-{name}" for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half a pict")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    assert sweeper.sweep_files() == 1
    assert (old.exists(), new.exists()) == (False, True)


def test_a_photo_that_is_coming_in_survives_a_sweep(records, sweeper, tmp_path: Path, monkeypatch) -> None:
    pipeline = make_pipeline(records, HeldSource(a=png(1)), folder=tmp_path)
    store = pipeline._store

    def store_then_sweep(asset, photo) -> None:
        monkeypatch.undo()
        store(asset, photo)
        assert sweeper.sweep_files() > 0

    monkeypatch.setattr(pipeline, "_store", store_then_sweep)
    runs = IngestRuns(records=records, pipeline=pipeline, threads=1, lease_s=60.0)
    assert runs.ingest(items("a")).added == 1
    (asset,) = records.list_assets()
    assert pipeline._blobs.exists(master_name(asset.id))


def test_a_discarded_upload_is_gone(inbox) -> None:
    source = inbox.stage(png(1), title="a.png")
    inbox.discard(source)
    with pytest.raises(NotFoundError):
        inbox.read(source, limit_bytes=1000)
