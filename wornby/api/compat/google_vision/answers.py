"""Tags, faces and colours in the shape of Google Cloud Vision. Pure: no network, no clock."""

from collections.abc import Iterable, Sequence
from enum import IntEnum

import numpy as np

from wornby.api.compat.rekognition.labels import statements
from wornby.api.compat.surest import surest_words
from wornby.datamodel import BoundingBox, Fact, FoundFace, PhotoTags, Pixels
from wornby.datamodel.geometry import share_within
from wornby.datamodel.tags import NOT_VISIBLE, sure_value
from wornby.imaging.colors import dominant_colors, lab_to_hex
from wornby.vocabulary import Vocabulary

HEADWEAR = "headwear.kind"
_VERY = 0.9
"""Confidence from which something is very likely, or very unlikely."""
_WITHIN = 0.5


class Likelihood(IntEnum):
    """How likely something is, with the numbers that clients may ask for."""

    UNKNOWN = 0
    VERY_UNLIKELY = 1
    UNLIKELY = 2
    LIKELY = 4
    VERY_LIKELY = 5


class Landmark(IntEnum):
    """The points of a face that a detector may give, in its order."""

    LEFT_EYE = 1
    RIGHT_EYE = 2
    NOSE_TIP = 8
    MOUTH_LEFT = 11
    MOUTH_RIGHT = 12


UNKNOWN = ("joy", "sorrow", "anger", "surprise", "underExposed", "blurred")
"""Likelihoods that wornby never tells: of moods because it infers none, of the rest because nothing measures them."""


def labels_of(tags: PhotoTags, *, vocabulary: Vocabulary, most: int) -> list[dict[str, object]]:
    """Words for the picture as a whole, the surest first."""
    found = surest_words(tags, vocabulary)[:most]
    return [{"description": name, "score": round(score, 6), "topicality": round(score, 6)} for name, score in found]


def objects_of(tags: PhotoTags, *, vocabulary: Vocabulary, most: int) -> list[dict[str, object]]:
    """People and garments with their places, the surest first."""
    placed = [(said.word.name, said.confidence, said.box) for said in statements(tags, vocabulary) if said.box]
    placed.sort(key=lambda one: -one[1])
    return [
        {"name": name, "score": round(score, 6), "boundingPoly": {"normalizedVertices": _fractions(box)}}
        for name, score, box in placed[:most]
    ]


def properties_of(pixels: Pixels, *, most: int) -> dict[str, object]:
    """The colours of a picture, the largest first; `score` is the share of pixels too."""
    whole = np.ones(pixels.shape[:2], dtype=np.bool_)
    colors = []
    for lab, share in dominant_colors(pixels, whole, most=most):
        red, green, blue = bytes.fromhex(lab_to_hex(lab)[1:])
        color = {"red": red, "green": green, "blue": blue}
        colors.append({"color": color, "score": round(share, 6), "pixelFraction": round(share, 6)})
    return {"dominantColors": {"colors": colors}}


def faces_of(
    faces: Sequence[FoundFace], *, size: tuple[int, int], tags: PhotoTags | None, most: int, numbers: bool
) -> list[dict[str, object]]:
    """Places of faces; of what is on a head only that there is something, where the tags may say it.

    Args:
        faces: As they were found.
        size: Width and height of the picture in pixels.
        tags: With what may be said of wearers; None where nothing may.
        most: Faces at most.
        numbers: Likelihoods and names of points as numbers.
    """
    return [_face(face, size=size, tags=tags, numbers=numbers) for face in faces[:most]]


def _face(face: FoundFace, *, size: tuple[int, int], tags: PhotoTags | None, numbers: bool) -> dict[str, object]:
    poly = {"vertices": _pixels(face.box, size)}
    likely = {"headwearLikelihood": _headwear(face.box, tags)}
    likely |= {f"{name}Likelihood": Likelihood.UNKNOWN for name in UNKNOWN}
    return {
        "boundingPoly": poly,
        "fdBoundingPoly": poly,
        "landmarks": [
            {"type": _enum(landmark, numbers=numbers), "position": {"x": x * size[0], "y": y * size[1], "z": 0.0}}
            for landmark, (x, y) in zip(Landmark, face.landmarks or (), strict=False)
        ],
        "detectionConfidence": round(face.confidence, 6),
        **{name: _enum(value, numbers=numbers) for name, value in likely.items()},
    }


def _headwear(box: BoundingBox, tags: PhotoTags | None) -> Likelihood:
    fact = _fact_of(box, tags)
    if fact is None or sure_value(fact) in {"", NOT_VISIBLE}:
        return Likelihood.UNKNOWN
    very = fact.confidence >= _VERY
    if fact.value == "none":
        return Likelihood.VERY_UNLIKELY if very else Likelihood.UNLIKELY
    return Likelihood.VERY_LIKELY if very else Likelihood.LIKELY


def _fact_of(box: BoundingBox, tags: PhotoTags | None) -> Fact | None:
    """What the wearer has on the head to whom a face belongs; None where nobody knows whose it is."""
    wearers = [(share_within(box, wearer.box), wearer) for wearer in (tags.wearers if tags else ())]
    share, found = max(wearers, key=lambda one: one[0], default=(0.0, None))
    return found.attributes.get(HEADWEAR) if found is not None and share >= _WITHIN else None


def _enum(value: IntEnum, *, numbers: bool) -> int | str:
    return int(value) if numbers else value.name


def _fractions(box: BoundingBox) -> list[dict[str, float]]:
    return [{"x": round(x, 6), "y": round(y, 6)} for x, y in _corners(box.as_tuple())]


def _pixels(box: BoundingBox, size: tuple[int, int]) -> list[dict[str, int]]:
    corners = box.as_pixels(width_px=size[0], height_px=size[1])
    return [{"x": int(x), "y": int(y)} for x, y in _corners(corners)]


def _corners(sides: tuple[float, float, float, float]) -> Iterable[tuple[float, float]]:
    left, top, right, bottom = sides
    return (left, top), (right, top), (right, bottom), (left, bottom)
