"""Models that live in memory and answer by simple rules."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from wornby.datamodel import (
    BoundingBox,
    Detection,
    Embedding,
    EmbeddingSpace,
    Failure,
    GarmentTags,
    Photo,
    PhotoTags,
    Pixels,
    Purpose,
    Vectors,
)
from wornby.errors import ModelError
from wornby.interfaces import Detector, Encoder, Tagger

COLOR_SPACE = EmbeddingSpace(name="colors@1", dimensions=4)
_COLORS = {"red": 0, "green": 1, "blue": 2}


class ColorEncoder(Encoder):
    """Knows red, green and blue: a picture is its mean colour, a text the colours that it names, else "grey"."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pictures = 0

    @property
    def name(self) -> str:
        return COLOR_SPACE.name

    @property
    def space(self) -> EmbeddingSpace:
        return COLOR_SPACE

    def encode_image(self, pictures: Sequence[Pixels]) -> Vectors:
        self.pictures += len(pictures)
        rows = [[*(pixels.reshape(-1, 3).mean(axis=0) / 255), 0.5] for pixels in pictures]
        return _unit(np.array(rows, dtype=np.float32).reshape(len(pictures), 4))

    def encode_text(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        rows = np.zeros((len(texts), 4), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word, column in _COLORS.items():
                row[column] = word in text.lower().split()
            row[3] = 0.2 if row.any() else 1.0
        return _unit(rows)


class FixedDetector(Detector):
    """Finds the same in every picture; nothing where it is told to fail."""

    def __init__(self, *found: Detection, fails: bool = False) -> None:
        self._found = found
        self._fails = fails

    @property
    def name(self) -> str:
        return "fixed@1"

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(sorted({each.label for each in self._found}))

    def detect(self, pixels: Pixels) -> Sequence[Detection]:
        del pixels
        if self._fails:
            message = "The detector is broken."
            raise ModelError(message)
        return self._found


class FixedTagger(Tagger):
    """States the same about every photo, less what the purposes do not allow; counts what it is asked."""

    def __init__(
        self,
        tags: PhotoTags | Failure,
        *,
        name: str = "fixed@1",
        appearance: Mapping[str, Purpose] | None = None,
        space: EmbeddingSpace = COLOR_SPACE,
    ) -> None:
        self._tags = tags
        self._name = name
        self._appearance = dict(appearance or {})
        self._space = space
        self.asked = 0

    @property
    def name(self) -> str:
        return self._name

    @property
    def space(self) -> EmbeddingSpace:
        return self._space

    def tag(self, photos: Sequence[Photo], *, purposes: Sequence[frozenset[Purpose]]) -> Sequence[PhotoTags | Failure]:
        self.asked += len(photos)
        return [self._under(allowed) for _, allowed in zip(photos, purposes, strict=True)]

    def embed_region(self, pixels: Pixels, *, region: BoundingBox | None) -> Sequence[Embedding]:
        del pixels, region
        return [Embedding(space=self._space, vector=np.eye(self._space.dimensions, dtype=np.float32)[0])]

    def find_garments(self, pixels: Pixels) -> Sequence[GarmentTags]:
        del pixels
        if isinstance(self._tags, Failure):
            return []
        return [*(each for wearer in self._tags.wearers for each in wearer.garments), *self._tags.garments]

    def _under(self, allowed: frozenset[Purpose]) -> PhotoTags | Failure:
        if isinstance(self._tags, Failure):
            return self._tags
        wearers = tuple(
            replace(
                wearer,
                attributes={
                    name: fact
                    for name, fact in wearer.attributes.items()
                    if self._appearance.get(name) is None or self._appearance[name] in allowed
                },
            )
            for wearer in self._tags.wearers
        )
        return replace(self._tags, wearers=wearers)


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit
