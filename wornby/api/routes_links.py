"""Links for wearers: made after a purchase by the shop's back end or by staff, listed, taken back."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from wornby.api import wire_wear as wire
from wornby.api.auth import GuardedRoute, actor_of, needs
from wornby.api.context import engine_of
from wornby.api.openapi import PROBLEMS
from wornby.api.routes_assets import AssetId
from wornby.api.wire_in import MAX_K
from wornby.datamodel import Scope
from wornby.datamodel.links import Link
from wornby.engine.links import GivenLink
from wornby.errors import ConfigurationError, ConflictError

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["links"])

LinkId = Annotated[str, Path(max_length=100)]


@router.post("/v1/links", status_code=201)
@needs(Scope.INGEST)
def make_link(request: Request, *, given: wire.LinkRequest) -> wire.GivenLinkOut:
    """Make a link to send to whoever bought something, by which they give photos."""
    links, by = engine_of(request).links, actor_of(request)
    return _given(
        lambda: links.make_upload(
            given.products, language=given.language, by=by, days=given.days, contact=given.contact
        )
    )


@router.post("/v1/assets/{asset_id}/links", status_code=201)
@needs(Scope.RIGHTS)
def make_return_link(request: Request, asset_id: AssetId, *, given: wire.ReturnRequest) -> wire.GivenLinkOut:
    """Make a link for the wearer of a photo, by which they change or erase what they gave."""
    links, by = engine_of(request).links, actor_of(request)
    return _given(lambda: links.make_manage_for(asset_id, by=by, days=given.days))


@router.get("/v1/links")
@needs(Scope.INGEST)
def list_links(
    request: Request,
    *,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_K)] = 50,
) -> wire.LinkPage:
    """Links, newest first, without their tokens."""
    found = list(engine_of(request).links.list(after=cursor, limit=limit + 1))
    page = found[:limit]
    following = page[-1].place if len(found) > limit else None
    return wire.LinkPage(links=[wire.LinkOut(**_fields(link)) for link in page], cursor=following)


@router.delete("/v1/links/{link_id}")
@needs(Scope.INGEST)
def revoke_link(request: Request, link_id: LinkId) -> wire.LinkOut:
    """Take a link back at once."""
    return wire.LinkOut(**_fields(engine_of(request).links.revoke(link_id, by=actor_of(request))))


def _given(make: Callable[[], GivenLink]) -> wire.GivenLinkOut:
    """Make a link.

    Raises:
        ConflictError: Links are not set up here, which whoever makes one may know.
    """
    try:
        made = make()
    except ConfigurationError as exc:
        raise ConflictError(exc.message) from exc
    return wire.GivenLinkOut(url=made.url, **_fields(made.link))


def _fields(link: Link) -> dict[str, Any]:
    return {
        "id": link.id,
        "purpose": link.purpose,
        "products": list(link.products),
        "made_by": link.made_by,
        "made_at": link.made_at,
        "expires_at": link.expires_at,
        "used_at": link.used_at,
        "revoked_at": link.revoked_at,
    }
