"""The wearer's page on the wire: their own photos, what was found on them, and what they say."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from wornby.api.wire import Answer, Corners
from wornby.api.wire_in import MAX_WORDS, Request, Word
from wornby.datamodel import Purpose, RightsState
from wornby.datamodel.edits import TagChange
from wornby.datamodel.links import MOST_DAYS, MOST_PRODUCTS, LinkPurpose

Value = Annotated[str, Field(max_length=200)]
Address = Annotated[str, Field(max_length=320, pattern=r"^([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253})?$")]
"""Narrower than what mail allows: what other addresses mean to a mail server differs."""


class ChoiceOut(Answer):
    """A value to choose."""

    value: str
    title: str


class AskOut(Answer):
    """Something that the wearer may declare; all of it is optional."""

    attribute: str
    title: str
    values: list[ChoiceOut]


class CorrectionOut(AskOut):
    """Something that the wearer may correct, of themselves or of a garment."""

    applies: Literal["wearer", "garment"]


class StatementOut(Answer):
    """What is stated, in words too."""

    attribute: str
    title: str
    value: str
    value_title: str
    said_by_you: bool


class SwatchOut(Answer):
    """A colour as it was measured."""

    hex: str
    name: str


class OwnGarmentOut(Answer):
    """A garment of a wearer."""

    number: int
    title: str
    box: Corners
    color: SwatchOut | None
    facts: list[StatementOut]


class OwnWearerOut(Answer):
    """Somebody in the photo."""

    number: int
    main: bool
    box: Corners
    facts: list[StatementOut]
    garments: list[OwnGarmentOut]


class OwnPhotoOut(Answer):
    """A photo as its wearer sees it. `view` and `thumb` are fetched with the same Authorization header."""

    id: str
    state: RightsState
    purposes: list[Purpose]
    asked_again: list[Purpose] = Field(description="Their texts changed: they count no more until answered again.")
    hidden: bool = Field(description="The shop hides it, whatever its purposes say.")
    width: int
    height: int
    view: str
    thumb: str
    product: str | None
    wearers: list[OwnWearerOut]
    subject: int | None = Field(description="Number of the wearer whose photo it is; null where nobody is found.")


class LinkProductOut(Answer):
    """A product that the link was sent for."""

    sku: str
    title: str
    picture: str | None


class WearerLinkOut(Answer):
    """What the link is good for."""

    purpose: LinkPurpose
    expires_at: datetime
    products: list[LinkProductOut]


class PurposeTextOut(Answer):
    """What is asked for one purpose."""

    purpose: Purpose
    title: str
    body: str


class ConsentTextOut(Answer):
    """The texts that count now; `version/language` is what a choice of purposes answers."""

    version: str
    language: str
    purposes: list[PurposeTextOut]


class WearerOut(Answer):
    """All that the wearer's page shows."""

    shop: str
    language: str
    languages: list[str]
    link: WearerLinkOut
    photos: list[OwnPhotoOut]
    text: ConsentTextOut
    asks: list[AskOut]
    about: dict[str, str]
    corrections: list[CorrectionOut]
    most_photos: int
    contact: bool = Field(description="Whether an address is kept; the address itself is told to nobody.")


class PhotoForm(Request):
    """The fields of a form beside the file."""

    product: list[Word] = Field(default=[], max_length=1, description="SKU of the link's that the photo shows.")


class CorrectionIn(Request):
    """One fact as the wearer says it."""

    wearer: int = Field(ge=0, le=100, description="Number of the wearer in the photo.")
    garment: int | None = Field(default=None, ge=0, le=100, description="Number of that wearer's garment.")
    attribute: Value = Field(description="One of `corrections`.")
    value: Value | None = Field(description="One of its values; null takes the statement away.")

    def change(self) -> TagChange:
        """As the engine takes it."""
        return TagChange(wearer=self.wearer, garment=self.garment, attribute=self.attribute, value=self.value)


class CorrectionsRequest(Request):
    """What the wearer corrects."""

    changes: list[CorrectionIn] = Field(min_length=1, max_length=MAX_WORDS)


class PurposesRequest(Request):
    """For what the photo may be used, all of it anew."""

    purposes: list[Purpose] = Field(max_length=MAX_WORDS)
    text: Word = Field(description="Version and language of the text that this answers, such as 2026-12/de.")


class OwnSubjectRequest(Request):
    """Which of the wearers they are."""

    wearer: int | None = Field(ge=0, le=100, description="Number of the wearer, from 0; null for the main one.")


class AboutRequest(Request):
    """What they declare of themselves: an attribute that is not named stays, one of null is taken back."""

    values: dict[Value, Value | None] = Field(max_length=MAX_WORDS)


class AboutOut(Answer):
    """What they declare of themselves."""

    about: dict[str, str]


class ContactRequest(Request):
    """Where they may be written to when texts change."""

    contact: Address = Field(description="E-mail address; nothing to be forgotten.")


class ContactOut(Answer):
    """Whether an address is kept."""

    contact: bool


class ErasedOut(Answer):
    """What was erased for good."""

    receipts: list[str] = Field(description="Ids of the receipts, by which the shop can show what was erased.")


class LinkRequest(Request):
    """A link to send to somebody after a purchase."""

    products: list[Word] = Field(default=[], max_length=MOST_PRODUCTS, description="SKUs that were bought.")
    language: Literal["de", "en", "es", "fr", "ja"] = Field(default="en", description="In which they are written to.")
    days: int = Field(default=90, ge=1, le=MOST_DAYS, description="How long it lasts.")
    contact: Address = Field(
        default="", description="E-mail address, if they agreed to be asked again when texts change."
    )


class ReturnRequest(Request):
    """A link to send to somebody who wants to come back to their photos."""

    days: int = Field(default=30, ge=1, le=MOST_DAYS, description="How long it lasts.")


class LinkOut(Answer):
    """A link without its token."""

    id: str
    purpose: LinkPurpose
    products: list[str]
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class GivenLinkOut(LinkOut):
    """A new link. Its address is told once, and kept nowhere."""

    url: str


class LinkPage(Answer):
    """Links by id."""

    links: list[LinkOut]
    cursor: str | None
