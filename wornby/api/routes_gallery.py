"""The gallery for any shop's page: its script, and what the script asks for."""

import gzip
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from wornby.api import bodies, wire_gallery, wire_in
from wornby.api.auth import GuardedRoute, needs
from wornby.api.context import engine_of, services_of
from wornby.api.openapi import PROBLEMS, json_body_of
from wornby.api.routes_assets import AssetId
from wornby.api.routes_generation import offer_picture
from wornby.api.routes_products import Cursor, PageSize, Sku, Where
from wornby.api.wire import Status
from wornby.api.wire_gallery import ImageAddress
from wornby.api.wording import Wording, pick_language
from wornby.api.worn import worn_things
from wornby.datamodel import Asset, Hit, PhotoTags, Scope
from wornby.datamodel import Query as Question
from wornby.datamodel.photo_reports import PhotoReport, ReportReason
from wornby.datamodel.provenance import is_synthetic
from wornby.engine import Engine
from wornby.rights.gate import strip_appearance
from wornby.search.filters import parse_where
from wornby.search.reading import clause_words

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS)

SCRIPT = FilePath(__file__).parent / "static" / "gallery" / "wornby-gallery.js"
FIRST_TILES = 12
WORTH_PACKING_BYTES = 1000
MOST_REPORTS = 20
"""Open reports that are kept of one photo: the staff needs no more to look at it."""
NOT_MODIFIED = 304
_FRESH_S = 300
_FOREIGN: Mapping[str, str] = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Of the script alone, which says nothing about anybody: a module is only run where its server allows the page."""

Lang = Annotated[str, Query(max_length=35, description="en, de, fr, es or ja; English for any other.")]
Wearer = Annotated[int | None, Query(ge=0, description="Number of the wearer that the tile is of.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Script:
    content: bytes
    packed: bytes
    etag: str


@cache
def _script() -> _Script:
    content = SCRIPT.read_bytes()
    etag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    return _Script(content=content, packed=gzip.compress(content, mtime=0), etag=etag)


@router.get("/gallery/wornby-gallery.js", include_in_schema=False)
@needs(Scope.SHOPPER)
def get_script(request: Request) -> Response:
    """The element, as one module."""
    script = _script()
    headers = {
        "Cache-Control": f"public, max-age={_FRESH_S}",
        "ETag": script.etag,
        "Vary": "Accept-Encoding",
        **_FOREIGN,
    }
    if request.headers.get("if-none-match") == script.etag:
        return Response(status_code=NOT_MODIFIED, headers=headers)
    return _packed(request, script.content, packed=script.packed, media_type="text/javascript", headers=headers)


@router.get("/gallery/v1/texts/{lang}", tags=["gallery"])
@needs(Scope.SHOPPER)
def get_texts(request: Request, lang: Annotated[str, Path(max_length=35)]) -> wire_gallery.TextsOut:
    """What the gallery says in one language."""
    wording = _wording(request, lang)
    return wire_gallery.TextsOut(lang=wording.language, texts=wording.texts)


@router.get("/gallery/v1/products/{sku}", tags=["gallery"], response_model=wire_gallery.GalleryPageOut)
@needs(Scope.SHOPPER)
def get_gallery(
    request: Request,
    sku: Sku,
    *,
    where: Where = None,
    cursor: Cursor = None,
    k: PageSize = FIRST_TILES,
    lang: Lang = "",
) -> Response:
    """A page of a product's gallery. The first one holds all that the element needs to stand there."""
    engine = engine_of(request)
    wording = _wording(request, lang)
    filters = parse_where(where or [], engine.vocabulary)
    gallery = engine.gallery(sku, filters=filters, cursor=cursor, k=k)
    result, title = gallery.result, gallery.product.title
    is_first, sign = cursor is None, services_of(request).addresses.sign
    page = wire_gallery.GalleryPageOut(
        product=title,
        lang=wording.language,
        total=wire_gallery.CountOut(count=result.total, at_least=result.at_least),
        generated=wire_gallery.is_generated(gallery),
        offers=engine.settings.generate_on_demand,
        tiles=[tile_of(hit, product=title, wording=wording, engine=engine, address=sign) for hit in result.hits],
        cursor=result.cursor,
        chosen=wire_gallery.chosen_out(filters, wording=wording),
        hints=wire_gallery.hints_out(result.relaxations, wording=wording),
        facets=wire_gallery.facets_out(result.facets, total=result.total, wording=wording) if is_first else None,
        like_me=wire_gallery.like_me_out(engine.vocabulary, wording=wording) if is_first else None,
        texts=wording.texts if is_first else None,
    )
    return _json(request, page)


@router.get("/gallery/v1/products/{sku}/words", tags=["gallery"])
@needs(Scope.SHOPPER)
def read_words(request: Request, sku: Sku, *, text: wire_in.Words) -> wire_gallery.WordsOut:
    """Read English words as filters of a product's gallery; what is read is kept nowhere."""
    engine = engine_of(request)
    engine.get_product(sku)
    parts = engine.search(Question(text=text, k=1)).read_as
    return wire_gallery.WordsOut(
        where=[clause_words(part.clause) for part in parts if part.clause],
        unread=[part.words for part in parts if not part.clause],
    )


