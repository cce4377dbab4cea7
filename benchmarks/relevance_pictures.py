"""Pictures for `benchmarks.relevance`: ones that show nothing to wear, and second views of the library's own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from wornby.datamodel import Pixels
from wornby.studio.rendering.camera import Camera
from wornby.studio.rendering.surfaces import to_srgb
from wornby.studio.scenery.scenes import SCENES, backdrop

_SIZE = (480, 360)
_INK = 40


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureQuestion:
    """A picture with the asset that it is another view of; none for a picture without an answer."""

    pixels: Pixels
    group: str
    asset_id: str = ""


def nonsense_pictures(count: int) -> Iterator[PictureQuestion]:
    """Noise, gradients, scenery without people, drawn objects and textures, in turn."""
    makers: tuple[tuple[str, Callable[[np.random.Generator], Pixels]], ...] = (
        ("noise", _noise),
        ("gradient", _gradient),
        ("scenery", _scenery),
        ("objects", _objects),
        ("texture", _texture),
    )
    for number in range(count):
        group, make = makers[number % len(makers)]
        yield PictureQuestion(pixels=make(np.random.default_rng([7, number])), group=group)


def second_view(pixels: Pixels, *, number: int) -> tuple[Pixels, str]:
    """A crop, a mirrored or a differently lit view of a picture, and which."""
    rng = np.random.default_rng([11, number])
    height, width = pixels.shape[:2]
    way = ("crop", "mirror", "light", "small")[number % 4]
    if way == "crop":
        top, left = int(rng.uniform(0, 0.15) * height), int(rng.uniform(0, 0.15) * width)
        return pixels[top : top + int(0.85 * height), left : left + int(0.85 * width)], way
    if way == "mirror":
        return np.ascontiguousarray(pixels[:, ::-1]), way
    if way == "light":
        gains = rng.uniform(0.75, 1.2, size=3)
        return np.clip(pixels * gains, 0, 255).astype(np.uint8), way
    small = cv2.resize(pixels, (max(160, width // 2), max(160, height // 2)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), 0.8), np.uint8), way


def _noise(rng: np.random.Generator) -> Pixels:
    cell = int(rng.choice([1, 2, 8, 32]))
    coarse = rng.integers(0, 256, size=(_SIZE[0] // cell + 1, _SIZE[1] // cell + 1, 3), dtype=np.uint8)
    return coarse.repeat(cell, axis=0).repeat(cell, axis=1)[: _SIZE[0], : _SIZE[1]]


def _gradient(rng: np.random.Generator) -> Pixels:
    start, end = rng.uniform(0, 255, size=(2, 3))
    turn = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[0 : _SIZE[0], 0 : _SIZE[1]]
    along = x / _SIZE[1] * np.cos(turn) + y / _SIZE[0] * np.sin(turn)
    share = ((along - along.min()) / np.ptp(along))[..., None]
    return np.asarray(start * (1 - share) + end * share, np.uint8)


def _scenery(rng: np.random.Generator) -> Pixels:
    camera = Camera(
        distance=float(rng.uniform(300, 600)),
        height=float(rng.uniform(90, 150)),
        pitch=float(rng.uniform(0, 0.15)),
        shift=float(rng.uniform(-40, 40)),
        field=float(rng.uniform(0.35, 0.6)),
    )
    scene = SCENES[int(rng.integers(len(SCENES)))]
    picture = backdrop(scene, size=_SIZE, camera=camera, rng=rng)
    return np.asarray(np.clip(to_srgb(picture) * 255, 0, 255), np.uint8)


def _objects(rng: np.random.Generator) -> Pixels:
    """A house, a cup, a car, a tree or letters, drawn flat on a ground."""
    picture = np.full((*_SIZE, 3), rng.integers(120, 256, size=3), np.uint8)
    main, other = (tuple(int(value) for value in rng.integers(0, 220, size=3)) for _ in range(2))
    x, y, side = int(rng.integers(60, 140)), int(rng.integers(120, 240)), int(rng.integers(90, 160))
    thing = int(rng.integers(5))
    if thing == 0:
        cv2.rectangle(picture, (x, y), (x + side, y + side), main, -1)
        roof = np.array([(x - 20, y), (x + side + 20, y), (x + side // 2, y - side // 2)])
        cv2.fillPoly(picture, [roof], other)
    elif thing == 1:
        cv2.ellipse(picture, (x + side, y + side // 2), (side // 3, side // 3), 0, 0, 360, other, 14)
        cv2.rectangle(picture, (x, y), (x + side, y + side), main, -1)
    elif thing == 2:  # noqa: PLR2004 - the third of five
        cv2.rectangle(picture, (x - 30, y), (x + side + 60, y + side // 2), main, -1)
        for wheel in (x, x + side):
            cv2.circle(picture, (wheel, y + side // 2), 28, (_INK,) * 3, -1)
    elif thing == 3:  # noqa: PLR2004 - the fourth of five
        cv2.rectangle(picture, (x + side // 2 - 12, y), (x + side // 2 + 12, y + side), (90, 60, 30), -1)
        cv2.circle(picture, (x + side // 2, y - 20), side // 2, (40, 140, 60), -1)
    else:
        cv2.putText(picture, "A1?", (30, y + 60), cv2.FONT_HERSHEY_SIMPLEX, 4.5, main, 18)
    return picture


def _texture(rng: np.random.Generator) -> Pixels:
    """Bricks, planks, waves or grain."""
    y, x = np.mgrid[0 : _SIZE[0], 0 : _SIZE[1]]
    ground = rng.uniform(60, 220, size=3)
    kind = int(rng.integers(4))
    if kind == 0:
        lines = (y % 24 < 3) | ((x + (y // 24 % 2) * 24) % 48 < 3)  # noqa: PLR2004 - joints of 3 px
        shade = np.where(lines, 0.6, 1.0)
    elif kind == 1:
        shade = 0.85 + 0.15 * np.sin(x / 5 + 3 * np.sin(y / 90)) * np.cos(y / 240)
    elif kind == 2:  # noqa: PLR2004 - the third of four
        shade = 0.8 + 0.2 * np.sin((x + y) / 11) * np.sin((x - 2 * y) / 17)
    else:
        shade = 0.8 + 0.2 * cv2.GaussianBlur(rng.normal(size=_SIZE), (0, 0), 3) * 4
    noisy = ground * shade[..., None] + rng.normal(scale=4, size=(*_SIZE, 3))
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)
