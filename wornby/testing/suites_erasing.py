"""The contract of the store that erases."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from wornby.datamodel import Failure, Job, JobState, LedgerLine, Rights, RightsNote, RightsState
from wornby.datamodel.erasing import ErasureOrder, ErasureReceipt, StoreFinding
from wornby.datamodel.ledger import LedgerEntry, LedgerKind
from wornby.datamodel.records import IdempotentAnswer, IngestOptions
from wornby.datamodel.retention import RetentionDue
from wornby.datamodel.sources import ERASED_UPLOAD
from wornby.errors import ErasedError, NotFoundError, StoreError
from wornby.interfaces import Ledger, RecordStore
from wornby.interfaces.erasing import ErasureStore
from wornby.testing.factories import make_asset, make_job

NOTE = RightsNote(actor="staff/ana", reason="wish", evidence="mail/1")
AT = datetime(2026, 12, 1, tzinfo=UTC)


def make_order(number: int = 1, *asset_ids: str) -> ErasureOrder:
    """An order."""
    return ErasureOrder(id=f"e{number}", at=AT, note=NOTE, asset_ids=asset_ids or ("a",))


def make_receipt(order: ErasureOrder, line: LedgerLine) -> ErasureReceipt:
    """A receipt that nobody signed."""
    return ErasureReceipt(
        id=order.id,
        at=line.at,
        actor=NOTE.actor,
        reason=NOTE.reason,
        evidence=NOTE.evidence,
        asset_ids=order.asset_ids,
        people=order.people,
        stores=(StoreFinding(name="files/masters", found=0),),
        line=line.seq,
        line_digest=line.digest,
        key_id="k",
        signature="00",
    )


def finish(store: ErasureStore, order: ErasureOrder) -> ErasureReceipt:
    """Keep its receipt."""
    entry = LedgerEntry(kind=LedgerKind.ERASURE, subject=order.id, actor=NOTE.actor, action="receipt")
    return store.finish(order, entry=entry, sign=lambda line: make_receipt(order, line))


class ErasureSuite:
    """A subclass gives the fixtures `records`, migrated and empty, `store` and `ledger` over the same database."""

    @pytest.fixture(autouse=True)
    def _filled(self, records: RecordStore) -> None:
        for name in ("a", "b"):
            records.commit_asset(replace(make_asset(name, sha256=name * 64), caption="by the sea"))

    def test_rows_of_the_photo_go_and_others_stay(self, records: RecordStore, store: ErasureStore) -> None:
        before = store.count(["b"], people=[])
        seen: list[str] = []
        traces = store.erase_asset("a", note=NOTE, files=lambda: seen.append("a"))
        assert (seen, bool(traces)) == (["a"], True)
        assert set(store.count(["a"], people=[]).values()) == {0}
        assert store.count(["b"], people=[]) == before
        assert (before["assets"], before["vectors"] > 0, before["asset_texts"]) == (1, True, 1)
        assert records.changes(after=0)[-1][1] == "a"

    def test_a_file_that_cannot_go_keeps_the_photo(self, records: RecordStore, store: ErasureStore) -> None:
        def fail() -> None:
            message = "the disk"
            raise StoreError(message)

        with pytest.raises(StoreError, match="the disk"):
            store.erase_asset("a", note=NOTE, files=fail)
        assert records.get_asset("a") is not None

    def test_the_erasure_is_a_line(self, store: ErasureStore, ledger: Ledger) -> None:
        store.erase_asset("a", note=NOTE, files=lambda: None)
        store.erase_asset("a", note=NOTE, files=lambda: None)
        (_, line) = ledger.lines(subject="a")
        assert (line.entry.kind, line.entry.action, line.entry.details["to"]) == ("erasure", "erased", "erased")

    def test_jobs_and_answers_go(self, records: RecordStore, store: ErasureStore) -> None:
        done = replace(make_job(), state=JobState.DONE, asset_id="a")
        other: Job = replace(make_job(), asset_id=None)
        records.enqueue([done, other])
        given: list[str] = []
        batch = IdempotentAnswer(request_sha256="1", status=202, body={"jobs": f"{other.id},{done.id}"})
        records.put_answer("batch", batch)
        records.put_answer("other", replace(batch, body={"jobs": other.id}))
        assert store.count(["a"], people=[], jobs=[done.id])["answers"] == 1
        assert list(store.erase_jobs(["a"], people=[], files=given.extend).ids) == [done.id]
        assert given == [done.source]
        assert (records.get_job(done.id), records.get_job(other.id) is not None) == (None, True)
        assert (records.get_answer("batch"), records.get_answer("other") is None) == (None, False)
        assert store.count(["a"], people=[], jobs=[done.id])["answers"] == 0

    def test_a_job_that_is_refused_says_nothing_of_its_photo(self, records: RecordStore) -> None:
        refused, other = (make_job(options=IngestOptions(caption="by the sea")) for _ in range(2))
        records.enqueue([refused, other])
        records.finish([replace(refused, state=JobState.FAILED, failure=Failure.of(ErasedError("gone")))])
        records.finish([replace(other, state=JobState.FAILED, failure=Failure.of(StoreError("disk")))])
        job, kept = records.get_job(refused.id), records.get_job(other.id)
        assert job is not None
        assert kept is not None
        assert (job.source, job.options.caption, job.key == refused.key) == (ERASED_UPLOAD, "", False)
        assert (kept.source, kept.options, kept.key) == (other.source, other.options, other.key)

    def test_what_is_not_due_any_more_stays(self, records: RecordStore, store: ErasureStore) -> None:
        for name in ("a", "c"):
            records.commit_asset(make_asset(name, sha256=name * 64, rights=Rights(state=RightsState.WITHDRAWN)))
        records.commit_asset(make_asset("b", sha256="b" * 64))
        records.delete_asset("c")
        due = RetentionDue(name="withdrawn-photos", until=datetime(2100, 1, 1, tzinfo=UTC))
        kept = store.begin(make_order(1, "a", "b", "c"), due=due)
        assert (kept.asset_ids, store.unfinished()) == (("a", "c"), [kept])
        assert (records.is_erased("a"), records.is_erased("b")) == (True, False)
        assert store.begin(make_order(2, "b"), due=due).asset_ids == ()
        assert store.unfinished() == [kept]

    def test_an_order_stands_until_its_receipt(self, store: ErasureStore, ledger: Ledger) -> None:
        order = make_order()
        store.begin(order)
        assert store.unfinished() == [order]
        assert (store.get("e1"), store.list()) == (None, [])
        receipt = finish(store, order)
        assert (store.unfinished(), store.get("e1"), store.list()) == ([], receipt, [receipt])
        assert finish(store, order) == receipt
        assert len(ledger.lines(subject="e1")) == 1

    def test_receipts_come_in_pages(self, store: ErasureStore) -> None:
        made = []
        for number in (1, 2, 3):
            store.begin(make_order(number))
            made.append(finish(store, make_order(number)))
        assert store.list(limit=2) == made[:2]
        assert store.list(after="e2") == made[2:]

    def test_what_is_ordered_is_refused(self, records: RecordStore, store: ErasureStore) -> None:
        store.begin(make_order())
        store.erase_asset("a", note=NOTE, files=lambda: None)
        assert (records.is_erased("a"), records.is_erased("b")) == (True, False)
        with pytest.raises(ErasedError):
            records.commit_asset(make_asset("a"))
        assert records.get_asset("a") is None

    def test_knows_what_is_lost_and_what_never_was(self, records: RecordStore, store: ErasureStore) -> None:
        assert store.lost(["a"]) == frozenset()
        records.delete_asset("a")
        assert store.lost(["a", "b"]) == {"a"}
        store.begin(make_order())
        assert store.lost(["a"]) == frozenset()
        with pytest.raises(NotFoundError):
            store.lost(["never"])

    def test_scrubs(self, records: RecordStore, store: ErasureStore) -> None:
        traces = store.erase_asset("a", note=NOTE, files=lambda: None)
        store.scrub(traces, thorough=False)
        store.scrub([], thorough=True)
        assert records.search_texts(["sea"], kind="asset", limit=5)[0].id == "b"

    def test_nobody_has_no_photos(self, store: ErasureStore) -> None:
        with pytest.raises(NotFoundError):
            store.photos_of("nobody")
        store.erase_person("nobody", note=NOTE)
