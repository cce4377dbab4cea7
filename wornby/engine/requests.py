"""Asking people for the rights of photos that were found elsewhere."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from wornby.datamodel import Purpose, Rights, RightsNote, RightsState
from wornby.datamodel.requests import WAITING_STATES, Channel, Message, RequestState, RightsRequest
from wornby.engine.rights import RightsDesk
from wornby.errors import ConflictError, InputError, NotFoundError, RightsMoveError, WornbyError
from wornby.interfaces import Messenger, RequestStore
from wornby.rights.requests import ASK, REMIND, Terms, due_at, step_due, write_message

CLOCK = "system/clock"
_ID_BYTES = 8
_PAGE = 500
_ASKABLE = frozenset({RightsState.DISCOVERED, RightsState.REPLIED, RightsState.EXPIRED})

log = structlog.get_logger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """What time did: requests that were reminded of, that expired, and that could not be reminded of."""

    reminded: int = 0
    expired: int = 0
    failed: int = 0


def _by_reply(_request_id: str) -> str:
    return ""


class RequestDesk:
    """Makes, sends, reminds of and ends requests, and moves the rights with them.

    Args:
        store: Where they are kept.
        rights: Changes rights.
        messengers: One for each channel.
        shop: The shop's name.
        terms: How long is waited.
        answer_url: Where a request is answered that was sent with a link; empty for others.
        clock: Gives the present moment.
    """

    def __init__(
        self,
        store: RequestStore,
        *,
        rights: RightsDesk,
        messengers: Callable[[Channel], Messenger],
        shop: str,
        terms: Terms,
        answer_url: Callable[[str], str] = _by_reply,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._store = store
        self._rights = rights
        self._messengers = messengers
        self._shop = shop
        self._terms = terms
        self._answer_url = answer_url
        self._clock = clock

    def add(self, asset_id: str, *, address: str, language: str, channel: Channel, by: str) -> RightsRequest:
        """Write a draft; nothing is sent.

        Raises:
            NotFoundError: No such asset.
            InputError: No template in the language.
            RightsMoveError: The photo's rights are not such that one may ask.
            ConflictError: The photo has an open request.
        """
        held = self._rights.get(asset_id).rights.state
        if held not in _ASKABLE:
            message = f"The rights of {asset_id} are {held}: there is nothing to ask for, or the answer was no."
            raise RightsMoveError(message)
        open_states = (RequestState.DRAFT, *WAITING_STATES)
        if self._store.list(states=open_states, asset_id=asset_id, limit=1):
            message = f"There is an open request for {asset_id}."
            raise ConflictError(message)
        request = RightsRequest(
            id=secrets.token_hex(_ID_BYTES),
            asset_id=asset_id,
            state=RequestState.DRAFT,
            channel=channel,
            address=address,
            language=language,
            template=ASK,
            text="",
            made_by=by,
            made_at=self._clock(),
        )
        request = replace(request, text=self._message(request, ASK).body)
        self._store.put(request, expect=None, by=by)
        return request

    def get(self, request_id: str) -> RightsRequest:
        """One request.

        Raises:
            NotFoundError: No such request.
        """
        request = self._store.get(request_id)
        if request is None:
            message = f"No request {request_id!r}."
            raise NotFoundError(message)
        return request

    def list(
        self, *, states: Sequence[RequestState] = (), after: str | None = None, limit: int = 100
    ) -> Sequence[RightsRequest]:
        """Requests, newest first, after the `place` of one; in some states, or in all."""
        return self._store.list(states=states, after=after, limit=limit)

    def send(self, request_id: str, *, by: str, link: str = "") -> RightsRequest:
        """Send a draft by its channel: by mail now, or by whoever copies its text. The photo becomes requested.

        Args:
            request_id: Which.
            by: Who sends it.
            link: Where the person answers; by a reply where it is empty.

        Raises:
            ConflictError: It was sent already.
            MessageError: It was not accepted; it stays a draft.
        """
        request = self._expect(request_id, RequestState.DRAFT)
        message = self._message(request, ASK, link=link)
        # The state first: two who press the button at once send one mail. It is set back where that fails.
        now = self._clock()
        sent = replace(
            request,
            state=RequestState.SENT,
            # The link is a key to the photo: what is kept is the text without it.
            text=self._message(request, ASK).body,
            sent_at=now,
            due_at=due_at(now, terms=self._terms),
        )
        self._put(sent, expect=RequestState.DRAFT, by=by)
        try:
            self._messengers(request.channel).send(message)
            self._move(sent, RightsState.REQUESTED, by=by)
        except WornbyError:
            self._store.put(request, expect=RequestState.SENT, by=by)
            raise
        return sent

    def cancel(self, request_id: str, *, by: str) -> RightsRequest:
        """Give a draft up; what was sent ends by an answer, or by time.

        Raises:
            ConflictError: It was sent already.
        """
        request = self._expect(request_id, RequestState.DRAFT)
        cancelled = replace(request, state=RequestState.CANCELLED, ended_at=self._clock())
        self._put(cancelled, expect=RequestState.DRAFT, by=by)
        return cancelled

    def message(self, request_id: str, *, link: str = "", first: bool = False) -> Message:
        """What the person is written: the reminder of what was sent already, else the first text.

        Args:
            request_id: Which.
            link: Where the person answers; by a reply where it is empty.
            first: The first text in any case.
        """
        request = self.get(request_id)
        template = REMIND if request.state in WAITING_STATES and not first else ASK
        return self._message(request, template, link=link)

    def remind(self, request_id: str, *, by: str) -> RightsRequest:
        """Remind of a request, once; with the link that it was sent with, where it had one.

        Raises:
            ConflictError: It is not waiting for an answer, or was reminded of already.
            MessageError: It was not accepted.
        """
        request = self._expect(request_id, RequestState.SENT)
        reminded = replace(request, state=RequestState.REMINDED, reminded_at=self._clock())
        self._put(reminded, expect=RequestState.SENT, by=by)
        try:
            self._messengers(request.channel).send(self._message(request, REMIND, link=self._answer_url(request_id)))
        except WornbyError:
            self._store.put(request, expect=RequestState.REMINDED, by=by)
            raise
        return reminded

    def answer(
        self,
        request_id: str,
        *,
        state: RightsState,
        purposes: frozenset[Purpose] = frozenset(),
        by: str,
        text: str = "",
        evidence: str = "",
    ) -> RightsRequest:
        """Write down what the person answered.

        Args:
            request_id: Which.
            state: replied, granted or declined.
            purposes: What they granted.
            by: Who writes it down: staff, or the wearer by a link.
            text: The text that they agreed to.
            evidence: Where the answer lies; the request where it is empty.

        Raises:
            ConflictError: It is not waiting for an answer.
            InputError: That is no answer.
        """
        if state not in {RightsState.REPLIED, RightsState.GRANTED, RightsState.DECLINED}:
            message = f"{state} is no answer. Give replied, granted or declined."
            raise InputError(message)
        request = self.get(request_id)
        if request.state not in {*WAITING_STATES, RequestState.ANSWERED}:
            message = f"Request {request_id} is {request.state}: no answer is awaited."
            raise ConflictError(message)
        note = RightsNote(
            actor=by,
            text=text,
            evidence=evidence or f"request/{request_id}",
            by_person=state is not RightsState.REPLIED,
        )
        ended = RequestState.DECLINED if state is RightsState.DECLINED else RequestState.ANSWERED
        answered = replace(request, state=ended, ended_at=self._clock())
        # The state first: of two answers at once only one moves the rights. It is set back where that fails.
        self._put(answered, expect=request.state, by=by)
        try:
            self._rights.move(request.asset_id, Rights(state=state, purposes=purposes, text=text), note=note)
        except WornbyError:
            self._store.put(request, expect=ended, by=by)
            raise
        return answered

    def check_draft(self, request_id: str) -> RightsRequest:
        """A draft that may be sent, before anything else is done for it.

        Raises:
            ConflictError: It was sent already.
            RightsMoveError: The photo's rights are not such that one may ask, or not any more.
        """
        request = self._expect(request_id, RequestState.DRAFT)
        held = self._rights.get(request.asset_id).rights.state
        if held not in _ASKABLE:
            message = f"The rights of {request.asset_id} are {held}: there is nothing to ask for, or the answer was no."
            raise RightsMoveError(message)
        return request

    def tick(self) -> Ticked:
        """Do what time brings: reminders by mail, and the end of what nobody answered. What fails is tried again."""
        now = self._clock()
        counts = {"remind": 0, "expire": 0, "failed": 0}
        after: str | None = None
        while page := self._store.list(states=sorted(WAITING_STATES), after=after, limit=_PAGE):
            for request in page:
                step = step_due(request, now=now, terms=self._terms)
                if step == "remind" and request.channel is Channel.COPY:
                    continue
                try:
                    if step == "remind":
                        self.remind(request.id, by=CLOCK)
                    elif step == "expire":
                        self._expire(request)
                except WornbyError as error:
                    counts["failed"] += 1
                    log.warning("request.step_failed", request_id=request.id, step=step, code=error.code)
                else:
                    if step is not None:
                        counts[step] += 1
            after = page[-1].place
        return Ticked(reminded=counts["remind"], expired=counts["expire"], failed=counts["failed"])

    def _expire(self, request: RightsRequest) -> None:
        self._move(request, RightsState.EXPIRED, by=CLOCK)
        expired = replace(request, state=RequestState.EXPIRED, ended_at=self._clock())
        self._put(expired, expect=request.state, by=CLOCK)

    def _move(self, request: RightsRequest, state: RightsState, *, by: str) -> None:
        note = RightsNote(actor=by, evidence=f"request/{request.id}")
        if self._rights.get(request.asset_id).rights.state is not state:
            self._rights.move(request.asset_id, Rights(state=state), note=note)

    def _expect(self, request_id: str, state: RequestState) -> RightsRequest:
        request = self.get(request_id)
        if request.state is not state:
            message = f"Request {request_id} is {request.state}, not {state}."
            raise ConflictError(message)
        return request

    def _put(self, request: RightsRequest, *, expect: RequestState, by: str) -> None:
        if not self._store.put(request, expect=expect, by=by):
            message = f"Somebody else has changed request {request.id} meanwhile."
            raise ConflictError(message)

    def _message(self, request: RightsRequest, template: str, *, link: str = "") -> Message:
        return write_message(
            template,
            to=request.address,
            language=request.language,
            shop=self._shop,
            days=self._terms.expire_days,
            link=link,
        )
