"""Answers to questions as JSON."""

from dataclasses import replace

from tests.unit.api.fakes import make_asset
from wornby.api.wire_search import HitOut, ReadPartOut, SearchOut
from wornby.datamodel import (
    BoundingBox,
    Clause,
    ColorWish,
    FoundGarment,
    Hit,
    ReadPart,
    Reason,
    Relaxation,
    SearchResult,
)

NOTHING = SearchResult(hits=(), total=0, facets=(), read_as=(), cursor=None)
HIT = Hit(id="a1.0", asset=make_asset("a1"), wearer=0, score=0.123456, why=())


def test_nothing():
    answer = SearchOut.of(NOTHING, filters=()).model_dump()
    assert (answer["hits"], answer["total"], answer["relaxations"], answer["garments"]) == ([], 0, [], [])


def test_hints():
    found = SearchOut.of(replace(NOTHING, relaxations=(Relaxation(part="hat", count=3),)), filters=())
    assert found.model_dump()["relaxations"] == [{"part": "hat", "count": 3, "at_least": False}]


def test_garments_of_the_picture():
    box = BoundingBox(x_min=0.1, y_min=1 / 3, x_max=0.5, y_max=1)
    found = SearchOut.of(replace(NOTHING, garments=(FoundGarment(box=box, kind="coat", place="outer"),)), filters=())
    assert found.model_dump()["garments"] == [{"box": [0.1, 0.3333, 0.5, 1.0], "kind": "coat", "place": "outer"}]


def test_reasons():
    reason = Reason(part="picture", by="picture", found="", score=0.98765, rank=1)
    found = HitOut.of(replace(HIT, reasons=(reason,))).model_dump()["reasons"]
    assert found == [{"part": "picture", "by": "picture", "found": "", "score": 0.9877, "rank": 1}]


def test_a_hit_without_reasons_has_no_field_for_them():
    assert "reasons" not in HitOut.of(HIT).model_dump()


def test_an_exact_colour():
    clause = Clause(attribute="garment.color", values=frozenset({"blue"}))
    part = ReadPart(words="teal", clause=clause, color=ColorWish(hex="#008080"))
    assert ReadPartOut.of(part).model_dump()["color"] == "#008080"


def test_words_that_were_looked_up():
    part = ReadPart(words="linen", clause=None, text=True, weak=True)
    found = ReadPartOut.of(part).model_dump()
    assert (found["text"], found["weak"], found["clause"]) == (True, True, None)


def test_an_answer_says_that_it_counts_the_best_of_more():
    assert [SearchOut.of(replace(NOTHING, capped=said), filters=()).capped for said in (False, True)] == [False, True]
