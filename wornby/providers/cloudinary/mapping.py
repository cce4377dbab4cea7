"""Answers of Cloudinary's models and add-ons to labels. Pure: no network, no clock; what is no answer is skipped.

Source:
    https://cloudinary.com/documentation/cloudinary_ai_content_analysis_automatic_tagging and
    https://cloudinary.com/documentation/google_auto_tagging_addon, read on 2026-11-28. The pages name confidence, box
    and attributes of each object; that a box is [left, top, width, height] in pixels is relied on.
"""

from collections.abc import Iterator, Mapping

from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.labels import Label, LabelKind

_BOXES = ("bounding-box", "bounding_box")
_LANGUAGE = "en"
_BEYOND = 1e9


def detected(answer: object, *, kind: LabelKind, width_px: int, height_px: int, before: int = 0) -> list[Label]:
    """Labels of one model: each object, followed by what is said of it.

    Args:
        answer: {"tags": {WORD: [{"confidence", "bounding-box", "categories", "attributes"}]}}.
        kind: What the model finds.
        width_px: Of the picture that was sent.
        height_px: Of the picture that was sent.
        before: Number of labels that come before these.
    """
    tags = answer.get("tags") if isinstance(answer, Mapping) else None
    found: list[Label] = []
    for word, every in tags.items() if isinstance(tags, Mapping) else ():
        name = _word(word)
        for each in _mappings(every) if name else ():
            at = len(found)
            found.append(
                Label(
                    name=name,
                    kind=kind,
                    confidence=_fraction(each.get("confidence")),
                    box=_box(each, width_px=width_px, height_px=height_px),
                    parents=tuple(dict.fromkeys(filter(None, map(_word, _list(each.get("categories")))))),
                )
            )
            found += _attributes(each.get("attributes"), part_of=before + at)
    return found


def categorized(answer: object) -> list[Label]:
    """Labels of one add-on, about the photo as a whole.

    Args:
        answer: [{"tag", "confidence"}]; a tag is a word, or words by language.
    """
    return [
        Label(name=name, confidence=_fraction(each.get("confidence")))
        for each in _mappings(answer)
        if (name := _word(_in_english(each.get("tag"))))
    ]


def asset_ids(answer: object) -> tuple[str, ...]:
    """Assets that a search found, the best first."""
    found = answer.get("resources") if isinstance(answer, Mapping) else None
    return tuple(name for each in _mappings(found) if (name := _word(each.get("asset_id"))))


def _attributes(found: object, *, part_of: int) -> Iterator[Label]:
    """{HEADING: [WORD]} or {HEADING: [[WORD, 0.9]]}: each word, with its heading as the broader one."""
    for heading, said in found.items() if isinstance(found, Mapping) else ():
        for each in _list(said):
            pair = _list(each)
            word = _word(pair[0] if pair else each)
            sure = _fraction(pair[1]) if len(pair) > 1 else None
            if word:
                parents = tuple(filter(None, [_word(heading)]))
                yield Label(name=word, confidence=sure, parents=parents, part_of=part_of)


def _in_english(tag: object) -> object:
    return tag.get(_LANGUAGE) if isinstance(tag, Mapping) else tag


def _list(found: object) -> list[object]:
    return found if isinstance(found, list) else []


def _mappings(found: object) -> Iterator[Mapping[str, object]]:
    yield from (each for each in _list(found) if isinstance(each, Mapping))


def _word(found: object) -> str:
    return " ".join(found.split()) if isinstance(found, str) else ""


def _is_number(found: object) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool) and -_BEYOND < found < _BEYOND


def _fraction(found: object) -> float | None:
    return min(1.0, max(0.0, float(str(found)))) if _is_number(found) else None


def _box(each: Mapping[str, object], *, width_px: int, height_px: int) -> BoundingBox | None:
    """The part of a box that lies in the picture; None where there is none."""
    numbers = next((_list(each[name]) for name in _BOXES if name in each), [])
    if len(numbers) != len(("left", "top", "width", "height")) or not all(map(_is_number, numbers)):
        return None
    left, top, wide, high = (float(str(number)) for number in numbers)
    x_min, x_max = (min(1.0, max(0.0, value / width_px)) for value in (left, left + wide))
    y_min, y_max = (min(1.0, max(0.0, value / height_px)) for value in (top, top + high))
    return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max) if x_min < x_max and y_min < y_max else None
