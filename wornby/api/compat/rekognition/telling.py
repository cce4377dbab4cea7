"""Errors as Amazon Rekognition tells them: JSON 1.1 with a type, in the words that its clients turn into classes."""

import uuid
from collections.abc import Mapping

from fastapi import Request, Response
from starlette.responses import JSONResponse

from wornby import errors
from wornby.api.compat.guard import ServiceError
from wornby.api.errors import problem_from

JSON_TYPE = "application/x-amz-json-1.1"

CODES: Mapping[str, str] = {
    errors.BusyError.code: "ThrottlingException",
    errors.ImageDecodeError.code: "InvalidImageFormatException",
    errors.ImageTooLargeError.code: "ImageTooLargeException",
    errors.KeyMissingError.code: "UnrecognizedClientException",
    errors.ScopeMissingError.code: "AccessDeniedException",
    errors.SignatureError.code: "InvalidSignatureException",
    errors.UnsupportedFormatError.code: "InvalidImageFormatException",
    "body-too-large": "ImageTooLargeException",
}
"""Errors of ours that have a name of their own there; others are the caller's or the service's fault."""

_FAULT = 500
_REFUSED = 400


def answer(body: Mapping[str, object], *, status: int = 200) -> Response:
    """An answer of the service."""
    headers = {"x-amzn-RequestId": str(uuid.uuid4())}
    return JSONResponse(dict(body), status_code=status, headers=headers, media_type=JSON_TYPE)


def tell(_request: Request, error: Exception) -> Response:
    """The answer for an error."""
    if isinstance(error, ServiceError):
        return _told(error.code, error.message, status=error.status)
    problem = problem_from(error)
    if problem.code in CODES:
        response = _told(CODES[problem.code], problem.detail, status=_REFUSED)
    elif problem.status >= _FAULT:
        response = _told("InternalServerError", problem.detail, status=_FAULT)
    else:
        response = _told("InvalidParameterException", problem.detail, status=_REFUSED)
    if problem.retry_after_s is not None:
        response.headers["Retry-After"] = str(max(1, round(problem.retry_after_s)))
    return response


def _told(code: str, message: str, *, status: int) -> Response:
    response = answer({"__type": code, "Code": code, "Message": message}, status=status)
    response.headers["x-amzn-ErrorType"] = code
    return response
