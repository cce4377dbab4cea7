"""Prints read from the answer of a finder."""

import numpy as np
import pytest
from numpy.typing import NDArray

from wornby.datamodel import PrintPlace
from wornby.imaging.print_places import box_of, cut_out, read_places, upright_margins

CELLS = 48


def answer(*prints: NDArray[np.float64], chance: float = 0.9, noise: float = 0.0) -> NDArray[np.float32]:
    """What a finder says of prints, each a map from its sides to cells."""
    rng = np.random.default_rng(3)
    said = np.zeros((CELLS, CELLS, 3), np.float32)
    rows, columns = np.mgrid[:CELLS, :CELLS]
    for matrix in prints:
        back = np.linalg.inv(matrix[:, :2])
        sides = np.einsum("ab,bhw->ahw", back, np.stack([columns, rows]) - matrix[:, 2][:, None, None])
        inside = (np.abs(sides) <= 0.5).all(axis=0)
        said[inside, 0] = chance
        said[inside, 1:] = np.moveaxis(sides, 0, 2)[inside] + rng.normal(0, noise, (int(inside.sum()), 2))
    return said


def placed(x: float, y: float, *, width: float, height: float, turn: float = 0.0) -> NDArray[np.float64]:
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.column_stack([spin * (width, height), [x, y]])


@pytest.mark.parametrize("turn", [0.0, 0.2, -0.3])
def test_a_print_is_read_where_it_lies(turn: float) -> None:
    truth = placed(20, 25, width=16, height=10, turn=turn)
    (found,) = read_places(answer(truth), width_px=CELLS, height_px=CELLS)
    assert found.matrix == pytest.approx(truth, abs=0.05)


def test_a_word_is_read_though_it_is_many_times_as_wide_as_high() -> None:
    truth = placed(23, 20, width=36, height=5)
    (found,) = read_places(answer(truth), width_px=CELLS, height_px=CELLS)
    assert found.matrix == pytest.approx(truth, abs=0.05)


def test_a_slanted_print_is_none() -> None:
    slanted = np.array([[16.0, 14.0, 24.0], [0.0, 5.0, 24.0]])
    assert read_places(answer(slanted), width_px=CELLS, height_px=CELLS) == []


def test_places_are_told_in_pixels_of_the_picture() -> None:
    (found,) = read_places(answer(placed(23.5, 23.5, width=20, height=12)), width_px=480, height_px=96)
    assert found.sides_px == pytest.approx((200, 24), abs=1)
    assert found.bounds == pytest.approx([139.5, 35.5, 339.5, 59.5], abs=1)


def test_guesses_that_are_off_are_evened_out() -> None:
    truth = placed(20, 25, width=16, height=12)
    (found,) = read_places(answer(truth, noise=0.05), width_px=CELLS, height_px=CELLS)
    assert found.matrix == pytest.approx(truth, abs=1.0)


def test_nothing_is_read_where_nothing_is_marked() -> None:
    assert read_places(answer(), width_px=CELLS, height_px=CELLS) == []


def test_unlikely_places_are_no_print() -> None:
    weak = answer(placed(20, 25, width=16, height=12), chance=0.2)
    assert read_places(weak, width_px=CELLS, height_px=CELLS) == []


def test_a_few_cells_are_no_print() -> None:
    assert read_places(answer(placed(20, 25, width=1, height=1)), width_px=CELLS, height_px=CELLS) == []


def test_a_mirrored_print_is_none() -> None:
    mirrored = answer(placed(20, 25, width=16, height=12))
    mirrored[..., 1] *= -1
    assert read_places(mirrored, width_px=CELLS, height_px=CELLS) == []


def test_the_larger_of_two_comes_first() -> None:
    both = answer(placed(10, 12, width=10, height=10), placed(34, 30, width=16, height=16))
    first, second = read_places(both, width_px=CELLS, height_px=CELLS)
    assert first.sides_px[0] > second.sides_px[0]


def test_a_speck_beside_a_print_is_no_print() -> None:
    both = answer(placed(14, 14, width=22, height=22), placed(42, 42, width=3, height=3))
    assert len(read_places(both, width_px=CELLS, height_px=CELLS)) == 1


def test_the_confidence_is_that_of_its_places() -> None:
    (found,) = read_places(answer(placed(20, 25, width=16, height=12), chance=0.8), width_px=CELLS, height_px=CELLS)
    assert found.confidence == pytest.approx(0.8)


def test_a_margin_is_a_tenth_of_the_longer_side() -> None:
    place = PrintPlace(matrix=placed(0, 0, width=40, height=20), confidence=1.0)
    assert upright_margins(place) == pytest.approx([1.2, 1.4])


def test_a_box_keeps_to_the_picture() -> None:
    place = PrintPlace(matrix=placed(5, 50, width=40, height=20), confidence=1.0)
    box = box_of(place, room=0.25, width_px=100, height_px=100)
    assert box.as_tuple() == pytest.approx((0.0, 0.305, 0.355, 0.705))


def test_a_print_beside_the_picture_has_a_sliver_for_a_box() -> None:
    place = PrintPlace(matrix=placed(500, 50, width=40, height=20), confidence=1.0)
    box = box_of(place, room=0.25, width_px=100, height_px=100)
    assert cut_out(np.zeros((100, 100, 3), np.uint8), box)[0].size > 0


def test_a_place_in_a_part_is_one_in_the_whole() -> None:
    place = PrintPlace(matrix=placed(9.5, 4.5, width=10, height=4), confidence=0.5)
    moved = place.moved(scale=(2.0, 3.0), left=100, top=7)
    assert moved.matrix == pytest.approx(placed(119.5, 21.5, width=20, height=12))
