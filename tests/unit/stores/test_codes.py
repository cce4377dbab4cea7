import numpy as np
import pytest

from wornby.datamodel import EmbeddingSpace
from wornby.stores.codes import BitCodes
from wornby.stores.wanted import Wanted
from wornby.testing.factories import make_vectors

WIDE = EmbeddingSpace(name="wide", dimensions=64)
VECTORS = make_vectors(900, seed=1, space=WIDE)
QUERY = make_vectors(1, seed=2, space=WIDE)[0]


def codes(number: int = 900, *, block: int = 256) -> BitCodes:
    found = BitCodes(WIDE.dimensions, block=block)
    found.train(VECTORS)
    for start in range(0, number, 300):
        found.add(VECTORS[start : min(number, start + 300)])
    return found


def only(rows: list[int], how: str) -> Wanted:
    numbers = np.array(rows, dtype=np.int64)
    if how == "rows":
        return Wanted(number=len(rows), rows=numbers)
    return Wanted(number=len(rows), mask=np.isin(np.arange(900), numbers))


@pytest.mark.parametrize("number", [1, 256, 257, 900])
@pytest.mark.parametrize("block", [256, 1024])
def test_holds_all_rows(number: int, block: int) -> None:
    assert len(codes(number, block=block)) == number


def test_a_scan_for_all_rows_gives_each_once() -> None:
    rows, _ = codes().scan(QUERY, wanted=Wanted(number=900), fetch=900)
    assert sorted(rows) == list(range(900))


def test_estimates_come_best_first() -> None:
    rows, estimates = codes().scan(QUERY, wanted=Wanted(number=900), fetch=50)
    assert len(rows) == 50
    assert np.all(np.diff(estimates) <= 0)


def test_blocks_change_nothing() -> None:
    few, _ = codes(block=1024).scan(QUERY, wanted=Wanted(number=900), fetch=50)
    many, _ = codes(block=100).scan(QUERY, wanted=Wanted(number=900), fetch=50)
    assert set(few) == set(many)


def test_errors_are_of_the_size_that_is_told() -> None:
    found = codes()
    rows, estimates = found.scan(QUERY, wanted=Wanted(number=900), fetch=900)
    errors = estimates - VECTORS[rows] @ QUERY
    assert float(np.sqrt(np.square(errors).mean())) == pytest.approx(found.error(QUERY), rel=0.15)


@pytest.mark.parametrize("how", ["rows", "mask"])
@pytest.mark.parametrize("wanted", [[], [3], [255, 256, 899], list(range(300, 500))])
def test_gives_wanted_rows_alone(wanted: list[int], how: str) -> None:
    rows, _ = codes().scan(QUERY, wanted=only(wanted, how), fetch=900)
    assert sorted(rows) == wanted


def test_keeps_rows() -> None:
    found = codes()
    kept = np.arange(900) % 3 == 0
    before = dict(
        zip(
            *(part.tolist() for part in found.scan(QUERY, wanted=Wanted(number=300, mask=kept), fetch=900)), strict=True
        )
    )
    found.keep(kept)
    rows, estimates = found.scan(QUERY, wanted=Wanted(number=300), fetch=900)
    assert len(found) == 300
    assert dict(zip((rows * 3).tolist(), estimates.tolist(), strict=True)) == before


def test_what_was_dumped_is_taken_back() -> None:
    other = BitCodes(WIDE.dimensions, block=300)
    other.restore(codes().dump())
    other.add(VECTORS[:1])
    rows, _ = other.scan(VECTORS[0], wanted=Wanted(number=901), fetch=2)
    assert set(rows) == {0, 900}


def test_refuses_codes_of_another_width() -> None:
    with pytest.raises(ValueError, match="width"):
        BitCodes(32).restore(codes().dump())
