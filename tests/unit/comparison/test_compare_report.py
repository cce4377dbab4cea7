import json
import re
from dataclasses import replace

import pytest

from tests.unit.comparison.build import VOCABULARY, fact, garment, hair, hair_tags, labels, worn
from wornby.comparison import (
    NOTHING_SAYS_WHO_IS_RIGHT,
    LabelRow,
    Labels,
    Speed,
    TaggerRun,
    comparison_json,
    comparison_rows,
    find_question,
    make_comparison,
    open_questions,
    render_comparison,
)
from wornby.comparison.wording import contestant_words, typical_mistakes
from wornby.datamodel import Failure

TRUTH = hair(*["red", "grey?"] * 10)
GOOD = hair_tags(*[("red", 0.95), ("grey", 0.95)] * 10)
POOR = hair_tags(*[("red", 0.9)] * 20)
SPEED = Speed(photos=20, photos_per_s=8.0, p50_ms=100.0, p95_ms=150.0, threads=2)
GONE = Failure(code="not-found", message="No such file.")
ENDED = {"hair.color": "not served since 2023-06-30"}
RUNS = (
    TaggerRun(name="builtin", tags=GOOD, speed=SPEED, price_micros=0, cost_micros=0),
    TaggerRun(name="rented", tags=POOR, price_micros=1_500, cost_micros=30_000),
    TaggerRun(name="azure", tags={}, can_state=frozenset({"bag.kind"}), not_served=ENDED),
    TaggerRun(name="file:<theirs>.jsonl", tags={}, can_state=frozenset()),
)


def compare(*runs, given=TRUTH, title="labels.csv", **more):
    return make_comparison(given, runs or RUNS, title=title, version="0.1", **more)


def unlabelled(*runs):
    rows = tuple(LabelRow(file=f"{n}.jpg", values={}) for n in range(20))
    given = Labels(questions=(find_question("hair.color", VOCABULARY),), rows=rows)
    return compare(*(runs or RUNS), given=given, title="")


def page(comparison=None, *, picture_of=None):
    return render_comparison(comparison or compare(), picture_of=picture_of, when="2026-11-28")


def rows(comparison=None):
    return {row["tagger"]: row for row in comparison_rows(comparison or compare())}


def data(comparison=None):
    return json.loads(json.dumps(comparison_json(comparison or compare())))


def test_the_fusion_is_one_more_column_and_no_tagger() -> None:
    found = compare()
    assert [each.name for each in found.columns] == ["builtin", "rented", "azure", "file:<theirs>.jsonl", "fused"]
    assert found.fused.scores["hair.color"].accuracy.total == 20


def test_one_tagger_has_nobody_to_be_fused_with() -> None:
    assert compare(RUNS[0]).fused is None


def test_what_is_left_out_is_judged_for_nobody() -> None:
    found = compare(left_out=[("0.jpg", GONE)])
    assert found.photos == 19
    assert found.verdicts["hair.color"].photos == 19


@pytest.mark.parametrize(
    ("tagger", "why"),
    [("azure", "not served since 2023-06-30"), ("file:<theirs>.jsonl", "cannot state it")],
)
def test_what_cannot_be_stated_is_said_in_words_and_never_as_zero(tagger, why) -> None:
    found = compare()
    assert rows(found)[tagger]["states_not"] == why
    assert rows(found)[tagger]["accuracy"] == ""
    assert next(each for each in data(found)["taggers"] if each["name"] == tagger)["states_not"] == {"hair.color": why}
    assert why in page(found)


def test_the_json_holds_every_figure() -> None:
    found = data()
    assert found["schema"] == "wornby.compare/1"
    assert (found["labels"], found["notice"], found["photos"]) == ("labels.csv", "", 20)
    builtin, rented = found["taggers"][:2]
    assert len(builtin["questions"][0]["cells"]) == 20
    assert builtin["questions"][0]["macro"]["recall"]["value"] == 1.0
    assert (builtin["s_per_1000_photos"], builtin["cost_usd_per_1000_photos"]) == (125.0, 0.0)
    assert (rented["spent_micros"], rented["cost_usd_per_1000_photos"]) == (30_000, 1.5)
    assert found["verdicts"][0]["winners"] == ["builtin"]
    assert found["fused"]["folds"] == 5
    assert found["disagreement"]["overall"][0]["differ"] == 0.5


def test_the_table_has_a_row_for_each_tagger_and_question() -> None:
    found = rows()
    assert list(found) == ["builtin", "rented", "azure", "file:<theirs>.jsonl", "fused"]
    assert (found["builtin"]["accuracy"], found["builtin"]["best"]) == (1.0, True)
    assert (found["rented"]["accuracy"], found["rented"]["best"]) == (0.5, False)
    assert found["rented"]["verdict"] == "builtin is better than all others"
    assert found["azure"]["usd_per_1000_photos"] == ""


