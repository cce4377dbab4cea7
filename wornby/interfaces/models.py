"""Models and taggers."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import (
    BoundingBox,
    Embedding,
    EmbeddingSpace,
    Failure,
    Photo,
    PhotoTags,
    Pixels,
    Purpose,
    Rights,
)


class ModelSession(Protocol):
    """A loaded model."""

    @property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """Value ids of each output's channels."""
        ...

    @property
    def source(self) -> str:
        """Name and version, such as "builtin/parser@1"."""
        ...

    def run(self, pixels: NDArray[Any]) -> Mapping[str, NDArray[Any]]:
        """Run on (N, H, W, 3) uint8 RGB; outputs by name.

        Raises:
            ModelError: The model failed.
        """
        ...


class Tagger(Protocol):
    """States facts about photos, and embeds garments."""

    @property
    def name(self) -> str:
        """Names and versions of what states the facts."""
        ...

    @property
    def space(self) -> EmbeddingSpace:
        """The space of the garment embeddings."""
        ...

    def tag(self, photos: Sequence[Photo], *, purposes: Sequence[frozenset[Purpose]]) -> Sequence[PhotoTags | Failure]:
        """Tag a batch; one answer for each photo, in order.

        Appearance attributes are computed only where a photo's purposes include `appearance`.
        """
        ...

    def embed_region(self, pixels: Pixels, *, region: BoundingBox | None) -> Sequence[Embedding]:
        """Embed the garments of a query picture, or the one in the region; most prominent first."""
        ...


class HeadTrainer(Protocol):
    """Learns linear heads on embeddings."""

    def folds(self, labels: NDArray[np.int64], *, groups: NDArray[np.int64], count: int) -> NDArray[np.int64]:
        """Part of the cross-validation for each example: labels spread evenly, a group never split.

        Args:
            labels: (N,).
            groups: (N,).
            count: Parts.

        Returns:
            (N,), from 0.
        """
        ...

    def fit(
        self, vectors: NDArray[np.float32], labels: NDArray[np.int64], *, classes: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weights (classes, D) and bias (classes,), float32.

        Args:
            vectors: (N, D), float32, unit length.
            labels: (N,), from 0 to classes - 1; a class without an example gets a score that never wins.
            classes: How many there are.
        """
        ...


class RightsGate(Protocol):
    """What rights allow."""

    def purposes(self, rights: Rights) -> frozenset[Purpose]:
        """The purposes that widen what a tagger may compute."""
        ...

    def strip(self, tags: PhotoTags, rights: Rights) -> PhotoTags:
        """Drop what the rights do not allow to keep, whatever the tagger gave."""
        ...
