"""One request, one effect, however often it is sent."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel
from starlette.responses import JSONResponse

from wornby.api.auth import caller_of
from wornby.api.context import engine_of
from wornby.datamodel import IdempotentAnswer
from wornby.errors import ConflictError

Kept = Mapping[str, object]
"""What is kept of an answer: ids only, so that nothing outlives an erased photo."""


async def answer_once(
    request: Request,
    *,
    key: str | None,
    fingerprint: str,
    act: Callable[[], Awaitable[tuple[int, Kept]]],
    show: Callable[[Kept], Awaitable[BaseModel]],
) -> JSONResponse:
    """Act and answer; under an idempotency key, act once and show the same thing again.

    Args:
        request: Whose caller and path the key belongs to.
        key: The header's value, if any.
        fingerprint: Of what was asked for.
        act: Does it, and gives the status and the ids of what came of it. An error is not kept.
        show: Makes the answer's body from the ids, as things stand now.

    Raises:
        ConflictError: The key was used for another request.
    """
    records = engine_of(request).records
    name = _name(request, key) if key else ""
    kept = await run_in_threadpool(records.get_answer, name) if name else None
    if kept is not None:
        if kept.request_sha256 != fingerprint:
            message = "This Idempotency-Key was used for another request. Take a new key."
            raise ConflictError(message)
        body = await show(kept.body)
        return _json(body, status=kept.status, headers={"Idempotency-Replayed": "true"})
    status, ids = await act()
    if name:
        answer = IdempotentAnswer(request_sha256=fingerprint, status=status, body=ids)
        await run_in_threadpool(records.put_answer, name, answer)
    return _json(await show(ids), status=status, headers={})


def _name(request: Request, key: str) -> str:
    caller = caller_of(request)
    whose = f"{caller.key_id or caller.user_id or caller.link_id}\n{request.method}\n{request.url.path}\n{key}"
    return hashlib.sha256(whose.encode()).hexdigest()


def _json(body: BaseModel, *, status: int, headers: Mapping[str, str]) -> JSONResponse:
    return JSONResponse(body.model_dump(mode="json", by_alias=True), status_code=status, headers=dict(headers))
