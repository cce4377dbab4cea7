"""Faces in the shape of DetectFaces. Pure: no network, no clock.

Age, gender, emotions and the like are never said, whatever is asked for.
"""

from collections.abc import Sequence

from wornby.api.compat.rekognition.shapes import box_out, percent, quality_out
from wornby.api.compat.rekognition.wire import FaceAttribute, FacesIn
from wornby.datamodel import BoundingBox, Fact, FoundFace, PhotoTags, Pixels
from wornby.datamodel.geometry import share_within
from wornby.datamodel.tags import NOT_VISIBLE, sure_value
from wornby.imaging.quality import measure_quality

EYEWEAR = "eyewear.kind"
POINTS = ("eyeLeft", "eyeRight", "nose", "mouthLeft", "mouthRight")
"""What the service calls the five points that a face can come with, in their order."""
_KINDS = {
    "Eyeglasses": (FaceAttribute.EYEGLASSES, "eyeglasses"),
    "Sunglasses": (FaceAttribute.SUNGLASSES, "sunglasses"),
}
_WITHIN = 0.5


def wants_eyewear(asked: FacesIn) -> bool:
    """Whether anything is asked for that the tagger must look at."""
    return any(asked.wants(attribute) for attribute, _ in _KINDS.values())


def face_out(face: FoundFace, pixels: Pixels, *, asked: FacesIn, tags: PhotoTags | None) -> dict[str, object]:
    """One face.

    Args:
        face: As it was found.
        pixels: The photo. (H, W, 3), uint8.
        asked: Says which attributes are wanted.
        tags: Of the photo, with what may be said of its wearers; None where nothing may.
    """
    out: dict[str, object] = {"BoundingBox": box_out(face.box), "Confidence": percent(face.confidence)}
    left, top, right, bottom = face.box.as_pixels(width_px=pixels.shape[1], height_px=pixels.shape[0])
    quality = quality_out(measure_quality(pixels[top:bottom, left:right]), contrast=False)
    if quality:
        out["Quality"] = quality
    if face.landmarks is not None:
        out["Landmarks"] = [
            {"Type": name, "X": round(x, 6), "Y": round(y, 6)}
            for name, (x, y) in zip(POINTS, face.landmarks, strict=True)
        ]
    fact = _eyewear_of(face.box, tags)
    if fact is not None:
        for name, (attribute, value) in _KINDS.items():
            if asked.wants(attribute):
                out[name] = {"Value": fact.value == value, "Confidence": percent(fact.confidence)}
    return out


def _eyewear_of(box: BoundingBox, tags: PhotoTags | None) -> Fact | None:
    """What is before the eyes of the wearer to whom a face belongs; None where that is not known for sure."""
    wearers: Sequence[tuple[float, Fact | None]] = [
        (share_within(box, wearer.box), wearer.attributes.get(EYEWEAR)) for wearer in (tags.wearers if tags else ())
    ]
    share, fact = max(wearers, key=lambda one: one[0], default=(0.0, None))
    return fact if share >= _WITHIN and fact is not None and sure_value(fact) not in {"", NOT_VISIBLE} else None
