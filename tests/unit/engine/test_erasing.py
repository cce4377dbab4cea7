from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from tests.security.library import SHOWN, SKUS, small_library
from wornby.datamodel import IngestOptions, Rights, RightsNote, RightsState
from wornby.datamodel.erasing import receipt_from_dict, receipt_to_dict
from wornby.datamodel.library import IngestItem
from wornby.datamodel.retention import RetentionDue
from wornby.engine import Engine
from wornby.errors import ErasedError, InputError, NotFoundError, StoreError
from wornby.ingest.pipeline import master_name
from wornby.stores.connect import writing
from wornby.stores.schema import jobs
from wornby.stores.schema_rights import contributions, contributors, links
from wornby.testing.pictures import encoded, noise

NOTE = RightsNote(actor="staff/ana", reason="wish", evidence="mail/4711", by_person=True)
GIVEN = IngestOptions(rights=SHOWN, products=SKUS[:1], caption="by the sea")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with small_library(tmp_path / "home") as engine:
        yield engine


def ids(engine: Engine) -> list[str]:
    return [asset.id for asset in engine.list_assets(everything=True)]


def picture(number: int) -> bytes:
    return encoded("jpeg", pixels=noise(seed=number))


def id_of(engine: Engine, number: int) -> str:
    return next(a.id for a in engine.list_assets(everything=True) if a.title == f"{number}.jpg")


def give(engine: Engine, asset_id: str, *, person: str) -> None:
    """Let somebody have contributed a photo by a link."""
    with writing(engine.records.database) as connection:
        who = {"id": person, "language": "de", "contact": "mail", "created_at": "2026-12-01"}
        connection.execute(insert(contributors).values(who))
        connection.execute(insert(contributions).values(contributor_id=person, asset_id=asset_id))
        link = {
            "id": f"l{person}",
            "purpose": "upload",
            "contributor_id": person,
            "products": [],
            "made_by": "staff/ana",
        }
        connection.execute(insert(links).values(**link, made_at="2026-12-01", expires_at="2027-01-01"))


def test_the_photo_is_gone_and_the_others_stay(engine: Engine) -> None:
    before = ids(engine)
    receipt = engine.erasing.erase(before[:1], note=NOTE)
    assert ids(engine) == before[1:]
    assert not engine.blobs.exists(master_name(before[0]))
    assert engine.index.of_assets(before[:1], filters=()) == []
    assert {hit.id.partition(".")[0] for hit in engine.index.of_assets(before, filters=())} == set(before[1:])
    assert receipt.asset_ids == (before[0],)
    assert {store.found for store in receipt.stores} == {0}
    names = {store.name for store in receipt.stores}
    assert {"files/masters", "files/inbox", "records/vectors", "records/requests", "index/files"} <= names


def test_the_ledger_names_photo_and_receipt(engine: Engine) -> None:
    receipt = engine.erasing.erase(ids(engine)[:1], note=NOTE)
    (*_, erased) = engine.rights.history(receipt.asset_ids[0])
    assert (erased.entry.action, erased.entry.details["to"]) == ("erased", "erased")
    (line,) = engine.rights.history(receipt.id)
    assert (line.seq, line.digest) == (receipt.line, receipt.line_digest)
    assert engine.rights.verify().faults == ()


def test_a_receipt_verifies(engine: Engine) -> None:
    receipt = engine.erasing.erase(ids(engine)[:2], note=NOTE)
    assert engine.erasing.verify(receipt_from_dict(receipt_to_dict(receipt))).ok
    assert engine.erasing.get(receipt.id) == receipt
    assert engine.erasing.receipts() == [receipt]


@pytest.mark.parametrize(
    "change", [{"reason": "other"}, {"asset_ids": ("0" * 24,)}, {"line": 1}, {"key_id": "other"}], ids=str
)
def test_a_changed_receipt_does_not_verify(engine: Engine, change: dict[str, object]) -> None:
    receipt = engine.erasing.erase(ids(engine)[:1], note=NOTE)
    assert not engine.erasing.verify(replace(receipt, **change)).ok


def test_verify_finds_what_came_back(engine: Engine) -> None:
    receipt = engine.erasing.erase(ids(engine)[:1], note=NOTE)
    engine.blobs.put(master_name(receipt.asset_ids[0]), b"back")
    check = engine.erasing.verify(receipt)
    assert (check.signed, check.ok) == (True, False)
    assert [store.name for store in check.stores if store.found] == ["files/masters"]


