"""Runs of ingest: jobs are written first, worked off by threads, and taken over from runs that died."""

import hashlib
import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace

import structlog

from wornby.datamodel import Failure, Job, JobState, Outcome
from wornby.datamodel.library import IngestItem, IngestReport
from wornby.datamodel.sources import absolute
from wornby.ingest.awaited import Awaited, ended_among
from wornby.ingest.leases import Leases
from wornby.ingest.pipeline import IngestPipeline
from wornby.interfaces import RecordStore

log = structlog.get_logger(__name__)

BATCH = 4
_PAUSE_S = 0.2
_PROCESS = secrets.token_hex(4)
Progress = Callable[[Job], None]


def job_key(item: IngestItem) -> str:
    """The same for the same source and options, so that a second run adopts the first one's jobs."""
    options = item.options
    content = [
        item.source,
        options.kind,
        options.rights.state,
        sorted(options.rights.purposes),
        sorted(options.products),
        *([options.generation.key] if options.generation is not None else ()),
        *([["caption", options.caption]] if options.caption else ()),
        *([["evidence", options.evidence]] if options.evidence else ()),
        *([["text", options.rights.text]] if options.rights.text else ()),
        *([["until", options.rights.until.isoformat()]] if options.rights.until else ()),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def new_run_id() -> str:
    """Name of a run: host, process number, what tells this process from others of its number, and something random."""
    return f"{_host()}-{os.getpid()}-{_PROCESS}-{secrets.token_hex(4)}"


class IngestRuns:
    """Works jobs off.

    Args:
        records: Where jobs are kept.
        pipeline: What is done to each.
        threads: Batches worked on at once.
        lease_s: Time after which a silent run's job is taken over.
    """

    def __init__(self, *, records: RecordStore, pipeline: IngestPipeline, threads: int, lease_s: float) -> None:
        self._records = records
        self._pipeline = pipeline
        self._threads = threads
        self._lease_s = lease_s

    def asset_id(self, content: bytes) -> str:
        """The id that bytes have in this library, whether they are in or not."""
        return self._pipeline.asset_id(hashlib.sha256(content).hexdigest())

    def submit(self, items: Sequence[IngestItem], *, run_id: str) -> list[Job]:
        """Write jobs; nothing is worked on yet.

        Returns:
            A job for each item, in order; where another run is at it already, that run's job.
        """
        whole = [replace(item, source=absolute(item.source)) for item in items]
        return self._records.enqueue([_new_job(item, run_id, number) for number, item in enumerate(whole)])

    def ingest(self, items: Sequence[IngestItem], *, progress: Progress | None = None) -> IngestReport:
        """Take photos in and wait until each job has ended, here or in the hands of another run."""
        run_id = new_run_id()
        return _report(run_id, self._ingest(items, run_id=run_id, progress=progress))

    def ingest_one(self, item: IngestItem, *, progress: Progress | None = None) -> Job:
        """Take one photo in and wait until its job has ended, here or in the hands of another run."""
        return self._ingest([item], run_id=new_run_id(), progress=progress)[0]

    def resume(self, *, progress: Progress | None = None) -> IngestReport:
        """Finish the jobs of every run that left some; those that live runs are at stay theirs."""
        self.release_dead()
        run_id = new_run_id()
        ended = self._work(run_id, None, progress=progress)
        return _report(run_id, ended, busy=self._records.count_jobs().get(JobState.RUNNING, 0))

    def release_dead(self) -> int:
        """Queue the jobs of runs on this machine whose process is gone, without waiting for their leases."""
        running = self._records.list_jobs(state=JobState.RUNNING, limit=10_000)
        dead = [replace(job, state=JobState.QUEUED) for job in running if _is_dead(job.run_id)]
        if dead:
            self._records.finish(dead)
        return len(dead)

    def _run(self, jobs: Sequence[Job]) -> list[Job]:
        """Run a batch; one photo that breaks a stage in an unknown way fails alone, and the others go on."""
        try:
            return self._pipeline.run(jobs)
        except Exception as error:  # the worker's loop: whatever happened, the other photos go on
            log.exception("ingest.batch_failed", jobs=len(jobs))
            if len(jobs) > 1:
                # What was written before it broke is done: run again, a photo that was added would count as known.
                ended = {job.id: job for job in ended_among(self._records, [job.id for job in jobs])}
                return [done for job in jobs for done in ([ended[job.id]] if job.id in ended else self._run([job]))]
            failed = [replace(job, state=JobState.FAILED, failure=Failure.of(error)) for job in jobs]
            self._records.finish(failed)
            return failed

    def _ingest(self, items: Sequence[IngestItem], *, run_id: str, progress: Progress | None) -> list[Job]:
        self.release_dead()
        jobs = self.submit(items, run_id=run_id)
        return self._work(run_id, Awaited(jobs), progress=progress)

    def _work(self, run_id: str, awaited: Awaited | None, *, progress: Progress | None) -> list[Job]:
        """Work jobs off: those awaited, until each has ended somewhere, or all that wait.

        Returns:
            The jobs that ended, as they ended.
        """
        ended: list[Job] = []
        running: set[Future[list[Job]]] = set()

        def note(jobs: Iterable[Job]) -> None:
            for job in jobs:
                ended.append(job)
                if progress is not None:
                    progress(job)

        with (
            Leases(self._records, lease_s=self._lease_s) as leases,
            ThreadPoolExecutor(max_workers=self._threads, thread_name_prefix="ingest") as pool,
        ):
            while awaited is None or awaited.window():
                running |= self._begin(run_id, awaited, running=len(running), pool=pool, leases=leases)
                if running:
                    finished, running = wait(running, return_when=FIRST_COMPLETED)
                    # As the records have it: a job that was taken over meanwhile ends where it is now.
                    worked = [job.id for future in finished for job in future.result()]
                    ended_now = ended_among(self._records, worked)
                    note(ended_now if awaited is None else awaited.strike(ended_now))
                elif awaited is None:
                    break
                elif others := awaited.strike(ended_among(self._records, awaited.window())):
                    note(others)
                elif gone := awaited.strike_gone(self._records):
                    note(gone)
                else:
                    time.sleep(_PAUSE_S)
                    self.release_dead()
        return ended

    def _begin(
        self, run_id: str, awaited: Awaited | None, *, running: int, pool: ThreadPoolExecutor, leases: Leases
    ) -> set[Future[list[Job]]]:
        """Claim batches for the threads that are free, and start them."""
        begun: set[Future[list[Job]]] = set()
        while running + len(begun) < self._threads:
            jobs = self._records.claim(
                run_id,
                among=None if awaited is None else awaited.window(),
                limit=BATCH,
                lease_s=self._lease_s,
                fresh_only=bool(running or begun),
            )
            if not jobs:
                break
            begun.add(pool.submit(self._run_held, jobs, leases))
            if jobs[0].attempts > 1:
                # It may stop the process again: nothing runs beside it that would be counted with it.
                break
        return begun

    def _run_held(self, jobs: Sequence[Job], leases: Leases) -> list[Job]:
        with leases.hold(jobs):
            return self._run(jobs)


def _new_job(item: IngestItem, run_id: str, number: int) -> Job:
    return Job(
        id=f"{time.time_ns() // 1_000_000:012x}{number:06x}{secrets.token_hex(4)}",
        key=job_key(item),
        run_id=run_id,
        source=item.source,
        options=item.options,
    )


def _report(run_id: str, jobs: Sequence[Job], *, busy: int = 0) -> IngestReport:
    outcomes = [job.outcome for job in jobs]
    return IngestReport(
        run_id=run_id,
        added=outcomes.count(Outcome.ADDED),
        known=outcomes.count(Outcome.KNOWN),
        updated=outcomes.count(Outcome.UPDATED),
        claimed=outcomes.count(Outcome.CLAIMED),
        failed=tuple(sorted((job for job in jobs if job.state is JobState.FAILED), key=lambda job: job.id)),
        busy=busy,
    )


def _host() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]


def _is_dead(run_id: str) -> bool:
    host, _, rest = run_id.partition("-")
    process, _, rest = rest.partition("-")
    if host != _host() or not process.isdigit():
        return False
    if int(process) == os.getpid():
        # In a container the first process has the same number each time.
        return rest.partition("-")[0] != _PROCESS
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
