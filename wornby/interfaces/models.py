"""Models and taggers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import (
    Asset,
    BoundingBox,
    Detection,
    Embedding,
    EmbeddingSpace,
    FaceDetection,
    Failure,
    Filters,
    FoundFace,
    GarmentTags,
    GeneratedPicture,
    IndexHit,
    Mask,
    Photo,
    PhotoTags,
    PictureRequest,
    Pixels,
    Place,
    Purpose,
    Rights,
    SourceType,
    Vectors,
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

    def find_garments(self, pixels: Pixels) -> Sequence[GarmentTags]:
        """The garments of a query picture with boxes and embeddings: those of the main wearer first, the largest first.

        None where it shows no garment that could be told from the rest; `embed_region` then embeds all of it.
        """
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


class Encoder(Protocol):
    """Embeds pictures and texts in one space. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Name and version, such as "hub/siglip2-base-224@1f2e3d4c5b6a"."""
        ...

    @property
    def space(self) -> EmbeddingSpace:
        """The space that pictures and texts share."""
        ...

    def encode_image(self, pictures: Sequence[Pixels]) -> Vectors:
        """Embed pictures of any size. (N, D), float32, unit length; (0, D) for none.

        Raises:
            ModelError: The model failed, or gave what is no embedding.
        """
        ...

    def encode_text(self, texts: Sequence[str]) -> Vectors:
        """Embed texts. (N, D), float32, unit length; (0, D) for none. What is too long for the model is cut.

        Raises:
            ModelError: The model failed, or gave what is no embedding.
        """
        ...


class TextRanker(Protocol):
    """Ranks what the library shows by how well it fits a text, with a joint text-image encoder. Thread-safe."""

    @property
    def name(self) -> str:
        """Name and version of the encoder."""
        ...

    def rank(self, text: str, *, filters: Filters, k: int) -> list[IndexHit]:
        """Entries under a filter that fit the text, best first; none below the calibrated floor."""
        ...


class Detector(Protocol):
    """Finds objects of fixed classes. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Name and version."""
        ...

    @property
    def classes(self) -> tuple[str, ...]:
        """The words that its labels are taken from."""
        ...

    def detect(self, pixels: Pixels) -> Sequence[Detection]:
        """Find objects in an upright RGB picture of any size; highest score first.

        Raises:
            ModelError: The model failed, or gave what is no detection.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hidden:
    """What of a photo is hidden from everybody but the staff.

    Attributes:
        boxes: Heads and faces of bystanders.
        figures: What stays of the rest; None for all of it. (H, W), bool.
    """

    boxes: Sequence[BoundingBox]
    figures: Mask | None = None


class PeopleFinder(Protocol):
    """Finds everybody in a photo but the one whose photo it is. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Names and versions of the models."""
        ...

    def find(self, pixels: Pixels, *, subject: BoundingBox | None) -> Hidden:
        """Find what to hide.

        Args:
            pixels: Upright RGB image. (H, W, 3), uint8.
            subject: Around the wearer whose head stays; None for the largest one.

        Raises:
            ModelError: A model failed.
        """
        ...


class PartFinder(Protocol):
    """Says of each pixel which part of a person, garment or bag it shows. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Name and version of the model."""
        ...

    def read_parts(self, pixels: Pixels) -> Pixels:
        """Say the part of each pixel.

        Args:
            pixels: Upright RGB image. (H, W, 3), uint8.

        Returns:
            Index into `wornby.imaging.regions.PARTS`. (H, W), uint8.

        Raises:
            ModelError: The model failed.
        """
        ...


class FaceDetector(Protocol):
    """Finds faces. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Name and version."""
        ...

    def detect(self, pixels: Pixels) -> Sequence[FaceDetection]:
        """Find faces in an upright RGB picture of any size; highest score first.

        Raises:
            ModelError: The model failed, or gave what is no detection.
        """
        ...


class FaceFinder(Protocol):
    """Finds faces in photos that are not of the library. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Name and version of who finds them."""
        ...

    def find_faces(self, pixels: Pixels) -> Sequence[FoundFace]:
        """Find the faces in an upright RGB picture of any size.

        Raises:
            ModelError: A model failed.
        """
        ...


class RightsGate(Protocol):
    """What rights allow."""

    def purposes(self, rights: Rights) -> frozenset[Purpose]:
        """The purposes that widen what a tagger may compute."""
        ...

    def strip(self, tags: PhotoTags, rights: Rights, *, subject: int | None = None) -> PhotoTags:
        """Drop what the rights do not allow to keep, whatever the tagger gave.

        Args:
            tags: As a tagger gave them.
            rights: Of the photo.
            subject: Number of the wearer whose photo it is; None for the main one.
        """
        ...

    def keeps(self, asset: Asset, *, attribute: str, wearer: int | None, place: Place | None) -> bool:
        """Whether the rights of an asset allow to keep a fact: `strip` would leave it.

        Args:
            asset: With its rights, tags and subject.
            attribute: Id of the vocabulary.
            wearer: Number of the wearer of whom it is said; None for the photo or for what nobody wears.
            place: Where the garment is worn of which it is said.
        """
        ...


class PictureGenerator(Protocol):
    """Makes pictures of people who do not exist, wearing a product. The same request and seed give the same pixels."""

    @property
    def name(self) -> str:
        """Name and version, such as "studio/1"."""
        ...

    @property
    def source_type(self) -> SourceType:
        """How its pictures come to be."""
        ...

    @property
    def scenes(self) -> tuple[str, ...]:
        """What can stand behind the wearer; the first is neutral light."""
        ...

    @property
    def views(self) -> tuple[str, ...]:
        """From where the wearer can be seen; the first is the front."""
        ...

    def generate(self, request: PictureRequest, *, seed: int) -> GeneratedPicture:
        """Make one picture.

        Raises:
            InputError: The request cannot be drawn: unknown scene, view or value, a size outside of the limits.
            ModelError: The generator failed.
        """
        ...
