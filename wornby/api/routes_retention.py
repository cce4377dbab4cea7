"""Retention clocks: for staff."""

from fastapi import APIRouter, Request

from wornby.api import wire_retention as wire
from wornby.api.auth import GuardedRoute, actor_of, needs
from wornby.api.context import engine_of
from wornby.api.openapi import PROBLEMS
from wornby.datamodel import Scope

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["retention"])


@router.get("/v1/retention")
@needs(Scope.STAFF)
def get_retention(request: Request) -> wire.RetentionOut:
    """What is held for how long, how much of it is due, and what is kept for good."""
    return wire.RetentionOut.of(engine_of(request).retention.plan())


@router.post("/v1/retention/run")
@needs(Scope.RIGHTS)
def run_retention(request: Request, *, given: wire.RetentionRequest) -> wire.RetentionRunOut:
    """Let go what is due. The server does so once a day by itself."""
    report = engine_of(request).retention.run(by=actor_of(request), most_photos=given.most_photos)
    return wire.RetentionRunOut.of(report)
