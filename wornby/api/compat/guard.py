"""The door of the drop-in endpoints: credentials of other services' clients, and errors in those services' shapes."""

import base64
import binascii
import hmac
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from wornby.api.auth import caller_of, count_address, network_of
from wornby.api.callers import Caller
from wornby.api.context import engine_of, services_of
from wornby.api.rates import SMALL_COST
from wornby.datamodel import ApiKey, Purpose, RightsState, Scope
from wornby.datamodel.rights import STATES_OF_A_SHOP
from wornby.errors import AccessError, BusyError, ConfigurationError, ScopeMissingError, SignatureError, WornbyError
from wornby.settings import Settings

Check = Callable[[Request], Awaitable[Caller]]
"""Tells who asks, from what a service's clients send; raises where nobody known does, or may not."""

Tell = Callable[[Request, Exception], Response]
"""An expected error as the service itself would tell it; `wornby.api.errors.problem_from` reads those of ours."""


Verify = Callable[[bytes], bool | Awaitable[bool]]
"""Whether a signature was made with a client secret; it may read the body for it, which stays readable."""


class ServiceError(Exception):
    """A refusal in a service's own words. No part of the tree: only that service's endpoints raise and tell it.

    Args:
        message: What to do about it.
        code: The service's own code.
        status: Of the answer.
    """

    def __init__(self, message: str, *, code: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status


class CompatRoute(APIRoute):
    """A route of a drop-in endpoint: its caller is checked first, and every expected error has the service's shape.

    Attributes:
        check: Tells who asks. What it reads of the body stays readable.
        tell: Makes the answer for an error.
    """

    check: ClassVar[Check]
    tell: ClassVar[Tell]

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind its guard."""
        handler = super().get_route_handler()
        check, tell = type(self).check, type(self).tell

        async def guarded(request: Request) -> Response:
            try:
                request.state.caller = await _checked(request, check)
                response = await handler(request)
            except (ServiceError, WornbyError, HTTPException, RequestValidationError) as exc:
                response = tell(request, exc)
            finally:
                await request.close()  # files of a form that the check has read
                form = getattr(request.state, "form", None)
                if isinstance(form, FormData):
                    await form.close()
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return guarded


def compat_router(*, check: Check, tell: Tell) -> APIRouter:
    """A router whose routes are all checked and told in one service's way, and that no document of ours lists.

    Args:
        check: Tells who asks.
        tell: Makes the answer for an error.
    """
    made = type("ServiceRoute", (CompatRoute,), {"check": staticmethod(check), "tell": staticmethod(tell)})
    return APIRouter(route_class=made, include_in_schema=False)


async def admit(request: Request, access_key_id: str, *, verify: Verify, scope: Scope) -> Caller:
    """Who asks by a signature.

    Args:
        request: Is counted against the key; a refused one against the address.
        access_key_id: What names the API key.
        verify: Whether the signature is made with this client secret. It compares in constant time: see `same`.
        scope: What the request needs.

    Raises:
        KeyMissingError: The access key id is unknown, or its key is revoked.
        SignatureError: The signature is another one.
        ScopeMissingError: The key lacks the scope.
        BusyError: There were too many requests.
    """
    key, secret = await run_in_threadpool(engine_of(request).clients.find, access_key_id)
    said = verify(secret)
    if not (said if isinstance(said, bool) else await said):
        message = "The signature is not made with the secret access key of this access key id, or not over this."
        raise SignatureError(message)
    return _count_in(request, key, scope=scope)


async def admit_with_key(request: Request, secret: str, *, scope: Scope) -> Caller:
    """Who asks by an API key's own secret, `wb_…`.

    Raises:
        KeyMissingError: Unknown or revoked.
        ScopeMissingError: The key lacks the scope.
        BusyError: There were too many requests.
    """
    key = await run_in_threadpool(engine_of(request).authenticate, secret)
    return _count_in(request, key, scope=scope)


def basic_of(request: Request) -> tuple[str, str] | None:
    """User and password of HTTP basic authentication; None where the request has none that can be read.

    Source:
        RFC 7617.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    try:
        text = base64.b64decode(given.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    name, colon, secret = text.partition(":")
    return (name, secret) if scheme.lower() == "basic" and colon else None


async def admit_with_secret(request: Request, access_key_id: str, *, secret: str, scope: Scope) -> Caller:
    """Who asks by a name and a password: the password is the client secret, or the API key's own `wb_…`.

    Raises:
        KeyMissingError: The access key id is unknown, or its key is revoked.
        SignatureError: The password is another one.
        ScopeMissingError: The key lacks the scope.
        BusyError: There were too many requests.
    """
    if secret.startswith("wb_"):
        return await admit_with_key(request, secret, scope=scope)
    return await admit(request, access_key_id, verify=lambda own: same(own, secret), scope=scope)


async def admit_anybody(request: Request) -> Caller:
    """Whoever asks, counted by their address, and little: for what a service gives to everybody.

    What is made anew for them counts further, by `count_address` again.

    Raises:
        BusyError: There were too many requests.
    """
    count_address(request, cost=SMALL_COST)
    return Caller(key_id="", scopes=frozenset())


@contextmanager
def counted_ahead(request: Request) -> Iterator[None]:
    """Count the address that asks while its body is read to know who asks; given back where a key is counted instead.

    Raises:
        BusyError: There were too many requests.
    """
    count_address(request, cost=1.0)
    request.state.counted = True
    try:
        yield
    except (ScopeMissingError, BusyError):
        _give_back(request)
        raise
    _give_back(request)


def _give_back(request: Request) -> None:
    network = network_of(request)
    if network:
        services_of(request).rates.addresses.give_back(network)


def count_further(request: Request, count: int) -> None:
    """Count what a request asks for beyond one thing as further requests of its key.

    Raises:
        BusyError: There were too many.
    """
    if count > 0:
        services_of(request).rates.callers.take(f"key {caller_of(request).key_id}", cost=count)


def same(expected: bytes, given: str) -> bool:
    """Whether a text is the expected one, in constant time."""
    return hmac.compare_digest(expected, given.encode("utf-8", "replace"))


def purposes_of(settings: Settings) -> frozenset[Purpose]:
    """What pictures that come to the drop-in endpoints may be used for, as the operator states.

    Raises:
        ConfigurationError: A word is no purpose.
    """
    try:
        return frozenset(Purpose(word) for word in settings.compat_purposes)
    except ValueError as exc:
        message = f"WORNBY_COMPAT_PURPOSES: {exc}. Known: {', '.join(Purpose)}."
        raise ConfigurationError(message) from exc


def rights_of(settings: Settings) -> RightsState:
    """The rights of photos that come to the drop-in endpoints to be kept, where they say none.

    Raises:
        ConfigurationError: It is no state that whoever takes a photo in can give it.
    """
    known = STATES_OF_A_SHOP - {RightsState.GRANTED}
    if settings.compat_rights not in known:
        message = f"WORNBY_COMPAT_RIGHTS: {settings.compat_rights!r} is none. Known: {', '.join(sorted(known))}."
        raise ConfigurationError(message)
    return RightsState(settings.compat_rights)


async def _checked(request: Request, check: Check) -> Caller:
    """Who asks; a request that is refused counts against the address, unless it counted against a key already."""
    try:
        return await check(request)
    except (ScopeMissingError, BusyError):
        raise
    except (AccessError, ServiceError):
        if not getattr(request.state, "counted", False):
            count_address(request)
        raise


def _count_in(request: Request, key: ApiKey, *, scope: Scope) -> Caller:
    caller = Caller(key_id=key.id, scopes=key.scopes, name=key.name)
    services_of(request).rates.callers.take(f"key {key.id}")
    if not caller.may(scope):
        message = f"This needs an API key with the scope {scope}."
        raise ScopeMissingError(message)
    return caller
