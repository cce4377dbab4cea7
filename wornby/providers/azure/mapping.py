"""Answers of Azure AI Vision and Azure Face to labels. Pure: no network, no clock; what is no answer is skipped.

Source:
    https://learn.microsoft.com/en-us/azure/ai-services/computer-vision/how-to/call-analyze-image-40 and
    https://learn.microsoft.com/en-us/azure/ai-services/computer-vision/concept-face-detection, read on 2026-11-28.
"""

import re
from collections.abc import Iterator, Mapping

from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.labels import Label, LabelKind

FACE = "Face"
PERSON = "person"
HEADWEAR = "headwear"

LEAST_PERSON = 0.5
"""Boxes of persons come with any confidence down to nearly 0; below even odds it is more likely nobody."""

_NO_GLASSES = "noglasses"
_GLASSES = ("Reading Glasses", "Sunglasses", "Swimming Goggles")
_UNCERTAIN = frozenset({"uncertain", "nomask"})
_BEYOND = 1e9
# Values are written as one word: "ReadingGlasses", in the SDK's own tables "readingGlasses".
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])")


def tags(answer: object) -> list[Label]:
    """Labels of `tagsResult`: about the photo as a whole."""
    return [
        Label(name=name, confidence=_fraction(each.get("confidence")))
        for each in _values(answer, "tagsResult")
        if (name := _word(each.get("name")))
    ]


def objects(answer: object, *, width_px: int, height_px: int) -> list[Label]:
    """Labels of `objectsResult` and `peopleResult`, each with its box.

    Args:
        answer: What was answered.
        width_px: Of the picture that was sent.
        height_px: Of the picture that was sent.
    """
    found = []
    for each in _values(answer, "objectsResult"):
        box = _box(each.get("boundingBox"), ("x", "y", "w", "h"), width_px=width_px, height_px=height_px)
        found += [
            Label(name=name, kind=LabelKind.OBJECT, confidence=_fraction(tag.get("confidence")), box=box)
            for tag in _mappings(each.get("tags"))
            if box is not None and (name := _word(tag.get("name")))
        ]
    for each in _values(answer, "peopleResult"):
        box = _box(each.get("boundingBox"), ("x", "y", "w", "h"), width_px=width_px, height_px=height_px)
        confidence = _fraction(each.get("confidence"))
        if box is not None and confidence is not None and confidence >= LEAST_PERSON:
            found.append(Label(name=PERSON, kind=LabelKind.OBJECT, confidence=confidence, box=box))
    return found


def text(answer: object, *, width_px: int, height_px: int) -> list[Label]:
    """Lines of `readResult`; a line is as sure as its least sure word.

    Args:
        answer: What was answered.
        width_px: Of the picture that was sent.
        height_px: Of the picture that was sent.
    """
    read = answer.get("readResult") if isinstance(answer, Mapping) else None
    blocks = read.get("blocks") if isinstance(read, Mapping) else None
    lines = [line for block in _mappings(blocks) for line in _mappings(block.get("lines"))]
    found = []
    for line in lines:
        name = _word(line.get("text"))
        sure = [_fraction(word.get("confidence")) for word in _mappings(line.get("words"))]
        told = [each for each in sure if each is not None]
        box = _around(line.get("boundingPolygon"), width_px=width_px, height_px=height_px)
        if name:
            found.append(Label(name=name, kind=LabelKind.TEXT, confidence=min(told, default=None), box=box))
    return found


def faces(answer: object, *, width_px: int, height_px: int, before: int = 0) -> list[Label]:
    """Faces, each followed by what is said of it: eyewear, headwear, a mask.

    Without glasses, every kind of them is absent; where accessories were asked for and headwear is not among them, it
    is absent, too ("an empty array means no accessories detected").

    Args:
        answer: What was answered.
        width_px: Of the picture that was sent.
        height_px: Of the picture that was sent.
        before: Number of labels that come before these.
    """
    found: list[Label] = []
    for face in _mappings(answer):
        sides = ("left", "top", "width", "height")
        box = _box(face.get("faceRectangle"), sides, width_px=width_px, height_px=height_px)
        if box is None:
            continue
        at = before + len(found)
        found.append(Label(name=FACE, kind=LabelKind.FACE, box=box))
        attributes = face.get("faceAttributes")
        if isinstance(attributes, Mapping):
            found += _attributes(attributes, part_of=at)
    return found


