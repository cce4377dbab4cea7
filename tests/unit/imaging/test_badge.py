import io

import numpy as np
import pytest
from PIL import Image

from wornby.imaging.badge import with_badge
from wornby.imaging.renditions import RENDITIONS, encode_rendition

SIZES = [(1, 1), (3, 1), (8, 8), (40, 40), (60, 90), (120, 360), (360, 120), (240, 360), (853, 1280), (1280, 40)]


def plain(width: int, height: int, *, shade: int = 128):
    return np.full((height, width, 3), shade, dtype=np.uint8)


def changed(size: tuple[int, int], *, shade: int = 128):
    before = plain(*size, shade=shade)
    return (with_badge(before) != before).any(axis=2)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_picture_is_marked_and_keeps_its_size(size: tuple[int, int]) -> None:
    marked = with_badge(plain(*size))
    assert marked.shape == (size[1], size[0], 3)
    assert changed(size).any()


@pytest.mark.parametrize("shade", [0, 24, 128, 255])
def test_the_words_stand_out_on_any_ground(shade: int) -> None:
    marked = with_badge(plain(240, 360, shade=shade)).astype(int)
    inside = marked[changed((240, 360), shade=128)]
    assert inside.max() == 255
    assert (inside.max(axis=1) < 80).mean() > 0.5


@pytest.mark.parametrize("size", [(240, 360), (853, 1280)], ids=str)
def test_the_mark_leaves_the_picture_to_be_seen(size: tuple[int, int]) -> None:
    rows, columns = np.nonzero(changed(size))
    assert rows.max() < 0.12 * size[1]
    assert columns.max() < 0.5 * size[0]
    assert changed(size).mean() < 0.06


def test_letters_are_legible_on_a_thumbnail() -> None:
    rows, _ = np.nonzero(with_badge(plain(240, 360, shade=0)).min(axis=2) > 200)
    assert rows.max() - rows.min() + 1 >= 11


def test_what_is_given_stays_as_it_is() -> None:
    before = plain(240, 360)
    with_badge(before)
    assert (before == 128).all()


@pytest.mark.parametrize("name", RENDITIONS)
def test_a_rendition_has_the_mark_where_it_is_asked_for(name: str) -> None:
    def opened(*, badge: bool):
        content = encode_rendition(plain(900, 1350), long_side_px=RENDITIONS[name], badge=badge)
        return np.asarray(Image.open(io.BytesIO(content)), dtype=int)

    differs = np.abs(opened(badge=True) - opened(badge=False)).max(axis=2) > 40
    assert differs[: RENDITIONS[name] // 8].any()
    assert not differs[RENDITIONS[name] // 8 :].any()
