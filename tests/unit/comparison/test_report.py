import json
import re

import pytest

from tests.unit.comparison.build import hair, hair_tags, labels
from wornby.comparison import Speed, TaggerRun, make_report, measure_speed, render_report, report_json
from wornby.datamodel import Failure

GONE = Failure(code="not-found", message="No such file.")
TRUTH = hair(*["red", "grey?"] * 6)
GOOD = hair_tags(*[("red", 0.9), ("grey", 0.8)] * 6)
POOR = hair_tags(*[("red", 0.9)] * 12)
SPEED = Speed(photos=12, photos_per_s=8.0, p50_ms=100.0, p95_ms=150.0, threads=2)


def make(*, left_out=()):
    runs = [
        TaggerRun(name="builtin", tags=POOR, speed=SPEED),
        TaggerRun(name="file:<theirs>.jsonl", tags=GOOD, failures=(("5.jpg", GONE),)),
    ]
    closed = labels({"file": "a.jpg", "eyewear": "none"}).questions
    return make_report(TRUTH, runs, title="labels.csv", version="0.1", left_out=left_out, closed=closed)


def page(report=None, *, picture_of=None):
    return render_report(report or make(), picture_of=picture_of, when="2026-11-26")


def test_what_is_left_out_is_scored_for_nobody() -> None:
    report = make(left_out=[("0.jpg", GONE)])
    assert report.photos == 11
    assert [result.scores[0].accuracy.total for result in report.taggers] == [11, 11]


def test_json_holds_every_cell_and_can_be_written() -> None:
    data = json.loads(json.dumps(report_json(make(left_out=[("0.jpg", GONE)]))))
    first = data["taggers"][0]["questions"][0]
    assert data["schema"] == "wornby.eval/1"
    assert data["left_out"] == [{"file": "0.jpg", "code": "not-found", "message": "No such file."}]
    assert data["not_computed"] == [{"question": "eyewear.kind", "needs": "appearance"}]
    assert len(first["cells"]) == first["accuracy"]["total"] == 11
    assert data["differences"][0]["verdict"] == "better"
    assert data["taggers"][0]["sources"] == ["test@1"]
    assert data["taggers"][0]["speed"]["photos_per_s"] == 8.0


def test_speed() -> None:
    found = measure_speed([10.0] * 19 + [110.0], wall_s=2.0, threads=2)
    assert (found.photos_per_s, found.p50_ms) == (10.0, 10.0)
    assert 10.0 < found.p95_ms < 110.0
    assert measure_speed([], wall_s=1.0, threads=1) is None


def test_the_page_needs_nothing_beside_it() -> None:
    text = page(picture_of=lambda _: b"jpeg")
    assert "<script" not in text
    assert not re.search(r'(?:src|href)="(?!#|data:)', text)
    assert "prefers-color-scheme: dark" in text
    assert "Content-Security-Policy" in text


def test_the_page_with_pictures_says_that_it_holds_photos() -> None:
    text = page(picture_of=lambda _: b"jpeg")
    assert "data:image/jpeg;base64,anBlZw==" in text
    assert "must not be passed on without rights" in text


def test_the_page_without_pictures_holds_none() -> None:
    text = page()
    assert "data:image" not in text
    assert "must not be passed on" not in text
    assert "3.jpg" in text


def test_names_are_only_text() -> None:
    assert "file:&lt;theirs&gt;.jsonl" in page()


def test_the_page_tells_verdicts_speed_and_what_is_missing() -> None:
    text = page(make(left_out=[("0.jpg", GONE)]))
    for words in (
        ">better<",
        "Not computed",
        "Left out: 1 photo<",
        "gave nothing for 1 photo<",
        "test@1",
        "No such file",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("speed", "kept", "words"),
    [
        (None, 0, "not known"),
        (None, 12, "not measured: answers were kept"),
        (SPEED, 5, "speed over 12 photos, the answers of 5 were kept"),
    ],
    ids=["unknown", "all-kept", "some-kept"],
)
def test_the_page_tells_why_there_is_no_speed_and_what_it_is_of(speed, kept: int, words: str) -> None:
    run = TaggerRun(name="rented", tags=GOOD, speed=speed, kept=kept)
    report = make_report(TRUTH, [run], title="labels.csv", version="0.1")
    assert words in page(report)
    assert report_json(report)["taggers"][0]["kept_answers"] == kept
