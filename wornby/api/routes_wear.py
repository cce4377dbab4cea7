"""The wearer's page: what its link reaches. Nothing here is told to anybody else."""

from functools import partial
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from wornby.api import bodies
from wornby.api import wire_wear as wire
from wornby.api.auth import GuardedRoute, caller_of, needs
from wornby.api.context import engine_of, services_of
from wornby.api.openapi import PROBLEMS, body_of
from wornby.api.rates import PICTURE_WORK
from wornby.api.routes_assets import AssetId
from wornby.api.wearing import PREFIX, WearerView
from wornby.datamodel import Scope
from wornby.datamodel.links import Link

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["wearer"])

FILE = "file"
Language = Annotated[str, Query(max_length=40, description="Of the page; the nearest that is spoken counts.")]


@router.get(PREFIX + "/me")
@needs(Scope.WEARER)
def get_me(request: Request, *, lang: Language = "") -> wire.WearerOut:
    """All that the wearer's page shows."""
    link = _link(request)
    person = engine_of(request).people.person(link)
    return _view(request, lang or person.language).page(link, person)


@router.delete(PREFIX + "/me")
@needs(Scope.WEARER)
async def erase_me(request: Request) -> wire.ErasedOut:
    """Erase all photos and what is known of their wearer. The link opens nothing any more."""
    _count_work(request)
    people = engine_of(request).people
    receipts = await services_of(request).erasures.run(lambda: people.erase_all(_link(request)))
    return wire.ErasedOut(receipts=list(receipts))


@router.put(PREFIX + "/me/about")
@needs(Scope.WEARER)
def set_about(request: Request, *, given: wire.AboutRequest) -> wire.AboutOut:
    """Declare something of oneself, for all photos, later ones too."""
    return wire.AboutOut(about=dict(engine_of(request).people.set_about(_link(request), given.values)))


@router.put(PREFIX + "/me/contact")
@needs(Scope.WEARER)
def set_contact(request: Request, *, given: wire.ContactRequest) -> wire.ContactOut:
    """Say where one may be written to when texts change, or nowhere."""
    return wire.ContactOut(contact=engine_of(request).people.set_contact(_link(request), given.contact))


@router.post(
    PREFIX + "/photos",
    status_code=201,
    response_model=wire.OwnPhotoOut,
    responses={200: {"model": wire.OwnPhotoOut, "description": "It is among their photos already."}},
    openapi_extra=body_of(None, files={FILE: False}, fields=wire.PhotoForm, needed=(FILE,)),
)
@needs(Scope.WEARER)
async def add_photo(request: Request, response: Response, *, lang: Language = "") -> wire.OwnPhotoOut:
    """Give one photo, for no purpose yet."""
    engine = engine_of(request)
    services_of(request).rates.count_upload(caller_of(request).link_id)
    bodies.must_be_form(request)
    async with request.form(max_files=1, max_fields=bodies.MAX_FIELDS) as form:
        fields = bodies.fields_of(form, wire.PhotoForm, files=frozenset({FILE}))
        upload = await bodies.one_upload(form, FILE, max_bytes=engine.settings.max_upload_bytes)

    def add() -> wire.OwnPhotoOut:
        own, new = engine.people.add_photo(_link(request), upload.content, product="".join(fields.product))
        response.status_code = HTTPStatus.CREATED if new else HTTPStatus.OK
        return _view(request, lang).photo(own)

    return await run_in_threadpool(add)


@router.delete(PREFIX + "/photos/{asset_id}")
@needs(Scope.WEARER)
async def erase_photo(request: Request, asset_id: AssetId) -> wire.ErasedOut:
    """Erase one photo for good."""
    _count_work(request)
    people = engine_of(request).people
    receipts = await services_of(request).erasures.run(lambda: people.erase_photo(_link(request), asset_id))
    return wire.ErasedOut(receipts=list(receipts))


@router.patch(PREFIX + "/photos/{asset_id}")
@needs(Scope.WEARER)
def correct_photo(
    request: Request, asset_id: AssetId, *, given: wire.CorrectionsRequest, lang: Language = ""
) -> wire.OwnPhotoOut:
    """Correct what was found on a photo; all of it or nothing. A null says that the photo does not show it."""
    _count_work(request)
    changes = [change.change() for change in given.changes]
    return _view(request, lang).photo(engine_of(request).people.correct(_link(request), asset_id, changes))


@router.put(PREFIX + "/photos/{asset_id}/purposes")
@needs(Scope.WEARER)
def set_purposes(
    request: Request, asset_id: AssetId, *, given: wire.PurposesRequest, lang: Language = ""
) -> wire.OwnPhotoOut:
    """Say for what a photo may be used, all of it anew. What is not given any more goes at once."""
    _count_work(request)
    people = engine_of(request).people
    own = people.set_purposes(_link(request), asset_id, frozenset(given.purposes), text=given.text)
    return _view(request, lang).photo(own)


@router.put(PREFIX + "/photos/{asset_id}/subject")
@needs(Scope.WEARER)
def set_own_subject(
    request: Request, asset_id: AssetId, *, given: wire.OwnSubjectRequest, lang: Language = ""
) -> wire.OwnPhotoOut:
    """Say which wearer of a photo one is; everybody else is hidden."""
    _count_work(request)
    return _view(request, lang).photo(engine_of(request).people.set_subject(_link(request), asset_id, given.wearer))


@router.post(PREFIX + "/photos/{asset_id}/decline", status_code=204, response_class=Response)
@needs(Scope.WEARER)
def decline(request: Request, asset_id: AssetId) -> Response:
    """Say no to what was asked of a found photo."""
    engine_of(request).people.decline(_link(request), asset_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get(
    PREFIX + "/photos/{asset_id}/{name}.jpg",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}},
)
@needs(Scope.WEARER)
def get_own_picture(request: Request, asset_id: AssetId, *, name: Literal["thumb", "view"]) -> Response:
    """A picture of one's own photo, with everybody else hidden. No cache keeps it."""
    engine = engine_of(request)
    own = engine.people.photo(_link(request), asset_id)
    making = partial(_count_work, request, cost=PICTURE_WORK)
    content = engine.rendition(own.asset.id, name=name, everything=True, making=making)
    return Response(content, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


def _count_work(request: Request, *, cost: float = 1.0) -> None:
    services_of(request).rates.count_work(caller_of(request).link_id, cost=cost)


def _link(request: Request) -> Link:
    return engine_of(request).links.get(caller_of(request).link_id)


def _view(request: Request, language: str) -> WearerView:
    engine = engine_of(request)
    spoken = language or engine.people.person(_link(request)).language
    return WearerView(engine, addresses=services_of(request).addresses, language=spoken)
