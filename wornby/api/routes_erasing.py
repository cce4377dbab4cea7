"""Erasures, and the receipts that say they are done: for staff."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from wornby.api import wire_erasing as wire
from wornby.api.auth import GuardedRoute, actor_of, needs
from wornby.api.context import engine_of
from wornby.api.openapi import PROBLEMS
from wornby.api.wire_in import MAX_K
from wornby.datamodel import Scope

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["rights"])

Id = Annotated[str, Path(max_length=100)]


@router.post("/v1/erasures")
@needs(Scope.RIGHTS)
def erase(request: Request, *, given: wire.ErasureRequest) -> wire.ReceiptOut:
    """Erase photos, or a person with all of theirs, from every store. Nothing brings them back."""
    erasing, note = engine_of(request).erasing, given.note(actor_of(request))
    if given.person:
        return wire.ReceiptOut.of(erasing.erase_person(given.person, note=note))
    return wire.ReceiptOut.of(erasing.erase(given.asset_ids, note=note))


@router.get("/v1/erasures")
@needs(Scope.STAFF)
def list_erasures(
    request: Request,
    *,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_K)] = 50,
) -> wire.ReceiptPage:
    """Receipts, the newest first."""
    engine = engine_of(request)
    found = engine.erasing.receipts(after=cursor, limit=limit + 1, newest_first=True)
    page = found[:limit]
    return wire.ReceiptPage(
        receipts=[wire.ReceiptOut.of(receipt) for receipt in page],
        cursor=page[-1].id if len(found) > limit else None,
        unfinished=engine.erasing.unfinished(),
        public_key=engine.rights.public_key(),
    )


@router.get("/v1/erasures/{erasure_id}")
@needs(Scope.STAFF)
def get_erasure(request: Request, erasure_id: Id) -> wire.ReceiptOut:
    """One receipt."""
    return wire.ReceiptOut.of(engine_of(request).erasing.get(erasure_id))


@router.post("/v1/erasures/{erasure_id}/verify")
@needs(Scope.STAFF)
def verify_erasure(request: Request, erasure_id: Id) -> wire.ErasureCheckOut:
    """Check a receipt's signature, and ask every store again."""
    erasing = engine_of(request).erasing
    return wire.ErasureCheckOut.of(erasing.verify(erasing.get(erasure_id)))
