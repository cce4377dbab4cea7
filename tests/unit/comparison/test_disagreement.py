import pytest

from tests.unit.comparison.build import VOCABULARY
from wornby.comparison import NO_ANSWER, Answer, find_question
from wornby.comparison.disagreement import compare_answers, compare_overall
from wornby.comparison.standings import AnswerTable

HAIR = find_question("hair.color", VOCABULARY)


def table(*, question=HAIR, **answers: str) -> AnswerTable:
    """Answers by tagger, one letter for each photo: r red, g grey, - silence."""
    values = {"r": "red", "g": "grey", "-": NO_ANSWER}
    count = len(next(iter(answers.values()), ""))
    return AnswerTable(
        question=question,
        files=tuple(f"{n}.jpg" for n in range(count)),
        labels=None,
        answers={
            name: tuple(Answer(value=values[letter], confidence=0.5 + n / 100) for n, letter in enumerate(letters))
            for name, letters in answers.items()
        },
        why_not={},
    )


@pytest.mark.parametrize("answers", [{}, {"a": "rg"}, {"a": "", "b": ""}], ids=["nobody", "one", "no-photo"])
def test_without_two_there_is_no_pair(answers) -> None:
    assert compare_answers(table(**answers)) == ()


def test_silence_beside_an_answer_differs_and_silence_beside_silence_does_not() -> None:
    (pair,) = compare_answers(table(a="rrg--", b="rgg-r"))
    assert (pair.differ.right, pair.differ.total) == (2, 5)
    assert (pair.differ_if_both.right, pair.differ_if_both.total) == (1, 3)


def test_every_two_taggers_are_compared() -> None:
    found = compare_answers(table(a="r", b="r", c="g"))
    assert [(pair.first, pair.second, pair.differ.value) for pair in found] == [
        ("a", "b", 0.0),
        ("a", "c", 1.0),
        ("b", "c", 1.0),
    ]


def test_kappa_is_taken_where_both_answer() -> None:
    # both answer 8 photos, alike on 6; each says red 4 and grey 4 times: (0.75 - 0.5) / (1 - 0.5)
    (pair,) = compare_answers(table(a="rrrrgggg--", b="rrrggggr-r"))
    assert pair.kappa == pytest.approx(0.5)
    assert pair.kappa_interval.low < 0.5 < pair.kappa_interval.high


def test_two_that_never_both_answer_have_neither_figure() -> None:
    (pair,) = compare_answers(table(a="r-", b="-g"))
    assert (pair.differ_if_both, pair.kappa, pair.clashes) == (None, None, ())


def test_examples_are_where_both_are_surest() -> None:
    (pair,) = compare_answers(table(a="rrr-", b="ggrg"))
    assert [(clash.file, clash.first, clash.second) for clash in pair.clashes] == [
        ("1.jpg", "red", "grey"),
        ("0.jpg", "red", "grey"),
    ]


def test_overall_counts_every_shared_question() -> None:
    length = find_question("hair.length", VOCABULARY)
    tables = [table(a="rrrr", b="rrgg"), table(question=length, a="rr", b="rg"), table(a="rr", c="rr")]
    found = compare_overall(tables, ["a", "b", "c"])
    assert [(each.first, each.second, each.answers) for each in found] == [("a", "b", 6), ("a", "c", 2)]
    assert found[0].differ == pytest.approx(0.5)
    assert found[0].interval.low < 0.5 < found[0].interval.high
