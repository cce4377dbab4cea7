"""What can be asked of a library, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.image import Pixels
from wornby.datamodel.records import Asset, Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One attribute with the values that it may have (any of them), or, negated, must not have."""

    attribute: str
    values: frozenset[str]
    negate: bool = False


Filters = tuple[Clause, ...]
"""All clauses must hold."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndexEntry:
    """What an index holds of one wearer (or of a photo without wearers).

    Attributes:
        id: ASSET_ID.N, where N numbers the wearers from 0; N is "x" for the garments that nobody wears.
        asset_id: The photo.
        attributes: Values by attribute id.
        vectors: One for each garment. (N, D), float32, unit length; N may be 0.
    """

    id: str
    asset_id: str
    attributes: Mapping[str, tuple[str, ...]]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexHit:
    """One entry that an index found. `score` is the best cosine among its vectors, in [-1, 1]; 0 without a query."""

    id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question: any mix of text, picture and filters.

    Attributes:
        text: Free words, read against the vocabulary.
        pixels: A picture to look for. (H, W, 3), uint8, RGB.
        region: The part of the picture that counts.
        filters: Clauses that must hold.
        k: Most hits to give.
        cursor: Of the page before.
        everything: Also what may not be shown (staff on this machine only).
    """

    text: str = ""
    pixels: Pixels | None = field(default=None, compare=False)
    region: BoundingBox | None = None
    filters: Filters = ()
    k: int = 24
    cursor: str | None = None
    everything: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPart:
    """How one part of the text was read: the words, and the clause they became; None where nothing fitted."""

    words: str
    clause: Clause | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One wearer (or photo) that answers a query. `why` names what matched."""

    id: str
    asset: Asset
    wearer: int | None
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value with the number of wearers that have it under the other filters."""

    value: str
    title: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """Counts of one attribute's values over the whole result."""

    attribute: str
    title: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The answer to a query.

    Attributes:
        hits: This page's.
        total: Wearers in the whole filtered result.
        read_as: How the text was read.
        cursor: Of the next page; None on the last.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: tuple[Facet, ...]
    read_as: tuple[ReadPart, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """A product with its wearers."""

    product: Product
    result: SearchResult
