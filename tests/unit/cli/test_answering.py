"""What a search prints."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from tests.unit.cli.fakes import BOX, asset
from wornby.cli.answering import reading_line, search_dict, search_lines
from wornby.datamodel import Clause, ColorWish, FoundGarment, Hit, ReadPart, Reason, Relaxation, SearchResult

NOTHING = SearchResult(hits=(), total=0, facets=(), read_as=(), cursor=None)
RED = Clause(attribute="hair.color", values=frozenset({"red"}))
HIT = Hit(id="asset1.0", asset=asset(), wearer=0, score=0.5, why=("Hair colour: Red", "Words: hill in its caption"))


def printed(**changes):
    console = Console(file=StringIO(), width=160)
    console.print(search_lines(replace(NOTHING, **changes)))
    return console.file.getvalue()


def test_nothing():
    assert printed() == "Nothing was found.\n"


@pytest.mark.parametrize(
    ("part", "line"),
    [
        (ReadPart(words="red hair", clause=RED), "“red hair” as hair.color=red"),
        (ReadPart(words="xqzv", clause=None), "“xqzv” [yellow]not in the vocabulary[/yellow]"),
        (ReadPart(words="a", clause=None, text=True), "“a” [yellow]not in the vocabulary[/yellow], looked up in texts"),
        (ReadPart(words="red hair", clause=RED, dropped=True), "“red hair” [dim]dropped[/dim]"),
        (
            ReadPart(words="teal", clause=RED, color=ColorWish(hex="#008080")),
            "“teal” as hair.color=red, nearest to the colour #008080 first",
        ),
        (
            ReadPart(words="faith", clause=None, weak=True),
            "“faith” [dim]not searched: wornby never states it about people[/dim]",
        ),
        (ReadPart(words="teal", clause=None, color=ColorWish(hex="#008080")), "“teal” as the colour #008080"),
    ],
    ids=["clause", "unread", "text", "dropped", "colour", "refused", "colour-alone"],
)
def test_how_a_text_was_read(part, line):
    assert reading_line([part]) == line


def test_hints_say_what_is_left_without_a_part():
    hints = (Relaxation(part="sunglasses", count=12), Relaxation(part="hair.color=red", count=3))
    assert (
        printed(relaxations=hints)
        == "Nothing has all of this. Without “sunglasses”: 12; without “hair.color=red”: 3.\n"
    )


def test_hits_have_an_id_that_can_be_asked_for_again():
    said = printed(hits=(HIT,), total=1)
    assert "asset1.0" in said
    assert "1 wearer matches; 1 shown." in said


def test_the_next_page_is_told():
    assert "--cursor cDo1" in printed(hits=(HIT,), total=9, cursor="cDo1")


def test_a_page_behind_the_last_is_told():
    assert printed(total=9) == "9 wearers match; none is left on this page.\n"


def test_what_was_found_in_the_picture_is_offered():
    garment = FoundGarment(box=BOX, kind="coat", place="outer")
    assert "In the picture: coat (--point 0.50,0.50)." in printed(garments=(garment,))


def test_reasons_are_listed():
    reasons = (
        Reason(part="red hair", by="vocabulary", found="Red, says head@1", score=0.9),
        Reason(part="picture", by="picture", found="", score=0.75, rank=2),
        Reason(part="teal", by="color", found="#008181, 0.4 from #008080", score=-0.4, rank=1),
    )
    said = printed(hits=(replace(HIT, reasons=reasons),), total=1)
    assert [word in said for word in ("says head@1", "0.75", "0.4 from #008080")] == [True] * 3


def test_json_of_nothing():
    assert search_dict(NOTHING) == {
        "schema": "wornby.search/1",
        "total": 0,
        "at_least": False,
        "read_as": [],
        "hits": [],
        "facets": {},
        "relaxations": [],
        "garments": [],
        "capped": False,
        "cursor": None,
    }


def test_json_says_why_and_what_was_dropped():
    reason = Reason(part="red hair", by="vocabulary", found="Red", score=0.9)
    part = ReadPart(words="red hair", clause=RED, dropped=True)
    found = search_dict(replace(NOTHING, hits=(replace(HIT, reasons=(reason,)),), read_as=(part,)))
    assert (found["hits"][0]["reasons"][0]["by"], found["read_as"][0]["dropped"]) == ("vocabulary", True)


def test_json_without_reasons_has_no_field_for_them():
    assert "reasons" not in search_dict(replace(NOTHING, hits=(HIT,)))["hits"][0]


@pytest.mark.parametrize(
    ("total", "capped", "line"),
    [(1, False, "1 wearer matches"), (200, False, "200 wearers match"), (200, True, "At least 200 wearers match")],
)
def test_the_total_is_said_as_it_is(total, capped, line):
    assert printed(hits=(HIT,), total=total, capped=capped).splitlines()[-1] == f"{line}; 1 shown."


def test_json_says_that_the_total_counts_the_best_of_more():
    assert search_dict(replace(NOTHING, capped=True))["capped"] is True
