"""Pages of the shop's own sites may read what is for shoppers; pages of other sites may not."""

from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wornby.api.problems import Problem
from wornby.errors import OriginError
from wornby.settings import Settings

SHARED_PREFIX = "/gallery/"
"""Below it lies what pages of other sites use; nothing there reads a cookie."""
MAX_AGE_S = 600
METHODS = "GET, POST"
HEADERS = "Content-Type"
_FORBIDDEN = HTTPStatus.FORBIDDEN
_DETAIL = "Pages of this site may not use this. The operator can add it to WORNBY_SHOP_ORIGINS."


class ShopOrigins:
    """Tells browsers which sites may read what lies below `/gallery/`. Never with cookies, never every site."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._origins = frozenset(settings.shop_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a browser's question beforehand, or pass a request on."""
        if scope["type"] != "http" or not scope["path"].startswith(SHARED_PREFIX):
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        origin = asked.get("origin", "")
        allowed = origin in self._origins

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Origin")
                if allowed:
                    headers["Access-Control-Allow-Origin"] = origin
                    headers["Access-Control-Expose-Headers"] = "Retry-After"
            await send(message)

        if scope["method"] == "OPTIONS" and origin and "access-control-request-method" in asked:
            await self._preflight(allowed=allowed)(scope, receive, add)
            return
        await self._app(scope, receive, add)

    @staticmethod
    def _preflight(*, allowed: bool) -> Response:
        if not allowed:
            return Problem(status=_FORBIDDEN, code=OriginError.code, detail=_DETAIL).response()
        headers = {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": HEADERS,
            "Access-Control-Max-Age": str(MAX_AGE_S),
        }
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)


def check_origin(request: Request, origins: Collection[str]) -> None:
    """Refuse a page of another site than the shop's and this server's own.

    Raises:
        OriginError: It is one.
    """
    origin = request.headers.get("origin")
    if origin is not None and origin not in origins and not is_own(request, origin):
        raise OriginError(_DETAIL)


def is_own(request: Request, origin: str) -> bool:
    """Whether a page of this server asks. Its scheme is not compared: a proxy before it may speak HTTPS."""
    host = request.headers.get("host", "").strip().lower()
    return bool(host) and urlsplit(origin.lower()).netloc == host
