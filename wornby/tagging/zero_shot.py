"""States attributes from their written definitions, by an encoder that compares pictures with texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import (
    BoundingBox,
    Embedding,
    EmbeddingSpace,
    Fact,
    Failure,
    GarmentTags,
    Photo,
    PhotoTags,
    Pixels,
    Purpose,
    Vectors,
    WearerTags,
)
from wornby.errors import ConfigurationError, WornbyError
from wornby.imaging.regions import crop_square
from wornby.interfaces import Encoder
from wornby.tagging.calibration import (
    CalibrationFile,
    Objective,
    Thresholds,
    ValueThreshold,
    choose_thresholds,
)
from wornby.tagging.prompts import neutral_prompts, spoken_values, value_prompts
from wornby.tagging.wearers import WearerFinder
from wornby.vocabulary import Attribute, Sensitivity, Vocabulary, refuse_forbidden

_CROP_PX = 384
_MARGIN = 0.05
# Cosines of joint encoders lie close together; they are trained with about this factor before the softmax.
_SHARPNESS = 100.0
_WHOLE = BoundingBox(x_min=0, y_min=0, x_max=1, y_max=1)
# These are seen on the head, which is small in a photo of a whole figure: about seven heads high, and some room.
_HEAD_ATTRIBUTES = ("hair.", "eyewear.", "headwear.", "head.")
_HEAD_SHARE = 0.25
_FIGURE_ASPECT = 1.5
_PURPOSE = {Sensitivity.APPEARANCE: Purpose.APPEARANCE, Sensitivity.BIOMETRIC: Purpose.FACE}
_NO_THRESHOLD = ValueThreshold()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asked:
    """One attribute with the directions of its values in the encoder's space. vectors: (V, D); neutral: (D,)."""

    attribute: Attribute
    values: tuple[str, ...]
    vectors: Vectors
    neutral: NDArray[np.float32]

    def scores(self, pictures: Vectors) -> NDArray[np.float32]:
        """How likely each value is. (N, V), float32, in [0, 1].

        Values exclude each other, and then compete; where one thing can have several, or where there is only one,
        each competes with what the picture is called without it.
        """
        closeness = pictures @ self.vectors.T * _SHARPNESS
        if not self.attribute.multiple and len(self.values) > 1:
            raised = np.exp(closeness - closeness.max(axis=1, keepdims=True))
            shares: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
            return shares
        without = (pictures @ self.neutral * _SHARPNESS)[:, None]
        alone: NDArray[np.float32] = 1 / (1 + np.exp(np.clip(without - closeness, -60, 60)))
        return alone


