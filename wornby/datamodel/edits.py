"""Corrections of what is stated about a photo: who changed which fact, from what to what."""

from dataclasses import dataclass
from datetime import datetime

from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.tags import ColorFact, Fact, Place

Stated = Fact | ColorFact | None
"""What is stated of one attribute; None where nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChange:
    """One fact as somebody wants it.

    Attributes:
        wearer: Number of the wearer in the photo, from 0; None for the photo itself or for what nobody wears.
        garment: Number of the garment of that wearer, or of those that nobody wears; None for the wearer or the photo.
        attribute: Id of the vocabulary, such as "hair.color".
        value: Id of the vocabulary, several with "+" between them where the attribute takes several; None takes the
            statement away.
    """

    wearer: int | None = None
    garment: int | None = None
    attribute: str
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """One fact as it was changed.

    Attributes:
        wearer: Number of the wearer, as it was then; None for the photo itself or for what nobody wears.
        garment: Number of the garment, as it was then; None for the wearer or the photo.
        attribute: Id of the vocabulary.
        before: What was stated.
        after: What is stated since.
        box: Of the wearer, or of the garment where it is one's, by which it is found again; None for the photo.
        place: Where the garment is worn; None for what is no worn garment.
        replaced: What the tagger had said where `before` is of a learned head.
    """

    wearer: int | None
    garment: int | None
    attribute: str
    before: Stated
    after: Stated
    box: BoundingBox | None = None
    place: Place | None = None
    replaced: Fact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TagEdit:
    """What somebody changed at once.

    Attributes:
        id: Random, sortable by time of making.
        by: Who, as in `RightsNote`: "staff/ID", "wearer/LINK", "key/ID".
        changes: At least one; those that the rights do not allow to keep any more are gone.
        undone_at: Since when it does not count any more; None while it does.
        undone_by: Who took it back; empty while it counts.
    """

    id: str
    asset_id: str
    by: str
    at: datetime
    changes: tuple[FactChange, ...]
    undone_at: datetime | None = None
    undone_by: str = ""


def source_of(by: str) -> str:
    """The source of a fact that somebody states: a wearer is not told from another by the facts of two photos."""
    kind, _, _ = by.partition("/")
    return kind if kind == "wearer" else by
