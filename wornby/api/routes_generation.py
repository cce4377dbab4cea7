"""Generated pictures: for the operator by an order, for a shopper where no photo is left."""

import hashlib
import json
from dataclasses import replace
from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from wornby.api import bodies, wire, wire_in
from wornby.api.auth import GuardedRoute, needs
from wornby.api.context import engine_of, services_of
from wornby.api.idempotency import Kept, answer_once
from wornby.api.openapi import PROBLEMS, body_of, json_body_of
from wornby.api.routes_assets import IdempotencyKey
from wornby.api.routes_products import Sku
from wornby.datamodel import Asset, AssetKind, Clause, Filters, Outcome, Query, Scope
from wornby.datamodel.library import PictureMade, PictureOrder
from wornby.engine import Engine
from wornby.engine.generating import FIRST_SHOPPER_SEED, has_shoppers_pictures, may_be_shown, was_withdrawn
from wornby.errors import AccessError, ConflictError, FilterError
from wornby.generation.reader import drawn_filters, scope_filters
from wornby.search.filters import parse_where

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS)

PRINT = "print"
_SEEDS = 2**30 - 2**10
"""Of shoppers; a few are left above them for further attempts, and for what an order may have at once."""
_ATTEMPTS = 3
"""Seeds that are tried for a shopper, so that one picture that fails does not end it for these filters."""


@router.post(
    "/v1/generations",
    tags=["generation"],
    status_code=201,
    response_model=wire.GeneratedList,
    responses={200: {"model": wire.GeneratedList, "description": "All of them were there already."}},
    openapi_extra=body_of(wire_in.GenerationRequest, files={PRINT: False}, fields=wire_in.GenerationForm),
)
@needs(Scope.INGEST)
async def create_generations(request: Request, *, idempotency_key: IdempotencyKey = None) -> Response:
    """Generate pictures of a product, worn by people who do not exist: JSON, or a form with the picture of its `print`.

    Every picture is answered with its fidelity; one that has not passed is kept and never shown.
    """
    asked, content = await _read(request)
    mark = bodies.fingerprint(asked.model_dump(mode="json"), () if content is None else (content,))
    return await answer_once(
        request,
        key=idempotency_key,
        fingerprint=mark,
        act=partial(_generate, request, asked, content),
        show=partial(_show, request),
    )


@router.post(
    "/v1/products/{sku}/generated",
    tags=["generation"],
    response_model=wire.OfferedPicture,
    openapi_extra=json_body_of(wire_in.OfferRequest),
)
@needs(Scope.READ)
async def offer_picture(request: Request, sku: Sku) -> wire.OfferedPicture:
    """Generate one picture for a shopper whose filters leave no photo, where WORNBY_GENERATE_ON_DEMAND allows it.

    The same filters give the same picture: asked for again it is there already, and costs nothing. Where photos fit, or
    the product has as many generated pictures as WORNBY_GENERATE_PER_PRODUCT allows, it is refused (409).
    """
    bodies.must_be_json(request)
    engine = engine_of(request)
    if not engine.settings.generate_on_demand:
        message = "Pictures for shoppers are switched off here. The operator can set WORNBY_GENERATE_ON_DEMAND."
        raise AccessError(message)
    asked = await bodies.read_json(request, wire_in.OfferRequest)
    filters = parse_where(asked.where, engine.vocabulary)
    _check_scope(sku, filters)
    return await run_in_threadpool(_offer, request, sku, filters)


async def _read(request: Request) -> tuple[wire_in.GenerationRequest, bytes | None]:
    if not bodies.is_form(request):
        return await bodies.read_json(request, wire_in.GenerationRequest), None
    max_bytes = engine_of(request).settings.max_upload_bytes
    async with request.form(max_files=1, max_fields=bodies.MAX_FIELDS) as form:
        fields = bodies.fields_of(form, wire_in.GenerationForm, files=frozenset({PRINT}))
        upload = await bodies.one_upload(form, PRINT, max_bytes=max_bytes) if form.getlist(PRINT) else None
    asked = bodies.checked(fields.values(), wire_in.GenerationRequest)
    return asked, None if upload is None else upload.content


async def _generate(request: Request, asked: wire_in.GenerationRequest, content: bytes | None) -> tuple[int, Kept]:
    made = await run_in_threadpool(_ordered, request, _order(request, asked, content=content))
    new = any(one.outcome is not Outcome.KNOWN for one in made)
    return (HTTPStatus.CREATED if new else HTTPStatus.OK), {"assets": ",".join(one.asset.id for one in made)}


