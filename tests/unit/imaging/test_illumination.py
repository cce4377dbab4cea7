"""The colour of a photo's light."""

import numpy as np
import pytest

from wornby.imaging.colors import delta_e_2000, hex_to_lab
from wornby.imaging.illumination import corrected, distance_under_best_light, grey_world_gains


def scene(*, cast: tuple[float, float, float] = (1.0, 1.0, 1.0), seed: int = 1) -> np.ndarray:
    """Patches of many colours, grey in the mean, under a lamp of a colour. (H, W, 3), uint8."""
    patches = np.random.default_rng(seed).uniform(40, 190, (16, 16, 3))
    lit = np.power(np.power(patches / 255, 2.2) * np.array(cast), 1 / 2.2) * 255
    return np.kron(np.clip(lit, 0, 255), np.ones((8, 8, 1))).astype(np.uint8)


def test_neutral_light_changes_next_to_nothing() -> None:
    assert grey_world_gains(scene()) == pytest.approx([1, 1, 1], abs=0.06)


def test_gains_keep_the_lightness() -> None:
    assert grey_world_gains(scene(cast=(1.2, 1.0, 0.7))).prod() == pytest.approx(1)


@pytest.mark.parametrize("cast", [(1.25, 1.0, 0.75), (0.8, 1.0, 1.2)], ids=["warm", "cold"])
def test_a_colour_comes_nearer_to_what_it_is_in_neutral_light(cast: tuple[float, float, float]) -> None:
    true = "#8a9a7b"
    rgb = np.frombuffer(bytes.fromhex(true[1:]), dtype=np.uint8) / 255
    seen = np.clip(np.rint(np.power(np.power(rgb, 2.2) * np.array(cast), 1 / 2.2) * 255), 0, 255).astype(int)
    code = "#" + "".join(f"{value:02x}" for value in seen)
    before = float(delta_e_2000(hex_to_lab(code), hex_to_lab(true)))
    after = float(delta_e_2000(corrected(code, grey_world_gains(scene(cast=cast))), hex_to_lab(true)))
    assert after < before / 2


def test_a_picture_of_one_colour_is_not_turned_grey() -> None:
    gains = grey_world_gains(np.full((32, 32, 3), (200, 20, 20), np.uint8))
    assert gains.max() / gains.min() < 4


def test_a_black_picture_has_gains() -> None:
    assert np.isfinite(grey_world_gains(np.zeros((16, 16, 3), np.uint8))).all()


def under(pixels: np.ndarray, cast: tuple[float, float, float]) -> np.ndarray:
    """The same under another lamp."""
    return np.clip(np.power(np.power(pixels / 255, 2.2) * np.array(cast), 1 / 2.2) * 255, 0, 255).astype(np.uint8)


def shirt(cloth: tuple[int, int, int]) -> np.ndarray:
    """A yellow print on cloth of a colour. (64, 64, 3)."""
    pixels = np.full((64, 64, 3), cloth, np.uint8)
    pixels[16:48, 16:48] = (210, 180, 40)
    return pixels


def test_a_picture_is_like_itself() -> None:
    assert distance_under_best_light(shirt((40, 60, 140)), shirt((40, 60, 140))) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("cast", [(1.2, 1.0, 0.85), (0.5, 0.5, 0.5), (0.85, 1.0, 1.2)], ids=["warm", "dim", "cold"])
def test_another_light_is_no_other_colour(cast: tuple[float, float, float]) -> None:
    pixels = shirt((40, 60, 140))
    assert distance_under_best_light(pixels, under(pixels, cast)) < 2


@pytest.mark.parametrize("other", [(150, 40, 60), (40, 120, 70), (20, 20, 24)], ids=["red", "green", "black"])
def test_the_same_print_on_other_cloth_is_another_colour(other: tuple[int, int, int]) -> None:
    assert distance_under_best_light(shirt((40, 60, 140)), shirt(other)) > 8


def test_a_hidden_part_does_not_count() -> None:
    hidden = shirt((40, 60, 140))
    hidden[:10] = (230, 230, 230)
    assert distance_under_best_light(shirt((40, 60, 140)), hidden) < 3


def test_black_pictures_are_compared_too() -> None:
    black = np.zeros((64, 64, 3), np.uint8)
    assert distance_under_best_light(black, black) == pytest.approx(0)
