"""What is made of the words of a garment."""

import pytest

from wornby.datamodel import Clause, ColorWish
from wornby.vocabulary.lexicon import Role, Unit
from wornby.vocabulary.parts import (
    Named,
    can_join,
    first_at,
    is_exact,
    is_of,
    lost_of,
    values_of,
    wish_of,
    words_of,
)

NAVY = Unit(role=Role.COLOR, words="navy", at=1, values=frozenset({"navy"}), hex="#000080")
RED = Unit(role=Role.COLOR, words="red", at=2, values=frozenset({"red"}))
EXACT = Unit(role=Role.COLOR, words="#1e3a5f", at=3, hex="#1e3a5f")
OR_EXACT = Unit(role=Role.COLOR, words="#1e3a5f", at=3, hex="#1e3a5f", other=True)
DARK = Unit(role=Role.SHADE, words="dark", at=0, values=frozenset({"black", "navy"}))
SHIRT = Unit(role=Role.KIND, words="shirt", at=4, values=frozenset({"shirt"}))
BLONDE = Unit(role=Role.HAIR_VALUE, words="blonde", attribute="hair.color", values=frozenset({"blonde"}))


@pytest.mark.parametrize(
    ("units", "lost"),
    [
        ([], []),
        ([RED, SHIRT], []),
        ([DARK, SHIRT], []),
        ([RED, EXACT, SHIRT], []),
        ([RED, OR_EXACT, SHIRT], ["#1e3a5f"]),
        ([NAVY, EXACT, SHIRT], ["#1e3a5f"]),
        ([DARK, EXACT, SHIRT], ["dark"]),
        ([EXACT, OR_EXACT, SHIRT], []),
    ],
    ids=["empty", "family", "dark", "order", "or", "two", "dark-exact", "exact"],
)
def test_what_is_lost_beside_an_exact_colour(units, lost):
    assert [(unit.words, unit.weak) for unit in lost_of(units)] == [(words, True) for words in lost]


@pytest.mark.parametrize(
    ("units", "wish"),
    [
        ([], None),
        ([RED], None),
        ([EXACT], ColorWish(hex="#1e3a5f")),
        ([EXACT, SHIRT], ColorWish(hex="#1e3a5f", kinds=frozenset({"shirt"}))),
        ([NAVY, EXACT], None),
        ([DARK, NAVY], None),
    ],
    ids=["empty", "family", "exact", "kind", "two", "dark"],
)
def test_one_exact_colour_is_a_wish(units, wish):
    assert wish_of(units) == wish


@pytest.mark.parametrize(("unit", "exact"), [(SHIRT, False), (RED, False), (NAVY, False), (EXACT, True)])
def test_an_exact_colour_says_nothing_else(unit, exact):
    assert is_exact(unit) is exact


@pytest.mark.parametrize(("attribute", "said"), [("", False), ("hair.color", True), ("hair.length", False)])
def test_a_word_says_something_of_hair(attribute, said):
    assert is_of(BLONDE, attribute) is said


@pytest.mark.parametrize(
    ("attribute", "negate", "joined"),
    [("garment.kind", False, True), ("garment.kind", True, False), ("bag.kind", False, False)],
    ids=["same", "negated", "another"],
)
def test_clauses_of_one_attribute_can_be_joined(attribute, negate, joined):
    before = Clause(attribute="garment.kind", values=frozenset({"shirt"}))
    assert can_join(before, Clause(attribute=attribute, values=frozenset({"x"}), negate=negate)) is joined


@pytest.mark.parametrize(
    ("units", "said"),
    [([], (frozenset(), "", 0)), ([SHIRT, RED], (frozenset({"shirt", "red"}), "shirt red", 2))],
    ids=["empty", "two"],
)
def test_values_words_and_place_of_units(units, said):
    assert (values_of(units), words_of(units), first_at(units)) == said


def test_a_choice_of_garments_has_the_units_of_each():
    assert Named(each=[[RED], [SHIRT]], start=0, end=1).units == [RED, SHIRT]
