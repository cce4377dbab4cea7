"""The app: routes behind their guards, and what runs beside them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from starlette.middleware import Middleware

from wornby import __version__
from wornby.api import (
    pages,
    routes_assets,
    routes_editing,
    routes_erasing,
    routes_gallery,
    routes_generation,
    routes_health,
    routes_images,
    routes_jobs,
    routes_links,
    routes_matches,
    routes_oidc,
    routes_products,
    routes_reports,
    routes_representation,
    routes_requests,
    routes_retention,
    routes_rights,
    routes_search,
    routes_staff,
    routes_static,
    routes_wear,
    routes_wear_page,
)
from wornby.api.addresses import ImageAddresses
from wornby.api.background import Daily, Resumer
from wornby.api.callers import Caller
from wornby.api.compat import routers_of
from wornby.api.context import Services
from wornby.api.cors import ShopOrigins
from wornby.api.errors import LastDoor, install_errors
from wornby.api.events import JobEvents
from wornby.api.handshakes import Handshakes
from wornby.api.limits import BodyLimit, HostCheck, SecurityHeaders
from wornby.api.logs import Observe
from wornby.api.metrics import Metrics
from wornby.api.pace import Pace
from wornby.api.rates import Rates
from wornby.datamodel import Scope
from wornby.engine import Engine

DESCRIPTION = (
    "Photos of people who wear that very product: visual search and specific tags for shops, by consent, "
    "on your own machine. Errors are problem documents (RFC 9457) whose `code` names the error."
)
ROUTERS = (
    routes_health.router,
    routes_assets.router,
    routes_editing.router,
    routes_jobs.router,
    routes_products.router,
    routes_matches.router,
    routes_generation.router,
    routes_search.router,
    routes_gallery.router,
    pages.router,
    routes_static.router,
    routes_wear_page.router,
    routes_images.router,
    routes_staff.router,
    routes_oidc.router,
    routes_rights.router,
    routes_requests.router,
    routes_reports.router,
    routes_retention.router,
    routes_erasing.router,
    routes_links.router,
    routes_wear.router,
    routes_representation.router,
)
SIGN_INS_PER_MINUTE = 5
ROUTES = tuple(route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute))
"""Every route there is; nothing is mounted beside them."""


def create_app(engine: Engine, *, compat: Sequence[str] = ()) -> FastAPI:
    """The HTTP API and the shop's pages over an engine. The engine stays the caller's to close.

    Args:
        engine: What answers.
        compat: Drop-in endpoints to serve as well, by their names in `wornby.api.compat.COMPAT`.

    Raises:
        ConfigurationError: A name is not known, or no purpose is what the settings give for them.
    """
    also = routers_of(compat, settings=engine.settings)
    metrics = Metrics(engine.records.count_jobs)
    events = JobEvents(engine.records.count_jobs)
    resumer = Resumer(
        engine,
        count_jobs=engine.records.count_jobs,
        observe=metrics.observe_job,
        count_error=metrics.unexpected_errors.inc,
    )

    daily = Daily(engine.retention, count_error=metrics.unexpected_errors.inc)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        resumer.start()
        resumer.announce()  # jobs that a stopped server left behind
        daily.start()
        yield
        events.close()
        await run_in_threadpool(daily.stop)
        await run_in_threadpool(resumer.stop)

    app = FastAPI(
        title="wornby",
        version=__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url=None,  # served by a guarded route
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        middleware=[
            Middleware(Observe, metrics=metrics),
            Middleware(SecurityHeaders, hsts_s=engine.settings.hsts_s),
            Middleware(ShopOrigins, settings=engine.settings),
            Middleware(HostCheck, settings=engine.settings),
            Middleware(BodyLimit, settings=engine.settings),
            Middleware(LastDoor, metrics=metrics),
        ],
    )
    pace = Pace(parallel=engine.settings.generate_parallel, per_minute=engine.settings.generate_per_minute)
    app.state.services = Services(
        engine=engine,
        metrics=metrics,
        events=events,
        resumer=resumer,
        pace=pace,
        routes=ROUTES,
        rates=Rates(
            per_key=engine.settings.rate_per_minute_key,
            per_address=engine.settings.rate_per_minute_address,
            sign_ins=SIGN_INS_PER_MINUTE,
        ),
        read_wearer=lambda token: _wearer(engine, token),
        handshakes=Handshakes(engine.image_secret),
        addresses=ImageAddresses(engine.image_secret, minutes=engine.settings.image_minutes),
    )
    install_errors(app)
    for router in (*ROUTERS, *also):
        app.include_router(router)
    return app


def _wearer(engine: Engine, token: str) -> Caller:
    link = engine.links.read(token)
    return Caller(key_id="", scopes=frozenset({Scope.WEARER}), link_id=link.id)
