"""Several runs over the same jobs."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.ingest.build import WAIT_S, HeldSource, items, make_runs, open_records, png
from wornby.datamodel import Failure, JobState, Outcome
from wornby.errors import StoreFullError
from wornby.ingest import runs as runs_module
from wornby.ingest.runs import new_run_id
from wornby.stores.records import SqlRecordStore


@pytest.fixture
def records(tmp_path: Path) -> Iterator[SqlRecordStore]:
    opened = open_records(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def source() -> Iterator[HeldSource]:
    held = HeldSource(a=png(1), b=png(2), c=png(3))
    yield held
    held.go.set()


def lease_of(records: SqlRecordStore) -> float:
    with records._engine.connect() as connection:
        return connection.exec_driver_sql("select max(lease_until) from jobs").scalar_one()


def test_a_batch_slower_than_its_lease_is_not_taken_over(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path
) -> None:
    source.held = {"a"}
    with ThreadPoolExecutor() as pool:
        report = pool.submit(make_runs(records, source, folder=tmp_path, lease_s=0.6).ingest, items("a", "b"))
        assert source.reached.wait(WAIT_S)
        first = lease_of(records)
        while time.time() < first + 0.1:
            time.sleep(0.05)
        assert records.claim("another", limit=5, lease_s=60) == []
        source.go.set()
        assert report.result(WAIT_S).added == 2
    assert {job.attempts for job in records.list_jobs()} == {1}


def test_a_photo_begun_before_runs_beside_no_other(records: SqlRecordStore, source: HeldSource, tmp_path: Path) -> None:
    runs = make_runs(records, source, folder=tmp_path, threads=3)
    jobs = runs.submit(items("a", "b", "c"), run_id="gone")
    records.claim("gone", among=[jobs[0].id, jobs[1].id], limit=5, lease_s=-1)
    source.held = {"a"}
    with ThreadPoolExecutor() as pool:
        report = pool.submit(runs.resume)
        assert source.reached.wait(WAIT_S)
        states = {job.id: job.state for job in records.list_jobs()}
        source.go.set()
        assert report.result(WAIT_S).added == 3
    assert states == {jobs[0].id: JobState.RUNNING, jobs[1].id: JobState.RUNNING, jobs[2].id: JobState.DONE}
    assert sorted(job.attempts for job in records.list_jobs()) == [1, 2, 2]


def test_the_jobs_of_a_process_that_had_this_number_before_are_freed(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path
) -> None:
    runs = make_runs(records, source, folder=tmp_path)
    runs.submit(items("a"), run_id="x")
    host, number, *_ = new_run_id().split("-")
    records.claim(f"{host}-{number}-0ther-1", limit=1, lease_s=60)
    assert runs.release_dead() == 1


def test_a_run_reports_what_another_run_made_of_its_jobs(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path
) -> None:
    runs = make_runs(records, source, folder=tmp_path)
    source.held = {"a"}
    with ThreadPoolExecutor() as pool:
        first = pool.submit(runs.ingest, items("a"))
        assert source.reached.wait(WAIT_S)
        seen: list[JobState] = []
        asked = threading.Event()
        other = make_runs(_Noting(records, asked), source, folder=tmp_path)
        second = pool.submit(other.ingest, items("a", "b", "gone"), progress=lambda job: seen.append(job.state))
        assert asked.wait(WAIT_S)
        del source.photos["a"]
        source.go.set()
        assert [job.source for job in first.result(WAIT_S).failed] == ["mem://a"]
        report = second.result(WAIT_S)
    assert (report.added, [job.source for job in report.failed]) == (1, ["mem://a", "mem://gone"])
    assert sorted(seen) == ["done", "failed", "failed"]


def test_a_run_whose_queued_jobs_were_taken_waits_for_their_end(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_module, "_PAUSE_S", 0.01)
    runs = make_runs(records, source, folder=tmp_path)
    source.held = {"a"}
    with ThreadPoolExecutor() as pool:
        first = pool.submit(runs.ingest, items("a", "b"))
        assert source.reached.wait(WAIT_S)
        # Another run has taken b meanwhile, after this one's lease of it was lost.
        (taken,) = [job for job in records.list_jobs() if job.source == "mem://b"]
        records.finish([replace(taken, state=JobState.QUEUED)])
        (theirs,) = records.claim("another", among=[taken.id], limit=1, lease_s=60)
        source.go.set()
        failure = Failure(code="input", message="Broken.")
        threading.Timer(0.3, records.finish, [[replace(theirs, state=JobState.FAILED, failure=failure)]]).start()
        report = first.result(WAIT_S)
    assert [(job.source, job.failure) for job in report.failed] == [("mem://b", failure)]


def test_submitting_again_gives_the_job_of_the_live_run(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path
) -> None:
    runs = make_runs(records, source, folder=tmp_path)
    first = runs.submit(items("a", "b"), run_id="one")
    records.claim("one", limit=5, lease_s=60)
    again = runs.submit(items("b", "a", "b"), run_id="two")
    assert [job.id for job in again] == [first[1].id, first[0].id, first[1].id]


def test_one_photo_gives_its_job_whoever_ended_it(records: SqlRecordStore, source: HeldSource, tmp_path: Path) -> None:
    runs = make_runs(records, source, folder=tmp_path)
    runs.submit(items("a"), run_id="another")
    (theirs,) = records.claim("another", limit=1, lease_s=60)
    done = replace(theirs, state=JobState.DONE, outcome=Outcome.ADDED, asset_id="x")
    asked = threading.Event()
    with ThreadPoolExecutor() as pool:
        mine = pool.submit(make_runs(_Noting(records, asked), source, folder=tmp_path).ingest_one, items("a")[0])
        assert asked.wait(WAIT_S)
        records.finish([done])
        assert mine.result(WAIT_S) == done


class _Noting:
    """The records, and a word when jobs were written."""

    def __init__(self, records: SqlRecordStore, asked: threading.Event) -> None:
        self._records = records
        self._asked = asked

    def enqueue(self, jobs):
        standing = self._records.enqueue(jobs)
        self._asked.set()
        return standing

    def __getattr__(self, name: str):
        return getattr(self._records, name)


def test_what_a_batch_wrote_before_it_broke_is_reported_as_it_was_written(
    records: SqlRecordStore, source: HeldSource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del source.photos["b"]
    broken, finish = [], records.finish

    def finish_once_broken(jobs):
        if not broken and any(job.state is JobState.FAILED for job in jobs):
            broken.append(True)
            message = "No space is left."
            raise StoreFullError(message)
        finish(jobs)

    monkeypatch.setattr(records, "finish", finish_once_broken)
    report = make_runs(records, source, folder=tmp_path, threads=1).ingest(items("a", "b"))
    assert broken
    assert (report.added, report.known, len(report.failed)) == (1, 0, 1)
