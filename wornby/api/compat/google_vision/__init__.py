"""Google Cloud Vision, as far as wornby can stand in for it: `images:annotate` of version 1, by its REST interface."""

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from wornby.api import bodies
from wornby.api.callers import Caller
from wornby.api.compat.google_vision.looking import annotate
from wornby.api.compat.google_vision.telling import Code, refusal, tell
from wornby.api.compat.google_vision.wire import BatchIn, FeatureType
from wornby.api.compat.guard import admit_with_key, compat_router, count_further
from wornby.api.context import engine_of
from wornby.datamodel import Scope

__all__ = ["router"]

KEY_HEADER = "x-goog-api-key"
_NUMBERS = "enum-encoding=int"


async def check(request: Request) -> Caller:
    """Who asks by an API key, in the header or the address.

    Raises:
        ServiceError: There is none.
        AccessError: It is unknown, or lacks the scope.
        BusyError: There were too many requests.
    """
    secret = request.headers.get(KEY_HEADER) or request.query_params.get("key") or ""
    if not secret:
        message = (
            "Method doesn't allow unregistered callers. Give an API key of wornby, wb_…, as the parameter key or the "
            f"header {KEY_HEADER}."
        )
        raise refusal(message, code=Code.PERMISSION_DENIED)
    return await admit_with_key(request, secret, scope=Scope.INGEST)


router = compat_router(check=check, tell=tell)


@router.post("/v1/images:annotate")
async def annotate_images(request: Request) -> Response:
    """Look at up to 16 pictures; nothing is kept."""
    asked = await bodies.read_json(request, BatchIn)
    if any(feature.type is FeatureType.TYPE_UNSPECIFIED for each in asked.requests for feature in each.features):
        message = "A feature has no type."
        raise refusal(message)
    count_further(request, len(asked.requests) - 1)
    engine, numbers = engine_of(request), _NUMBERS in request.query_params.get("$alt", "")
    responses = [await run_in_threadpool(annotate, engine, each, numbers=numbers) for each in asked.requests]
    return JSONResponse({"responses": responses})
