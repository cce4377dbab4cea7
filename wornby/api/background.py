"""Threads beside the requests: one works off the jobs in the queue, one lets go what has been held long enough."""

import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Protocol

import structlog

from wornby.datamodel import Job, JobState
from wornby.datamodel.library import IngestReport
from wornby.engine.erasing import CUT_OFF_AFTER_S

IDLE_WAIT_S = 30.0
"""A queue that nobody announced (another process's, or one left by a crash) is looked at this often."""

TEND_S = 300.0
"""Uploads that failed for a full disk are tried again this often."""

STOP_WAIT_S = 30.0
"""Longest wait for the running batch at shutdown. Jobs are durable: what is cut off is done at the next start."""

PRODUCTS_A_ROUND = 3
"""New products whose photos are looked for between two looks at the queue: somebody waits for its uploads."""

UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
"""Running jobs count too: their run may have died, and the engine knows by their lease."""

NOTHING_SAID = sys.maxsize
"""Products that wait, as long as nobody has counted them."""

LOOK_S = 600.0
"""How often it is asked whether a run of the clocks is due: the last one may have been another server's."""

FIRST_LOOK_S = 60.0
"""After a start there is more urgent work."""

log = structlog.get_logger(__name__)


class Resumes(Protocol):
    """The part of the engine that finishes what was left."""

    def resume(self, *, progress: Callable[[Job], None] | None = None, matching: bool = True) -> IngestReport:
        """Finish the queued jobs of any run, and find the photos of new products then unless told not to."""
        ...

    def tend_uploads(self) -> int:
        """Queue uploads again that failed for a reason that passes."""
        ...

    def sweep_files(self) -> int:
        """Delete files that a crash left without a record."""
        ...

    def finish_erasures(self, *, older_than_s: float) -> int:
        """Finish erasures that were cut off."""
        ...

    def match_new(self, *, limit: int | None = None) -> int:
        """Find the photos of new products; returns how many products still wait."""
        ...


class Resumer:
    """Calls `engine.resume()` when jobs wait.

    Args:
        engine: Whose jobs.
        count_jobs: Says cheaply whether any wait.
        observe: Told each finished job.
        count_error: Called once for each round that failed.
    """

    def __init__(
        self,
        engine: Resumes,
        *,
        count_jobs: Callable[[], Mapping[JobState, int]],
        observe: Callable[[Job], None],
        count_error: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._count_jobs = count_jobs
        self._observe = observe
        self._count_error = count_error
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._tend_at = 0.0
        self._erase_at = 0.0
        self._left = NOTHING_SAID

    def start(self) -> None:
        """Start the thread; it sleeps until jobs are announced or the idle time is over."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._loop, name="wornby-resume", daemon=True)
        self._thread.start()

    def announce(self) -> None:
        """Say that jobs wait."""
        self._wake.set()

    def stop(self) -> None:
        """Stop after the running round."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=STOP_WAIT_S)
            self._thread = None

    def _loop(self) -> None:
        while True:
            self._wake.wait(timeout=IDLE_WAIT_S)
            self._wake.clear()
            if self._stop.is_set():
                return
            self._round()

    def _round(self) -> None:
        try:
            first = self._tend_at == 0.0
            if time.monotonic() >= self._tend_at:
                self._tend_at = time.monotonic() + TEND_S
                self._engine.tend_uploads()
            self._resume()
            if first:
                # After the jobs, which somebody waits for.
                self._engine.sweep_files()
        except Exception:  # the loop of this worker must outlive a bad round; it is logged and counted
            self._count_error()
            log.exception("jobs.resume_failed")
        self._finish_erasures()
        self._match()

    def _finish_erasures(self) -> None:
        if time.monotonic() < self._erase_at:
            return
        # At the start all of them: who was at work on them was this server.
        age_s = CUT_OFF_AFTER_S if self._erase_at else 0.0
        self._erase_at = time.monotonic() + TEND_S
        try:
            self._engine.finish_erasures(older_than_s=age_s)
        except Exception:  # as above; the erasures stay unfinished, and are tried again
            self._count_error()
            log.exception("erasure.resume_failed")

    def _match(self) -> None:
        try:
            left = self._engine.match_new(limit=PRODUCTS_A_ROUND)
        except Exception:  # as above; the products go on waiting
            self._count_error()
            log.exception("match.new_failed")
            left = 0
        # More than before are for a run over the library, or new: the idle time is short enough for both.
        if 0 < left < self._left:
            self.announce()
        self._left = left or NOTHING_SAID

    def _resume(self) -> None:
        counts = self._count_jobs()
        if not any(counts.get(state, 0) for state in UNFINISHED):
            return
        report = self._engine.resume(progress=self._observe, matching=False)
        if report.added or report.known or report.updated or report.failed:
            log.info(
                "jobs.resumed",
                added=report.added,
                known=report.known,
                updated=report.updated,
                failed=len(report.failed),
            )


class Clocks(Protocol):
    """What is run."""

    def run_if_due(self, *, stopped: Callable[[], bool]) -> object:
        """Run where a run is due, and no other process is at it."""
        ...


class Daily:
    """Asks the clocks now and then. Its steps are whole: what is cut off is done by the next run.

    Args:
        clocks: The retention desk.
        count_error: Called for each run that failed.
        first_s: Seconds before the first look.
        every_s: Seconds between two looks.
    """

    def __init__(
        self,
        clocks: Clocks,
        *,
        count_error: Callable[[], None],
        first_s: float = FIRST_LOOK_S,
        every_s: float = LOOK_S,
    ) -> None:
        self._clocks = clocks
        self._count_error = count_error
        self._first_s = first_s
        self._every_s = every_s
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._loop, name="wornby-retention", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the step that runs."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=STOP_WAIT_S)
            self._thread = None

    def _loop(self) -> None:
        wait_s = self._first_s
        while not self._stop.wait(timeout=wait_s):
            wait_s = self._every_s
            try:
                self._clocks.run_if_due(stopped=self._stop.is_set)
            except Exception:  # the loop of this worker must outlive a bad run; it is logged and counted
                self._count_error()
                log.exception("retention.run_failed")
