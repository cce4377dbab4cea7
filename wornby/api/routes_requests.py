"""Requests for rights: who is asked, and what they answered."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Path, Query, Request

from wornby.api import wire_requests as wire
from wornby.api.auth import GuardedRoute, actor_of, needs
from wornby.api.context import engine_of
from wornby.api.openapi import PROBLEMS
from wornby.api.wire_in import MAX_K
from wornby.datamodel import Scope
from wornby.datamodel.requests import RequestState
from wornby.errors import ConfigurationError, ConflictError
from wornby.rights.requests import languages

router = APIRouter(route_class=GuardedRoute, responses=PROBLEMS, tags=["requests"])

Sent = TypeVar("Sent")
Id = Annotated[str, Path(max_length=100)]


@router.get("/v1/requests")
@needs(Scope.STAFF)
def list_requests(
    request: Request,
    *,
    state: Annotated[list[RequestState] | None, Query(max_length=len(RequestState))] = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_K)] = 50,
) -> wire.RequestPage:
    """Requests in some states, or all; newest first."""
    found = list(engine_of(request).requests.list(states=state or (), after=cursor, limit=limit + 1))
    page = found[:limit]
    return wire.RequestPage(
        requests=[wire.RequestOut.of(one) for one in page],
        cursor=page[-1].place if len(found) > limit else None,
        languages=list(languages()),
        links=bool(engine_of(request).settings.public_url),
    )


@router.post("/v1/requests", status_code=201)
@needs(Scope.RIGHTS)
def draft_request(request: Request, given: wire.DraftRequest) -> wire.RequestOut:
    """Write a draft; nothing is sent."""
    made = engine_of(request).requests.add(
        given.asset_id,
        address=given.address,
        language=given.language,
        channel=given.channel,
        by=actor_of(request),
    )
    return wire.RequestOut.of(made)


@router.get("/v1/requests/{request_id}")
@needs(Scope.STAFF)
def get_request(request: Request, request_id: Id) -> wire.RequestOut:
    """One request."""
    return wire.RequestOut.of(engine_of(request).requests.get(request_id))


@router.get("/v1/requests/{request_id}/text")
@needs(Scope.STAFF)
def get_text(request: Request, request_id: Id) -> wire.MessageOut:
    """The text to copy: the reminder where the request was sent already. The person answers by a reply."""
    return wire.MessageOut.of(engine_of(request).requests.message(request_id))


@router.post("/v1/requests/{request_id}/send")
@needs(Scope.RIGHTS)
def send_request(request: Request, request_id: Id, *, given: wire.SendRequest) -> wire.SentOut:
    """Send a draft, or say that its text is copied to the person. What is not accepted stays a draft."""
    engine, by = engine_of(request), actor_of(request)

    def send() -> wire.SentOut:
        link = ""
        if given.link:
            sent, made = engine.links.send_request(request_id, by=by)
            link = made.url
        else:
            sent = engine.requests.send(request_id, by=by)
        message = engine.requests.message(request_id, link=link, first=True)
        return wire.SentOut(request=wire.RequestOut.of(sent), message=wire.MessageOut.of(message))

    return _sent(send)


@router.post("/v1/requests/{request_id}/remind")
@needs(Scope.RIGHTS)
def remind(request: Request, request_id: Id) -> wire.RequestOut:
    """Remind of a request, once."""
    desk = engine_of(request).requests
    return _sent(lambda: wire.RequestOut.of(desk.remind(request_id, by=actor_of(request))))


@router.post("/v1/requests/{request_id}/answer")
@needs(Scope.RIGHTS)
def write_answer(request: Request, request_id: Id, *, given: wire.AnswerRequest) -> wire.RequestOut:
    """Write down what the person answered; the rights of the photo follow."""
    answered = engine_of(request).requests.answer(
        request_id,
        state=given.state,
        purposes=frozenset(given.purposes),
        by=actor_of(request),
        text=given.text,
        evidence=given.evidence,
    )
    return wire.RequestOut.of(answered)


@router.post("/v1/requests/{request_id}/cancel")
@needs(Scope.RIGHTS)
def cancel_request(request: Request, request_id: Id) -> wire.RequestOut:
    """Give a draft up."""
    return wire.RequestOut.of(engine_of(request).requests.cancel(request_id, by=actor_of(request)))


def _sent(send: Callable[[], Sent]) -> Sent:
    """Send something.

    Raises:
        ConflictError: Mail or links are not set up here, which whoever sends may know.
    """
    try:
        return send()
    except ConfigurationError as exc:
        raise ConflictError(exc.message) from exc
