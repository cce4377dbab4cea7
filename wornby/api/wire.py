"""Requests and answers as JSON. What is not named here leaves the house for nobody."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from wornby.datamodel import (
    Asset,
    AssetKind,
    BoundingBox,
    Clause,
    Facet,
    Hit,
    IngestOptions,
    Job,
    Product,
    Rights,
    SearchResult,
)
from wornby.errors import InputError
from wornby.tagging.wire import tags_json
from wornby.vocabulary import Attribute

MAX_K = 200
MAX_TEXT = 500
MAX_URL = 2000
MAX_WORDS = 100

Corners = Annotated[list[float], Field(min_length=4, max_length=4)]
Word = Annotated[str, Field(max_length=200)]
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=MAX_URL)]
"""Never a path: what is asked over HTTP may not read this machine's files."""


class Request(BaseModel):
    """A request's body: a field that is not known is an error."""

    model_config = ConfigDict(extra="forbid")


class Answer(BaseModel):
    """An answer's body."""

    model_config = ConfigDict(extra="forbid")


class Options(Request):
    """What is said about a photo when it is taken in."""

    rights: Word = Field(default="", description="State of the rights, such as licensed; none if empty.")
    purposes: list[Word] = Field(default=[], max_length=MAX_WORDS, description="What the rights are for: display …")
    products: list[Word] = Field(default=[], max_length=MAX_WORDS, description="SKUs that the photo belongs to.")
    kind: AssetKind = Field(default=AssetKind.WORN, description="What the picture is.")

    def options(self) -> IngestOptions:
        """As the engine takes them.

        Raises:
            InputError: A state or purpose is unknown.
        """
        rights = Rights.parse(self.rights or None, self.purposes)
        return IngestOptions(kind=self.kind, rights=rights, products=tuple(self.products))


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
    link: str = Field(default="", max_length=MAX_URL, pattern=r"^(https?://[^\s]+)?$")
    swatch: str = Field(default="", pattern=r"^(#[0-9a-fA-F]{6})?$")


class SearchRequest(Request):
    """A question: any mix of text, picture and filters."""

    text: str = Field(default="", max_length=MAX_TEXT, description="Words, such as: short red hair, glasses")
    url: WebAddress | None = Field(default=None, description="Address of a picture to look for.")
    region: Corners | None = Field(default=None, description="x_min, y_min, x_max, y_max as fractions in [0, 1].")
    where: list[Word] = Field(default=[], max_length=MAX_WORDS, description="Filters, such as hair.color=red,brown")
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


class FactOut(Answer):
    """One value: how sure, and who says so."""

    value: str
    confidence: float
    source: str


class ColorOut(Answer):
    """A colour as measured."""

    family: str
    name: str
    hex: str
    share: float
    source: str


class GarmentOut(Answer):
    """One garment."""

    place: str | None
    kind: FactOut
    color: ColorOut | None
    pattern: FactOut | None
    box: Corners


class WearerOut(Answer):
    """One person in a photo; not an identity."""

    main: bool
    box: Corners
    attributes: dict[str, FactOut]
    garments: list[GarmentOut]


class TagsOut(Answer):
    """All that is stated about a photo."""

    photo: dict[str, FactOut]
    wearers: list[WearerOut]
    garments: list[GarmentOut]


class FailureOut(Answer):
    """Why something was not done."""

    code: str
    message: str


class PhotoTagsOut(TagsOut):
    """One object of the schema `wornby.tags/1`."""

    schema_: str = Field(alias="schema")
    file: str
    sha256: str | None
    width_px: int | None
    height_px: int | None
    took_ms: float
    failure: FailureOut | None


class Renditions(Answer):
    """Paths of a photo's pictures."""

    thumb: str
    view: str


