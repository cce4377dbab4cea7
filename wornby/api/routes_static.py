"""Scripts and styles of the pages."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi import Path as PathPart

from wornby.api.auth import GuardedRoute, needs
from wornby.errors import NotFoundError

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)

STATIC = Path(__file__).parent / "static"
ELSEWHERE = frozenset({"gallery"})
"""Folders with a route of their own."""

Name = Annotated[str, PathPart(max_length=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _StaticFile:
    content: bytes
    media_type: str
    etag: str


def _static_files() -> Mapping[str, _StaticFile]:
    mimetypes.add_type("text/javascript", ".js")
    files = {}
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        name = path.relative_to(STATIC)
        if name.parts[0] not in ELSEWHERE:
            content = path.read_bytes()
            media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            etag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
            files[name.as_posix()] = _StaticFile(content=content, media_type=media_type, etag=etag)
    return files


_FILES = _static_files()


@router.get("/static/{name}")
@needs(None)
def get_static(request: Request, name: Name) -> Response:
    """A script or style. Only files that were there at start are known."""
    return _answer(request, name)


@router.get("/static/{folder}/{name}")
@needs(None)
def get_static_of(request: Request, folder: Name, name: Name) -> Response:
    """The same, from a page's own folder."""
    return _answer(request, f"{folder}/{name}")


def _answer(request: Request, name: str) -> Response:
    file = _FILES.get(name)
    if file is None:
        message = "No such file."
        raise NotFoundError(message)
    headers = {"Cache-Control": "no-cache", "ETag": file.etag}
    if request.headers.get("if-none-match") == file.etag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=headers)