@router.get("/gallery/v1/photos/{asset_id}", tags=["gallery"], response_model=wire_gallery.PhotoOut)
@needs(Scope.SHOPPER)
def get_photo(
    request: Request,
    asset_id: AssetId,
    *,
    sku: Annotated[str, Query(max_length=100)],
    wearer: Wearer = None,
    lang: Lang = "",
) -> Response:
    """One photo of a product's gallery, with what its wearer wears. Only what may be shown is found."""
    engine = engine_of(request)
    product = engine.get_product(sku)
    asset = engine.get_asset(asset_id)
    wording = _wording(request, lang)
    tags, sign = _tags(asset, engine), services_of(request).addresses.sign
    facts = wire_gallery.wearer_facts(tags, wearer)
    worn = worn_things(asset, tags=tags, wearer=wearer, own=sku, engine=engine, wording=wording, address=sign)
    rows = [
        wire_gallery.RowOut(title=wording.attribute(name), value=wording.value(name, facts[name]))
        for name in (*wire_gallery.ABOUT, *wire_gallery.LOOKS)
        if facts.get(name, "") not in wire_gallery.UNSAID
    ]
    shown = wire_gallery.PhotoOut(
        photo=asset.id,
        src=sign(asset.id, "view"),
        width=asset.width_px,
        height=asset.height_px,
        alt=wire_gallery.photo_alt(asset, product=product.title, facts=facts, wording=wording),
        generated=is_synthetic(asset),
        likely=any(one.goods is not None and one.goods.own and one.goods.likely for one in worn),
        rows=rows,
        worn=worn,
    )
    return _json(request, shown)


@router.post("/gallery/v1/products/{sku}/generated", tags=["gallery"], openapi_extra=json_body_of(wire_in.OfferRequest))
@needs(Scope.SHOPPER)
async def offer_tile(request: Request, sku: Sku, *, lang: Lang = "") -> wire_gallery.OfferedTileOut:
    """Generate one picture for filters that leave no photo; see `POST /v1/products/{sku}/generated`."""
    offered = await offer_picture(request, sku)
    wording = _wording(request, lang)
    if offered.asset is None:
        return wire_gallery.OfferedTileOut(tile=None, reason=wording.text("not_drawn"))
    tile = await run_in_threadpool(_tile_of_asset, request, offered.asset.id, sku=sku, wording=wording)
    return wire_gallery.OfferedTileOut(tile=tile, reason=offered.reason)


@router.post(
    "/gallery/v1/photos/{asset_id}/reports",
    tags=["gallery"],
    status_code=HTTPStatus.ACCEPTED,
    openapi_extra=json_body_of(wire_gallery.ReportIn),
)
@needs(Scope.SHOPPER)
async def report_photo(request: Request, asset_id: AssetId) -> Status:
    """Say that something is wrong with a photo. Who says it is not kept; the answer is the same for a repeated one."""
    bodies.must_be_json(request)
    said = await bodies.read_json(request, wire_gallery.ReportIn)
    await run_in_threadpool(_report, engine_of(request), asset_id, said.reason)
    return Status(status="reported")


def _report(engine: Engine, asset_id: str, reason: ReportReason) -> None:
    asset = engine.get_asset(asset_id)
    now = datetime.now(UTC)
    name = f"{now:%Y%m%d%H%M%S%f}-{secrets.token_hex(4)}"
    engine.reports.add(PhotoReport(id=name, asset_id=asset.id, reason=reason, at=now), most=MOST_REPORTS)


def tile_of(hit: Hit, *, product: str, wording: Wording, engine: Engine, address: ImageAddress) -> wire_gallery.TileOut:
    """A hit as a tile: only what the rights of its photo allow to be said."""
    tags = _tags(hit.asset, engine)
    return wire_gallery.TileOut.of(hit, product=product, wording=wording, tags=tags, address=address)


def _tile_of_asset(request: Request, asset_id: str, *, sku: str, wording: Wording) -> wire_gallery.TileOut:
    engine, sign = engine_of(request), services_of(request).addresses.sign
    asset = engine.get_asset(asset_id)
    wearers = asset.tags.wearers if asset.tags else ()
    main = next((number for number, wearer in enumerate(wearers) if wearer.main), 0)
    hit = Hit(id=f"{asset.id}.{main}", asset=asset, wearer=main, score=0.0, why=())
    return tile_of(hit, product=engine.get_product(sku).title, wording=wording, engine=engine, address=sign)


def _tags(asset: Asset, engine: Engine) -> PhotoTags | None:
    if asset.tags is None:
        return None
    return strip_appearance(asset.tags, asset.rights, vocabulary=engine.vocabulary)


def _wording(request: Request, lang: str) -> Wording:
    return Wording(engine_of(request).vocabulary, language=pick_language(lang))


def _json(request: Request, model: BaseModel) -> Response:
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Authorization"}
    content = model.model_dump_json().encode()
    return _packed(request, content, packed=None, media_type="application/json", headers=headers)


def _packed(
    request: Request, content: bytes, *, packed: bytes | None, media_type: str, headers: Mapping[str, str]
) -> Response:
    """The content, compressed where that is worth it and the browser takes it."""
    accepted = request.headers.get("accept-encoding", "")
    if len(content) < WORTH_PACKING_BYTES or not _takes_gzip(accepted.split(",")):
        return Response(content, media_type=media_type, headers=dict(headers))
    packed = packed or gzip.compress(content, compresslevel=5, mtime=0)
    return Response(packed, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})


def _takes_gzip(accepted: Sequence[str]) -> bool:
    return any(one.strip().lower() in {"gzip", "*"} or one.strip().lower().startswith("gzip;q=1") for one in accepted)