def test_the_same_bytes_are_refused(engine: Engine) -> None:
    gone = id_of(engine, 0)
    engine.erasing.erase([gone], note=NOTE)
    with pytest.raises(ErasedError):
        engine.ingest_bytes(picture(0), title="other-name.jpg", options=GIVEN)
    assert gone not in ids(engine)
    assert not engine.blobs.exists(master_name(gone))
    assert list(engine.blobs.list("inbox")) == []


def test_a_deleted_photo_may_come_back_and_an_erased_one_not(engine: Engine) -> None:
    gone = id_of(engine, 0)
    engine.delete_asset(gone)
    engine.ingest_bytes(picture(0), title="again.jpg", options=GIVEN)
    engine.delete_asset(gone)
    receipt = engine.erasing.erase([gone], note=NOTE)
    assert receipt.asset_ids == (gone,)
    with pytest.raises(ErasedError):
        engine.ingest_bytes(picture(0), title="again.jpg", options=GIVEN)


def test_what_was_never_there_is_not_erased(engine: Engine) -> None:
    before = ids(engine)
    with pytest.raises(NotFoundError):
        engine.erasing.erase([before[0], "nobody"], note=NOTE)
    assert (ids(engine), engine.erasing.unfinished()) == (before, 0)
    with pytest.raises(InputError):
        engine.erasing.erase([], note=NOTE)


def test_erasing_twice_gives_two_receipts(engine: Engine) -> None:
    gone = ids(engine)[:1]
    first, second = engine.erasing.erase(gone, note=NOTE), engine.erasing.erase(gone, note=NOTE)
    assert engine.erasing.receipts() == [first, second]
    assert engine.erasing.receipts(after=first.id) == [second]
    assert engine.erasing.receipts(newest_first=True) == [second, first]
    assert engine.erasing.receipts(after=second.id, newest_first=True) == [first]


def test_jobs_and_uploads_of_the_photo_go(engine: Engine) -> None:
    gone = id_of(engine, 1)
    waiting = engine.stage(picture(1), title="1.jpg")
    other = engine.stage(picture(77), title="77.jpg")
    engine.erasing.erase([gone], note=NOTE)
    with engine.records.database.connect() as connection:
        assert connection.execute(select(jobs).where(jobs.c.asset_id == gone)).all() == []
    kept = [f"inbox:{name.removeprefix('inbox/')}" for name in engine.blobs.list("inbox")]
    assert (waiting in kept, other in kept) == (False, True)


def test_a_waiting_job_of_the_photo_fails_as_erased(engine: Engine) -> None:
    (job,) = engine.submit([IngestItem(source=engine.stage(picture(5), title="5.jpg"), options=GIVEN)])
    asset, _ = engine.ingest_bytes(picture(5), title="5.jpg", options=GIVEN)
    engine.erasing.erase([asset.id], note=NOTE)
    engine.resume()
    assert engine.get_job(job.id).failure is not None
    assert asset.id not in ids(engine)


