import pytest

from wornby.datamodel import PhotoTags, Purpose, Rights, RightsState
from wornby.datamodel.joint import WHOLE_PHOTO, joint_boxes
from wornby.testing.factories import make_asset, make_box, make_tags

EMPTY = PhotoTags(photo={}, wearers=(), garments=())


def rights(*purposes: Purpose, state: RightsState = RightsState.GRANTED) -> Rights:
    return Rights(state=state, purposes=frozenset(purposes))


@pytest.mark.parametrize(
    ("tags", "given", "boxes"),
    [
        (None, rights(Purpose.APPEARANCE), {}),
        (EMPTY, rights(), {WHOLE_PHOTO: None}),
        (EMPTY, Rights(), {WHOLE_PHOTO: None}),
        (make_tags(2), rights(Purpose.APPEARANCE), {0: make_box()}),
        (make_tags(2), rights(Purpose.APPEARANCE, state=RightsState.LICENSED), {0: make_box(), 1: make_box()}),
        (make_tags(2), rights(Purpose.DISPLAY), {}),
        (make_tags(2), rights(Purpose.APPEARANCE, state=RightsState.WITHDRAWN), {}),
    ],
    ids=["untagged", "nobody", "nobody-without-rights", "subject-alone", "licensed", "no-appearance", "withdrawn"],
)
def test_what_may_be_embedded(tags, given, boxes) -> None:
    assert joint_boxes(make_asset(tags=tags, rights=given)) == boxes
