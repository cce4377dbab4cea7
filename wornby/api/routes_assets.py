"""Photos: taking them in, showing them, deleting them."""

import hashlib
from functools import partial
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from wornby.api import bodies, wire, wire_in
from wornby.api.auth import GuardedRoute, actor_of, is_staff, needs, sees_everything
from wornby.api.context import engine_of, services_of
from wornby.api.errors import error_of
from wornby.api.idempotency import Kept, answer_once
from wornby.api.intake import Given, GivenBatch, open_batch, read_asset, submit_batch
from wornby.api.openapi import PROBLEMS, body_of
from wornby.datamodel import Outcome, Purpose, Rights, RightsNote, Scope
from wornby.datamodel.library import IngestItem
from wornby.errors import WornbyError
from wornby.tagging.wire import photo_line

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS)

AssetId = Annotated[str, Path(max_length=100)]
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)]
PRIVATE = "private, max-age=60, must-revalidate"
"""Short, so that a photo whose rights end disappears from caches soon."""


@router.post(
    "/v1/assets",
    tags=["assets"],
    status_code=201,
    response_model=wire.AssetOut,
    responses={200: {"model": wire.AssetOut, "description": "The photo was known already."}},
    openapi_extra=body_of(wire_in.AssetRequest, files={"file": False}, fields=wire_in.FormFields, needed=("file",)),
)
@needs(Scope.INGEST)
async def create_asset(request: Request, *, idempotency_key: IdempotencyKey = None) -> Response:
    """Take in one photo: a form with `file`, or JSON with `url`."""
    given = await read_asset(request)
    return await answer_once(
        request,
        key=idempotency_key,
        fingerprint=given.fingerprint,
        act=partial(_take_in, request, given),
        show=partial(_show_asset, request),
    )


@router.post(
    "/v1/assets/batch",
    tags=["assets"],
    status_code=202,
    response_model=wire.JobList,
    openapi_extra=body_of(wire_in.BatchRequest, files={"file": True}, fields=wire_in.FormFields),
)
@needs(Scope.INGEST)
async def create_batch(request: Request, *, idempotency_key: IdempotencyKey = None) -> Response:
    """Queue many photos: a form with `file` and `url`, each repeatable, or JSON with `urls`."""
    async with open_batch(request) as given:
        return await answer_once(
            request,
            key=idempotency_key,
            fingerprint=given.fingerprint,
            act=partial(_queue, request, given),
            show=partial(_show_jobs, request),
        )


@router.get("/v1/assets", tags=["assets"])
@needs(Scope.READ)
def list_assets(
    request: Request,
    *,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=wire_in.MAX_K)] = 50,
) -> wire.AssetPage:
    """Photos by id."""
    found = engine_of(request).list_assets(after=cursor, limit=limit + 1, everything=sees_everything(request))
    page = found[:limit]
    following = page[-1].id if len(found) > limit else None
    staff = is_staff(request)
    return wire.AssetPage(assets=[wire.AssetOut.of(asset, staff=staff) for asset in page], cursor=following)


@router.get("/v1/assets/{asset_id}", tags=["assets"])
@needs(Scope.READ)
def get_asset(request: Request, asset_id: AssetId) -> wire.AssetOut:
    """One photo with its tags."""
    asset = engine_of(request).get_asset(asset_id, everything=sees_everything(request))
    return wire.AssetOut.of(asset, staff=is_staff(request))


@router.get("/v1/assets/{asset_id}/tags", tags=["assets"])
@needs(Scope.READ)
def get_asset_tags(request: Request, asset_id: AssetId) -> wire.TagsOut:
    """What is stated about one photo."""
    tags = get_asset(request, asset_id).tags
    return tags or wire.TagsOut(photo={}, wearers=[], garments=[])


@router.get(
    "/v1/assets/{asset_id}/original.jpg",
    tags=["assets"],
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}},
)
@needs(Scope.STAFF)
def get_original(request: Request, asset_id: AssetId) -> Response:
    """The photo with everybody in view, without metadata: for the staff."""
    headers = {"Cache-Control": "no-store"}
    return Response(engine_of(request).original(asset_id), media_type="image/jpeg", headers=headers)


