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
from wornby.api.openapi import PROBLEMS, body_of
from wornby.api.routes_assets import IdempotencyKey
from wornby.api.routes_products import Sku
from wornby.datamodel import Filters, Outcome, Scope
from wornby.datamodel.library import PictureMade, PictureOrder
from wornby.errors import AccessError
from wornby.search.filters import parse_where

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS)

PRINT = "print"
_SEEDS = 2**30
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


@router.post("/v1/products/{sku}/generated", tags=["generation"], response_model=wire.OfferedPicture)
@needs(Scope.READ)
async def offer_picture(request: Request, sku: Sku) -> wire.OfferedPicture:
    """Generate one picture for a shopper whose filters leave no photo, where WORNBY_GENERATE_ON_DEMAND allows it.

    The same filters give the same picture: asked for again it is there already, and costs nothing.
    """
    bodies.must_be_json(request)
    engine = engine_of(request)
    if not engine.settings.generate_on_demand:
        message = "Pictures for shoppers are switched off here. The operator can set WORNBY_GENERATE_ON_DEMAND."
        raise AccessError(message)
    asked = await bodies.read_json(request, wire_in.OfferRequest)
    filters = parse_where(asked.where, engine.vocabulary)
    order = PictureOrder(product=sku, filters=filters, seed=_seed_of(sku, filters))
    made = await run_in_threadpool(_offered, request, order)
    generation = made.asset.generation
    if generation is None or not generation.fidelity.passed:
        return wire.OfferedPicture(asset=None, reason="The picture that was made does not show all that you chose.")
    return wire.OfferedPicture(asset=wire.AssetOut.of(made.asset), reason=generation.fidelity.reason)


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


def _offered(request: Request, order: PictureOrder) -> PictureMade:
    """The first picture that passes, of a few seeds; else the last."""
    for attempt in range(_ATTEMPTS):
        made = _made_for_shopper(request, replace(order, seed=order.seed + attempt))
        if made.asset.generation is not None and made.asset.generation.fidelity.passed:
            break
    return made


def _made_for_shopper(request: Request, order: PictureOrder) -> PictureMade:
    services = services_of(request)
    known = services.engine.find_generated(order)
    if known is not None:
        return known[0]
    with services.pace.turn():
        services.pace.count()
        return services.engine.generate(order)[0]


def _seed_of(sku: str, filters: Filters) -> int:
    """The same for the same product and filters, whatever their order."""
    plain = sorted([clause.attribute, clause.negate, *sorted(clause.values)] for clause in filters)
    digest = hashlib.sha256(json.dumps([sku, plain]).encode()).digest()
    return int.from_bytes(digest[:8], "big") % _SEEDS
