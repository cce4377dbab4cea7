"""A model's answer to labels. The words stay the model's own; what cannot be read is left out."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.labels import Label, LabelKind
from wornby.providers.openai_compatible.asking import PARTS

_MOST_ENTRIES = 50
"""Of one list: a model that repeats itself for ever has said enough by then."""
_LONGEST_WORD = 80
"""What is longer is a sentence."""
_OUTSIDE = 0.05
"""By how much a corner may lie outside the picture; farther out it is no fraction, and the box is none."""
_HEX = re.compile(r"#[0-9a-f]{6}")


def kept_of(answer: object, *, features: Iterable[str]) -> dict[str, dict[str, object]] | None:
    """What of an answer is kept, by feature: the lists that were asked for, with the fields that were asked for.

    Args:
        answer: The JSON that the model wrote.
        features: Ids of the features that it was asked for.

    Returns:
        None where the answer has not the form that was asked for.
    """
    found = _mapping(answer)
    parts = {feature: PARTS.get(feature, ()) for feature in features}
    if not all(isinstance(found.get(name), list) for names in parts.values() for name in names):
        return None
    return {feature: {name: _kept(found[name]) for name in names} for feature, names in parts.items()}


def labels_of(kept: Mapping[str, Mapping[str, object]]) -> tuple[Label, ...]:
    """The labels of what is kept of all features. Patterns and colours belong to their thing."""
    labels: list[Label] = []
    for parts in kept.values():
        for part, entries in parts.items():
            for entry in map(_mapping, entries if isinstance(entries, list) else []):
                labels += _labels(entry, part=part, at=len(labels))
    return tuple(labels)


def _labels(entry: Mapping[str, object], *, part: str, at: int) -> Iterator[Label]:
    """One thing, then its pattern and its colours.

    Args:
        entry: Of a list.
        part: Name of the list.
        at: Place that the thing will have among all labels.
    """
    box = _box(_mapping(entry.get("box")))
    confidence = _fraction(entry.get("confidence"))
    if part == "persons":
        if box is not None:
            yield Label(name="person", kind=LabelKind.OBJECT, confidence=confidence, box=box)
        return
    word, broader = _word(entry.get("word")), _word(entry.get("broader"))
    if not word:
        return
    yield Label(
        name=word,
        kind=LabelKind.OBJECT if box is not None else LabelKind.LABEL,
        confidence=confidence,
        box=box,
        parents=(broader,) if broader and broader.casefold() != word.casefold() else (),
        absent=entry.get("worn") is False,
    )
    pattern = _word(entry.get("pattern"))
    if pattern:
        sure = _fraction(entry.get("pattern_confidence"))
        yield Label(name=pattern, confidence=sure, box=box, part_of=at)
    colors = entry.get("colors")
    for color in map(_mapping, colors if isinstance(colors, list) else []):
        code = _word(color.get("hex")).lower()
        if _HEX.fullmatch(code):
            name, share = _word(color.get("name")) or code, _fraction(color.get("share"))
            yield Label(name=name, kind=LabelKind.COLOR, hex=code, share=share, part_of=at)


def _kept(entries: object) -> list[dict[str, object]]:
    found = [_mapping(entry) for entry in entries[:_MOST_ENTRIES]] if isinstance(entries, list) else []
    return [{name: read(entry[name]) for name, read in _READERS.items() if name in entry} for entry in found if entry]


def _colors(entries: object) -> list[dict[str, object]]:
    found = map(_mapping, entries[:_MOST_ENTRIES] if isinstance(entries, list) else [])
    return [
        {"name": _word(color.get("name")), "hex": _word(color.get("hex")), "share": _number(color.get("share"))}
        for color in found
    ]


def _corners(box: object) -> dict[str, float | None]:
    return {name: _number(_mapping(box).get(name)) for name in ("x_min", "y_min", "x_max", "y_max")}


def _box(corners: Mapping[str, object]) -> BoundingBox | None:
    """A box in fractions, clipped to the picture; None for what is none, such as one in pixels."""
    found = [_number(corners.get(name)) for name in ("x_min", "y_min", "x_max", "y_max")]
    inside = [value for value in found if value is not None and -_OUTSIDE <= value <= 1 + _OUTSIDE]
    if len(inside) < len(found):
        return None
    x_min, y_min, x_max, y_max = map(_clipped, inside)
    if x_min >= x_max or y_min >= y_max:
        return None
    return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


def _fraction(value: object) -> float | None:
    """A fraction; None for what is none, such as a percentage."""
    number = _number(value)
    return _clipped(number) if number is not None and -_OUTSIDE <= number <= 1 + _OUTSIDE else None


def _clipped(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e9 and math.isfinite(value) else None  # noqa: PLR2004 - no int that overflows


def _word(value: object) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return text if len(text) <= _LONGEST_WORD else ""


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


_READERS: Mapping[str, Callable[[object], object]] = {
    "word": _word,
    "broader": _word,
    "confidence": _number,
    "box": _corners,
    "pattern": _word,
    "pattern_confidence": _number,
    "colors": _colors,
    "worn": lambda value: value is not False,
}
"""Fields that are kept, and how: no sentence, and nothing that was not asked for, however it came there."""
