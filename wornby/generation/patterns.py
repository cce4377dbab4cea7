"""Prints of cloth, as colours by place in body units."""

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np

from wornby.generation.canvas import Floats, Points, Texture, points, rgb

_CELLS_PER_UNIT = 12
_WIDTH, _HEIGHT = 64, 104
_PETALS = 5
_LINE = 0.03


def striped(color: str, accent: str) -> Texture:
    """Horizontal stripes that follow the body a little."""

    def texture(x: Floats, y: Floats) -> Floats:
        phase = (y + 0.012 * x * x) / 2.6 % 1.0
        share = np.clip((np.abs(phase - 0.5) - 0.31) * 24, 0, 1)[..., None]
        return np.asarray(rgb(color) + (rgb(accent) - rgb(color)) * share, dtype=np.float32)

    return texture


def checked(color: str, accent: str) -> Texture:
    """Lumberjack checks: two half-tones that cross, with a thin light line."""

    def texture(x: Floats, y: Floats) -> Floats:
        across = np.clip((np.abs(x / 3.4 % 1.0 - 0.5) - 0.24) * 20, 0, 1)
        down = np.clip((np.abs(y / 3.4 % 1.0 - 0.5) - 0.24) * 20, 0, 1)
        share = (0.42 * across + 0.42 * down)[..., None]
        nearest = np.minimum(np.abs(x / 3.4 % 1.0 - 0.5), np.abs(y / 3.4 % 1.0 - 0.5))
        line = (nearest < _LINE)[..., None]
        mixed = rgb(color) + (rgb(accent) - rgb(color)) * share
        return np.asarray(mixed + (235 - mixed) * 0.28 * line, dtype=np.float32)

    return texture


@cache
def floral(color: str, accent: str) -> Texture:
    """Scattered five-petalled flowers with leaves; the same scatter for each piece of cloth."""
    tile = np.empty((_HEIGHT * _CELLS_PER_UNIT, _WIDTH * _CELLS_PER_UNIT, 3), dtype=np.float32)
    tile[:] = rgb(color)
    rng = np.random.default_rng(11)
    for row in range(28):
        for column in range(17):
            centre = np.array([column * 3.9 + (row % 2) * 1.9, row * 3.8]) + rng.uniform(-0.7, 0.7, 2)
            _flower(tile, centre * _CELLS_PER_UNIT, accent=accent, turn=float(rng.uniform(0, 6)))
    return _from_tile(tile)


@cache
def emblem(color: str, accent: str) -> Texture:
    """The demo shop's own print on the chest: a sun over two hills and a wave, under it a line of blocks."""
    tile = np.empty((_HEIGHT * _CELLS_PER_UNIT, _WIDTH * _CELLS_PER_UNIT, 3), dtype=np.float32)
    tile[:] = rgb(color)
    centre = np.array([_WIDTH / 2, 26.5])
    for radius, ink in ((5.0, accent), (4.5, color)):
        _disc(tile, centre, radius=radius, color=ink)
    _disc(tile, centre + np.array([0.6, -1.4]), radius=1.7, color="#e8a33d")
    hills = points((-4.2, 1.6), (-2.4, -1.4), (-0.8, 0.9), (1.0, -0.7), (2.6, 0.8), (4.2, 1.4), (3.2, 3.1), (-3.2, 3.1))
    _polygon(tile, centre + hills, color=accent)
    for at, width in ((-4.0, 1.5), (-2.1, 0.7), (-1.0, 1.9), (1.3, 0.8), (2.5, 1.5)):
        box = points((at, 6.0), (at + width, 6.0), (at + width, 7.3), (at, 7.3))
        _polygon(tile, centre + box, color=accent)
    return _from_tile(tile)


def knitted(color: str, accent: str) -> Texture:
    """Fine cables of knitwear in the cloth's own colour; the accent is not used."""
    _ = accent

    def texture(x: Floats, y: Floats) -> Floats:
        cable = 0.06 * np.sin(x * 5.2) * np.cos(y * 3.6 + np.sin(x * 2.6)) + 0.045 * np.cos(x * 2.6)
        return np.asarray(rgb(color) * (1 + cable[..., None]), dtype=np.float32)

    return texture


def denim(color: str, accent: str) -> Texture:
    """Twill with washed places; the accent is not used."""
    _ = accent

    def texture(x: Floats, y: Floats) -> Floats:
        twill = 0.05 * np.sin((x + y) * 9.0) + 0.07 * np.sin(x * 0.7 + 1) * np.sin(y * 0.33)
        return np.asarray(rgb(color) * (1 + twill[..., None]), dtype=np.float32)

    return texture


def _flower(tile: Floats, centre: Points, *, accent: str, turn: float) -> None:
    ink = tuple(float(value) for value in (rgb(accent) if turn < 4 else rgb("#f2b8b0")))  # noqa: PLR2004 - one in three
    size = 0.8 + 0.12 * turn
    leaf = (70.0, 110.0, 70.0)
    for step in range(_PETALS):
        angle = turn + step * 2 * np.pi / _PETALS
        spot = centre + 8.5 * size * np.array([np.cos(angle), np.sin(angle)])
        cv2.circle(tile, (int(spot[0]), int(spot[1])), int(6 * size), ink, -1, cv2.LINE_AA)
    cv2.circle(tile, (int(centre[0]), int(centre[1])), 5, (236.0, 178.0, 60.0), -1, cv2.LINE_AA)
    tip = centre + 19 * np.array([np.cos(turn + 0.6), np.sin(turn + 0.6)])
    cv2.ellipse(tile, (int(tip[0]), int(tip[1])), (7, 3), np.degrees(turn), 0, 360, leaf, -1, cv2.LINE_AA)


def _disc(tile: Floats, centre: Points, *, radius: float, color: str) -> None:
    at = centre * _CELLS_PER_UNIT
    ink = tuple(float(value) for value in rgb(color))
    cv2.circle(tile, (int(at[0]), int(at[1])), int(radius * _CELLS_PER_UNIT), ink, -1, cv2.LINE_AA)


def _polygon(tile: Floats, outline: Points, *, color: str) -> None:
    ink = tuple(float(value) for value in rgb(color))
    cv2.fillPoly(tile, [np.round(outline * _CELLS_PER_UNIT).astype(np.int32)], ink, cv2.LINE_AA)


def _from_tile(tile: Floats) -> Texture:
    def texture(x: Floats, y: Floats) -> Floats:
        columns = np.asarray((x + _WIDTH / 2) * _CELLS_PER_UNIT, dtype=np.float32)
        rows = np.asarray(y * _CELLS_PER_UNIT, dtype=np.float32)
        return np.asarray(
            cv2.remap(tile, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), dtype=np.float32
        )

    return texture


PRINTS: dict[str, Callable[[str, str], Texture]] = {
    "striped": striped,
    "checked": checked,
    "floral": floral,
    "graphic": emblem,
}

__all__ = ["PRINTS", "checked", "denim", "emblem", "floral", "knitted", "striped"]
