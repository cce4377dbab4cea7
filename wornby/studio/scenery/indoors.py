"""Rooms to stand in: a studio's paper, and a room by a window."""

import cv2
import numpy as np

from wornby.studio.rendering.mesh import Floats
from wornby.studio.rendering.surfaces import linear
from wornby.studio.rendering.tiles import cloudy
from wornby.studio.scenery.vistas import (
    FAR_CM,
    Field,
    Vista,
    any_of,
    cells,
    inside,
    joints,
    lay,
    meet,
    over,
    rough,
    step,
)


def studio(vista: Vista, rng: np.random.Generator) -> Floats:
    """Seamless grey paper that runs from the wall over the floor. (H, W, 3), R = G = B."""
    depth, points = vista.plane(2, -170.0)
    height = np.where(depth < FAR_CM, points[..., 1], 0)
    base = float(rng.choice([0.52, 0.62, 0.70, 0.76]))
    middle = points[..., 0] - float(rng.uniform(-40, 40))
    glow = np.exp(-((middle / 190) ** 2) - ((height - 150) / 170) ** 2)
    wall = base * (0.84 + 0.22 * glow)
    floor_depth, floor_points = vista.floor()
    near = np.clip((floor_points[..., 2] + 170) / 330, -0.4, 1.6)
    floor = base * (0.93 + 0.07 * near - 0.05 * np.abs(floor_points[..., 0]) / 150)
    # The paper's bend: no line, a slow change.
    share = step(height, -55.0, 60.0)
    light = floor * (1 - share) + wall * share
    light = light * (1 - 0.05 * np.exp(-(((height - 4) / 34) ** 2)))
    light = np.where(floor_depth < vista.origin[2] * 0.4, base, light)
    rows, columns = vista.size
    y, x = np.linspace(-1, 1, rows)[:, None], np.linspace(-1, 1, columns)[None] * columns / rows
    light = light * (1 - 0.10 * np.clip(x * x + y * y, 0, 2) ** 1.2) + 0.002 * cloudy(vista.size, rng=rng, octaves=3)
    soft = cv2.GaussianBlur(light.astype(np.float32), (0, 0), rows / 60)
    return np.repeat(np.clip(soft, 0, 1)[..., None], 3, axis=2).astype(np.float32)


