import pytest

from tests.unit.tagging.build import box
from wornby.datamodel.geometry import overlap, share_within

LEFT, RIGHT = box(0, 0, 0.4, 1), box(0.6, 0, 1, 1)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [(LEFT, RIGHT, 0), (LEFT, LEFT, 1), (box(0, 0, 1, 1), box(0, 0, 1, 0.5), 0.5)],
    ids=["apart", "same", "half"],
)
def test_overlap(one, other, share) -> None:
    assert overlap(one, other) == pytest.approx(share)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [(LEFT, RIGHT, 0), (LEFT, box(0, 0, 1, 1), 1), (box(0, 0, 1, 1), LEFT, 0.4)],
    ids=["apart", "inside", "around"],
)
def test_share_within(one, other, share) -> None:
    assert share_within(one, other) == pytest.approx(share)
