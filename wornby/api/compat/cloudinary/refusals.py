"""Errors as Cloudinary tells them."""

from collections.abc import Mapping

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from wornby.api.compat.guard import ServiceError
from wornby.api.errors import problem_from
from wornby.errors import BusyError

RATE_LIMITED = 420
_STATUSES: Mapping[int, int] = {408: 400, 413: 400, 415: 400, 421: 400, 422: 400, 429: RATE_LIMITED, 507: 500}
"""Theirs are 400, 401, 403, 404, 409, 420 and 500; these of ours become one of them, others that are none stay."""


class RefusedError(ServiceError):
    """A refusal in Cloudinary's shape.

    Args:
        message: What to do about it.
        status: Of the answer.
    """

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message, code="", status=status)


def not_found(public_id: str) -> RefusedError:
    """That nothing has a name."""
    return RefusedError(f"Resource not found - {public_id}", status=404)


def unsupported(what: str, *, why: str = "") -> RefusedError:
    """That something is not done here; never silently."""
    return RefusedError(f"{what} is not supported by wornby{f': {why}' if why else ''}. See docs/compat.md.")


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
    headers["X-Cld-Error"] = "".join(sign if " " <= sign <= "~" else "?" for sign in message)[:500]
    return JSONResponse({"error": {"message": message}}, status_code=status, headers=headers)
