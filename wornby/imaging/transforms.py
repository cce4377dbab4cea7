"""Transformations of pictures: planned steps and pixels to pixels. Pure, and never larger than the plan allows."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from wornby.datamodel import BoundingBox, Pixels
from wornby.errors import ImageTooLargeError
from wornby.imaging.transform_frames import Frame, Rect, Scene, frame_of
from wornby.imaging.transform_steps import MAX_WORK_PX, Effect, EffectName, Places, Step
from wornby.imaging.veil import veil

_WHITE = (255, 255, 255)
_BLUR = 100
_SIGMA_PX = 1 / 20
"""Of a blur's strength: 5 pixels at 100."""
_LARGE_SIGMA_PX = 4.0
"""A wider blur is made on a smaller picture: it has no details to lose, and its time does not grow."""
_SUBPIXEL_BITS = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Canvas:
    """A picture on its way: (H, W, 3), how opaque it is, (H, W), None where it is everywhere, and what is in it."""

    pixels: Pixels
    alpha: Pixels | None
    scene: Scene


def transform(pixels: Pixels, steps: Iterable[Step], *, places: Places | None = None) -> Pixels:
    """Apply steps, one after the other.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8; not changed.
        steps: As `transform_text.parse_transformation` reads them.
        places: Faces and what counts, for steps that ask for them.

    Returns:
        (H, W, 3), uint8, RGB, or (H, W, 4), RGBA with straight alpha where corners are round and have no ground.

    Raises:
        InputError: A window lies beside the picture, the picture would be too large, or the steps too much work.
    """
    height, width = pixels.shape[:2]
    steps = tuple(steps)
    check_work((width, height), steps, places=places)
    canvas = _Canvas(pixels=pixels, alpha=None, scene=Scene.of(width, height, places=places))
    for step in steps:
        canvas = _stepped(canvas, step)
    return canvas.pixels if canvas.alpha is None else np.dstack([canvas.pixels, canvas.alpha])


def output_size(size: tuple[int, int], steps: Iterable[Step], *, places: Places | None = None) -> tuple[int, int]:
    """Width and height in pixels that steps lead to, from a picture of this width and height.

    Raises:
        InputError: As `transform`.
    """
    scene = Scene.of(*size, places=places)
    for step in steps:
        frame = frame_of(step, scene)
        scene = scene if frame is None else scene.framed(frame)
    return scene.width, scene.height


def check_work(size: tuple[int, int], steps: Iterable[Step], *, places: Places | None = None) -> None:
    """Refuse steps that are too much work together, before any of it is done.

    Args:
        size: Width and height in pixels of the picture before.
        steps: As in `transform`.
        places: As in `transform`.

    Raises:
        InputError: They are, or as `transform`.
    """
    work, scene = 0, Scene.of(*size, places=places)
    for step in steps:
        frame = frame_of(step, scene)
        if frame is not None:
            scene = scene.framed(frame)
            work += max(wide * high for wide, high in (frame.window[2:], frame.inner, frame.canvas))
        work += _passes(step) * scene.width * scene.height
    if work > MAX_WORK_PX:
        message = (
            f"The transformation is too much work: its steps go through {work:,} pixels; {MAX_WORK_PX:,} are the most. "
            "Make the picture smaller first, or take fewer steps."
        )
        raise ImageTooLargeError(message)


def leaves_transparent(steps: Iterable[Step]) -> bool:
    """Whether what `transform` returns has transparent places."""
    transparent = False
    for step in steps:
        transparent = (transparent or bool(step.radius_px)) and step.background is None
    return transparent


def flatten(pixels: Pixels, *, background: tuple[int, int, int] = _WHITE) -> Pixels:
    """A picture without transparency: what is transparent shows a ground.

    Args:
        pixels: (H, W, 3) or (H, W, 4), uint8.
        background: sRGB.

    Returns:
        (H, W, 3), uint8, RGB.
    """
    if pixels.shape[2] == len(_WHITE):
        return pixels
    # In whole numbers: large pictures as floats take four times the memory, and longer.
    alpha = np.ascontiguousarray(pixels[..., 3])
    own = cv2.multiply(pixels[..., :3], cv2.merge([alpha, alpha, alpha]), scale=1 / 255)
    clear = 255 - alpha
    ground = cv2.merge([cv2.multiply(clear, np.full(1, level, np.float64), scale=1 / 255) for level in background])
    return np.asarray(cv2.add(own, ground), dtype=np.uint8)


def _passes(step: Step) -> int:
    """How often a step goes through the whole picture, beside resizing it."""
    return sum((step.effect is not None, bool(step.radius_px), step.background is not None))


