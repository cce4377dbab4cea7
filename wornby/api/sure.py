"""What of a photo's facts is sure enough to be told to others than the staff."""

from collections.abc import Mapping
from dataclasses import replace

from wornby.datamodel import Fact, GarmentTags, PhotoTags


def sure_tags(tags: PhotoTags) -> PhotoTags:
    """The same facts without those that are for review; of a garment that is not sure what it is, the place stays."""
    return replace(
        tags,
        photo=_sure(tags.photo),
        wearers=tuple(
            replace(wearer, attributes=_sure(wearer.attributes), garments=tuple(map(_garment, wearer.garments)))
            for wearer in tags.wearers
        ),
        garments=tuple(map(_garment, tags.garments)),
    )


def _sure(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    return {name: fact for name, fact in facts.items() if not fact.unsure}


def _garment(garment: GarmentTags) -> GarmentTags:
    color, pattern = garment.color, garment.pattern
    return replace(
        garment,
        kind=replace(garment.kind, value="") if garment.kind.unsure else garment.kind,
        color=replace(color, family="") if color is not None and color.unsure else color,
        pattern=None if pattern is not None and pattern.unsure else pattern,
        attributes=_sure(garment.attributes),
    )
