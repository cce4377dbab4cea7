import numpy as np
import pytest
from PIL import Image

from wornby.errors import ModelError
from wornby.models.hub.preprocess import ImageRecipe

PICTURE = np.random.default_rng(3).integers(0, 255, size=(61, 97, 3), dtype=np.uint8)
CLIP = {
    "do_center_crop": True,
    "crop_size": {"height": 24, "width": 24},
    "size": {"shortest_edge": 32},
    "resample": 3,
    "image_mean": [0.4, 0.5, 0.6],
    "image_std": [0.2, 0.3, 0.4],
}


def by_the_book(pixels, *, shortest: int, crop: int) -> np.ndarray:
    """Resize the shorter side, then cut the middle out, as the models' own processors do."""
    height, width = pixels.shape[:2]
    scale = shortest / min(height, width)
    size = (shortest if width <= height else int(width * scale), shortest if height <= width else int(height * scale))
    whole = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC))
    top, left = (whole.shape[0] - crop) // 2, (whole.shape[1] - crop) // 2
    return whole[top : top + crop, left : left + crop]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"size": 32, "crop_size": 24},
        {"do_center_crop": None},
        {"size": {"height": 32, "width": 32}},
    ],
    ids=["objects", "numbers", "cut-not-said", "height-and-width"],
)
@pytest.mark.parametrize("shape", [(61, 97), (97, 61), (50, 50)], ids=str)
def test_cuts_the_middle_out_as_the_book_says(changes, shape) -> None:
    pixels = PICTURE[: shape[0], : shape[1]] if shape != (97, 61) else PICTURE.transpose(1, 0, 2).copy()
    found = ImageRecipe.parse({**CLIP, **changes}).prepare(pixels)
    expected = by_the_book(np.ascontiguousarray(pixels), shortest=32, crop=24).astype(np.float32) / 255
    expected = (expected - np.float32([0.4, 0.5, 0.6])) / np.float32([0.2, 0.3, 0.4])
    np.testing.assert_allclose(found, expected.transpose(2, 0, 1), atol=0.02 / 0.2)


@pytest.mark.parametrize(
    ("config", "shape"),
    [
        ({"size": {"height": 20, "width": 30}}, (3, 20, 30)),
        ({"size": 16}, (3, 16, 16)),
        ({"image_processor": {"size": {"height": 8, "width": 8}}}, (3, 8, 8)),
        ({"size": {"height": 8, "width": 8}, "do_center_crop": False, "crop_size": 4}, (3, 8, 8)),
    ],
    ids=["height-and-width", "number", "inside-a-processor", "cut-switched-off"],
)
def test_squeezes_the_whole_picture(config, shape) -> None:
    assert ImageRecipe.parse(config).prepare(PICTURE).shape == shape


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (200 / 255 - 0.5) / 0.5),
        ({"do_normalize": False}, 200 / 255),
        ({"do_rescale": False, "do_normalize": False}, 200),
        ({"rescale_factor": 1 / 100, "do_normalize": False}, 2),
        ({"image_mean": [0, 0, 0], "image_std": [1, 1, 1]}, 200 / 255),
    ],
    ids=["both", "no-normalize", "nothing", "factor", "mean-of-zero"],
)
def test_scales_the_values(changes, expected) -> None:
    flat = np.full((9, 9, 3), 200, dtype=np.uint8)
    np.testing.assert_allclose(ImageRecipe.parse({"size": 4, **changes}).prepare(flat), expected, rtol=1e-5)


def test_a_very_long_picture_needs_no_very_long_one_between() -> None:
    line = np.zeros((1, 60_000, 3), dtype=np.uint8)
    assert ImageRecipe.parse(CLIP).prepare(line).shape == (3, 24, 24)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({}, "lacks preprocessor_config"),
        ({"size": {}}, "no height and width"),
        ({"size": {"shortest_edge": 32}}, "no height and width"),
        ({"size": 16, "crop_size": 24}, "smaller"),
        ({"size": 16, "do_resize": False}, "do_resize"),
        ({"size": 16, "image_mean": [0.5]}, "image_mean"),
        ({"size": "large"}, "size"),
        ({"size": 16, "resample": 9}, "resample"),
    ],
    ids=["missing", "no-size", "shorter-side-alone", "cut-too-large", "no-resize", "mean", "word", "filter"],
)
def test_what_cannot_be_done_is_told(config, told) -> None:
    with pytest.raises(ModelError, match=told):
        ImageRecipe.parse(config)
