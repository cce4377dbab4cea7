from dataclasses import replace

import pytest

from tests.unit.comparison.build import fact, labels, worn
from wornby.comparison import Speed, TaggerRun, make_comparison, render_comparison
from wornby.comparison.wording import time_words, unstated

ROWS = [
    {"file": f"{n}.jpg", "hair.color": ("red", "grey")[n % 2], "eyewear": "none", "headwear": ""} for n in range(20)
]
LABELS = labels(*ROWS)
SPEED = Speed(photos=3, photos_per_s=2.0, p50_ms=500.0, p95_ms=500.0, threads=1)


def tags(**attributes: str):
    named = {name: fact(value) for name, value in attributes.items()}
    return {row["file"]: worn(**named) for row in ROWS}


def compared(*runs: TaggerRun, **options):
    return make_comparison(LABELS, runs, title="labels.csv", version="1", **options)


def test_one_tagger_alone_is_not_fused() -> None:
    assert compared(TaggerRun(name="a", tags=tags(hair__color="red"))).fused is None


def test_where_no_two_state_one_thing_nothing_is_fused() -> None:
    runs = (
        TaggerRun(name="a", tags=tags(hair__color="red")),
        TaggerRun(name="b", tags=tags(eyewear__kind="none")),
    )
    assert compared(*runs).fused is None


def test_what_is_not_fused_has_its_reason() -> None:
    found = compared(
        TaggerRun(name="a", tags=tags(hair__color="red", eyewear__kind="none")),
        TaggerRun(name="file:b.jsonl", tags=tags(eyewear__kind="none")),
    )
    assert list(found.fused.scores) == ["eyewear.kind"]
    assert found.fused.why_not == {"hair.color": "only a states it", "headwear.kind": "no labels"}


def test_what_nobody_states_is_fused_from_nobody() -> None:
    runs = [TaggerRun(name=name, tags=tags(hair__color="red")) for name in "ab"]
    assert compared(*runs).fused.why_not["eyewear.kind"] == "nobody states it"


@pytest.mark.parametrize(
    ("speed", "kept", "words"),
    [
        (None, 0, "not known"),
        (None, 20, "not measured: answers were kept"),
        (SPEED, 0, "500 s"),
        (SPEED, 17, "500 s (by 3 photos; the answers of 17 were kept)"),
    ],
    ids=["unknown", "all-kept", "all-asked", "some-kept"],
)
def test_time_is_that_of_photos_that_were_asked_about(speed, kept: int, words: str) -> None:
    run = TaggerRun(name="a", tags=tags(hair__color="red"), speed=speed, kept=kept)
    assert time_words(compared(run).contestants[0]) == words


def test_what_was_not_asked_is_told_though_its_questions_are_closed() -> None:
    (closed,) = labels({"file": "0.jpg", "bag_type": "tote"}).questions
    run = TaggerRun(name="a", tags=tags(hair__color="red"), not_asked={"bag.kind": "faces not asked: needs appearance"})
    found = compared(run, replace(run, name="b", not_asked={}), closed=[closed])
    a, b = (unstated(each, found) for each in found.contestants)
    assert a[-1] == ("faces not asked: needs appearance", (closed.title,))
    assert "faces not asked: needs appearance" not in dict(b)


def test_an_attribute_without_labels_is_not_one_that_a_tagger_does_not_state() -> None:
    found = compared(TaggerRun(name="a", tags=tags(hair__color="red", eyewear__kind="none")))
    assert unstated(found.contestants[0], found) == ()


@pytest.mark.parametrize("other", ["red", ""], ids=["alike", "unlike"])
def test_shares_of_different_attributes_are_said_to_be_no_comparison(other: str) -> None:
    both = tags(hair__color="red", eyewear__kind="none")
    runs = (
        TaggerRun(name="a", tags=both),
        TaggerRun(name="b", tags=both if other else tags(eyewear__kind="none")),
    )
    page = render_comparison(compared(*runs), picture_of=None, when="2026-11-28")
    assert ("cannot be compared" in page) is not bool(other)
