"""Requests for rights of photos that were found elsewhere, and messages."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wornby.datamodel.places import place_of


class RequestState(StrEnum):
    """Where a request is on its way."""

    DRAFT = "draft"
    SENT = "sent"
    REMINDED = "reminded"
    ANSWERED = "answered"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


WAITING_STATES = frozenset({RequestState.SENT, RequestState.REMINDED})
"""States in which an answer is awaited."""


class Channel(StrEnum):
    """How a request reaches the person: by e-mail, or by a text that staff copies to where the photo was found."""

    MAIL = "mail"
    COPY = "copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsRequest:
    """A person is asked for the rights of one photo.

    Attributes:
        id: Random.
        asset_id: The photo; its request goes with it.
        state: Where it is.
        channel: How it is sent.
        address: E-mail address, or where the person was written to; personal data.
        language: Of the template.
        template: Its name.
        text: As it was sent; the draft before.
        made_by: Who made it, as in `RightsNote`.
        made_at: When, UTC.
        sent_at: When it was sent.
        due_at: When it expires without an answer.
        reminded_at: When the reminder was sent.
        ended_at: When it was answered, declined, cancelled, or expired.
    """

    id: str
    asset_id: str
    state: RequestState
    channel: Channel
    address: str
    language: str
    template: str
    text: str
    made_by: str
    made_at: datetime
    sent_at: datetime | None = None
    due_at: datetime | None = None
    reminded_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def place(self) -> str:
        """Where it stands in a list by time."""
        return place_of(self.made_at, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text to one person."""

    to: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How a message went out, and the id under which it can be found."""

    how: str
    reference: str = ""