async def _show(request: Request, kept: Kept) -> wire.GeneratedList:
    engine = engine_of(request)
    assets = [
        await run_in_threadpool(engine.get_asset, asset_id, everything=True)
        for asset_id in str(kept["assets"]).split(",")
    ]
    return wire.GeneratedList(assets=[wire.AssetOut.of(asset) for asset in assets])


def _order(request: Request, asked: wire_in.GenerationRequest, *, content: bytes | None) -> PictureOrder:
    return PictureOrder(
        product=asked.product,
        tags=asked.tags,
        filters=parse_where(asked.where, engine_of(request).vocabulary),
        count=asked.n,
        seed=asked.seed,
        scene=asked.scene,
        view=asked.view,
        width_px=asked.width_px,
        height_px=asked.height_px,
        print_file=content,
    )


def _ordered(request: Request, order: PictureOrder) -> list[PictureMade]:
    services = services_of(request)
    with services.pace.turn():
        return services.engine.generate(order)


def _check_scope(sku: str, filters: Filters) -> None:
    """Refuse a filter on another product.

    Raises:
        FilterError: There is one.
    """
    for clause in scope_filters(filters):
        if clause.attribute == "product" and (clause.negate or sku not in clause.values):
            message = f"A picture of {sku!r} is asked for; the filter on another product cannot hold for it."
            raise FilterError(message)


def _offer(request: Request, sku: str, filters: Filters) -> wire.OfferedPicture:
    engine = engine_of(request)
    _refuse_where_photos_fit(engine, sku, filters)
    drawn = drawn_filters(filters)
    asset = _offered(request, PictureOrder(product=sku, filters=drawn, seed=_seed_of(sku, drawn)))
    if asset is None:
        return wire.OfferedPicture(asset=None, reason="No picture can be shown for this choice.")
    if asset.generation is None or not may_be_shown(asset):
        return wire.OfferedPicture(asset=None, reason="The picture that was made does not show all that you chose.")
    return wire.OfferedPicture(asset=wire.AssetOut.of(asset), reason=asset.generation.fidelity.reason)


def _refuse_where_photos_fit(engine: Engine, sku: str, filters: Filters) -> None:
    """Generate nothing where people were photographed.

    Raises:
        ConflictError: Photos of wearers fit.
        NotFoundError: Unknown SKU.
    """
    engine.get_product(sku)
    own = Clause(attribute="product", values=frozenset({sku}))
    worn = Clause(attribute="asset.kind", values=frozenset({AssetKind.WORN.value}))
    scope = scope_filters(filters)
    asked = tuple(clause for clause in filters if clause not in scope)
    if engine.search(Query(filters=(*asked, own, worn), k=1)).hits:
        message = "Photos of wearers fit these filters. A picture is generated only where none does."
        raise ConflictError(message)


def _offered(request: Request, order: PictureOrder) -> Asset | None:
    """The first picture that passes, of a few seeds; else the last. None where one passed that may not be shown now."""
    services = services_of(request)
    with services.pace.turn():
        for attempt in range(_ATTEMPTS):
            asset = _made_for_shopper(request, replace(order, seed=order.seed + attempt))
            if asset is None or may_be_shown(asset):
                break
            if asset.generation is not None and asset.generation.fidelity.passed:
                # Its rights were taken back: this choice of filters has its picture, and another is not made for it.
                return None
    return asset


def _made_for_shopper(request: Request, order: PictureOrder) -> Asset | None:
    """The picture of an order; None where the rights of the one that there was were taken back.

    Raises:
        BusyError: The minute has had its share.
        ConflictError: The product has as many as shoppers may have generated.
    """
    services = services_of(request)
    engine = services.engine
    known = engine.find_generated(order)
    if known is not None:
        return known[0].asset
    if was_withdrawn(order.product, order.seed, index=engine.index, records=engine.records):
        return None
    most = engine.settings.generate_per_product
    if has_shoppers_pictures(order.product, most, index=engine.index, records=engine.records):
        message = (
            f"Shoppers have had {most} pictures of this product generated; WORNBY_GENERATE_PER_PRODUCT allows no more. "
            "Choose filters that fit a photo."
        )
        raise ConflictError(message)
    services.pace.count()
    try:
        return engine.generate(order)[0].asset
    except ConflictError:
        return None


def _seed_of(sku: str, filters: Filters) -> int:
    """The same for the same product and filters, whatever their order and that of the parts of a look."""
    plain = sorted({(one.attribute, one.negate, *sorted({_in_order(word) for word in one.values})) for one in filters})
    digest = hashlib.sha256(json.dumps([sku, plain]).encode()).digest()
    return FIRST_SHOPPER_SEED + int.from_bytes(digest[:8], "big") % _SEEDS


def _in_order(value: str) -> str:
    return "+".join(sorted(value.split("+")))
