import json

import pytest

from wornby.datamodel import AssetKind, IngestOptions, PhotoTags, Purpose, Rights, RightsState
from wornby.datamodel.serial import options_from_dict, options_to_dict, tags_from_dict, tags_to_dict
from wornby.errors import InputError
from wornby.testing.factories import make_tags


@pytest.mark.parametrize(
    "tags", [PhotoTags(photo={}, wearers=(), garments=()), make_tags(0), make_tags(3)], ids=["empty", "none", "three"]
)
def test_tags_come_back(tags: PhotoTags) -> None:
    assert tags_from_dict(json.loads(json.dumps(tags_to_dict(tags)))) == tags


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
