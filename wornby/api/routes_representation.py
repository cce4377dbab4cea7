"""Who is seen wearing which product: for staff."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from wornby.api import wire_representation as wire
from wornby.api.auth import GuardedRoute, needs
from wornby.api.context import engine_of
from wornby.api.openapi import PROBLEMS
from wornby.api.wire_in import MAX_K
from wornby.datamodel import Scope
from wornby.search.representation import DEFAULT_LEAST

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["representation"])

Word = Annotated[str | None, Query(max_length=200)]


@router.get("/v1/representation")
@needs(Scope.STAFF)
def get_representation(
    request: Request,
    *,
    product: Word = None,
    attribute: Word = None,
    least: Annotated[int, Query(ge=1, le=1000, description="Wearers of each value that are enough.")] = DEFAULT_LEAST,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_K)] = 50,
) -> wire.RepresentationOut:
    """Wearers of products by size, build, height and hair, and what is missing; every count as it is."""
    report = engine_of(request).representation.report(
        product, attribute=attribute, least=least, cursor=cursor, limit=limit, exact=True
    )
    return wire.RepresentationOut.of(report)
