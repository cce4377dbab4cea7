"""Who is seen wearing a product, and who is not."""

from dataclasses import dataclass
from typing import Literal

Ask = Literal["statements", "photos"]
"""How a gap could be filled: by those who are in and have said nothing of it, or only by further people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueCount:
    """How many wearers of a product have one value of an attribute.

    Attributes:
        value: Of the attribute.
        title: For people.
        count: Wearers who may be shown.
        missing: How many more would make enough; 0 where there are enough.
    """

    value: str
    title: str
    count: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeCounts:
    """How the wearers of a product are spread over an attribute.

    Attributes:
        attribute: Such as "body.height".
        title: For people.
        stated: Wearers of whom it is known.
        values: Every value there is, in the vocabulary's order.
    """

    attribute: str
    title: str
    stated: int
    values: tuple[ValueCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A value that too few wearers of a product have.

    Attributes:
        attribute: Such as "body.height".
        value: The one that is missing.
        title: Attribute and value, for people.
        count: Wearers who have it.
        missing: How many more would make enough.
        ask: How it could be filled.
    """

    attribute: str
    value: str
    title: str
    count: int
    missing: int
    ask: Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRepresentation:
    """Who is seen wearing a product.

    Attributes:
        sku: The product.
        title: Its name.
        wearers: Wearers who may be shown.
        attributes: How they are spread.
        gaps: What is missing, the worst first.
    """

    sku: str
    title: str
    wearers: int
    attributes: tuple[AttributeCounts, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """A page of products, those with most wearers first: there a gap is seen by most.

    Attributes:
        least: Wearers of each value that are enough.
        at_least: Whether counts are rounded down, so that no small group of people can be counted out.
        products: The page.
        cursor: Of the next page; None after the last.
    """

    least: int
    at_least: bool
    products: tuple[ProductRepresentation, ...]
    cursor: str | None
