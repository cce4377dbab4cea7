"""Filters as people write them."""

import pytest

from wornby.datamodel import Clause
from wornby.errors import FilterError
from wornby.search import parse_where
from wornby.search.filters import holds
from wornby.vocabulary import load_vocabulary


def clause(attribute, *values, negate=False):
    return Clause(attribute=attribute, values=frozenset(values), negate=negate)


@pytest.mark.parametrize(
    ("words", "filters"),
    [
        ([], ()),
        (["hair.color=red"], (clause("hair.color", "red"),)),
        (["hair.color=red,brown"], (clause("hair.color", "red", "brown"),)),
        (["hair.color=red", "hair.color=brown"], (clause("hair.color", "red", "brown"),)),
        (["hair.color!=red"], (clause("hair.color", "red", negate=True),)),
        (
            ["hair.color=red", "hair.color!=brown"],
            (clause("hair.color", "red"), clause("hair.color", "brown", negate=True)),
        ),
        ([" Hair.Color = Red , brown"], (clause("hair.color", "red", "brown"),)),
        (["product=SKU-1=a"], (clause("product", "SKU-1=a"),)),
        (["upper.color=white", "lower.kind=jeans"], (clause("upper.color", "white"), clause("lower.kind", "jeans"))),
    ],
    ids=["empty", "one", "several", "merged", "not", "both", "sloppy", "structural", "two"],
)
def test_filters_are_read(words, filters):
    assert parse_where(words, load_vocabulary()) == filters


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("", "Not a filter"),
        ("red", "Not a filter"),
        ("=red", "Not a filter"),
        ("hair.color=", "names no value"),
        ("hair.color=,", "names no value"),
        ("hair.colr=red", "Did you mean 'hair.color'"),
        ("hair.color=rad", "Did you mean 'red'"),
        ("hair.color=not_visible", "cannot be searched"),
    ],
)
def test_wrong_filters_are_told(word, told):
    with pytest.raises(FilterError, match=told):
        parse_where([word], load_vocabulary())


@pytest.mark.parametrize(
    ("one", "attributes", "held"),
    [
        (clause("hair.color", "red"), {}, False),
        (clause("hair.color", "red"), {"hair.color": ("red",)}, True),
        (clause("hair.color", "red", "brown"), {"hair.color": ("brown",)}, True),
        (clause("hair.color", "red"), {"hair.color": ("grey",)}, False),
        (clause("hair.color", "red", negate=True), {}, True),
        (clause("hair.color", "red", negate=True), {"hair.color": ("red", "grey")}, False),
    ],
    ids=["unknown", "same", "any", "other", "not-unknown", "not-one-of-two"],
)
def test_whether_a_clause_holds(one, attributes, held):
    assert holds(one, attributes) is held
