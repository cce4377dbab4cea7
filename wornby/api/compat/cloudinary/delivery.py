"""Delivery addresses: photos that may be shown, transformed, by the names that the shop gave them."""

from collections.abc import Sequence
from functools import partial
from http import HTTPStatus

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from wornby.api.auth import count_address, network_of
from wornby.api.callers import Caller
from wornby.api.compat.cloudinary.delivery_addresses import DeliveryAddress, is_signed, read_address
from wornby.api.compat.cloudinary.refusals import RefusedError, not_found, tell
from wornby.api.compat.guard import admit_anybody, compat_router
from wornby.api.context import engine_of, services_of
from wornby.api.rates import PICTURE_WORK
from wornby.api.routes_images import MAX_AGE_S
from wornby.datamodel import Asset, Scope
from wornby.datamodel.naming import NamedAsset, NameKind, filename_of
from wornby.engine import Engine
from wornby.engine.delivering import Delivered
from wornby.errors import NotFoundError
from wornby.imaging.delivery import MEDIA_TYPES
from wornby.imaging.transform_steps import Format, Transformation
from wornby.imaging.transform_text import parse_format, parse_transformation

router = compat_router(check=admit_anybody, tell=tell)

_SIGNED = frozenset({NameKind.PRIVATE, NameKind.AUTHENTICATED})
_METHODS = ["GET", "HEAD"]
"""Caches and link checkers ask for the head alone; the server leaves the picture out of the answer."""
_PATH = "/image/{kind}/{rest:path}"
_SHORT_PATH = "/iu/{rest:path}"


@router.api_route("/{cloud}" + _PATH, methods=_METHODS)
@router.api_route(_PATH, methods=_METHODS)
async def deliver(request: Request, kind: str, rest: str) -> Response:
    """A picture by its name, as the address asks for it."""
    return await _delivered(request, kind=kind, rest=rest)


@router.api_route("/{cloud}" + _SHORT_PATH, methods=_METHODS)
async def deliver_short(request: Request, rest: str) -> Response:
    """The same by the short form of an address: `iu` stands for `image/upload`."""
    return await _delivered(request, kind=NameKind.UPLOAD, rest=rest)


async def _delivered(request: Request, *, kind: str, rest: str) -> Response:
    if kind not in frozenset(NameKind):
        message = f"Delivery type {kind} is not supported by wornby. See docs/compat.md."
        raise RefusedError(message)
    address = read_address(_as_sent(request, rest))
    engine, signed = engine_of(request), NameKind(kind) in _SIGNED
    if address.signature or signed:
        await _check_signature(request, address)
    wanted = parse_transformation(address.transformation)
    accept = request.headers.get("accept", "")

    # One that is not kept: decoded, cut and encoded, and looked at by models where the places of faces count.
    making = partial(count_address, request, cost=1.0 if wanted.needs_faces else PICTURE_WORK)

    def look() -> tuple[NamedAsset, Delivered | None]:
        named, asset, ending = _find(engine, address.name, kind=kind)
        return named, engine.delivery.kept(asset, wanted, ending=ending, accept=accept)

    def make() -> tuple[NamedAsset, Delivered]:
        # Looked at again when its turn has come: rights may end while it waits.
        named, asset, ending = _find(engine, address.name, kind=kind)
        return named, engine.delivery.deliver(asset, wanted, ending=ending, accept=accept, making=making)

    named, kept = await run_in_threadpool(look)
    if kept is not None:
        return _sent(request, kept, named=named, wanted=wanted, signed=signed)
    turns = services_of(request).deliveries
    named, made = await turns.run(make, who=network_of(request), gone=request.is_disconnected)
    return _sent(request, made, named=named, wanted=wanted, signed=signed)


def _sent(request: Request, made: Delivered, *, named: NamedAsset, wanted: Transformation, signed: bool) -> Response:
    headers = {
        # Short, and the picture is asked for again: rights may end.
        "Cache-Control": f"{'private' if signed else 'public'}, max-age={MAX_AGE_S}, must-revalidate",
        "ETag": f'"{made.etag}"',
        "Vary": "Accept",
        # Pages of other sites show it.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if wanted.attachment:
        headers["Content-Disposition"] = f'attachment; filename="{_file_name(named)}.{made.format}"'
    if f'"{made.etag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(made.content, media_type=MEDIA_TYPES[made.format], headers=headers)


def _find(engine: Engine, name: str, *, kind: str) -> tuple[NamedAsset, Asset, Format | None]:
    """What a name stands for, with the format that it ends with; only what may be shown.

    Raises:
        RefusedError: Nothing has the name, it may not be shown, or it ends with a format that is not made.
    """
    stem, dot, word = name.rpartition(".")
    ending = parse_format(word) if dot else None
    named = (engine.names.resolve(stem, kind=kind) if dot else None) or engine.names.resolve(name, kind=kind)
    if named is None:
        raise not_found(name)
    try:
        asset = engine.get_asset(named.asset_id)
    except NotFoundError as exc:
        raise not_found(name) from exc
    if dot and named.public_id == stem:
        if ending in {None, Format.AUTO}:
            message = f"Invalid extension in transformation: {word}"
            raise RefusedError(message)
        return named, asset, ending
    own = parse_format(named.format)
    return named, asset, own if own is not Format.AUTO else None


async def _check_signature(request: Request, address: DeliveryAddress) -> None:
    """Refuse an address that nobody signed who holds a key that may read.

    Raises:
        RefusedError: It is none, or it has no signature.
        BusyError: There were too many.
    """
    signers = await run_in_threadpool(_who_signed, engine_of(request), address) if address.signature else ()
    if signers:
        return
    count_address(request, cost=1.0)
    message = "Invalid Signature: sign the address with the client secret of an API key"
    raise RefusedError(message, status=HTTPStatus.UNAUTHORIZED)


def _who_signed(engine: Engine, address: DeliveryAddress) -> Sequence[str]:
    """Ids of keys; an address names none, so each that there is is tried, also after one fits."""
    fitting = [key for key, secret in engine.clients.each() if is_signed(address, secret)]
    return [key.id for key in fitting if Caller(key_id=key.id, scopes=key.scopes).may(Scope.READ)]


def _as_sent(request: Request, rest: str) -> str:
    """The end of the path with its escapes: signatures are made over them."""
    raw = request.scope.get("raw_path")
    if not isinstance(raw, bytes):
        return rest
    pieces = raw.decode("latin-1").partition("?")[0].split("/")
    # Before the rest stand an empty piece and those of the route's own pattern.
    whole = request.scope["path"]
    return "/".join(pieces[whole[: len(whole) - len(rest)].count("/") :])


def _file_name(named: NamedAsset) -> str:
    name = named.original_filename or filename_of(named.public_id)
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_ ") else "_" for sign in name)[:100]
