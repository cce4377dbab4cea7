"""From the error tree to HTTP: the only place that knows status codes of errors."""

from collections.abc import Mapping
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wornby import errors
from wornby.api.metrics import Metrics
from wornby.api.problems import Problem
from wornby.api.templating import render
from wornby.datamodel import Failure

STATUSES: Mapping[type[errors.WornbyError], int] = {
    errors.WornbyError: 500,
    errors.InputError: 400,
    errors.ImageDecodeError: 422,
    errors.ImageTooLargeError: 413,
    errors.SourceChangedError: 409,
    errors.UnsupportedFormatError: 415,
    errors.NotFoundError: 404,
    errors.ConflictError: 409,
    errors.AccessError: 403,
    errors.KeyMissingError: 401,
    errors.SignInError: 401,
    errors.SignatureError: 401,
    errors.ConsentError: 403,
    errors.ConfigurationError: 500,
    errors.ProviderError: 502,
    errors.ProviderTimeoutError: 504,
    errors.BudgetError: 402,
    errors.ModelError: 500,
    errors.BusyError: 429,
    errors.StoreError: 503,
    errors.StoreFullError: 507,
}
"""Status of a class and of what derives from it; the nearest class counts."""

SIGN_IN_PATH = "/v1/session/oidc"
"""What lies below `/v1` and is yet opened by a person: errors are told on a page."""
DEFAULT_RETRY_S = 5.0
SERVER_ERROR = 500
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="wornby"'}
CODES: Mapping[int, str] = {400: "input", 404: "not-found", 405: "method-not-allowed", 413: "body-too-large"}

log = structlog.get_logger(__name__)


def status_of(error_type: type[errors.WornbyError]) -> int:
    """The status for a class of the tree."""
    return next(STATUSES[base] for base in error_type.__mro__ if base in STATUSES)


def problem_of(error: errors.WornbyError) -> Problem:
    """The problem for an error. What broke inside of the house is named by its code alone."""
    status = status_of(type(error))
    retry = error.retry_after_s
    if retry is None and error.retryable:
        retry = DEFAULT_RETRY_S
    hidden = "The server could not do this; its log says more."
    return Problem(
        status=status,
        code=error.code,
        detail=hidden if _is_internal(error) else error.message,
        retry_after_s=retry,
    )


def problem_from(error: Exception) -> Problem:
    """The problem for any error that is expected here; what broke inside of the house is logged.

    Raises:
        Exception: The error itself, where nobody expects it.
    """
    if isinstance(error, errors.WornbyError):
        if _is_internal(error):
            log.error("http.error", code=error.code, error=type(error).__name__, message=error.message)
        return problem_of(error)
    if isinstance(error, HTTPException):
        code = CODES.get(error.status_code, "http")
        return Problem(status=error.status_code, code=code, detail=str(error.detail))
    if isinstance(error, RequestValidationError):
        detail = "; ".join(f"{_place(each['loc'])}: {each['msg']}" for each in error.errors())
        return Problem(status=422, code="request", detail=detail)
    raise error


def error_of(failure: Failure) -> errors.WornbyError:
    """The error that a job's failure was made from, as far as its code tells."""
    return errors.error_with_code(failure.code, failure.message)


def install_errors(app: FastAPI) -> None:
    """Teach an app to answer every expected error with a problem."""

    async def on_error(request: Request, exc: Exception) -> Response:
        headers = exc.headers if isinstance(exc, HTTPException) else None
        return _answer(request, problem_from(exc), headers=headers)

    for expected in (errors.WornbyError, HTTPException, RequestValidationError):
        app.add_exception_handler(expected, on_error)


class LastDoor:
    """Answers what nobody expected with a bare 500; logs and counts it."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:  # the API's last door: whatever is left is logged and counted, never shown
            self._metrics.unexpected_errors.inc()
            log.exception("http.unexpected_error")
            if scope["type"] != "http" or started:
                raise
            detail = "Something unexpected went wrong; the server's log says what."
            await Problem(status=SERVER_ERROR, code="error", detail=detail).response()(scope, receive, send)


def _is_internal(error: errors.WornbyError) -> bool:
    """Whether it broke inside of the house. What a service outside said may name an address: told, but not logged."""
    return status_of(type(error)) >= SERVER_ERROR and not isinstance(error, errors.ProviderError)


def _answer(request: Request, problem: Problem, *, headers: Mapping[str, str] | None = None) -> Response:
    every = dict(headers or {}) | (CHALLENGE if problem.status == HTTPStatus.UNAUTHORIZED else {})
    wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    path = request.url.path
    if wants_page and path.startswith(SIGN_IN_PATH):
        return render("not_signed_in.html", status=problem.status, headers=every, problem=problem.body())
    if wants_page and not path.startswith("/v1"):
        return render("error.html", status=problem.status, headers=every, problem=problem.body())
    return problem.response(headers=every)


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)
