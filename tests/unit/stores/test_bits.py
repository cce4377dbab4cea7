import numpy as np
import pytest

from wornby.stores.bits import BitTable, count_bits, pack, unpack, words_of

SIZES = [0, 1, 63, 64, 65, 200]


def some(size: int) -> np.ndarray:
    return np.random.default_rng(size).random(size) < 0.4


@pytest.mark.parametrize(("size", "words"), [(0, 0), (1, 1), (64, 1), (65, 2)])
def test_words_of(size: int, words: int) -> None:
    assert words_of(size) == words


@pytest.mark.parametrize("size", SIZES)
def test_packs_and_unpacks(size: int) -> None:
    mask = some(size)
    assert len(pack(mask)) == words_of(size)
    assert unpack(pack(mask), size).tolist() == mask.tolist()


@pytest.mark.parametrize("size", SIZES)
def test_counts_bits(size: int) -> None:
    assert count_bits(pack(some(size))) == np.count_nonzero(some(size))


def test_counts_bits_of_each_line() -> None:
    assert count_bits(np.stack([pack(some(65)), pack(np.ones(65, dtype=np.bool_))])).tolist() == [some(65).sum(), 65]


def test_a_new_table_has_no_lines() -> None:
    assert BitTable().view.shape == (0, 0)


def test_a_table_grows_both_ways() -> None:
    table = BitTable()
    expected = np.zeros((9, 300), dtype=np.bool_)
    for number in range(9):
        table.grow(lines=number + 1, size=20 + 35 * number)
        rows = np.array([number, 19 + 35 * number])
        table.put(np.full(2, number), rows)
        expected[number, rows] = True
    assert [unpack(line, 300).tolist() for line in table.view] == expected.tolist()


def test_two_bits_of_one_byte_are_both_set() -> None:
    table = BitTable()
    table.grow(lines=1, size=8)
    table.put(np.zeros(3, dtype=np.int32), np.array([1, 2, 2]))
    assert np.flatnonzero(unpack(table.view[0], 8)).tolist() == [1, 2]


def test_clears_one_bit() -> None:
    table = BitTable()
    table.grow(lines=2, size=70)
    table.put(np.array([0, 1, 1, 1]), np.array([69, 68, 69, 5]))
    table.clear(line=1, row=69)
    assert [np.flatnonzero(unpack(line, 70)).tolist() for line in table.view] == [[69], [5, 68]]


@pytest.mark.parametrize("kept", [[], [0], [1, 64, 69], list(range(70))])
def test_keeps_rows(kept: list[int]) -> None:
    table = BitTable()
    table.grow(lines=1, size=70)
    table.put(np.zeros(3, dtype=np.int32), np.array([1, 63, 69]))
    table.keep(np.array(kept, dtype=np.int64))
    assert unpack(table.view[0], len(kept)).tolist() == [row in {1, 63, 69} for row in kept]


def test_refuses_bits_for_another_number_of_rows() -> None:
    with pytest.raises(ValueError, match="do not hold"):
        BitTable().assign(np.zeros((2, 1), dtype=np.uint64), size=65)
