"""Fused lists."""

import pytest

from wornby.search.fusion import RankedList, fuse


def listed(by="text", **scores):
    return RankedList(by=by, part=by, scores=scores)


def test_no_list_fuses_to_nothing():
    assert fuse([]) == []


@pytest.mark.parametrize(
    ("lists", "ids"),
    [
        ([listed(a=0.1, b=0.9)], ["b", "a"]),
        ([listed(a=3, b=2, c=1), listed(b=9)], ["b", "a", "c"]),
        ([listed(a=3, b=2), listed(b=3, a=2)], ["a", "b"]),
        ([listed(a=3, b=2), listed(c=3, b=2)], ["b", "a", "c"]),
    ],
    ids=["one", "second-list-helps", "tie-by-id", "both-beat-one"],
)
def test_order(lists, ids):
    assert [hit.id for hit in fuse(lists)] == ids


def test_the_first_of_every_list_scores_one():
    assert fuse([listed(a=3, b=2), listed(a=7)])[0].score == pytest.approx(1.0)


def test_a_picture_alone_keeps_its_cosine():
    assert fuse([listed("picture", a=0.25)])[0].score == 0.25


def test_equal_scores_share_a_rank():
    assert listed(a=2, b=2, c=1).ranks() == {"a": 1, "b": 1, "c": 3}


def test_ranks_count_within_what_is_left():
    assert listed(a=3, b=2, c=1).within({"b", "c"}).ranks() == {"b": 1, "c": 2}
