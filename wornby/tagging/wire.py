"""Tags as JSON: the schema `wornby.tags/1`, written and read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from wornby.datamodel import BoundingBox, ColorFact, Fact, Failure, GarmentTags, PhotoTags, Place, WearerTags
from wornby.datamodel.library import TagResult
from wornby.errors import InputError

SCHEMA = "wornby.tags/1"
_BOX_DIGITS = 4
_FACT = TypeAdapter(Fact)
_COLOR = TypeAdapter(ColorFact)
_WHOLE = [0.0, 0.0, 1.0, 1.0]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagLine:
    """One line that was read.

    Attributes:
        tags: None where the line tells of a failure.
        readable: Whether the picture itself could be read.
        took_ms: None where the line does not say.
    """

    file: str
    tags: PhotoTags | None
    failure: Failure | None
    readable: bool
    took_ms: float | None


def photo_line(result: TagResult, *, file: str) -> dict[str, object]:
    """One line of `wornby tag --json`. Boxes are fractions of the upright image."""
    photo, failure = result.photo, result.failure
    line: dict[str, object] = {
        "schema": SCHEMA,
        "file": file,
        "sha256": photo.sha256 if photo else None,
        "width_px": photo.width_px if photo else None,
        "height_px": photo.height_px if photo else None,
        "took_ms": round(result.took_ms, 1),
    }
    line |= tags_json(result.tags) if result.tags else {"photo": {}, "wearers": [], "garments": []}
    line["failure"] = {"code": failure.code, "message": failure.message} if failure else None
    return line


def tags_json(tags: PhotoTags) -> dict[str, object]:
    """The keys photo, wearers and garments."""
    return {
        "photo": {attribute: _fact(fact) for attribute, fact in tags.photo.items()},
        "wearers": [_wearer(wearer) for wearer in tags.wearers],
        "garments": [_garment(garment) for garment in tags.garments],
    }


def _wearer(wearer: WearerTags) -> dict[str, object]:
    return {
        "main": wearer.main,
        "box": [round(value, _BOX_DIGITS) for value in wearer.box.as_tuple()],
        "attributes": {attribute: _fact(fact) for attribute, fact in wearer.attributes.items()},
        "garments": [_garment(garment) for garment in wearer.garments],
    }


def _garment(garment: GarmentTags) -> dict[str, object]:
    line: dict[str, object] = {
        "place": garment.place.value if garment.place else None,
        "kind": _fact(garment.kind),
        "color": _color(garment.color) if garment.color else None,
        "pattern": _fact(garment.pattern) if garment.pattern else None,
        "box": [round(value, _BOX_DIGITS) for value in garment.box.as_tuple()],
    }
    if garment.attributes:
        line["attributes"] = {attribute: _fact(fact) for attribute, fact in garment.attributes.items()}
    return line


def _fact(fact: Fact) -> dict[str, object]:
    line: dict[str, object] = {"value": fact.value, "confidence": round(fact.confidence, 4), "source": fact.source}
    return line | {"unsure": True} if fact.unsure else line


def _color(color: ColorFact) -> dict[str, object]:
    line: dict[str, object] = {
        "family": color.family,
        "name": color.name,
        "hex": color.hex,
        "share": round(color.share, 4),
        "further": [{"hex": code, "share": round(share, 4)} for code, share in color.further],
        "source": color.source,
    }
    if color.confidence is not None:
        line["confidence"] = round(color.confidence, 4)
    return line | {"unsure": True} if color.unsure else line


def read_line(text: str) -> TagLine:
    """Read one line of `wornby tag --json`, or what another program wrote in its form.

    Keys that are not known are ignored; `box` may be missing.

    Raises:
        InputError: No JSON, another schema, or a fact that is none; the message says where.
    """
    try:
        line = json.loads(text)
        if not isinstance(line, dict) or line.get("schema") != SCHEMA:
            message = f"The schema is not {SCHEMA}."
            raise InputError(message)
        failure = line.get("failure")
        took = line.get("took_ms")
        return TagLine(
            file=str(line["file"]),
            tags=None if failure else _read_tags(line),
            failure=Failure(code=str(failure["code"]), message=str(failure["message"])) if failure else None,
            readable=not failure or bool(line.get("sha256")),
            took_ms=None if took is None else float(took),
        )
    except ValidationError as exc:
        first = exc.errors()[0]
        message = f"{exc.title} {'.'.join(str(part) for part in first['loc'])}: {first['msg']}."
        raise InputError(message) from exc
    except json.JSONDecodeError as exc:
        message = f"No JSON: {exc.msg}."
        raise InputError(message) from exc
    except KeyError as exc:
        message = f"The key {exc.args[0]!r} is missing."
        raise InputError(message) from exc
    except (AttributeError, TypeError, ValueError) as exc:
        message = f"A value has not the form of {SCHEMA} ({exc})."
        raise InputError(message) from exc


def _read_tags(line: Mapping[str, Any]) -> PhotoTags:
    return PhotoTags(
        photo=_read_facts(line.get("photo", {})),
        wearers=tuple(_read_wearer(wearer) for wearer in line.get("wearers", ())),
        garments=tuple(_read_garment(garment) for garment in line.get("garments", ())),
    )


def _read_wearer(wearer: Mapping[str, Any]) -> WearerTags:
    return WearerTags(
        main=bool(wearer.get("main", False)),
        box=_read_box(wearer),
        attributes=_read_facts(wearer.get("attributes", {})),
        garments=tuple(_read_garment(garment) for garment in wearer.get("garments", ())),
    )


def _read_garment(garment: Mapping[str, Any]) -> GarmentTags:
    color, pattern = garment.get("color"), garment.get("pattern")
    return GarmentTags(
        place=Place(garment["place"]) if garment.get("place") else None,
        kind=_FACT.validate_python(garment["kind"]),
        color=_COLOR.validate_python(_read_color(color)) if color else None,
        pattern=_FACT.validate_python(pattern) if pattern else None,
        box=_read_box(garment),
        attributes=_read_facts(garment.get("attributes", {})),
    )


def _read_color(color: Mapping[str, Any]) -> dict[str, Any]:
    return {**color, "further": [(each["hex"], each["share"]) for each in color.get("further", ())]}


def _read_facts(facts: Mapping[str, Any]) -> dict[str, Fact]:
    return {attribute: _FACT.validate_python(fact) for attribute, fact in facts.items()}


def _read_box(part: Mapping[str, Any]) -> BoundingBox:
    x_min, y_min, x_max, y_max = part.get("box") or _WHOLE
    return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)
