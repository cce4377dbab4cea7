"""Answers as JSON. What is not named here leaves the house for nobody."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from wornby.api.sure import sure_tags
from wornby.datamodel import (
    Asset,
    Clause,
    Facet,
    Generation,
    Job,
    Product,
    shown_products,
)
from wornby.datamodel.library import Check
from wornby.datamodel.provenance import IPTC, is_synthetic
from wornby.datamodel.serial import revision_of
from wornby.tagging.wire import tags_json
from wornby.vocabulary import Attribute

Corners = Annotated[list[float], Field(min_length=4, max_length=4)]


class Answer(BaseModel):
    """An answer's body."""

    model_config = ConfigDict(extra="forbid")


class FactOut(Answer):
    """One value: how sure, and who says so."""

    value: str
    confidence: float
    source: str
    unsure: bool = Field(default=False, exclude_if=lambda unsure: not unsure)


class ShareOut(Answer):
    """A further colour of a part, and its share."""

    hex: str
    share: float


class ColorOut(Answer):
    """A colour as measured; `confidence` says how likely its family is right, where that was calibrated."""

    family: str
    name: str
    hex: str
    share: float
    further: list[ShareOut]
    source: str
    confidence: float | None = Field(default=None, exclude_if=lambda confidence: confidence is None)
    unsure: bool = Field(default=False, exclude_if=lambda unsure: not unsure)


class GarmentOut(Answer):
    """One garment."""

    place: str | None
    kind: FactOut
    color: ColorOut | None
    pattern: FactOut | None
    box: Corners
    attributes: dict[str, FactOut] = Field(default_factory=dict, exclude_if=lambda facts: not facts)


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

    @classmethod
    def of(cls, asset: Asset) -> Self:
        """Of an asset."""
        return cls(thumb=f"/v1/assets/{asset.id}/thumb.jpg", view=f"/v1/assets/{asset.id}/view.jpg")


class FidelityCheckOut(Answer):
    """One comparison of a generated picture with what was asked for; `ok` is null where it could not be made."""

    name: str
    asked: str
    found: str
    value: float | None
    limit: float | None
    ok: bool | None
    required: bool


class FidelityOut(Answer):
    """How well a generated picture shows what was asked for; one that has not passed is not shown."""

    passed: bool
    reason: str
    checks: list[FidelityCheckOut]


class GenerationOut(Answer):
    """How a picture was generated; `digital_source_type` is a term of the IPTC vocabulary."""

    backend: str
    digital_source_type: str
    seed: int
    tags: str
    scene: str
    view: str
    request: str
    fidelity: FidelityOut

    @classmethod
    def of(cls, generation: Generation) -> Self:
        """From a record."""
        checks = [
            FidelityCheckOut(**{name: getattr(check, name) for name in FidelityCheckOut.model_fields})
            for check in generation.fidelity.checks
        ]
        return cls(
            backend=generation.backend,
            digital_source_type=IPTC + generation.source_type.value,
            seed=generation.seed,
            tags=generation.tags,
            scene=generation.scene,
            view=generation.view,
            request=generation.request,
            fidelity=FidelityOut(passed=generation.fidelity.passed, reason=generation.fidelity.reason, checks=checks),
        )


