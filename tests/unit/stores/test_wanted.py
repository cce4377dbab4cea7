import numpy as np
import pytest

from wornby.stores.bits import pack
from wornby.stores.wanted import Wanted, spans, wanted_rows

ENTRIES = 4000
OWNERS = np.repeat(np.arange(ENTRIES, dtype=np.int32), np.random.default_rng(1).integers(0, 4, size=ENTRIES))


@pytest.mark.parametrize("number", [0, 3, 1000, 3900, ENTRIES], ids=["none", "few", "some", "most", "all"])
def test_gives_the_rows_of_selected_entries(number: int) -> None:
    selected = np.isin(np.arange(ENTRIES), np.random.default_rng(2).choice(ENTRIES, number, replace=False))
    wanted = wanted_rows(pack(selected), owners=OWNERS, entries=ENTRIES)
    expected = np.flatnonzero(selected[OWNERS])
    assert wanted.as_rows().tolist() == expected.tolist()
    assert wanted.number == len(expected)


def test_all_rows() -> None:
    assert Wanted(number=3).as_rows().tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("wanted", "places"),
    [([], []), ([1], []), ([0], [0, 1]), ([0, 2], [0, 1, 2]), ([3, 9], [3, 4, 5])],
    ids=["none", "without-rows", "one", "two", "unknown"],
)
def test_spans(wanted: list[int], places: list[int]) -> None:
    owners = np.array([0, 0, 2, 3, 3, 3], dtype=np.int32)
    assert spans(np.array(wanted, dtype=np.int64), owners=owners).tolist() == places
