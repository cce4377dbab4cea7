"""What detectors find in a picture."""

from dataclasses import dataclass

from wornby.datamodel.geometry import BoundingBox

Point = tuple[float, float]
"""A place in a picture: x before y, fractions of the upright picture's width and height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """One object.

    Attributes:
        box: Cut at the picture's edge.
        label: The detector's own word: "person", "handbag".
        score: In [0, 1], higher for surer; not calibrated.
    """

    box: BoundingBox
    label: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFace:
    """A face that was found in a photo, by whatever finds them here; not an identity.

    Attributes:
        box: Cut at the picture's edge.
        confidence: Fraction in [0, 1], higher for surer; not calibrated.
        landmarks: Eyes, nose tip, mouth corners; the image's left first; None where they are not known.
    """

    box: BoundingBox
    confidence: float
    landmarks: tuple[Point, Point, Point, Point, Point] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceDetection:
    """One face; not an identity.

    Attributes:
        box: Cut at the picture's edge.
        landmarks: Eyes, nose tip, mouth corners; the image's left first. A point of a face that is cut may lie outside.
        score: In [0, 1], higher for surer; not calibrated.
    """

    box: BoundingBox
    landmarks: tuple[Point, Point, Point, Point, Point]
    score: float
