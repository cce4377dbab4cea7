import json

import numpy as np
import pytest

from wornby.datamodel import MatchEvidence, MatchState
from wornby.datamodel.serial_matching import box_from_list, box_to_list, evidence_from_dict, evidence_to_dict
from wornby.errors import InputError
from wornby.testing.factories import make_box, make_evidence

WHOLE = make_evidence(
    corrected_distance=1.5, rival_inliers=3, text=0.5, untuned_score=0.25, untuned_state=MatchState.SIMILAR
)


@pytest.mark.parametrize(
    "evidence",
    [make_evidence(motif=None, color_distance=None, kind_agrees=None, pattern_agrees=None), make_evidence(), WHOLE],
    ids=["little", "motif", "whole"],
)
def test_evidence_comes_back(evidence) -> None:
    assert evidence_from_dict(json.loads(json.dumps(evidence_to_dict(evidence)))) == evidence


def test_numbers_of_numpy_become_plain() -> None:
    data = evidence_to_dict(make_evidence(similarity=np.float32(0.5), rival_inliers=np.int64(2), kind_agrees=np.True_))
    assert json.loads(json.dumps(data))["rival_inliers"] == 2


def test_evidence_without_a_tuning_says_nothing_of_one() -> None:
    assert not evidence_to_dict(make_evidence()).keys() & {"untuned_score", "untuned_state"}


def test_what_was_not_measured_at_that_time_may_be_missing() -> None:
    assert evidence_from_dict({"similarity": 0.5}) == MatchEvidence(similarity=0.5)


def test_points_may_be_missing() -> None:
    data = evidence_to_dict(make_evidence())
    del data["motif"]["points"]
    assert evidence_from_dict(data).motif.points == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("similarity"),
        lambda data: data.update(more=1),
        lambda data: data["motif"].pop("planes"),
        lambda data: data.update(motif=[]),
        lambda data: data.update(untuned_state="sure"),
        lambda data: data["motif"].update(points="AAAAAAAA8D8="),
        lambda data: data["motif"].update(points="?"),
        lambda data: data["motif"].update(points=[0.5]),
    ],
    ids=["missing", "unknown", "motif-missing", "no-motif", "state", "one-number", "no-base64", "list"],
)
def test_reading_is_strict(change) -> None:
    data = evidence_to_dict(make_evidence())
    change(data)
    with pytest.raises(InputError):
        evidence_from_dict(data)


def test_evidence_is_an_object() -> None:
    with pytest.raises(InputError):
        evidence_from_dict([])


def test_a_box_comes_back() -> None:
    assert box_from_list(box_to_list(make_box())) == make_box()


@pytest.mark.parametrize("corners", [None, [0, 0, 1], "abcd"], ids=["none", "three", "text"])
def test_a_box_has_four_corners(corners) -> None:
    with pytest.raises(InputError):
        box_from_list(corners)
