"""Whether the server lives, can work, and what it counted."""

from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from wornby.api import wire
from wornby.api.auth import GuardedRoute, needs
from wornby.api.context import engine_of, services_of
from wornby.api.openapi import PROBLEMS, describe
from wornby.datamodel import Scope
from wornby.errors import StoreError, WornbyError

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS)


@router.get("/healthz", tags=["health"])
@needs(None, counted=False)
def get_health() -> wire.Status:
    """Whether the server lives. Needs no key."""
    return wire.Status(status="ok")


@router.get("/readyz", tags=["health"])
@needs(None, counted=False)
def get_readiness(request: Request) -> wire.Status:
    """Whether records and index answer. Needs no key."""
    engine = engine_of(request)
    try:
        engine.records.last_change()
        engine.index.count(())
    except WornbyError as exc:
        message = "The records or the index do not answer."
        raise StoreError(message) from exc
    return wire.Status(status="ready")


@router.get("/v1/health", tags=["health"])
@needs(Scope.ADMIN)
def get_checks(request: Request) -> wire.HealthOut:
    """What works here, what does not, and the command that mends it: as `wornby doctor` says it."""
    return wire.HealthOut.of(engine_of(request).doctor())


@router.get(
    "/metrics", tags=["health"], response_class=Response, responses={200: {"content": {CONTENT_TYPE_LATEST: {}}}}
)
@needs(Scope.READ)
def get_metrics(request: Request) -> Response:
    """Figures for Prometheus."""
    return Response(services_of(request).metrics.render(), headers={"Content-Type": CONTENT_TYPE_LATEST})


@router.get("/openapi.json", include_in_schema=False)
@needs(Scope.READ)
def get_openapi_document(request: Request) -> dict[str, Any]:
    """This API's description."""
    services = services_of(request)
    return describe(request.app, services.routes)
