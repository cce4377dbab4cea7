"""Tags as JSON: the schema `wornby.tags/1`."""

from wornby.datamodel import ColorFact, Fact, GarmentTags, PhotoTags, WearerTags
from wornby.datamodel.library import TagResult

SCHEMA = "wornby.tags/1"
_BOX_DIGITS = 4


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
    return {"value": fact.value, "confidence": round(fact.confidence, 4), "source": fact.source}


def _color(color: ColorFact) -> dict[str, object]:
    return {
        "family": color.family,
        "name": color.name,
        "hex": color.hex,
        "share": round(color.share, 4),
        "source": color.source,
    }