class ZeroShotTagger:
    """States any attribute of the vocabulary, a shop's own too, without training. Safe to run from several threads.

    What is not sure enough is not stated. A threshold that labels chose gives the confidence that they measured; the
    default one gives the score itself, and the source says "uncalibrated".

    Args:
        encoder: Compares pictures with texts.
        finder: Who is in the photo, and what they wear; its other facts are kept.
        vocabulary: With the definitions.
        attributes: Ids of what is asked.
        calibration: Thresholds chosen before.

    Raises:
        FilterError: An attribute is unknown.
        ForbiddenAttributeError: An attribute, or the definition of a value, speaks of what wornby never infers.
        ConfigurationError: An attribute is not for models, or the thresholds are another encoder's.
    """

    def __init__(
        self,
        encoder: Encoder,
        finder: WearerFinder,
        *,
        vocabulary: Vocabulary,
        attributes: Sequence[str],
        calibration: CalibrationFile | None = None,
    ) -> None:
        self._encoder = encoder
        self._finder = finder
        self._attributes = tuple(_askable(vocabulary.attribute(name)) for name in attributes)
        self._calibration = calibration
        if calibration is not None and calibration.encoder != encoder.name:
            message = (
                f"The thresholds were chosen for the encoder {calibration.encoder}, and this one is {encoder.name}. "
                "Calibrate again, or remove their file."
            )
            raise ConfigurationError(message)
        self._asked: dict[str, _Asked] = {}
        self._lock = Lock()

    @property
    def name(self) -> str:
        """Names and versions of what states the facts."""
        return f"zero-shot/{self._encoder.name}"

    @property
    def encoder_name(self) -> str:
        """Name and version of the encoder, whose thresholds are nobody else's."""
        return self._encoder.name

    @property
    def space(self) -> EmbeddingSpace:
        """The space of the garment embeddings: the encoder's."""
        return self._encoder.space

    def tag(self, photos: Sequence[Photo], *, purposes: Sequence[frozenset[Purpose]]) -> Sequence[PhotoTags | Failure]:
        """Tag a batch; one answer for each photo, in order."""
        found = self._finder.tag(photos, purposes=purposes)
        return [
            tags if isinstance(tags, Failure) else self._tag_or_fail(photo, tags, allowed)
            for photo, tags, allowed in zip(photos, found, purposes, strict=True)
        ]

    def embed_region(self, pixels: Pixels, *, region: BoundingBox | None) -> Sequence[Embedding]:
        """Embed the region of a query picture, or all of it."""
        vector = self._encoder.encode_image([_crop(pixels, region or _WHOLE)])[0]
        return [Embedding(space=self.space, vector=vector)]

    def calibrate(
        self,
        attribute: str,
        *,
        photos: Iterable[Photo],
        labels: Sequence[str],
        purposes: frozenset[Purpose],
        objective: Objective = "balanced_accuracy",
    ) -> dict[str, ValueThreshold]:
        """Choose a threshold for each value of an attribute from labelled photos.

        Args:
            attribute: Id of one of the attributes that are asked.
            photos: Each shows the labelled thing at its main wearer, or as a whole where nobody is found.
            labels: The value of each; several are joined with "+".
            purposes: What the photos may be used for.
            objective: What is made as large as possible.

        Raises:
            ConfigurationError: The attribute is not asked, or not for these purposes.
        """
        entry = next((each for each in self._attributes if each.id == attribute), None)
        if entry is None or not _allowed(entry, purposes):
            message = f"The zero-shot tagger does not state {attribute!r} for these photos; calibrate what it states."
            raise ConfigurationError(message)
        asked = self._ask(entry)
        scores, kept = [np.zeros((0, len(asked.values)), dtype=np.float32)], []
        # One photo at a time: the caller may read hundreds of large ones, and only their scores are kept.
        for photo, label in zip(photos, labels, strict=True):
            tags = self._finder.tag([photo], purposes=[purposes])[0]
            if isinstance(tags, PhotoTags):
                crop = _crop(photo.pixels, _region(entry, tags, photo.pixels))
                scores.append(asked.scores(self._encoder.encode_image([crop])))
                kept.append(label)
        return choose_thresholds(np.concatenate(scores), kept, values=asked.values, objective=objective)

    def _tag_or_fail(self, photo: Photo, tags: PhotoTags, allowed: frozenset[Purpose]) -> PhotoTags | Failure:
        try:
            return self._tag_one(photo.pixels, tags, allowed)
        except WornbyError as error:
            return Failure(code=error.code, message=error.message, retryable=error.retryable)

    def _tag_one(self, pixels: Pixels, tags: PhotoTags, allowed: frozenset[Purpose]) -> PhotoTags:
        wanted = [entry for entry in self._attributes if _allowed(entry, allowed)]
        of_photo = [entry for entry in wanted if entry.applies_to == "photo" or not tags.wearers]
        of_wearer = [entry for entry in wanted if entry.applies_to != "photo"]
        # A wearer's own attributes are nobody's where nobody is found; a garment's are then those of the whole photo.
        of_photo = [entry for entry in of_photo if entry.applies_to in {"photo", "garment"}]
        wearers = tuple(self._wearer(pixels, wearer, of_wearer) for wearer in tags.wearers)
        return PhotoTags(
            photo={**tags.photo, **self._facts(pixels, _WHOLE, of_photo)},
            wearers=wearers,
            garments=self._embedded(pixels, tags.garments),
        )

    def _wearer(self, pixels: Pixels, wearer: WearerTags, entries: Sequence[Attribute]) -> WearerTags:
        facts = self._facts(pixels, wearer.box, entries)
        garments = self._embedded(pixels, wearer.garments)
        return replace(wearer, attributes={**wearer.attributes, **facts}, garments=garments)

    def _embedded(self, pixels: Pixels, garments: Sequence[GarmentTags]) -> tuple[GarmentTags, ...]:
        """The same garments with embeddings of the encoder's space, and none of the finder's."""
        vectors = self._encoder.encode_image([_crop(pixels, garment.box) for garment in garments])
        return tuple(
            replace(garment, embedding=Embedding(space=self.space, vector=vector))
            for garment, vector in zip(garments, vectors, strict=True)
        )

    def _facts(self, pixels: Pixels, box: BoundingBox, entries: Sequence[Attribute]) -> dict[str, Fact]:
        boxes = {entry.id: _part(entry, box, pixels) for entry in entries}
        places = list(dict.fromkeys(place.as_tuple() for place in boxes.values()))
        vectors = self._encoder.encode_image([_crop(pixels, _box(place)) for place in places])
        facts = {}
        for entry in entries:
            row = places.index(boxes[entry.id].as_tuple())
            asked = self._ask(entry)
            fact = self._state(asked, asked.scores(vectors[row : row + 1])[0])
            if fact is not None:
                facts[entry.id] = fact
        return facts

    def _state(self, asked: _Asked, scores: NDArray[np.float32]) -> Fact | None:
        """The surest value above its threshold, or all of them where one thing can have several."""
        thresholds = self._thresholds(asked.attribute.id)
        over = {}
        for value, score in zip(asked.values, scores.tolist(), strict=True):
            limit = thresholds.get(value, _NO_THRESHOLD)
            if score >= limit.threshold:
                over[value] = (score - limit.threshold, limit.precision if limit.calibrated else score, limit)
        if not over:
            return None
        best = max(over, key=lambda value: over[value][0])
        stated = list(over) if asked.attribute.multiple else [best]
        confidence = min(over[value][1] for value in stated)
        known = all(over[value][2].calibrated for value in stated)
        source = self.name if known else f"{self.name}+uncalibrated"
        return Fact(value="+".join(stated), confidence=round(min(1.0, max(0.0, confidence)), 4), source=source)

    def _thresholds(self, attribute: str) -> Thresholds:
        none: Mapping[str, ValueThreshold] = {}
        return self._calibration.attributes.get(attribute, none) if self._calibration else none

    def _ask(self, entry: Attribute) -> _Asked:
        """Texts are embedded once; they are the slower half of a small job."""
        with self._lock:
            if entry.id not in self._asked:
                values = spoken_values(entry)
                directions = [_mean(self._encoder.encode_text(value_prompts(entry, value))) for value in values]
                self._asked[entry.id] = _Asked(
                    attribute=entry,
                    values=tuple(value.id for value in values),
                    vectors=np.stack(directions),
                    neutral=_mean(self._encoder.encode_text(neutral_prompts(entry))),
                )
            return self._asked[entry.id]


