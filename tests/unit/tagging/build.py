import numpy as np

from wornby.datamodel import BoundingBox, Fact, GarmentTags, Photo, PhotoTags, Place, WearerTags

RED, GREEN, BLUE = (220, 20, 20), (20, 220, 20), (20, 20, 220)


def box(x_min=0.0, y_min=0.0, x_max=1.0, y_max=1.0) -> BoundingBox:
    return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


def photo(color=RED, *, height_px: int = 90, width_px: int = 60) -> Photo:
    pixels = np.full((height_px, width_px, 3), color, dtype=np.uint8)
    return Photo(pixels=pixels, sha256="0" * 64, format="png", size_bytes=1)


def fact(value: str, source: str = "base@1", *, confidence: float = 0.8) -> Fact:
    return Fact(value=value, confidence=confidence, source=source)


def garment(place=Place.UPPER, *, kind="shirt", pattern="solid", source="base@1", at=None) -> GarmentTags:
    stated = fact(pattern, source) if pattern else None
    return GarmentTags(place=place, kind=fact(kind, source), color=None, pattern=stated, box=at or box())


def wearer(*garments: GarmentTags, at=None, main=True, **attributes: str) -> WearerTags:
    source = attributes.pop("source", "base@1")
    facts = {name.replace("_", "."): fact(value, source) for name, value in attributes.items()}
    return WearerTags(main=main, box=at or box(), attributes=facts, garments=garments)


def tags(*wearers: WearerTags, garments=(), **photo_facts: str) -> PhotoTags:
    facts = {name.replace("_", "."): fact(value) for name, value in photo_facts.items()}
    return PhotoTags(photo=facts, wearers=wearers, garments=tuple(garments))
