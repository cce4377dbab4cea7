"""Pictures by signed addresses, for pages of any site."""

import hashlib
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from wornby.api.addresses import PREFIX
from wornby.api.auth import GuardedRoute, needs
from wornby.api.context import engine_of, services_of
from wornby.api.openapi import PROBLEMS
from wornby.api.routes_assets import AssetId
from wornby.datamodel.rights import CLOSED_STATES
from wornby.errors import AddressError

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS)

MAX_AGE_S = 60
"""Short, so that a photo whose rights end disappears from caches soon."""
MAX_EXPIRES = 2**40


@router.get(
    PREFIX + "/{asset_id}/{name}.jpg",
    tags=["gallery"],
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}},
)
@needs(None)
def get_signed_picture(
    request: Request,
    asset_id: AssetId,
    *,
    name: Literal["thumb", "view"],
    expires: Annotated[int, Query(alias="e", ge=0, le=MAX_EXPIRES, description="Seconds since 1970.")],
    signature: Annotated[str, Query(alias="s", max_length=100)],
    unshown: Annotated[Literal["1"] | None, Query(alias="u", description="For the photo's own wearer.")] = None,
) -> Response:
    """A picture without metadata, by an address that was signed here; no key is asked for."""
    addresses = services_of(request).addresses
    shown = addresses.check(asset_id, name, expires=expires, signature=signature, unshown=unshown is not None)
    engine = engine_of(request)
    if shown.unshown and engine.get_asset(asset_id, everything=True).rights.state in CLOSED_STATES:
        # An address outlives what it was made for: what was taken back is gone at once.
        message = "This address of a picture is not valid, or no longer. Load the page again."
        raise AddressError(message)
    content = engine.rendition(asset_id, name=name, everything=shown.unshown)
    etag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    lasts = f"public, max-age={min(MAX_AGE_S, shown.left_s)}, must-revalidate"
    headers = {"Cache-Control": "private, no-store" if shown.unshown else lasts, "ETag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, media_type="image/jpeg", headers=headers)
