"""Cloudinary's Admin API: lists of photos and what is known of one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from wornby.api.auth import needs
from wornby.api.compat.cloudinary.analysing import ASKED
from wornby.api.compat.cloudinary.doors import check_secret
from wornby.api.compat.cloudinary.listing import any_of, is_, list_query, of_kind
from wornby.api.compat.cloudinary.params import Params, read_params
from wornby.api.compat.cloudinary.place import addresses_of, admin_answer, check_type, kind_of, note_of
from wornby.api.compat.cloudinary.refusals import RefusedError, not_found, tell, unsupported
from wornby.api.compat.cloudinary.routes_upload import analysed, changed_of
from wornby.api.compat.cloudinary.shapes import RESOURCE_TYPE, Addresses, Answer, context_of, detailed, listed, only
from wornby.api.compat.cloudinary.uploading import LONGEST_KEY, checked_folder
from wornby.api.compat.guard import compat_router
from wornby.api.context import engine_of
from wornby.datamodel import Scope
from wornby.datamodel.naming import EVERYTHING, MOST_NAMES, Condition, NamedAsset, NameField, NameQuery
from wornby.engine import Engine

router = compat_router(check=check_secret, tell=tell)

_PAGE = frozenset({"context", "direction", "fields", "max_results", "next_cursor", "start_at", "tags"})
_DELETE = frozenset({"all", "asset_ids", "next_cursor", "prefix", "public_ids"})
_UPDATE = (ASKED - {"colors", "faces", "phash"}) | {"asset_folder", "context", "display_name", "tags"}
_DETAILS = frozenset({"colors", "faces", "max_results", "phash"})
_TYPES = frozenset({"image", "raw", "video"})
_RESOURCES = "/v1_1/{cloud}/resources"


@router.get("/v1_1/{cloud}/ping")
@needs(Scope.READ)
async def ping(request: Request, cloud: str) -> Response:
    """Say that somebody is here."""
    addresses_of(request, cloud)
    return admin_answer(request, {"status": "ok"})


@router.get("/v1_1/{cloud}/config")
@needs(Scope.READ)
async def config(request: Request, cloud: str) -> Response:
    """Name the cloud."""
    addresses_of(request, cloud)
    return admin_answer(request, {"cloud_name": cloud})


@router.get("/v1_1/{cloud}/usage")
@needs(Scope.STAFF)
async def usage(request: Request, cloud: str) -> Response:
    """How many photos there are, and how large one may be; nothing here is billed."""
    addresses_of(request, cloud)
    engine = engine_of(request)
    page = await run_in_threadpool(engine.names.query, NameQuery(limit=1))
    settings = engine.settings
    said = {
        "plan": "wornby",
        "last_updated": f"{datetime.now(UTC):%Y-%m-%d}",
        "objects": {"usage": page.total},
        "resources": page.total,
        "derived_resources": 0,
        "media_limits": {
            "image_max_size_bytes": settings.max_upload_bytes,
            "image_max_px": settings.max_pixels,
        },
    }
    return admin_answer(request, said)


@router.get(_RESOURCES)
@needs(Scope.READ)
async def resource_types(request: Request, cloud: str) -> Response:
    """What kinds of resources there are."""
    addresses_of(request, cloud)
    return admin_answer(request, {"resource_types": [RESOURCE_TYPE]})


@router.delete(_RESOURCES)
@needs(Scope.ADMIN)
async def delete_by_asset_ids(request: Request, cloud: str) -> Response:
    """Delete photos by their ids, with all of their names."""
    addresses_of(request, cloud)
    params = await read_params(request)
    params.only(_DELETE & {"asset_ids", "next_cursor"}, ignored=frozenset({"invalidate"}))
    return await _delete(request, any_of(NameField.ASSET_ID, params.texts("asset_ids")))


@router.get(_RESOURCES + "/by_asset_folder")
@needs(Scope.STAFF)
async def by_asset_folder(request: Request, cloud: str) -> Response:
    """Photos in one folder."""
    params = await read_params(request)
    params.only(_PAGE | {"asset_folder"})
    return await _list(request, cloud, params, is_(NameField.FOLDER, params.text("asset_folder").strip("/")))


@router.get(_RESOURCES + "/by_asset_ids")
@needs(Scope.STAFF)
async def by_asset_ids(request: Request, cloud: str) -> Response:
    """Photos by their ids."""
    params = await read_params(request)
    params.only(_PAGE | {"asset_ids"})
    return await _listed_whole(request, cloud, params, any_of(NameField.ASSET_ID, params.texts("asset_ids")))


@router.get(_RESOURCES + "/{resource_type}/tags/{tag:path}")
@needs(Scope.STAFF)
async def by_tag(request: Request, cloud: str, *, resource_type: str, tag: str) -> Response:
    """Photos with a tag."""
    check_type(resource_type)
    params = await read_params(request)
    params.only(_PAGE)
    return await _list(request, cloud, params, is_(NameField.TAG, tag))


@router.delete(_RESOURCES + "/{resource_type}/tags/{tag:path}")
@needs(Scope.ADMIN)
async def delete_by_tag(request: Request, cloud: str, *, resource_type: str, tag: str) -> Response:
    """Delete photos with a tag."""
    check_type(resource_type)
    addresses_of(request, cloud)
    params = await read_params(request)
    params.only(frozenset({"next_cursor"}), ignored=frozenset({"invalidate"}))
    return await _delete(request, is_(NameField.TAG, tag))


@router.get(_RESOURCES + "/{resource_type}/context")
@needs(Scope.STAFF)
async def by_context(request: Request, cloud: str, resource_type: str) -> Response:
    """Photos with a key in their context, of one value or any."""
    check_type(resource_type)
    params = await read_params(request)
    params.only(_PAGE | {"key", "value"})
    key, value = params.text("key"), params.text("value")
    if not key:
        message = "Missing required parameter - key"
        raise RefusedError(message)
    return await _list(request, cloud, params, is_(NameField.CONTEXT, value, prefix=not value, key=key))


@router.get(_RESOURCES + "/{resource_type}/{kind}")
@needs(Scope.STAFF)
async def by_type(request: Request, cloud: str, *, resource_type: str, kind: str) -> Response:
    """Photos of one type: all, some by their names, or those whose names begin alike."""
    check_type(resource_type)
    params = await read_params(request)
    params.only(_PAGE | {"prefix", "public_ids"})
    parts = [of_kind(kind_of(kind))]
    if "public_ids" in params.values:
        parts.append(any_of(NameField.PUBLIC_ID, params.texts("public_ids")))
        return await _listed_whole(request, cloud, params, *parts)
    return await _list(request, cloud, params, *parts, _beginning(params))


@router.delete(_RESOURCES + "/{resource_type}/{kind}")
@needs(Scope.ADMIN)
async def delete_by_type(request: Request, cloud: str, *, resource_type: str, kind: str) -> Response:
    """Delete photos by their names, by how these begin, or all."""
    check_type(resource_type)
    addresses_of(request, cloud)
    params = await read_params(request)
    params.only(_DELETE - {"asset_ids"}, ignored=frozenset({"invalidate"}))
    of_type = of_kind(kind_of(kind))
    if params.values.keys() & {"public_ids"}:
        return await run_in_threadpool(_delete_named, request, params, kind=kind)
    if params.text("prefix"):
        return await _delete(request, of_type, _beginning(params))
    if not params.flag("all"):
        message = "Missing required parameter - public_ids, prefix or all"
        raise RefusedError(message)
    return await _delete(request, of_type)


@router.get(_RESOURCES + "/{resource_type}/{kind}/{public_id:path}")
@needs(Scope.STAFF)
async def resource(request: Request, cloud: str, *, resource_type: str, kind: str, public_id: str) -> Response:
    """One photo by its name."""
    if kind == "moderations":
        what = "Moderation"
        raise unsupported(what)
    check_type(resource_type)
    addresses, params = addresses_of(request, cloud), await read_params(request)
    params.only(_DETAILS)
    named = engine_of(request).names.resolve(public_id, kind=kind_of(kind))
    if named is None:
        raise not_found(public_id)
    return await run_in_threadpool(_details, request, named, params, addresses=addresses)


@router.post(_RESOURCES + "/{resource_type}/{kind}/{public_id:path}")
@needs(Scope.STAFF)
async def update(request: Request, cloud: str, *, resource_type: str, kind: str, public_id: str) -> Response:
    """Change what is said of one photo."""
    check_type(resource_type)
    addresses, params = addresses_of(request, cloud), await read_params(request)
    params.only(_UPDATE)
    named = engine_of(request).names.resolve(public_id, kind=kind_of(kind))
    if named is None:
        raise not_found(public_id)
    return await run_in_threadpool(_update, request, named, params, addresses=addresses)


@router.get(_RESOURCES + "/{resource_type}")
@needs(Scope.STAFF)
async def of_type_or_id(request: Request, cloud: str, resource_type: str) -> Response:
    """All photos; or one by its id, which stands in the same place of the address."""
    addresses, params = addresses_of(request, cloud), await read_params(request)
    if resource_type in _TYPES:
        check_type(resource_type)
        params.only(_PAGE | {"prefix"})
        return await _list(request, cloud, params, _beginning(params))
    params.only(_DETAILS)
    query = NameQuery(where=is_(NameField.ASSET_ID, resource_type), limit=1)
    page = await run_in_threadpool(engine_of(request).names.query, query)
    if not page.names:
        raise not_found(resource_type)
    return await run_in_threadpool(_details, request, page.names[0], params, addresses=addresses)


@router.get("/v1_1/{cloud}/tags/{resource_type}")
@needs(Scope.STAFF)
async def list_tags(request: Request, cloud: str, resource_type: str) -> Response:
    """Tags that photos have."""
    check_type(resource_type)
    addresses_of(request, cloud)
    params = await read_params(request)
    params.only(frozenset({"max_results", "next_cursor", "prefix"}))
    limit = params.whole("max_results", default=10, most=MOST_NAMES)
    names, after = engine_of(request).names, params.text("next_cursor") or None
    found = await run_in_threadpool(
        lambda: names.tags(prefix=params.text("prefix"), after=after, limit=limit + 1),
    )
    answer: Answer = {"tags": list(found[:limit])}
    if len(found) > limit:
        answer["next_cursor"] = found[limit - 1]
    return admin_answer(request, answer)


@router.get("/v1_1/{cloud}/folders")
@needs(Scope.STAFF)
async def root_folders(request: Request, cloud: str) -> Response:
    """Folders at the top."""
    return await _folders(request, cloud, above="")


@router.get("/v1_1/{cloud}/folders/{path:path}")
@needs(Scope.STAFF)
async def subfolders(request: Request, cloud: str, path: str) -> Response:
    """Folders in a folder."""
    return await _folders(request, cloud, above=path.strip("/") + "/")


async def _folders(request: Request, cloud: str, *, above: str) -> Response:
    addresses_of(request, cloud)
    params = await read_params(request)
    params.only(frozenset({"max_results"}))
    held = await run_in_threadpool(engine_of(request).names.folders)
    names = sorted({folder.removeprefix(above).partition("/")[0] for folder in held if folder.startswith(above)})
    if above and not names and above.rstrip("/") not in held:
        message = f"Can't find folder with path {above.rstrip('/')}"
        raise RefusedError(message, status=404)
    limit = params.whole("max_results", default=MOST_NAMES, most=MOST_NAMES)
    said = [{"name": name, "path": above + name} for name in names[:limit]]
    return admin_answer(request, {"folders": said, "total_count": len(names), "next_cursor": None})


def _beginning(params: Params) -> Condition:
    prefix = params.text("prefix")
    return is_(NameField.PUBLIC_ID, prefix, prefix=True) if prefix else EVERYTHING


async def _list(request: Request, cloud: str, params: Params, *parts: Condition) -> Response:
    """A page of a list."""
    addresses, query = addresses_of(request, cloud), list_query(params, *parts)
    page = await run_in_threadpool(engine_of(request).names.query, query)
    answer: Answer = {"resources": _shown(page.names, params, addresses)}
    if page.cursor:
        answer["next_cursor"] = page.cursor
    return admin_answer(request, answer)


async def _listed_whole(request: Request, cloud: str, params: Params, *parts: Condition) -> Response:
    """A list of photos that were named one by one: they come at once."""
    query = replace(list_query(params, *parts), limit=MOST_NAMES)
    page = await run_in_threadpool(engine_of(request).names.query, query)
    return admin_answer(request, {"resources": _shown(page.names, params, addresses_of(request, cloud))})


def _shown(names: Sequence[NamedAsset], params: Params, addresses: Addresses) -> list[Answer]:
    fields = frozenset(params.listed("fields"))
    with_tags = params.flag("tags") or "tags" in fields
    with_context = params.flag("context") or "context" in fields
    found = []
    for named in names:
        answer = listed(named, addresses)
        answer |= {"tags": list(named.tags)} if with_tags else {}
        answer |= context_of(named) if with_context else {}
        found.append(only(answer, fields=fields))
    return found


def _details(request: Request, named: NamedAsset, params: Params, *, addresses: Addresses) -> Response:
    _, more = analysed(engine_of(request), named, params)
    return admin_answer(request, {**detailed(named, addresses), **more})


def _update(request: Request, named: NamedAsset, params: Params, *, addresses: Addresses) -> Response:
    engine = engine_of(request)
    folder = checked_folder(params.text("asset_folder")) if params.text("asset_folder") else ""
    display = params.text("display_name")[:LONGEST_KEY]
    changed, more = changed_of(engine, named, params)
    if folder or display:
        further = engine.names.change(
            [named.public_id],
            kind=named.kind,
            edit=lambda held: replace(
                held, asset_folder=folder or held.asset_folder, display_name=display or held.display_name
            ),
        )
        changed = further[0] if further else changed
    return admin_answer(request, {**detailed(changed, addresses), **more})


async def _delete(request: Request, *parts: Condition) -> Response:
    """Delete a page of a list; whoever is told that it was a part asks again."""
    query = list_query(Params(values={"max_results": str(MOST_NAMES)}), *parts)

    def delete() -> Response:
        engine = engine_of(request)
        page = engine.names.query(query)
        gone = {named.public_id: _deleted(engine, named, request) for named in page.names}
        answer = _deletion(gone)
        if page.cursor:
            answer |= {"partial": True, "next_cursor": page.cursor}
        return admin_answer(request, answer)

    return await run_in_threadpool(delete)


def _delete_named(request: Request, params: Params, *, kind: str) -> Response:
    engine, ids = engine_of(request), params.texts("public_ids")
    any_of(NameField.PUBLIC_ID, ids)
    gone = {}
    for public_id in ids:
        held = engine.names.resolve(public_id, kind=kind_of(kind))
        gone[public_id] = held is not None and _deleted(engine, held, request)
    return admin_answer(request, _deletion(gone))


def _deleted(engine: Engine, named: NamedAsset, request: Request) -> bool:
    return engine.names.delete(named.public_id, kind=named.kind, note=note_of(request)) is not None


def _deletion(gone: Mapping[str, bool]) -> Answer:
    return {
        "deleted": {public_id: "deleted" if done else "not_found" for public_id, done in gone.items()},
        "deleted_counts": {public_id: {"original": int(done), "derived": 0} for public_id, done in gone.items()},
        "partial": False,
    }
