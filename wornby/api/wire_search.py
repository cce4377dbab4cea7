"""Answers to questions as JSON."""

from collections.abc import Sequence
from typing import Self

from pydantic import Field

from wornby.api.wire import Answer, AssetOut, ClauseOut, Corners, FacetOut, ProductOut
from wornby.datamodel import Carried, Clause, FoundGarment, Hit, ReadPart, SearchResult


class ReadPartOut(Answer):
    """How one part of the text was read; the clause is null where nothing fitted.

    `color` is the exact colour that it names; `dropped` says that it does not count; `text`, that its words were looked
    up in the texts of products and photos; `weak`, that they empty no result.
    """

    words: str
    clause: ClauseOut | None
    color: str | None = None
    dropped: bool = False
    text: bool = False
    weak: bool = False

    @classmethod
    def of(cls, part: ReadPart) -> Self:
        """From a part."""
        return cls(
            words=part.words,
            clause=ClauseOut.of(part.clause) if part.clause else None,
            color=part.color.hex if part.color else None,
            dropped=part.dropped,
            text=part.text,
            weak=part.weak,
        )


class ReasonOut(Answer):
    """One part of the question, and how well a hit answers it; `rank` is null where there is no ranked list."""

    part: str
    by: str
    found: str
    score: float
    rank: int | None


class HitOut(Answer):
    """One wearer (or photo) that answers, and why; `reasons` where `explain` asked for them.

    In a product's gallery `product_state` says why the wearer is said to wear it: given, confirmed or likely.
    """

    id: str
    asset: AssetOut
    wearer: int | None
    score: float
    why: list[str]
    reasons: list[ReasonOut] = Field(default_factory=list, exclude_if=lambda reasons: not reasons)
    product_state: Carried | None = Field(default=None, exclude_if=lambda state: state is None)

    @classmethod
    def of(cls, hit: Hit, *, staff: bool = False) -> Self:
        """From a hit: what callers may know of it."""
        reasons = [
            ReasonOut(part=one.part, by=one.by, found=one.found, score=round(one.score, 4), rank=one.rank)
            for one in hit.reasons
        ]
        return cls(
            id=hit.id,
            asset=AssetOut.of(hit.asset, staff=staff),
            wearer=hit.wearer,
            score=round(hit.score, 4),
            why=list(hit.why),
            reasons=reasons,
            product_state=hit.carried,
        )


class RelaxationOut(Answer):
    """One part of the question, and how many wearers would be left without it; counted as facets are."""

    part: str
    count: int
    at_least: bool


class FoundGarmentOut(Answer):
    """A garment that was found in the picture: a place to click on."""

    box: Corners
    kind: str
    place: str

    @classmethod
    def of(cls, garment: FoundGarment) -> Self:
        """From a garment."""
        return cls(box=[round(value, 4) for value in garment.box.as_tuple()], kind=garment.kind, place=garment.place)


class SearchOut(Answer):
    """The answer to a question; where nothing is left, `relaxations` say which part to drop.

    `capped` says that `total` and facets count only the best of more, as with a picture; `at_least`, that real people
    were rounded down in `total`, so that it may be 0 beside a few hits.
    """

    hits: list[HitOut]
    total: int
    at_least: bool
    facets: list[FacetOut]
    read_as: list[ReadPartOut]
    filters: list[ClauseOut]
    relaxations: list[RelaxationOut]
    garments: list[FoundGarmentOut]
    capped: bool = False
    cursor: str | None

    @classmethod
    def of(cls, result: SearchResult, *, filters: Sequence[Clause], staff: bool = False) -> Self:
        """From a result and the filters that were asked for."""
        return cls(
            hits=[HitOut.of(hit, staff=staff) for hit in result.hits],
            total=result.total,
            at_least=result.at_least,
            facets=[FacetOut.of(facet) for facet in result.facets],
            read_as=[ReadPartOut.of(part) for part in result.read_as],
            filters=[ClauseOut.of(clause) for clause in filters],
            relaxations=[
                RelaxationOut(part=one.part, count=one.count, at_least=one.at_least) for one in result.relaxations
            ],
            garments=[FoundGarmentOut.of(garment) for garment in result.garments],
            capped=result.capped,
            cursor=result.cursor,
        )


class GalleryOut(Answer):
    """A product with the photos of its wearers."""

    product: ProductOut
    result: SearchOut
