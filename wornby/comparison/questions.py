"""What a column of labels asks, in the words of the vocabulary: about whom or what, and which values answer it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wornby.datamodel import NOT_VISIBLE, Place
from wornby.vocabulary import Attribute, Sensitivity, Value, Vocabulary

NONE = "none"
"""The value of a place's kind where nothing is worn there."""

_NOTHING_WORN = Value(id=NONE, title="None", definition="Nothing is worn there.")
_UNSEEN = Value(id=NOT_VISIBLE, title="Not visible", definition="The photo does not show it.")
_UPPER_PLACES = frozenset({Place.OUTER, Place.UPPER, Place.DRESS})
_PARTS = {"kind": "kind", "color": "colour", "pattern": "pattern", "sleeve": "sleeves"}
_ASKED_AT_PLACES = frozenset({"lower.kind", "lower.color", "feet.kind", "feet.color"})
_MAIN_GARMENT = "the main wearer's outermost upper garment, or the garment that nobody wears"


class Subject(StrEnum):
    """Whom or what a question is about."""

    PHOTO = "photo"
    WEARER = "wearer"
    GARMENT = "garment"
    OUTERMOST = "outermost"
    LYING = "lying"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is labelled and tagged.

    Attributes:
        id: "hair.color", "outermost.kind", "lying.color", "lower.kind" …
        title: For people.
        about: Whom or what it is about, in words.
        attribute: The attribute of the vocabulary that it asks for.
        place: Where the garment is worn, for `Subject.PLACE`.
        values: What may answer it, `not_visible` last.
        multiple: Several values may hold at once, joined with "+".
    """

    id: str
    title: str
    about: str
    attribute: str
    subject: Subject
    sensitivity: Sensitivity
    values: tuple[Value, ...]
    place: Place | None = None
    multiple: bool = False

    @property
    def part(self) -> str:
        """What is asked of a garment: kind, color, pattern or sleeve."""
        return self.attribute.rpartition(".")[2]

    @property
    def value_ids(self) -> tuple[str, ...]:
        """Ids of the values."""
        return tuple(value.id for value in self.values)

    @property
    def general_ids(self) -> frozenset[str]:
        """Values that stand for any other one: "shoes" beside "sandals"."""
        return frozenset(value.id for value in self.values if value.general)

    @property
    def spoken_attributes(self) -> frozenset[str]:
        """Attributes that answer it: of a garment at one place, that of garments everywhere too."""
        parts = self.subject is Subject.PLACE
        return frozenset({self.attribute, f"garment.{self.part}"} if parts else {self.attribute})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    attribute: str
    subject: Subject
    id: str = ""
    place: Place | None = None


_COLUMNS: Mapping[str, _Column] = {
    "hair_color": _Column(attribute="hair.color", subject=Subject.WEARER),
    "hair_length": _Column(attribute="hair.length", subject=Subject.WEARER),
    "eyewear": _Column(attribute="eyewear.kind", subject=Subject.WEARER),
    "headwear": _Column(attribute="headwear.kind", subject=Subject.WEARER),
    "upper_type": _Column(attribute="garment.kind", subject=Subject.OUTERMOST, id="outermost.kind"),
    "upper_color": _Column(attribute="garment.color", subject=Subject.OUTERMOST, id="outermost.color"),
    "upper_pattern": _Column(attribute="garment.pattern", subject=Subject.OUTERMOST, id="outermost.pattern"),
    "lower_type": _Column(attribute="lower.kind", subject=Subject.PLACE, place=Place.LOWER),
    "bag_type": _Column(attribute="bag.kind", subject=Subject.WEARER),
    "color": _Column(attribute="garment.color", subject=Subject.LYING, id="lying.color"),
    "pattern": _Column(attribute="garment.pattern", subject=Subject.LYING, id="lying.pattern"),
}


def known_columns(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Every column that asks something: the short names first, then ids of the vocabulary."""
    ids = [entry.id for entry in vocabulary.attributes.values() if _can_be_asked(entry)]
    return (*_COLUMNS, *ids)


def open_questions(vocabulary: Vocabulary) -> tuple[Question, ...]:
    """What is asked where nobody labelled anything: wearer, photo, the main garment, and what is worn below it."""
    found = []
    for entry in vocabulary.attributes.values():
        place = _place_of(entry)
        if _can_be_asked(entry) and (place is None or entry.id in _ASKED_AT_PLACES):
            question = find_question(entry.id, vocabulary)
            found += [question] if question else []
    return tuple(found)


def find_question(column: str, vocabulary: Vocabulary) -> Question | None:
    """What a column asks; None where it is no label."""
    named = _COLUMNS.get(column)
    if named is not None:
        return _question(named, vocabulary)
    entry = vocabulary.attributes.get(column)
    if entry is None or not _can_be_asked(entry):
        return None
    place = _place_of(entry)
    if place is not None:
        return _question(_Column(attribute=column, subject=Subject.PLACE, place=place), vocabulary)
    subject = {"photo": Subject.PHOTO, "garment": Subject.GARMENT}.get(entry.applies_to, Subject.WEARER)
    return _question(_Column(attribute=column, subject=subject), vocabulary)


def _can_be_asked(entry: Attribute) -> bool:
    """Whether a tagger can state it; what only a wearer can declare has no right answer in a photo."""
    return not entry.structural and entry.known_by != "declared"


def _place_of(entry: Attribute) -> Place | None:
    head, _, part = entry.id.partition(".")
    return Place(head) if head in set(Place) and part in _PARTS else None


def _question(column: _Column, vocabulary: Vocabulary) -> Question:
    entry = vocabulary.attribute(column.attribute)
    title, about = _words(column, entry)
    return Question(
        id=column.id or column.attribute,
        title=title,
        about=about,
        attribute=column.attribute,
        subject=column.subject,
        sensitivity=entry.sensitivity,
        values=_values(column, entry),
        place=column.place,
        # A garment asked about is one garment: its kind and colour are one value each.
        multiple=entry.multiple and entry.applies_to != "garment",
    )


def _values(column: _Column, entry: Attribute) -> tuple[Value, ...]:
    values = [value for value in entry.values if value.id != NOT_VISIBLE]
    if column.subject is Subject.OUTERMOST:
        values = [value for value in values if not value.places or _UPPER_PLACES & set(value.places)]
    if column.subject is Subject.PLACE and column.attribute.endswith(".kind"):
        values = [_NOTHING_WORN, *(value for value in values if value.id != NONE)]
    return (*values, entry.value(NOT_VISIBLE) or _UNSEEN)


def _words(column: _Column, entry: Attribute) -> tuple[str, str]:
    part = _PARTS.get(column.attribute.rpartition(".")[2], "")
    if column.subject is Subject.OUTERMOST:
        return f"Outermost upper garment: {part}", "the main wearer's outermost upper garment"
    if column.subject is Subject.LYING:
        return f"Lying garment: {part}", "the first garment that nobody wears"
    if column.subject is Subject.GARMENT:
        return f"Garment: {part}" if part else entry.title, _MAIN_GARMENT
    if column.subject is Subject.PLACE:
        return f"{entry.title}: {part}" if part == "kind" else entry.title, "the main wearer"
    return entry.title, "the photo" if column.subject is Subject.PHOTO else "the main wearer"
