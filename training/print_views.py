"""Views of prints that the finder and the embedder learn from: windows of a garment, and prints cut out upright."""

import cv2
import numpy as np
from numpy.typing import NDArray

from training.print_shop import MAP_PX, WINDOW_PX, WINDOW_ROOM, NearPrint, PrintWindow
from wornby.datamodel import Pixels, PrintPlace
from wornby.imaging.motif_overlay import laid_out
from wornby.imaging.print_places import upright_margins
from wornby.models.print_embedder import SEEN_PX
from wornby.models.print_finder import LOOKED_PX

CELLS = LOOKED_PX // 4
Floats = NDArray[np.float32]
# How often a view is of the print from near, or of a piece of bare cloth; channels changed about; turned to a negative;
# out of focus; grained; partly behind something; in few pixels.
_NEAR, _BARE, _RECOLORED, _NEGATIVE, _SOFT, _GRAINED, _BEHIND, _FEW = 0.3, 0.2, 0.4, 0.15, 0.25, 0.4, 0.15, 0.4
_MIRRORED = 0.5


def finder_view(window: PrintWindow, rng: np.random.Generator) -> tuple[Pixels, Floats]:
    """A garment as the finder may be shown it, and where in the print each of its cells lies.

    Returns:
        (S, S, 3), uint8, and (S / 4, S / 4, 2), NaN beside the print.
    """
    matrix = _view(window, rng)
    step = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    soft = window.pixels if step <= 1.15 else cv2.GaussianBlur(window.pixels, (0, 0), 0.4 * step)  # noqa: PLR2004
    way = cv2.WARP_INVERSE_MAP
    pixels = cv2.warpAffine(
        soft, matrix, (LOOKED_PX, LOOKED_PX), flags=cv2.INTER_LINEAR | way, borderMode=cv2.BORDER_REPLICATE
    )
    cell, share = LOOKED_PX / CELLS, MAP_PX / WINDOW_PX
    middle = matrix[:, :2] @ np.full(2, (cell - 1) / 2) + matrix[:, 2]
    placed = np.column_stack([matrix[:, :2] * cell * share, (middle + 0.5) * share - 0.5])
    nan = (np.nan, np.nan)
    sides = cv2.warpAffine(
        window.sides.astype(np.float32), placed, (CELLS, CELLS), flags=cv2.INTER_NEAREST | way, borderValue=nan
    )
    if np.linalg.det(matrix[:, :2]) < 0:
        sides[..., 0] *= -1
    seen = _taken(np.asarray(pixels, np.float32), rng)
    if rng.random() < _BEHIND:
        high, wide = (int(each) for each in rng.integers(20, 90, 2))
        top, left = int(rng.integers(0, LOOKED_PX - high)), int(rng.integers(0, LOOKED_PX - wide))
        seen[top : top + high, left : left + wide] = rng.uniform(0, 255, 3)
        sides[(top + 3) // 4 : (top + high) // 4, (left + 3) // 4 : (left + wide) // 4] = np.nan
    return seen, np.asarray(sides, np.float32)


def upright_view(near: NearPrint, rng: np.random.Generator, *, loose: float) -> Pixels:
    """A print cut out as `seen` cuts it, as far off as a finder may be. (S, S, 3), uint8.

    Args:
        near: The print.
        rng: Decides.
        loose: How far off, 1 for a worn one.
    """
    turn = rng.normal(0, 0.06 * loose)
    growth = np.exp(rng.normal(0, 0.06 * loose, 2))
    shift = rng.normal(0, 0.04 * loose, 2)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = np.column_stack([spin @ near.matrix[:, :2] * growth, near.matrix[:, :2] @ shift + near.matrix[:, 2]])
    margins = upright_margins(PrintPlace(matrix=matrix, confidence=1.0))
    return laid_out(near.pixels, matrix, whole=margins, size=(SEEN_PX, SEEN_PX))


def lit(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A print in another light, in fewer pixels, with grain."""
    seen = pixels.astype(np.float32) * np.exp(rng.normal(0, 0.1) + rng.normal(0, 0.04, 3)).astype(np.float32)
    seen = 110 * (np.maximum(seen, 0) / 110) ** np.float32(np.exp(rng.normal(0, 0.08)))
    if rng.random() < _FEW:
        side = int(np.exp(rng.uniform(np.log(16), np.log(SEEN_PX))))
        few = cv2.resize(np.asarray(seen, np.float32), (side, side), interpolation=cv2.INTER_AREA)
        seen = np.asarray(cv2.resize(few, (SEEN_PX, SEEN_PX)), np.float32)
    return np.clip(seen + rng.normal(0, rng.uniform(0.5, 4), seen.shape), 0, 255).astype(np.uint8)


def _view(window: PrintWindow, rng: np.random.Generator) -> NDArray[np.float64]:
    """From the view's pixels to the window's: the garment, its print from near, or bare cloth. (2, 3)."""
    rows, columns = np.nonzero(np.isfinite(window.sides[..., 0]))
    kind = rng.random()
    if len(rows) and kind < _NEAR:
        pitch = WINDOW_PX / MAP_PX
        size = max(np.ptp(columns), np.ptp(rows), 2) * pitch
        middle = np.array([columns.min() + columns.max(), rows.min() + rows.max()]) / 2 * pitch
        centre = middle + rng.normal(0, 0.15, 2) * size
        sides = np.clip(size * rng.uniform(1.25, 3), 40, WINDOW_PX) * np.exp(rng.normal(0, 0.12, 2))
    elif not len(rows) and kind < _BARE:
        sides = np.full(2, rng.uniform(60, WINDOW_PX))
        centre = rng.uniform(0.3, 0.7, 2) * WINDOW_PX
    else:
        sides = WINDOW_PX / (1 + 2 * WINDOW_ROOM) * np.exp(rng.normal(0.06, 0.1, 2))
        centre = WINDOW_PX / 2 + rng.normal(0, 0.04, 2) * WINDOW_PX
    turn = rng.normal(0, 0.06)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    linear = spin * sides / LOOKED_PX
    if rng.random() < _MIRRORED:
        linear[:, 0] *= -1
    return np.column_stack([linear, centre - linear @ np.full(2, LOOKED_PX / 2)])


def _taken(seen: Floats, rng: np.random.Generator) -> Pixels:
    """Another colour, another light, another camera."""
    if rng.random() < _RECOLORED:
        seen = seen[..., rng.permutation(3)]
    if rng.random() < _NEGATIVE:
        seen = 255 - seen
    curve, light = np.exp(rng.normal(0, 0.15)), np.exp(rng.normal(0, 0.1) + rng.normal(0, 0.05, 3))
    seen = (255 * (np.clip(seen, 0, 255) / 255) ** curve * light).astype(np.float32)
    if rng.random() < _SOFT:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.4, 1.4)), np.float32)
    if rng.random() < _GRAINED:
        seen = seen + rng.normal(0, rng.uniform(1, 8), seen.shape).astype(np.float32)
    return np.clip(seen, 0, 255).astype(np.uint8)
