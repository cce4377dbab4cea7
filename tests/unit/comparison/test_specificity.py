import pytest

from tests.unit.comparison.build import VOCABULARY, fact, labels, worn
from wornby.comparison import find_question, score_tags

OTHER, HAT, CAP, NONE, UNSEEN = "other", "hat", "cap", "none", "not_visible"


def score(*cells: tuple[str, str | None], attribute: str = "headwear.kind"):
    given = labels(*({"file": f"{n}.jpg", attribute: label} for n, (label, _) in enumerate(cells)))
    key = attribute.replace(".", "__")
    tags = {f"{n}.jpg": worn(**({key: fact(said)} if said else {})) for n, (_, said) in enumerate(cells)}
    return score_tags(tags, given)[0]


@pytest.mark.parametrize(
    ("cells", "right", "total"),
    [
        ([(HAT, HAT), (CAP, OTHER)], 1, 2),
        ([(HAT, CAP)], 1, 1),
        ([(HAT, HAT), (OTHER, OTHER)], 1, 1),
        ([(HAT, HAT), (HAT, None), (HAT, UNSEEN), (HAT, NONE)], 1, 1),
        ([(HAT, HAT), (NONE, OTHER), (UNSEEN, OTHER)], 1, 1),
    ],
    ids=["half", "wrong-but-specific", "label-is-general", "nothing-named", "nothing-there"],
)
def test_share_of_stated_answers_that_are_specific(cells, right, total) -> None:
    found = score(*cells).specificity
    assert (found.right, found.total) == (right, total)


@pytest.mark.parametrize("cells", [[(OTHER, OTHER)], [(HAT, None)]], ids=["only-general-labels", "only-silence"])
def test_there_is_none_where_nothing_could_be_specific(cells) -> None:
    assert score(*cells).specificity is None


def test_there_is_none_where_every_value_is_specific() -> None:
    assert score(("red", "red"), attribute="hair.color").specificity is None


def test_general_answers_are_listed() -> None:
    found = score((HAT, OTHER), (HAT, HAT), (OTHER, OTHER), (CAP, OTHER)).too_general()
    assert [(cell.file, cell.label) for cell in found] == [("0.jpg", HAT), ("3.jpg", CAP)]


@pytest.mark.parametrize(
    ("attribute", "general"),
    [
        ("garment.kind", {"shoes", "other"}),
        ("feet.kind", {"shoes"}),
        ("garment.pattern", {"other"}),
        ("bag.kind", {"other"}),
        ("headwear.kind", {"other"}),
        ("hair.color", set()),
        ("eyewear.kind", set()),
    ],
)
def test_values_that_stand_for_any_other(attribute, general) -> None:
    assert find_question(attribute, VOCABULARY).general_ids == general
