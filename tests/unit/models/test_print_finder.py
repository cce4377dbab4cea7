"""The built-in finder of prints."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from wornby.datamodel import PrintPlace
from wornby.imaging.print_places import cut_out
from wornby.models.builtin import open_session
from wornby.models.print_finder import LOOKED_PX, MODEL, OUTPUT, BuiltinPrintFinder
from wornby.testing.prints import WORN_BOX, drawn_print, printed_product, worn_photo

CELLS = LOOKED_PX // 4


class MarkingSession:
    """Marks the middle of every picture, so many times; then nothing. Keeps what it was asked."""

    source = "test/finder@1"

    def __init__(self, *, looks: int) -> None:
        self._looks = looks
        self.asked: list[tuple[int, ...]] = []

    @property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        return {OUTPUT: ()}

    def run(self, pixels: NDArray[Any]) -> Mapping[str, NDArray[Any]]:
        self.asked.append(pixels.shape)
        said = np.zeros((len(pixels), CELLS, CELLS, 3), np.float32)
        if len(self.asked) <= self._looks:
            rows, columns = np.mgrid[:CELLS, :CELLS] - (CELLS - 1) / 2
            inside = (np.abs(rows) < 10) & (np.abs(columns) < 10)
            said[:, inside, 0] = 0.9
            said[:, inside, 1], said[:, inside, 2] = columns[inside] / 20, rows[inside] / 20
        return {OUTPUT: said}


@pytest.fixture(scope="module")
def finder() -> BuiltinPrintFinder:
    return BuiltinPrintFinder(open_session(MODEL))


def middle(place: PrintPlace) -> tuple[float, float]:
    return float(place.matrix[0, 2]), float(place.matrix[1, 2])


def test_a_picture_of_any_shape_is_looked_at_in_a_square() -> None:
    session = MarkingSession(looks=0)
    BuiltinPrintFinder(session).find(np.zeros((300, 120, 3), np.uint8))
    assert session.asked == [(1, LOOKED_PX, LOOKED_PX, 3)]


def test_a_print_is_looked_at_again() -> None:
    session = MarkingSession(looks=3)
    (found,) = BuiltinPrintFinder(session).find(np.zeros((200, 200, 3), np.uint8))
    assert len(session.asked) == 3
    assert middle(found) == pytest.approx((99.5, 99.5), abs=2)


def test_what_is_not_seen_again_is_no_print() -> None:
    assert BuiltinPrintFinder(MarkingSession(looks=1)).find(np.zeros((200, 200, 3), np.uint8)) == []


def test_it_has_the_name_of_its_session() -> None:
    assert BuiltinPrintFinder(MarkingSession(looks=0)).name == "test/finder@1"


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_print_of_a_product_is_found_where_it_lies(finder: BuiltinPrintFinder, number: int) -> None:
    rows, columns = np.nonzero(drawn_print(number)[..., 3])
    ink = np.array([columns.min(), rows.min(), columns.max(), rows.max()]) * 180 / 300 + (130, 150, 130, 150)
    assert finder.find(printed_product(number)[0])[0].bounds == pytest.approx(ink, abs=30)


@pytest.mark.parametrize("side_px", [60, 110])
@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_worn_print_is_found_where_it_lies(finder: BuiltinPrintFinder, number: int, side_px: int) -> None:
    part, left, top = cut_out(worn_photo(number, side_px=side_px), WORN_BOX)
    places = finder.find(part)
    x, y = middle(places[0])
    assert (x + left, y + top) == pytest.approx((192, 200), abs=side_px / 5)
    assert max(places[0].sides_px) == pytest.approx(side_px, rel=0.3)


def test_plain_cloth_has_no_print(finder: BuiltinPrintFinder) -> None:
    assert finder.find(cut_out(worn_photo(None, side_px=80), WORN_BOX)[0]) == []
