"""Who may ask for what. A route that says nothing about its scope needs `admin`.

The check runs before a request's body is read, so that a stranger cannot make the server work. The first credential
that is there counts: an API key or a wearer's link in the Authorization header, then the cookie of a session; without
any of them, the address that asks.
"""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar, get_args, get_origin

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute

from wornby.api.callers import INCLUDED, Caller
from wornby.api.context import engine_of, services_of
from wornby.api.cors import check_origin
from wornby.api.hosts import client_network, is_from_here
from wornby.api.rates import cost_of
from wornby.api.sessions import CSRF_HEADER, check_csrf, session_token
from wornby.datamodel import Scope
from wornby.datamodel.staff import ROLE_SCOPES, Session
from wornby.errors import AccessError, InputError, KeyMissingError, ScopeMissingError

__all__ = [
    "INCLUDED",
    "Caller",
    "GuardedRoute",
    "caller_of",
    "count_address",
    "is_counted",
    "is_staff",
    "needs",
    "network_of",
    "scope_needed",
    "sees_everything",
    "session_of",
]

_SCOPE_MARK = "__wornby_scope__"
_COUNT_MARK = "__wornby_counted__"
_Endpoint = TypeVar("_Endpoint", bound=Callable[..., Any])


def needs(scope: Scope | None, *, counted: bool = True) -> Callable[[_Endpoint], _Endpoint]:
    """Say which scope an endpoint needs.

    Args:
        scope: None is for what anybody may ask.
        counted: Whether requests count against the rate of whoever asks.
    """

    def mark(endpoint: _Endpoint) -> _Endpoint:
        setattr(endpoint, _SCOPE_MARK, scope)
        setattr(endpoint, _COUNT_MARK, counted)
        return endpoint

    return mark


def scope_needed(endpoint: Callable[..., Any]) -> Scope | None:
    """The scope that an endpoint needs: `admin` where it does not say."""
    scope: Scope | None = getattr(endpoint, _SCOPE_MARK, Scope.ADMIN)
    return scope


def is_counted(endpoint: Callable[..., Any]) -> bool:
    """Whether requests to an endpoint count against a rate."""
    counted: bool = getattr(endpoint, _COUNT_MARK, True)
    return counted


class GuardedRoute(APIRoute):
    """A route whose caller is checked first."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind its guard."""
        handler = super().get_route_handler()
        scope, counted = scope_needed(self.endpoint), is_counted(self.endpoint)
        single = [field.alias for field in self.dependant.query_params if not _is_list(field.field_info.annotation)]

        async def guarded(request: Request) -> Response:
            if scope is not None:
                request.state.caller = await _authorize(request, scope)
            elif counted:
                count_address(request)
            _check_once(request, single)
            return await handler(request)

        return guarded


def caller_of(request: Request) -> Caller:
    """Who asks, as the guard found."""
    caller = getattr(request.state, "caller", None)
    return caller if isinstance(caller, Caller) else Caller(key_id="", scopes=frozenset())


def session_of(request: Request) -> Session | None:
    """The session of who is signed in; None for other callers."""
    session = getattr(request.state, "session", None)
    return session if isinstance(session, Session) else None


def actor_of(request: Request) -> str:
    """Who asks, as the ledger names them; "key/none" for whoever asks on this machine without a key."""
    return caller_of(request).actor or "key/none"


def sees_everything(request: Request) -> bool:
    """Whether the caller may also see what may not be shown."""
    return caller_of(request).may(Scope.STAFF)


def is_staff(request: Request) -> bool:
    """Whether the caller works for the shop: by a key that takes photos in, or in the console."""
    caller = caller_of(request)
    return caller.may(Scope.INGEST) or caller.may(Scope.STAFF)


