"""Places to stand in out of doors, with what can be told of them out of focus."""

import numpy as np
from numpy.typing import NDArray

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
    lay,
    meet,
    over,
    paving,
    rough,
    step,
)


def wall(vista: Vista, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A plastered or brick wall over a pavement."""
    away = float(rng.uniform(110, 190))
    depth, points = vista.plane(2, -away)
    x, y = points[..., 0] + float(rng.uniform(0, 500)), points[..., 1]
    grain, large = rough(rng, side=170.0), rough(rng, side=760.0)
    if rng.random() < 0.45:
        light = _bricks(x, y, rng=rng) * (1 + 0.08 * over(grain, x, y))[..., None]
    else:
        color = any_of(rng, "#c9bfae", "#b9b3a8", "#cdb79b", "#a9aca8", "#d6cfc2", "#b98d74", "#8f9a98")
        tone = 1 + 0.055 * over(large, x, y) + 0.05 * over(grain, x, y) + 0.03 * over(grain, x * 5, y * 5)
        light = color * tone[..., None]
        # A painted base, and the damp above the ground.
        if rng.random() < 0.5:
            edge = 58 + 0.8 * over(grain, x, y)
            light = lay(light, color * np.float32(0.52), inside(y, -50, 0, soft=1) + (y < edge))
        light = light * (1 - 0.22 * np.exp(-np.clip(y, 0, None) / 22) * (1 + 0.3 * over(large, x, y)))[..., None]
    # The sun falls slantwise, through what stands beside.
    slant = x * 0.55 + y - float(rng.uniform(120, 420))
    sun = 1 + 0.10 * np.tanh(slant / 90) + 0.05 * np.tanh(3 * over(large, x * 0.8 + 200, y * 0.8))
    light = light * sun[..., None] * (1 - 0.5 * np.exp(-np.clip(y, 0, None) / 3.5))[..., None]
    stone = any_of(rng, "#9c968c", "#a8a49c", "#8e8b87", "#b0a596")
    side = float(rng.choice([40.0, 60.0]))
    floor = paving(vista, rng, color=stone, slab=(side * 1.5, side))
    floor_z = vista.floor()[1][..., 2] + away
    shaded = floor[0] * (1 - 0.45 * np.exp(-np.clip(floor_z, 0, None) / 12))[..., None]
    return meet((shaded, floor[1]), (np.asarray(light, np.float32), depth))


def _bricks(x: Field, y: Field, *, rng: np.random.Generator) -> Floats:
    row = y / 7.4
    column = x / 23.0 + 0.5 * (np.floor(row) % 2)
    color = any_of(rng, "#8f5a45", "#9b6b55", "#7c4a3c", "#a58a78", "#b7aea3")
    other = color * np.array([0.72, 0.66, 0.64], np.float32)
    own = cells(rng, column, row)
    light = color + (other - color) * (own**1.6)[..., None]
    light = light * (0.88 + 0.3 * cells(rng, column + 7, row + 3))[..., None]
    across, down = np.abs(column % 1 - 0.5) * 23, np.abs(row % 1 - 0.5) * 7.4
    mortar = np.clip(np.maximum(step(across, 10.6, 11.3), step(down, 2.9, 3.5)), 0, 1)
    return lay(np.asarray(light, np.float32), any_of(rng, "#a59c92", "#8d857d", "#b8b0a6"), mortar)


def _sky(vista: Vista, *, low: str, high: str, rng: np.random.Generator) -> Floats:
    """Bright above the horizon, deeper higher up. (H, W, 3)."""
    ray = vista.rays[..., 1] / np.maximum(-vista.rays[..., 2], 0.1)
    clear = np.broadcast_to(linear(low), vista.rays.shape).astype(np.float32)
    cloud = cloudy(vista.size, rng=rng, octaves=4, base=2)
    return lay(lay(clear, linear(high), step(ray, -0.02, 0.42)), linear(low) * 1.1, 0.35 * step(cloud, -0.2, 1.6))


def _sparkle(
    scene: Floats,
    rng: np.random.Generator,
    *,
    count: int,
    rows: tuple[float, float],
    strength: float,
    colors: tuple[str, ...],
) -> None:
    """Put points of light into a scene, in place: out of focus they become discs. `rows`: shares of the height."""
    height, width = scene.shape[:2]
    size = height * height / 384.0**2
    for _ in range(count):
        row, column = int(height * rng.uniform(*rows)), int(rng.integers(width))
        power = strength * size * float(rng.lognormal(-0.2, 0.8))
        scene[min(row, height - 1), column] += linear(str(rng.choice(colors))) * np.float32(power)


def street(vista: Vista, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A street that runs away between two rows of houses, with shops, cars, passers and lamps."""
    turned = vista.turned(float(rng.uniform(0.03, 0.12)) * float(rng.choice([-1, 1])))
    scene = _sky(turned, low="#e9ebea", high="#b9cbdc", rng=rng) * np.float32(1.05)
    depth = np.full(vista.size, FAR_CM, np.float32)
    left, right = float(rng.uniform(200, 280)), float(rng.uniform(520, 700))
    kerb = float(rng.uniform(120, 200))
    for side, away in ((-1, left), (1, right)):
        house_depth, points = turned.plane(0, side * away)
        light, covers = _houses(points, lit=1.0 if side > 0 else 0.66, rng=rng)
        near = covers & (house_depth < depth)
        scene, depth = np.where(near[..., None], light, scene), np.where(near, house_depth, depth)
    slabs, floor_depth = paving(turned, rng, color=any_of(rng, "#a39d94", "#97948f", "#b0a89b"), slab=(60.0, 40.0))
    points = turned.floor()[1]
    road = linear("#5f6062") * (1 + 0.08 * over(rough(rng, side=240.0), points[..., 0], points[..., 2]))[..., None]
    slabs = lay(slabs, np.asarray(road, np.float32), inside(points[..., 0], kerb, right - 150, soft=2))
    slabs = lay(slabs, linear("#c4c0b8"), 0.7 * inside(points[..., 0], kerb - 14, kerb, soft=2))
    scene, depth = meet((slabs, floor_depth), (scene, depth))
    for away in sorted(rng.uniform(1100, 4200, 4), reverse=True):
        middle = float(rng.choice([kerb + 105, right - 260]))
        scene, depth = _car(turned, scene, depth, middle=middle, away=float(away), rng=rng)
    for away in sorted(rng.uniform(1500, 5200, 5), reverse=True):
        middle = float(rng.uniform(-left * 0.8, kerb))
        scene, depth = _passer(turned, scene, depth, middle=middle, away=float(away), rng=rng)
    warm = ("#ffd9a0", "#ffe9c8", "#ffc46b", "#ff8a5c", "#e8f0ff")
    _sparkle(scene, rng, count=26, rows=(0.30, 0.53), strength=26.0, colors=warm)
    return scene, depth


def _houses(points: Floats, *, lit: float, rng: np.random.Generator) -> tuple[Floats, NDArray[np.bool_]]:
    """A row of houses along the street: light, (H, W, 3), and where it stands."""
    u, y = -points[..., 2] + float(rng.uniform(0, 900)), points[..., 1]
    width = float(rng.uniform(800, 1200))
    number = np.floor(u / width)
    tops = 1100 + 700 * cells(rng, number, number * 0)
    paints = [linear(color) for color in ("#c9b79c", "#b98f78", "#d8cfbf", "#a8b0b0", "#c4a07e", "#9c8478", "#dcd6c8")]
    order = rng.permutation(len(paints))
    light = np.stack(paints)[order[number.astype(np.int64) % len(paints)]] * np.float32(lit)
    story = (y - 420) / 330
    column = u / (width / 4)
    glass = inside(column % 1, 0.28, 0.72, soft=0.05) * inside(story % 1, 0.18, 0.76, soft=0.05) * (story > 0)
    frame = inside(column % 1, 0.22, 0.78, soft=0.05) * inside(story % 1, 0.12, 0.82, soft=0.05) * (story > 0)
    light = lay(light, light * 1.25, frame * 0.7)
    pane = lay(
        np.broadcast_to(linear("#3d4852"), light.shape).astype(np.float32) * np.float32(0.6 + 0.6 * lit),
        linear("#ffce8a"), cells(rng, column, story) > 0.86,
    )  # fmt: skip
    light = lay(light, pane, glass)
    light = light * (1 - 0.3 * inside(story % 1, 0.94, 1.04, soft=0.04) * (story > 0))[..., None]
    shop = inside(column % 1, 0.10, 0.90, soft=0.04) * inside(y, 45, 290, soft=8)
    glow = cells(rng, column, column * 0)
    room = lay(np.broadcast_to(linear("#2c2a2a"), light.shape).astype(np.float32), linear("#ffc98a") * 1.1, glow**2)
    light = lay(light, room, shop)
    awning = inside(column % 1, 0.04, 0.96, soft=0.03) * inside(y, 290, 365, soft=8)
    cloths = np.stack([linear(color) for color in ("#7c2f2d", "#2f4a3e", "#d8d0c0", "#30405c", "#3a3634")])
    light = lay(light, cloths[(column.astype(np.int64) * 3) % 5] * np.float32(lit), awning)
    return np.asarray(light, np.float32), (y > 0) & (y < tops) & (points[..., 2] < 100)


def _car(
    vista: Vista, scene: Floats, depth: Floats, *, middle: float, away: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """A car from before or behind."""
    there, points = vista.plane(2, -away)
    x, y = np.abs(points[..., 0] - middle), points[..., 1]
    body = inside(x, -200, 84 + 4 * np.sin(np.clip(y / 70, 0, 1) * np.pi), soft=4) * inside(y, 18, 92, soft=6)
    cabin = inside(x, -200, 74 - 0.30 * np.clip(y - 90, 0, 60), soft=5) * inside(y, 80, 146, soft=8)
    color = any_of(rng, "#2c3036", "#8d949a", "#dfe2e4", "#6d2426", "#27394f", "#b9bcbd", "#44483f")
    sheen = color[None, None] * (0.7 + 0.5 * step(y, 30, 95))[..., None] + 0.10 * inside(y, 84, 94, soft=6)[..., None]
    light = lay(
        np.asarray(sheen, np.float32),
        linear("#39434c"),
        inside(x, -200, 64 - 0.30 * np.clip(y - 90, 0, 60), soft=5) * inside(y, 96, 138, soft=5),
    )
    light = lay(light, linear("#18181a"), inside(x, 52, 82, soft=4) * inside(y, -5, 34, soft=4))
    lamp = inside(x, 52, 78, soft=4) * inside(y, 62, 78, soft=4)
    front = rng.random() < 0.5
    light = light + lamp[..., None] * (linear("#fff2d8") * 2.2 if front else linear("#ff3b28") * 1.2)
    tyres = inside(x, 52, 80, soft=4) * inside(y, 0, 30, soft=4)
    shadow = inside(x, -200, 95, soft=20) * inside(y, -12, 20, soft=12)
    scene = lay(scene, linear("#2a2a2c"), 0.6 * shadow * (there < depth + 60))
    cover = np.clip(body + cabin + tyres, 0, 1) * (there < depth)
    return lay(scene, light, cover), np.where(cover > 0.5, there, depth)


def _passer(
    vista: Vista, scene: Floats, depth: Floats, *, middle: float, away: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Somebody far off."""
    there, points = vista.plane(2, -away)
    x, y = points[..., 0] - middle, points[..., 1]
    tall = float(rng.uniform(158, 184))
    share = y / tall
    coat = inside(np.abs(x), -50, 21 - 7 * np.abs(share - 0.66), soft=3) * inside(share, 0.42, 0.85, soft=0.03)
    stride = float(rng.uniform(4, 10))
    legs = (np.abs(np.abs(x) - stride * (1 - share * 1.6)) < 8) & (share > 0) & (share < 0.5)
    head = np.hypot(x / 8.5, (y - tall * 0.925) / 11.5) < 1
    cover = np.clip(coat + legs + head, 0, 1) * (there < depth)
    top = any_of(rng, "#3a4350", "#7a3b35", "#c9bfae", "#4c5a4a", "#22252b", "#a9824e")
    light = np.broadcast_to(linear("#2b2e36"), scene.shape).astype(np.float32)
    light = lay(lay(light, top, coat), linear("#a5765a"), head)
    return lay(scene, light, cover), np.where(cover > 0.5, there, depth)


def park(vista: Vista, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A lawn with a path before trees in sunlight."""
    ray = vista.rays[..., 1] / np.maximum(-vista.rays[..., 2], 0.1)
    masses, leaves = cloudy(vista.size, rng=rng, octaves=4, base=3), cloudy(vista.size, rng=rng, octaves=3, base=26)
    deep, bright = any_of(rng, "#26361f", "#2c3d2a"), any_of(rng, "#8aa05a", "#a3ad62", "#7d9a5e")
    scene = np.broadcast_to(deep, vista.rays.shape).astype(np.float32)
    scene = lay(scene, bright, np.clip(0.34 + 0.24 * masses + 0.22 * leaves + 0.9 * np.clip(ray, 0, 0.3), 0, 1))
    scene = lay(scene, linear("#f3f3e4") * 1.1, step(masses * 0.8 + leaves + 4.2 * ray, 2.0, 3.0))
    depth = np.full(vista.size, 4200.0, np.float32)
    for away in sorted(rng.uniform(900, 3000, 6), reverse=True):
        _, points = vista.plane(2, -float(away))
        middle, half = float(rng.uniform(-1, 1)) * (140 + 0.16 * float(away)), float(rng.uniform(11, 30))
        x = points[..., 0] - middle - 0.03 * points[..., 1] + 7 * np.sin(points[..., 1] / 170 + middle)
        bark = linear("#5a4c3e") * (0.55 + 0.75 * step(-x / half, -0.6, 1.1))[..., None]
        scene = lay(scene, np.asarray(bark, np.float32), inside(np.abs(x), -99, half, soft=5) * (points[..., 1] > 0))
    _, points = vista.plane(2, -2300.0)
    top = 120 + 60 * over(rough(rng, side=2400.0), points[..., 0], points[..., 0] * 0)
    hedge = lay(
        np.broadcast_to(deep * 1.1, scene.shape).astype(np.float32),
        bright * 0.8,
        np.clip(0.25 + 0.3 * leaves + points[..., 1] / 420, 0, 1),
    )
    scene = lay(scene, hedge, inside(points[..., 1], -50, top, soft=16))
    _sparkle(scene, rng, count=48, rows=(0.0, 0.42), strength=15.0, colors=("#fdf6d0", "#e6efb0", "#ffffff", "#cfe08a"))
    return meet(_lawn(vista, rng), (scene, depth))


def _lawn(vista: Vista, rng: np.random.Generator) -> tuple[Floats, Floats]:
    depth, points = vista.floor()
    x, z = points[..., 0], points[..., 2]
    near = np.clip(1400 / depth, 0, 1)
    patches = over(rough(rng, side=1500.0), x, z)
    blades = over(rough(rng, side=90.0), x, z * 0.6) * near
    grass = lay(
        np.broadcast_to(linear("#5d7a3a"), vista.rays.shape).astype(np.float32),
        linear("#93a64e"),
        np.clip(0.4 + 0.25 * patches + 0.24 * blades, 0, 1),
    )
    light = grass * np.float32(0.95)
    path = linear("#b5a68c") * (1 + 0.06 * over(rough(rng, side=60.0), x, z) * near + 0.06 * patches)[..., None]
    bend = 130 * np.sin(z / 900 + float(rng.uniform(-0.4, 0.4))) - 60 * np.sin(float(rng.uniform(-0.4, 0.4)))
    edge = 6 * over(rough(rng, side=140.0), z, x * 0 + 9)
    light = lay(light, np.asarray(path, np.float32), inside(x - bend, -115 + edge, 115 - edge, soft=9))
    # Sun that falls through the leaves.
    dapple = step(over(rough(rng, side=900.0), x + 300, z * 0.7), -0.5, 0.6)
    return np.asarray(light * (0.62 + 0.48 * dapple)[..., None], np.float32), depth


def plaza(vista: Vista, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A paved square before an arcade in the sun."""
    away = float(rng.uniform(1700, 2600))
    depth, points = vista.plane(2, -away)
    x, y = points[..., 0] + float(rng.uniform(0, 800)), points[..., 1]
    stone = any_of(rng, "#d9c3a0", "#d2b48f", "#cfc4b2", "#c9a98a")
    grain = rough(rng, side=900.0)
    light = stone * (1 + 0.07 * over(grain, x, y) + 0.04 * over(grain, x * 4, y * 4))[..., None]
    pitch, spring = float(rng.uniform(300, 400)), float(rng.uniform(260, 320))
    across = (x / pitch % 1 - 0.5) * pitch
    half = pitch * 0.36
    arch = np.where(y < spring, np.abs(across) / half, np.hypot(across, y - spring) / half)
    gloom = linear("#6a5340") * (0.42 + 0.55 * step(y, 380, 0))[..., None]
    back = lay(
        np.asarray(gloom, np.float32),
        linear("#ffca85"),
        0.8
        * (cells(rng, x / pitch, x * 0) > 0.6)
        * inside(np.abs(across), -99, half * 0.5, soft=20)
        * inside(y, 20, 230, soft=20),
    )
    light = lay(light, light * 1.12, inside(arch, 0.98, 1.16, soft=0.04))
    # The arch's thickness, of which one side is lit.
    aside = across + half * 0.22
    jamb = np.where(y < spring, np.abs(aside), np.hypot(aside, y - spring)) > half
    back = lay(back, stone * (0.42 + 0.2 * step(y, 300, 0))[..., None], jamb)
    light = lay(light, back, inside(arch, -1, 1.0, soft=0.05))
    storey = y - spring - half - 70
    light = light * (1 - 0.35 * inside(storey, -34, -8, soft=8))[..., None]
    window = inside(np.abs(across), -99, 48, soft=5) * inside(storey % 360, 70, 250, soft=6) * (storey > 0)
    light = lay(light, linear("#46525a"), 0.9 * window)
    shutter = inside(np.abs(across), 50, 86, soft=5) * inside(storey % 360, 66, 254, soft=6) * (storey > 0)
    light = lay(light, any_of(rng, "#5f7a6a", "#6f5344", "#5b6f86"), 0.85 * shutter)
    top = y > spring + half + 70 + 360 * float(rng.integers(1, 3))
    light = np.where(top[..., None], _sky(vista, low="#dfe9f2", high="#86aed6", rng=rng), light)
    slabs = paving(vista, rng, color=any_of(rng, "#c2b5a0", "#b8b0a4", "#c9bda9"), slab=(90.0, 60.0), turn=0.5)
    floor = slabs[0] * (1 - 0.35 * step(vista.floor()[1][..., 2], -away + 260, -away + 60))[..., None]
    scene, depth = meet((np.asarray(floor, np.float32), slabs[1]), (np.asarray(light, np.float32), depth))
    for far in sorted(rng.uniform(away * 0.7, away - 120, int(rng.integers(1, 5))), reverse=True):
        scene, depth = _passer(
            vista, scene, depth, middle=float(rng.uniform(-1, 1)) * 0.17 * (far + 430), away=float(far), rng=rng
        )
    return scene, depth
