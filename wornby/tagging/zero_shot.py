"""States attributes from their written definitions, by an encoder that compares pictures with texts."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

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
    Place,
    Purpose,
)
from wornby.errors import ConfigurationError, WornbyError
from wornby.imaging.regions import crop_square
from wornby.interfaces import Encoder
from wornby.tagging.askable import GARMENT_PARTS, is_allowed, split_asked
from wornby.tagging.calibration import CalibrationFile, Objective, ValueThreshold, choose_thresholds
from wornby.tagging.comparing import Comparer
from wornby.tagging.wearers import WearerFinder
from wornby.vocabulary import Attribute, Vocabulary

_CROP_PX = 384
_MARGIN = 0.05
_WHOLE = BoundingBox(x_min=0, y_min=0, x_max=1, y_max=1)
# These are seen on the head, which is small in a photo of a whole figure: about seven heads high, and some room.
_HEAD_ATTRIBUTES = ("hair.", "eyewear.", "headwear.")
_HEAD_SHARE = 0.25
_FIGURE_ASPECT = 1.5


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
        self._asked = split_asked(attributes, vocabulary=vocabulary)
        self._comparer = Comparer(encoder, calibration=calibration)
        if calibration is not None and calibration.encoder != encoder.name:
            message = (
                f"The thresholds were chosen for the encoder {calibration.encoder}, and this one is {encoder.name}. "
                "Calibrate again, or remove their file."
            )
            raise ConfigurationError(message)

    @property
    def name(self) -> str:
        """Names and versions of what states the facts."""
        return self._comparer.name

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

    def find_garments(self, pixels: Pixels) -> Sequence[GarmentTags]:
        """The garments that the finder sees in a query picture, embedded by the encoder; none where it sees none."""
        photo = Photo(pixels=pixels, sha256="", format="", size_bytes=0)
        tags = self._finder.tag([photo], purposes=[frozenset()])[0]
        if isinstance(tags, Failure):
            return []
        garments = [garment for wearer in tags.wearers for garment in wearer.garments]
        return self._garments(pixels, (*garments, *tags.garments), frozenset())

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
            photos: Each shows the labelled thing at its main wearer, or as a whole where nobody is found. A photo
                without the garment that the attribute speaks of ("upper.kind") is left out.
            labels: The value of each; several are joined with "+".
            purposes: What the photos may be used for.
            objective: What is made as large as possible.

        Raises:
            ConfigurationError: The attribute is not asked, or not for these purposes.
        """
        entry = self._asked.find(attribute)
        if entry is None or not is_allowed(entry, purposes):
            message = f"The zero-shot tagger does not state {attribute!r} for these photos; calibrate what it states."
            raise ConfigurationError(message)
        asked = self._comparer.ask(entry)
        scores, kept = [np.zeros((0, len(asked.values)), dtype=np.float32)], []
        # One photo at a time: the caller may read hundreds of large ones, and only their scores are kept.
        for photo, label in zip(photos, labels, strict=True):
            tags = self._finder.tag([photo], purposes=[purposes])[0]
            box = None if isinstance(tags, Failure) else self._region(entry, tags, photo.pixels)
            if box is not None:
                scores.append(asked.scores(self._encoder.encode_image([_crop(photo.pixels, box)])))
                kept.append(label)
        return choose_thresholds(np.concatenate(scores), kept, values=asked.values, objective=objective)

    def _tag_or_fail(self, photo: Photo, tags: PhotoTags, allowed: frozenset[Purpose]) -> PhotoTags | Failure:
        try:
            return self._tag_one(photo.pixels, tags, allowed)
        except WornbyError as error:
            return Failure(code=error.code, message=error.message, retryable=error.retryable)

    def _tag_one(self, pixels: Pixels, tags: PhotoTags, allowed: frozenset[Purpose]) -> PhotoTags:
        wanted = [entry for entry in self._asked.plain if is_allowed(entry, allowed)]
        # A wearer's own attributes are nobody's where nobody is found; a garment's are then those of the whole photo.
        of_photo = [
            entry
            for entry in wanted
            if entry.applies_to == "photo" or (entry.applies_to == "garment" and not tags.wearers)
        ]
        of_wearer = [entry for entry in wanted if entry.applies_to != "photo"]
        wearers = tuple(
            replace(
                wearer,
                attributes={**wearer.attributes, **self._facts(pixels, wearer.box, of_wearer)},
                garments=self._garments(pixels, wearer.garments, allowed),
            )
            for wearer in tags.wearers
        )
        photo = {**tags.photo, **self._facts(pixels, _WHOLE, of_photo)}
        return PhotoTags(photo=photo, wearers=wearers, garments=self._garments(pixels, tags.garments, allowed))

    def _garments(
        self, pixels: Pixels, garments: Sequence[GarmentTags], allowed: frozenset[Purpose]
    ) -> tuple[GarmentTags, ...]:
        """The same garments with what is asked of them, and with embeddings of the encoder's space."""
        vectors = self._encoder.encode_image([_crop(pixels, garment.box) for garment in garments])
        found = []
        for garment, vector in zip(garments, vectors, strict=True):
            facts: dict[str, Fact] = {}
            for part in GARMENT_PARTS:
                entry = self._asked.part(garment.place, part, purposes=allowed)
                fact = self._comparer.state(entry, vector) if entry is not None else None
                facts |= {part: fact} if fact is not None else {}
            embedding = Embedding(space=self.space, vector=vector)
            kind, pattern = facts.get("kind", garment.kind), facts.get("pattern", garment.pattern)
            found.append(replace(garment, kind=kind, pattern=pattern, embedding=embedding))
        return tuple(found)

    def _facts(self, pixels: Pixels, box: BoundingBox, entries: Sequence[Attribute]) -> dict[str, Fact]:
        """What is sure enough of one box; parts of it that several attributes share are looked at once."""
        boxes = [_part(entry, box, pixels) for entry in entries]
        places = list(dict.fromkeys(boxes))
        vectors = self._encoder.encode_image([_crop(pixels, place) for place in places])
        found = {
            entry.id: self._comparer.state(entry, vectors[places.index(place)])
            for entry, place in zip(entries, boxes, strict=True)
        }
        return {name: fact for name, fact in found.items() if fact is not None}

    def _region(self, entry: Attribute, tags: PhotoTags, pixels: Pixels) -> BoundingBox | None:
        """Where a labelled photo shows the attribute; None where it does not."""
        main = next((wearer for wearer in tags.wearers if wearer.main), None)
        for (place, _), each in self._asked.parts.items():
            if each.id == entry.id:
                return _garment_box(tags.garments if place is None else main.garments if main else (), place=place)
        return _WHOLE if main is None or entry.applies_to == "photo" else _part(entry, main.box, pixels)


def _garment_box(garments: Sequence[GarmentTags], *, place: Place | None) -> BoundingBox | None:
    return next((garment.box for garment in garments if garment.place == place), None)


def _part(entry: Attribute, box: BoundingBox, pixels: Pixels) -> BoundingBox:
    """Where the attribute is seen on a wearer: the top of the box for what is on the head of a whole figure."""
    if not entry.id.startswith(_HEAD_ATTRIBUTES):
        return box
    high, wide = box.y_max - box.y_min, box.x_max - box.x_min
    figure = high * pixels.shape[0] > _FIGURE_ASPECT * wide * pixels.shape[1]
    return replace(box, y_max=box.y_min + high * _HEAD_SHARE) if figure else box


def _crop(pixels: Pixels, box: BoundingBox) -> Pixels:
    return crop_square(pixels, box.as_tuple(), size_px=_CROP_PX, margin=_MARGIN)
