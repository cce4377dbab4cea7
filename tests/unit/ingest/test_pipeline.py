"""What happens to a photo when others write at the same moment."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.ingest.build import SHOWN, HeldSource, items, make_pipeline, make_runs, open_records, png
from wornby.datamodel import Job, JobState, Outcome, PhotoTags, Purpose, Rights, RightsState
from wornby.ingest.pipeline import IngestPipeline, master_name, rendition_name
from wornby.stores.claims import SqlClaimStore
from wornby.stores.ledger import SqlLedger
from wornby.stores.records import SqlRecordStore
from wornby.testing.factories import make_tags
from wornby.testing.fakes import FakeTagger
from wornby.testing.postgres import new_database

HAIR = replace(SHOWN, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))


class Interrupting(FakeTagger):
    """Lets something else happen once while it looks at photos."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self._meanwhile: Callable[[], object] | None = meanwhile

    def tag(self, photos, *, purposes):
        if (meanwhile := self._meanwhile) is not None:
            self._meanwhile = None
            meanwhile()
        tags = make_tags(1)
        return [tags if Purpose.APPEARANCE in allowed else _bare(tags) for allowed in purposes]


def _bare(tags: PhotoTags) -> PhotoTags:
    return replace(tags, wearers=tuple(replace(wearer, attributes={}) for wearer in tags.wearers))