class AssetOut(Answer):
    """A photo of the library."""

    id: str
    kind: str
    title: str
    products: list[str]
    width_px: int
    height_px: int
    renditions: Renditions
    tags: TagsOut | None

    @classmethod
    def of(cls, asset: Asset) -> Self:
        """From a record: what callers may know of it."""
        return cls(
            id=asset.id,
            kind=asset.kind.value,
            title=asset.title,
            products=list(asset.products),
            width_px=asset.width_px,
            height_px=asset.height_px,
            renditions=Renditions(thumb=f"/v1/assets/{asset.id}/thumb.jpg", view=f"/v1/assets/{asset.id}/view.jpg"),
            tags=TagsOut.model_validate(tags_json(asset.tags)) if asset.tags else None,
        )


class AssetPage(Answer):
    """Assets by id, and where the next page begins."""

    assets: list[AssetOut]
    cursor: str | None


class JobOut(Answer):
    """A photo on its way in."""

    id: str
    state: str
    attempts: int
    outcome: str | None
    asset_id: str | None
    failure: FailureOut | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """From a record, without where the photo comes from."""
        failure = FailureOut(code=job.failure.code, message=job.failure.message) if job.failure else None
        return cls(
            id=job.id,
            state=job.state.value,
            attempts=job.attempts,
            outcome=job.outcome.value if job.outcome else None,
            asset_id=job.asset_id,
            failure=failure,
        )


class JobList(Answer):
    """The jobs of a batch, in the order of its photos."""

    jobs: list[JobOut]


class ProductOut(Answer):
    """A product of the shop. `picture` is the path of its picture where the library has one."""

    sku: str
    title: str
    description: str
    price: str
    currency: str
    link: str
    swatch: str
    picture: str | None

    @classmethod
    def of(cls, product: Product, *, picture: str | None) -> Self:
        """From a record, without where its picture came from."""
        return cls(
            sku=product.sku,
            title=product.title,
            description=product.description,
            price=product.price,
            currency=product.currency,
            link=product.link,
            swatch=product.swatch,
            picture=picture,
        )


class ProductPage(Answer):
    """Products by SKU, and where the next page begins."""

    products: list[ProductOut]
    cursor: str | None


class RowFailure(Answer):
    """A product that was not taken in; rows count from 1."""

    row: int
    failure: FailureOut


class ImportOut(Answer):
    """How an import of products went."""

    added: int
    failures: list[RowFailure]


class ClauseOut(Answer):
    """One attribute with the values that it may have, or, negated, must not have."""

    attribute: str
    values: list[str]
    negate: bool

    @classmethod
    def of(cls, clause: Clause) -> Self:
        """From a clause; values sorted."""
        return cls(attribute=clause.attribute, values=sorted(clause.values), negate=clause.negate)


class ReadPartOut(Answer):
    """How one part of the text was read; the clause is null where nothing fitted."""

    words: str
    clause: ClauseOut | None


class FacetValueOut(Answer):
    """A value with the number of wearers that have it."""

    value: str
    title: str
    count: int
    selected: bool


class FacetOut(Answer):
    """Counts of one attribute's values over the whole result."""

    attribute: str
    title: str
    values: list[FacetValueOut]

    @classmethod
    def of(cls, facet: Facet) -> Self:
        """From a facet."""
        values = [
            FacetValueOut(value=value.value, title=value.title, count=value.count, selected=value.selected)
            for value in facet.values
        ]
        return cls(attribute=facet.attribute, title=facet.title, values=values)


class FacetList(Answer):
    """Facets."""

    facets: list[FacetOut]

    @classmethod
    def of(cls, facets: Sequence[Facet]) -> Self:
        """From facets."""
        return cls(facets=[FacetOut.of(facet) for facet in facets])


class HitOut(Answer):
    """One wearer (or photo) that answers, and why."""

    id: str
    asset: AssetOut
    wearer: int | None
    score: float
    why: list[str]

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """From a hit."""
        asset = AssetOut.of(hit.asset)
        return cls(id=hit.id, asset=asset, wearer=hit.wearer, score=round(hit.score, 4), why=list(hit.why))


