"""Imagga, as far as wornby can stand in for it: its tags and colours."""

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from wornby.api.bodies import checked
from wornby.api.callers import Caller
from wornby.api.compat.guard import admit_with_secret, basic_of, compat_router, purposes_of
from wornby.api.compat.imagga.answers import LANGUAGE, colors_of, tags_of
from wornby.api.compat.imagga.asking import ColorsIn, TagsIn, read_request
from wornby.api.compat.imagga.telling import answer, refusal, tell
from wornby.api.compat.tagged import tagged
from wornby.api.context import engine_of
from wornby.datamodel import Scope
from wornby.engine import Engine
from wornby.imaging.decode import decode_photo

__all__ = ["router"]


async def check(request: Request) -> Caller:
    """Who asks by HTTP basic authentication: an access key id with its secret, or an API key as the password.

    Raises:
        ServiceError: Nobody says who asks.
        AccessError: The key or its secret is unknown, or it lacks the scope.
        BusyError: There were too many requests.
    """
    given = basic_of(request)
    if given is None:
        message = "Authorization required: give a key and its secret by HTTP basic authentication."
        raise refusal(message, status=401)
    name, secret = given
    return await admit_with_secret(request, name, secret=secret, scope=Scope.INGEST)


router = compat_router(check=check, tell=tell)


@router.get("/v2/tags")
@router.post("/v2/tags")
async def tags(request: Request) -> Response:
    """What is in a picture, in words; nothing is kept."""
    asked = await read_request(request)
    wanted = checked(asked.parameters, TagsIn)
    languages = {word.strip() for word in wanted.language.split(",")}
    if languages != {LANGUAGE}:
        message = f"Unsupported language. wornby says it in {LANGUAGE} alone."
        raise refusal(message)
    engine = engine_of(request)
    _, said = await run_in_threadpool(tagged, engine, asked.content, purposes=purposes_of(engine.settings))
    return answer({"tags": tags_of(said, wanted, vocabulary=engine.vocabulary)})


@router.get("/v2/colors")
@router.post("/v2/colors")
async def colors(request: Request) -> Response:
    """The colours of a picture, and of what stands before its ground; nothing is kept."""
    asked = await read_request(request)
    wanted = checked(asked.parameters, ColorsIn)
    return answer({"colors": await run_in_threadpool(_measured, engine_of(request), asked.content, wanted)})


@router.api_route("/v2/{rest:path}", methods=["DELETE", "GET", "POST"])
async def unserved(rest: str) -> Response:
    """Everything else that Imagga has."""
    message = f"/v2/{rest[:50]} is not supported by wornby: it serves /v2/tags and /v2/colors. See docs/compat.md."
    raise refusal(message, status=404)


def _measured(engine: Engine, content: bytes, wanted: ColorsIn) -> dict[str, object]:
    pixels = decode_photo(content, max_pixels=engine.settings.max_pixels).pixels
    front = engine.looking.foreground(pixels) if wanted.extract_object_colors else None
    return colors_of(pixels, wanted, front=front)
