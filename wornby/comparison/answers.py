"""What a tagger answers to a question: the one place where tags are read for a comparison."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wornby.comparison.questions import NONE, Question, Subject
from wornby.datamodel import NOT_VISIBLE, ColorFact, Fact, GarmentTags, PhotoTags, Place, WearerTags

NO_ANSWER = "no_answer"
"""Stands where a tagger states nothing at all: never right, whatever the label is."""

OUTERMOST = (Place.OUTER, Place.DRESS, Place.UPPER)
"""Places of the upper body, the outermost first (DEFINITIONS.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer.

    Attributes:
        value: A value id, `not_visible`, or `NO_ANSWER`.
        confidence: Fraction in [0, 1]; None where the tagger gives none.
        unsure: The tagger keeps it for review and does not show it.
    """

    value: str
    confidence: float | None = None
    unsure: bool = False

    @property
    def stated(self) -> bool:
        """Whether it names something that can be seen."""
        return self.value not in {NO_ANSWER, NOT_VISIBLE}

    @property
    def said(self) -> bool:
        """Whether the tagger said it itself; else it is read from what it left out."""
        return self.value != NO_ANSWER and (self.confidence is not None or self.value not in {NONE, NOT_VISIBLE})


def read_answer(tags: PhotoTags | None, question: Question) -> Answer:
    """What tags say to a question; None for tags stands for a photo on which the tagger failed.

    Who is not found is not visible: without a wearer every question about the wearer is answered `not_visible`.
    A wearer without a garment at a place has the kind `none` there.
    """
    if tags is None:
        return Answer(value=NO_ANSWER)
    if question.subject is Subject.PHOTO:
        return _of_fact(tags.photo.get(question.attribute), question)
    wearer = main_wearer(tags)
    if question.subject is Subject.WEARER:
        return _of_fact(wearer.attributes.get(question.attribute), question) if wearer else Answer(value=NOT_VISIBLE)
    garment = _garment(tags, wearer, question=question)
    if garment is not None:
        return _of_part(garment, question)
    bare = question.subject is Subject.PLACE and question.part == "kind" and wearer is not None
    return Answer(value=NONE if bare else NOT_VISIBLE)


def main_wearer(tags: PhotoTags) -> WearerTags | None:
    """The wearer that is marked as main; the first one where none is."""
    return next((wearer for wearer in tags.wearers if wearer.main), next(iter(tags.wearers), None))


def outermost(wearer: WearerTags) -> GarmentTags | None:
    """The outermost garment on the upper body: outer before dress before upper."""
    worn = _worn(wearer)
    return next((worn[place] for place in OUTERMOST if place in worn), None)


def joined(values: Iterable[str]) -> str:
    """Several values of one answer as one, in one order."""
    return "+".join(sorted(values))


def _garment(tags: PhotoTags, wearer: WearerTags | None, *, question: Question) -> GarmentTags | None:
    lying = next(iter(tags.garments), None)
    if question.subject is Subject.LYING or (question.subject is Subject.GARMENT and wearer is None):
        return lying
    if wearer is None:
        return None
    if question.subject is Subject.PLACE:
        return _worn(wearer).get(question.place)
    return outermost(wearer)


def _worn(wearer: WearerTags) -> dict[Place | None, GarmentTags]:
    return {garment.place: garment for garment in wearer.garments}


def _of_part(garment: GarmentTags, question: Question) -> Answer:
    if question.part == "color":
        return _of_color(garment.color)
    parts: Mapping[str, Fact | None] = {"kind": garment.kind, "pattern": garment.pattern}
    fact = parts.get(question.part) or garment.attributes.get(f"garment.{question.part}")
    return _of_fact(fact, question)


def _of_fact(fact: Fact | None, question: Question) -> Answer:
    if fact is None:
        return Answer(value=NO_ANSWER)
    value = joined(fact.value.split("+")) if question.multiple else fact.value
    # The one reading of the mark that a tag is kept for review; a `Fact` without that field is sure.
    return Answer(value=value, confidence=fact.confidence, unsure=bool(getattr(fact, "unsure", False)))


def _of_color(color: ColorFact | None) -> Answer:
    if color is None:
        return Answer(value=NO_ANSWER)
    # `share` says how much of the cloth has the colour, not how likely the family is right: no confidence.
    confidence: float | None = getattr(color, "confidence", None)
    return Answer(value=color.family, confidence=confidence, unsure=bool(getattr(color, "unsure", False)))
