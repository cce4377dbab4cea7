"""Takes the picture of a look: the figure before its scene, with what each pixel shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Pixels, Place
from wornby.imaging.regions import PARTS
from wornby.studio.carried.bags import bag_patches
from wornby.studio.figures.body import body
from wornby.studio.garments.dressing import dress
from wornby.studio.garments.shoes import bare_feet, shoe_patches
from wornby.studio.heads.face import skin_surface
from wornby.studio.heads.head import head_patches
from wornby.studio.looks import Look
from wornby.studio.rendering.camera import Camera
from wornby.studio.rendering.lighting import shadow_map
from wornby.studio.rendering.mesh import Floats, Mesh, Patch, join
from wornby.studio.rendering.render import FINER, Film, Stage, render, shrink
from wornby.studio.rendering.surfaces import to_srgb
from wornby.studio.scenery.scenes import backdrop, floor_points, light_of
from wornby.studio.scenery.veils import veil

_DISTANCE_CM = 460.0
_SHADOW_DEPTH = 0.5
_SHADOW_REACH_CM = 320.0
_HIDDEN = 0.5
# Hair and hats stand a little above the figure's height.
_TOP = 1.02
# Of arms that are akimbo and a bag, with the sway that `Shot.shift` adds; of the figure's height.
_WIDTH = 0.46


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """A picture and what it shows.

    Attributes:
        pixels: (H, W, 3), uint8, RGB.
        parts: Index into PARTS for each pixel. (H, W), uint8.
    """

    pixels: Pixels
    parts: NDArray[np.uint8]


def take(look: Look, *, seed: int, size: tuple[int, int]) -> Picture:
    """Picture a look. `size` is height and width in pixels; the same look and seed give the same pixels."""
    camera = camera_of(look, size=size)
    return _take(figure_patches(look, seed=seed), look, seed=seed, camera=camera, size=size)


def take_alone(look: Look, *, seed: int, size: tuple[int, int], middle: float, shown: float) -> Pixels:
    """Picture the garments of a look without their wearer, as a shop's product picture does.

    Args:
        look: What to picture; its figure gives the form.
        seed: Of folds and patterns.
        size: Height and width, pixels.
        middle: Height of the picture's middle, as a fraction of the figure's.
        shown: Height that the picture shows, the same.
    """
    patches = list(dress(look, rng=np.random.default_rng([seed, 2])).patches)
    height = look.figure.height
    field = 2 * float(np.arctan(shown * height / 2 / _DISTANCE_CM))
    camera = Camera(distance=_DISTANCE_CM, height=middle * height, pitch=0.0, shift=0.0, field=field)
    return _take(patches, look, seed=seed, camera=camera, size=size, floor=False).pixels


def _take(
    patches: Sequence[Patch], look: Look, *, seed: int, camera: Camera, size: tuple[int, int], floor: bool = True
) -> Picture:
    turned = [_turned(patch, look.shot.turn) for patch in patches]
    solid = join([patch for patch in turned if not patch.surface.clear])
    clear = [patch for patch in turned if patch.surface.clear]
    light = light_of(look.shot.scene, shot=look.shot)
    stage = Stage(camera=camera, light=light, shadows=shadow_map(solid, direction=light.direction), size=size)
    film = render(solid, stage, clear=join(clear) if clear else None, rng=np.random.default_rng([seed, 3]))
    behind = backdrop(look.shot.scene, size=size, camera=camera, rng=np.random.default_rng([seed, 4]))
    if floor:
        behind = _shadowed(behind, solid, stage=stage, rng=np.random.default_rng([seed, 6]))
    cover = shrink((film.owners >= 0).astype(np.float32))[..., None]
    picture = shrink(film.light) + (1 - cover) * behind
    parts = _parts(film, patches=solid.patches)
    if look.shot.veil != "none":
        before, hidden = veil(look.shot.veil, size=size, rng=np.random.default_rng([seed, 7]))
        picture = picture * (1 - hidden[..., None]) + before * hidden[..., None]
        parts = np.where(hidden > _HIDDEN, 0, parts).astype(np.uint8)
    pixels = _developed(picture, look=look, rng=np.random.default_rng([seed, 5]))
    return Picture(pixels=pixels, parts=parts)


def figure_patches(look: Look, *, seed: int) -> list[Patch]:
    """The dressed figure, facing +z."""
    rng = np.random.default_rng([seed, 2])
    dressed = dress(look, rng=rng)
    skin, shoes = skin_surface(look.skin), look.garment(Place.FEET)
    patches = [*dressed.patches, *body(look.figure, bare=dressed.bare, skin=skin)]
    head = head_patches(look, rng=rng)
    patches += _gauged(head, look.headwear.color, gauge=look.product is Place.HEAD, part="headwear")
    patches += bare_feet(look.figure, shoes, skin=skin)
    if shoes is not None:
        patches += _gauged(shoe_patches(look.figure, shoes, rng=rng), shoes.color, gauge=look.product is Place.FEET)
    if look.bag.kind != "none":
        patches += bag_patches(look, rng=rng, over=dressed.patches)
    return patches


def _gauged(patches: Sequence[Patch], color: str, *, gauge: bool, part: str = "shoes") -> list[Patch]:
    """Expose the picture for what is on feet or head, where that is the product: its own colour, not sole or buckle."""
    if not gauge:
        return list(patches)
    return [
        replace(patch, surface=replace(patch.surface, ground=True))
        if patch.part == part and patch.surface.color == color
        else patch
        for patch in patches
    ]


def camera_of(look: Look, *, size: tuple[int, int]) -> Camera:
    """A camera that holds the figure, whole or from `Shot.low` upwards, as a portrait lens would."""
    shot, height = look.shot, look.figure.height
    if shot.low:
        top = _TOP + 0.07 * (_TOP - shot.low)
        span, middle = (top - shot.low) * height, (top + shot.low) / 2 * height
    else:
        span, middle = _TOP * height / shot.fill, 0.485 * _TOP * height
    # A narrow picture takes the figure smaller, so that arms and bag stay in it.
    span = max(span, _WIDTH * height * size[0] / size[1])
    field = 2 * float(np.arctan(span / 2 / _DISTANCE_CM))
    pitch = float(np.arctan((shot.lens - middle) / _DISTANCE_CM))
    shift = -shot.shift * span * size[1] / size[0]
    return Camera(distance=_DISTANCE_CM, height=shot.lens, pitch=pitch, shift=shift, field=field)


def _turned(patch: Patch, turn: float) -> Patch:
    cos, sin = np.cos(turn), np.sin(turn)
    about = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]], np.float32)
    return patch.moved(patch.points @ about.T)


def _shadowed(behind: Floats, mesh: Mesh, *, stage: Stage, rng: np.random.Generator) -> Floats:
    """Let the figure's shadow fall on the floor."""
    size = stage.size
    floor, points = floor_points(size, camera=stage.camera)
    near = np.hypot(points[:, 0], points[:, 2]) < _SHADOW_REACH_CM
    rows, columns = (places[near] for places in np.nonzero(floor))
    points = points[near]
    lit = stage.shadows.shade(points, blur=9.0, rng=rng)
    dark = np.zeros(size, np.float32)
    dark[rows, columns] = 1 - lit
    # Soft where it is far from the feet, dark where they stand.
    soft = cv2.GaussianBlur(dark, (0, 0), size[0] / 110)
    feet = np.zeros(size, np.float32)
    around = mesh.points[mesh.points[:, 1] < 4.0]
    if len(around):
        away = np.hypot(points[:, 0] - around[:, 0].mean(), (points[:, 2] - around[:, 2].mean()) * 1.3)
        feet[rows, columns] = np.exp(-((away / 24.0) ** 2))
    dark = np.clip(0.72 * soft + 0.30 * cv2.GaussianBlur(feet, (0, 0), size[0] / 200), 0, 1)
    return (behind * (1 - _SHADOW_DEPTH * dark)[..., None]).astype(np.float32)


def _parts(film: Film, *, patches: tuple[Patch, ...]) -> NDArray[np.uint8]:
    # The last entry is what -1 points at: the ground.
    index = np.array([PARTS.index(patch.part) for patch in patches] + [0], np.uint8)
    named = np.where(film.glass, PARTS.index("eyewear"), index[film.owners])
    return named[FINER // 2 :: FINER, FINER // 2 :: FINER].astype(np.uint8)


def _developed(picture: Floats, *, look: Look, rng: np.random.Generator) -> Pixels:
    height, width = picture.shape[:2]
    light = cv2.GaussianBlur(picture, (0, 0), look.shot.blur) if look.shot.blur > 0.15 else picture
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    corner = 1 - 0.10 * np.clip(x * x * 0.6 + y * y * 0.6 - 0.35, 0, 1)
    srgb = to_srgb((light * corner[..., None]).astype(np.float32)) * 255
    grain = rng.normal(0, look.shot.grain, (height, width, 1)) + rng.normal(
        0, look.shot.grain * 0.4, (height, width, 3)
    )
    return np.clip(srgb + grain + 0.5, 0, 255).astype(np.uint8)
