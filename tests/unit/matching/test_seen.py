"""Prints as they are seen, in photos and on products' pictures."""

from collections.abc import Sequence

import numpy as np
import pytest

from wornby.datamodel import BoundingBox, Pixels, PrintPlace
from wornby.matching.seen import LEAST_PX, describe_product, motif_vector, print_vectors, see_prints, seen_print
from wornby.testing.prints import WORN_BOX, printed_motif, printed_product, worn_photo, worn_print

GARMENT = BoundingBox(x_min=60 / 440, y_min=40 / 520, x_max=380 / 440, y_max=500 / 520)


class SetFinder:
    """Finds prints of one size in the middle of every picture."""

    def __init__(self, *sides: float) -> None:
        self._sides = sides
        self.shapes: list[tuple[int, ...]] = []

    def find(self, picture: Pixels) -> Sequence[PrintPlace]:
        self.shapes.append(picture.shape)
        height, width = picture.shape[:2]
        middle = [[(width - 1) / 2], [(height - 1) / 2]]
        return [PrintPlace(matrix=np.hstack([np.eye(2) * side, middle]), confidence=0.9) for side in self._sides]


class WanderingFinder(SetFinder):
    """Finds a print of another size at each look; none where the size is 0."""

    def find(self, picture: Pixels) -> Sequence[PrintPlace]:
        side, self._sides = self._sides[0], self._sides[1:]
        return SetFinder(side).find(picture) if side else []


class MeanEmbedder:
    """The mean colour, as a direction."""

    size_px = 32

    def embed(self, prints: Sequence[Pixels]) -> np.ndarray:
        means = np.array([each.reshape(-1, 3).mean(axis=0) for each in prints], np.float32).reshape(-1, 3)
        return means / np.linalg.norm(means, axis=1, keepdims=True)


def test_the_garment_is_looked_at_with_a_little_around_it() -> None:
    finder = SetFinder()
    assert see_prints(worn_photo(1, side_px=60), WORN_BOX, finder=finder) == []
    left, top, right, bottom = WORN_BOX.as_pixels(width_px=384, height_px=512)
    height, width, _ = finder.shapes[0]
    assert right - left < width < 1.1 * (right - left)
    assert bottom - top < height < 1.1 * (bottom - top)


def test_a_print_of_a_few_pixels_is_not_looked_at() -> None:
    photo = worn_photo(1, side_px=60)
    assert len(see_prints(photo, WORN_BOX, finder=SetFinder(LEAST_PX + 1, LEAST_PX - 1))) == 1


def test_a_print_is_looked_at_with_cloth_around_it() -> None:
    seen = seen_print(worn_photo(1, side_px=60), worn_print(1, side_px=60).place)
    assert seen.cloth.patch is seen.picture


def test_a_place_in_the_photo_is_the_same_in_the_picture_of_the_cloth() -> None:
    pixels = np.zeros((400, 600, 3), np.uint8)
    pixels[118:123, 248:253] = 255
    seen = seen_print(pixels, PrintPlace(matrix=np.array([[80.0, 0, 250], [0, 40.0, 120]]), confidence=1.0))
    rows, columns = np.nonzero(seen.picture[..., 0] > 127)
    assert seen.place.matrix[:, 2] == pytest.approx([columns.mean(), rows.mean()], abs=0.6)
    assert seen.place.sides_px == pytest.approx((80, 40), rel=0.05)


def test_large_prints_are_made_smaller() -> None:
    place = PrintPlace(matrix=np.array([[800.0, 0, 1000], [0, 800.0, 900]]), confidence=1.0)
    seen = seen_print(np.zeros((2000, 2000, 3), np.uint8), place)
    assert max(seen.picture.shape) == 320
    assert seen.place.sides_px[0] < 320


def test_one_vector_for_each_print() -> None:
    prints = [worn_print(1), worn_print(2)]
    assert print_vectors(prints, embedder=MeanEmbedder()).shape == (2, 3)


def test_no_prints_no_vectors() -> None:
    assert len(print_vectors([], embedder=MeanEmbedder())) == 0


def test_a_motif_has_a_vector() -> None:
    assert motif_vector(printed_motif(1), embedder=MeanEmbedder()).shape == (3,)


def test_the_largest_print_of_a_product_is_described() -> None:
    pixels, _, _ = printed_product(1)
    found = describe_product(pixels, GARMENT, finder=SetFinder(180.0, 40.0))
    assert found is not None
    assert (found.box.x_max - found.box.x_min) * 440 == pytest.approx(180, abs=3)


def test_the_whole_picture_of_a_product_is_looked_at_then_mirrored_then_cropped() -> None:
    finder = SetFinder(180.0)
    describe_product(printed_product(1)[0], GARMENT, finder=finder)
    assert finder.shapes == [(520, 440, 3), (520, 440, 3), (434, 368, 3)]


def test_one_look_that_is_off_does_not_count() -> None:
    found = describe_product(printed_product(1)[0], GARMENT, finder=WanderingFinder(180.0, 60.0, 180.0))
    assert found is not None
    assert (found.box.x_max - found.box.x_min) * 440 == pytest.approx(180, abs=3)


def test_a_print_seen_in_one_look_alone_is_chance() -> None:
    assert describe_product(printed_product(1)[0], GARMENT, finder=WanderingFinder(0, 0, 180.0)) is None


def test_a_print_says_where_in_the_photo_it_is() -> None:
    place = PrintPlace(matrix=np.array([[80.0, 0, 249.5], [0, 40.0, 119.5]]), confidence=1.0)
    box = seen_print(np.zeros((400, 600, 3), np.uint8), place).box
    assert box.as_tuple() == pytest.approx((210 / 600, 0.25, 290 / 600, 0.35))


def test_a_print_beside_the_garment_is_not_its_own() -> None:
    beside = BoundingBox(x_min=0.0, y_min=0.0, x_max=0.2, y_max=0.2)
    assert describe_product(printed_product(1)[0], beside, finder=SetFinder(100.0)) is None


def test_a_product_without_a_print_is_not_described() -> None:
    assert describe_product(printed_product(1)[0], GARMENT, finder=SetFinder()) is None


def test_a_garment_at_the_edge_of_the_photo_is_looked_at() -> None:
    edge = BoundingBox(x_min=0.9, y_min=0.9, x_max=1.0, y_max=1.0)
    assert len(see_prints(worn_photo(1, side_px=60), edge, finder=SetFinder(20.0))) == 1
