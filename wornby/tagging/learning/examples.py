"""Examples: labelled garments that the tagger found in their photos, with their embeddings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Fact, Failure, GarmentTags, PhotoTags, Place
from wornby.datamodel.library import TagResult
from wornby.errors import InputError
from wornby.imaging.decode import perceptual_hash
from wornby.tagging.learned import fact_of, slot_of
from wornby.tagging.learning.labels import Labelled
from wornby.vocabulary import Vocabulary

_DEFAULT_PLACES = (Place.OUTER, Place.UPPER, Place.DRESS)
# Bits of the perceptual hash in which two files of one picture may differ, as after saving it again.
_NEAR_BITS = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Example:
    """One labelled garment.

    Attributes:
        said: What the tagger says about the attribute without a head.
        slot: Where the garment is.
        vector: (D,), float32, unit length.
        sha256: Of the photo.
        looks: Perceptual hash of the photo.
    """

    file: str
    value: str
    said: Fact | None
    slot: str
    vector: NDArray[np.float32]
    sha256: str
    looks: int


def example_of(label: Labelled, result: TagResult, *, attribute: str, vocabulary: Vocabulary) -> Example | Failure:
    """The labelled garment in a tagged photo, or why there is none."""
    if result.failure is not None:
        return result.failure
    if result.tags is None or result.photo is None:
        return _problem("The photo has no tags.")
    garment = _find(result.tags, label.place)
    if garment is None:
        where = label.place.value if label.place else "outermost upper"
        hint = " Headwear is looked for only with --purposes appearance." if label.place is Place.HEAD else ""
        return _problem(f"No {where} garment was found in the photo.{hint}")
    if garment.embedding is None:
        return _problem("The tagger gives no embedding for this garment.")
    return Example(
        file=label.file,
        value=label.value,
        said=fact_of(garment, attribute),
        slot=slot_of(garment, vocabulary),
        vector=garment.embedding.vector,
        sha256=result.photo.sha256,
        looks=perceptual_hash(result.photo.pixels),
    )


def group_near_copies(examples: Sequence[Example]) -> NDArray[np.int64]:
    """Group number of each example: the same file, or pictures that look the same, are one group. (N,)."""
    digests = {name: number for number, name in enumerate(dict.fromkeys(each.sha256 for each in examples))}
    exact = np.array([digests[each.sha256] for each in examples], dtype=np.int64)
    looks = np.array([each.looks for each in examples], dtype=np.uint64)
    groups = np.arange(len(examples), dtype=np.int64)
    for row in range(len(examples)):
        near = (np.bitwise_count(looks ^ looks[row]) <= _NEAR_BITS) | (exact == exact[row])
        joined = np.unique(groups[near])
        groups[np.isin(groups, joined)] = joined[0]
    return np.unique(groups, return_inverse=True)[1].astype(np.int64)


def _find(tags: PhotoTags, place: Place | None) -> GarmentTags | None:
    if not tags.wearers:
        return tags.garments[0] if tags.garments else None
    worn = {garment.place: garment for garment in tags.wearers[0].garments}
    places = _DEFAULT_PLACES if place is None else (place,)
    return next((worn[each] for each in places if each in worn), None)


def _problem(message: str) -> Failure:
    return Failure(code=InputError.code, message=message)
