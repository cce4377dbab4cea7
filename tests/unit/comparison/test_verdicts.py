import pytest

from tests.unit.comparison.build import hair, hair_tags
from wornby.comparison import Verdict, score_tags
from wornby.comparison.verdicts import judge

TRUTH = ["red", "grey"] * 20
WRONG = {"red": "grey", "grey": "red"}


def scores(truth=TRUTH, **right: int):
    """Scores of taggers that are right on so many photos, the first ones."""
    given = hair(*truth)
    return {
        name: score_tags(
            hair_tags(*((label if n < number else WRONG[label], 0.9) for n, label in enumerate(truth))), given
        )[0]
        for name, number in right.items()
    }


def verdict(*, fused=None, truth=TRUTH, **right: int):
    found = scores(truth, **right)
    both = ("fused", scores(truth, fused=fused)["fused"]) if fused is not None else None
    return judge("hair.color", found, photos=len(truth), fused=both)


@pytest.mark.parametrize(("photos", "words"), [(0, "no labels"), (40, "nobody states it")])
def test_without_taggers_there_is_no_best(photos, words) -> None:
    found = judge("hair.color", {}, photos=photos, fused=None)
    assert (found.best, found.words, found.good_enough, found.winners) == (None, words, False, frozenset())


@pytest.mark.parametrize(
    ("right", "words", "winners"),
    [
        ({"builtin": 38}, "only builtin states it", {"builtin"}),
        ({"builtin": 38, "file:b.jsonl": 25}, "builtin is better than all others", {"builtin"}),
        ({"builtin": 38, "b": 37}, "builtin is ahead; b is not told apart", {"builtin", "b"}),
        ({"a": 37, "b": 38, "c": 37, "d": 10}, "b is ahead; a and c are not told apart", {"a", "b", "c"}),
        ({"a": 38, "file:b.jsonl": 38}, "a is ahead; b (file) is not told apart", {"a", "file:b.jsonl"}),
        ({"a": 22, "b": 20}, "none is good enough: none is better, beyond chance, than always saying “red”", set()),
    ],
    ids=["alone", "better", "tie", "several", "equal", "no-better-than-the-commonest"],
)
def test_the_best_by_accuracy_and_who_is_not_told_apart(right, words, winners) -> None:
    found = verdict(**right)
    assert found.words == words
    assert found.winners == winners


def test_too_few_labels_are_said_to_be_too_few() -> None:
    found = verdict(truth=["red", "grey"] * 4, a=8, b=0)
    assert found.words == "too few labels (8) to say"
    assert not found.good_enough


@pytest.mark.parametrize(
    ("truth", "right"), [(["red"] * 40, 40), (["red"] * 40, 3)], ids=["always-right", "mostly-wrong"]
)
def test_labels_of_one_value_only_tell_nothing(truth, right: int) -> None:
    found = verdict(truth=truth, a=right)
    assert found.words == "the labels hold one value only, “red”: they cannot tell who is good"
    assert found.winners == frozenset()


def test_the_fusion_is_measured_against_the_best_and_wins_nothing() -> None:
    found = verdict(a=30, b=20, fused=40)
    assert (found.fused.tagger, found.fused.against, found.fused.verdict) == ("fused", "a", Verdict.BETTER)
    assert found.best == "a"
