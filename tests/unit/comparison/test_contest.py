import pytest

from tests.unit.comparison.build import hair, hair_tags
from wornby.comparison import Verdict, compare, score_tags

TRUTH = hair(*["red", "grey"] * 20)
GOOD = hair_tags(*[("red", 0.9), ("grey", 0.9)] * 20)
POOR = hair_tags(*[("red", 0.9)] * 40)
NEAR = hair_tags(*[("red", 0.9), ("grey", 0.9)] * 19, ("red", 0.9), ("red", 0.9))


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [(POOR, GOOD, Verdict.BETTER), (GOOD, POOR, Verdict.WORSE), (GOOD, NEAR, Verdict.NOT_TOLD_APART)],
    ids=["better", "worse", "near"],
)
def test_verdicts(first, second, verdict) -> None:
    (found,) = compare({"a": score_tags(first, TRUTH), "b": score_tags(second, TRUTH)})
    assert (found.tagger, found.against, found.verdict) == ("b", "a", verdict)
    assert found.interval.low <= found.difference <= found.interval.high


@pytest.mark.parametrize("count", [0, 1])
def test_one_tagger_is_compared_with_nobody(count) -> None:
    assert compare(dict.fromkeys(["a"][:count], score_tags(GOOD, TRUTH))) == ()


@pytest.mark.parametrize(
    ("wrong", "verdict"), [(0, Verdict.NOT_TOLD_APART), (4, Verdict.NOT_TOLD_APART), (6, Verdict.BETTER)]
)
def test_six_photos_that_only_one_has_right_are_needed(wrong: int, verdict: Verdict) -> None:
    """2 / 2^5 is more than 0.05, 2 / 2^6 is less."""
    labels = hair(*["red", "grey"] * 17, *["grey"] * wrong, *["red"] * (6 - wrong))
    given = [("red", 0.9), ("grey", 0.9)] * 17
    good = hair_tags(*given, *[("grey", 0.9)] * wrong, *[("red", 0.9)] * (6 - wrong))
    worse = hair_tags(*given, *[("red", 0.9)] * 6)
    (found,) = compare({"worse": score_tags(worse, labels), "good": score_tags(good, labels)})
    assert found.verdict is verdict
    assert found.p_value == pytest.approx(min(1.0, 2 / 2**wrong))
