"""Who asks Cloudinary's endpoints: a signature over the parameters, or the key and its secret in the header."""

import time
from datetime import UTC, datetime

from fastapi import Request

from wornby.api.auth import scope_needed
from wornby.api.callers import Caller
from wornby.api.compat.cloudinary.params import Params, read_params, says_anything
from wornby.api.compat.cloudinary.refusals import RefusedError
from wornby.api.compat.cloudinary.signing import NEVER_SIGNED, SOMETIMES_UNSIGNED, is_signed
from wornby.api.compat.guard import admit, admit_with_secret, basic_of, counted_ahead
from wornby.datamodel import Scope
from wornby.errors import KeyMissingError, SignatureError

HOUR_S = 3600.0
MOST_AHEAD_S = 300.0
"""How far a caller's clock may be ahead."""
_LOOSE = ("/tags", "/context", "/metadata")
"""Ends of the paths whose signature leaves some parameters out."""


async def check_signature(request: Request) -> Caller:
    """Who asks for an upload or a change: whoever signed it within the hour, or shows key and secret in the header.

    Raises:
        RefusedError: Nobody says who asks, or it was signed too long ago.
        KeyMissingError: The key is unknown or revoked.
        SignatureError: It is signed with another secret, or something else was signed.
        BusyError: There were too many requests.
    """
    if "authorization" in request.headers:
        return await check_secret(request)
    if not says_anything(request):
        raise _unsigned()
    with counted_ahead(request):
        return await _signer(request)


async def _signer(request: Request) -> Caller:
    params = await read_params(request)
    key, signature = params.text("api_key"), params.text("signature")
    if not key or not signature:
        raise _unsigned()
    signed = _signed(params, loose=request.url.path.endswith(_LOOSE))
    caller = await _admit(request, key, signature=signature, signed=signed)
    _check_time(params.text("timestamp"))
    return caller


def _unsigned() -> RefusedError:
    message = "Missing required parameter - api_key and signature: wornby takes signed requests only"
    return RefusedError(message, status=401)


async def check_secret(request: Request) -> Caller:
    """Who asks by HTTP basic authentication.

    Raises:
        RefusedError: Nobody says who asks.
        KeyMissingError: The key is unknown or revoked.
        SignatureError: The secret is another one.
    """
    given = basic_of(request)
    if given is None:
        message = "Authorization Required: give the API key and its secret by HTTP basic authentication"
        raise RefusedError(message, status=401)
    key, secret = given
    try:
        return await admit_with_secret(request, key, secret=secret, scope=_scope(request))
    except SignatureError as exc:
        message = "api_secret mismatch"
        raise RefusedError(message, status=401) from exc
    except KeyMissingError as exc:
        message = "unknown api_key"
        raise RefusedError(message, status=401) from exc


async def _admit(request: Request, key: str, *, signature: str, signed: dict[str, str]) -> Caller:
    try:
        return await admit(
            request,
            key,
            verify=lambda secret: is_signed(signed, signature, secret=secret),
            scope=_scope(request),
        )
    except SignatureError as exc:
        # Their answer repeats what should have been signed; names of people may stand in it, so ours does not.
        message = "Invalid Signature. Sign the sorted parameters, without file, api_key and resource_type"
        raise RefusedError(message, status=401) from exc
    except KeyMissingError as exc:
        message = "Unknown API key"
        raise RefusedError(message, status=401) from exc


def _signed(params: Params, *, loose: bool) -> dict[str, str]:
    left_out = NEVER_SIGNED | (SOMETIMES_UNSIGNED if loose else frozenset())
    values = {name: value for name, value in params.values.items() if name not in left_out}
    return {name: value if isinstance(value, str) else ",".join(value) for name, value in values.items()}


def _check_time(timestamp: str) -> None:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):  # noqa: PLR2004 - seconds, not more
        message = "Missing required parameter - timestamp"
        raise RefusedError(message)
    age_s = time.time() - int(timestamp)
    if not -MOST_AHEAD_S <= age_s <= HOUR_S:
        at = datetime.fromtimestamp(int(timestamp), UTC)
        message = f"Stale request - reported time is {at:%Y-%m-%d %H:%M:%S} UTC, and a signature lasts 1 hour"
        raise RefusedError(message)


def _scope(request: Request) -> Scope:
    endpoint = request.scope.get("endpoint")
    return (scope_needed(endpoint) if endpoint else None) or Scope.ADMIN
