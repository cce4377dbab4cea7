"""One upload: its file, its name, its rights, and what is kept of it."""

import base64
import binascii
import hashlib
import re
import secrets
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from wornby.api import bodies
from wornby.api.auth import caller_of
from wornby.api.compat.cloudinary.analysing import ASKED, Wanted, auto_tags, info_of, measured, wanted_of
from wornby.api.compat.cloudinary.delivery_addresses import check_new_name
from wornby.api.compat.cloudinary.params import Params, pairs_of
from wornby.api.compat.cloudinary.place import SIGNED, kind_of, note_of
from wornby.api.compat.cloudinary.refusals import RefusedError, unsupported
from wornby.api.compat.guard import purposes_of, rights_of
from wornby.api.context import engine_of
from wornby.datamodel import AssetKind, IngestOptions, Outcome, Purpose, Rights, RightsNote, Scope
from wornby.datamodel.naming import NamedAsset
from wornby.datamodel.rights import ACTIVE_STATES, CLOSED_STATES
from wornby.datamodel.sources import WEB, scheme_of
from wornby.engine import Engine
from wornby.engine.named import check_name
from wornby.errors import DuplicateError, WornbyError
from wornby.imaging.container import sniff_format

NAMING = frozenset(
    {
        *("asset_folder", "discard_original_filename", "display_name", "filename_override", "folder", "public_id"),
        *("public_id_prefix", "unique_filename", "use_asset_folder_as_public_id_prefix", "use_filename"),
        *("use_filename_as_display_name",),
    }
)
KNOWN = SIGNED | NAMING | ASKED | {"allowed_formats", "context", "file", "overwrite", "tags", "type"}
IGNORED = frozenset({"backup", "eager_async", "invalidate", "resource_type", "visual_search"})
"""What changes nothing here: there is one copy, no cache of ours outlives a change, and every photo is searched."""

MOST_TAGS, LONGEST_TAG = 1000, 255
LONGEST_KEY, LONGEST_VALUE = 255, 1024
FORMATS: Mapping[str, str] = {"jpeg": "jpg", "tiff": "tif"}
"""Formats whose file names end in another way than they are called."""