def _attributes(attributes: Mapping[str, object], *, part_of: int) -> Iterator[Label]:
    worn = {
        str(each.get("type")).casefold(): _fraction(each.get("confidence"))
        for each in _mappings(attributes.get("accessories"))
    }
    for name, confidence, absent in (
        *_eyewear(attributes.get("glasses"), worn),
        *_headwear(worn, asked="accessories" in attributes),
        *_mask(attributes.get("mask"), worn),
    ):
        yield Label(name=name, kind=LabelKind.FACE, confidence=confidence, absent=absent, part_of=part_of)


_Said = tuple[str, float | None, bool]


def _eyewear(glasses: object, worn: Mapping[str, float | None]) -> Iterator[_Said]:
    word = _word(glasses)
    if word.casefold() == _NO_GLASSES:
        yield from ((kind, None, True) for kind in _GLASSES)
    elif word:
        name = _SEAM.sub(" ", word)
        yield (name[0].upper() + name[1:], worn.get("glasses"), False)
    elif "glasses" in worn:
        yield ("glasses", worn["glasses"], False)


def _headwear(worn: Mapping[str, float | None], *, asked: bool) -> Iterator[_Said]:
    if HEADWEAR in worn:
        yield (HEADWEAR, worn[HEADWEAR], False)
    elif asked:
        yield (HEADWEAR, None, True)


def _mask(mask: object, worn: Mapping[str, float | None]) -> Iterator[_Said]:
    """`accessories` know it with detection_01, an attribute of its own with detection_03."""
    kind = _word(mask.get("type")) if isinstance(mask, Mapping) else ""
    if kind and kind.casefold() not in _UNCERTAIN:
        yield (_SEAM.sub(" ", kind), None, False)
    elif "mask" in worn:
        yield ("mask", worn["mask"], False)


def _values(answer: object, name: str) -> Iterator[Mapping[str, object]]:
    result = answer.get(name) if isinstance(answer, Mapping) else None
    yield from _mappings(result.get("values") if isinstance(result, Mapping) else None)


def _mappings(found: object) -> Iterator[Mapping[str, object]]:
    if isinstance(found, list):
        yield from (each for each in found if isinstance(each, Mapping))


def _word(found: object) -> str:
    return " ".join(found.split()) if isinstance(found, str) else ""


def _number(found: object) -> float | None:
    """A number that can be one of pixels or a share; what is none, infinite or beyond all pictures is left out."""
    if isinstance(found, bool) or not isinstance(found, int | float) or not -_BEYOND < found < _BEYOND:
        return None
    return float(found)


def _fraction(found: object) -> float | None:
    number = _number(found)
    return None if number is None else min(1.0, max(0.0, number))


def _box(found: object, names: tuple[str, str, str, str], *, width_px: int, height_px: int) -> BoundingBox | None:
    """A box from left, top, width and height in pixels."""
    numbers = [_number(found.get(name)) for name in names] if isinstance(found, Mapping) else []
    told = [number for number in numbers if number is not None]
    if len(told) != len(names):
        return None
    left, top, wide, high = told
    return _clipped((left, top, left + wide, top + high), width_px=width_px, height_px=height_px)


def _around(polygon: object, *, width_px: int, height_px: int) -> BoundingBox | None:
    """The box around points in pixels."""
    points = [(_number(point.get("x")), _number(point.get("y"))) for point in _mappings(polygon)]
    told = [(x, y) for x, y in points if x is not None and y is not None]
    if not told:
        return None
    across, down = zip(*told, strict=True)
    return _clipped((min(across), min(down), max(across), max(down)), width_px=width_px, height_px=height_px)


def _clipped(corners: tuple[float, float, float, float], *, width_px: int, height_px: int) -> BoundingBox | None:
    """The part of a box that lies in the picture; None where there is none."""
    left, right = (min(1.0, max(0.0, value / width_px)) for value in corners[0::2])
    top, bottom = (min(1.0, max(0.0, value / height_px)) for value in corners[1::2])
    return BoundingBox(x_min=left, y_min=top, x_max=right, y_max=bottom) if left < right and top < bottom else None
