"""Who may ask for what. A route that says nothing about its scope needs `admin`.

The check runs before a request's body is read, so that a stranger cannot make the server work.
"""

import ipaddress
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute

from wornby.api.context import engine_of
from wornby.datamodel import Scope
from wornby.errors import KeyMissingError, ScopeMissingError

INCLUDED = {
    Scope.READ: frozenset({Scope.READ}),
    Scope.INGEST: frozenset({Scope.READ, Scope.INGEST}),
    Scope.ADMIN: frozenset({Scope.READ, Scope.INGEST, Scope.ADMIN}),
}
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-real-ip")
"""A request that carries one of these came from further away than its last hop."""

_SCOPE_MARK = "__wornby_scope__"
_Endpoint = TypeVar("_Endpoint", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks. `key_id` and `name`, which the operator gave the key, are empty without an API key."""

    key_id: str
    scopes: frozenset[Scope]
    name: str = ""

    def may(self, scope: Scope) -> bool:
        """Whether one of the scopes is, or includes, this one."""
        return any(scope in INCLUDED[own] for own in self.scopes)


def needs(scope: Scope | None) -> Callable[[_Endpoint], _Endpoint]:
    """Say which scope an endpoint needs; None is for what anybody may ask."""

    def mark(endpoint: _Endpoint) -> _Endpoint:
        setattr(endpoint, _SCOPE_MARK, scope)
        return endpoint

    return mark


def scope_needed(endpoint: Callable[..., Any]) -> Scope | None:
    """The scope that an endpoint needs: `admin` where it does not say."""
    scope: Scope | None = getattr(endpoint, _SCOPE_MARK, Scope.ADMIN)
    return scope


class GuardedRoute(APIRoute):
    """A route whose caller is checked first."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind its guard."""
        handler = super().get_route_handler()
        scope = scope_needed(self.endpoint)

        async def guarded(request: Request) -> Response:
            if scope is not None:
                request.state.caller = await _authorize(request, scope)
            return await handler(request)

        return guarded


def caller_of(request: Request) -> Caller:
    """Who asks, as the guard found."""
    caller = getattr(request.state, "caller", None)
    return caller if isinstance(caller, Caller) else Caller(key_id="", scopes=frozenset())


def sees_everything(request: Request) -> bool:
    """Whether the caller may also see what may not be shown."""
    return caller_of(request).may(Scope.ADMIN)


def host_name(header: str) -> str:
    """The name in a Host header, lower case, without port and brackets."""
    text = header.strip().lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0].rstrip(".")


def is_loopback(address: str) -> bool:
    """Whether an address is one of this machine's own."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback


async def _authorize(request: Request, scope: Scope) -> Caller:
    header = request.headers.get("authorization")
    caller = _keyless(request) if header is None else await _with_key(request, header)
    if not caller.may(scope):
        if not caller.key_id:
            message = f"This needs an API key with scope {scope}. Make one with `wornby keys`."
            raise KeyMissingError(message)
        message = f"The API key lacks the scope {scope}."
        raise ScopeMissingError(message)
    return caller


async def _with_key(request: Request, header: str) -> Caller:
    scheme, _, secret = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not secret.strip().isascii() or not secret.strip().startswith("wb_"):
        message = "Give the API key as `Authorization: Bearer wb_…`."
        raise KeyMissingError(message)
    key = await run_in_threadpool(engine_of(request).authenticate, secret.strip())
    return Caller(key_id=key.id, scopes=key.scopes, name=key.name)


def _keyless(request: Request) -> Caller:
    names = LOOPBACK_NAMES | {name.lower() for name in engine_of(request).settings.allowed_hosts}
    from_here = request.client is not None and is_loopback(request.client.host)
    forwarded = any(name in request.headers for name in PROXY_HEADERS)
    if from_here and not forwarded and host_name(request.headers.get("host", "")) in names:
        return Caller(key_id="", scopes=frozenset({Scope.READ}))
    return Caller(key_id="", scopes=frozenset())
