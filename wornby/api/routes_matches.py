"""Which product a garment is: matches, their evidence, and what the staff decides."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from wornby.api import bodies, wire_in
from wornby.api import wire_matches as wire
from wornby.api.auth import GuardedRoute, actor_of, is_staff, needs, sees_everything
from wornby.api.context import engine_of
from wornby.api.openapi import PROBLEMS, json_body_of
from wornby.api.routes_assets import AssetId
from wornby.api.routes_products import Sku
from wornby.datamodel import MatchState, Scope

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS)

NOBODYS_CACHE = "no-store"
"""The evidence shows a wearer as no page of the shop does."""


@router.get("/v1/matches", tags=["matches"])
@needs(Scope.INGEST)
def list_matches(
    request: Request,
    *,
    product: Annotated[str | None, Query(max_length=100, description="SKU.")] = None,
    state: MatchState | None = None,
    decided: Annotated[bool | None, Query(description="Whether a person has decided.")] = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=wire_in.MAX_K, description="Photos on a page.")] = 50,
) -> wire.MatchPage:
    """Matches of the library, by photo. A page may hold fewer than asked for, or none: go on while it has a cursor."""
    found = engine_of(request).matches.page(
        sku=product,
        state=state,
        decided=decided,
        after=cursor,
        limit=limit,
        everything=sees_everything(request),
    )
    return wire.MatchPage(matches=[wire.ListedMatch.of(each) for each in found.listings], cursor=found.after)


@router.get("/v1/assets/{asset_id}/matches", tags=["matches"])
@needs(Scope.READ)
def get_matches(request: Request, asset_id: AssetId) -> wire.MatchList:
    """The products that the garments of a photo are: with a key for `ingest` all matches, else those shown as worn."""
    standing = engine_of(request).matches.of(asset_id, everything=sees_everything(request))
    return wire.MatchList.of(standing, staff=is_staff(request))


@router.post(
    "/v1/assets/{asset_id}/matches",
    tags=["matches"],
    status_code=201,
    response_model=wire.MatchOut,
    openapi_extra=json_body_of(wire.DecisionRequest),
)
@needs(Scope.INGEST)
async def decide_match(request: Request, asset_id: AssetId) -> wire.MatchOut:
    """Confirm or reject that a garment is a product, in the name of who asks. The last decision counts."""
    bodies.must_be_json(request)
    asked = await bodies.read_json(request, wire.DecisionRequest)
    return await run_in_threadpool(_decide, request, asset_id, asked)


@router.get(
    "/v1/assets/{asset_id}/matches/{sku}/evidence.png",
    tags=["matches"],
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
@needs(Scope.STAFF)
def get_evidence(request: Request, asset_id: AssetId, sku: Sku) -> Response:
    """Photo and product side by side with what speaks for the match. It shows the photo whatever its rights."""
    content = engine_of(request).matches.evidence_picture(asset_id, sku)
    return Response(content, media_type="image/png", headers={"Cache-Control": NOBODYS_CACHE})


def _decide(request: Request, asset_id: str, asked: wire.DecisionRequest) -> wire.MatchOut:
    standing = engine_of(request).matches.decide(
        asset_id,
        asked.product,
        verdict=asked.verdict,
        by=actor_of(request),
        wearer=asked.wearer,
        place=asked.place,
        garment=asked.garment,
        nobody=asked.nobody,
        everything=sees_everything(request),
    )
    return wire.MatchOut.of(standing, staff=True)
