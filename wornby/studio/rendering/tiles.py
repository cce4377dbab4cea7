"""Pictures that repeat without a seam, and noise that does: what cloth and settings are painted from."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.studio.rendering.surfaces import to_linear

Floats = NDArray[np.floating[Any]]
_ROW = 1024
_EVERY_LEVEL = to_linear(np.linspace(0, 1, 256, dtype=np.float32)).reshape(1, 256)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tile:
    """A picture that repeats both ways.

    Attributes:
        pixels: (H, W) or (H, W, C), float32.
        width: cm.
        height: cm.
    """

    pixels: Floats
    width: float
    height: float

    def at(self, uv: Floats) -> Floats:
        """Values at places between the pixels too. (N, 2) cm to (N,) or (N, C)."""
        rows, columns = self.pixels.shape[:2]
        count = len(uv)
        # The library's maps are grids with less than 32768 rows and columns.
        grid = np.zeros((-(-max(count, 1) // _ROW) * _ROW, 2), np.float32)
        turns = uv / np.array([self.width, self.height], np.float32)
        grid[:count] = (turns - np.floor(turns)) * np.array([columns, rows], np.float32) - np.float32(0.5)
        places = grid.reshape(-1, _ROW, 2)
        # The second map is not there where the first holds both numbers, which the library's types do not know.
        out = cv2.remap(self.pixels, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)  # type: ignore[call-overload]
        return np.asarray(out, np.float32).reshape(-1, *self.pixels.shape[2:])[:count]


def band_noise(
    size: tuple[int, int],
    *,
    rng: np.random.Generator,
    low: float,
    high: float,
    angle: float | None = None,
    spread: float = 0.3,
) -> Floats:
    """Noise whose waves repeat `low` to `high` times over the width, without a seam.

    Args:
        size: Rows and columns.
        rng: Draws the waves.
        low: Longest waves, times over the width.
        high: Shortest waves.
        angle: Direction in which the waves run, radians from the columns' axis; None for all.
        spread: Standard deviation about that direction, radians.

    Returns:
        Mean 0, standard deviation 1. `size`, float32.
    """
    rows, columns = size
    down = np.fft.fftfreq(rows)[:, None] * columns
    across = np.fft.rfftfreq(columns)[None, :] * columns
    often = np.hypot(down, across)
    share = np.exp(-((np.log(np.maximum(often, 1e-3) / np.sqrt(low * high)) / (0.5 * np.log(high / low) + 0.12)) ** 2))
    share[often < 1e-3] = 0
    if angle is not None:
        away = np.arctan2(down, across) - angle
        away = np.abs((away + np.pi / 2) % np.pi - np.pi / 2)
        share = share * np.exp(-((away / spread) ** 2) / 2)
    waves = np.fft.rfft2(rng.standard_normal(size, dtype=np.float32)) * share
    noise = np.fft.irfft2(waves, s=size)
    return (noise / max(float(noise.std()), 1e-9)).astype(np.float32)


def cloudy(size: tuple[int, int], *, rng: np.random.Generator, octaves: int = 5, base: int = 2) -> Floats:
    """Noise with much of the large and less of the small, as in clouds and plaster. Not seamless, but quick.

    Returns:
        Mean about 0, standard deviation 1. `size`, float32.
    """
    rows, columns = size
    total = np.zeros(size, np.float32)
    for octave in range(octaves):
        cells = base * 2**octave
        coarse = rng.standard_normal((max(2, round(cells * rows / columns)) + 3, cells + 3), dtype=np.float32)
        total += cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_CUBIC) * np.float32(0.6**octave)
    total -= total.mean()
    return (total / max(float(total.std()), 1e-9)).astype(np.float32)


def linear_picture(srgb: NDArray[np.uint8]) -> Floats:
    """8-bit sRGB as linear light. (H, W, 3), float32."""
    return np.asarray(cv2.LUT(srgb, _EVERY_LEVEL), np.float32)
