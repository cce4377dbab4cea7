"""Collars, lapels and hoods."""

import numpy as np

from wornby.studio.garments.cloth import Drape, drape, hemmed, noise, sheet
from wornby.studio.garments.fastenings import bordered
from wornby.studio.garments.tailoring import Making, Neck
from wornby.studio.rendering.mesh import Floats, Patch, displaced, grid_normals, smooth

# Where lapel and collar meet, as a share of the lapel's length.
_NOTCH = 0.32


def collar(making: Making, neck: Neck, *, gap: float, size: float = 1.0, points: float = 2.6) -> Patch:
    """A turned-down collar.

    Args:
        making: For what.
        neck: Where it is sewn on.
        gap: Half of the opening in front, radians.
        size: Of stand and leaf.
        points: How far its corners reach down in front, cm.
    """
    angles = np.linspace(gap, 2 * np.pi - gap, 121)
    base = _edge(making, neck, angles)
    outward = np.stack([np.sin(angles), 0 * angles, np.cos(angles)], axis=1)
    front = np.exp(-((np.minimum(angles - gap, 2 * np.pi - gap - angles) / 0.45) ** 2))
    stand = np.linspace(0, 1, 8)[:, None]
    tall = size * (2.0 - 0.9 * front)
    inner = base[None] + outward[None] * (0.15 * stand[..., None])
    inner[..., 1] += stand * tall - 0.3
    fold = np.linspace(0, 1, 18)[1:, None]
    # Over the shoulders cloth lies nearly level: a small drop is a wide leaf there.
    slope = 0.22 + 0.78 * np.abs(np.cos(angles)) ** 1.5
    length = (size * 2.3 + points * front**1.3) * slope
    edge = neck.heights(angles, figure=making.figure)[None, :]
    lay = Drape(
        heights=(edge - fold * length).astype(np.float32),
        angles=angles[None, :] + np.sign(np.sin(angles)) * 0.10 * fold * front,
        ease=making.ease * np.clip(0.35 + fold * 0.5, 0, 1)
        + 0.75
        + 0.5 * np.sin(np.pi * fold)
        + 0.35 * front
        + 0 * edge,
        cling=1.0,
    )
    lying = drape(making.figure, lay)
    rise = inner[-1] + outward * 0.35 + np.array([0, 0.25, 0])
    soft = (fold * fold * (3 - 2 * fold))[..., None]
    leaf = rise[None] * (1 - soft) + lying * soft + outward[None] * (0.55 * np.sin(np.pi * fold))[..., None]
    whole = sheet(np.concatenate([inner, leaf]), surface=making.trim, part=making.part, closed=False)
    return bordered(whole, sides=(False, True, True, True))


def _edge(making: Making, neck: Neck, angles: Floats, *, ease: float | None = None) -> Floats:
    heights = neck.heights(angles, figure=making.figure)[None, :]
    lay = Drape(heights=heights, angles=angles[None, :], ease=0.3 * (making.ease if ease is None else ease), cling=1.0)
    return drape(making.figure, lay)[0]


def lapels(
    making: Making, neck: Neck, *, gap: tuple[float, float], hem: float, low: float, width: float
) -> list[Patch]:
    """Both lapels of an open front, from the neck down to where the front closes.

    Args:
        making: For what.
        neck: Where the garment ends at the neck.
        gap: As the trunk piece has it.
        hem: Height of the garment's lower edge, cm.
        low: Height of the lapels' lower end, cm.
        width: At the widest, radians about the trunk.
    """
    patches = []
    for side in (-1, 1):
        share = np.linspace(0, 1, 46)[:, None]
        across = np.linspace(0, 1, 22)[None, :]
        start = float(neck.heights(np.array([gap[0] + 0.1]), figure=making.figure)[0])
        heights = start + (low - start) * share
        steps = np.clip((start - heights) / (start - hem), 0, 1)
        inner = gap[0] + (gap[1] - gap[0]) * steps**0.8
        shape = smooth([0, 0.20, 0.30, 0.34, 1.0], [0.75, 0.86, 0.70, 1.0, 0.04], at=share[:, 0])[:, None] * width
        angles = side * (inner - 0.015 + shape * across)
        roll = 1.0 * (1 - across) ** 2 * (1 - share) + 0.55 * np.sin(np.pi * np.clip(across, 0, 1)) * (1 - share * 0.6)
        lay = Drape(
            heights=(heights - 1.6 * across * np.where(share < _NOTCH, share / _NOTCH, 0)).astype(np.float32),
            angles=angles,
            ease=(making.ease * np.clip(0.35 + steps * 8, 0, 1) + 0.75 + roll).astype(np.float32),
            cling=0.4,
        )
        grid = drape(making.figure, lay)
        lapel = sheet(grid, surface=making.trim, part=making.part, closed=False)
        patches.append(bordered(lapel, sides=(True, False, False, True), width=0.45))
    return patches


def hood(making: Making) -> list[Patch]:
    """A hood that lies on the back, open to the front."""
    figure = making.figure
    tall = figure.height
    angles = np.linspace(0.34, 2 * np.pi - 0.34, 130)
    behind = (1 - np.cos(angles)) / 2
    heights = tall * (0.818 + 0.030 * behind**0.7)
    radius = tall * np.stack(
        [
            np.sin(angles) * (0.060 + 0.014 * behind),
            0 * angles,
            np.cos(angles) * 0.058 - 0.028 * behind,
        ],
        axis=1,
    )
    centre = figure.spine(heights) + radius
    outward = radius / np.linalg.norm(radius, axis=1, keepdims=True)
    thick = tall * (0.013 + 0.022 * behind**1.5)
    high = tall * (0.019 + 0.020 * behind)
    turn = np.linspace(-np.pi, np.pi, 49)
    grid = centre[None] + outward[None] * (np.cos(turn)[:, None, None] * thick[None, :, None])
    grid[..., 1] += np.sin(turn)[:, None] * high[None] - 0.25 * high * np.cos(turn)[:, None]
    grid = figure.tilt(grid.astype(np.float32)).transpose(1, 0, 2)
    patch = sheet(grid, surface=making.rest, part=making.part, closed=True)
    bumps = noise(making.rng, shape=grid.shape[:2], cells=(9, 4), closed=True)
    return [displaced(patch, 0.45 * bumps.astype(np.float32))]


def placket(patch: Patch, making: Making, *, width: float, thick: float = 0.25) -> list[Patch]:
    """Doubled edges down both sides of an open front. Lengths in cm."""
    strips = []
    for column, step in ((0, 1), (patch.points.shape[1] - 1, -1)):
        arc = np.abs(patch.uv[:, :, 0] - patch.uv[:, column : column + 1, 0])
        count = max(2, int(np.argmax(arc[len(arc) // 2, ::step] > width)))
        columns = column + step * np.arange(count + 1)
        normals = grid_normals(patch.points, closed=patch.closed)
        grid = patch.points[:, columns] + normals[:, columns] * thick
        strip = sheet(
            hemmed(grid, thick=0.1, depth=0.5, closed=False), surface=making.trim, part=making.part, closed=False
        )
        strips.append(bordered(strip, sides=(False, False, True, True)))
    return strips
