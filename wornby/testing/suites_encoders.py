"""The contract of every joint text-image encoder."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from wornby.datamodel import Pixels
from wornby.interfaces import Encoder


def plain_picture(color: tuple[int, int, int], *, height_px: int = 40, width_px: int = 30) -> Pixels:
    """A picture of one colour."""
    return np.full((height_px, width_px, 3), color, dtype=np.uint8)


PICTURES = [plain_picture(color) for color in ((200, 30, 30), (30, 200, 30), (30, 30, 200))] * 5


class EncoderSuite:
    """A subclass gives the fixture `encoder`."""

    def test_names_model_and_version(self, encoder: Encoder) -> None:
        name, _, version = encoder.name.partition("@")
        assert name
        assert version

    def test_its_space_is_named_after_it(self, encoder: Encoder) -> None:
        assert encoder.space.name == encoder.name

    def test_no_pictures_give_no_vectors(self, encoder: Encoder) -> None:
        assert encoder.encode_image([]).shape == (0, encoder.space.dimensions)

    def test_no_texts_give_no_vectors(self, encoder: Encoder) -> None:
        assert encoder.encode_text([]).shape == (0, encoder.space.dimensions)

    def test_pictures_give_a_row_each(self, encoder: Encoder) -> None:
        vectors = encoder.encode_image(PICTURES)
        assert vectors.shape == (len(PICTURES), encoder.space.dimensions)
        assert vectors.dtype == np.float32

    def test_texts_give_a_row_each_in_the_same_space(self, encoder: Encoder) -> None:
        vectors = encoder.encode_text(["red", "a photo of red hair", "blue"])
        assert vectors.shape == (3, encoder.space.dimensions)
        assert vectors.dtype == np.float32

    def test_vectors_have_unit_length(self, encoder: Encoder) -> None:
        both = np.concatenate([encoder.encode_image(PICTURES[:3]), encoder.encode_text(["red", "blue"])])
        np.testing.assert_allclose(np.linalg.norm(both, axis=1), 1, rtol=1e-5)

    def test_a_batch_gives_what_each_alone_gives(self, encoder: Encoder) -> None:
        alone = np.concatenate([encoder.encode_image([pixels]) for pixels in PICTURES[:3]])
        np.testing.assert_allclose(encoder.encode_image(PICTURES)[:3], alone, atol=1e-4)

    def test_other_pictures_get_other_vectors(self, encoder: Encoder) -> None:
        first, second = encoder.encode_image(PICTURES[:2])
        assert not np.allclose(first, second, atol=1e-4)

    def test_other_texts_get_other_vectors(self, encoder: Encoder) -> None:
        first, second = encoder.encode_text(["red", "blue"])
        assert not np.allclose(first, second, atol=1e-4)

    @pytest.mark.parametrize("size", [(1, 1), (1, 20_000), (20_000, 1), (500, 3)], ids=str)
    def test_takes_pictures_of_any_size(self, encoder: Encoder, size: tuple[int, int]) -> None:
        picture = plain_picture((90, 120, 30), height_px=size[0], width_px=size[1])
        assert np.isfinite(encoder.encode_image([picture])).all()

    @pytest.mark.parametrize("text", ["", "red " * 2000, "\N{SNOWMAN}\0"], ids=["empty", "too-long", "odd"])
    def test_takes_any_text(self, encoder: Encoder, text: str) -> None:
        assert np.isfinite(encoder.encode_text([text])).all()

    def test_many_threads_get_the_same_answer(self, encoder: Encoder) -> None:
        with ThreadPoolExecutor(max_workers=4) as pool:
            answers = list(pool.map(lambda _: encoder.encode_image(PICTURES[:2]), range(8)))
        assert all(np.allclose(answer, answers[0], atol=1e-5) for answer in answers)
