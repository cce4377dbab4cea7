from dataclasses import replace

import pytest

from wornby.datamodel import BoundingBox, Fact, GarmentTags, PhotoTags, Place, WearerTags
from wornby.engine.stated import keep_stated

BOX = BoundingBox(x_min=0.1, y_min=0.1, x_max=0.5, y_max=0.9)
AWAY = BoundingBox(x_min=0.6, y_min=0.1, x_max=0.9, y_max=0.9)


def fact(value: str, source: str) -> Fact:
    return Fact(value=value, confidence=0.9, source=source)


def tags(value: str, source: str, *, box: BoundingBox = BOX) -> PhotoTags:
    garment = GarmentTags(place=Place.UPPER, kind=fact(value, source), color=None, pattern=None, box=box)
    wearer = WearerTags(main=True, box=box, attributes={"hair.color": fact(value, source)}, garments=(garment,))
    return PhotoTags(
        photo={"photo.kind": fact(value, source)}, wearers=(wearer,), garments=(replace(garment, place=None),)
    )


NEW = tags("new", "builtin/garments@2")


@pytest.mark.parametrize("old", [None, tags("old", "builtin/garments@1")], ids=["untagged", "a-model"])
def test_new_facts_take_the_place_of_a_models(old) -> None:
    assert keep_stated(old, NEW) == NEW


@pytest.mark.parametrize("source", ["staff/anna", "wearer"])
def test_a_persons_facts_stay(source) -> None:
    assert keep_stated(tags("old", source), NEW) == tags("old", source)


def test_a_wearer_with_a_persons_facts_who_is_not_seen_again_stays() -> None:
    old = tags("old", "staff/anna", box=AWAY)
    kept = keep_stated(old, NEW)
    assert kept.wearers == (*NEW.wearers, replace(old.wearers[0], main=False))
    assert kept.garments == (*NEW.garments, *old.garments)


def test_a_worn_garment_that_is_not_seen_again_stays() -> None:
    bare = replace(NEW, wearers=(replace(NEW.wearers[0], garments=()),))
    old = tags("old", "staff/anna")
    assert keep_stated(old, bare).wearers[0].garments == old.wearers[0].garments
