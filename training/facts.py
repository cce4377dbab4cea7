"""Which facts of a photo's tags its labels speak about, and whether they are right. Needs no torch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from training.data import Photo
from training.kinds import GARMENT_KINDS
from wornby.comparison import outermost
from wornby.datamodel import GarmentTags, PhotoTags, Place
from wornby.models.calibration import garment_key
from wornby.models.wearers import HEAD_OUTPUTS

# The eye labels' columns about the head are called as the outputs of the head model.
WEARER_COLUMNS = HEAD_OUTPUTS | {"bag_type": "bag.kind"}
PLACE_COLUMNS = {"lower_type": Place.LOWER, "shoes_type": Place.FEET}
LYING_COLUMNS = {"color": "color", "pattern": "pattern", "sleeve": "sleeve"}
UPPER_COLUMNS = {"kind": "upper_type", "color": "upper_color", "pattern": "upper_pattern", "sleeve": "upper_sleeve"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One fact: which curve it follows, how sure it was, whether it is right, whether the label was in doubt."""

    key: str
    confidence: float
    right: bool
    doubt: bool = False


def verdicts(tags: PhotoTags, photo: Photo) -> Iterator[Verdict]:
    """Yield the facts that the photo's labels speak about: eye labels, and the folder's kind of a lying garment."""
    for garment in tags.garments[:1]:
        kinds = set(GARMENT_KINDS.get(photo.words[0], ()))
        # Eyes tell jeans from trousers where the folder's word does not. A label of several kinds measures nothing:
        # a model that cannot choose between them would be right all the time.
        kinds = kinds & {photo.eye.get("kind", "")} or kinds
        if len(kinds) == 1:
            key = garment_key("kind", None, value=garment.kind.value)
            yield Verdict(key=key, confidence=garment.kind.confidence, right=garment.kind.value in kinds)
        yield from _of_garment(garment, photo, LYING_COLUMNS)
    for wearer in tags.wearers[:1]:
        for column, attribute in WEARER_COLUMNS.items():
            fact = wearer.attributes.get(attribute)
            if column in photo.eye and fact is not None:
                right, doubt = fact.value == photo.eye[column], column in photo.doubt
                yield Verdict(key=attribute, confidence=fact.confidence, right=right, doubt=doubt)
        upper = outermost(wearer)
        if upper is not None:
            yield from _of_garment(upper, photo, UPPER_COLUMNS)
        for column, place in PLACE_COLUMNS.items():
            for garment in wearer.garments:
                if garment.place is place:
                    yield from _of_garment(garment, photo, {"kind": column})


def _of_garment(garment: GarmentTags, photo: Photo, columns: Mapping[str, str]) -> Iterator[Verdict]:
    color, pattern, sleeve = garment.color, garment.pattern, garment.attributes.get("garment.sleeve")
    said = {
        "kind": (garment.kind.value, garment.kind.confidence),
        "color": (color.family, color.confidence) if color is not None else ("", None),
        "pattern": (pattern.value, pattern.confidence) if pattern is not None else ("", None),
        "sleeve": (sleeve.value, sleeve.confidence) if sleeve is not None else ("", None),
    }
    for part, column in columns.items():
        value, confidence = said[part]
        if column in photo.eye and confidence is not None:
            yield Verdict(
                key=garment_key(part, garment.place, value=value),
                confidence=confidence,
                right=value == photo.eye[column],
                doubt=column in photo.doubt,
            )
