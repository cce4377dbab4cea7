"""From evidence to score and state."""

from dataclasses import replace
from pathlib import Path

import pytest

from wornby.datamodel import MatchEvidence, MatchState, MotifFit
from wornby.errors import ModelError
from wornby.matching.scoring import LinearScore, Scorer, color_distance, numbers, state_of

FIT = MotifFit(picture="p", inliers=20, planes=1, coverage=0.6, similarity=0.97, side_px=60.0)
LOOK = MatchEvidence(similarity=0.8, color_distance=4.0, corrected_distance=3.0, kind_agrees=True, pattern_agrees=True)
FOUND = replace(LOOK, has_motif=True, motif=FIT)


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.read()


def test_of_two_colour_distances_the_lesser_counts() -> None:
    assert color_distance(LOOK) == 3.0


def test_an_unknown_colour_has_no_distance() -> None:
    assert color_distance(MatchEvidence(similarity=0.5)) is None


def test_without_geometry_nothing_is_confirmed() -> None:
    assert state_of(LOOK, 1.0, confirmed=0.0, likely=0.5) is MatchState.LIKELY


def test_a_motif_of_which_no_points_fit_confirms_nothing() -> None:
    seam = replace(FOUND, motif=replace(FIT, inliers=2), kind_agrees=None)
    assert state_of(seam, 1.0, confirmed=0.0, likely=0.5) is MatchState.SIMILAR


@pytest.mark.parametrize("change", [{"kind_agrees": None}, {"kind_agrees": False}, {"color_distance": None}])
def test_a_look_is_likely_only_where_all_of_it_speaks(change: dict[str, bool | None]) -> None:
    assert state_of(replace(LOOK, **change), 1.0, confirmed=0.0, likely=0.5) is MatchState.SIMILAR


@pytest.mark.parametrize(
    ("score", "state"),
    [(0.2, MatchState.SIMILAR), (0.6, MatchState.LIKELY), (0.9, MatchState.CONFIRMED)],
    ids=["low", "middle", "high"],
)
def test_with_geometry_the_score_decides(score: float, state: MatchState) -> None:
    assert state_of(FOUND, score, confirmed=0.8, likely=0.5) is state


def test_numbers_of_bare_evidence_are_finite() -> None:
    assert all(abs(value) <= 5 for value in numbers(MatchEvidence(similarity=-1.0)).values())


def test_all_weights_name_numbers_that_there_are(scorer: Scorer) -> None:
    known = set(numbers(FOUND))
    assert all(set(part.weights) <= known for part in (scorer.geometric, scorer.look, scorer.shortlist))


def test_a_motif_in_the_right_colour_scores_high(scorer: Scorer) -> None:
    assert scorer.score(replace(FOUND, rival_similarity=0.7)) > 0.8


@pytest.mark.parametrize(
    "worse",
    [
        replace(FOUND, color_distance=35.0, corrected_distance=34.0),
        replace(FOUND, rival_distance=1.0, color_distance=16.0, corrected_distance=15.0, rival_motif=0.97),
        replace(FOUND, motif=replace(FIT, inliers=6, coverage=0.1, similarity=0.5)),
        replace(FOUND, rival_motif=0.99),
    ],
    ids=["another colour", "the same print in a nearer colour", "less like it", "another print fits better"],
)
def test_what_speaks_against_it_lowers_the_score(scorer: Scorer, worse: MatchEvidence) -> None:
    assert scorer.score(worse) < scorer.score(FOUND)


def test_a_motif_that_is_missing_lowers_the_score(scorer: Scorer) -> None:
    assert scorer.score(replace(LOOK, has_motif=True)) < scorer.score(LOOK)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"scorer\.json"):
        Scorer.read(tmp_path / "scorer.json")


def test_log_odds_are_a_weighted_sum() -> None:
    assert LinearScore(intercept=1.0, weights={"a": 2.0}).log_odds({"a": 3.0, "b": 9.0}) == 7.0
