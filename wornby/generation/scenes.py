"""Backdrops: a wall, a street, a park or a plaza, out of focus; or a plain studio floor."""

import cv2
import numpy as np

from wornby.generation.canvas import Floats, rgb

WIDTH_PX, HEIGHT_PX = 512, 768
_HORIZON = 0.66


def draw_scene(name: str, *, seed: int) -> Floats:
    """Draw a backdrop. (768, 512, 3), float32, 0 to 255."""
    rng = np.random.default_rng(seed)
    picture = np.empty((HEIGHT_PX, WIDTH_PX, 3), dtype=np.float32)
    painters = {"wall": _wall, "street": _street, "park": _park, "plaza": _plaza}
    if name == "plain":
        return _plain(picture, rng)
    painters[name](picture, rng)
    _ground(picture, rng, grassy=name == "park")
    blurred = cv2.GaussianBlur(picture, (0, 0), 2.2 if name == "wall" else 4.5)
    return _light(np.asarray(blurred, dtype=np.float32), rng)


def _plain(picture: Floats, rng: np.random.Generator) -> Floats:
    base = np.float32(rng.uniform(228, 240))
    rows = np.linspace(1.02, 0.97, HEIGHT_PX, dtype=np.float32)[:, None, None]
    picture[:] = base * rows * np.array([1.0, 0.995, 0.985], dtype=np.float32)
    return picture


def _wall(picture: Floats, rng: np.random.Generator) -> None:
    base = rgb(str(rng.choice(["#a9765c", "#c2b6a4", "#8d8f92", "#b7a58d"])))
    picture[:] = base
    height = int(rng.integers(22, 30))
    for row, y in enumerate(range(0, HEIGHT_PX, height)):
        shift = (row % 2) * height
        for x in range(-height, WIDTH_PX + height, height * 2):
            tone = float(rng.uniform(0.9, 1.08))
            corner = (x + shift + height * 2 - 3, y + height - 3)
            cv2.rectangle(picture, (x + shift, y), corner, tuple(float(v) for v in base * tone), -1)


def _street(picture: Floats, rng: np.random.Generator) -> None:
    rows = np.linspace(0, 1, HEIGHT_PX, dtype=np.float32)[:, None, None]
    picture[:] = rgb("#b9cfe2") + (rgb("#e8e4da") - rgb("#b9cfe2")) * np.clip(rows * 2.2, 0, 1)
    x = -20
    while x < WIDTH_PX:
        width = int(rng.integers(110, 210))
        top = int(rng.integers(0, 190))
        base = rgb(str(rng.choice(["#b48f74", "#cbbfa9", "#93837a", "#a7b0b2", "#c9a98b", "#7f8a94"])))
        cv2.rectangle(picture, (x, top), (x + width, HEIGHT_PX), tuple(float(v) for v in base), -1)
        for wx in range(x + 16, x + width - 26, 44):
            for wy in range(top + 22, int(HEIGHT_PX * _HORIZON) - 60, 66):
                pane = rgb("#5d6b78") * float(rng.uniform(0.7, 1.5))
                cv2.rectangle(picture, (wx, wy), (wx + 24, wy + 40), tuple(float(v) for v in pane), -1)
        x += width
    awning = rgb(str(rng.choice(["#8f3b3a", "#2f5d50", "#3f5279"])))
    left = int(rng.integers(-40, 300))
    low = int(HEIGHT_PX * _HORIZON)
    cv2.rectangle(picture, (left, low - 120), (left + 190, low - 92), tuple(float(v) for v in awning), -1)
    cv2.rectangle(picture, (left + 8, low - 92), (left + 182, low), (68.0, 72.0, 78.0), -1)


def _park(picture: Floats, rng: np.random.Generator) -> None:
    rows = np.linspace(0, 1, HEIGHT_PX, dtype=np.float32)[:, None, None]
    picture[:] = rgb("#c5d9e6") + (rgb("#7f9a6a") - rgb("#c5d9e6")) * np.clip(rows * 1.9, 0, 1)
    for _ in range(150):
        centre = (int(rng.integers(-20, WIDTH_PX + 20)), int(rng.integers(0, int(HEIGHT_PX * _HORIZON))))
        leaf = rgb(str(rng.choice(["#5f7d4b", "#86a068", "#4d6a45", "#a3b57f", "#6f8f5a"])))
        cv2.circle(picture, centre, int(rng.integers(14, 46)), tuple(float(v) for v in leaf), -1, cv2.LINE_AA)
    for _ in range(3):
        x = int(rng.integers(10, WIDTH_PX - 10))
        cv2.rectangle(picture, (x, 150), (x + 16, int(HEIGHT_PX * _HORIZON)), (92.0, 76.0, 60.0), -1)


def _plaza(picture: Floats, rng: np.random.Generator) -> None:
    base = rgb(str(rng.choice(["#cfd3d4", "#d8cdbd", "#b9c2c4"])))
    rows = np.linspace(1.05, 0.9, HEIGHT_PX, dtype=np.float32)[:, None, None]
    picture[:] = base * rows
    for x in range(int(rng.integers(0, 60)), WIDTH_PX, 118):
        cv2.rectangle(picture, (x, 0), (x + 46, HEIGHT_PX), tuple(float(v) for v in base * 0.84), -1)
        cv2.rectangle(picture, (x + 50, 90), (x + 112, HEIGHT_PX), (122.0, 136.0, 146.0), -1)


def _ground(picture: Floats, rng: np.random.Generator, *, grassy: bool) -> None:
    low = int(HEIGHT_PX * _HORIZON + rng.integers(-24, 30))
    base = rgb("#a09c94" if not grassy else "#b0a68c") * float(rng.uniform(0.9, 1.1))
    rows = np.linspace(0.88, 1.05, HEIGHT_PX - low, dtype=np.float32)[:, None, None]
    patches = rng.normal(1.0, 0.05, (24, 30)).astype(np.float32)
    picture[low:] = base * rows * cv2.resize(patches, (WIDTH_PX, HEIGHT_PX - low))[..., None]
    joint = tuple(float(v) for v in base * 0.82)
    for step in range(1, 6):
        y = low + int((HEIGHT_PX - low) * (step / 5) ** 1.8)
        cv2.line(picture, (0, y), (WIDTH_PX, y), joint, 2)
    for at in range(-6, 8):
        cv2.line(picture, (256 + at * 50, low), (256 + at * 150, HEIGHT_PX), joint, 2)


def _light(picture: Floats, rng: np.random.Generator) -> Floats:
    soft = rng.uniform(0.9, 1.08, (5, 4)).astype(np.float32)
    light = cv2.resize(soft, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(picture * light[..., None], 0, 255), dtype=np.float32)
