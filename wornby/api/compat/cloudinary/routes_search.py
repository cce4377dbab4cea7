"""Cloudinary's searches: by an expression, and by what pictures show."""

import time
from datetime import UTC, datetime

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from wornby.api import bodies
from wornby.api.auth import needs
from wornby.api.compat.cloudinary.doors import check_secret
from wornby.api.compat.cloudinary.listing import any_of, further_fields, search_query
from wornby.api.compat.cloudinary.params import Params, read_params
from wornby.api.compat.cloudinary.place import addresses_of, admin_answer
from wornby.api.compat.cloudinary.refusals import RefusedError, tell
from wornby.api.compat.cloudinary.shapes import Addresses, Answer, context_of, only, searched
from wornby.api.compat.guard import compat_router
from wornby.api.context import engine_of
from wornby.datamodel import Query, Scope
from wornby.datamodel.naming import MOST_NAMES, NamedAsset, NameField, NameQuery

router = compat_router(check=check_secret, tell=tell)

_SEARCH = frozenset({"expression", "fields", "max_results", "next_cursor", "sort_by", "with_field"})
_LOOKS = ("image_asset_id", "image_file", "image_url", "text")
MOST_LOOKS = 100
"""Wearers that one search by looks ranks; each photo is named once."""


@router.api_route("/v1_1/{cloud}/resources/search", methods=["GET", "POST"])
@needs(Scope.STAFF)
async def search(request: Request, cloud: str) -> Response:
    """Photos that an expression describes, found by the database."""
    addresses, params = addresses_of(request, cloud), await read_params(request)
    params.only(_SEARCH)
    query = search_query(params, now=datetime.now(UTC))
    further, fields = further_fields(params), frozenset(params.listed("fields"))
    started = time.perf_counter()
    page = await run_in_threadpool(engine_of(request).names.query, query)
    answer: Answer = {
        "total_count": page.total,
        "time": round((time.perf_counter() - started) * 1000),
        "resources": [_found(named, addresses, further=further, fields=fields) for named in page.names],
    }
    if page.cursor:
        answer["next_cursor"] = page.cursor
    return admin_answer(request, answer)


@router.api_route("/v1_1/{cloud}/resources/visual_search", methods=["GET", "POST"])
@needs(Scope.STAFF)
async def visual_search(request: Request, cloud: str) -> Response:
    """Photos that look like a picture, or that words describe; the best first."""
    addresses, params = addresses_of(request, cloud), await read_params(request)
    params.only(frozenset(_LOOKS))
    given = [name for name in _LOOKS if name in params.values or name in params.files]
    if len(given) != 1:
        message = "Give one of image_url, image_asset_id, image_file, text"
        raise RefusedError(message)
    image = await _image(request, params)
    return await run_in_threadpool(_looked_for, request, params, image=image, addresses=addresses)


async def _image(request: Request, params: Params) -> bytes | None:
    upload = params.files.get("image_file")
    if upload is None:
        if params.text("image_file"):
            message = "Send image_file as a file"
            raise RefusedError(message)
        return None
    sent = await bodies.read_upload(upload, max_bytes=engine_of(request).settings.max_upload_bytes)
    return sent.content


def _looked_for(request: Request, params: Params, *, image: bytes | None, addresses: Addresses) -> Response:
    engine = engine_of(request)
    query = Query(text=params.text("text"), like=params.text("image_asset_id"), k=MOST_LOOKS, everything=True)
    result = engine.search(query, image_url=params.text("image_url") or None, image_bytes=image)
    ids = list(dict.fromkeys(hit.asset.id for hit in result.hits))
    where = any_of(NameField.ASSET_ID, ids, most=MOST_LOOKS)
    names: dict[str, list[NamedAsset]] = {}
    for named in engine.names.query(NameQuery(where=where, limit=MOST_NAMES)).names:
        names.setdefault(named.asset_id, []).append(named)
    found = [searched(named, addresses) for asset_id in ids for named in names.get(asset_id, ())]
    return admin_answer(request, {"resources": found, "total_count": len(found)})


def _found(named: NamedAsset, addresses: Addresses, *, further: frozenset[str], fields: frozenset[str]) -> Answer:
    answer = searched(named, addresses)
    answer |= {"tags": list(named.tags)} if "tags" in further | fields else {}
    answer |= context_of(named) if "context" in further | fields else {}
    return only(answer, fields=fields)
