import numpy as np
import pytest

from wornby.stores.arrays import BlockedArray, GrowingArray, to_single

ROWS = np.arange(22, dtype=np.int32).reshape(11, 2)


def blocked(values: np.ndarray) -> BlockedArray:
    array = BlockedArray(np.int32, tail=(2,), block=4)
    for start in range(0, len(values), 3):
        array.append(values[start : start + 3])
    return array


def rows_of(array: BlockedArray) -> list[list[int]]:
    return np.concatenate(list(array.blocks())).tolist()


def test_a_new_array_is_empty() -> None:
    assert GrowingArray(np.int32).view.tolist() == []


def test_an_array_grows() -> None:
    array = GrowingArray(np.int32)
    for number in range(40):
        array.append([number])
    assert array.view.tolist() == list(range(40))


def test_a_view_stays_as_it_is_when_the_array_grows() -> None:
    array = GrowingArray(np.int32)
    array.append([1, 2])
    view = array.view
    array.append(list(range(100)))
    assert view.tolist() == [1, 2]


@pytest.mark.parametrize(
    "array", [GrowingArray(np.int32, tail=(2,)), BlockedArray(np.int32, tail=(2,))], ids=["growing", "blocked"]
)
def test_refuses_rows_of_another_shape(array: GrowingArray | BlockedArray) -> None:
    with pytest.raises(ValueError, match="shape"):
        array.assign(np.zeros((3, 5), dtype=np.int32))


def test_blocks_of_nothing_have_the_shape_of_a_row() -> None:
    assert [block.shape for block in BlockedArray(np.int32, tail=(2,)).blocks()] == [(0, 2)]


@pytest.mark.parametrize("number", [0, 1, 4, 5, 8, 11])
def test_blocks_give_all_rows_in_order(number: int) -> None:
    array = blocked(ROWS[:number])
    assert len(array) == number
    assert rows_of(array) == ROWS[:number].tolist()


@pytest.mark.parametrize("rows", [[], [0], [10], [3, 4], [0, 3, 4, 7, 8, 10], list(range(11))])
def test_takes_rows_of_all_blocks(rows: list[int]) -> None:
    assert blocked(ROWS).take(np.array(rows, dtype=np.int64)).tolist() == ROWS[rows].tolist()


@pytest.mark.parametrize("kept", [[], [0], [2, 5, 9], list(range(11))])
def test_keeps_rows_and_goes_on(kept: list[int]) -> None:
    array = blocked(ROWS)
    array.keep(np.isin(np.arange(11), kept))
    array.append(ROWS[:1])
    assert rows_of(array) == [*ROWS[kept].tolist(), [0, 1]]


@pytest.mark.parametrize("number", [0, 3, 4, 8, 11])
def test_assigned_rows_are_not_written_to(number: int) -> None:
    values = ROWS[:number].copy()
    array = BlockedArray(np.int32, tail=(2,), block=4)
    array.assign(values)
    array.append(ROWS[:6])
    assert rows_of(array) == [*ROWS[:number].tolist(), *ROWS[:6].tolist()]
    assert values.tolist() == ROWS[:number].tolist()


def test_float16_becomes_the_same_number() -> None:
    every = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    assert np.array_equal(to_single(finite), finite.astype(np.float32))


def test_float16_of_two_axes() -> None:
    values = np.linspace(-1, 1, 12, dtype=np.float16).reshape(4, 3)
    assert np.array_equal(to_single(values), values.astype(np.float32))


def test_float32_is_left_alone() -> None:
    values = np.ones((2, 2), dtype=np.float32)
    assert to_single(values) is values
