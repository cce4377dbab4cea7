"""Things before the figure that hide a part of it, out of focus: a post, a plant."""

import cv2
import numpy as np

from wornby.studio.rendering.mesh import Floats
from wornby.studio.rendering.surfaces import linear

_BARK, _LEAF, _IRON = "#5a5148", "#4d6b3f", "#4a4d52"


def veil(kind: str, *, size: tuple[int, int], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw a veil.

    Args:
        kind: "post" or "plant".
        size: Height and width, pixels.
        rng: Draws its place and form.

    Returns:
        Linear RGB, (H, W, 3), and how much it covers, (H, W), 0 to 1.
    """
    return (_plant if kind == "plant" else _post)(size, rng)


def _post(size: tuple[int, int], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A lamp post or a tree that passes before one side of the figure."""
    height, width = size
    left = rng.choice([-1, 1]) * rng.uniform(0.10, 0.15) + 0.5
    half = rng.uniform(0.038, 0.055)
    x = np.linspace(0, 1, width, dtype=np.float32)[None, :] + 0 * np.zeros((height, 1), np.float32)
    place = (x - left) / half
    cover = cv2.GaussianBlur((np.abs(place) < 1).astype(np.float32), (0, 0), width / 110)
    round_light = np.clip(0.55 - 0.5 * place, 0.12, 1.0)
    bark = cv2.GaussianBlur(
        rng.normal(size=(height, width)).astype(np.float32), (0, 0), width / 120, sigmaY=height / 40
    )
    color = linear(str(rng.choice([_BARK, _IRON])))
    light = color * (round_light * (1 + 1.2 * bark))[..., None]
    return np.clip(light, 0, 1).astype(np.float32), cover


def _plant(size: tuple[int, int], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Leaves that reach in from a lower corner."""
    height, width = size
    cover = np.zeros(size, np.float32)
    light = np.zeros((height, width, 3), np.float32)
    side = int(rng.choice([0, 1]))
    for _ in range(46):
        away = rng.uniform(0, 1) ** 1.2
        x = (0.02 + 0.42 * away) if side == 0 else (0.98 - 0.42 * away)
        y = rng.uniform(0.62 + 0.25 * away, 1.02)
        length = rng.uniform(0.07, 0.14) * height
        angle = rng.uniform(-70, 70) - 90
        shade = linear(_LEAF) * np.float32(rng.uniform(0.45, 1.5))
        centre = (round(x * width), round(y * height))
        axes = (round(length / 2), round(length * rng.uniform(0.12, 0.2)))
        cv2.ellipse(cover, centre, axes, angle, 0, 360, 1.0, -1, cv2.LINE_AA)
        cv2.ellipse(light, centre, axes, angle, 0, 360, tuple(map(float, shade)), -1, cv2.LINE_AA)
    blur = width / 90
    soft = np.asarray(cv2.GaussianBlur(cover, (0, 0), blur), np.float32)
    spread = cv2.GaussianBlur(light * cover[..., None], (0, 0), blur) / np.maximum(soft, 1e-3)[..., None]
    return np.asarray(spread, np.float32), soft
