"""The answer of Google Cloud Vision to labels. What cannot be read is left out, and nothing is added.

Source:
    https://docs.cloud.google.com/vision/docs/reference/rest/v1/AnnotateImageResponse, read on 2026-11-28.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.labels import Label, LabelKind

_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "labels": ("labelAnnotations",),
        "objects": ("localizedObjectAnnotations",),
        "logos": ("logoAnnotations",),
        "colors": ("imagePropertiesAnnotation",),
        "faces": ("faceAnnotations",),
        "web": ("webDetection",),
        "products": ("productSearchResults",),
        "text": ("textAnnotations",),
    }
)
"""Fields of the answer to each feature. What comes beside them (crop hints, letters one by one) is not kept."""

_UNKEPT_OF_FACES = frozenset(
    {
        *("landmarks", "rollAngle", "panAngle", "tiltAngle"),
        *("joyLikelihood", "sorrowLikelihood", "angerLikelihood", "surpriseLikelihood"),
    }
)
"""Measurements of a face, and what it is said to feel: no tag is made of them, and nobody needs them."""

_FACE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "headwearLikelihood": "Headwear",
        "underExposedLikelihood": "Under exposed",
        "blurredLikelihood": "Blurred",
    }
)

_LIKELIHOODS: Mapping[str, tuple[float, bool]] = MappingProxyType(
    {
        "VERY_UNLIKELY": (0.95, True),
        "UNLIKELY": (0.8, True),
        "LIKELY": (0.8, False),
        "VERY_LIKELY": (0.95, False),
    }
)
"""Confidence, and whether it is that something is absent."""

_ROUNDING = 1e-3
"""What a fraction may lie above one by rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Size:
    """Of the picture that was sent, in pixels."""

    width: int
    height: int


def parts_of(answer: Mapping[str, object], *, features: Iterable[str]) -> dict[str, object]:
    """What of an answer belongs to some features; an answer that nobody asked for is dropped.

    Args:
        answer: An `AnnotateImageResponse` as JSON, with the names of the REST interface.
        features: Our ids of the features that were asked for.

    Returns:
        By feature, the fields of the answer. Faces come without landmarks, angles and moods.
    """
    return {
        feature: {field: _kept(field, answer[field]) for field in _FIELDS.get(feature, ()) if field in answer}
        for feature in features
    }


def labels_of(parts: Mapping[str, object], *, width_px: int, height_px: int) -> tuple[Label, ...]:
    """What the service says, in its own words.

    Likelihoods are words there; the fractions are ours: VERY_LIKELY 0.95, LIKELY 0.8; UNLIKELY 0.8 and VERY_UNLIKELY
    0.95 that it is absent. POSSIBLE and UNKNOWN state nothing. Scores of colours and of the web are no probabilities,
    so those labels have no confidence; a colour's name is its hex, since the service gives it no word.

    Args:
        parts: As `parts_of` gives them.
        width_px: Of the picture that was sent: places of faces, logos and text come in its pixels.
        height_px: Of the picture that was sent.
    """
    size = _Size(width=width_px, height=height_px)
    labels: list[Label] = []
    for feature, part in parts.items():
        fields = _mapping(part)
        start = len(labels)
        for field in _FIELDS.get(feature, ()):
            for label in _READERS[field](fields.get(field), size):
                shifted = label.part_of is not None
                labels.append(replace(label, part_of=start + (label.part_of or 0)) if shifted else label)
    return tuple(labels)


def _kept(field: str, value: object) -> object:
    if field != "faceAnnotations":
        return value
    return [{key: told for key, told in face.items() if key not in _UNKEPT_OF_FACES} for face in _mappings(value)]


def _entities(kind: LabelKind) -> Callable[[object, _Size], Iterator[Label]]:
    def read(value: object, size: _Size) -> Iterator[Label]:
        for entry in _mappings(value):
            yield from _label(entry, word="description", kind=kind, box=_box(entry.get("boundingPoly"), size))

    return read


def _objects(value: object, size: _Size) -> Iterator[Label]:
    for entry in _mappings(value):
        yield from _label(entry, word="name", kind=LabelKind.OBJECT, box=_box(entry.get("boundingPoly"), size))


def _colors(value: object, _size: _Size) -> Iterator[Label]:
    for entry in _mappings(_mapping(_mapping(value).get("dominantColors")).get("colors")):
        color = entry.get("color")
        hex_color = _hex(color) if isinstance(color, Mapping) else ""
        share = _fraction(entry.get("pixelFraction"))
        if hex_color and ("pixelFraction" not in entry or share is not None):
            yield Label(name=hex_color, kind=LabelKind.COLOR, hex=hex_color, share=share)


