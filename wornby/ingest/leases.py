"""Leases of running jobs, kept alive for as long as they are worked on."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import structlog

from wornby.datamodel import Job
from wornby.errors import StoreError
from wornby.interfaces import RecordStore

_RENEWALS_PER_LEASE = 3
"""Two renewals may fail before a lease is over."""

log = structlog.get_logger(__name__)


class Leases:
    """A thread that renews the leases of the jobs at hand; a dead process renews nothing, so its jobs come free.

    Args:
        records: Where the jobs are.
        lease_s: Length of a lease.
    """

    def __init__(self, records: RecordStore, *, lease_s: float) -> None:
        self._records = records
        self._lease_s = lease_s
        self._held: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="wornby-leases", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    @contextmanager
    def hold(self, jobs: Sequence[Job]) -> Iterator[None]:
        """Keep the leases of jobs, as they were claimed, while they are worked on."""
        with self._lock:
            self._held |= {job.id: job for job in jobs}
        try:
            yield
        finally:
            with self._lock:
                for job in jobs:
                    self._held.pop(job.id, None)

    def _loop(self) -> None:
        while not self._stop.wait(self._lease_s / _RENEWALS_PER_LEASE):
            with self._lock:
                held = list(self._held.values())
            if not held:
                continue
            try:
                self._records.renew(held, lease_s=self._lease_s)
            except StoreError as error:
                log.warning("ingest.lease_not_renewed", jobs=len(held), code=error.code)
