from pathlib import Path

import pytest

from training.data import Photo
from training.facts import Verdict, verdicts
from wornby.datamodel import BoundingBox, ColorFact, Fact, GarmentTags, PhotoTags, Place, WearerTags

BOX = BoundingBox(x_min=0.1, y_min=0.1, x_max=0.9, y_max=0.9)


def fact(value: str, confidence: float) -> Fact:
    return Fact(value=value, confidence=confidence, source="s")


def garment(place: Place | None, kind: str, *, confidence: float = 0.8) -> GarmentTags:
    color = ColorFact(family="red", name="red", hex="#ff0000", share=1, source="s", confidence=0.7)
    sleeves = {"garment.sleeve": fact("long", 0.5)}
    kinds = fact(kind, confidence)
    return GarmentTags(place=place, kind=kinds, color=color, pattern=fact("solid", 0.6), box=BOX, attributes=sleeves)


def photo(word: str = "", *, doubt: str = "", **eye: str) -> Photo:
    return Photo(
        path=Path("a.jpg"),
        group=1,
        test=False,
        validation=True,
        words=(word,),
        eye=eye,
        doubt=frozenset(filter(None, [doubt])),
    )


def found(tags: PhotoTags, labelled: Photo) -> dict[str, Verdict]:
    return {each.key: each for each in verdicts(tags, labelled)}


def worn(*garments: GarmentTags, **attributes: Fact) -> PhotoTags:
    named = {name.replace("_", "."): value for name, value in attributes.items()}
    return PhotoTags(
        photo={}, wearers=(WearerTags(main=True, box=BOX, attributes=named, garments=garments),), garments=()
    )


def test_a_lying_garment_against_the_folder_and_eye_labels() -> None:
    tags = PhotoTags(photo={}, wearers=(), garments=(garment(None, "coat"),))
    rows = found(tags, photo("Outwear", kind="coat", color="blue", pattern="solid", sleeve="long", doubt="color"))
    assert {key: row.right for key, row in rows.items()} == {
        "garment.kind@lying": True,
        "garment.color@lying": False,
        "garment.pattern@lying": True,
        "garment.sleeve@lying": True,
    }
    assert [key for key, row in rows.items() if row.doubt] == ["garment.color@lying"]
    assert rows["garment.color@lying"].confidence == 0.7


@pytest.mark.parametrize("word", ["Not sure", "Outwear"], ids=["no kind", "jacket or coat"])
def test_a_folder_label_of_no_kind_or_of_several_says_nothing(word: str) -> None:
    assert found(PhotoTags(photo={}, wearers=(), garments=(garment(None, "coat"),)), photo(word)) == {}


def test_a_wearer_against_eye_labels() -> None:
    tags = worn(
        garment(Place.UPPER, "shirt"),
        garment(Place.OUTER, "jacket"),
        garment(Place.LOWER, "skirt", confidence=1.0),
        garment(Place.FEET, "boots"),
        hair_color=fact("red", 0.9),
        bag_kind=fact("none", 0.6),
    )
    labelled = photo(
        "", hair_color="brown", bag_type="none", upper_type="coat", upper_color="red", lower_type="skirt",
        shoes_type="boots", doubt="upper_type",
    )  # fmt: skip
    rows = found(tags, labelled)
    assert {key: row.right for key, row in rows.items()} == {
        "hair.color": False,
        "bag.kind": True,
        "garment.kind@outer": False,
        "garment.color@worn": True,
        "garment.kind@skirt": True,
        "garment.kind@feet": True,
    }
    assert rows["garment.kind@outer"].doubt


def test_what_is_not_labelled_says_nothing() -> None:
    assert found(worn(garment(Place.UPPER, "shirt"), hair_color=fact("red", 0.9)), photo()) == {}
