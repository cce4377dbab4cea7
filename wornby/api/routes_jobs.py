"""Jobs: photos on their way in."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from wornby.api import wire
from wornby.api.auth import GuardedRoute, needs
from wornby.api.context import engine_of
from wornby.api.openapi import PROBLEMS
from wornby.datamodel import Scope

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS)


@router.get("/v1/jobs/{job_id}", tags=["assets"])
@needs(Scope.INGEST)
def get_job(request: Request, job_id: Annotated[str, Path(max_length=100)]) -> wire.JobOut:
    """One job of a batch."""
    return wire.JobOut.of(engine_of(request).get_job(job_id))
