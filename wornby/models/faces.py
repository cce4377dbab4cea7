"""Who finds faces: a detector where one is set, else the parser."""

from wornby.datamodel import FoundFace, Pixels
from wornby.imaging.faces import read_faces
from wornby.interfaces import FaceDetector, ModelSession
from wornby.models.parts import PartReader


class FaceReader:
    """Finds faces, those of the largest or surest first. Thread-safe.

    Args:
        parser: Says the part of each pixel.
        detector: Finds faces in its place; the parser knows only those of wearers, and no points in them.
    """

    def __init__(self, parser: ModelSession, *, detector: FaceDetector | None = None) -> None:
        self._parts = PartReader(parser)
        self._detector = detector

    @property
    def name(self) -> str:
        """Name and version of who finds them."""
        return self._parts.name if self._detector is None else self._detector.name

    def find_faces(self, pixels: Pixels) -> tuple[FoundFace, ...]:
        """Find the faces in a picture.

        Args:
            pixels: Upright RGB image. (H, W, 3), uint8.

        Raises:
            ModelError: A model failed.
        """
        if self._detector is None:
            return read_faces(self._parts.read_parts(pixels))
        return tuple(
            FoundFace(box=face.box, confidence=min(1.0, max(0.0, face.score)), landmarks=face.landmarks)
            for face in self._detector.detect(pixels)
        )
