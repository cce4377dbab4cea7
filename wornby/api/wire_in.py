"""Requests, as JSON and as forms: a field that is not known is an error."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from wornby.datamodel import AssetKind, BoundingBox, IngestOptions, Point, Rights
from wornby.datamodel.rights import REFERENCE_PATTERN, check_given
from wornby.datamodel.sources import LONGEST_CAPTION, parse_caption
from wornby.errors import InputError

Corners = Annotated[list[float], Field(min_length=4, max_length=4)]
Place = Annotated[list[float], Field(min_length=2, max_length=2)]
MAX_K = 200
MAX_TEXT = 500
MAX_URL = 2000
MAX_WORDS = 100
Word = Annotated[str, Field(max_length=200)]
Reference = Annotated[str, Field(max_length=200, json_schema_extra={"pattern": REFERENCE_PATTERN})]
"""Said in the document; what does not fit is refused where it is read, in words that tell what to give."""
Words = Annotated[str, Field(max_length=MAX_TEXT)]
"""Of a text: a part may be all of it."""
Caption = Annotated[str, Field(max_length=LONGEST_CAPTION)]
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=MAX_URL)]
"""Never a path: what is asked over HTTP may not read this machine's files."""


class Request(BaseModel):
    """A request's body: a field that is not known is an error."""

    model_config = ConfigDict(extra="forbid")


class Options(Request):
    """What is said about a photo when it is taken in."""

    rights: Word = Field(default="", description="State of the rights, such as licensed; none if empty.")
    purposes: list[Word] = Field(default=[], max_length=MAX_WORDS, description="What the rights are for: display …")
    products: list[Word] = Field(default=[], max_length=MAX_WORDS, description="SKUs that the photo belongs to.")
    kind: AssetKind = Field(default=AssetKind.WORN, description="What the picture is.")
    caption: Caption = Field(default="", description="What is written about it; searched as text.")
    evidence: Reference = Field(default="", description="Where the proof of granted rights lies, such as ticket/4711.")

    def options(self) -> IngestOptions:
        """As the engine takes them.

        Raises:
            InputError: A state or purpose is unknown, or the evidence is no reference.
            RightsMoveError: Rights that a photo is not taken in with.
        """
        rights = Rights.parse(self.rights or None, self.purposes)
        check_given(rights, evidence=self.evidence)
        return IngestOptions(
            kind=self.kind,
            rights=rights,
            products=tuple(self.products),
            caption=parse_caption(self.caption),
            evidence=self.evidence,
        )


class AssetRequest(Options):
    """A photo at an address."""

    url: WebAddress


class BatchRequest(Options):
    """Photos at addresses, with the same options for all."""

    urls: list[WebAddress] = Field(min_length=1)


class ProductRequest(Request):
    """A product of the shop."""

    sku: str = Field(min_length=1, max_length=100)
    title: str = Field(min_length=1, max_length=300)
    description: str = Field(default="", max_length=5000)
    price: str = Field(default="", pattern=r"^(\d{1,9}([.]\d{1,4})?)?$")
    currency: str = Field(default="", pattern=r"^([A-Z]{3})?$")
    link: str = Field(default="", max_length=MAX_URL, pattern=r"^(https?://[^\s]+|/([^\s/\\][^\s]*)?)?$")
    swatch: str = Field(default="", pattern=r"^(#[0-9a-fA-F]{6})?$")


class SearchRequest(Request):
    """A question: any mix of text, picture and filters."""

    text: str = Field(default="", max_length=MAX_TEXT, description="Words, such as: short red hair, glasses")
    url: WebAddress | None = Field(default=None, description="Address of a picture to look for.")
    region: Corners | None = Field(default=None, description="x_min, y_min, x_max, y_max as fractions in [0, 1].")
    point: Place | None = Field(default=None, description="x, y as fractions: the garment there counts.")
    like: Word = Field(default="", description="Id of a hit or a photo of the library, in place of a picture.")
    where: list[Word] = Field(default=[], max_length=MAX_WORDS, description="Filters, such as hair.color=red,brown")
    drop: list[Words] = Field(
        default=[], max_length=MAX_WORDS, description="Words of parts of the text that do not count, as read_as says."
    )
    explain: bool = Field(default=False, description="Whether each hit says which part matched, and how well.")
    k: int = Field(default=24, ge=1, le=MAX_K, description="Most hits on a page.")
    cursor: str | None = Field(default=None, max_length=MAX_TEXT, description="Of the page before.")

    def box(self) -> BoundingBox | None:
        """The region as a box.

        Raises:
            InputError: It is no box.
        """
        if self.region is None:
            return None
        x_min, y_min, x_max, y_max = self.region
        return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)

    def place(self) -> Point | None:
        """The point as the engine takes it."""
        return None if self.point is None else (self.point[0], self.point[1])


class VeilsRequest(Request):
    """What of a photo is hidden from others than the staff."""

    veils: list[Corners] | None = Field(
        max_length=50, description="Boxes as fractions of the sides; nothing if empty; what is found if null."
    )

    def boxes(self) -> tuple[BoundingBox, ...] | None:
        """As the engine takes them.

        Raises:
            InputError: One is no box.
        """
        if self.veils is None:
            return None
        named = ("x_min", "y_min", "x_max", "y_max")
        return tuple(BoundingBox(**dict(zip(named, corners, strict=True))) for corners in self.veils)


