"""What stands behind a figure, as a portrait lens shows it, and the light that falls there. Lengths in centimetres."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Mask
from wornby.studio.looks import Shot
from wornby.studio.rendering.camera import Camera
from wornby.studio.rendering.lighting import Light
from wornby.studio.rendering.mesh import Floats
from wornby.studio.scenery import indoors, outdoors
from wornby.studio.scenery.vistas import FAR_CM, Vista

SCENES: tuple[str, ...] = ("studio", "wall", "street", "park", "plaza", "interior")

# Diameter of the lens's opening: between 85 mm at 1:1.4 and 135 mm at 1:2.
_OPENING_CM = 7.2
# Shares of the largest disc; in between two of them pictures are mixed.
_DISCS = (0.0, 0.14, 0.34, 0.60, 0.82, 1.0)
_COARSE = 0.5
_SHARP_PX = 0.4
_DRAWN: Mapping[str, Callable[[Vista, np.random.Generator], tuple[Floats, Floats]]] = {
    "interior": indoors.interior,
    "park": outdoors.park,
    "plaza": outdoors.plaza,
    "street": outdoors.street,
    "wall": outdoors.wall,
}
# Height of the key light, radians; then key, sky, floor, rim; then the half width of a shadow's edge.
_Tint = tuple[float, float, float]
_LIGHTS: Mapping[str, tuple[float, _Tint, _Tint, _Tint, _Tint, float]] = {
    "studio": (0.68, (0.82,) * 3, (0.43,) * 3, (0.27,) * 3, (0.11,) * 3, 6.0),
    "wall": (0.80, (0.86, 0.83, 0.78), (0.40, 0.42, 0.45), (0.25, 0.24, 0.23), (0.07, 0.07, 0.08), 3.5),
    "street": (0.85, (0.62, 0.61, 0.59), (0.52, 0.54, 0.57), (0.24, 0.24, 0.24), (0.16, 0.16, 0.17), 8.0),
    "park": (0.85, (0.84, 0.81, 0.73), (0.41, 0.44, 0.43), (0.23, 0.26, 0.20), (0.20, 0.21, 0.17), 3.5),
    "plaza": (0.75, (0.94, 0.90, 0.82), (0.36, 0.39, 0.44), (0.30, 0.28, 0.25), (0.14, 0.14, 0.13), 2.0),
    "interior": (0.55, (0.80, 0.80, 0.80), (0.38, 0.38, 0.37), (0.25, 0.23, 0.21), (0.13, 0.13, 0.12), 9.0),
}


def light_of(scene: str, *, shot: Shot) -> Light:
    """The light of a scene. In the studio it has no tint: a swatch comes out as it is."""
    height, key, sky, floor, rim, blur = _LIGHTS[scene]
    flat = np.cos(height)
    direction = (float(np.sin(shot.light) * flat), float(np.sin(height)), float(np.cos(shot.light) * flat))
    return Light(direction=direction, key=key, sky=sky, floor=floor, rim=rim, blur=blur)


def floor_points(size: tuple[int, int], *, camera: Camera) -> tuple[Mask, Floats]:
    """Where the floor is seen when nothing stands on it.

    Args:
        size: Height and width of the picture.
        camera: Takes it.

    Returns:
        Which pixels lie below the horizon, (H, W), bool; and the floor's points there, row by row, (N, 3), cm.
    """
    vista = Vista.of(size, camera=camera)
    depth, points = vista.floor()
    mask = depth < FAR_CM
    return mask, points[mask]


def backdrop(scene: str, *, size: tuple[int, int], camera: Camera, rng: np.random.Generator) -> Floats:
    """What lies behind the figure, blurred as far as it is out of focus.

    Args:
        scene: One of `SCENES`.
        size: Height and width of the picture.
        camera: Takes it; its distance is where it is sharp.
        rng: Draws the scene.

    Returns:
        Linear RGB. (H, W, 3), float32.
    """
    height, width = size
    if scene == "studio":
        return indoors.studio(Vista.of(size, camera=camera), rng)
    coarse = (max(8, round(height * _COARSE)), max(8, round(width * _COARSE)))
    picture, depth = _DRAWN[scene](Vista.of(coarse, camera=camera), rng)
    away = np.clip(depth, camera.distance * 0.5, FAR_CM)
    radius = 0.5 * _OPENING_CM * camera.focal(coarse[0]) / camera.distance * np.abs(1 - camera.distance / away)
    blurred = _out_of_focus(picture, radius)
    large = cv2.resize(blurred, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(large * _vignette(size)[..., None], 0, 1), np.float32)


def _vignette(size: tuple[int, int], *, strength: float = 0.13) -> Floats:
    """The lens's falling off to the corners. `size`, 0 to 1."""
    y = np.linspace(-1, 1, size[0])[:, None]
    x = np.linspace(-1, 1, size[1])[None] * size[1] / size[0]
    return np.asarray(1 - strength * (x * x + y * y) ** 1.1, np.float32)


def _out_of_focus(picture: Floats, radius: Floats) -> Floats:
    """Spread each pixel over a disc. `radius`: (H, W), pixels."""
    largest = float(radius.max())
    out = np.zeros_like(picture)
    place = np.interp(radius, np.array(_DISCS) * largest, np.arange(len(_DISCS)))
    for index, share in enumerate(_DISCS):
        cover = np.clip(1 - np.abs(place - index), 0, 1).astype(np.float32)
        rows = np.flatnonzero(cover.any(axis=1))
        if not len(rows):
            continue
        # Only the rows that need this disc, with what it draws in from above and below.
        reach = int(np.ceil(share * largest)) + 1
        low, high = max(0, rows[0] - reach), min(len(picture), rows[-1] + 1 + reach)
        spread = picture[low:high]
        if share * largest > _SHARP_PX:
            spread = np.asarray(cv2.filter2D(spread, -1, _disc(share * largest)), np.float32)
        out[low:high] += spread * cover[low:high, :, None]
    return out


def _disc(radius: float) -> Floats:
    reach = int(np.ceil(radius + 0.5))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    away = np.hypot(y, x)
    # A real lens's disc is a little brighter at its edge.
    kernel: NDArray[np.float64] = np.clip(radius + 0.5 - away, 0, 1) * (1 + 0.2 * (away / max(radius, 1)) ** 2)
    return np.asarray(kernel / kernel.sum(), np.float32)
