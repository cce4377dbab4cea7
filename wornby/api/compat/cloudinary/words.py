"""What the library's tagger says of a photo, as words with confidences and boxes, in Cloudinary's shapes. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wornby.api.compat.cloudinary.refusals import RefusedError, unsupported
from wornby.datamodel import BoundingBox, PhotoTags, WearerTags
from wornby.datamodel.facts import KIND, all_facts, garment_at
from wornby.datamodel.tags import NOT_VISIBLE, UNSURE_BELOW, sure_value
from wornby.vocabulary import Vocabulary

ADD_ONS = frozenset({"aws_rek_tagging", "google_tagging", "imagga_tagging"})
"""Add-ons that give a list of words."""

MODELS = frozenset({"cld-fashion", "coco", "lvis", "openimages", "shop-classifier", "unidet"})
"""Models that find objects."""

_OF_FACES = frozenset({"adv_face", "aws_rek_face"})
_NO_WORD = frozenset({NOT_VISIBLE, "none", "not_worn", "other"})
_PERSON = "person"
_HAIR = ("hair.color", "hair.length")
_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One thing that is said.

    Attributes:
        text: In lower case.
        confidence: In [0, 1].
        box: Around it; None for the photo as a whole.
        categories: Broader words.
        attributes: Further words of it with their confidences, by heading.
    """

    text: str
    confidence: float
    box: BoundingBox | None = None
    categories: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[tuple[str, float], ...]] | None = None


def objects_in(tags: PhotoTags | None, vocabulary: Vocabulary) -> Sequence[Word]:
    """People, garments and what they carry; what is unsure or cannot be seen is left out."""
    if tags is None:
        return ()
    people = [Word(text=_PERSON, confidence=_sure_of(wearer), box=wearer.box) for wearer in tags.wearers]
    return (*people, *_garments(tags, vocabulary), *_carried(tags, vocabulary))


def words_of(tags: PhotoTags | None, vocabulary: Vocabulary) -> Sequence[Word]:
    """Each word once, with its best confidence, surest first: objects, colours, patterns, hair, kind of photo."""
    best: dict[str, float] = {word.text: word.confidence for word in objects_in(tags, vocabulary)}
    for each in all_facts(tags):
        word, confidence = _word(each.attribute, sure_value(each.fact), vocabulary), each.fact.confidence
        if word and confidence is not None:
            best[word] = max(best.get(word, 0.0), confidence)
    ordered = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Word(text=text, confidence=confidence) for text, confidence in ordered]


def categorized(words: Iterable[Word], *, add_ons: Sequence[str]) -> dict[str, object]:
    """The answer of add-ons that give words.

    Raises:
        RefusedError: One of them is not known here.
    """
    wrong = [name for name in add_ons if name not in ADD_ONS]
    if wrong:
        what = f"The categorization {wrong[0]}"
        raise unsupported(what, why=f"known are {', '.join(sorted(ADD_ONS))}")
    said = [{"tag": word.text, "confidence": round(word.confidence, _DIGITS)} for word in words]
    return {name: {"status": "complete", "data": said} for name in add_ons}


def detected(
    found: Sequence[Word], *, models: Sequence[str], width_px: int, height_px: int, source: str
) -> dict[str, object]:
    """The answer of models that find objects: words with boxes in pixels, [left, top, width, height].

    Args:
        found: Objects.
        models: As asked for; "coco_v2" is "coco".
        width_px: Of the picture.
        height_px: Of the picture.
        source: Names and versions of what found them.

    Raises:
        RefusedError: One of the models is not known here.
    """
    data = {}
    for asked in models:
        name = asked.partition("_v")[0]
        if asked in _OF_FACES:
            message = f"The detection {asked} is not served: age, gender and emotions are never inferred by wornby."
            raise RefusedError(message)
        if name not in MODELS:
            what = f"The detection {asked}"
            raise unsupported(what, why=f"known are {', '.join(sorted(MODELS))}")
        data[name] = {
            "model_name": name,
            "model_version": 1,
            "schema_version": 1.0,
            "answered_by": source,
            "tags": _tags(found, width_px=width_px, height_px=height_px, fashion=name == "cld-fashion"),
        }
    return {"object_detection": {"status": "complete", "data": data}}


def _tags(found: Sequence[Word], *, width_px: int, height_px: int, fashion: bool) -> dict[str, list[object]]:
    tags: dict[str, list[object]] = {}
    for word in found:
        if fashion and word.text == _PERSON:
            continue
        entry: dict[str, object] = {"confidence": round(word.confidence, _DIGITS), "categories": list(word.categories)}
        if word.box is not None:
            entry["bounding-box"] = in_pixels(word.box, width_px=width_px, height_px=height_px)
        if fashion and word.attributes:
            entry["attributes"] = {
                heading: [[text, round(sure, _DIGITS)] for text, sure in said]
                for heading, said in word.attributes.items()
            }
        tags.setdefault(word.text, []).append(entry)
    return tags


def in_pixels(box: BoundingBox, *, width_px: int, height_px: int) -> list[int]:
    """A box as left, top, width and height in pixels."""
    left, top = round(box.x_min * width_px), round(box.y_min * height_px)
    return [left, top, round(box.x_max * width_px) - left, round(box.y_max * height_px) - top]


def _garments(tags: PhotoTags, vocabulary: Vocabulary) -> Iterator[Word]:
    attributes: dict[tuple[int | None, int], dict[str, tuple[tuple[str, float], ...]]] = {}
    for each in all_facts(tags):
        if each.garment is None:
            continue
        own = attributes.setdefault((each.wearer, each.garment), {})
        text, confidence = _title(each.attribute, sure_value(each.fact), vocabulary), each.fact.confidence
        if text and confidence is not None and each.attribute != KIND:
            own[vocabulary.attribute(each.attribute).title.lower()] = ((text, confidence),)
    for (wearer, number), said in attributes.items():
        garment = garment_at(tags, wearer=wearer, garment=number)
        text = _title(KIND, sure_value(garment.kind), vocabulary)
        if text:
            broader = ("clothing", *((garment.place.value,) if garment.place else ()))
            yield Word(
                text=text, confidence=garment.kind.confidence, box=garment.box, categories=broader, attributes=said
            )


def _carried(tags: PhotoTags, vocabulary: Vocabulary) -> Iterator[Word]:
    """What wearers carry or have on their heads; its box is not known."""
    for wearer in tags.wearers:
        for attribute, fact in wearer.attributes.items():
            text = "" if attribute in _HAIR else _title(attribute, sure_value(fact), vocabulary)
            if text:
                yield Word(text=text, confidence=fact.confidence, categories=("accessory",))


def _sure_of(wearer: WearerTags) -> float:
    """How sure it is that there is somebody: as sure as the surest thing that is said of them; nobody measures it."""
    facts = [*wearer.attributes.values(), *(garment.kind for garment in wearer.garments)]
    return max((fact.confidence for fact in facts), default=UNSURE_BELOW)


def _word(attribute: str, value: str, vocabulary: Vocabulary) -> str:
    text = _title(attribute, value, vocabulary)
    return f"{text} hair" if text and attribute in _HAIR and value != "bald" else text


def _title(attribute: str, value: str, vocabulary: Vocabulary) -> str:
    entry = vocabulary.attributes.get(attribute)
    if entry is None or entry.structural or not value or value in _NO_WORD:
        return ""
    return vocabulary.title(attribute, value).lower()