@router.get(
    "/v1/assets/{asset_id}/masks.png",
    tags=["assets"],
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
@needs(Scope.STAFF)
async def get_masks(request: Request, asset_id: AssetId) -> Response:
    """Garments and people as shapes to lay over `view.jpg`, as the built-in parser sees them; made now, not kept."""
    services = services_of(request)
    content = await services.masks.run(partial(services.engine.masks, asset_id))
    return Response(content, media_type="image/png", headers={"Cache-Control": "no-store"})


@router.put("/v1/assets/{asset_id}/veils", tags=["assets"])
@needs(Scope.RIGHTS)
def set_veils(request: Request, asset_id: AssetId, asked: wire_in.VeilsRequest) -> wire.AssetOut:
    """Say what of a photo is hidden from others: boxes, nothing for an empty list, what is found for null."""
    return wire.AssetOut.of(engine_of(request).set_veils(asset_id, asked.boxes()), staff=True)


@router.put("/v1/assets/{asset_id}/subject", tags=["assets"])
@needs(Scope.RIGHTS)
def set_subject(request: Request, asset_id: AssetId, asked: wire_in.SubjectRequest) -> wire.AssetOut:
    """Say which wearer of a photo consents; only she stays in view."""
    note = RightsNote(actor=actor_of(request))
    return wire.AssetOut.of(engine_of(request).set_subject(asset_id, asked.wearer, note=note), staff=True)


@router.get(
    "/v1/assets/{asset_id}/{name}.jpg",
    tags=["assets"],
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}},
)
@needs(Scope.READ)
def get_rendition(request: Request, asset_id: AssetId, *, name: Literal["thumb", "view"]) -> Response:
    """A picture of the photo, without metadata."""
    content = engine_of(request).rendition(asset_id, name=name, everything=sees_everything(request))
    etag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    headers = {"Cache-Control": PRIVATE, "ETag": etag, "Vary": "Authorization, Cookie"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, media_type="image/jpeg", headers=headers)


@router.delete("/v1/assets/{asset_id}", tags=["assets"], status_code=204, response_class=Response)
@needs(Scope.ADMIN)
def delete_asset(request: Request, asset_id: AssetId) -> Response:
    """Delete a photo with everything that was made from it."""
    engine_of(request).delete_asset(asset_id, note=RightsNote(actor=actor_of(request)))
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/v1/tags",
    tags=["tags"],
    response_model=wire.PhotoTagsOut,
    openapi_extra=body_of(None, files={"file": False}, fields=wire_in.TagForm, needed=("file",)),
)
@needs(Scope.INGEST)
async def tag_photo(request: Request) -> wire.PhotoTagsOut:
    """Tag one photo and keep nothing: a form with `file` and, for hair, eyewear and headwear, `purposes`."""
    engine = engine_of(request)
    bodies.must_be_form(request)
    async with request.form(max_files=1, max_fields=bodies.MAX_FIELDS) as form:
        fields = bodies.fields_of(form, wire_in.TagForm, files=frozenset({"file"}))
        upload = await bodies.one_upload(form, "file", max_bytes=engine.settings.max_upload_bytes)
    purposes = _purposes(fields.words())
    result = (await run_in_threadpool(engine.tag, [upload.content], purposes=purposes))[0]
    if result.failure is not None:
        raise error_of(result.failure)
    return wire.PhotoTagsOut.model_validate(photo_line(result, file=upload.title))


async def _take_in(request: Request, given: Given) -> tuple[int, Kept]:
    services = services_of(request)
    try:
        if given.upload is not None:
            asset, outcome = await run_in_threadpool(
                services.engine.ingest_bytes, given.upload.content, title=given.upload.title, options=given.options
            )
        else:
            item = IngestItem(source=given.url, options=given.options)
            asset, outcome = await run_in_threadpool(services.engine.ingest_one, item)
    except WornbyError:
        services.metrics.observe_outcome(None)
        raise
    services.metrics.observe_outcome(outcome)
    claimed = {"claimed": True} if outcome is Outcome.CLAIMED else {}
    return (HTTPStatus.CREATED if outcome is Outcome.ADDED else HTTPStatus.OK), {"asset_id": asset.id} | claimed


async def _show_asset(request: Request, kept: Kept) -> wire.AssetOut:
    asset = await run_in_threadpool(engine_of(request).get_asset, str(kept["asset_id"]), everything=True)
    return wire.AssetOut.of(asset).model_copy(update={"claimed": bool(kept.get("claimed"))})


async def _queue(request: Request, given: GivenBatch) -> tuple[int, Kept]:
    services = services_of(request)
    jobs = await submit_batch(services.engine, given)
    services.resumer.announce()
    return HTTPStatus.ACCEPTED, {"jobs": ",".join(job.id for job in jobs)}


async def _show_jobs(request: Request, kept: Kept) -> wire.JobList:
    ids = str(kept["jobs"]).split(",")
    jobs = [await run_in_threadpool(engine_of(request).get_job, job_id) for job_id in ids]
    return wire.JobList(jobs=[wire.JobOut.of(job) for job in jobs])


def _purposes(words: list[str]) -> frozenset[Purpose]:
    return Rights.parse("licensed", words).purposes
