import pytest

from tests.unit.comparison.build import VOCABULARY
from wornby.comparison import Subject, find_question, known_columns
from wornby.datamodel import Place


@pytest.mark.parametrize(
    ("column", "question", "subject", "attribute"),
    [
        ("hair_color", "hair.color", Subject.WEARER, "hair.color"),
        ("eyewear", "eyewear.kind", Subject.WEARER, "eyewear.kind"),
        ("upper_type", "outermost.kind", Subject.OUTERMOST, "garment.kind"),
        ("upper_color", "outermost.color", Subject.OUTERMOST, "garment.color"),
        ("lower_type", "lower.kind", Subject.PLACE, "lower.kind"),
        ("color", "lying.color", Subject.LYING, "garment.color"),
        ("garment.kind", "garment.kind", Subject.GARMENT, "garment.kind"),
        ("garment.sleeve", "garment.sleeve", Subject.GARMENT, "garment.sleeve"),
        ("bag.kind", "bag.kind", Subject.WEARER, "bag.kind"),
        ("photo.kind", "photo.kind", Subject.PHOTO, "photo.kind"),
        ("outer.color", "outer.color", Subject.PLACE, "outer.color"),
    ],
)
def test_a_column_asks(column, question, subject, attribute) -> None:
    found = find_question(column, VOCABULARY)
    assert (found.id, found.subject, found.attribute) == (question, subject, attribute)


@pytest.mark.parametrize("column", ["", "file", "label", "doubt", "product", "garment.look", "body.build", "size.worn"])
def test_a_column_that_asks_nothing(column) -> None:
    assert find_question(column, VOCABULARY) is None


@pytest.mark.parametrize("column", known_columns(VOCABULARY))
def test_every_known_column_asks_and_ends_with_not_visible(column) -> None:
    found = find_question(column, VOCABULARY)
    assert found.value_ids[-1] == "not_visible"
    assert found.title
    assert found.about


def test_the_outermost_garment_is_none_of_the_lower_body() -> None:
    assert {"trousers", "boots"}.isdisjoint(find_question("upper_type", VOCABULARY).value_ids)


def test_a_place_can_be_bare() -> None:
    found = find_question("lower_type", VOCABULARY)
    assert found.place is Place.LOWER
    assert found.value_ids[0] == "none"
