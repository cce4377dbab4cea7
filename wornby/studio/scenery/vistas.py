"""What the camera's rays meet, and the means to paint it. Lengths in centimetres, light linear."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wornby.studio.rendering.camera import Camera
from wornby.studio.rendering.mesh import Floats
from wornby.studio.rendering.surfaces import linear
from wornby.studio.rendering.tiles import Tile, band_noise

FAR_CM = 30000.0
Field = NDArray[Any]
"""Numbers or truths over a picture. (H, W)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vista:
    """The camera's rays over a picture.

    Attributes:
        origin: Of the rays. (3,), cm.
        rays: Their directions; one step leads 1 cm along the camera's axis. (H, W, 3), float32.
    """

    origin: Floats
    rays: Floats

    @classmethod
    def of(cls, size: tuple[int, int], *, camera: Camera) -> "Vista":
        """The rays through the middle of every pixel. `size` is height and width."""
        rows, columns = np.mgrid[0 : size[0], 0 : size[1]].astype(np.float32) + np.float32(0.5)
        rays = camera.rays(rows.ravel(), columns.ravel(), size=size) @ camera.pose()[:3, :3]
        origin = np.array([camera.shift, camera.height, camera.distance], np.float32)
        return cls(origin=origin, rays=rays.reshape(*size, 3).astype(np.float32))

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.rays.shape[0], self.rays.shape[1]

    def turned(self, yaw: float) -> "Vista":
        """The same rays in a place that is turned about the figure, radians."""
        cos, sin = np.float32(np.cos(yaw)), np.float32(np.sin(yaw))
        turn = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]], np.float32)
        return Vista(origin=self.origin @ turn.T, rays=self.rays @ turn.T)

    def plane(self, axis: int, at: float) -> tuple[Floats, Floats]:
        """Where rays meet a plane across an axis: depth, (H, W), `FAR_CM` for never, and points, (H, W, 3)."""
        run = self.rays[..., axis]
        with np.errstate(divide="ignore", invalid="ignore"):
            depth = (at - self.origin[axis]) / run
        depth = np.where((depth > 0) & (depth < FAR_CM), depth, FAR_CM).astype(np.float32)
        return depth, np.asarray(self.origin + self.rays * depth[..., None], np.float32)

    def floor(self) -> tuple[Floats, Floats]:
        """Where rays meet the floor: depth, (H, W), and points, (H, W, 3)."""
        return self.plane(1, 0.0)


def step(value: Field, low: float, high: float) -> Floats:
    """From 0 at `low` to 1 at `high`, smoothly."""
    share = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def inside(value: Field, low: Field | float, high: Field | float, *, soft: float = 1.0) -> Floats:
    """1 between two places, 0 outside."""
    return np.asarray(
        np.clip((value - low) / soft + 0.5, 0, 1) * np.clip((high - value) / soft + 0.5, 0, 1), np.float32
    )


def lay(base: Floats, color: Floats, cover: Field) -> Floats:
    """A colour or a picture over a picture, as far as it covers."""
    return np.asarray(base + (color - base) * np.asarray(cover, np.float32)[..., None], np.float32)


def any_of(rng: np.random.Generator, *colors: str) -> Floats:
    """One of some colours, as linear RGB. (3,)."""
    return linear(str(rng.choice(colors)))


@cache
def _noise() -> Floats:
    rng, size = np.random.default_rng(20), (512, 512)
    total = band_noise(size, rng=rng, low=2, high=8) + 0.6 * band_noise(size, rng=rng, low=8, high=30)
    total = total + 0.5 * band_noise(size, rng=rng, low=30, high=120)
    return np.asarray(total / total.std(), np.float32)


def rough(rng: np.random.Generator, *, side: float) -> Tile:
    """Seamless noise with much of the large and less of the small; 0 on average. It begins anywhere."""
    rows, columns = (int(value) for value in rng.integers(0, 512, 2))
    turned = _noise().T if rng.random() < 0.5 else _noise()
    return Tile(pixels=np.ascontiguousarray(np.roll(turned, (rows, columns), (0, 1))), width=side, height=side)


def over(tile: Tile, x: Field, y: Field) -> Floats:
    """A tile over two coordinates. (H, W)."""
    uv = np.stack([x, y], -1).reshape(-1, 2).astype(np.float32)
    return tile.at(uv).reshape(x.shape)


def cells(rng: np.random.Generator, x: Field, y: Field) -> Floats:
    """A number of its own for each whole pair of numbers: 0 to 1."""
    table = rng.random((61, 67)).astype(np.float32)
    rows = np.floor(np.clip(y, -1e6, 1e6)).astype(np.int64) % 61
    return np.asarray(table[rows, np.floor(np.clip(x, -1e6, 1e6)).astype(np.int64) % 67], np.float32)


def joints(x: Field, y: Field, *, width: float) -> Floats:
    """Lines between whole numbers. `width`: as a share of a cell."""
    away = np.minimum(0.5 - np.abs(x - np.floor(x) - 0.5), 0.5 - np.abs(y - np.floor(y) - 0.5))
    return np.asarray(np.clip(1.5 - away / width, 0, 1), np.float32)


def paving(
    vista: Vista, rng: np.random.Generator, *, color: Floats, slab: tuple[float, float], turn: float = 0.0
) -> tuple[Floats, Floats]:
    """Slabs on the floor: light, (H, W, 3), and depth."""
    depth, points = vista.floor()
    cos, sin = np.cos(turn), np.sin(turn)
    x = points[..., 0] * cos + points[..., 2] * sin
    z = points[..., 2] * cos - points[..., 0] * sin
    row = z / slab[1]
    column = x / slab[0] + 0.5 * (np.floor(row) % 2)
    near = np.clip(1500 / depth, 0, 1)
    tone = 1 + (0.16 * (cells(rng, column, row) - 0.5) + 0.05 * over(rough(rng, side=300.0), x, z)) * near
    tone = tone * (1 - 0.34 * joints(column, row, width=0.016) * near)
    tone = tone * (1 + 0.07 * over(rough(rng, side=1700.0), x, z))
    return np.asarray(color * np.clip(tone, 0.2, 2)[..., None], np.float32), depth


def meet(floor: tuple[Floats, Floats], behind: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Whatever is nearer of the floor and what stands on it: light and depth."""
    near = floor[1] < behind[1]
    return np.where(near[..., None], floor[0], behind[0]), np.where(near, floor[1], behind[1])