def test_a_run_whose_job_is_erased_ends(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "six.jpg"
    path.write_bytes(picture(6))
    read = engine.records.claim

    def claim(run_id: str, **given: object) -> list[object]:
        with writing(engine.records.database) as connection:
            connection.execute(delete(jobs).where(jobs.c.source == str(path)))
        return read(run_id, **given)

    engine.records.claim = claim
    (job,) = engine.ingest([IngestItem(source=str(path), options=GIVEN)]).failed
    assert job.failure is not None
    assert job.failure.code == "erased"


def test_of_the_uploads_that_wait_only_likely_ones_are_read(engine: Engine) -> None:
    gone = id_of(engine, 1)
    old, other = "0" * 32 + "-old.jpg", engine.stage(picture(77), title="77.jpg")
    engine.blobs.put(f"inbox/{old}", picture(1))
    waiting = engine.stage(picture(1), title="again.jpg")
    read: list[str] = []

    def read_upload(source: str) -> bytes:
        read.append(source)
        return engine.blobs.get("inbox/" + source.removeprefix("inbox:"))

    object.__setattr__(engine.erasing._parts, "read_upload", read_upload)
    engine.erasing.erase([gone], note=NOTE)
    assert sorted(read) == sorted([waiting, f"inbox:{old}"])
    assert list(engine.blobs.list("inbox")) == ["inbox/" + other.removeprefix("inbox:")]


def test_who_said_yes_again_is_not_erased_by_a_clock(engine: Engine) -> None:
    due = RetentionDue(name="withdrawn-photos", until=datetime(2100, 1, 1, tzinfo=UTC))
    again, gone = ids(engine)[:2]
    engine.rights.move(gone, Rights(state=RightsState.WITHDRAWN), note=NOTE)
    assert engine.erasing.erase_due([again, gone], due=due, note=NOTE) == 1
    assert engine.erasing.erase_due([again], due=due, note=NOTE) == 0
    assert (again in ids(engine), gone in ids(engine), engine.erasing.unfinished()) == (True, False, 0)


def test_a_photo_erased_while_it_is_taken_in_leaves_no_file(engine: Engine) -> None:
    asset, _ = engine.ingest_bytes(picture(8), title="8.jpg", options=GIVEN)
    engine.erasing.erase([asset.id], note=NOTE)
    engine.records.is_erased = lambda _: False
    with pytest.raises(ErasedError):
        engine.ingest_bytes(picture(8), title="8.jpg", options=GIVEN)
    assert [name for name in engine.blobs.list("") if asset.id in name] == []


def test_a_disk_error_reports_nothing_and_resume_finishes(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = ids(engine)[:2]

    def fail(name: str) -> None:
        message = f"no {name}"
        raise StoreError(message)

    with monkeypatch.context() as patch:
        patch.setattr(engine.blobs, "delete", fail)
        with pytest.raises(StoreError):
            engine.erasing.erase(gone, note=NOTE)
        assert (engine.erasing.receipts(), engine.erasing.unfinished()) == ([], 1)
        assert set(gone) <= set(ids(engine))
    (receipt,) = engine.erasing.resume()
    assert receipt.asset_ids == tuple(gone)
    assert engine.erasing.verify(receipt).ok
    assert engine.erasing.resume() == []


def test_an_erasure_that_cannot_be_done_holds_no_later_one_up(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, free = ids(engine)[:2]
    delete = engine.blobs.delete

    def fail(name: str) -> None:
        message = f"no {name}"
        raise StoreError(message)

    def fail_for_one(name: str) -> None:
        fail(name) if stuck in name else delete(name)

    with monkeypatch.context() as patch:
        patch.setattr(engine.blobs, "delete", fail)
        for asset_id in (stuck, free):
            with pytest.raises(StoreError):
                engine.erasing.erase([asset_id], note=NOTE)
        patch.setattr(engine.blobs, "delete", fail_for_one)
        with pytest.raises(StoreError, match=stuck):
            engine.erasing.resume()
    assert [receipt.asset_ids for receipt in engine.erasing.receipts()] == [(free,)]
    assert engine.erasing.unfinished() == 1


def test_nothing_is_reported_where_a_store_still_has_it(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.blobs, "delete", lambda name: None)
    with pytest.raises(StoreError, match="files/masters"):
        engine.erasing.erase(ids(engine)[:1], note=NOTE)
    assert engine.erasing.receipts() == []


def test_a_person_goes_with_photos_links_and_contact(engine: Engine) -> None:
    gone, kept = ids(engine)[:2]
    give(engine, gone, person="c1")
    give(engine, kept, person="c2")
    receipt = engine.erasing.erase_person("c1", note=NOTE)
    assert (receipt.asset_ids, receipt.people) == ((gone,), ("c1",))
    assert kept in ids(engine)
    with engine.records.database.connect() as connection:
        assert connection.execute(select(contributors.c.id)).scalars().all() == ["c2"]
        assert connection.execute(select(links.c.contributor_id)).scalars().all() == ["c2"]
    assert engine.erasing.verify(receipt).ok
    with pytest.raises(NotFoundError):
        engine.erasing.erase_person("c1", note=NOTE)


@pytest.mark.parametrize("said", [None, [], {}, {"id": "1"}, "text"], ids=str)
def test_what_is_no_receipt_is_refused(said: object) -> None:
    with pytest.raises(InputError):
        receipt_from_dict(said)