def interior(vista: Vista, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A room with boards, shelves, a plant and light from a window."""
    away = float(rng.uniform(230, 330))
    mirrored = float(rng.choice([-1, 1]))
    depth, points = vista.plane(2, -away)
    x, y = points[..., 0] * mirrored, points[..., 1]
    paint = any_of(rng, "#d8d2c6", "#c9cdc8", "#cdbfae", "#aeb8b4", "#d9d4d0")
    light = paint * (0.80 + 0.02 * over(rough(rng, side=300.0), x, y))[..., None]
    # The window's light lies slantwise on the wall, with the shadows of its bars.
    slant = x + 0.55 * y
    for left in (-10.0, 55.0):
        beam = inside(slant, left, left + 54, soft=9) * inside(y - 0.15 * x, 70, 205, soft=9)
        beam = beam * (1 - 0.8 * inside(y - 0.15 * x, 134, 142, soft=5))
        light = light * (1 + 0.50 * beam)[..., None] + linear("#ffedd0") * (0.05 * beam)[..., None]
    light = light * (0.80 + 0.36 * np.exp(-(((x + 130) / 130) ** 2)))[..., None]
    light = lay(light, paint * 1.05, inside(y, -9, 11, soft=1.0)) * (1 - 0.3 * inside(y, 11, 13, soft=1.5))[..., None]
    light = _window(light, x, y, rng=rng)
    light = _shelves(light, x - float(rng.uniform(34, 52)), y, rng=rng)
    light = _plant(light, x + float(rng.uniform(20, 40)), y, rng=rng) if rng.random() < 0.7 else light
    return meet(_boards(vista, rng, away=away, mirrored=mirrored), (np.asarray(light, np.float32), depth))


def _boards(vista: Vista, rng: np.random.Generator, *, away: float, mirrored: float) -> tuple[Floats, Floats]:
    depth, points = vista.floor()
    x, z = points[..., 0] * mirrored, points[..., 2]
    column = x / 14.0
    row = z / 190.0 + cells(rng, column, column * 0) * 5
    wood = any_of(rng, "#a57c52", "#b8905f", "#8a6444", "#c2a37c")
    grain = over(rough(rng, side=120.0), x * 6 + np.floor(column) * 37, z * 0.35)
    tone = 0.78 + 0.34 * cells(rng, column, row) + 0.055 * grain
    tone = tone * (1 - 0.5 * joints(column, row * 13.6, width=0.02) * (np.abs(column % 1 - 0.5) > 0.4))
    light = wood * tone[..., None]
    # Varnish gives the window back.
    light = (
        light
        + linear("#f2efe6") * (0.16 * np.exp(-(((x + 105 + 0.12 * z) / 55) ** 2)) * step(z, 160, -away))[..., None]
    )
    light = light * (1 - 0.35 * np.exp(-np.clip(z + away, 0, None) / 14))[..., None]
    return np.asarray(light, np.float32), depth


def _window(light: Floats, x: Field, y: Field, *, rng: np.random.Generator) -> Floats:
    """A bright window with a curtain at the left edge."""
    edge = -62.0
    outside = lay(
        np.broadcast_to(linear("#f4f6f4") * 1.15, light.shape).astype(np.float32),
        linear("#a9bd9a"),
        step(140 - y + 14 * np.sin(x / 13), 0, 60) * 0.6,
    )
    pane = inside(x, edge - 140, edge, soft=1.5) * inside(y, 62, 252, soft=1.5)
    frame = inside(x, edge - 150, edge + 7, soft=1.5) * inside(y, 54, 260, soft=1.5)
    light = lay(light, linear("#ece8e0"), frame)
    bars = np.clip(inside(x, edge - 46, edge - 41, soft=1.5) + inside(y, 158, 163, soft=1.5), 0, 1)
    light = lay(light, outside, pane * (1 - bars))
    curtain = inside(x, edge - 22, edge + 16, soft=3) * inside(y, 6, 272, soft=2)
    cloth = (
        any_of(rng, "#e9e3d6", "#d6c9b4", "#c3ccc8") * (0.92 + 0.16 * np.sin(x / 2.4 + 0.5 * np.sin(y / 60)))[..., None]
    )
    return lay(light, np.asarray(cloth, np.float32), curtain * 0.93)


def _shelves(light: Floats, x: Field, y: Field, *, rng: np.random.Generator) -> Floats:
    """Boards with books, vases and boxes from `x` = 0 to the right; a cupboard below."""
    wood = any_of(rng, "#8a6a4a", "#5d4836", "#d8d0c2", "#a98d6b")
    board = inside(x, 0, 160, soft=1.5)
    light = light * (1 - 0.22 * inside(x, -8, 170, soft=12) * inside(y, 84, 250, soft=12))[..., None]
    inks = np.stack(
        [
            linear(color)
            for color in ("#7c3b34", "#3d5568", "#c8b48c", "#51604c", "#d9d3c6", "#2f3338", "#b9773f", "#8d9ba3")
        ]
    )
    for level in (92.0, 134.0, 176.0, 218.0):
        above = y - level
        column = x / 4.2 + 0.35 * np.sin(level)
        tall = 17 + 13 * cells(rng, column, column * 0 + level)
        books = cells(rng, x / 38 + level, x * 0) > 0.34
        cover = board * books * inside(above, 0, tall, soft=1) * (column % 1 > 0.07)
        light = lay(light, inks[(np.floor(column).astype(np.int64) * 5 + int(level)) % len(inks)], cover)
        for _ in range(2):
            middle, half = float(rng.uniform(8, 130)), float(rng.uniform(6, 11))
            vase = (np.hypot((x - middle) / half, (above - half) / (half * float(rng.uniform(0.9, 1.6)))) < 1) & ~books
            light = lay(light, inks[int(rng.integers(len(inks)))] * 0.9, vase * board)
        light = lay(light, wood, board * inside(above, -3.2, 0, soft=0.8))
        light = light * (1 - 0.35 * board * inside(above, -9, -3.2, soft=2))[..., None]
    cupboard = inside(x, -2, 164, soft=1.5) * inside(y, 5, 66, soft=1.5)
    door = wood * (0.9 + 0.1 * step(y, 0, 70) - 0.5 * inside((x / 41) % 1, 0.97, 1.0, soft=0.02))[..., None]
    return lay(light, np.asarray(door, np.float32), cupboard)


def _plant(light: Floats, x: Field, y: Field, *, rng: np.random.Generator) -> Floats:
    """A pot with long leaves on the floor before the wall."""
    for _ in range(15):
        lean, tall = float(rng.uniform(-1.15, 1.15)), float(rng.uniform(50, 125))
        share = np.clip((y - 30) / tall, 0, 1)
        middle = lean * tall * 0.55 * share**1.6
        half = 4.6 * np.clip(np.sin(np.pi * np.clip(share, 0.04, 0.98)), 0, 1) ** 0.8
        green = any_of(rng, "#3f5a35", "#56723f", "#2f4630", "#6f8a52")
        light = lay(light, green, inside(np.abs(x - middle), -50, half, soft=1.5) * (y > 30) * (y < 30 + tall))
    pot = inside(np.abs(x), -50, 14 + 0.12 * y, soft=1.2) * inside(y, 0, 34, soft=1.2)
    clay = any_of(rng, "#b7754f", "#d9d5cc", "#4b4a48") * (1 - 0.35 * step(x, -6, 20))[..., None]
    return lay(light, np.asarray(clay, np.float32), pot)