def _stepped(canvas: _Canvas, step: Step) -> _Canvas:
    frame = frame_of(step, canvas.scene)
    if frame is not None:
        canvas = _framed(canvas, frame, background=step.background)
    if step.effect is not None:
        canvas = replace(canvas, pixels=_with_effect(canvas, step.effect))
    if step.radius_px:
        canvas = replace(canvas, alpha=_rounded(canvas, step.radius_px))
    if step.background is not None and canvas.alpha is not None:
        whole = np.dstack([canvas.pixels, canvas.alpha])
        canvas = replace(canvas, pixels=flatten(whole, background=step.background), alpha=None)
    return canvas


def _framed(canvas: _Canvas, frame: Frame, *, background: tuple[int, int, int] | None) -> _Canvas:
    alpha = canvas.alpha
    return _Canvas(
        pixels=_on_ground(canvas.pixels, frame, ground=background or _WHITE),
        alpha=None if alpha is None else _on_ground(alpha, frame, ground=(0,)),
        scene=canvas.scene.framed(frame),
    )


def _on_ground(pixels: Pixels, frame: Frame, *, ground: tuple[int, ...]) -> Pixels:
    left, top, wide, high = frame.window
    piece = pixels[top : top + high, left : left + wide]
    if frame.inner != (wide, high):
        smaller = frame.inner[0] * frame.inner[1] <= wide * high
        flags = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
        piece = np.asarray(cv2.resize(piece, frame.inner, interpolation=flags), dtype=np.uint8)
    if frame.canvas == frame.inner:
        return piece
    shape = (frame.canvas[1], frame.canvas[0], *pixels.shape[2:])
    whole = np.empty(shape, dtype=np.uint8)
    whole[...] = ground if pixels.ndim == len(_WHITE) else ground[0]
    x, y = frame.offset
    whole[y : y + frame.inner[1], x : x + frame.inner[0]] = piece
    return whole


def _with_effect(canvas: _Canvas, effect: Effect) -> Pixels:
    if effect.name is EffectName.GRAYSCALE:
        grey = cv2.cvtColor(canvas.pixels, cv2.COLOR_RGB2GRAY)
        return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
    if effect.name is EffectName.BLUR_FACES:
        # Whatever strength was asked for: a face that is hidden a little is not hidden.
        hidden = (*canvas.scene.faces, *canvas.scene.faint)
        return veil(canvas.pixels, [_as_box(rect, canvas.scene) for rect in hidden])
    return _blurred(canvas.pixels, sigma_px=(effect.strength or _BLUR) * _SIGMA_PX)


def _blurred(pixels: Pixels, *, sigma_px: float) -> Pixels:
    height, width = pixels.shape[:2]
    shrink = max(1.0, sigma_px / _LARGE_SIGMA_PX)
    if shrink == 1.0:
        return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma_px), dtype=np.uint8)
    few = (max(1, round(width / shrink)), max(1, round(height / shrink)))
    small = cv2.resize(pixels, few, interpolation=cv2.INTER_AREA)
    smooth = cv2.GaussianBlur(small, (0, 0), _LARGE_SIGMA_PX)
    return np.asarray(cv2.resize(smooth, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _rounded(canvas: _Canvas, radius_px: float) -> Pixels:
    """How opaque a picture is with round corners; an oval where the radius is infinite. (H, W), uint8."""
    height, width = canvas.pixels.shape[:2]
    mask = np.zeros((height, width), dtype=np.uint8)
    if math.isinf(radius_px):
        _ellipse(mask, centre=((width - 1) / 2, (height - 1) / 2), axes=(width / 2, height / 2))
    else:
        radius = min(radius_px, width / 2, height / 2)
        inset = math.ceil(radius)
        mask[inset : height - inset, :] = 255
        mask[:, inset : width - inset] = 255
        for x in (radius - 0.5, width - radius - 0.5):
            for y in (radius - 0.5, height - radius - 0.5):
                _ellipse(mask, centre=(x, y), axes=(radius, radius))
    return mask if canvas.alpha is None else np.minimum(mask, canvas.alpha)


def _ellipse(mask: Pixels, *, centre: tuple[float, float], axes: tuple[float, float]) -> None:
    unit = 1 << _SUBPIXEL_BITS
    middle = (round(centre[0] * unit), round(centre[1] * unit))
    reach = (max(0, round((axes[0] - 0.5) * unit)), max(0, round((axes[1] - 0.5) * unit)))
    cv2.ellipse(mask, middle, reach, 0, 0, 360, 255, cv2.FILLED, cv2.LINE_AA, _SUBPIXEL_BITS)


def _as_box(rect: Rect, scene: Scene) -> BoundingBox:
    left, top, right, bottom = rect
    return BoundingBox(
        x_min=min(1.0, left / scene.width),
        y_min=min(1.0, top / scene.height),
        x_max=min(1.0, right / scene.width),
        y_max=min(1.0, bottom / scene.height),
    )
