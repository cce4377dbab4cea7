"""What can be asked of a library, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel.detection import Point
from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.image import Pixels
from wornby.datamodel.records import Asset, Product
from wornby.datamodel.standing import Carried


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One attribute with the values that it may have (any of them), or, negated, must not have.

    Attributes:
        fixed: No filter that somebody ticked, but a part of the question: the attribute's own facet counts under it.
    """

    attribute: str
    values: frozenset[str]
    negate: bool = False
    fixed: bool = False

    def is_own_of(self, attribute: str) -> bool:
        """Whether the facet of an attribute ignores it."""
        return self.attribute == attribute and not self.fixed


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
        point: A place in the picture: the garment found there counts. x before y, fractions.
        like: Id of an entry of the library, ASSET_ID.N, or ASSET_ID: in place of a picture.
        filters: Clauses that must hold.
        drop: Words of parts that the text was read as, and that do not count: the shopper took them back.
        k: Most hits to give.
        cursor: Of the page before.
        everything: Also what may not be shown (staff on this machine only).
        explain: Whether each hit says which part matched, how well.
    """

    text: str = ""
    pixels: Pixels | None = field(default=None, compare=False)
    region: BoundingBox | None = None
    point: Point | None = None
    like: str = ""
    filters: Filters = ()
    drop: frozenset[str] = frozenset()
    k: int = 24
    cursor: str | None = None
    everything: bool = False
    explain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColorWish:
    """An exact colour that somebody asked for.

    Attributes:
        hex: sRGB, "#rrggbb".
        kinds: Values of garment.kind that the garment in this colour may have; empty for any.
    """

    hex: str
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPart:
    """How one part of the text was read.

    Attributes:
        words: As they stand in the text.
        clause: What they became; None where nothing fitted.
        color: The exact colour, where the words name one; the clause keeps to its neighbourhood.
        dropped: The shopper took it back: it does not count.
        weak: Nothing was read, and nothing is lost by that: a size, an opinion, an occasion, a word for the person.
        text: Whether the words were looked up in the texts of products and captions.
    """

    words: str
    clause: Clause | None
    color: ColorWish | None = None
    dropped: bool = False
    text: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One part of a query, and how well a hit answers it.

    Attributes:
        part: The words, "picture", or a filter such as "hair.color=red".
        by: Who says so: "filter", "vocabulary", "color", "text", "encoder" or "picture".
        found: What was found, in words.
        score: Higher is better: a confidence, a cosine, a text score; CIEDE2000 turned round for a colour.
        rank: Place in that list, from 1; None where it is no list.
    """

    part: str
    by: str
    found: str
    score: float
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One wearer (or photo) that answers a query. `why` names what matched, `reasons` also how well.

    `score` is the cosine where only a picture was asked for; else the fused rank, 1 for the first of every list; 0
    where nothing ranks.
    `carried` says, in a product's gallery, why the wearer is said to wear it.
    """

    id: str
    asset: Asset
    wearer: int | None
    score: float
    why: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()
    carried: Carried | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """One part of a query without which something would be left.

    Attributes:
        part: The words, or a filter such as "hair.color=red".
        count: Wearers that would be left without it.
        at_least: Whether real people were rounded down in it; see `FacetValue`.
    """

    part: str
    count: int
    at_least: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundGarment:
    """A garment that was found in a query picture: a place to click on."""

    box: BoundingBox
    kind: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextHit:
    """A text that has some of the words.

    Attributes:
        id: A SKU, or an asset's id.
        score: Higher is better, on the store's own scale.
        words: Those of the words that it has.
    """

    id: str
    score: float
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value with the number of wearers that have it under the other filters.

    A photo in which nobody wears anything counts once, as one with one wearer does.

    Attributes:
        value: Of the attribute.
        title: For people.
        count: Wearers. For shoppers real people are rounded down, and a group that is too small is left out.
        selected: Whether a filter names it.
        at_least: Whether there may be a few more: the same for every count of a library.
    """

    value: str
    title: str
    count: int
    selected: bool = False
    at_least: bool = False


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
        total: Wearers in the whole result, not on the page; counted as facets are.
        read_as: How the text was read.
        cursor: Of the next page; None on the last.
        relaxations: Where nothing is left: which single part to drop, most wearers first.
        garments: What was found in the query picture.
        capped: Whether `total` and facets count only the best of more: those most like a picture.
        at_least: Whether real people were rounded down in `total`; see `FacetValue`.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: tuple[Facet, ...]
    read_as: tuple[ReadPart, ...]
    cursor: str | None
    relaxations: tuple[Relaxation, ...] = ()
    garments: tuple[FoundGarment, ...] = ()
    capped: bool = False
    at_least: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """A product with its wearers."""

    product: Product
    result: SearchResult
