import pytest

from tests.unit.comparison.build import hair, labels
from wornby.comparison import agree


def test_shares_and_disputes() -> None:
    (found,) = agree(hair("red", "red", "grey?", "grey"), hair("red", "grey", "red", "grey"))
    assert (found.photos, found.equal) == (4, 0.5)
    assert found.kappa == pytest.approx(0.0)
    assert [(each.file, each.first, each.second, each.doubted) for each in found.disputes] == [
        ("1.jpg", "red", "grey", False),
        ("2.jpg", "grey", "red", True),
    ]


def test_only_what_both_labelled_counts() -> None:
    first = labels({"file": "a.jpg", "hair.color": "red"}, {"file": "b.jpg", "hair.color": ""})
    second = labels({"file": "a.jpg", "hair_color": "red"}, {"file": "b.jpg", "hair_color": "red"})
    (found,) = agree(first, second)
    assert (found.photos, found.equal, found.kappa) == (1, 1.0, None)


def test_nothing_in_common() -> None:
    assert agree(hair("red"), labels({"file": "0.jpg", "bag.kind": "none"})) == ()
