import random
from collections import Counter

import numpy as np
import pytest

from wornby.datamodel import Filters
from wornby.stores.bits import Words, pack, unpack
from wornby.stores.columns import FEW_VALUES, AttributeColumns
from wornby.testing.suites_index import clause

SIZE = 700
VALUES = {"few": 5, "many": 4 * FEW_VALUES}


def attributes(number: int, *, seed: int = 1) -> list[dict[str, list[str]]]:
    rng = random.Random(seed)
    return [
        {name: [str(rng.randrange(size)) for _ in range(rng.choice((0, 1, 3)))] for name, size in VALUES.items()}
        for _ in range(number)
    ]


def filled(rows: list[dict[str, list[str]]], *, batch: int = 97) -> AttributeColumns:
    columns = AttributeColumns()
    for start in range(0, len(rows), batch):
        columns.append(rows[start : start + batch])
    return columns


def everything(size: int) -> Words:
    return pack(np.ones(size, dtype=np.bool_))


def counted(rows: list[dict[str, list[str]]], name: str) -> dict[str, int]:
    return dict(Counter(value for row in rows for value in set(row.get(name, ()))))


def test_no_rows_have_no_values() -> None:
    assert AttributeColumns().facets((), alive=everything(0), attributes=["few"]) == {"few": {}}


@pytest.mark.parametrize("number", [1, 64, SIZE])
@pytest.mark.parametrize("name", VALUES)
def test_counts_values(name: str, number: int) -> None:
    rows = attributes(number)
    found = filled(rows).facets((), alive=everything(number), attributes=[name])
    assert found == {name: counted(rows, name)}


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5])
@pytest.mark.parametrize("name", VALUES)
def test_counts_living_rows_alone(name: str, share: float) -> None:
    rows = attributes(SIZE)
    alive = np.random.default_rng(2).random(SIZE) < share
    found = filled(rows).facets((), alive=pack(alive), attributes=[name])
    assert found == {name: counted([row for row, lives in zip(rows, alive, strict=True) if lives], name)}


@pytest.mark.parametrize(
    "filters",
    [
        (),
        (clause("few", "1"),),
        (clause("few", "1", "2", "unknown"),),
        (clause("few", "1", negate=True),),
        (clause("many", "7"),),
        (clause("many", "7", "8", "9"),),
        (clause("many", "7", "8", negate=True), clause("few", "3")),
        (clause("none", "x"),),
        (clause("none", "x", negate=True),),
    ],
    ids=["none", "one", "any", "not", "one-of-many", "any-of-many", "both", "unknown", "not-unknown"],
)
def test_selects_rows(filters: Filters) -> None:
    rows = attributes(SIZE)
    expected = [
        all((not one.values.isdisjoint(row.get(one.attribute, ()))) != one.negate for one in filters) for row in rows
    ]
    assert unpack(filled(rows).select(filters, alive=everything(SIZE)), SIZE).tolist() == expected


def test_a_column_that_gets_many_values_keeps_those_it_had() -> None:
    rows = [{"a": [str(number)]} for number in range(FEW_VALUES + 50)]
    found = filled(rows, batch=10).facets((), alive=everything(len(rows)), attributes=["a"])
    assert found == {"a": {str(number): 1 for number in range(len(rows))}}


def test_an_attribute_that_comes_late_has_no_values_before() -> None:
    columns = filled([{}] * 70 + [{"a": ["x"]}] + [{}] * 70)
    assert np.flatnonzero(unpack(columns.select((clause("a", "x"),), alive=everything(141)), 141)).tolist() == [70]


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_keeps_rows_and_goes_on(share: float) -> None:
    rows, later = attributes(SIZE), attributes(50, seed=3)
    kept = np.flatnonzero(np.random.default_rng(4).random(SIZE) < share)
    columns = filled(rows)
    columns.keep(kept)
    columns.append(later)
    left = [rows[row] for row in kept] + later
    found = columns.facets((), alive=everything(len(left)), attributes=list(VALUES))
    assert found == {name: counted(left, name) for name in VALUES}


def test_what_was_dumped_is_taken_back() -> None:
    columns = filled(attributes(SIZE))
    names, arrays = columns.dump()
    columns.append(attributes(100, seed=5))
    other = AttributeColumns()
    other.restore(names, arrays=arrays, size=SIZE)
    other.append(attributes(100, seed=5))
    alive = everything(SIZE + 100)
    assert other.facets((), alive=alive, attributes=list(VALUES)) == columns.facets(
        (), alive=alive, attributes=list(VALUES)
    )


def test_names_the_values_of_living_rows() -> None:
    columns = filled([{"a": ["x"]}, {"a": ["y"]}])
    assert columns.values("a", alive=pack(np.array([True, False]))) == {"x"}
    assert columns.values("b", alive=everything(2)) == frozenset()
