"""Requests for rights on the wire."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from wornby.api.wire import Answer
from wornby.api.wire_in import MAX_WORDS, Reference, Request, Word
from wornby.datamodel import Purpose, RightsState
from wornby.datamodel.requests import Channel, Message, RequestState, RightsRequest

Address = Annotated[str, Field(min_length=1, max_length=320)]


class DraftRequest(Request):
    """A person to ask for the rights of a photo."""

    asset_id: Word = Field(min_length=1)
    address: Address = Field(description="E-mail address; with the channel copy, where the person is written to.")
    language: Annotated[str, Field(min_length=2, max_length=5)] = "en"
    channel: Channel = Channel.MAIL


class SendRequest(Request):
    """How a draft is sent."""

    link: bool = Field(default=False, description="With a link by which the person answers, not only by a reply.")


class AnswerRequest(Request):
    """What the person answered."""

    state: RightsState = Field(
        description="replied, granted or declined.", json_schema_extra={"enum": ["replied", "granted", "declined"]}
    )
    purposes: list[Purpose] = Field(default=[], max_length=MAX_WORDS, description="What they granted.")
    text: Word = Field(default="", description="Version and language of the text that they agreed to.")
    evidence: Reference = Field(default="", description="Where the answer lies; the request itself if empty.")


class RequestOut(Answer):
    """A person is asked for the rights of one photo. `text` is as it was sent, without the link for the answer."""

    id: str
    asset_id: str
    state: RequestState
    channel: Channel
    address: str
    language: str
    text: str
    made_by: str
    made_at: datetime
    sent_at: datetime | None
    due_at: datetime | None
    reminded_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, request: RightsRequest) -> Self:
        """From a record."""
        return cls(**{name: getattr(request, name) for name in cls.model_fields})


class RequestPage(Answer):
    """Requests by id, and where the next page begins.

    `languages` are those of the texts; `links` says whether a link for the answer can be sent along.
    """

    requests: list[RequestOut]
    cursor: str | None
    languages: list[str]
    links: bool


class MessageOut(Answer):
    """A text to copy."""

    to: str
    subject: str
    body: str

    @classmethod
    def of(cls, message: Message) -> Self:
        """From a message."""
        return cls(to=message.to, subject=message.subject, body=message.body)


class SentOut(Answer):
    """A request that was sent, and the text as it went out: a link in it is told once, and kept nowhere."""

    request: RequestOut
    message: MessageOut