@pytest.fixture(params=["sqlite", "postgres"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlRecordStore]:
    if request.param == "sqlite":
        opened = open_records(tmp_path)
        yield opened
        opened.close()
        return
    with new_database(request.getfixturevalue("postgres_url")) as url:
        opened = SqlRecordStore(url)
        opened.migrate()
        yield opened
        opened.close()


@pytest.fixture
def source() -> HeldSource:
    return HeldSource(a=png(1), b=png(1))


def claim(records: SqlRecordStore, source: HeldSource, folder: Path, name: str, **options) -> Job:
    runs = make_runs(records, source, folder=folder)
    (job,) = runs.submit(items(name, **options), run_id="run")
    return records.claim("run", among=[job.id], limit=1, lease_s=60)[0]


def pipeline(records: SqlRecordStore, source: HeldSource, folder: Path, *, meanwhile=lambda: None) -> IngestPipeline:
    return make_pipeline(records, source, folder=folder, tagger=Interrupting(meanwhile))


def test_the_same_bytes_for_two_products_at_once_keep_both(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path
) -> None:
    one, two = (claim(records, source, tmp_path, name, products=(name,)) for name in ("a", "b"))
    # A pipeline of its own, as in another process.
    other = pipeline(records, source, tmp_path)
    mine = pipeline(records, source, tmp_path, meanwhile=lambda: other.run([two]))
    (job,) = mine.run([one])
    (asset,) = records.list_assets()
    assert set(asset.products) == {"a", "b"}
    assert job.outcome is Outcome.UPDATED
    assert records.get_job(two.id).outcome is Outcome.ADDED


def test_tags_for_rights_that_were_given_meanwhile_are_kept(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path
) -> None:
    plain = claim(records, source, tmp_path, "a", rights=Rights())
    allowed = claim(records, source, tmp_path, "b", rights=HAIR)
    other = pipeline(records, source, tmp_path)
    pipeline(records, source, tmp_path, meanwhile=lambda: other.run([allowed])).run([plain])
    (asset,) = records.list_assets()
    assert asset.rights == HAIR
    assert "hair.color" in asset.tags.wearers[0].attributes


@pytest.mark.parametrize("tail", ["", "a changed product"], ids=["nothing else", "and another product"])
def test_the_same_photo_with_other_rights_is_a_claim(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path, tail: str
) -> None:
    pipe = pipeline(records, source, tmp_path)
    pipe.run([claim(records, source, tmp_path, "a", rights=SHOWN)])
    given = {"products": ("B",)} if tail else {}
    again = claim(records, source, tmp_path, "a", rights=HAIR, by="key/1", **given)
    (job,) = pipe.run([again])
    (asset,) = records.list_assets()
    store = SqlClaimStore(records.database, records.ledger_writer)
    assert (job.outcome, asset.rights, "B" in asset.products) == (Outcome.CLAIMED, SHOWN, bool(tail))
    assert [(one.asset_id, one.rights, one.made_by) for one in store.list()] == [(asset.id, HAIR, "key/1")]


@pytest.mark.parametrize(
    "state", ["requested", "replied", "declined", "expired", "withdrawn", "erased", "granted"], ids=str
)
def test_nobody_takes_a_photo_in_with_an_answer_that_is_not_theirs(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path, state: str
) -> None:
    again = claim(records, source, tmp_path, "a", rights=Rights(state=RightsState(state)))
    (job,) = pipeline(records, source, tmp_path).run([again])
    assert (job.state, job.failure.code, records.count_assets()) == (JobState.FAILED, "rights-move", 0)


def test_who_takes_a_photo_in_is_a_line_of_the_ledger(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path
) -> None:
    granted = Rights(state=RightsState.GRANTED, purposes=SHOWN.purposes)
    job = claim(records, source, tmp_path, "a", rights=granted, by="key/1", evidence="ticket/4711")
    pipeline(records, source, tmp_path).run([job])
    (line,) = SqlLedger(records.database, records.ledger_writer).lines()
    assert (line.entry.actor, line.entry.details["evidence"]) == ("key/1", "ticket/4711")


def test_rights_that_were_taken_meanwhile_stay_taken(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path
) -> None:
    pipeline(records, source, tmp_path).run([claim(records, source, tmp_path, "a", rights=SHOWN)])
    (known,) = records.list_assets()
    withdrawn = replace(known, rights=Rights(state=RightsState.WITHDRAWN))
    again = claim(records, source, tmp_path, "a", rights=HAIR)
    (tmp_path / "blobs" / master_name(known.id)).unlink()  # so that the photo is looked at once more
    (job,) = pipeline(records, source, tmp_path, meanwhile=lambda: records.commit_asset(withdrawn)).run([again])
    assert (job.state, job.failure.code) == (JobState.FAILED, "conflict")
    assert records.list_assets()[0].rights.state is RightsState.WITHDRAWN


def delete(pipe: IngestPipeline, records: SqlRecordStore) -> None:
    (asset,) = records.list_assets()
    names = [master_name(asset.id), rendition_name(asset.id, "thumb"), rendition_name(asset.id, "view")]
    assert records.delete_asset(asset.id, files=lambda: [pipe._blobs.delete(name) for name in names])


def test_a_caption_comes_with_its_photo_and_another_one_replaces_it(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path
) -> None:
    for caption, outcome in (("On the pier", Outcome.ADDED), ("", Outcome.KNOWN), ("At home", Outcome.UPDATED)):
        job = claim(records, source, tmp_path, "a", caption=caption)
        assert pipeline(records, source, tmp_path).run([job])[0].outcome is outcome
    assert [asset.caption for asset in records.list_assets()] == ["At home"]


def test_a_photo_deleted_while_it_is_taken_in_again_comes_back_whole(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path
) -> None:
    first = pipeline(records, source, tmp_path)
    first.run([claim(records, source, tmp_path, "a", rights=SHOWN)])
    again = claim(records, source, tmp_path, "a", rights=HAIR)
    (job,) = pipeline(records, source, tmp_path, meanwhile=lambda: delete(first, records)).run([again])
    assert job.state is JobState.DONE
    assert first._blobs.exists(master_name(job.asset_id))


def test_a_photo_deleted_after_its_file_was_written_gets_it_again(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pipeline(records, source, tmp_path)
    first.run([claim(records, source, tmp_path, "a", rights=SHOWN)])
    second = pipeline(records, source, tmp_path)
    store = second._store

    def store_then_lose(asset, photo) -> None:
        monkeypatch.undo()
        store(asset, photo)
        delete(first, records)

    monkeypatch.setattr(second, "_store", store_then_lose)
    (job,) = second.run([claim(records, source, tmp_path, "a", rights=HAIR)])
    assert job.state is JobState.DONE
    assert first._blobs.exists(master_name(job.asset_id))


def test_a_known_photo_deleted_before_it_is_written_is_read_again(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pipeline(records, source, tmp_path)
    first.run([claim(records, source, tmp_path, "a", rights=SHOWN)])
    second = pipeline(records, source, tmp_path)
    commit = second._commit

    def lose_then_commit(parcel):
        monkeypatch.undo()
        delete(first, records)
        return commit(parcel)

    monkeypatch.setattr(second, "_commit", lose_then_commit)
    (job,) = second.run([claim(records, source, tmp_path, "b", rights=SHOWN)])
    assert (job.state, job.outcome) == (JobState.DONE, Outcome.ADDED)
    assert first._blobs.exists(master_name(job.asset_id))


def test_a_known_photo_without_its_file_gets_it_again(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path
) -> None:
    pipe = pipeline(records, source, tmp_path)
    (job,) = pipe.run([claim(records, source, tmp_path, "a", rights=SHOWN)])
    pipe._blobs.delete(master_name(job.asset_id))
    assert pipe.run([claim(records, source, tmp_path, "b", rights=SHOWN)])[0].outcome is Outcome.KNOWN
    assert pipe._blobs.exists(master_name(job.asset_id))
