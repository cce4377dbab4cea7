"""Answers and errors in Imagga's shape."""

from collections.abc import Mapping

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from wornby.api.compat.guard import ServiceError
from wornby.api.errors import problem_from
from wornby.errors import BusyError

_STATUSES: Mapping[int, int] = {404: 400, 413: 400, 415: 400, 422: 400, 502: 400, 504: 400}
"""What is wrong with a picture or its address is a bad request there."""


def refusal(message: str, *, status: int = 400) -> ServiceError:
    """A refusal: Imagga has no codes of its own, only texts."""
    return ServiceError(message, code="error", status=status)


def answer(result: Mapping[str, object]) -> Response:
    """What was asked for."""
    return JSONResponse({"result": result, "status": {"text": "", "type": "success"}})


def tell(_: Request, error: Exception) -> Response:
    """The answer for an error."""
    headers = {}
    if isinstance(error, ServiceError):
        status, message = error.status, error.message
    else:
        problem = problem_from(error)
        status, message = _STATUSES.get(problem.status, problem.status), problem.detail
    if isinstance(error, BusyError) and error.retry_after_s:
        headers["Retry-After"] = str(max(1, round(error.retry_after_s)))
    if status == 401:  # noqa: PLR2004 - HTTP
        headers["WWW-Authenticate"] = 'Basic realm="Imagga"'
    return JSONResponse({"status": {"text": message, "type": "error"}}, status_code=status, headers=headers)