async def _authorize(request: Request, scope: Scope) -> Caller:
    caller = await _identify(request)
    if caller.is_known:
        rates = services_of(request).rates
        buckets = rates.links if caller.link_id else rates.callers
        buckets.take(_bucket(caller), cost=cost_of(request.url.path))
    elif not caller.may(Scope.READ):  # whoever asks on this machine is not counted
        count_address(request)
    if not caller.may(scope):
        if not caller.is_known:
            message = (
                f"This needs an API key with scope {scope}, or somebody who is signed in. Make a key: `wornby keys`."
            )
            raise KeyMissingError(message)
        message = f"This needs the scope {scope}."
        raise ScopeMissingError(message)
    if scope is Scope.SHOPPER and not caller.is_known:
        check_origin(request, engine_of(request).settings.shop_origins)
    return caller


async def _identify(request: Request) -> Caller:
    header = request.headers.get("authorization")
    if header is None:
        return await _in_session(request) or _keyless(request)
    scheme, _, secret = header.strip().partition(" ")
    try:
        if scheme.lower() == "wearer":
            return await run_in_threadpool(services_of(request).read_wearer, secret.strip())
        return await _with_key(request, scheme, secret.strip())
    except AccessError:
        count_address(request)
        raise


async def _with_key(request: Request, scheme: str, secret: str) -> Caller:
    if scheme.lower() != "bearer" or not secret.isascii() or not secret.startswith("wb_"):
        message = "Give the API key as `Authorization: Bearer wb_…`."
        raise KeyMissingError(message)
    key = await run_in_threadpool(engine_of(request).authenticate, secret)
    return Caller(key_id=key.id, scopes=key.scopes, name=key.name)


async def _in_session(request: Request) -> Caller | None:
    """Who is signed in; None where nobody is.

    Raises:
        CsrfError: Somebody is, but no page of ours asks.
        KeyMissingError: Nobody is any more, but the page that asks holds the token of a session.
    """
    engine = engine_of(request)
    token = session_token(request, engine.settings)
    found = await run_in_threadpool(engine.staff.session, token) if token else None
    if found is None:
        if CSRF_HEADER in request.headers:
            # A page of staff asks: it is not to take what anybody on this machine sees for all that there is.
            message = "Your session has ended. Sign in again."
            raise KeyMissingError(message)
        return None
    session, user = found
    check_csrf(request, session.csrf)
    request.state.session = session
    return Caller(key_id="", scopes=ROLE_SCOPES[user.role], name=user.name, user_id=user.id)


def _keyless(request: Request) -> Caller:
    settings = engine_of(request).settings
    if is_from_here(request, settings) and not _is_led_here(request):
        return Caller(key_id="", scopes=frozenset({Scope.READ}))
    shoppers = frozenset({Scope.SHOPPER}) if settings.shop_origins else frozenset()
    return Caller(key_id="", scopes=shoppers)


def _is_led_here(request: Request) -> bool:
    """Whether a page of another site makes this machine's browser ask; following a link to here is no such thing."""
    follows_link = request.method == "GET" and request.headers.get("sec-fetch-mode") == "navigate"
    return request.headers.get("sec-fetch-site") == "cross-site" and not follows_link


def _is_list(kind: object) -> bool:
    return list in {get_origin(kind), *map(get_origin, get_args(kind))}


def _check_once(request: Request, names: Sequence[str]) -> None:
    """Refuse two values where one counts: whoever looks at requests before us may take the other for the one that does.

    Raises:
        InputError: There are.
    """
    twice = [name for name in names if len(request.query_params.getlist(name)) > 1]
    if twice:
        message = f"Give the parameter {twice[0]!r} once."
        raise InputError(message)


def _bucket(caller: Caller) -> str:
    if caller.key_id:
        return f"key {caller.key_id}"
    return f"user {caller.user_id}" if caller.user_id else f"link {caller.link_id}"


def count_address(request: Request, *, cost: float | None = None) -> None:
    """Count a request against the address that asks; who asks on this machine is not counted.

    Args:
        request: What came.
        cost: None for what its path costs.

    Raises:
        BusyError: There were too many.
    """
    network = network_of(request)
    if network:
        charged = cost_of(request.url.path) if cost is None else cost
        services_of(request).rates.addresses.take(network, cost=charged)


def network_of(request: Request) -> str:
    """Where a request is counted; empty where somebody on this machine asks."""
    settings = engine_of(request).settings
    return "" if is_from_here(request, settings) else client_network(request, settings)
