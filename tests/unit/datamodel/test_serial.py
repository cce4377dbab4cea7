import json
from dataclasses import replace

import pytest

from wornby.datamodel import AssetKind, IngestOptions, PhotoTags, Purpose, Rights, RightsState
from wornby.datamodel.serial import (
    generation_from_dict,
    generation_to_dict,
    options_from_dict,
    options_to_dict,
    tags_from_dict,
    tags_to_dict,
)
from wornby.errors import InputError
from wornby.testing.factories import make_fact, make_garment, make_generation, make_tags


@pytest.mark.parametrize(
    "tags", [PhotoTags(photo={}, wearers=(), garments=()), make_tags(0), make_tags(3)], ids=["empty", "none", "three"]
)
def test_tags_come_back(tags: PhotoTags) -> None:
    assert tags_from_dict(json.loads(json.dumps(tags_to_dict(tags)))) == tags


def garment_dict(**changes: object) -> dict[str, object]:
    garment = replace(make_garment(None), **changes)
    return tags_to_dict(PhotoTags(photo={}, wearers=(), garments=(garment,)))["garments"][0]


def test_further_facts_of_a_garment_come_back() -> None:
    facts = {"attributes": {"garment.sleeve": make_fact("long")}, "replaced": {"garment.kind": make_fact("top")}}
    tags = PhotoTags(photo={}, wearers=(), garments=(replace(make_garment(), **facts),))
    assert tags_from_dict(json.loads(json.dumps(tags_to_dict(tags)))) == tags


def test_what_a_garment_has_none_of_is_left_out() -> None:
    assert set(garment_dict()) == {"place", "kind", "color", "pattern", "box"}
    assert set(garment_dict(attributes={"a": make_fact("b")})) - set(garment_dict()) == {"attributes"}


@pytest.mark.parametrize("garment", [{}, {"place": None, "attributes": {}}, garment_dict() | {"more": 1}, [], None])
def test_other_keys_of_a_garment_are_refused(garment: object) -> None:
    with pytest.raises(InputError):
        tags_from_dict({"photo": {}, "wearers": [], "garments": [garment]})


def test_options_come_back() -> None:
    rights = Rights(state=RightsState.GRANTED, purposes=frozenset(Purpose))
    options = IngestOptions(kind=AssetKind.PRODUCT, rights=rights, products=("a", "b"))
    assert options_from_dict(json.loads(json.dumps(options_to_dict(options)))) == options


@pytest.mark.parametrize(
    "data", [{}, {"photo": {}, "wearers": []}, {"photo": {}, "wearers": [], "garments": [], "more": 1}]
)
def test_other_keys_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(InputError):
        tags_from_dict(data)


def test_options_of_a_generated_picture_come_back() -> None:
    options = IngestOptions(kind=AssetKind.GENERATED, generation=make_generation())
    assert options_from_dict(json.loads(json.dumps(options_to_dict(options)))) == options


def test_options_of_a_photo_say_nothing_of_generation() -> None:
    assert set(options_to_dict(IngestOptions())) == {"kind", "rights", "products"}


def broken(**changes: object) -> dict[str, object]:
    return generation_to_dict(make_generation()) | changes


@pytest.mark.parametrize(
    "data",
    [
        {},
        broken(more=1),
        broken(source_type="photo"),
        broken(fidelity={"passed": True}),
        broken(fidelity={"checks": [{"name": "a"}], "passed": True, "reason": ""}),
    ],
    ids=["empty", "more", "source-type", "fidelity", "check"],
)
def test_other_keys_of_a_generation_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(InputError):
        generation_from_dict(data)


def test_options_with_a_caption_come_back() -> None:
    options = IngestOptions(caption="On the pier")
    assert options_from_dict(json.loads(json.dumps(options_to_dict(options)))) == options
