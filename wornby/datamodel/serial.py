"""Tags, rights and options as JSON-able dictionaries and back. Vectors are not written here; they have their own table.

Reading is strict: a missing or an unknown key is refused, so nothing is lost without notice.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from wornby.datamodel.generation import Fidelity, FidelityCheck, Generation, SourceType
from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.records import AssetKind, IngestOptions
from wornby.datamodel.rights import Purpose, Rights, RightsState
from wornby.datamodel.tags import ColorFact, Fact, Failure, GarmentTags, PhotoTags, Place, WearerTags
from wornby.errors import InputError

JsonDict = dict[str, Any]
"""An object as the module json reads and writes it."""

# Facts that most garments have none of, and that tags of an earlier version lack: left out when empty.
_SAID = ("caption", "by", "evidence")
_SPARSE = frozenset({"attributes", "replaced"})


def tags_to_dict(tags: PhotoTags) -> JsonDict:
    """Tags without embeddings."""
    return {
        "photo": _facts_to_dict(tags.photo),
        "wearers": [_wearer_to_dict(wearer) for wearer in tags.wearers],
        "garments": [_garment_to_dict(garment) for garment in tags.garments],
    }


def tags_from_dict(data: Mapping[str, Any]) -> PhotoTags:
    """Tags without embeddings.

    Raises:
        InputError: A key is missing or unknown, or a value is not allowed.
    """
    _check(data, {"photo", "wearers", "garments"})
    return PhotoTags(
        photo=_facts_from_dict(data["photo"]),
        wearers=tuple(_wearer_from_dict(wearer) for wearer in data["wearers"]),
        garments=tuple(_garment_from_dict(garment) for garment in data["garments"]),
    )


def revision_of(tags: PhotoTags | None) -> str:
    """What tells tags from other ones of the same photo: 16 digits, the same for the same facts."""
    said = None if tags is None else tags_to_dict(tags)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def rights_to_dict(rights: Rights) -> JsonDict:
    """State and purposes; end, text and mark where there are some."""
    return {
        "state": rights.state.value,
        "purposes": sorted(purpose.value for purpose in rights.purposes),
        **({} if rights.until is None else {"until": rights.until.isoformat()}),
        **({"text": rights.text} if rights.text else {}),
        **({"hidden": True} if rights.hidden else {}),
    }


def rights_from_dict(data: Mapping[str, Any]) -> Rights:
    """State, purposes, end, text and mark.

    Raises:
        InputError: A key or a word is missing or unknown.
    """
    # Most rights have no end, no text and no mark, and those of an earlier version do not say so.
    whole = {"until": None, "text": "", "hidden": False, **data} if isinstance(data, Mapping) else data
    _check(whole, {"state", "purposes", "until", "text", "hidden"})
    try:
        return Rights(
            state=RightsState(data["state"]),
            purposes=frozenset(Purpose(word) for word in data["purposes"]),
            until=None if whole["until"] is None else datetime.fromisoformat(whole["until"]),
            text=whole["text"],
            hidden=bool(whole["hidden"]),
        )
    except ValueError as exc:
        raise InputError(str(exc)) from exc


def options_to_dict(options: IngestOptions) -> JsonDict:
    """Options of one photo."""
    generation = {} if options.generation is None else {"generation": generation_to_dict(options.generation)}
    return {
        "kind": options.kind.value,
        "rights": rights_to_dict(options.rights),
        "products": list(options.products),
        **{name: said for name in _SAID if (said := getattr(options, name))},
    } | generation


def options_from_dict(data: Mapping[str, Any]) -> IngestOptions:
    """Options of one photo.

    Raises:
        InputError: A key or a word is missing or unknown.
    """
    # Of a photo nothing is generated and mostly nothing written; jobs of an earlier version do not say so.
    whole = {"generation": None} | dict.fromkeys(_SAID, "") | dict(data) if isinstance(data, Mapping) else data
    _check(whole, {"kind", "rights", "products", "generation", *_SAID})
    try:
        kind = AssetKind(data["kind"])
    except ValueError as exc:
        raise InputError(str(exc)) from exc
    return IngestOptions(
        kind=kind,
        rights=rights_from_dict(data["rights"]),
        products=tuple(data["products"]),
        generation=None if whole["generation"] is None else generation_from_dict(whole["generation"]),
        caption=whole["caption"],
        by=whole["by"],
        evidence=whole["evidence"],
    )


def generation_to_dict(generation: Generation) -> JsonDict:
    """How a picture was generated."""
    plain = asdict(generation)
    return plain | {
        "source_type": generation.source_type.value,
        "declared": dict(generation.declared),
        "fidelity": plain["fidelity"] | {"checks": list(plain["fidelity"]["checks"])},
    }


def generation_from_dict(data: Mapping[str, Any]) -> Generation:
    """How a picture was generated.

    Raises:
        InputError: A key or a word is missing or unknown.
    """
    _check(data, _names(Generation))
    _check(data["fidelity"], _names(Fidelity))
    for check in data["fidelity"]["checks"]:
        _check(check, _names(FidelityCheck))
    checks = tuple(FidelityCheck(**check) for check in data["fidelity"]["checks"])
    try:
        source_type = SourceType(data["source_type"])
    except ValueError as exc:
        raise InputError(str(exc)) from exc
    fidelity = Fidelity(**{**data["fidelity"], "checks": checks})
    return Generation(**{**data, "source_type": source_type, "fidelity": fidelity})


def failure_to_dict(failure: Failure) -> JsonDict:
    """Why something was not done."""
    return {"code": failure.code, "message": failure.message, "retryable": failure.retryable}


def failure_from_dict(data: Mapping[str, Any]) -> Failure:
    """Why something was not done.

    Raises:
        InputError: A key is missing or unknown.
    """
    _check(data, {"code", "message", "retryable"})
    return Failure(code=data["code"], message=data["message"], retryable=data["retryable"])


def _names(cls: type[Any]) -> set[str]:
    return {one.name for one in fields(cls)}


def _check(data: Mapping[str, Any], keys: set[str]) -> None:
    if not isinstance(data, Mapping) or set(data) != keys:
        given = sorted(data) if isinstance(data, Mapping) else type(data).__name__
        message = f"Expected the keys {sorted(keys)}, not {given}."
        raise InputError(message)


def _fact_to_dict(fact: Fact) -> JsonDict:
    return {"value": fact.value, "confidence": float(fact.confidence), "source": fact.source}


def _fact_from_dict(data: Mapping[str, Any]) -> Fact:
    _check(data, {"value", "confidence", "source"})
    return Fact(value=data["value"], confidence=data["confidence"], source=data["source"])


def _facts_to_dict(facts: Mapping[str, Fact]) -> JsonDict:
    return {attribute: _fact_to_dict(fact) for attribute, fact in facts.items()}


def _facts_from_dict(data: Mapping[str, Any]) -> dict[str, Fact]:
    return {attribute: _fact_from_dict(fact) for attribute, fact in data.items()}


def _color_to_dict(color: ColorFact) -> JsonDict:
    return {
        "family": color.family,
        "name": color.name,
        "hex": color.hex,
        "share": float(color.share),
        "source": color.source,
        "confidence": color.confidence,
        "further": [[code, float(share)] for code, share in color.further],
    }


def _color_from_dict(data: Mapping[str, Any]) -> ColorFact:
    # Colours of an earlier version have no confidence and no further colours.
    whole = {"confidence": None, "further": [], **data} if isinstance(data, Mapping) else data
    _check(whole, {"family", "name", "hex", "share", "source", "confidence", "further"})
    return ColorFact(**{**whole, "further": tuple((code, share) for code, share in whole["further"])})


def _box_to_list(box: BoundingBox) -> list[float]:
    return [float(corner) for corner in box.as_tuple()]


def _box_from_list(corners: list[float]) -> BoundingBox:
    try:
        x_min, y_min, x_max, y_max = corners
    except (TypeError, ValueError) as exc:
        message = f"A box has four corners, not {corners!r}."
        raise InputError(message) from exc
    return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


def _garment_to_dict(garment: GarmentTags) -> JsonDict:
    return {
        "place": None if garment.place is None else garment.place.value,
        "kind": _fact_to_dict(garment.kind),
        "color": None if garment.color is None else _color_to_dict(garment.color),
        "pattern": None if garment.pattern is None else _fact_to_dict(garment.pattern),
        "box": _box_to_list(garment.box),
    } | {key: _facts_to_dict(facts) for key in _SPARSE if (facts := getattr(garment, key))}


def _garment_from_dict(data: Mapping[str, Any]) -> GarmentTags:
    whole = {**dict.fromkeys(_SPARSE), **data} if isinstance(data, Mapping) else data
    _check(whole, {"place", "kind", "color", "pattern", "box"} | _SPARSE)
    try:
        place = None if data["place"] is None else Place(data["place"])
    except ValueError as exc:
        raise InputError(str(exc)) from exc
    return GarmentTags(
        place=place,
        kind=_fact_from_dict(data["kind"]),
        color=None if data["color"] is None else _color_from_dict(data["color"]),
        pattern=None if data["pattern"] is None else _fact_from_dict(data["pattern"]),
        box=_box_from_list(data["box"]),
        attributes=_facts_from_dict(data.get("attributes", {})),
        replaced=_facts_from_dict(data.get("replaced", {})),
    )


def _wearer_to_dict(wearer: WearerTags) -> JsonDict:
    return {
        "main": bool(wearer.main),
        "box": _box_to_list(wearer.box),
        "attributes": _facts_to_dict(wearer.attributes),
        "garments": [_garment_to_dict(garment) for garment in wearer.garments],
    }


def _wearer_from_dict(data: Mapping[str, Any]) -> WearerTags:
    _check(data, {"main", "box", "attributes", "garments"})
    return WearerTags(
        main=data["main"],
        box=_box_from_list(data["box"]),
        attributes=_facts_from_dict(data["attributes"]),
        garments=tuple(_garment_from_dict(garment) for garment in data["garments"]),
    )