class SubjectRequest(Request):
    """Whose photo it is."""

    wearer: int | None = Field(ge=0, le=100, description="Number of the wearer, from 0; null for the main one.")


class GenerationRequest(Request):
    """Generated pictures of a product."""

    product: str = Field(min_length=1, max_length=100, description="SKU.")
    tags: str = Field(
        default="", max_length=MAX_TEXT, description="Words, such as: short red hair, tall, black tote bag"
    )
    where: list[Word] = Field(default=[], max_length=MAX_WORDS, description="Filters in place of tags.")
    n: int = Field(default=1, ge=1, le=100, description="Pictures; each has the next seed.")
    seed: int = Field(default=0, ge=0, lt=2**31, description="The same seed gives the same picture.")
    scene: Word = Field(default="", description="Behind the wearer; neutral light if empty.")
    view: Word = Field(default="", description="From where the wearer is seen; the front if empty.")
    width_px: int = Field(default=512, ge=1, le=10_000)
    height_px: int = Field(default=768, ge=1, le=10_000)


class GenerationForm(Request):
    """The fields of a form that asks for generated pictures, beside the file `print`; lists hold one value each."""

    product: list[str] = Field(min_length=1, max_length=1)
    tags: list[str] = Field(default=[], max_length=1)
    where: list[Word] = Field(default=[], max_length=MAX_WORDS)
    n: list[int] = Field(default=[], max_length=1)
    seed: list[int] = Field(default=[], max_length=1)
    scene: list[Word] = Field(default=[], max_length=1)
    view: list[Word] = Field(default=[], max_length=1)
    width_px: list[int] = Field(default=[], max_length=1)
    height_px: list[int] = Field(default=[], max_length=1)

    def values(self) -> dict[str, object]:
        """As the fields of a JSON body."""
        single = {name: given[0] for name, given in self if name != "where" and given}
        return {"where": self.where} | single


class OfferRequest(Request):
    """A shopper's filters that leave no photo."""

    where: list[Word] = Field(default=[], max_length=MAX_WORDS, description="Filters, such as hair.color=red")


class TagForm(Request):
    """The fields of a form that asks for tags."""

    purposes: list[Word] = Field(default=[], max_length=MAX_WORDS)

    def words(self) -> list[str]:
        """The purposes, one by one."""
        return split_words(self.purposes)


class FormFields(Request):
    """The fields of a form that say something about a photo; lists are repeated or separated by commas."""

    rights: list[Word] = Field(default=[], max_length=1)
    purposes: list[Word] = Field(default=[], max_length=MAX_WORDS)
    product: list[Word] = Field(default=[], max_length=MAX_WORDS)
    kind: list[AssetKind] = Field(default=[], max_length=1)
    caption: list[Caption] = Field(default=[], max_length=1)
    evidence: list[Reference] = Field(default=[], max_length=1)
    url: list[WebAddress] = []

    def to_options(self) -> Options:
        """As in a JSON body."""
        purposes = split_words(self.purposes)
        kind = self.kind[0] if self.kind else AssetKind.WORN
        return Options(
            rights="".join(self.rights),
            purposes=purposes,
            products=self.product,
            kind=kind,
            caption="".join(self.caption),
            evidence="".join(self.evidence),
        )


class SearchForm(Request):
    """The fields of a form that ask for photos like an image."""

    text: list[str] = Field(default=[], max_length=1)
    region: list[Word] = Field(default=[], max_length=1, description="Four numbers, separated by commas.")
    point: list[Word] = Field(default=[], max_length=1, description="Two numbers, separated by a comma.")
    where: list[Word] = Field(default=[], max_length=MAX_WORDS)
    drop: list[Words] = Field(default=[], max_length=MAX_WORDS)
    explain: list[bool] = Field(default=[], max_length=1)
    k: list[int] = Field(default=[], max_length=1)
    cursor: list[str] = Field(default=[], max_length=1)

    @model_validator(mode="after")
    def _places_are_numbers(self) -> Self:
        self.numbers()
        return self

    def numbers(self) -> dict[str, list[float]]:
        """The region's corners and the point's axes, where they are given.

        Raises:
            InputError: They are no numbers.
        """
        given = {"region": self.region, "point": self.point}
        try:
            return {name: [float(part) for part in texts[0].split(",")] for name, texts in given.items() if texts}
        except ValueError as exc:
            message = (
                "A region is four numbers separated by commas, x_min,y_min,x_max,y_max; a point is two numbers, x,y."
            )
            raise InputError(message) from exc

    def values(self) -> dict[str, object]:
        """As the fields of a JSON body."""
        lists = {"where", "drop", "region", "point"}
        single = {name: given[0] for name, given in self if name not in lists and given}
        return {"where": self.where, "drop": self.drop} | single | self.numbers()


def split_words(texts: Sequence[str]) -> list[str]:
    """Words of lists that are separated by commas."""
    return [word.strip() for text in texts for word in text.split(",") if word.strip()]
