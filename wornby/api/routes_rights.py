"""Rights of photos, the ledger, and claims: for staff."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from wornby.api import wire_rights as wire
from wornby.api.auth import GuardedRoute, actor_of, needs
from wornby.api.context import engine_of
from wornby.api.openapi import PROBLEMS
from wornby.api.wire_in import MAX_K
from wornby.datamodel import LedgerKind, Rights, RightsNote, RightsState, Scope
from wornby.rights.ledger import parse_known
from wornby.rights.moving import check_stated

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS)

Id = Annotated[str, Path(max_length=100)]
Limit = Annotated[int, Query(ge=1, le=MAX_K)]
Cursor = Annotated[str | None, Query(max_length=100)]
_HEAD = "^([0-9]{1,12}:[0-9a-f]{64})?$"


@router.get("/v1/assets/{asset_id}/rights", tags=["rights"])
@needs(Scope.STAFF)
def get_rights(request: Request, asset_id: Id) -> wire.RightsOut:
    """Rights of one photo."""
    return wire.RightsOut.of(asset_id, engine_of(request).rights.get(asset_id).rights)


@router.put("/v1/assets/{asset_id}/rights", tags=["rights"])
@needs(Scope.RIGHTS)
def put_rights(request: Request, asset_id: Id, *, given: wire.RightsRequest) -> wire.RightsOut:
    """Change the rights of one photo. What they no longer allow is dropped at once."""
    note = given.note(actor_of(request))
    check_stated(given.rights(), note=note)

    def decide(held: Rights) -> Rights:
        if given.expected is not None:
            given.expected.check(held)
        check_stated(given.rights(), note=note, held=held)
        return given.rights()

    return wire.RightsOut.of(asset_id, engine_of(request).rights.change(asset_id, decide, note=note).rights)


@router.put("/v1/assets/{asset_id}/hidden", tags=["rights"])
@needs(Scope.RIGHTS)
def put_hidden(request: Request, asset_id: Id, *, given: wire.HiddenRequest) -> wire.RightsOut:
    """Keep a photo from being shown, whatever its wearer agreed to, or lift that."""
    note = RightsNote(actor=actor_of(request), reason=given.reason)
    moved = engine_of(request).rights.set_hidden(asset_id, hidden=given.hidden, note=note)
    return wire.RightsOut.of(asset_id, moved.rights)


@router.get("/v1/rights", tags=["rights"])
@needs(Scope.STAFF)
def get_board(
    request: Request, *, state: RightsState | None = None, cursor: Cursor = None, limit: Limit = 50
) -> wire.BoardOut:
    """How many photos are in each state, and a page of them."""
    return wire.BoardOut.of(engine_of(request).rights.board(state=state, after=cursor, limit=limit))


@router.get("/v1/ledger", tags=["rights"])
@needs(Scope.STAFF)
def get_ledger(
    request: Request,
    *,
    cursor: Annotated[int, Query(ge=0)] = 0,
    limit: Limit = 50,
    subject: Annotated[str | None, Query(max_length=200)] = None,
    kind: LedgerKind | None = None,
    newest_first: bool = False,
) -> wire.LedgerPage:
    """Lines of the ledger, after a number."""
    ledger = engine_of(request).rights.ledger
    found = list(ledger.lines(after=cursor, limit=limit + 1, subject=subject, kind=kind, newest_first=newest_first))
    page = found[:limit]
    following = page[-1].seq if len(found) > limit else None
    return wire.LedgerPage(lines=[wire.LineOut.of(line) for line in page], cursor=following)


@router.get("/v1/ledger/verify", tags=["rights"])
@needs(Scope.STAFF)
def verify_ledger(
    request: Request,
    *,
    head: Annotated[
        str,
        Query(max_length=100, description="SEQ:DIGEST of a copy.", json_schema_extra={"pattern": _HEAD}),
    ] = "",
) -> wire.VerifyOut:
    """Look at every line of the ledger."""
    rights = engine_of(request).rights
    report = rights.verify(known=parse_known(head) if head else None)
    return wire.VerifyOut.of(report, public_key=rights.public_key())


@router.get("/v1/claims", tags=["rights"])
@needs(Scope.STAFF)
def list_claims(request: Request, *, cursor: Cursor = None, limit: Limit = 50) -> wire.ClaimPage:
    """Rights that were stated of photos that were in already, and that nobody has decided."""
    found = list(engine_of(request).rights.claims.list(after=cursor, limit=limit + 1))
    page = found[:limit]
    following = page[-1].id if len(found) > limit else None
    return wire.ClaimPage(claims=[wire.ClaimOut.of(claim) for claim in page], cursor=following)


@router.post("/v1/claims/{claim_id}", tags=["rights"])
@needs(Scope.RIGHTS)
def decide_claim(request: Request, claim_id: Id, *, given: wire.ClaimVerdictIn) -> wire.ClaimOut:
    """Accept a claim, which gives the photo the rights that were stated, or reject it."""
    note = RightsNote(actor=actor_of(request), reason=given.reason, evidence=given.evidence, by_person=given.by_person)
    return wire.ClaimOut.of(engine_of(request).rights.decide(claim_id, accept=given.accept, note=note))


@router.get("/v1/consent-texts", tags=["rights"])
@needs(Scope.READ)
def get_consent_texts(request: Request) -> wire.TextSetOut:
    """The texts that wearers are asked with now."""
    return wire.TextSetOut.of(engine_of(request).consent.current())


@router.get("/v1/consent-texts/versions", tags=["rights"])
@needs(Scope.STAFF)
def list_consent_texts(request: Request) -> wire.TextVersionList:
    """All versions of the texts, the newest first."""
    versions = [
        wire.TextVersionOut(
            version=each.version,
            digest=each.digest,
            languages=list(each.languages),
            same_meaning=each.same_meaning,
        )
        for each in reversed(engine_of(request).consent.list())
    ]
    return wire.TextVersionList(versions=versions)


@router.post("/v1/consent-texts", tags=["rights"])
@needs(Scope.RIGHTS)
def publish_consent_texts(request: Request, *, given: wire.TextsRequest) -> wire.PublishedOut:
    """Let new texts count. Purposes whose text changed fall until their wearers have answered the new one."""
    desk = engine_of(request).consent
    if given.dry_run:
        return wire.PublishedOut.of(desk.preview(given.toml, same_meaning=given.same_meaning))
    return wire.PublishedOut.of(desk.publish(given.toml, by=actor_of(request), same_meaning=given.same_meaning))
