"""Tags in the shape of DetectLabels. Pure: no network, no clock."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wornby.api.compat.rekognition.shapes import box_out, colors_of_fact, percent
from wornby.api.compat.rekognition.wire import GeneralLabels, LabelsIn
from wornby.api.compat.rekognition.words import PERSON, WORDS, Word, word_for
from wornby.datamodel import BoundingBox, ColorFact, Fact, GarmentTags, PhotoTags, WearerTags
from wornby.datamodel.tags import sure_value
from wornby.vocabulary import Vocabulary

KIND, PATTERN, PHOTO_KIND = "garment.kind", "garment.pattern", "photo.kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that is said of a photo.

    Attributes:
        word: What, in the service's words.
        confidence: Fraction in [0, 1].
        box: Where; None where that is not known.
        color: As measured there.
    """

    word: Word
    confidence: float
    box: BoundingBox | None = None
    color: ColorFact | None = None


@dataclass(slots=True, kw_only=True)
class _Label:
    word: Word
    confidence: float = 0.0
    places: list[Statement] = field(default_factory=list)


def read_labels(tags: PhotoTags, asked: LabelsIn, *, vocabulary: Vocabulary, colors: bool) -> list[dict[str, object]]:
    """The labels of a photo, the surest first.

    Args:
        tags: Of the photo.
        asked: Says which labels are wanted, and how many.
        vocabulary: Tells of values that a shop added.
        colors: Whether each place is to tell its colours.
    """
    labels = _collected(statements(tags, vocabulary)).values()
    kept = [
        label
        for label in labels
        if percent(label.confidence) >= asked.min_confidence and _is_wanted(label.word, asked.settings.general_labels)
    ]
    kept.sort(key=lambda label: (-label.confidence, label.word.name))
    return [_out(label, colors=colors) for label in kept[: asked.max_labels]]


def statements(tags: PhotoTags, vocabulary: Vocabulary) -> Iterator[Statement]:
    """What is said for sure: what is only kept for review is left out."""
    for wearer in tags.wearers:
        yield Statement(word=WORDS[PERSON], confidence=_presence(tags, wearer), box=wearer.box)
        for attribute, fact in wearer.attributes.items():
            yield from _said(attribute, fact, vocabulary)
    worn = [garment for wearer in tags.wearers for garment in wearer.garments]
    for garment in (*worn, *tags.garments):
        yield from _of_garment(garment, vocabulary)


def _of_garment(garment: GarmentTags, vocabulary: Vocabulary) -> Iterator[Statement]:
    for said in _said(KIND, garment.kind, vocabulary):
        yield Statement(word=said.word, confidence=said.confidence, box=garment.box, color=garment.color)
    if garment.pattern is not None:
        yield from _said(PATTERN, garment.pattern, vocabulary)


def _said(attribute: str, fact: Fact, vocabulary: Vocabulary) -> Iterator[Statement]:
    for value in sure_value(fact).split("+"):
        word = word_for(attribute, value, vocabulary) if value else None
        if word is not None:
            yield Statement(word=word, confidence=fact.confidence)


def _presence(tags: PhotoTags, wearer: WearerTags) -> float:
    """How sure it is that there is somebody: as sure as that the garments are worn, or as what is said of them."""
    kind = tags.photo.get(PHOTO_KIND)
    if kind is not None and kind.value == "worn":
        return kind.confidence
    said = [fact.confidence for fact in wearer.attributes.values()]
    return max((*said, *(garment.kind.confidence for garment in wearer.garments)), default=0.0)


def _collected(found: Iterable[Statement]) -> Mapping[str, _Label]:
    labels: dict[str, _Label] = {}
    for one in found:
        for name in (one.word.name, *one.word.parents):
            word = one.word if name == one.word.name else WORDS[name]
            label = labels.setdefault(name, _Label(word=word))
            label.confidence = max(label.confidence, one.confidence)
        if one.box is not None:
            labels[one.word.name].places.append(one)
    return labels


def _is_wanted(word: Word, asked: GeneralLabels) -> bool:
    if word.name in asked.label_exclusion_filters or word.category in asked.label_category_exclusion_filters:
        return False
    if not asked.label_inclusion_filters and not asked.label_category_inclusion_filters:
        return True
    return word.name in asked.label_inclusion_filters or word.category in asked.label_category_inclusion_filters


def _out(label: _Label, *, colors: bool) -> dict[str, object]:
    return {
        "Name": label.word.name,
        "Confidence": percent(label.confidence),
        "Instances": [_place_out(one, colors=colors) for one in label.places],
        "Parents": _named(label.word.parents),
        "Aliases": _named(label.word.aliases),
        "Categories": _named([label.word.category]),
    }


def _place_out(one: Statement, *, colors: bool) -> dict[str, object]:
    out: dict[str, object] = {"Confidence": percent(one.confidence)}
    if one.box is not None:
        out["BoundingBox"] = box_out(one.box)
    if colors:
        out["DominantColors"] = colors_of_fact(one.color)
    return out


def _named(names: Sequence[str]) -> list[dict[str, str]]:
    return [{"Name": name} for name in names]
