"""Jobs: photos on their way in."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from wornby.api import wire, wire_jobs
from wornby.api.auth import GuardedRoute, caller_of, needs
from wornby.api.context import engine_of, services_of
from wornby.api.events import EventStream
from wornby.api.openapi import PROBLEMS
from wornby.api.wire_in import MAX_K
from wornby.datamodel import JobState, Scope

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS)

Id = Annotated[str, Path(max_length=100)]
EVENT = {
    "type": "object",
    "description": "An event; `data` of `counts` is JSON, a number for each state.",
    "properties": {"event": {"const": "counts"}, "data": {"type": "string"}},
}


@router.get("/v1/jobs", tags=["jobs"])
@needs(Scope.STAFF)
def list_jobs(
    request: Request,
    *,
    state: JobState | None = None,
    run: Annotated[str | None, Query(max_length=100)] = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_K)] = 50,
) -> wire_jobs.JobPageOut:
    """Jobs, newest first; of one run, or in one state."""
    page = engine_of(request).jobs.page(state=state, run_id=run, before=cursor, limit=limit)
    return wire_jobs.JobPageOut.of(page, with_source=caller_of(request).may(Scope.ADMIN))


@router.post("/v1/jobs/retry", tags=["jobs"])
@needs(Scope.INGEST)
def retry_failed(request: Request, *, run: Annotated[str | None, Query(max_length=100)] = None) -> wire_jobs.RetriedOut:
    """Try all jobs again that failed and may be; of one run, or of all."""
    count = engine_of(request).jobs.retry_failed(run_id=run or None)
    services_of(request).resumer.announce()
    return wire_jobs.RetriedOut(retried=count)


@router.get(
    "/v1/jobs/events",
    tags=["jobs"],
    response_class=StreamingResponse,
    responses={200: {"content": {EventStream.media_type: {"schema": EVENT}}}},
)
@needs(Scope.STAFF)
async def listen_to_jobs(request: Request) -> Response:
    """Server-sent events `counts`: how many jobs there are in each state, at once and whenever that has changed.

    A stream ends after a minute; a browser's EventSource comes back by itself.
    """
    return services_of(request).events.stream()


@router.get("/v1/jobs/{job_id}", tags=["assets"])
@needs(Scope.INGEST)
def get_job(request: Request, job_id: Id) -> wire.JobOut:
    """One job of a batch."""
    return wire.JobOut.of(engine_of(request).get_job(job_id))


@router.post("/v1/jobs/{job_id}/retry", tags=["jobs"])
@needs(Scope.INGEST)
def retry_job(request: Request, job_id: Id) -> wire.JobOut:
    """Try a failed job again."""
    job = engine_of(request).jobs.retry(job_id)
    services_of(request).resumer.announce()
    return wire.JobOut.of(job)