class AssetOut(Answer):
    """A photo of the library. A synthetic one shows what never stood before a camera, and says so in its pictures.

    `products` are those that it shows for sure, `given` those that it was taken in for, which the staff sees; so are
    `title`, the file's name as it came, and facts that are unsure: others get an empty title and no such facts.
    `generation` says how wornby made it, where it did.
    """

    id: str
    kind: str
    synthetic: bool
    title: str
    caption: str
    products: list[str]
    width_px: int
    height_px: int
    renditions: Renditions
    tags: TagsOut | None
    generation: GenerationOut | None = Field(default=None, exclude_if=lambda generation: generation is None)
    given: list[str] | None = Field(default=None, exclude_if=lambda given: given is None)
    revision: str | None = Field(
        default=None,
        exclude_if=lambda revision: revision is None,
        description="Of the facts, for the staff: whoever corrects them gives it back.",
    )
    subject: int | None = Field(
        default=None,
        exclude_if=lambda subject: subject is None,
        description="Number of the wearer whose photo it is, for the staff; left out for the main one.",
    )
    veils: list[Corners] | None = Field(
        default=None,
        exclude_if=lambda veils: veils is None,
        description="What the staff decided to hide, for the staff; left out where it is what is found.",
    )
    claimed: bool = Field(
        default=False,
        exclude_if=lambda claimed: not claimed,
        description="The photo was in already, and the rights given with it wait for a decision; its own stay.",
    )

    @classmethod
    def of(cls, asset: Asset, *, staff: bool = False) -> Self:
        """From a record: what callers may know of it."""
        return cls(
            id=asset.id,
            kind=asset.kind.value,
            synthetic=is_synthetic(asset),
            title=asset.title if staff else "",
            caption=asset.caption,
            products=list(shown_products(asset)),
            width_px=asset.width_px,
            height_px=asset.height_px,
            renditions=Renditions.of(asset),
            tags=TagsOut.model_validate(tags_json(asset.tags if staff else sure_tags(asset.tags)))
            if asset.tags
            else None,
            generation=GenerationOut.of(asset.generation) if asset.generation else None,
            revision=revision_of(asset.tags) if staff else None,
            given=list(asset.products) if staff else None,
            subject=asset.subject if staff else None,
            veils=[list(box.as_tuple()) for box in asset.veils] if staff and asset.veils is not None else None,
        )


class GeneratedList(Answer):
    """Generated pictures, in the order of their seeds; those that have not passed are for the operator's eyes."""

    assets: list[AssetOut]


class OfferedPicture(Answer):
    """A generated picture for a shopper; null where what was made does not show what was asked for, and why."""

    asset: AssetOut | None
    reason: str


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
    """A product of the shop. `picture` is the path of its picture where the library has one; see `AssetOut`."""

    sku: str
    title: str
    description: str
    price: str
    currency: str
    link: str
    swatch: str
    picture: str | None
    picture_synthetic: bool
    wearers: int | None = Field(
        default=None,
        exclude_if=lambda wearers: wearers is None,
        description="In photos that may be shown; for staff.",
    )

    @classmethod
    def of(cls, product: Product, *, picture: Asset | None, wearers: int | None = None) -> Self:
        """From a record, without where its picture came from."""
        return cls(
            sku=product.sku,
            title=product.title,
            description=product.description,
            price=product.price,
            currency=product.currency,
            link=product.link,
            swatch=product.swatch,
            picture=Renditions.of(picture).view if picture else None,
            picture_synthetic=picture is not None and is_synthetic(picture),
            wearers=wearers,
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


class FacetValueOut(Answer):
    """A value with the number of wearers that have it.

    `at_least` says that real people were rounded down; a value that too few have is left out.
    """

    value: str
    title: str
    count: int
    at_least: bool
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
            FacetValueOut(
                value=value.value,
                title=value.title,
                count=value.count,
                at_least=value.at_least,
                selected=value.selected,
            )
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


class ValueOut(Answer):
    """One value of an attribute."""

    id: str
    title: str
    definition: str
    synonyms: list[str]


class AttributeOut(Answer):
    """One attribute of the vocabulary; `multiple` says that one thing can have several of its values."""

    id: str
    title: str
    applies_to: str
    known_by: str
    sensitivity: str
    values: list[ValueOut]
    multiple: bool

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
            multiple=attribute.multiple,
        )


class VocabularyOut(Answer):
    """The attributes that can be filtered by, in display order."""

    attributes: list[AttributeOut]


class CheckOut(Answer):
    """One thing that was looked at; `remedy` says what mends it."""

    name: str
    ok: bool
    detail: str
    remedy: str


class HealthOut(Answer):
    """What works on the server's machine, and what does not."""

    checks: list[CheckOut]

    @classmethod
    def of(cls, checks: Sequence[Check]) -> Self:
        """As they were found."""
        found = (CheckOut(name=one.name, ok=one.ok, detail=one.detail, remedy=one.remedy) for one in checks)
        return cls(checks=list(found))


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
