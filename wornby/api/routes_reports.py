"""Reports of photos: for staff."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from wornby.api import wire_reports as wire
from wornby.api.auth import GuardedRoute, actor_of, needs
from wornby.api.context import engine_of
from wornby.api.openapi import PROBLEMS
from wornby.api.wire_in import MAX_K
from wornby.datamodel import Scope
from wornby.datamodel.photo_reports import ReportState

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["reports"])


@router.get("/v1/reports")
@needs(Scope.STAFF)
def list_reports(
    request: Request,
    *,
    state: ReportState | None = None,
    asset: Annotated[str | None, Query(max_length=100, description="Id of a photo: of this one alone.")] = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_K)] = 50,
) -> wire.ReportPage:
    """What shoppers reported of photos; open or done, or all."""
    found = list(engine_of(request).reporting.list(state=state, asset_id=asset, after=cursor, limit=limit + 1))
    page = found[:limit]
    return wire.ReportPage(
        reports=[wire.ReportOut.of(report) for report in page], cursor=page[-1].id if len(found) > limit else None
    )


@router.post("/v1/reports/{report_id}/close")
@needs(Scope.RIGHTS)
def close_report(
    request: Request, report_id: Annotated[str, Path(max_length=100)], *, given: wire.CloseRequest
) -> wire.ReportOut:
    """Say that it was looked at; with `hide` the photo is shown no more, and its wearer cannot undo that."""
    closed = engine_of(request).reporting.close(report_id, hide=given.hide, by=actor_of(request))
    return wire.ReportOut.of(closed)
