"""The labelling page's app. Every address begins with a secret, so that nobody else on the machine can write."""

import mimetypes
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi import Path as PathPart
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from wornby.api.errors import problem_of
from wornby.api.labelling.desk import Desk
from wornby.api.labelling.ranking import EVERYTHING, Ranking
from wornby.api.limits import BodyLimit, HostCheck, SecurityHeaders
from wornby.api.templating import HERE, render
from wornby.comparison.sheet import Label
from wornby.errors import NotFoundError, WornbyError
from wornby.settings import Settings

_NOT_FOUND = 404
_MAX_BODY_BYTES = 10_000
_SHARED = ("wornby.css", "dom.js", "icon.svg")
_OWN = Path(__file__).parent / "static"
_WRONG_ADDRESS = "Nothing is here. Open the whole address that `wornby label` printed, with its secret part.\n"


class LabelIn(BaseModel):
    """An answer; without a value it is taken away."""

    model_config = ConfigDict(extra="forbid")

    value: str | None = Field(default=None, max_length=100)
    doubt: bool = False


class SecretGate:
    """Lets pass what begins with the secret; nothing else is here."""

    def __init__(self, app: ASGIApp, *, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say that nothing is here."""
        if scope["type"] == "http":
            given = scope["path"].strip("/").partition("/")[0].encode()
            if not secrets.compare_digest(given, self._token):
                await PlainTextResponse(_WRONG_ADDRESS, status_code=_NOT_FOUND)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def create_labelling_app(desk: Desk, *, ranking: Ranking, token: str) -> FastAPI:
    """The page and what it asks for.

    Args:
        desk: Photos, questions, answers.
        ranking: Says which photo comes next; the caller starts and stops it.
        token: The secret first part of every address; letters, digits, "-" and "_".
    """
    limits = Settings(allowed_hosts=[], max_upload_bytes=_MAX_BODY_BYTES)
    app = FastAPI(
        title="wornby label",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(HostCheck, settings=limits),
            Middleware(SecretGate, token=token),
            Middleware(BodyLimit, settings=limits),
        ],
    )

    async def on_error(_: Request, exc: Exception) -> Response:
        if not isinstance(exc, WornbyError):
            raise exc
        return problem_of(exc).response()

    app.add_exception_handler(WornbyError, on_error)
    app.include_router(_pages(desk), prefix=f"/{token}")
    app.include_router(_answers(desk, ranking), prefix=f"/{token}")
    return app


def _pages(desk: Desk) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    files = _static_files()

    @router.get("/")
    def show_page() -> HTMLResponse:
        return render("label.html", photos=len(desk.photos))

    @router.get("/static/{name}")
    def get_static(name: Annotated[str, PathPart(max_length=100)]) -> Response:
        if name not in files:
            message = "No such file."
            raise NotFoundError(message)
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(files[name], media_type=media_type, headers={"Cache-Control": "no-cache"})

    @router.get("/photos/{number}")
    def get_photo(number: int) -> Response:
        headers = {"Cache-Control": "private, max-age=3600"}
        return Response(desk.picture(number), media_type="image/jpeg", headers=headers)

    return router


def _answers(desk: Desk, ranking: Ranking) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/desk")
    def get_desk() -> dict[str, object]:
        return desk.state()

    @router.get("/order")
    def get_order(by: str = EVERYTHING) -> dict[str, object]:
        looked_at, total = ranking.progress
        return {"order": ranking.order(by), "looked_at": looked_at, "total": total}

    @router.put("/photos/{number}/labels/{question}")
    def put_label(number: int, question: str, body: LabelIn) -> dict[str, bool]:
        label = None if body.value is None else Label(value=body.value, doubted=body.doubt)
        desk.answer(number, question, label=label)
        return {"saved": True}

    return router


def _static_files() -> Mapping[str, bytes]:
    mimetypes.add_type("text/javascript", ".js")
    own = {path.name: path.read_bytes() for path in sorted(_OWN.iterdir())}
    return own | {name: (HERE / "static" / name).read_bytes() for name in _SHARED}
