"""What every request and answer must keep to: hosts, sizes, headers."""

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wornby.api.cors import SHARED_PREFIX
from wornby.api.hosts import LOOPBACK_NAMES, host_name
from wornby.api.problems import Problem
from wornby.settings import Settings

CONTENT_TOO_LARGE = 413
BATCH_PATH = "/v1/assets/batch"
SMALL_BYTES = 10_000
SMALL_PREFIXES = ("/gallery/", "/v1/session", "/v1/users", "/v1/keys")
"""What is sent here is short, and some of it by anybody: nobody makes the server hold much for it."""
WEAR_PREFIX = "/wear/v1/"
WEAR_UPLOAD_PATH = "/wear/v1/photos"
_PRIVATE_PREFIXES = ("/v1/", WEAR_PREFIX)
"""Below it no cache keeps anything that does not say so itself."""
BATCH_FACTOR = 10
"""A batch's body may be this many uploads of the largest size, however many photos it holds."""

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Adds the headers that keep a browser from doing what no page of ours asks for.

    Args:
        app: What answers.
        hsts_s: Seconds for which browsers are to come back over HTTPS alone; 0 says nothing about it.
    """

    def __init__(self, app: ASGIApp, *, hsts_s: int = 0) -> None:
        self._app = app
        own = dict(SECURITY_HEADERS)
        if hsts_s:
            own["Strict-Transport-Security"] = f"max-age={hsts_s}"
        self._own = own
        self._shared = own | {"Cross-Origin-Resource-Policy": "cross-origin"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        wanted = self._shared if scope.get("path", "").startswith(SHARED_PREFIX) else self._own

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in wanted.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(_PRIVATE_PREFIXES):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, add)


class HostCheck:
    """Refuses a Host that is not served here, so that no foreign name can be bound to this address."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._names = LOOPBACK_NAMES | {name.lower() for name in settings.allowed_hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and host_name(Headers(scope=scope).get("host", "")) not in self._names:
            detail = "This host name is not served here. The operator can add it to WORNBY_ALLOWED_HOSTS."
            await Problem(status=421, code="host", detail=detail).response()(scope, receive, send)
            return
        await self._app(scope, receive, send)


class BodyLimit:
    """Refuses a body that is too large, by its announced length or while it streams in."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._limit = settings.max_upload_bytes
        self._batch_limit = settings.max_upload_bytes * min(settings.max_batch, BATCH_FACTOR)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope["path"])
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > limit:
            await _refuse(limit, scope=scope, receive=receive, send=send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b"")) if message["type"] == "http.request" else 0
            if seen > limit:
                raise HTTPException(CONTENT_TOO_LARGE, detail=_detail(limit), headers={"Connection": "close"})
            return message

        await self._app(scope, counted, send)

    def _limit_of(self, path: str) -> int:
        if path == BATCH_PATH:
            return self._batch_limit
        small = path.startswith(SMALL_PREFIXES) or (path.startswith(WEAR_PREFIX) and path != WEAR_UPLOAD_PATH)
        return min(SMALL_BYTES, self._limit) if small else self._limit


async def _refuse(limit: int, *, scope: Scope, receive: Receive, send: Send) -> None:
    problem = Problem(status=CONTENT_TOO_LARGE, code="body-too-large", detail=_detail(limit))
    await problem.response(headers={"Connection": "close"})(scope, receive, send)


def _detail(limit: int) -> str:
    return f"The request's body is larger than the {limit} bytes allowed here."
