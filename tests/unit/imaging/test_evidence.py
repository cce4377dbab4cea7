from dataclasses import replace

import numpy as np
import pytest

from wornby.datamodel import MatchState, StandingMatch, Verdict
from wornby.imaging.evidence import draw_evidence, evidence_lines
from wornby.testing.factories import make_box, make_decision, make_evidence, make_match
from wornby.testing.pictures import noise

FIT = make_evidence().motif
PLAIN = np.full((300, 200, 3), 128, np.uint8)
MOTIF = StandingMatch(match=make_match(evidence=make_evidence(), state=MatchState.CONFIRMED))


def has_ink(sheet, ink):
    return bool((sheet == np.array(ink, np.uint8)).all(axis=2).any())


@pytest.mark.parametrize(
    ("photo", "product"),
    [(PLAIN, PLAIN), (noise(640, 40), noise(40, 640)), (PLAIN, None), (noise(1, 1), noise(1, 1))],
    ids=["plain", "odd-sides", "no-product", "tiny"],
)
def test_draws_a_sheet(photo, product) -> None:
    sheet = draw_evidence(photo, product, standing=MOTIF, box=make_box())
    assert sheet.dtype == np.uint8
    assert sheet.shape[0] > 900
    assert sheet.shape[1] > 400


def test_lines_go_from_picture_to_picture() -> None:
    with_lines = draw_evidence(PLAIN, PLAIN, standing=MOTIF, box=None)
    between = with_lines[:900, 602:622]
    assert has_ink(between, (230, 60, 50))


def test_without_a_motif_there_are_no_lines() -> None:
    bare = StandingMatch(match=make_match())
    sheet = draw_evidence(PLAIN, PLAIN, standing=bare, box=None)
    assert len(np.unique(sheet[:900, 602:622].reshape(-1, 3), axis=0)) == 1


def test_the_garments_box_is_drawn() -> None:
    assert has_ink(draw_evidence(PLAIN, PLAIN, standing=MOTIF, box=make_box()), (20, 110, 200))
    assert not has_ink(draw_evidence(PLAIN, PLAIN, standing=MOTIF, box=None), (20, 110, 200))


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (StandingMatch(match=make_match(evidence=None)), ["product SKU-1", "likely, score 0.75", "did not find it"]),
        (
            MOTIF,
            [
                "confirmed, score 0.75",
                "the same print by 50%",
                "24 points on 2 planes over 75% of it",
                "96 px",
                "CIEDE2000 2.5",
                "kind: agrees",
            ],
        ),
        (
            StandingMatch(match=make_match(evidence=make_evidence(motif=replace(FIT, inliers=1, planes=1)))),
            ["1 point on 1 plane over"],
        ),
        (StandingMatch(match=make_match()), ["the product has none", "cosine 0.88"]),
        (StandingMatch(match=make_match(evidence=make_evidence(motif=None))), ["motif: not found"]),
        (
            StandingMatch(match=make_match(), decision=make_decision(verdict=Verdict.REJECTED)),
            ["rejected by staff/anna on 2026-01-02", "the matcher: likely"],
        ),
        (
            StandingMatch(
                match=make_match(
                    evidence=make_evidence(
                        color_distance=None,
                        kind_agrees=False,
                        pattern_agrees=None,
                        rival_inliers=4,
                        text=0.5,
                        untuned_score=0.25,
                        untuned_state=MatchState.SIMILAR,
                    )
                )
            ),
            [
                *("colour: not known", "kind: differs; pattern: not known", "another product: 4 points"),
                *("50% agree", "before tuning: similar, score 0.25"),
            ],
        ),
        (
            StandingMatch(match=make_match(evidence=make_evidence(corrected_distance=1.25))),
            ["2.5, 1.2 with the light corrected"],
        ),
        (
            StandingMatch(match=make_match(evidence=make_evidence(rival_similarity=0.25, rival_distance=12.5))),
            ["of another product 0.25", "colour of another product with that motif: CIEDE2000 12.5"],
        ),
    ],
    ids=["person-only", "motif", "one-point", "plain", "not-found", "decided", "doubts", "light", "rival"],
)
def test_the_lines_say_what_was_measured(standing, words) -> None:
    said = "\n".join(evidence_lines(standing))
    assert [word for word in words if word not in said] == []
