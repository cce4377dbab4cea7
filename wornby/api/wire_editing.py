"""Corrections, the library's list and the review queue on the wire."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from wornby.api.wire import Answer, AssetOut, FactOut
from wornby.api.wire_in import Request, Word
from wornby.datamodel import AssetKind, ColorFact, Purpose, RightsState
from wornby.datamodel.edits import FactChange, Stated, TagChange, TagEdit
from wornby.datamodel.facts import PlacedFact
from wornby.datamodel.finding import FoundBy, PersonSearch
from wornby.datamodel.shelf import ReviewItem, ReviewPage, ShelfPage, ShelfRow
from wornby.engine.finding import MOST_FOUND

MOST_CHANGES = 100


class ChangeRequest(Request):
    """One fact as it shall be."""

    wearer: int | None = Field(
        default=None, ge=0, le=1000, description="Number of the wearer; null for the photo, or what nobody wears."
    )
    garment: int | None = Field(
        default=None, ge=0, le=1000, description="Number of the garment of that wearer, or of those nobody wears."
    )
    attribute: Word = Field(min_length=1, description="Such as hair.color, garment.kind, upper.color.")
    value: Word | None = Field(description="Such as red; null takes the statement away.")

    def change(self) -> TagChange:
        """As the engine takes it."""
        return TagChange(wearer=self.wearer, garment=self.garment, attribute=self.attribute, value=self.value)


class EditRequest(Request):
    """What shall be stated about a photo: all of it or nothing."""

    changes: list[ChangeRequest] = Field(min_length=1, max_length=MOST_CHANGES)
    revision: Word = Field(
        default="",
        description="Of the facts that were looked at; where they have changed since, nothing is done (409).",
    )


class UndoRequest(Request):
    """The last correction that counts is taken back."""

    revision: Word = Field(default="", description="As in a correction.")


class StatedOut(FactOut):
    """What is stated: a value, or a colour's family with its hex; an uncalibrated colour has full confidence."""

    hex: str | None = Field(default=None, exclude_if=lambda code: code is None)

    @classmethod
    def of(cls, stated: Stated) -> Self | None:
        """From a fact."""
        if stated is None:
            return None
        if isinstance(stated, ColorFact):
            sure = 1.0 if stated.confidence is None else stated.confidence
            return cls(value=stated.family, confidence=round(sure, 4), source=stated.source, hex=stated.hex)
        return cls(value=stated.value, confidence=round(stated.confidence, 4), source=stated.source)


class FactChangeOut(Answer):
    """One fact as it was changed; numbers as they were then."""

    wearer: int | None
    garment: int | None
    attribute: str
    before: StatedOut | None
    after: StatedOut | None

    @classmethod
    def of(cls, change: FactChange) -> Self:
        """From a change."""
        return cls(
            wearer=change.wearer,
            garment=change.garment,
            attribute=change.attribute,
            before=StatedOut.of(change.before),
            after=StatedOut.of(change.after),
        )


class EditOut(Answer):
    """A correction. What the rights do not allow to keep any more is not told."""

    id: str
    by: str
    at: datetime
    changes: list[FactChangeOut]
    undone_at: datetime | None
    undone_by: str

    @classmethod
    def of(cls, edit: TagEdit) -> Self:
        """From an edit."""
        changes = [FactChangeOut.of(change) for change in edit.changes]
        return cls(
            id=edit.id, by=edit.by, at=edit.at, changes=changes, undone_at=edit.undone_at, undone_by=edit.undone_by
        )


class EditList(Answer):
    """The corrections of a photo, the oldest first; `revision` is that of its facts now."""

    edits: list[EditOut]
    revision: str


class ShelfRowOut(Answer):
    """A photo in a list. `shown` says whether shoppers may see it; `doubt` is the least confidence of its facts."""

    id: str
    kind: AssetKind
    state: RightsState
    shown: bool
    synthetic: bool
    tagged: bool
    title: str
    caption: str
    given: list[str]
    width_px: int
    height_px: int
    created_at: datetime
    doubt: float | None
    thumb: str

    @classmethod
    def of(cls, row: ShelfRow) -> Self:
        """From a row."""
        return cls(
            id=row.id,
            kind=row.kind,
            state=row.rights.state,
            shown=row.rights.allows(Purpose.DISPLAY),
            synthetic=row.synthetic,
            tagged=row.tagged,
            title=row.title,
            caption=row.caption,
            given=list(row.products),
            width_px=row.width_px,
            height_px=row.height_px,
            created_at=row.created_at,
            doubt=None if row.doubt is None else round(row.doubt, 4),
            thumb=f"/v1/assets/{row.id}/thumb.jpg",
        )


class ShelfOut(Answer):
    """A window of the library; `total` is the number of photos that the filters leave."""

    photos: list[ShelfRowOut]
    total: int
    offset: int

    @classmethod
    def of(cls, page: ShelfPage, *, offset: int) -> Self:
        """From a page."""
        return cls(photos=[ShelfRowOut.of(row) for row in page.rows], total=page.total, offset=offset)


class FoundOut(Answer):
    """A photo that may be of the person. `why`: likeness by what was compared, 1 at most."""

    photo: ShelfRowOut
    why: dict[FoundBy, float]


class PersonOut(Answer):
    """Candidates for a person to look at, the likeliest first.

    `compared_by` is what was compared, `faces` whether faces were: they are not, no encoder of faces is built in.
    """

    photos: list[FoundOut]
    compared_by: list[FoundBy]
    faces: bool

    @classmethod
    def of(cls, search: PersonSearch) -> Self:
        """From a search."""
        photos = [FoundOut(photo=ShelfRowOut.of(found.row), why=dict(found.why)) for found in search.photos]
        return cls(photos=photos, compared_by=list(search.compared_by), faces=False)


class FindForm(Request):
    """The fields of a form that asks for a person, beside the file `image`."""

    limit: list[Annotated[int, Field(ge=1, le=MOST_FOUND)]] = Field(default=[], max_length=1)


class DoubtOut(Answer):
    """A fact that a model is unsure of, and what it is said of."""

    wearer: int | None
    garment: int | None
    attribute: str
    value: str
    confidence: float
    source: str

    @classmethod
    def of(cls, placed: PlacedFact) -> Self:
        """From a fact."""
        fact = placed.fact
        value = fact.family if isinstance(fact, ColorFact) else fact.value
        return cls(
            wearer=placed.wearer,
            garment=placed.garment,
            attribute=placed.attribute,
            value=value,
            confidence=round(fact.confidence or 0.0, 4),
            source=fact.source,
        )


class ReviewItemOut(Answer):
    """A photo of the queue with the facts that are doubtful, those first that are most."""

    asset: AssetOut
    doubtful: list[DoubtOut]

    @classmethod
    def of(cls, item: ReviewItem) -> Self:
        """From an item."""
        return cls(asset=AssetOut.of(item.asset, staff=True), doubtful=[DoubtOut.of(each) for each in item.doubtful])


class ReviewOut(Answer):
    """A part of the queue, the most doubtful photos first; `total` counts all of it."""

    items: list[ReviewItemOut]
    total: int
    cursor: str | None

    @classmethod
    def of(cls, page: ReviewPage) -> Self:
        """From a page."""
        return cls(items=[ReviewItemOut.of(item) for item in page.items], total=page.total, cursor=page.cursor)
