"""Errors in Google's shape, and its codes.

Source:
    https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto; https://google.aip.dev/193.
"""

from collections.abc import Mapping
from enum import IntEnum

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from wornby import errors
from wornby.api.compat.guard import ServiceError
from wornby.api.errors import problem_from


class Code(IntEnum):
    """Codes of google.rpc that are used here."""

    INVALID_ARGUMENT = 3
    NOT_FOUND = 5
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14


STATUSES: Mapping[Code, int] = {
    Code.INVALID_ARGUMENT: 400,
    Code.NOT_FOUND: 404,
    Code.PERMISSION_DENIED: 403,
    Code.RESOURCE_EXHAUSTED: 429,
    Code.UNIMPLEMENTED: 501,
    Code.INTERNAL: 500,
    Code.UNAVAILABLE: 503,
}
_CODES: Mapping[int, Code] = {
    401: Code.INVALID_ARGUMENT,  # Google says so to a key that it does not know
    403: Code.PERMISSION_DENIED,
    404: Code.NOT_FOUND,
    429: Code.RESOURCE_EXHAUSTED,
    500: Code.INTERNAL,
    502: Code.UNAVAILABLE,
    503: Code.UNAVAILABLE,
    504: Code.UNAVAILABLE,
    507: Code.UNAVAILABLE,
}
_KEY_INVALID = {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    "reason": "API_KEY_INVALID",
    "domain": "googleapis.com",
    "metadata": {"service": "vision.googleapis.com"},
}


def refusal(message: str, *, code: Code = Code.INVALID_ARGUMENT) -> ServiceError:
    """A refusal with a code of Google's."""
    return ServiceError(message, code=code.name, status=STATUSES[code])


def status_of(error: Exception) -> dict[str, object]:
    """What is told of one picture that could not be looked at, while others of the request can."""
    code, message = _said(error)
    return {"code": int(code), "message": message}


def tell(_: Request, error: Exception) -> Response:
    """The answer for an error that ends a whole request."""
    code, message = _said(error)
    status = STATUSES[code]
    out: dict[str, object] = {"code": status, "message": message, "status": code.name}
    headers = {}
    if isinstance(error, errors.KeyMissingError):
        out |= {"message": "API key not valid. Please pass a valid API key.", "details": [_KEY_INVALID]}
    if isinstance(error, errors.BusyError) and error.retry_after_s:
        headers["Retry-After"] = str(max(1, round(error.retry_after_s)))
    return JSONResponse({"error": out}, status_code=status, headers=headers)


def _said(error: Exception) -> tuple[Code, str]:
    if isinstance(error, ServiceError):
        return Code[error.code], error.message
    problem = problem_from(error)
    return _CODES.get(problem.status, Code.INVALID_ARGUMENT), problem.detail
