"""Random views of training pictures."""

import cv2
import numpy as np

from training.data import Pixels

_GREY = (127, 127, 127)
EVEN = 0.5
_SOMETIMES = 0.1
_HIDDEN = 0.25


def jitter_light(pixels: Pixels, rng: np.random.Generator, *, colour: float = 1.0) -> Pixels:
    """Change brightness, contrast, colour balance and sharpness of (H, W, 3) uint8 at random.

    `colour` scales the changes of hue and saturation: models that tell colours need less of them.
    """
    gain = np.exp(rng.normal(0, 0.18)) * np.exp(rng.normal(0, 0.06 * colour, 3))
    table = np.arange(256)[:, None] * gain + rng.normal(0, 12)
    if rng.random() < EVEN:
        gamma = np.exp(rng.normal(0, 0.25))
        table = 255 * (np.clip(table, 0, 255) / 255) ** gamma
    table = np.clip(table, 0, 255).astype(np.uint8)
    out = cv2.LUT(pixels, table.reshape(1, 256, 3))
    chance = rng.random()
    if chance < _SOMETIMES:
        out = cv2.GaussianBlur(out, (3, 3), 0)
    elif chance < _SOMETIMES * (1 + colour):
        grey = cv2.cvtColor(out, cv2.COLOR_RGB2GRAY)[:, :, None]
        mix = rng.uniform(1 - colour, 1)
        out = (out * mix + grey * (1 - mix)).astype(np.uint8)
    return np.ascontiguousarray(out, dtype=np.uint8)


def random_view(
    crop: Pixels, rng: np.random.Generator, *, size_px: int, colour: float = 1.0, spread: float = 1.0
) -> Pixels:
    """Return a flipped, turned, scaled, shifted and relit view of a square crop. (size_px, size_px, 3), uint8."""
    side = crop.shape[0]
    scale = size_px / side * float(np.exp(rng.normal(0.03, 0.13 * spread)))
    angle = float(rng.normal(0, 7 * spread))
    matrix = cv2.getRotationMatrix2D(((side - 1) / 2, (side - 1) / 2), angle, scale)
    matrix[:, 2] += (size_px - side) / 2 + rng.normal(0, 0.05 * spread * size_px, 2)
    view = cv2.warpAffine(
        crop, matrix, (size_px, size_px), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT, borderValue=_GREY
    )
    if rng.random() < EVEN:
        view = np.ascontiguousarray(view[:, ::-1])
    return jitter_light(np.asarray(view, dtype=np.uint8), rng, colour=colour)


def hide_patch(view: Pixels, rng: np.random.Generator) -> Pixels:
    """Cover a random part of some views with grey, so that no single detail decides. Writes into the view."""
    if rng.random() < _HIDDEN:
        side = view.shape[0]
        height, width = (int(side * rng.uniform(0.15, 0.4)) for _ in range(2))
        top, left = int(rng.integers(side - height)), int(rng.integers(side - width))
        view[top : top + height, left : left + width] = _GREY
    return view
