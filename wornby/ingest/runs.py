"""Runs of ingest: jobs are written first, worked off by threads, and taken over from runs that died."""

import hashlib
import json
import os
import re
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

import structlog

from wornby.datamodel import Job, JobState, Outcome
from wornby.datamodel.library import IngestItem, IngestReport
from wornby.ingest.pipeline import IngestPipeline, failure_of
from wornby.interfaces import RecordStore

log = structlog.get_logger(__name__)

BATCH = 4
_PAUSE_S = 0.2
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")
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
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def new_run_id() -> str:
    """Name of a run: host, process, and something random."""
    host = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]
    return f"{host}-{os.getpid()}-{secrets.token_hex(4)}"


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

    def submit(self, items: Sequence[IngestItem], *, run_id: str) -> list[Job]:
        """Write jobs; nothing is worked on yet. Jobs that a live run holds are left out."""
        jobs = [
            Job(
                id=f"{time.time_ns() // 1_000_000:012x}{number:06x}{secrets.token_hex(4)}",
                key=job_key(item),
                run_id=run_id,
                source=item.source,
                options=item.options,
            )
            for number, item in enumerate(items)
        ]
        self._records.enqueue(jobs)
        # Read back: a job that was there before keeps its id.
        kept = {job.key: job for job in self._records.list_jobs(run_id=run_id, limit=max(1, len(jobs)))}
        return [kept[job.key] for job in jobs if job.key in kept]

    def ingest(self, items: Sequence[IngestItem], *, progress: Progress | None = None) -> IngestReport:
        """Take photos in and wait until each is done, failed, or in the hands of another live run."""
        self.release_dead()
        run_id = new_run_id()
        items = _unique(items)
        jobs = self.submit(items, run_id=run_id)
        self._work(run_id, progress=progress)
        while self._others_work_on(run_id):
            # A server took some of these jobs; its lease ends if it dies.
            time.sleep(_PAUSE_S)
            self._work(run_id, progress=progress)
        ended = self._records.list_jobs(run_id=run_id, limit=max(1, len(jobs)))
        return _report(run_id, ended, busy=len(items) - len(ended))

    def resume(self, *, progress: Progress | None = None) -> IngestReport:
        """Finish the jobs of every run that left some."""
        self.release_dead()
        return _report(new_run_id(), self._work(None, progress=progress))

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
                return [done for job in jobs for done in self._run([job])]
            failed = [replace(job, state=JobState.FAILED, failure=failure_of(error)) for job in jobs]
            self._records.finish(failed)
            return failed

    def _others_work_on(self, run_id: str) -> bool:
        counts = self._records.count_jobs(run_id=run_id)
        return any(counts.get(state, 0) for state in (JobState.QUEUED, JobState.RUNNING))

    def _work(self, run_id: str | None, *, progress: Progress | None) -> list[Job]:
        """Work off the jobs of one run, or of any; returns those that this call ended."""
        done: list[Job] = []
        running: set[Future[list[Job]]] = set()
        with ThreadPoolExecutor(max_workers=self._threads, thread_name_prefix="ingest") as pool:
            while True:
                while len(running) < self._threads:
                    jobs = self._records.claim(run_id, limit=BATCH, lease_s=self._lease_s)
                    if not jobs:
                        break
                    running.add(pool.submit(self._run, jobs))
                if not running:
                    break
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for job in (job for future in finished for job in future.result()):
                    done.append(job)
                    if progress is not None:
                        progress(job)
        return done


def _unique(items: Sequence[IngestItem]) -> list[IngestItem]:
    whole = [replace(item, source=_absolute(item.source)) for item in items]
    return list({job_key(item): item for item in whole}.values())


def _absolute(source: str) -> str:
    # A job may be finished by a process that stands in another folder.
    return source if _SCHEME.match(source) else str(Path(source).absolute())


def _report(run_id: str, jobs: Sequence[Job], *, busy: int = 0) -> IngestReport:
    outcomes = [job.outcome for job in jobs]
    return IngestReport(
        run_id=run_id,
        added=outcomes.count(Outcome.ADDED),
        known=outcomes.count(Outcome.KNOWN),
        updated=outcomes.count(Outcome.UPDATED),
        failed=tuple(job for job in jobs if job.state is JobState.FAILED),
        busy=busy,
    )


def _is_dead(run_id: str) -> bool:
    host, _, rest = run_id.partition("-")
    process = rest.partition("-")[0]
    if host != new_run_id().partition("-")[0] or not process.isdigit():
        return False
    if int(process) == os.getpid():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
