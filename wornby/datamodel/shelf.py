"""The library as a list, and as a queue of what is to be looked at: rows without tags and vectors."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wornby.datamodel.facts import PlacedFact
from wornby.datamodel.records import Asset, AssetKind
from wornby.datamodel.rights import Rights, RightsState


class ShelfOrder(StrEnum):
    """How a list of the library is sorted; the most doubtful first, or by when a photo was taken in."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfRow:
    """One photo in a list.

    Attributes:
        doubt: Least confidence of what models state about it; None where they state nothing with a confidence.
        products: SKUs that it was given for.
        tagged: Whether anything is stated about it.
    """

    id: str
    kind: AssetKind
    title: str
    caption: str
    width_px: int
    height_px: int
    rights: Rights
    created_at: datetime
    doubt: float | None
    products: tuple[str, ...]
    tagged: bool

    @property
    def synthetic(self) -> bool:
        """Whether it shows what never stood before a camera."""
        return self.kind is AssetKind.GENERATED or self.rights.state is RightsState.SYNTHETIC


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfPage:
    """A window of a list, and how many photos the whole list has."""

    rows: tuple[ShelfRow, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfQuery:
    """Which photos, in which order; those that may not be shown are among them.

    Attributes:
        states: States of their rights; any if empty.
        kinds: What the pictures are; any if empty.
        order: How they are sorted.
    """

    states: frozenset[RightsState] = frozenset()
    kinds: frozenset[AssetKind] = frozenset()
    order: ShelfOrder = ShelfOrder.NEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """A photo that somebody should look at, with the facts that its models are least sure of; those first."""

    asset: Asset
    doubtful: tuple[PlacedFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """A part of the queue.

    Attributes:
        items: The most doubtful photos first.
        total: Photos in the whole queue.
        cursor: Of the next page; None on the last.
    """

    items: tuple[ReviewItem, ...]
    total: int
    cursor: str | None
