"""The best fit of a product, and its rivals."""

from dataclasses import replace

import pytest

from wornby.datamodel import MatchEvidence, MotifFit
from wornby.matching.evidence import best_fit, with_rivals

FIT = MotifFit(picture="a", inliers=9, planes=1, coverage=0.4, similarity=0.8, side_px=50.0)
SEEN = MatchEvidence(similarity=0.7, color_distance=5.0, has_motif=True, motif=FIT)


def test_no_fits_have_no_best() -> None:
    assert best_fit({}, pictures=["a", "b"]) is None


def test_fits_of_other_pictures_do_not_count() -> None:
    assert best_fit({"c": FIT}, pictures=["a", "b"]) is None


def test_the_likeliest_fit_is_best() -> None:
    likelier = replace(FIT, picture="b", inliers=2, similarity=0.9)
    assert best_fit({"a": FIT, "b": likelier}, pictures=["a", "b"]) == likelier


def test_alone_there_is_no_rival() -> None:
    assert with_rivals({"one": SEEN})["one"].rival_motif == 0.0


def test_a_rival_is_the_best_of_the_others() -> None:
    others = {"two": replace(SEEN, motif=replace(FIT, similarity=0.3)), "three": replace(SEEN, motif=None)}
    assert with_rivals({"one": SEEN, **others})["one"].rival_motif == 0.3


@pytest.mark.parametrize(
    ("similarity", "distance"), [(0.75, 2.0), (0.2, None)], ids=["the same print", "another print"]
)
def test_only_the_same_print_is_a_rival_in_colour(similarity: float, distance: float | None) -> None:
    other = replace(SEEN, color_distance=2.0, motif=replace(FIT, similarity=similarity))
    assert with_rivals({"one": SEEN, "two": other})["one"].rival_distance == distance