def _faces(value: object, size: _Size) -> Iterator[Label]:
    count = 0
    for face in _mappings(value):
        box = _box(face.get("boundingPoly"), size)
        found = list(_label(face | {"name": "Face"}, word="name", kind=LabelKind.FACE, score="detectionConfidence"))
        if not found:
            continue
        of_face = [label for key, word in _FACE_WORDS.items() for label in _likelihood(face.get(key), word, count)]
        yield replace(found[0], box=box)
        yield from of_face
        count += 1 + len(of_face)


def _likelihood(value: object, word: str, face: int) -> Iterator[Label]:
    if isinstance(value, str) and value in _LIKELIHOODS:
        confidence, absent = _LIKELIHOODS[value]
        yield Label(name=word, kind=LabelKind.FACE, confidence=confidence, absent=absent, part_of=face)


def _web(value: object, _size: _Size) -> Iterator[Label]:
    found = _mapping(value)
    for entry in _mappings(found.get("bestGuessLabels")):
        yield from _label(entry, word="label", kind=LabelKind.WEB, score="")
    for entry in _mappings(found.get("webEntities")):
        yield from _label(entry, word="description", kind=LabelKind.WEB, score="")


def _products(value: object, size: _Size) -> Iterator[Label]:
    found = _mapping(value)
    groups = _mappings(found.get("productGroupedResults"))
    for group in groups or [found]:
        box = _box(group.get("boundingPoly"), size)
        for entry in _mappings(group.get("results")):
            product = _mapping(entry.get("product"))
            name = product.get("displayName") or str(product.get("name", "")).rpartition("/")[2]
            yield from _label(entry | {"name": name}, word="name", kind=LabelKind.PRODUCT, box=box)


_READERS: Mapping[str, Callable[[object, _Size], Iterator[Label]]] = MappingProxyType(
    {
        "labelAnnotations": _entities(LabelKind.LABEL),
        "localizedObjectAnnotations": _objects,
        "logoAnnotations": _entities(LabelKind.LOGO),
        "imagePropertiesAnnotation": _colors,
        "faceAnnotations": _faces,
        "webDetection": _web,
        "productSearchResults": _products,
        "textAnnotations": _entities(LabelKind.TEXT),
    }
)


def _label(
    entry: Mapping[str, object], *, word: str, kind: LabelKind, box: BoundingBox | None = None, score: str = "score"
) -> Iterator[Label]:
    """The label of one entry; none where it has no word, or a score that is no fraction."""
    name = entry.get(word)
    confidence = _fraction(entry.get(score))
    readable = score not in entry or confidence is not None
    if isinstance(name, str) and name.strip() and readable:
        yield Label(name=" ".join(name.split()), kind=kind, confidence=confidence, box=box)


def _box(value: object, size: _Size) -> BoundingBox | None:
    """The box around a polygon, clipped to the picture; None where there is none, or it has no area.

    A coordinate that is left out is zero ("Zero coordinate values omitted").

    Source:
        https://docs.cloud.google.com/vision/product-search/docs/searching-response, read on 2026-11-28.
    """
    polygon = _mapping(value)
    fractions = _mappings(polygon.get("normalizedVertices"))
    corners = fractions or _mappings(polygon.get("vertices"))
    width, height = (1, 1) if fractions else (size.width, size.height)
    across = [_finite(corner.get("x", 0)) for corner in corners]
    down = [_finite(corner.get("y", 0)) for corner in corners]
    xs = [min(max(x / width, 0.0), 1.0) for x in across if x is not None]
    ys = [min(max(y / height, 0.0), 1.0) for y in down if y is not None]
    if len(xs) + len(ys) < 2 * len(corners) or not corners or min(xs) >= max(xs) or min(ys) >= max(ys):
        return None
    return BoundingBox(x_min=min(xs), y_min=min(ys), x_max=max(xs), y_max=max(ys))


def _hex(color: Mapping[str, object]) -> str:
    """A colour of 0 to 255 as "#rrggbb", a channel that is left out being zero; nothing for what is no colour."""
    channels = [_finite(color.get(name, 0)) for name in ("red", "green", "blue")]
    levels = [round(level) for level in channels if level is not None and 0 <= level <= 255]  # noqa: PLR2004 - 8 bits
    return "#" + "".join(f"{level:02x}" for level in levels) if len(levels) == len(channels) else ""


def _fraction(value: object) -> float | None:
    number = _finite(value)
    return min(number, 1.0) if number is not None and 0.0 <= number <= 1.0 + _ROUNDING else None


def _finite(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}


def _mappings(value: object) -> list[dict[str, object]]:
    return [dict(entry) for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
