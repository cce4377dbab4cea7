"""What of a photo's facts is sure enough to be told to others than the staff."""

from collections.abc import Mapping
from dataclasses import replace

from wornby.datamodel import ColorFact, Fact, GarmentTags, PhotoTags
from wornby.datamodel.tags import is_stated_by_person


def sure_tags(tags: PhotoTags) -> PhotoTags:
    """The same facts without those that are for review; of a garment that is not sure what it is, the place stays.

    Of a person who stated a fact it is said what they are, not who.
    """
    return replace(
        tags,
        photo=_sure(tags.photo),
        wearers=tuple(
            replace(wearer, attributes=_sure(wearer.attributes), garments=tuple(map(_garment, wearer.garments)))
            for wearer in tags.wearers
        ),
        garments=tuple(map(_garment, tags.garments)),
    )


def told_source(fact: Fact | ColorFact) -> str:
    """Who states a fact, as others than the staff are told: "staff", "wearer", "key", or a model."""
    return fact.source.partition("/")[0] if is_stated_by_person(fact) else fact.source


def _sure(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    return {name: replace(fact, source=told_source(fact)) for name, fact in facts.items() if not fact.unsure}


def _garment(garment: GarmentTags) -> GarmentTags:
    color, pattern = garment.color, garment.pattern
    return replace(
        garment,
        kind=replace(
            garment.kind, value="" if garment.kind.unsure else garment.kind.value, source=told_source(garment.kind)
        ),
        color=None
        if color is None
        else replace(color, family="" if color.unsure else color.family, source=told_source(color)),
        pattern=None if pattern is None or pattern.unsure else replace(pattern, source=told_source(pattern)),
        attributes=_sure(garment.attributes),
    )
