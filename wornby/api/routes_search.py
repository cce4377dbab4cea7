"""Search, facets and the vocabulary."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from wornby.api import bodies, wire, wire_in, wire_search
from wornby.api.auth import GuardedRoute, needs, sees_everything
from wornby.api.context import engine_of
from wornby.api.openapi import PROBLEMS, body_of
from wornby.api.routes_products import Cursor, PageSize, Where
from wornby.datamodel import Query as Question
from wornby.datamodel import Scope
from wornby.search.filters import parse_where

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS)


@router.get("/v1/search", tags=["search"])
@needs(Scope.READ)
def search(
    request: Request,
    *,
    text: Annotated[str, Query(max_length=wire_in.MAX_TEXT)] = "",
    like: Annotated[str, Query(max_length=200, description="Id of a hit or a photo of the library.")] = "",
    where: Where = None,
    drop: Annotated[
        list[wire_in.Words] | None,
        Query(max_length=wire_in.MAX_WORDS, description="Parts of the text that do not count."),
    ] = None,
    explain: Annotated[bool, Query(description="Whether each hit says which part matched, and how well.")] = False,
    k: PageSize = 24,
    cursor: Cursor = None,
) -> wire_search.SearchOut:
    """Search by text, an entry of the library and filters."""
    asked = wire_in.SearchRequest(
        text=text, like=like, where=where or [], drop=drop or [], explain=explain, k=k, cursor=cursor
    )
    return _search(request, asked)


@router.post(
    "/v1/search",
    tags=["search"],
    response_model=wire_search.SearchOut,
    openapi_extra=body_of(wire_in.SearchRequest, files={"image": False}, fields=wire_in.SearchForm, needed=("image",)),
)
@needs(Scope.READ)
async def search_with_picture(request: Request) -> wire_search.SearchOut:
    """Search by any mix of text, picture, a region or place in it, and filters: JSON, or a form with `image`."""
    if not bodies.is_form(request):
        asked = await bodies.read_json(request, wire_in.SearchRequest)
        return await run_in_threadpool(_search, request, asked)
    max_bytes = engine_of(request).settings.max_upload_bytes
    async with request.form(max_files=1, max_fields=bodies.MAX_FIELDS) as form:
        fields = bodies.fields_of(form, wire_in.SearchForm, files=frozenset({"image"}))
        upload = await bodies.one_upload(form, "image", max_bytes=max_bytes)
    asked = bodies.checked(fields.values(), wire_in.SearchRequest)
    return await run_in_threadpool(_search, request, asked, image=upload.content)


@router.get("/v1/facets", tags=["search"])
@needs(Scope.READ)
def get_facets(request: Request, *, where: Where = None) -> wire.FacetList:
    """Counts over everything that may be shown, under filters."""
    engine = engine_of(request)
    filters = parse_where(where or [], engine.vocabulary)
    return wire.FacetList.of(engine.facets(filters=filters, everything=sees_everything(request)))


@router.get("/v1/vocabulary", tags=["search"])
@needs(Scope.READ)
def get_vocabulary(request: Request) -> wire.VocabularyOut:
    """What can be filtered by, with the definition of every value."""
    known = engine_of(request).vocabulary.attributes.values()
    return wire.VocabularyOut(attributes=[wire.AttributeOut.of(one) for one in known if not one.structural])


def _search(request: Request, asked: wire_in.SearchRequest, *, image: bytes | None = None) -> wire_search.SearchOut:
    engine = engine_of(request)
    filters = parse_where(asked.where, engine.vocabulary)
    question = Question(
        text=asked.text,
        region=asked.box(),
        point=asked.place(),
        like=asked.like,
        filters=filters,
        drop=frozenset(asked.drop),
        k=asked.k,
        cursor=asked.cursor,
        everything=sees_everything(request),
        explain=asked.explain,
    )
    result = engine.search(question, image_url=asked.url, image_bytes=image)
    return wire_search.SearchOut.of(result, filters=filters, staff=question.everything)
