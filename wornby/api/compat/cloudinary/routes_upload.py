"""Cloudinary's Upload API: photos and their names, tags and contexts."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from wornby.api.auth import caller_of, needs
from wornby.api.compat.cloudinary.analysing import ASKED, auto_tags, info_of, measured, wanted_of
from wornby.api.compat.cloudinary.delivery_addresses import check_new_name
from wornby.api.compat.cloudinary.doors import check_signature
from wornby.api.compat.cloudinary.params import Params, pairs_of, read_params
from wornby.api.compat.cloudinary.place import SIGNED, addresses_of, check_type, kind_of, note_of, public_id_of
from wornby.api.compat.cloudinary.refusals import RefusedError, not_found, tell
from wornby.api.compat.cloudinary.shapes import Addresses, Answer, uploaded
from wornby.api.compat.cloudinary.uploading import (
    checked_context,
    checked_tags,
    read_file,
    read_said,
    take_in,
)
from wornby.api.compat.guard import compat_router
from wornby.api.context import engine_of
from wornby.datamodel import Scope
from wornby.datamodel.naming import (
    MOST_NAMES,
    Comparison,
    NamedAsset,
    NameField,
    NameKind,
    NameQuery,
    Operator,
)
from wornby.engine import Engine
from wornby.engine.clients import ACCESS_PREFIX
from wornby.errors import DuplicateError

router = compat_router(check=check_signature, tell=tell)

MOST_IDS = 1000
"""Public IDs in one call about tags or contexts."""
_HARMLESS = frozenset({"invalidate", "resource_type"})
_EXPLICIT = SIGNED | ASKED | {"context", "public_id", "tags", "type"}
_RENAME = SIGNED | {"from_public_id", "overwrite", "to_public_id", "to_type", "type"}
_TAGS = SIGNED | {"command", "public_ids", "tag", "type"}
_CONTEXT = SIGNED | {"command", "context", "public_ids", "type"}
_AUTO = frozenset({"auto"})

Edit = Callable[[NamedAsset], NamedAsset]


@router.post("/v1_1/{cloud}/{resource_type}/upload")
@needs(Scope.INGEST)
async def upload(request: Request, cloud: str, resource_type: str) -> Answer:
    """Take a photo in under a name."""
    check_type(resource_type, also=_AUTO)
    addresses, params = addresses_of(request, cloud), await read_params(request)
    # What is said is checked before an address is fetched, and again with the file's own name.
    read_said(request, params, stem="")
    file = await read_file(request, params)
    said = read_said(request, params, stem=file.stem)
    kept = await run_in_threadpool(take_in, request, file, said)
    if kept.brief:
        named = kept.named
        known = {"public_id": named.public_id, "version": named.version, "type": named.kind.value}
        return {**known, "resource_type": "image", **kept.more}
    return {**_answer(request, kept.named, addresses), **kept.more}


@router.post("/v1_1/{cloud}/{resource_type}/explicit")
@needs(Scope.STAFF)
async def explicit(request: Request, cloud: str, resource_type: str) -> Answer:
    """Say something more of a photo that is in, and look at it again."""
    check_type(resource_type)
    addresses, params = addresses_of(request, cloud), await read_params(request)
    params.only(_EXPLICIT, ignored=_HARMLESS)
    return await run_in_threadpool(_explicit, request, params, addresses=addresses)


@router.post("/v1_1/{cloud}/{resource_type}/rename")
@needs(Scope.STAFF)
async def rename(request: Request, cloud: str, resource_type: str) -> Answer:
    """Give a photo another name."""
    check_type(resource_type)
    addresses, params = addresses_of(request, cloud), await read_params(request)
    params.only(_RENAME, ignored=_HARMLESS)
    return await run_in_threadpool(_rename, request, params, addresses=addresses)


@router.post("/v1_1/{cloud}/{resource_type}/destroy")
@needs(Scope.ADMIN)
async def destroy(request: Request, cloud: str, resource_type: str) -> Answer:
    """Take a name away, and the photo with its last one."""
    check_type(resource_type)
    addresses_of(request, cloud)
    params = await read_params(request)
    params.only(SIGNED | {"public_id", "type"}, ignored=_HARMLESS)
    names, public_id, kind = engine_of(request).names, public_id_of(params), kind_of(params.text("type"))

    def delete() -> bool:
        return names.delete(public_id, kind=kind, note=note_of(request)) is not None

    return {"result": "ok" if await run_in_threadpool(delete) else "not found"}


@router.post("/v1_1/{cloud}/{resource_type}/tags")
@needs(Scope.STAFF)
async def tags(request: Request, cloud: str, resource_type: str) -> Answer:
    """Add tags to some photos, take them away, or put them in the place of others."""
    check_type(resource_type)
    addresses_of(request, cloud)
    params = await read_params(request)
    params.only(_TAGS, ignored=_HARMLESS)
    return await run_in_threadpool(_tags, engine_of(request), params)


@router.post("/v1_1/{cloud}/{resource_type}/context")
@needs(Scope.STAFF)
async def context(request: Request, cloud: str, resource_type: str) -> Answer:
    """Add to the context of some photos, or take it away."""
    check_type(resource_type)
    addresses_of(request, cloud)
    params = await read_params(request)
    params.only(_CONTEXT, ignored=_HARMLESS)
    command = params.text("command")
    added = checked_context(pairs_of(params.text("context"), what="context"))
    edits: Mapping[str, Edit] = {
        "add": lambda named: replace(named, context=checked_context([*{**dict(named.context), **dict(added)}.items()])),
        "remove_all": lambda named: replace(named, context=()),
    }
    edit = _command(command, edits)
    names, ids, kind = engine_of(request).names, _ids(params), kind_of(params.text("type"))
    changed = await run_in_threadpool(lambda: names.change(ids, kind=kind, edit=edit))
    return {"public_ids": [named.public_id for named in changed]}


def analysed(engine: Engine, named: NamedAsset, params: Params) -> tuple[NamedAsset, Answer]:
    """A photo with the tags that its analysis gives, and what the answer says of it.

    Raises:
        RefusedError: Something that is not served was asked for.
    """
    wanted = wanted_of(params)
    asset = engine.get_asset(named.asset_id, everything=True)
    found = auto_tags(asset, wanted, engine=engine)
    more = info_of(asset, wanted, engine=engine)
    if wanted.needs_pixels:
        more |= measured(engine.original(asset.id), wanted, engine=engine)
    return replace(named, tags=checked_tags((*named.tags, *found))), more


def changed_of(engine: Engine, named: NamedAsset, params: Params) -> tuple[NamedAsset, Answer]:
    """Change tags and context of a photo as asked, and look at it again.

    Raises:
        RefusedError: Something that is not served was asked for, or the photo went meanwhile.
    """
    tags_given, context_given = params.listed("tags"), params.text("context")
    new_context = checked_context(pairs_of(context_given, what="context"))

    def edit(held: NamedAsset) -> NamedAsset:
        held = replace(held, tags=checked_tags(tags_given)) if tags_given else held
        return replace(held, context=new_context) if context_given else held

    found, more = analysed(engine, edit(named), params)

    def with_found(held: NamedAsset) -> NamedAsset:
        held = edit(held)
        return replace(held, tags=checked_tags((*held.tags, *found.tags)))

    changed = engine.names.change([named.public_id], kind=named.kind, edit=with_found)
    if not changed:
        raise not_found(named.public_id)
    return changed[0], more


def _explicit(request: Request, params: Params, *, addresses: Addresses) -> Answer:
    engine, public_id = engine_of(request), public_id_of(params)
    named = engine.names.resolve(public_id, kind=kind_of(params.text("type")))
    if named is None:
        raise not_found(public_id)
    changed, more = changed_of(engine, named, params)
    return {**_answer(request, changed, addresses), **more}


def _rename(request: Request, params: Params, *, addresses: Addresses) -> Answer:
    engine, kind = engine_of(request), kind_of(params.text("type"))
    old, new = public_id_of(params, "from_public_id"), public_id_of(params, "to_public_id")
    overwrite = params.flag("overwrite")
    if engine.names.resolve(old, kind=kind) is None:
        raise not_found(old)
    if overwrite and not caller_of(request).may(Scope.ADMIN):
        message = "To overwrite a photo takes a key of scope admin"
        raise RefusedError(message, status=403)
    check_new_name(new)
    try:
        named = engine.names.rename(
            old,
            kind=kind,
            to=new,
            to_kind=kind_of(params.text("to_type")) if params.text("to_type") else kind,
            overwrite=overwrite,
            note=note_of(request),
        )
    except DuplicateError as exc:
        message = f"to_public_id {new} already exists"
        raise RefusedError(message) from exc
    return _answer(request, named, addresses)


def _tags(engine: Engine, params: Params) -> Answer:
    command, given = params.text("command"), frozenset(checked_tags(params.listed("tag")))
    edits: Mapping[str, Edit] = {
        "add": lambda named: replace(named, tags=checked_tags((*named.tags, *given))),
        "remove": lambda named: replace(named, tags=tuple(tag for tag in named.tags if tag not in given)),
        "remove_all": lambda named: replace(named, tags=()),
        "replace": lambda named: replace(named, tags=checked_tags(tuple(given))),
    }
    edits = {**edits, "set_exclusive": edits["add"]}
    edit = _command(command, edits)
    if command != "remove_all" and not given:
        message = "Missing required parameter - tag"
        raise RefusedError(message)
    ids, kind = _ids(params), kind_of(params.text("type"))
    if command == "set_exclusive":
        for tag in sorted(given):
            _take_from_others(engine, tag, keep=frozenset(ids), kind=kind, edit=edits["remove"])
    return {"public_ids": [named.public_id for named in engine.names.change(ids, kind=kind, edit=edit)]}


def _take_from_others(engine: Engine, tag: str, *, keep: frozenset[str], kind: NameKind, edit: Edit) -> None:
    """Take a tag from all names of a kind but some."""
    where = Comparison(field=NameField.TAG, operator=Operator.EQUAL, value=tag)
    after: str | None = None
    while True:
        page = engine.names.query(NameQuery(where=where, after=after, limit=MOST_NAMES))
        others = [named.public_id for named in page.names if named.kind is kind and named.public_id not in keep]
        engine.names.change(others, kind=kind, edit=edit)
        if page.cursor is None:
            return
        after = page.cursor


def _command(command: str, edits: Mapping[str, Edit]) -> Edit:
    if command not in edits:
        message = f"Invalid command: give {', '.join(sorted(edits))}"
        raise RefusedError(message)
    return edits[command]


def _ids(params: Params) -> tuple[str, ...]:
    found = params.texts("public_ids")
    if not 1 <= len(found) <= MOST_IDS:
        message = f"Give 1 to {MOST_IDS} public_ids"
        raise RefusedError(message)
    return found


def _answer(request: Request, named: NamedAsset, addresses: Addresses) -> Answer:
    _, secret = engine_of(request).clients.find(ACCESS_PREFIX + caller_of(request).key_id)
    return uploaded(named, addresses, secret=secret)
