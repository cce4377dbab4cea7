"""Jobs as staff sees them: how they went, and trying again what failed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from wornby.datamodel import Job, JobState
from wornby.datamodel.sources import UPLOAD, scheme_of
from wornby.errors import ConflictError, NotFoundError
from wornby.ingest.sweep import is_kept
from wornby.interfaces import RecordStore

_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPage:
    """A page of jobs, newest first, how many there are in each state, and the job before which the next page begins."""

    jobs: tuple[Job, ...]
    counts: Mapping[JobState, int]
    before: str | None


def may_retry(job: Job) -> bool:
    """Whether a job failed and what it takes in is still there: an upload that is no picture is kept by nobody."""
    return job.state is JobState.FAILED and (scheme_of(job.source) != UPLOAD or is_kept(job))


class JobDesk:
    """Lists jobs and queues failed ones again.

    Args:
        records: Where they are kept.
    """

    def __init__(self, records: RecordStore) -> None:
        self._records = records

    def page(
        self,
        *,
        state: JobState | None = None,
        run_id: str | None = None,
        before: str | None = None,
        limit: int = 50,
    ) -> JobPage:
        """Jobs, newest first, older than one; in one state and of one run, or all."""
        found = self._records.list_jobs(run_id=run_id, state=state, before=before, limit=limit + 1)
        page = tuple(found[:limit])
        return JobPage(
            jobs=page,
            counts=self._records.count_jobs(run_id=run_id),
            before=page[-1].id if len(found) > limit else None,
        )

    def retry(self, job_id: str) -> Job:
        """Queue a failed job again.

        Raises:
            NotFoundError: No such job.
            ConflictError: It has not failed, or its upload is gone.
        """
        job = self._records.get_job(job_id)
        if job is None:
            message = f"No job {job_id!r}."
            raise NotFoundError(message)
        if job.state is not JobState.FAILED:
            message = f"Job {job_id} is {job.state}: only what failed is tried again."
            raise ConflictError(message)
        if not may_retry(job):
            message = "The upload was not kept, since it could not be used. Upload the picture again."
            raise ConflictError(message)
        return self._queue([job])[0]

    def retry_failed(self, *, run_id: str | None = None) -> int:
        """Queue all failed jobs again that may be, of one run or of all; returns how many."""
        count = 0
        before: str | None = None
        while page := self._records.list_jobs(run_id=run_id, state=JobState.FAILED, before=before, limit=_PAGE):
            again = [job for job in page if may_retry(job)]
            count += len(self._queue(again)) if again else 0
            before = page[-1].id
        return count

    def _queue(self, jobs: Sequence[Job]) -> list[Job]:
        fresh = [
            replace(job, state=JobState.QUEUED, attempts=0, outcome=None, asset_id=None, failure=None) for job in jobs
        ]
        return self._records.enqueue(fresh)
