"""The answers of Imagga to labels. What cannot be read is left out, and nothing is added.

Source:
    https://docs.imagga.com, read on 2026-11-28 as far as it is kept; the fields as
    https://github.com/airbytehq/airbyte/tree/master/airbyte-integrations/connectors/source-imagga lists them.
"""

import math
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.labels import Label, LabelKind

LANGUAGE = "en"
"""Of the words, where nothing else is asked for."""

_KEPT: Mapping[str, frozenset[str] | None] = MappingProxyType(
    {
        "tags": None,
        "colors": None,
        "categories": None,
        # Not kept: an id by which the face would be found again, its points, and age, gender and ethnicity.
        "faces": frozenset({"confidence", "coordinates"}),
    }
)
"""Fields of each entry that are kept, by feature; None for all."""

_SKIN = "skin"
"""A name of Imagga's palette for colours of somebody's skin: what it says of them is not kept."""

_HEX = re.compile(r"#[0-9a-f]{6}")


def kept_of(answer: object, *, feature: str) -> dict[str, object]:
    """What of an answer to one feature is kept.

    Args:
        answer: As Imagga gave it: {"result": {...}, "status": {...}}.
        feature: Our id of what was asked for.

    Returns:
        The part under "result" that belongs to the feature; empty where there is none.
    """
    found = _mapping(_mapping(answer).get("result")).get(feature)
    if feature == "colors":
        return {feature: {name: _kept_color(value) for name, value in _mapping(found).items()}}
    fields = _KEPT.get(feature)
    entries = [_mapping(entry) for entry in found] if isinstance(found, list) else []
    return {
        feature: [
            {name: value for name, value in entry.items() if fields is None or name in fields}
            for entry in entries
            if entry
        ]
    }


def labels_of(kept: Mapping[str, object], *, width_px: int, height_px: int) -> tuple[Label, ...]:
    """The labels of what is kept of all features.

    Args:
        kept: By feature, as `kept_of` gives it.
        width_px: Of the picture that was sent.
        height_px: Of the picture that was sent.
    """
    parts = {feature: _mapping(part).get(feature) for feature, part in kept.items()}
    labels = [
        *_named(parts.get("tags"), field="tag", kind=LabelKind.LABEL),
        *_named(parts.get("categories"), field="name", kind=LabelKind.CATEGORY),
        *_faces(parts.get("faces"), width_px=width_px, height_px=height_px),
    ]
    return (*labels, *_colors(_mapping(parts.get("colors")), at=len(labels)))


def _named(entries: object, *, field: str, kind: LabelKind) -> Iterator[Label]:
    """Words with a confidence: {"confidence": 61.4, "tag": {"en": "shirt"}}."""
    for entry in _entries(entries):
        word = _mapping(entry.get(field)).get(LANGUAGE)
        if isinstance(word, str) and word.strip():
            yield Label(name=word, kind=kind, confidence=_share(entry.get("confidence")))


def _faces(entries: object, *, width_px: int, height_px: int) -> Iterator[Label]:
    for entry in _entries(entries):
        box = _box(_mapping(entry.get("coordinates")), width_px=width_px, height_px=height_px)
        if box is not None:
            yield Label(name="face", kind=LabelKind.FACE, confidence=_share(entry.get("confidence")), box=box)


def _colors(colors: Mapping[str, object], *, at: int) -> Iterator[Label]:
    """Colours of the foreground, of the background, and of the image.

    The foreground's stand alone: they are the nearest that the answer has to the colours of a thing. Those of the
    background belong to a label "background"; those of the image, in which both are mixed, stand alone only where the
    foreground has none.

    Args:
        colors: The part of the answer.
        at: Place that the first label will have among all.
    """
    object_share = _share(colors.get("object_percentage"))
    foreground, background, overall = (
        [*_of_color(colors.get(f"{part}_colors"))] for part in ("foreground", "background", "image")
    )
    labels = list(foreground)
    if object_share is not None:
        labels.append(Label(name="foreground", kind=LabelKind.COLOR, share=object_share))
    for name, found in (("background", background), ("image", overall if foreground else [])):
        if found:
            place = at + len(labels)
            labels.append(Label(name=name, kind=LabelKind.COLOR))
            labels += [_part(label, place) for label in found]
    yield from labels if foreground else [*labels, *overall]


def _part(label: Label, place: int) -> Label:
    return Label(
        name=label.name, kind=label.kind, parents=label.parents, hex=label.hex, share=label.share, part_of=place
    )


def _of_color(entries: object) -> Iterator[Label]:
    for entry in _entries(entries):
        code = str(entry.get("html_code", "")).strip().lower()
        if not _HEX.fullmatch(code):
            continue
        name, parent = (_word(entry.get(field)) for field in ("closest_palette_color", "closest_palette_color_parent"))
        yield Label(
            name=name or code,
            kind=LabelKind.COLOR,
            parents=(parent,) if parent and parent != name else (),
            hex=code,
            share=_share(entry.get("percent")),
        )


def _kept_color(value: object) -> object:
    if not isinstance(value, list):
        return value
    return [
        {name: field for name, field in entry.items() if _word(field).lower() != _SKIN}
        for entry in map(_mapping, value)
    ]


def _box(corners: Mapping[str, object], *, width_px: int, height_px: int) -> BoundingBox | None:
    """A box in pixels, clipped to the picture; None for what is none."""
    left, top, right, bottom = (_number(corners.get(name)) for name in ("xmin", "ymin", "xmax", "ymax"))
    if left is None or top is None or right is None or bottom is None:
        return None
    x_min, x_max = _clipped(left / width_px), _clipped(right / width_px)
    y_min, y_max = _clipped(top / height_px), _clipped(bottom / height_px)
    if x_min >= x_max or y_min >= y_max:
        return None
    return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


def _share(percent: object) -> float | None:
    """A percentage as a fraction; None for what is none."""
    number = _number(percent)
    return None if number is None else _clipped(number / 100)


def _clipped(fraction: float) -> float:
    return min(max(fraction, 0.0), 1.0)


def _number(value: object) -> float | None:
    """A number, also one in quotes, as some plans answer it; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _word(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _entries(value: object) -> list[Mapping[str, object]]:
    return [entry for entry in map(_mapping, value) if entry] if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