class SearchOut(Answer):
    """The answer to a question."""

    hits: list[HitOut]
    total: int
    facets: list[FacetOut]
    read_as: list[ReadPartOut]
    filters: list[ClauseOut]
    cursor: str | None

    @classmethod
    def of(cls, result: SearchResult, *, filters: Sequence[Clause]) -> Self:
        """From a result and the filters that were asked for."""
        return cls(
            hits=[HitOut.of(hit) for hit in result.hits],
            total=result.total,
            facets=[FacetOut.of(facet) for facet in result.facets],
            read_as=[
                ReadPartOut(words=part.words, clause=ClauseOut.of(part.clause) if part.clause else None)
                for part in result.read_as
            ],
            filters=[ClauseOut.of(clause) for clause in filters],
            cursor=result.cursor,
        )


class GalleryOut(Answer):
    """A product with the photos of its wearers."""

    product: ProductOut
    result: SearchOut


class ValueOut(Answer):
    """One value of an attribute."""

    id: str
    title: str
    definition: str
    synonyms: list[str]


class AttributeOut(Answer):
    """One attribute of the vocabulary."""

    id: str
    title: str
    applies_to: str
    known_by: str
    sensitivity: str
    values: list[ValueOut]

    @classmethod
    def of(cls, attribute: Attribute) -> Self:
        """From the vocabulary."""
        return cls(
            id=attribute.id,
            title=attribute.title,
            applies_to=attribute.applies_to,
            known_by=attribute.known_by,
            sensitivity=attribute.sensitivity.value,
            values=[
                ValueOut(id=value.id, title=value.title, definition=value.definition, synonyms=list(value.synonyms))
                for value in attribute.values
            ],
        )


class VocabularyOut(Answer):
    """The attributes that can be filtered by, in display order."""

    attributes: list[AttributeOut]


class Status(Answer):
    """How the server does."""

    status: str


class ProblemOut(Answer):
    """A problem document (RFC 9457); `code` names the error."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retry_after: float | None


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
    url: list[WebAddress] = []

    def to_options(self) -> Options:
        """As in a JSON body."""
        purposes = split_words(self.purposes)
        kind = self.kind[0] if self.kind else AssetKind.WORN
        return Options(rights="".join(self.rights), purposes=purposes, products=self.product, kind=kind)


class SearchForm(Request):
    """The fields of a form that ask for photos like an image."""

    text: list[str] = Field(default=[], max_length=1)
    region: list[Word] = Field(default=[], max_length=1, description="Four numbers, separated by commas.")
    where: list[Word] = Field(default=[], max_length=MAX_WORDS)
    k: list[int] = Field(default=[], max_length=1)
    cursor: list[str] = Field(default=[], max_length=1)

    @model_validator(mode="after")
    def _region_is_numbers(self) -> Self:
        self.corners()
        return self

    def corners(self) -> list[float] | None:
        """The region's corners.

        Raises:
            InputError: They are no numbers.
        """
        if not self.region:
            return None
        try:
            return [float(part) for part in self.region[0].split(",")]
        except ValueError as exc:
            message = "A region is four numbers separated by commas: x_min,y_min,x_max,y_max."
            raise InputError(message) from exc

    def values(self) -> dict[str, object]:
        """As the fields of a JSON body."""
        given: dict[str, object] = {"where": self.where}
        given |= {"text": self.text[0]} if self.text else {}
        given |= {"k": self.k[0]} if self.k else {}
        given |= {"cursor": self.cursor[0]} if self.cursor else {}
        corners = self.corners()
        return given | ({"region": corners} if corners is not None else {})


def split_words(texts: Sequence[str]) -> list[str]:
    """Words of lists that are separated by commas."""
    return [word.strip() for text in texts for word in text.split(",") if word.strip()]