def test_without_labels_nothing_says_who_is_right() -> None:
    found = unlabelled()
    assert (found.fused, found.verdicts, found.contestants[0].scores) == (None, {}, {})
    assert found.pairs["hair.color"][0].differ.value == 0.5
    assert data(found)["notice"] == NOTHING_SAYS_WHO_IS_RIGHT
    assert data(found)["answers"][0]["taggers"]["builtin"][0]["value"] == "red"
    text = page(found)
    assert NOTHING_SAYS_WHO_IS_RIGHT in text
    for word in ("Verdict", "best", "fused", "Accuracy", "typical mistakes"):
        assert word not in text.partition("</style>")[2]


def test_without_labels_a_question_that_nobody_states_is_left_out() -> None:
    assert unlabelled(RUNS[2], RUNS[3]).questions == ()


def test_without_labels_every_attribute_that_can_be_seen_is_asked() -> None:
    asked = {question.id for question in open_questions(VOCABULARY)}
    assert {"hair.color", "garment.kind", "lower.kind", "feet.kind", "bag.kind", "photo.kind"} <= asked
    assert not asked & {"body.build", "size.worn", "outer.kind", "asset.kind"}


def test_the_page_needs_nothing_beside_it() -> None:
    text = page(picture_of=lambda _: b"jpeg")
    assert "<script" not in text
    assert not re.search(r'(?:src|href)="(?!#|data:)', text)
    for words in ("prefers-color-scheme: dark", "@media print", "Content-Security-Policy", "must not be passed on"):
        assert words in text


def test_the_page_without_pictures_holds_neither_photos_nor_their_names() -> None:
    text = page()
    assert "data:image" not in text
    assert "0.jpg" not in text


def test_names_and_notes_are_only_text() -> None:
    text = page(compare(note="<b>fakes</b>"))
    assert "&lt;theirs&gt; (file)" in text
    assert "&lt;b&gt;fakes&lt;/b&gt;" in text


def test_costs_and_times_stand_in_the_page() -> None:
    text = page()
    for words in ("125 s", "$0.00", "$1.50", "not known"):
        assert words in text


FORBIDDEN = re.compile(r"\b(age|gender|ethnic\w*|race|religio\w*|sexual\w*|beaut\w*|attractive\w*)\b", re.IGNORECASE)


@pytest.mark.parametrize("made", [compare, unlabelled], ids=["labelled", "unlabelled"])
def test_what_is_never_inferred_is_never_in_a_report(made) -> None:
    """A tagger that speaks of it anyway is not asked about it: no question, no column, no word."""
    spoken = {
        name: replace(tags, wearers=tuple(_with(wearer, gender="female", age="20-30") for wearer in tags.wearers))
        for name, tags in GOOD.items()
    }
    found = made(replace(RUNS[0], tags=spoken), RUNS[1])
    assert not FORBIDDEN.search(page(found).partition("</style>")[2])
    assert not FORBIDDEN.search(json.dumps(comparison_json(found)))
    assert not FORBIDDEN.search(json.dumps(list(comparison_rows(found))))


def _with(wearer, **values):
    more = {name: fact(value) for name, value in values.items()}
    return replace(wearer, attributes={**wearer.attributes, **more})


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.95, "too sure of itself"), (0.52, "Its confidence fits"), (0.2, "too modest of itself")],
)
def test_the_paragraph_says_whether_the_confidence_fits(confidence, words) -> None:
    found = compare(TaggerRun(name="a", tags=hair_tags(*[("red", confidence)] * 20)))
    assert words in contestant_words(found.contestants[0], found)


def test_the_paragraph_says_who_is_general() -> None:
    given = labels(*({"file": f"{n}.jpg", "headwear": "hat"} for n in range(10)))
    tags = {f"{n}.jpg": worn(headwear__kind=fact("hat" if n < 6 else "other")) for n in range(10)}
    found = compare(TaggerRun(name="a", tags=tags), given=given)
    assert "a general word, such as “other”, in 40.0 % of the cases" in contestant_words(found.contestants[0], found)


def test_typical_mistakes_are_the_commonest_with_the_surest_first() -> None:
    tags = hair_tags(("brown", 0.5), ("brown", 0.9), ("red", 0.9), ("black", 0.99))
    found = compare(TaggerRun(name="a", tags=tags), given=hair("red", "red", "red", "grey"))
    kinds = typical_mistakes(found.contestants[0].scores["hair.color"].cells)
    assert [(label, answer, [cell.file for cell in cells]) for label, answer, cells in kinds] == [
        ("red", "brown", ["1.jpg", "0.jpg"]),
        ("grey", "black", ["3.jpg"]),
    ]


def test_together_counts_every_answer_that_a_tagger_states() -> None:
    given = labels(*({"file": f"{n}.jpg", "hair.color": "red", "lower_type": "jeans"} for n in range(4)))
    tags = {f"{n}.jpg": worn(garment("lower", "jeans"), hair__color=fact("red" if n else "grey")) for n in range(4)}
    whole = compare(TaggerRun(name="a", tags=tags), given=given).contestants[0].together
    assert (whole.answers, whole.right) == (8, 7 / 8)
