"""What is stated about a photo: who says it, how sure it is, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from wornby.datamodel.embedding import Embedding
from wornby.datamodel.geometry import BoundingBox
from wornby.errors import FULL_DISK, InputError, StoreFullError, WornbyError

UNSURE_BELOW = 0.5
"""A fact with less calibrated confidence is kept for review, and neither shown nor found: it is likelier wrong than
right."""

NOT_VISIBLE = "not_visible"
"""The value of every attribute that the photo does not show."""

LEARNED = "learned/"
"""How the source of a learned head's fact begins; the rest is ATTRIBUTE@VERSION."""

_PERSONS = ("staff/", "wearer", "key/")
# Only these measure how often they are right at a confidence. Others choose what they state by thresholds of their
# own, and their numbers mean something else.
_CALIBRATED = ("builtin/", LEARNED)


def _unsure(source: str, confidence: float | None) -> bool:
    return confidence is not None and confidence < UNSURE_BELOW and source.startswith(_CALIBRATED)


def _check_confidence(confidence: float) -> None:
    if not 0.0 <= confidence <= 1.0:
        message = f"A confidence is a fraction in [0, 1], not {confidence}."
        raise InputError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One value of one attribute.

    Attributes:
        value: A value id of the vocabulary.
        confidence: Fraction in [0, 1], calibrated where the source's card says so.
        source: Who states it: "builtin/head@1", "staff/ID", "wearer".

    Raises:
        InputError: The confidence lies outside [0, 1].
    """

    value: str
    confidence: float
    source: str

    def __post_init__(self) -> None:
        """Check the confidence."""
        _check_confidence(self.confidence)

    @property
    def unsure(self) -> bool:
        """Whether it is kept for review only."""
        return _unsure(self.source, self.confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColorFact:
    """A colour as measured on the pixels of one part.

    Attributes:
        family: One of the colour families of the vocabulary.
        name: Nearest name of the public list that `source` uses.
        hex: sRGB, "#rrggbb".
        share: Fraction of the part's pixels that have about this colour, in [0, 1].
        source: Who measured it.
        confidence: That the family is right, in [0, 1]; None where nobody calibrated it.
        further: Other colours of the part as hex and share; the largest first.
    """

    family: str
    name: str
    hex: str
    share: float
    source: str
    confidence: float | None = None
    further: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        """Check the confidence."""
        if self.confidence is not None:
            _check_confidence(self.confidence)

    @property
    def unsure(self) -> bool:
        """Whether the family is kept for review only; the measured colour is a fact either way."""
        return _unsure(self.source, self.confidence)


def sure_value(fact: Fact | ColorFact | None) -> str:
    """What may be shown and found: a value, or a colour's family; empty where there is none or it is for review."""
    if fact is None or fact.unsure:
        return ""
    return fact.value if isinstance(fact, Fact) else fact.family


def is_stated_by_person(fact: Fact | ColorFact | None) -> bool:
    """Whether a person said it: a member of the staff, the wearer, or whoever holds a key of the shop.

    No model takes such a fact back.
    """
    return fact is not None and fact.source.startswith(_PERSONS)


class Place(StrEnum):
    """Where on the body a garment is worn."""

    OUTER = "outer"
    UPPER = "upper"
    DRESS = "dress"
    LOWER = "lower"
    FEET = "feet"
    HEAD = "head"


@dataclass(frozen=True, slots=True, kw_only=True)
class GarmentTags:
    """One garment. `place` is None where nobody wears it.

    Attributes:
        attributes: Further facts by attribute id: garment.sleeve, a shop's own.
        replaced: What the tagger had said where a learned head says something else, by attribute id.
    """

    place: Place | None
    kind: Fact
    color: ColorFact | None
    pattern: Fact | None
    box: BoundingBox
    attributes: Mapping[str, Fact] = field(default_factory=dict)
    replaced: Mapping[str, Fact] = field(default_factory=dict)
    embedding: Embedding | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WearerTags:
    """One person in one photo; not an identity.

    Attributes:
        main: Whether this is the largest wearer of the photo.
        box: Around the person and what they carry.
        attributes: By attribute id: hair.color, eyewear.kind, bag.kind …
        garments: What they wear, at most one for each place.
    """

    main: bool
    box: BoundingBox
    attributes: Mapping[str, Fact]
    garments: tuple[GarmentTags, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoTags:
    """All that one tagger states about one photo.

    Attributes:
        photo: By attribute id: photo.kind.
        wearers: Largest first.
        garments: Garments that nobody wears.
    """

    photo: Mapping[str, Fact]
    wearers: tuple[WearerTags, ...]
    garments: tuple[GarmentTags, ...]


def garment_for_sale(tags: PhotoTags, *, place: Place | None) -> GarmentTags | None:
    """The garment of a shop's picture that is for sale: one that nobody wears, else the one at its place.

    Any that is worn only where no text tells the place: what a model wears beside a cap is not the cap.
    """
    worn = [garment for wearer in tags.wearers for garment in wearer.garments]
    at_place = [garment for garment in worn if place is None or garment.place is place]
    return next(iter((*tags.garments, *at_place)), None)


def doubt_of(tags: PhotoTags | None) -> float | None:
    """The least confidence of what models state about a photo; None where they state nothing with a confidence."""
    if tags is None:
        return None
    garments = [*tags.garments, *(garment for wearer in tags.wearers for garment in wearer.garments)]
    facts: list[Fact | ColorFact | None] = [*tags.photo.values()]
    facts += [fact for wearer in tags.wearers for fact in wearer.attributes.values()]
    for garment in garments:
        facts += [garment.kind, garment.color, garment.pattern, *garment.attributes.values()]
    said = [fact.confidence for fact in facts if fact is not None and not is_stated_by_person(fact)]
    return min((confidence for confidence in said if confidence is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why something was not done. `code` is an error's code, `message` says what to do."""

    code: str
    message: str
    retryable: bool = False

    @classmethod
    def of(cls, error: Exception) -> Self:
        """The failure that an error means; what nobody expected is named by its type alone."""
        if isinstance(error, WornbyError):
            return cls(code=error.code, message=error.message, retryable=error.retryable)
        if isinstance(error, OSError) and error.errno in FULL_DISK:
            return cls(code=StoreFullError.code, message="No space is left on the disk.", retryable=True)
        return cls(code=WornbyError.code, message=f"Unexpected {type(error).__name__}; see the log.")
