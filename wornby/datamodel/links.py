"""Links that wearers come by, and the people who gave photos."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from wornby.datamodel.places import place_of

MOST_PHOTOS = 20
"""Most photos of one person at once."""
MOST_DAYS = 365
"""Longest life of a link."""
MOST_PRODUCTS = 50
"""Most products of one link."""


class LinkPurpose(StrEnum):
    """What a link is good for: to give photos, to change or erase those given, or to answer for one found photo."""

    UPLOAD = "upload"
    MANAGE = "manage"
    REPLY = "reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link as it was given out, without its token.

    Attributes:
        id: Random; part of the token.
        contributor_id: Whose photos it reaches.
        products: SKUs that an upload link was sent for.
        made_by: Who made it, as in `RightsNote`.
        made_at: When, UTC.
        expires_at: From when on it opens nothing, UTC.
        request_id: Of the request that a reply link answers; empty for others.
        used_at: When somebody first came by it.
        revoked_at: When it was taken back.
    """

    id: str
    purpose: LinkPurpose
    contributor_id: str
    products: tuple[str, ...]
    made_by: str
    made_at: datetime
    expires_at: datetime
    request_id: str = ""
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_open(self, *, now: datetime) -> bool:
        """Whether it still opens something."""
        return self.revoked_at is None and now < self.expires_at

    @property
    def actor(self) -> str:
        """In whose name its holder acts, as in `RightsNote`."""
        return f"wearer/{self.id}"

    @property
    def place(self) -> str:
        """Where it stands in a list by time."""
        return place_of(self.made_at, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Somebody who gave photos, or was asked to. Not an identity: nobody is known but by links.

    Attributes:
        id: Random.
        language: In which they are written to.
        contact: E-mail address for the case that consent texts change; empty where they gave none.
        created_at: When, UTC.
        about: What they declare of themselves, by attribute of the vocabulary.
        asked_text: Version of the texts that they were last asked again with; empty for never.
    """

    id: str
    language: str
    contact: str
    created_at: datetime
    about: Mapping[str, str] = field(default_factory=dict)
    asked_text: str = ""