_OWN = "wornby_"
_OWN_KEYS = frozenset({"evidence", "kind", "product", "purposes", "rights"})
_NAME_SIGNS = string.ascii_lowercase + string.digits
_RANDOM_NAME, _RANDOM_END = 20, 6
_DATA = re.compile(r"data:(?:image/[a-z0-9.+-]+)?(?P<base64>;base64)?,", re.IGNORECASE)
_UNFIT = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as it came. `stem` is its name without folders and ending."""

    content: bytes
    stem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an upload says of its file, checked before anything is kept.

    Attributes:
        named: The name with what is known before the picture is looked at.
        options: Kind, rights and product.
        wanted: What the answer is to say of the picture.
        overwrite: Whether a name may pass to another photo.
        formats: Of files that are taken; empty for all.
    """

    named: NamedAsset
    options: IngestOptions
    wanted: Wanted
    overwrite: bool
    formats: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An upload that is in.

    Attributes:
        more: What the answer says beside the name.
        brief: Whether the caller may know no more of what the name stands for than that.
    """

    named: NamedAsset
    more: Mapping[str, object]
    brief: bool = False


async def read_file(request: Request, params: Params) -> File:
    """The file of an upload: sent with it, as a data: address, or behind an address that is fetched now.

    Raises:
        RefusedError: There is none, or it comes in parts, or from where nothing is fetched.
        ImageTooLargeError: It is larger than allowed.
        UnsafeUrlError: An address that is not fetched.
    """
    _check_whole(request.headers.get("content-range", ""))
    engine = engine_of(request)
    upload = params.files.get("file")
    if upload is not None:
        sent = await bodies.read_upload(upload, max_bytes=engine.settings.max_upload_bytes)
        return File(content=sent.content, stem=PurePosixPath(sent.title).stem)
    source = params.text("file")
    if not source:
        message = "Missing required parameter - file"
        raise RefusedError(message)
    if source[:5].lower() == "data:":
        return File(content=_from_data(source), stem="file")
    if scheme_of(source) not in WEB:
        what = "A file from there"
        raise unsupported(what, why="send it, or give its http:// or https:// address")
    content = await run_in_threadpool(engine.fetch, source)
    return File(content=content, stem=PurePosixPath(unquote(urlsplit(source).path)).stem or "file")


def read_said(request: Request, params: Params, *, stem: str) -> Said:
    """What an upload says of its file.

    Raises:
        RefusedError: Something that is not served here was asked for.
        InputError: The name, rights, or evidence cannot be used.
    """
    params.only(KNOWN, ignored=IGNORED)
    engine = engine_of(request)
    context = pairs_of(params.text("context"), what="context")
    stem = PurePosixPath(params.text("filename_override")).stem or stem
    public_id, folder = _name(params, stem=stem)
    check_new_name(public_id)
    now = datetime.now(UTC)
    named = NamedAsset(
        asset_id="",
        public_id=public_id,
        kind=kind_of(params.text("type")),
        version=int(now.timestamp()),
        created_at=now,
        uploaded_at=now,
        format="",
        size_bytes=0,
        width_px=0,
        height_px=0,
        original_filename="" if params.flag("discard_original_filename") else stem[:LONGEST_KEY],
        asset_folder=checked_folder(folder),
        display_name=_display_name(params, public_id=public_id, stem=stem),
        tags=checked_tags(params.listed("tags")),
        context=checked_context([pair for pair in context if not pair[0].startswith(_OWN)]),
    )
    return Said(
        named=named,
        options=_options(engine, {key: value for key, value in context if key.startswith(_OWN)}, note_of(request)),
        wanted=wanted_of(params),
        overwrite=params.flag("overwrite", default=True),
        formats=frozenset(FORMATS.get(each.lower(), each.lower()) for each in params.listed("allowed_formats")),
    )


def take_in(request: Request, file: File, said: Said) -> Kept:
    """Keep an upload under its name.

    Raises:
        RefusedError: The caller may not take the name from another photo, or its format is not allowed.
        WornbyError: Why it was not taken in.
    """
    engine, note = engine_of(request), note_of(request)
    may_replace = said.overwrite and caller_of(request).may(Scope.ADMIN)
    held = engine.names.resolve(said.named.public_id, kind=said.named.kind)
    if held is not None and not may_replace:
        return _existing(request, held, file=file, said=said)
    _check_format(file.content, allowed=said.formats)
    asset, outcome = engine.ingest_bytes(file.content, title=said.named.original_filename, options=said.options)
    added = outcome is Outcome.ADDED
    if asset.rights.state in CLOSED_STATES:
        message = "The rights of this photo were taken back or refused: giving it a name does not restore them"
        raise RefusedError(message, status=403)
    try:
        tags = checked_tags((*said.named.tags, *auto_tags(asset, said.wanted, engine=engine)))
        whole = replace(
            said.named,
            asset_id=asset.id,
            format=FORMATS.get(asset.format, asset.format),
            size_bytes=len(file.content),
            width_px=asset.width_px,
            height_px=asset.height_px,
            etag=_etag(file),
            tags=tags,
            brought=added,
        )
        # The store decides: the name may have been taken while the photo was looked at.
        named = engine.names.put(whole, note=note, overwrite=may_replace)
    except (RefusedError, WornbyError) as error:
        if added:
            engine.names.delete_unnamed(asset.id, note=note)
        taken = isinstance(error, DuplicateError)
        held = engine.names.resolve(said.named.public_id, kind=said.named.kind) if taken else None
        if held is None:
            raise
        return _existing(request, held, file=file, said=said)
    more = {**info_of(asset, said.wanted, engine=engine), **measured(file.content, said.wanted, engine=engine)}
    return Kept(named=named, more=more)


def checked_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    """Tags, sorted, each once.

    Raises:
        RefusedError: There are too many, or one is too long.
    """
    kept = tuple(sorted(set(tags)))
    if len(kept) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in kept):
        message = f"Give {MOST_TAGS} tags at most, each of {LONGEST_TAG} characters at most"
        raise RefusedError(message)
    return kept


def checked_context(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """A context, sorted by key.

    Raises:
        RefusedError: A key or value is too long, or a key looks as if it gave rights.
    """
    if any(key.startswith(_OWN) for key, _ in pairs):
        message = "wornby_… says rights at an upload alone; `wornby rights set` changes them"
        raise RefusedError(message)
    if any(len(key) > LONGEST_KEY or len(value) > LONGEST_VALUE for key, value in pairs) or len(pairs) > MOST_TAGS:
        message = f"A context key has {LONGEST_KEY} characters at most, a value {LONGEST_VALUE}"
        raise RefusedError(message)
    return tuple(sorted(pairs))


def checked_folder(folder: str) -> str:
    """A folder without slashes around it.

    Raises:
        InputError: It is no folder.
    """
    stripped = folder.strip("/")
    if stripped:
        check_name(stripped)
    return stripped


def _check_format(content: bytes, *, allowed: frozenset[str]) -> None:
    if not allowed:
        return
    ending = sniff_format(content)
    ending = FORMATS.get(ending, ending)
    if ending not in allowed:
        message = f"Image file format {ending} not allowed"
        raise RefusedError(message)


def _existing(request: Request, held: NamedAsset, *, file: File, said: Said) -> Kept:
    """The answer where a name is taken and stays so. What it stands for is told to staff, and to who has the photo.

    Raises:
        RefusedError: The caller may not take the name from another photo, nor know what it stands for.
    """
    staff = caller_of(request).may(Scope.STAFF)
    if said.overwrite or not (staff or held.etag == _etag(file)):
        message = "This public_id is taken; only a key of scope admin gives it to another photo"
        raise RefusedError(message, status=403)
    return Kept(named=held, more={"existing": True}, brief=not staff)


def _etag(file: File) -> str:
    return hashlib.md5(file.content, usedforsecurity=False).hexdigest()


def _check_whole(content_range: str) -> None:
    """Refuse a part of a file; the only part is the file."""
    found = re.fullmatch(r"bytes 0-(\d{1,18})/(\d{1,18})", content_range)
    if content_range and not (found and int(found[1]) + 1 == int(found[2])):
        what = "An upload in parts"
        raise unsupported(what, why="send the file at once, or set a larger chunk_size")


def _from_data(source: str) -> bytes:
    found = _DATA.match(source)
    if found is None:
        message = "Invalid file: give data:image/…;base64,…"
        raise RefusedError(message)
    if not found["base64"]:
        return unquote_to_bytes(source[found.end() :])
    try:
        return base64.b64decode(re.sub(r"\s+", "", source[found.end() :]), validate=True)
    except (binascii.Error, ValueError) as exc:
        message = "Invalid file: its base64 cannot be read"
        raise RefusedError(message) from exc


def _name(params: Params, *, stem: str) -> tuple[str, str]:
    """The name of an upload and the folder that it is listed in."""
    name = params.text("public_id")
    if not name and params.flag("use_filename"):
        name = _UNFIT.sub("_", stem).strip("_.") or "file"
        if params.flag("unique_filename", default=True):
            name = f"{name}_{_random(_RANDOM_END)}"
    name = name or _random(_RANDOM_NAME)
    folder, listed = params.text("folder").strip("/"), params.text("asset_folder")
    before = [params.text("public_id_prefix").strip("/"), folder]
    if params.flag("use_asset_folder_as_public_id_prefix"):
        before.append(listed.strip("/"))
    public_id = "/".join([*(part for part in before if part), name])
    return public_id, listed or folder or public_id.rpartition("/")[0]


def _display_name(params: Params, *, public_id: str, stem: str) -> str:
    own = stem if params.flag("use_filename_as_display_name") else public_id.rpartition("/")[2]
    return (params.text("display_name") or own)[:LONGEST_KEY]


def _random(length: int) -> str:
    return "".join(secrets.choice(_NAME_SIGNS) for _ in range(length))


def _options(engine: Engine, own: Mapping[str, str], note: RightsNote) -> IngestOptions:
    said = {key.removeprefix(_OWN): value for key, value in own.items()}
    wrong = sorted(said.keys() - _OWN_KEYS)
    if wrong:
        what = f"The context key {_OWN}{wrong[0]}"
        raise unsupported(what, why=f"known are {', '.join(_OWN + key for key in sorted(_OWN_KEYS))}")
    if said.get("kind", AssetKind.WORN) not in {AssetKind.WORN, AssetKind.PRODUCT}:
        message = f"Invalid {_OWN}kind: give worn or product"
        raise RefusedError(message)
    return IngestOptions(
        kind=AssetKind(said.get("kind", AssetKind.WORN)),
        rights=_rights(engine, said),
        products=(said["product"],) if said.get("product") else (),
        by=note.actor,
        evidence=said.get("evidence", ""),
    )


def _rights(engine: Engine, said: Mapping[str, str]) -> Rights:
    state = said.get("rights") or rights_of(engine.settings)
    if "purposes" in said:
        return Rights.parse(state, re.split(r"[,;\s]+", said["purposes"]))
    given: frozenset[Purpose] = purposes_of(engine.settings) if state in ACTIVE_STATES else frozenset()
    return Rights.parse(state, sorted(given))
