"""Corrections of what is stated, the library as a list, what is to be reviewed, whose photos these are: for staff."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from wornby.api import bodies, wire
from wornby.api import wire_editing as wired
from wornby.api.auth import GuardedRoute, actor_of, needs, sees_everything
from wornby.api.context import engine_of
from wornby.api.openapi import PROBLEMS, body_of
from wornby.api.routes_assets import AssetId
from wornby.api.routes_products import Cursor, Where
from wornby.api.wire_in import MAX_K, MAX_TEXT, Word
from wornby.datamodel import AssetKind, RightsState, Scope
from wornby.datamodel.serial import revision_of
from wornby.datamodel.shelf import ShelfOrder, ShelfQuery
from wornby.engine import Engine
from wornby.search.filters import parse_where

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS)

MAX_WINDOW = 500
"""Photos of one window of the library."""

_FURTHEST = 10_000_000
_Confidence = Annotated[float, Query(ge=0.0, le=1.0, description="A fact with less confidence waits for review.")]


@router.patch("/v1/assets/{asset_id}/tags", tags=["tags"])
@needs(Scope.INGEST)
def change_tags(request: Request, asset_id: AssetId, *, given: wired.EditRequest) -> wire.AssetOut:
    """Correct what is stated about a photo. A person's word has full confidence, and no model takes it back."""
    changes = [change.change() for change in given.changes]
    edits = _seen(request, asset_id).edits
    return wire.AssetOut.of(edits.change(asset_id, changes, by=actor_of(request), revision=given.revision), staff=True)


@router.post("/v1/assets/{asset_id}/tags/undo", tags=["tags"])
@needs(Scope.INGEST)
def undo_tags(request: Request, asset_id: AssetId, *, given: wired.UndoRequest) -> wire.AssetOut:
    """Take the last correction of a photo back that counts; refused where its facts have changed since."""
    edits = _seen(request, asset_id).edits
    return wire.AssetOut.of(edits.undo(asset_id, by=actor_of(request), revision=given.revision), staff=True)


@router.get("/v1/assets/{asset_id}/edits", tags=["tags"])
@needs(Scope.STAFF)
def list_edits(request: Request, asset_id: AssetId) -> wired.EditList:
    """The corrections of a photo, the oldest first."""
    engine = engine_of(request)
    asset = engine.get_asset(asset_id, everything=True)
    edits = [wired.EditOut.of(edit) for edit in engine.edits.history(asset_id)]
    return wired.EditList(edits=edits, revision=revision_of(asset.tags))


@router.get("/v1/library", tags=["assets"])
@needs(Scope.STAFF)
def list_library(
    request: Request,
    *,
    state: Annotated[list[RightsState] | None, Query(max_length=len(RightsState))] = None,
    kind: Annotated[list[AssetKind] | None, Query(max_length=len(AssetKind))] = None,
    product: Annotated[Word, Query(description="SKU: given for it, or found on the photo.")] = "",
    where: Where = None,
    text: Annotated[str, Query(max_length=MAX_TEXT, description="Words of captions, or a photo's id.")] = "",
    order: ShelfOrder = ShelfOrder.NEWEST,
    offset: Annotated[int, Query(ge=0, le=_FURTHEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_WINDOW)] = 100,
) -> wired.ShelfOut:
    """A window of the library, also of photos that may not be shown."""
    engine = engine_of(request)
    page = engine.shelf.page(
        ShelfQuery(states=frozenset(state or ()), kinds=frozenset(kind or ()), order=order),
        filters=parse_where(where or [], engine.vocabulary),
        product=product,
        text=text,
        offset=offset,
        limit=limit,
    )
    return wired.ShelfOut.of(page, offset=offset)


@router.get("/v1/review", tags=["tags"])
@needs(Scope.STAFF)
def list_review(
    request: Request,
    *,
    below: _Confidence = 0.7,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=MAX_K)] = 20,
) -> wired.ReviewOut:
    """Photos with facts that models are unsure of, the most doubtful first."""
    return wired.ReviewOut.of(engine_of(request).shelf.review(below=below, cursor=cursor, limit=limit))


@router.post(
    "/v1/find-person",
    tags=["rights"],
    response_model=wired.PersonOut,
    openapi_extra=body_of(None, files={"image": False}, fields=wired.FindForm, needed=("image",)),
)
@needs(Scope.RIGHTS)
async def find_person(request: Request, response: Response) -> wired.PersonOut:
    """Photos that may show the person of a picture: a form with `image`. The picture is not kept, nor is the answer."""
    engine = engine_of(request)
    bodies.must_be_form(request)
    async with request.form(max_files=1, max_fields=bodies.MAX_FIELDS) as form:
        fields = bodies.fields_of(form, wired.FindForm, files=frozenset({"image"}))
        upload = await bodies.one_upload(form, "image", max_bytes=engine.settings.max_upload_bytes)
    limit = fields.limit[0] if fields.limit else 50
    found = await run_in_threadpool(engine.finder.find, upload.content, limit=limit)
    response.headers["Cache-Control"] = "no-store"
    return wired.PersonOut.of(found)


def _seen(request: Request, asset_id: str) -> Engine:
    """The engine, where the caller may see this photo: a key that only takes photos in sees none that is not shown.

    Raises:
        NotFoundError: No such asset, or it may not be shown.
    """
    engine = engine_of(request)
    engine.get_asset(asset_id, everything=sees_everything(request))
    return engine
