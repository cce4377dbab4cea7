import pytest

from tests.unit.comparison.build import VOCABULARY, hair, hair_tags, labels, worn
from wornby.comparison import TaggerRun, find_question
from wornby.comparison.standings import answer_table

HAIR = find_question("hair.color", VOCABULARY)
OTHERS = frozenset({"garment.kind"})
ENDED = {"hair.color": "not served since 2023-06-30"}
NOT_ASKED = {"hair.color": "faces not asked: needs appearance"}
SILENT = {"0.jpg": worn()}


def why(tags=None, *, given=None, **known) -> str:
    run = TaggerRun(name="a", tags=SILENT if tags is None else tags, **known)
    rows = given or hair("red")
    return answer_table(HAIR, [run], files=[row.file for row in rows.rows], labels=rows).why_not.get("a", "")


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({}, "states nothing about it here"),
        ({"can_state": OTHERS}, "cannot state it"),
        ({"can_state": OTHERS | {"hair.color"}}, "states nothing about it here"),
        ({"can_state": OTHERS, "not_served": ENDED}, "not served since 2023-06-30"),
        ({"can_state": OTHERS | {"hair.color"}, "not_served": ENDED}, "not served since 2023-06-30"),
        ({"not_served": ENDED}, "not served since 2023-06-30"),
        ({"can_state": OTHERS, "not_asked": NOT_ASKED}, "faces not asked: needs appearance"),
        ({"can_state": OTHERS, "not_asked": NOT_ASKED, "not_served": ENDED}, "not served since 2023-06-30"),
    ],
    ids=["unknown", "cannot", "can", "ended", "ended-but-another-feature-can", "ended-alone", "no-purpose", "both"],
)
def test_why_nothing_is_stated(known, words: str) -> None:
    assert why(**known) == words


@pytest.mark.parametrize("known", [{}, {"can_state": OTHERS}, {"not_served": ENDED}, {"not_asked": NOT_ASKED}])
def test_what_is_stated_has_no_reason_not_to_be(known) -> None:
    assert why(hair_tags(("red", 0.9)), **known) == ""


def test_without_labels_nothing_is_asked() -> None:
    assert why(given=labels({"file": "0.jpg", "hair.color": "", "upper_type": "shirt"})) == "no labels"
