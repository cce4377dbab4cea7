"""Which jobs of a run have not ended yet."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from wornby.datamodel import Failure, Job, JobState
from wornby.errors import ErasedError
from wornby.interfaces import RecordStore

WINDOW = 500
"""Jobs of a run that are looked at together: no query names more, however many photos a run has."""


class Awaited:
    """Jobs that a run waits for, whoever works on them.

    Args:
        jobs: In the order in which they are worked off.
    """

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._left = {job.id: job for job in jobs}

    def window(self) -> list[str]:
        """Ids of the first ones; empty when all have ended."""
        return list(islice(self._left, WINDOW))

    def strike(self, jobs: Iterable[Job]) -> list[Job]:
        """Cross off jobs that ended; returns those that were awaited."""
        struck = [job for job in jobs if job.id in self._left]
        for job in struck:
            del self._left[job.id]
        return struck

    def strike_gone(self, records: RecordStore) -> list[Job]:
        """Cross off jobs that nobody will end any more, because their photo was erased; returns them as failed."""
        window = self.window()
        standing = records.get_jobs(window)
        failure = Failure.of(ErasedError("The photo was erased while it was taken in."))
        gone = [self._left[job_id] for job_id in window if job_id not in standing]
        return self.strike(replace(job, state=JobState.FAILED, failure=failure) for job in gone)


def ended_among(records: RecordStore, job_ids: Sequence[str]) -> list[Job]:
    """Those of some jobs that are done or failed, as the records have them."""
    standing = records.get_jobs(job_ids).values()
    return [job for job in standing if job.state in {JobState.DONE, JobState.FAILED}]
