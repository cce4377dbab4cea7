"""The representation report on the wire."""

from typing import Self

from pydantic import Field

from wornby.api.wire import Answer
from wornby.datamodel.representation import (
    Ask,
    AttributeCounts,
    Gap,
    ProductRepresentation,
    Representation,
    ValueCount,
)


class ValueCountOut(Answer):
    """Wearers with one value."""

    value: str
    title: str
    count: int
    missing: int

    @classmethod
    def of(cls, counted: ValueCount) -> Self:
        """From a report."""
        return cls(value=counted.value, title=counted.title, count=counted.count, missing=counted.missing)


class AttributeCountsOut(Answer):
    """How a product's wearers are spread over an attribute."""

    attribute: str
    title: str
    stated: int
    values: list[ValueCountOut]

    @classmethod
    def of(cls, spread: AttributeCounts) -> Self:
        """From a report."""
        values = [ValueCountOut.of(each) for each in spread.values]
        return cls(attribute=spread.attribute, title=spread.title, stated=spread.stated, values=values)


class GapOut(Answer):
    """A value that too few wearers have."""

    attribute: str
    value: str
    title: str
    count: int
    missing: int
    ask: Ask = Field(description="statements: those who are in could say it; photos: further people are needed.")

    @classmethod
    def of(cls, gap: Gap) -> Self:
        """From a report."""
        return cls(
            attribute=gap.attribute,
            value=gap.value,
            title=gap.title,
            count=gap.count,
            missing=gap.missing,
            ask=gap.ask,
        )


class ProductRepresentationOut(Answer):
    """Who is seen wearing a product."""

    sku: str
    title: str
    wearers: int
    attributes: list[AttributeCountsOut]
    gaps: list[GapOut] = Field(description="The worst first.")

    @classmethod
    def of(cls, product: ProductRepresentation) -> Self:
        """From a report."""
        return cls(
            sku=product.sku,
            title=product.title,
            wearers=product.wearers,
            attributes=[AttributeCountsOut.of(each) for each in product.attributes],
            gaps=[GapOut.of(gap) for gap in product.gaps],
        )


class RepresentationOut(Answer):
    """A page of products, those with most wearers first."""

    least: int
    at_least: bool = Field(description="Whether counts are rounded down.")
    products: list[ProductRepresentationOut]
    cursor: str | None

    @classmethod
    def of(cls, report: Representation) -> Self:
        """From a report."""
        return cls(
            least=report.least,
            at_least=report.at_least,
            products=[ProductRepresentationOut.of(each) for each in report.products],
            cursor=report.cursor,
        )
