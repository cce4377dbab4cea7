"""The colour of a photo's light, and what a measured colour would be in neutral light."""

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Pixels
from wornby.imaging.colors import Lab, delta_e_2000

_STEP_PX = 4
# Minkowski norm: 1 is the plain grey world, infinity the brightest pixel; 6 errs least on photos (Finlayson, Trezzi).
_NORM = 6
# A photo full of one colour has no grey mean: nobody's lamp is further off than this.
_LIMITS = (0.6, 1.7)
_FULL = 255.0
# Two pictures under their best light: cells of a side, rounds of the robust fit, how much brighter and how tinted the
# light may be, the difference below which a cell counts whole, and the share of cells that counts.
_CELLS, _ROUNDS = 12, 4
_BRIGHT, _TINTED = (0.3, 2.5), (0.72, 1.4)
_SOFT = 0.02
_KEPT = 0.8
_BURNT = 0.97

Gains = NDArray[np.float64]
"""What each channel of linear RGB is multiplied with for neutral light. (3,)."""


def grey_world_gains(pixels: Pixels) -> Gains:
    """Estimate a photo's light by the shades-of-grey assumption: what is seen is grey in the mean.

    The skin of wearers would be another reference; its colour differs between people, and measuring it would come near
    to what wornby never infers.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.

    Returns:
        Gains whose geometric mean is 1, so that lightness stays. (3,).

    Source:
        Finlayson and Trezzi 2004, "Shades of Gray and Colour Constancy".
    """
    linear = _linear(pixels[::_STEP_PX, ::_STEP_PX].reshape(-1, 3))
    # Burnt-out pixels say nothing of the lamp's colour.
    kept = linear[linear.max(axis=1) < _BURNT]
    light = np.power(np.power(kept if len(kept) else linear, _NORM).mean(axis=0), 1 / _NORM)
    gains = np.clip(light.mean() / np.maximum(light, 1e-6), *_LIMITS)
    return np.asarray(gains / np.cbrt(gains.prod()), dtype=np.float64)


def corrected(code: str, gains: Gains) -> Lab:
    """A measured colour as it would be in neutral light, CIELAB under D65. (3,).

    Args:
        code: sRGB, "#rrggbb".
        gains: As `grey_world_gains` gives them.
    """
    rgb = np.frombuffer(bytes.fromhex(code[1:]), dtype=np.uint8)
    linear = np.clip(_linear(rgb[None]) * gains, 0, 1).astype(np.float32)
    return np.asarray(cv2.cvtColor(linear.reshape(1, 1, 3), cv2.COLOR_LRGB2Lab), dtype=np.float64).reshape(3)


def distance_under_best_light(sought: Pixels, seen: Pixels) -> float:
    """How far two pictures of one thing differ in colour under the light that brings them nearest.

    Several colours under one light tell more than one colour: another light turns ink and cloth alike, another cloth
    does not.

    Args:
        sought: In neutral light, such as a motif with its cloth. (S, S, 3), uint8, RGB.
        seen: The same in a photo, laid over it. (S, S, 3), uint8, RGB.

    Returns:
        Mean CIEDE2000 of the four in five cells that differ least: the rest may be folded, or hidden.
    """
    one, other = (
        _linear(np.asarray(cv2.resize(each, (_CELLS, _CELLS), interpolation=cv2.INTER_AREA), np.uint8)).reshape(-1, 3)
        for each in (sought, seen)
    )
    weights = np.ones((len(one), 1))
    gains = np.ones(3)
    for _ in range(_ROUNDS):
        raw = (weights * one * other).sum(axis=0) / np.maximum((weights * one * one).sum(axis=0), 1e-9)
        bright = float(np.cbrt(np.maximum(raw, 1e-6).prod()))
        gains = np.clip(bright, *_BRIGHT) * np.clip(raw / bright, *_TINTED)
        weights = 1 / (np.linalg.norm(other - one * gains, axis=1, keepdims=True) + _SOFT)
    lit = np.clip(one * gains, 0, 1)
    first, second = (_lab(each) for each in (lit, other))
    distances = np.sort(delta_e_2000(first, second))
    return float(distances[: max(1, round(_KEPT * len(distances)))].mean())


def _lab(linear: NDArray[np.float64]) -> Lab:
    pixels = linear.astype(np.float32).reshape(1, -1, 3)
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_LRGB2Lab), dtype=np.float64).reshape(-1, 3)


def _linear(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    share = rgb.astype(np.float64) / _FULL
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - IEC 61966-2-1
