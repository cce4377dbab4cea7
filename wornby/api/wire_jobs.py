"""Jobs on the wire, as staff sees them."""

from datetime import UTC, datetime
from typing import Self

from pydantic import Field

from wornby.api.wire import Answer, FailureOut
from wornby.datamodel import Job
from wornby.datamodel.sources import title_of
from wornby.engine.jobs import JobPage, may_retry

_TIME_DIGITS = 12


class ListedJob(Answer):
    """A photo on its way in. Where it comes from is for admins: it may be a path of this machine."""

    id: str
    state: str
    run: str
    title: str
    made_at: datetime | None
    attempts: int
    outcome: str | None
    asset_id: str | None
    failure: FailureOut | None
    may_retry: bool
    source: str | None = Field(default=None, exclude_if=lambda source: source is None)

    @classmethod
    def of(cls, job: Job, *, with_source: bool) -> Self:
        """From a record."""
        failure = job.failure
        title = title_of(job.source)
        # A failure's words may repeat the source.
        said = "" if failure is None else failure.message
        message = said if with_source else said.replace(job.source, title)
        return cls(
            id=job.id,
            state=job.state.value,
            run=job.run_id,
            title=title,
            made_at=_made_at(job.id),
            attempts=job.attempts,
            outcome=job.outcome.value if job.outcome else None,
            asset_id=job.asset_id,
            failure=None if failure is None else FailureOut(code=failure.code, message=message),
            may_retry=may_retry(job),
            source=job.source if with_source else None,
        )


class JobPageOut(Answer):
    """Jobs, newest first, and how many there are in each state."""

    jobs: list[ListedJob]
    counts: dict[str, int]
    cursor: str | None

    @classmethod
    def of(cls, page: JobPage, *, with_source: bool) -> Self:
        """From the engine's answer."""
        return cls(
            jobs=[ListedJob.of(job, with_source=with_source) for job in page.jobs],
            counts={state.value: count for state, count in page.counts.items()},
            cursor=page.before,
        )


class RetriedOut(Answer):
    """How many jobs wait again."""

    retried: int


def _made_at(job_id: str) -> datetime | None:
    """An id begins with the time, in milliseconds."""
    try:
        return datetime.fromtimestamp(int(job_id[:_TIME_DIGITS], 16) / 1000, tz=UTC)
    except (ValueError, OverflowError):
        return None
