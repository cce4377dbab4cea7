"""Amazon Rekognition, as far as wornby can stand in for it: `boto3.client("rekognition", endpoint_url=…)`."""

import json
from datetime import UTC, datetime

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from wornby.api.bodies import read_at_most
from wornby.api.callers import Caller
from wornby.api.compat.guard import ServiceError, admit, compat_router, counted_ahead
from wornby.api.compat.rekognition.operations import find_operation
from wornby.api.compat.rekognition.sigv4 import SentRequest, check_headers, is_signed_with, read_authorization
from wornby.api.compat.rekognition.telling import answer, tell
from wornby.api.context import engine_of
from wornby.datamodel import Scope

__all__ = ["router"]

SERVICE = "rekognition"
TARGET = "x-amz-target"
PREFIX = "RekognitionService."
MAX_BODY_BYTES = 7_200_000
"""A picture of the most bytes as base64, and room for what is asked of it."""


async def check(request: Request) -> Caller:
    """Who signed a request. The body is read only where all else is in order.

    Raises:
        ServiceError: The signature is not to be accepted; the code is AWS's.
        AccessError: The access key id is unknown, the signature another one, or the key lacks the scope.
        BusyError: There were too many requests.
    """
    given = request.headers.getlist("authorization")
    # Whoever looks at requests before us may take the other one for the one that counts.
    signed = read_authorization(given[0] if len(given) == 1 else None)
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in request.headers.raw]
    check_headers(signed, headers, service=SERVICE, now=datetime.now(UTC))

    async def verify(secret: bytes) -> bool:
        raw_path: bytes = request.scope.get("raw_path") or request.url.path.encode()
        sent = SentRequest(
            method=request.method,
            path=raw_path.decode("latin-1"),
            query=request.url.query,
            headers=headers,
            body=await _read(request),
        )
        return is_signed_with(secret, signed, sent)

    with counted_ahead(request):
        return await admit(request, signed.access_key_id, verify=verify, scope=Scope.INGEST)


async def _read(request: Request) -> bytes:
    """The body, kept for the operation; no more of it than the largest request has, since nobody signed it yet.

    Raises:
        ServiceError: It is larger.
    """
    body = await read_at_most(request, MAX_BODY_BYTES)
    if body is None:
        message = f"The request has more than {MAX_BODY_BYTES:,} bytes. Send a smaller picture."
        raise ServiceError(message, code="ImageTooLargeException")
    request.state.body = body
    return body


router = compat_router(check=check, tell=tell)


@router.post("/")
async def call(request: Request) -> Response:
    """Do what the target names; nothing is kept."""
    target = request.headers.get(TARGET, "")
    if not target.startswith(PREFIX):
        message = f"The header X-Amz-Target names no operation of {PREFIX.rstrip('.')}."
        raise ServiceError(message, code="UnknownOperationException")
    operation = find_operation(target.removeprefix(PREFIX))
    try:
        given: object = json.loads(request.state.body or b"{}")
    except (ValueError, RecursionError) as exc:
        message = "The request's body is no JSON."
        raise ServiceError(message, code="SerializationException") from exc
    return answer(await run_in_threadpool(operation, engine_of(request), given))