def _askable(entry: Attribute) -> Attribute:
    if entry.structural or entry.known_by != "model" or not spoken_values(entry):
        message = (
            f"Attribute {entry.id!r} is {'for filters' if entry.structural else entry.known_by}, or has no values: the "
            "zero-shot tagger states what models are asked for."
        )
        # What people declare about themselves (build, height) is refused as forbidden first: that reason weighs more.
        refuse_forbidden(entry.model_copy(update={"known_by": "model"}))
        raise ConfigurationError(message)
    # Prompts are made of definitions too, which the vocabulary's own check leaves out.
    spoken = tuple(value.model_copy(update={"synonyms": (*value.synonyms, value.definition)}) for value in entry.values)
    refuse_forbidden(entry.model_copy(update={"values": spoken}))
    return entry


def _allowed(entry: Attribute, purposes: frozenset[Purpose]) -> bool:
    purpose = _PURPOSE.get(entry.sensitivity)
    return entry.sensitivity is Sensitivity.OPEN or (purpose is not None and purpose in purposes)


def _mean(vectors: Vectors) -> NDArray[np.float32]:
    total = vectors.mean(axis=0)
    unit: NDArray[np.float32] = (total / max(float(np.linalg.norm(total)), 1e-12)).astype(np.float32)
    return unit


def _region(entry: Attribute, tags: PhotoTags, pixels: Pixels) -> BoundingBox:
    main = next((wearer for wearer in tags.wearers if wearer.main), None)
    return _WHOLE if main is None or entry.applies_to == "photo" else _part(entry, main.box, pixels)


def _part(entry: Attribute, box: BoundingBox, pixels: Pixels) -> BoundingBox:
    """Where the attribute is seen on a wearer: the top of the box for what is on the head of a whole figure."""
    if not entry.id.startswith(_HEAD_ATTRIBUTES):
        return box
    high, wide = box.y_max - box.y_min, box.x_max - box.x_min
    figure = high * pixels.shape[0] > _FIGURE_ASPECT * wide * pixels.shape[1]
    return replace(box, y_max=box.y_min + high * _HEAD_SHARE) if figure else box


def _crop(pixels: Pixels, box: BoundingBox) -> Pixels:
    return crop_square(pixels, box.as_tuple(), size_px=_CROP_PX, margin=_MARGIN)


def _box(corners: tuple[float, float, float, float]) -> BoundingBox:
    x_min, y_min, x_max, y_max = corners
    return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)
