"""Joins what several taggers state about one photo. Pure; every fact keeps its own source."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from wornby.datamodel import Fact, GarmentTags, PhotoTags, WearerTags
from wornby.datamodel.geometry import overlap

SAME_WEARER = 0.4
"""Least intersection over union of two boxes of one wearer: a parser's box leaves out a held bag, a detector's does
not, and both are then about this close."""

_GARMENT_PARTS = ("kind", "color", "pattern")
_Boxed = TypeVar("_Boxed", WearerTags, GarmentTags)


def merge_tags(base: PhotoTags, others: Mapping[str, PhotoTags], *, routes: Mapping[str, str]) -> PhotoTags:
    """Take routed attributes from other taggers, and all the rest from the base.

    Who is in the photo and what they wear, the base says: a wearer or garment that only another tagger sees is left
    out. Where the routed tagger says nothing about an attribute, the base's own word stands.

    Args:
        base: Of the default tagger.
        others: By tagger.
        routes: Attribute id to tagger; garment parts as "garment.kind", or for one place as "upper.kind".
    """
    pairs = {name: match_boxes(base.wearers, tags.wearers) for name, tags in others.items()}
    wearers = []
    for number, wearer in enumerate(base.wearers):
        same = {name: found[number] for name, found in pairs.items() if number in found}
        wearers.append(_merge_wearer(wearer, same, routes=routes))
    loose = {name: match_boxes(base.garments, tags.garments) for name, tags in others.items()}
    garments = [
        _merge_garment(garment, {name: [found[number]] for name, found in loose.items() if number in found}, routes)
        for number, garment in enumerate(base.garments)
    ]
    photo = _routed(base.photo, {name: tags.photo for name, tags in others.items()}, routes=routes)
    return PhotoTags(photo=photo, wearers=tuple(wearers), garments=tuple(garments))


def match_boxes(base: Sequence[_Boxed], others: Sequence[_Boxed]) -> dict[int, _Boxed]:
    """For each of the base the other with the greatest overlap, each used once, the closest pairs first."""
    overlaps = [
        (overlap(one.box, other.box), first, second)
        for first, one in enumerate(base)
        for second, other in enumerate(others)
    ]
    found: dict[int, _Boxed] = {}
    used: set[int] = set()
    for share, first, second in sorted(overlaps, key=lambda row: (-row[0], row[1], row[2])):
        if share >= SAME_WEARER and first not in found and second not in used:
            found[first] = others[second]
            used.add(second)
    return found


def _merge_wearer(wearer: WearerTags, same: Mapping[str, WearerTags], *, routes: Mapping[str, str]) -> WearerTags:
    facts = _routed(wearer.attributes, {name: other.attributes for name, other in same.items()}, routes=routes)
    garments = tuple(
        _merge_garment(garment, {name: other.garments for name, other in same.items()}, routes)
        for garment in wearer.garments
    )
    return replace(wearer, attributes=facts, garments=garments)


def _routed(
    own: Mapping[str, Fact], others: Mapping[str, Mapping[str, Fact]], *, routes: Mapping[str, str]
) -> dict[str, Fact]:
    """Own facts, with those of the routed taggers in their place or beside them."""
    facts = dict(own)
    for attribute, name in routes.items():
        fact = others.get(name, {}).get(attribute)
        if fact is not None:
            facts[attribute] = fact
    return facts


def _merge_garment(
    garment: GarmentTags, others: Mapping[str, Sequence[GarmentTags]], routes: Mapping[str, str]
) -> GarmentTags:
    """The garment; each routed part is that of the garment at the same place of the tagger it is routed to."""
    same = {
        name: next((each for each in garments if each.place == garment.place), None)
        for name, garments in others.items()
    }
    changes = {}
    for part in _GARMENT_PARTS:
        other = same.get(routes.get(f"{garment.place}.{part}") or routes.get(f"garment.{part}") or "")
        stated = getattr(other, part) if other is not None else None
        if stated is not None:
            changes[part] = stated
    further = _routed(
        garment.attributes, {name: other.attributes for name, other in same.items() if other}, routes=routes
    )
    return replace(garment, attributes=further, **changes)
