"""The contract of a store with clocks, over the records that it belongs to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wornby.datamodel import AssetKind, Job, JobState, Purpose, Rights, RightsNote, RightsState
from wornby.datamodel.ledger import LedgerKind
from wornby.datamodel.records import IdempotentAnswer, IngestOptions
from wornby.datamodel.requests import Channel, RequestState, RightsRequest
from wornby.errors import StoreError
from wornby.interfaces import Ledger, RecordStore, RequestStore, RetentionStore
from wornby.testing.factories import make_asset

NOW = datetime(2030, 1, 31, tzinfo=UTC)
"""Later than whatever a test writes by the real clock."""
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
UPLOAD = f"inbox:{'0' * 32}-a.jpg"
BY = "system/retention"
SHOP, WEARER = "staff/ana", "wearer/l"
NOTHING: frozenset[Purpose] = frozenset()


def put_photo(records: RecordStore, name: str, *states: RightsState) -> None:
    """A photo that was taken in long ago and went through some states of its rights just now."""
    asset = make_asset(name, rights=Rights(), created_at=LONG_AGO, sha256=name * 32)
    records.commit_asset(asset)
    for state in states:
        asset = replace(asset, rights=Rights(state=state))
        records.commit_asset(asset)


def put_job(records: RecordStore, name: str, *, state: JobState, source: str = "/photos/a.jpg") -> None:
    """A job that has just ended."""
    job = Job(id=name, key=name, run_id="r", source=source, options=IngestOptions())
    records.enqueue([job])
    records.finish([replace(job, state=state)])


def make_request(name: str, asset_id: str, *, state: RequestState, ended_at: datetime | None = None) -> RightsRequest:
    """A request with an address."""
    return RightsRequest(
        id=name,
        asset_id=asset_id,
        state=state,
        channel=Channel.MAIL,
        address="ana@example.org",
        language="de",
        template="ask",
        text="Hello",
        made_by="staff/ana",
        made_at=LONG_AGO,
        ended_at=ended_at,
    )


class RetentionSuite:
    """A subclass gives the fixtures `records`, migrated and empty, `ledger`, `requests` and `store`."""

    def test_an_empty_class_has_nothing(self, store: RetentionStore) -> None:
        found = store.count("done-jobs", until=NOW)
        assert (found.held, found.due, found.oldest, found.following) == (0, 0, None, None)

    def test_drops_what_is_due_with_a_line(self, store: RetentionStore, records: RecordStore, ledger: Ledger) -> None:
        put_job(records, "j1", state=JobState.DONE)
        put_job(records, "j2", state=JobState.FAILED)
        assert store.drop("done-jobs", until=NOW, by=BY, days=30, limit=10).count == 1
        assert (records.get_job("j1"), records.get_job("j2") is None) == (None, False)
        (line,) = ledger.lines(kind=LedgerKind.RETENTION)
        assert (line.entry.subject, line.entry.actor, line.entry.action) == ("done-jobs", BY, "dropped")
        assert line.entry.details == {"count": "1", "days": "30"}

    def test_what_is_not_due_stays_without_a_line(
        self, store: RetentionStore, records: RecordStore, ledger: Ledger
    ) -> None:
        put_job(records, "j1", state=JobState.DONE)
        assert store.drop("done-jobs", until=LONG_AGO, by=BY, days=30, limit=10).count == 0
        assert (records.get_job("j1") is None, list(ledger.lines())) == (False, [])

    def test_drops_no_more_than_the_limit(self, store: RetentionStore, records: RecordStore) -> None:
        for number in range(5):
            put_job(records, f"j{number}", state=JobState.DONE)
        assert [store.drop("done-jobs", until=NOW, by=BY, days=1, limit=2).count for _ in range(4)] == [2, 2, 1, 0]

    def test_names_the_uploads_of_failed_jobs(self, store: RetentionStore, records: RecordStore) -> None:
        put_job(records, "j1", state=JobState.FAILED, source=UPLOAD)
        put_job(records, "j2", state=JobState.FAILED)
        dropped = store.drop("failed-jobs", until=NOW, by=BY, days=30, limit=10)
        assert (dropped.count, dropped.uploads) == (2, (UPLOAD,))

    def test_a_job_that_is_queued_again_has_no_clock(self, store: RetentionStore, records: RecordStore) -> None:
        put_job(records, "j1", state=JobState.FAILED)
        records.enqueue([Job(id="j9", key="j1", run_id="r2", source="/photos/a.jpg", options=IngestOptions())])
        assert [store.count(name, until=NOW).held for name in ("failed-jobs", "done-jobs")] == [0, 0]

    def test_counts_what_is_held_and_due(self, store: RetentionStore, requests: RequestStore) -> None:
        for number, days in enumerate((10, 20, 40)):
            ended = NOW - timedelta(days=days)
            self._ask(requests, f"r{number}", state=RequestState.DECLINED, ended_at=ended)
        found = store.count("ended-requests", until=NOW - timedelta(days=30))
        assert (found.held, found.due) == (3, 1)
        assert (found.oldest, found.following) == (NOW - timedelta(days=40), NOW - timedelta(days=20))

    def test_without_a_moment_nothing_is_due(self, store: RetentionStore, records: RecordStore) -> None:
        put_job(records, "j1", state=JobState.DONE)
        found = store.count("done-jobs", until=None)
        assert (found.held, found.due, found.oldest) == (1, 0, found.following)

    def test_the_moment_itself_is_due(self, store: RetentionStore, requests: RequestStore) -> None:
        self._ask(requests, "r1", state=RequestState.EXPIRED, ended_at=LONG_AGO)
        assert store.count("ended-requests", until=LONG_AGO - timedelta(microseconds=1)).due == 0
        assert store.count("ended-requests", until=LONG_AGO).due == 1

    def test_drafts_and_ended_requests_go_by_their_own_clocks(
        self, store: RetentionStore, requests: RequestStore
    ) -> None:
        for name, state in {"r1": RequestState.DRAFT, "r2": RequestState.SENT, "r3": RequestState.ANSWERED}.items():
            self._ask(requests, name, state=state, ended_at=LONG_AGO)
        for name in ("request-drafts", "ended-requests"):
            store.drop(name, until=NOW, by=BY, days=30, limit=10)
        assert [request.id for request in requests.list()] == ["r2"]

    def test_answers_are_forgotten(self, store: RetentionStore, records: RecordStore) -> None:
        records.put_answer("key", IdempotentAnswer(request_sha256="ab", status=200, body={}))
        assert store.drop("idempotent-answers", until=NOW, by=BY, days=7, limit=10).count == 1
        assert records.get_answer("key") is None

    @pytest.mark.parametrize(
        ("name", "states"),
        [
            pytest.param("discovered-photos", (), id="discovered"),
            pytest.param("unanswered-photos", (RightsState.REQUESTED,), id="requested"),
            pytest.param("declined-photos", (RightsState.DECLINED,), id="declined"),
            pytest.param("expired-photos", (RightsState.LICENSED, RightsState.EXPIRED), id="expired"),
            pytest.param("withdrawn-photos", (RightsState.WITHDRAWN,), id="withdrawn"),
        ],
    )
    def test_photos_belong_to_the_class_of_their_state(
        self, store: RetentionStore, records: RecordStore, *, name: str, states: tuple[RightsState, ...]
    ) -> None:
        put_photo(records, "a", *states)
        put_photo(records, "b", RightsState.LICENSED)
        assert store.list_photos(name, until=NOW) == ["a"]

    def test_what_wearers_gave_for_nothing_is_unused(self, store: RetentionStore, records: RecordStore) -> None:
        shown = frozenset({Purpose.DISPLAY})
        given = {"a": (SHOP, NOTHING), "b": (WEARER, shown), "c": (WEARER, NOTHING), "d": (WEARER, shown)}
        for name, (by, purposes) in given.items():
            rights = Rights(state=RightsState.SELF_UPLOADED, purposes=purposes)
            photo = make_asset(name, rights=rights, sha256=name * 32)
            records.commit_asset(photo, note=RightsNote(actor=by))
        records.commit_asset(replace(photo, rights=Rights(state=RightsState.GRANTED)), note=RightsNote(actor=WEARER))
        assert store.list_photos("unused-photos", until=NOW) == ["c", "d"]
        assert store.list_photos("unused-photos", until=LONG_AGO) == []

    def test_the_clock_begins_anew_with_the_last_change(self, store: RetentionStore, records: RecordStore) -> None:
        put_photo(records, "a", RightsState.WITHDRAWN)
        assert store.list_photos("withdrawn-photos", until=LONG_AGO + timedelta(days=1)) == []

    def test_pictures_of_products_have_no_clock(self, store: RetentionStore, records: RecordStore) -> None:
        records.commit_asset(make_asset("a", rights=Rights(), kind=AssetKind.PRODUCT, created_at=LONG_AGO))
        assert store.list_photos("discovered-photos", until=NOW) == []

    def test_pages_photos_by_id(self, store: RetentionStore, records: RecordStore) -> None:
        for name in "cab":
            put_photo(records, name)
        assert store.list_photos("discovered-photos", until=NOW, limit=2) == ["a", "b"]
        assert store.list_photos("discovered-photos", until=NOW, after="b") == ["c"]

    def test_a_photo_that_somebody_is_about_to_ask_for_stays(
        self, store: RetentionStore, requests: RequestStore
    ) -> None:
        self._ask(requests, "r1", state=RequestState.DRAFT)
        assert store.list_photos("discovered-photos", until=NOW) == []

    def test_one_process_has_the_turn(self, store: RetentionStore) -> None:
        again = NOW + timedelta(hours=1)
        assert store.next_at() is None
        assert [store.begin(now=NOW, again_at=again) for _ in range(2)] == [True, False]
        assert store.next_at() == again
        assert store.begin(now=again, again_at=again + timedelta(hours=1))
        store.set_next(NOW + timedelta(days=1))
        assert not store.begin(now=NOW + timedelta(hours=23), again_at=NOW + timedelta(days=2))

    def test_a_line_on_photos(self, store: RetentionStore, ledger: Ledger) -> None:
        store.note("withdrawn-photos", count=3, by=BY, days=30)
        (line,) = ledger.lines(kind=LedgerKind.RETENTION)
        assert (line.entry.action, line.entry.details["count"]) == ("erased", "3")

    def test_rows_and_line_fail_together(
        self, store: RetentionStore, records: RecordStore, break_ledger: Callable[[], None]
    ) -> None:
        put_job(records, "j1", state=JobState.DONE)
        break_ledger()
        with pytest.raises(StoreError):
            store.drop("done-jobs", until=NOW, by=BY, days=30, limit=10)
        assert records.get_job("j1") is not None

    @pytest.fixture(autouse=True)
    def _records(self, records: RecordStore) -> None:
        self._held = records

    def _ask(self, requests: RequestStore, name: str, *, state: RequestState, ended_at: datetime | None = None) -> None:
        put_photo(self._held, name)
        asked = make_request(name, name, state=state, ended_at=ended_at)
        requests.put(asked, expect=None, by="staff/ana")
