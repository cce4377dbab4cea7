"""Signing in at the OpenID provider: out, and back."""

from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from wornby.api import wire_staff
from wornby.api.auth import GuardedRoute, needs
from wornby.api.context import engine_of, services_of
from wornby.api.handshakes import drop_handshake, handshake_token, keep_handshake
from wornby.api.hosts import client_network, is_from_here
from wornby.api.openapi import PROBLEMS
from wornby.api.sessions import check_same_site, keep_session
from wornby.errors import NotFoundError, SignInError

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["staff"])

BEGIN = "/v1/session/oidc"
BACK = "/v1/session/oidc/callback"
CONSOLE = "/console"
_MOVED: dict[int | str, dict[str, object]] = {303: {"description": "Where the browser goes on"}}

Word = Annotated[str, Query(max_length=4096)]


@router.get("/v1/session/methods")
@needs(None)
def list_methods(request: Request) -> wire_staff.MethodsOut:
    """How staff may sign in here."""
    return wire_staff.MethodsOut(password=True, oidc=engine_of(request).staff.has_provider)


@router.get(BEGIN, status_code=303, response_class=Response, responses=_MOVED)
@needs(None)
async def begin_sign_in(request: Request) -> Response:
    """Go to the provider to sign in. The answer sets a cookie for the way back."""
    services = services_of(request)
    _check_provider(request)
    check_same_site(request)
    made = services.handshakes.begin()
    leave = partial(
        services.engine.staff.provider.address,
        back=_address_of(request, BACK),
        state=made.state,
        nonce=made.nonce,
        verifier=made.verifier,
    )
    response = RedirectResponse(await services.provider.run(leave), status_code=HTTPStatus.SEE_OTHER)
    keep_handshake(request, response, handshake=made, settings=services.engine.settings)
    return response


@router.get(BACK, status_code=303, response_class=Response, responses=_MOVED)
@needs(None)
async def end_sign_in(request: Request, *, code: Word = "", state: Word = "", error: Word = "") -> Response:
    """Come back from the provider. The answer sets the session's cookie, and leads to the console."""
    services, settings = services_of(request), engine_of(request).settings
    _check_provider(request)
    services.rates.count_return(network=client_network(request, settings))
    made = services.handshakes.find(handshake_token(request, settings), state=state)
    if error or not code:
        message = "The provider did not let you in. Begin again, or ask whoever runs it."
        raise SignInError(message)
    enter = partial(
        services.engine.staff.sign_in_elsewhere,
        code,
        back=_address_of(request, BACK),
        nonce=made.nonce,
        verifier=made.verifier,
    )
    signed_in = await services.provider.run(enter)
    response = RedirectResponse(CONSOLE, status_code=HTTPStatus.SEE_OTHER)
    keep_session(request, response, token=signed_in.token, max_age_s=settings.session_hours * 3600, settings=settings)
    drop_handshake(request, response, settings=settings)
    return response


def _check_provider(request: Request) -> None:
    if not engine_of(request).staff.has_provider:
        message = "Staff sign in with a password here; no provider is set."
        raise NotFoundError(message)


def _address_of(request: Request, path: str) -> str:
    # The Host is one that is served here. A proxy before us speaks HTTPS, whatever it speaks to us.
    scheme = request.url.scheme if is_from_here(request, engine_of(request).settings) else "https"
    return f"{scheme}://{request.headers['host'].strip().lower()}{path}"
