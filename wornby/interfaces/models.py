"""Models and taggers."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

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


class RightsGate(Protocol):
    """What rights allow."""

    def purposes(self, rights: Rights) -> frozenset[Purpose]:
        """The purposes that widen what a tagger may compute."""
        ...

    def strip(self, tags: PhotoTags, rights: Rights) -> PhotoTags:
        """Drop what the rights do not allow to keep, whatever the tagger gave."""
        ...
