"""A sheet that motifs are printed on: opaque inks, holes where cloth shows through."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Mask, Pixels

Color = tuple[int, int, int]
Floats = NDArray[np.float64]
Rgba = NDArray[np.uint8]
"""(H, W, 4), uint8, straight alpha."""

SHEET_PX = 1024
MOTIF_PX = 512
_SHIFT = 4
_FULL = 255
_HALF = 128


class Sheet:
    """A square of transparent film, `SHEET_PX` on each side; places are pixels, x before y."""

    def __init__(self) -> None:
        """Start with nothing printed."""
        self.color: Pixels = np.zeros((SHEET_PX, SHEET_PX, 3), np.uint8)
        self.alpha: Pixels = np.zeros((SHEET_PX, SHEET_PX), np.uint8)

    def fill(self, outlines: Floats | Sequence[Floats], ink: Color | None) -> None:
        """Fill outlines, by the odd-even rule where there are several; without an ink, cut them out. (K, 2) each."""
        several = [outlines] if isinstance(outlines, np.ndarray) else outlines
        points = [np.round(each * 2**_SHIFT).astype(np.int32) for each in several]
        if ink is not None:
            cv2.fillPoly(self.color, points, ink, cv2.LINE_8, _SHIFT)
        cv2.fillPoly(self.alpha, points, (_FULL if ink is not None else 0,), cv2.LINE_8, _SHIFT)

    def stroke(self, path: Floats, ink: Color | None, *, width: float, closed: bool = False) -> None:
        """Draw a line of one width with round ends. (K, 2)."""
        points = [np.round(path * 2**_SHIFT).astype(np.int32)]
        thick = max(1, round(width))
        if ink is not None:
            cv2.polylines(self.color, points, closed, ink, thick, cv2.LINE_8, _SHIFT)
        cv2.polylines(self.alpha, points, closed, (_FULL if ink is not None else 0,), thick, cv2.LINE_8, _SHIFT)

    def disc(self, centre: Sequence[float], radius: float, ink: Color | None) -> None:
        """Fill a circle."""
        self.fill(circle(centre, radius), ink)

    def stamp(self, shape: Pixels, ink: Color | None, *, centre: Sequence[float]) -> None:
        """Print a coverage, (H, W), uint8, with its middle at a place; what leaves the sheet is lost."""
        height, width = shape.shape
        left, top = round(centre[0] - width / 2), round(centre[1] - height / 2)
        rows = slice(max(0, top), min(SHEET_PX, top + height))
        columns = slice(max(0, left), min(SHEET_PX, left + width))
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return
        piece = shape[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] >= _HALF
        self.cover(piece, ink, rows=rows, columns=columns)

    def cover(self, piece: Mask, ink: Color | None, *, rows: slice, columns: slice) -> None:
        """Print where a mask of a window is set."""
        if ink is not None:
            self.color[rows, columns][piece] = ink
        self.alpha[rows, columns][piece] = _FULL if ink is not None else 0

    def picture(self, colors: Pixels, shape: Mask) -> None:
        """Print many colours at once, (SHEET_PX, SHEET_PX, 3), where a mask is set."""
        self.color[shape] = colors[shape]
        self.alpha[shape] = _FULL

    def wear(self, holes: Mask) -> None:
        """Take ink away, as from a print that was washed often. (SHEET_PX, SHEET_PX)."""
        self.alpha[holes] = 0

    def rgba(self) -> Rgba:
        """What is printed, cut to its box, its longer side `MOTIF_PX` at most.

        Raises:
            ValueError: Nothing is printed.
        """
        x, y, width, height = cv2.boundingRect(self.alpha)
        if not width:
            message = "nothing is printed"
            raise ValueError(message)
        alpha = self.alpha[y : y + height, x : x + width]
        color = self.color[y : y + height, x : x + width]
        scale = min(1.0, MOTIF_PX / max(width, height))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        inked = cv2.resize(cv2.bitwise_and(color, color, mask=alpha), size, interpolation=cv2.INTER_AREA)
        cover = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
        # Every pixel of the sheet is inked or bare, so a mean of inks over a mean of cover is the ink alone.
        straight = inked.astype(np.float32) * (_FULL / np.maximum(cover, 1).astype(np.float32))[..., None]
        return np.dstack([np.clip(straight, 0, _FULL).round().astype(np.uint8), cover])


def circle(centre: Sequence[float], radius: float, *, points: int = 96) -> Floats:
    """A circle's outline. (points, 2)."""
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
    return np.asarray(centre) + radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)


def polygon(centre: Sequence[float], radius: float, *, corners: int, turn: float = 0.0) -> Floats:
    """An even polygon's outline; the first corner lies at the top. (corners, 2)."""
    angles = turn - np.pi / 2 + 2 * np.pi * np.arange(corners) / corners
    return np.asarray(centre) + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def star(centre: Sequence[float], radius: float, *, rays: int = 5, depth: float = 0.45, turn: float = 0.0) -> Floats:
    """A star's outline; `depth` is the inner radius over the outer. (2 * rays, 2)."""
    angles = turn - np.pi / 2 + np.pi * np.arange(2 * rays) / rays
    reach = radius * np.where(np.arange(2 * rays) % 2, depth, 1.0)
    return np.asarray(centre) + reach[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)


def curve(corners: Floats, *, points: int = 16, closed: bool = False) -> Floats:
    """A smooth line through corners (Catmull-Rom). (K, 2) to (about K * points, 2)."""
    if closed:
        padded = np.concatenate([corners[-1:], corners, corners[:2]])
    else:
        padded = np.concatenate([2 * corners[:1] - corners[1:2], corners, 2 * corners[-1:] - corners[-2:-1]])
    t = np.linspace(0, 1, points, endpoint=False)[:, None]
    pieces = []
    for before, start, end, after in zip(padded[:-3], padded[1:-2], padded[2:-1], padded[3:], strict=True):
        pieces.append(
            0.5
            * (
                2 * start
                + (end - before) * t
                + (2 * before - 5 * start + 4 * end - after) * t**2
                + (3 * start - before - 3 * end + after) * t**3
            )
        )
    whole = np.concatenate(pieces)
    return whole if closed else np.concatenate([whole, corners[-1:]])


def noise(rng: np.random.Generator, *, cells: int, side: int = SHEET_PX) -> NDArray[np.float32]:
    """Smooth noise with about so many bumps on a side. (side, side), about -1 to 1."""
    coarse = rng.standard_normal((cells + 3, cells + 3)).astype(np.float32)
    large = cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC)
    return np.asarray(large / max(1e-6, float(np.abs(large).max())), np.float32)
