"""Where a step of a transformation cuts a picture, and how large it becomes: geometry only, no pixels.

Source:
    https://cloudinary.com/documentation/image_resize_modes, image_crop_modes, image_padding_modes, image_gravity.
    What is around a head in `c_thumb`, and what `c_lfill` does where only one side is too small, are not documented
    there; they are chosen here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from wornby.datamodel import BoundingBox
from wornby.errors import ImageTooLargeError, InputError
from wornby.imaging.transform_steps import (
    AUTO_GRAVITIES,
    FACE_GRAVITIES,
    MAX_AREA_PX,
    MAX_SIDE_PX,
    ONE_FACE,
    Crop,
    Gravity,
    Places,
    Step,
)

Rect = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

_AROUND_HEAD = 1.1
"""How many heads, with their margin, a thumbnail is high or wide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A window of a picture, resized, on a ground. All in pixels.

    Attributes:
        window: Left, top, width, height in the picture before.
        inner: Width and height that the window is resized to.
        canvas: Width and height of the picture afterwards.
        offset: Left and top of the window's picture on it.
    """

    window: tuple[int, int, int, int]
    inner: tuple[int, int]
    canvas: tuple[int, int]
    offset: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        """Check the sizes, before anything of that size is made."""
        for width, height in (self.inner, self.canvas):
            if max(width, height) > MAX_SIDE_PX or width * height > MAX_AREA_PX:
                message = (
                    f"The picture would be {width} x {height} pixels; {MAX_SIDE_PX} a side and {MAX_AREA_PX:,} "
                    "altogether are the most."
                )
                raise ImageTooLargeError(message)

    def place(self, rect: Rect) -> Rect | None:
        """Where something is afterwards; None where it was cut off."""
        left, top, wide, high = self.window
        scale_x, scale_y = self.inner[0] / wide, self.inner[1] / high
        x0, x1 = (min(max((x - left) * scale_x, 0.0), self.inner[0]) + self.offset[0] for x in (rect[0], rect[2]))
        y0, y1 = (min(max((y - top) * scale_y, 0.0), self.inner[1]) + self.offset[1] for y in (rect[1], rect[3]))
        return (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A picture before a step: its size in pixels, and where things are in it."""

    width: int
    height: int
    faces: tuple[Rect, ...] = ()
    faint: tuple[Rect, ...] = ()
    salient: tuple[Rect, ...] = ()

    def framed(self, frame: Frame) -> Self:
        """What it is after a step."""

        def placed(rects: tuple[Rect, ...]) -> tuple[Rect, ...]:
            found = (frame.place(rect) for rect in rects)
            return tuple(rect for rect in found if rect is not None)

        return type(self)(
            width=frame.canvas[0],
            height=frame.canvas[1],
            faces=placed(self.faces),
            faint=placed(self.faint),
            salient=placed(self.salient),
        )

    @classmethod
    def of(cls, width: int, height: int, *, places: Places | None) -> Self:
        """A picture of a size with things in it."""

        def placed(boxes: tuple[BoundingBox, ...]) -> tuple[Rect, ...]:
            return tuple((b.x_min * width, b.y_min * height, b.x_max * width, b.y_max * height) for b in boxes)

        known = places or Places()
        faces, faint, salient = placed(known.faces), placed(known.faint), placed(known.salient)
        return cls(width=width, height=height, faces=faces, faint=faint, salient=salient)


def frame_of(step: Step, scene: Scene) -> Frame | None:
    """Plan a step; None where it leaves size and place as they are.

    Raises:
        InputError: The window lies beside the picture, or the picture would be too large.
    """
    return None if step.crop is None else _FRAMES[step.crop](step, scene)


def _asked(step: Step, scene: Scene) -> tuple[float | None, float | None]:
    """Width and height as they were asked for, in pixels, with the other side where the shape is given."""
    width = step.width.of(scene.width, dpr=step.dpr) if step.width else None
    height = step.height.of(scene.height, dpr=step.dpr) if step.height else None
    if step.aspect is not None and width is None and height is not None:
        width = height * step.aspect
    if step.aspect is not None and height is None and width is not None:
        height = width / step.aspect
    return width, height


def _scale(step: Step, scene: Scene) -> Frame:
    width, height = _asked(step, scene)
    across = width / scene.width if width is not None else None
    down = height / scene.height if height is not None else None
    factor = across or down or 1.0
    return _whole(scene, (across or factor) * scene.width, (down or factor) * scene.height)


def _fit(step: Step, scene: Scene) -> Frame:
    factor = _fitting(step, scene)
    return _whole(scene, factor * scene.width, factor * scene.height)


def _fitting(step: Step, scene: Scene) -> float:
    width, height = _asked(step, scene)
    factors = [side / own for side, own in ((width, scene.width), (height, scene.height)) if side is not None]
    factor = min(factors, default=1.0)
    if step.crop in {Crop.LIMIT, Crop.LPAD}:
        return min(1.0, factor)
    return max(1.0, factor) if step.crop is Crop.MFIT else factor


def _fill(step: Step, scene: Scene) -> Frame:
    width, height = _asked(step, scene)
    if width is None or height is None:
        if step.aspect is None:
            return _scale(step, scene)
        wide, high = _largest(scene, step.aspect)
        return _cut(step, scene, (wide, high), inner=(wide, high))
    return _cut(step, scene, _largest(scene, width / height), inner=(width, height))


def _lfill(step: Step, scene: Scene) -> Frame:
    width, height = _asked(step, scene)
    if width is None or height is None:
        if step.aspect is not None:
            return _fill(step, scene)
        factor = min(1.0, (width or scene.width) / scene.width, (height or scene.height) / scene.height)
        return _whole(scene, factor * scene.width, factor * scene.height)
    factor = min(1.0, max(width / scene.width, height / scene.height))
    inner = (min(width, factor * scene.width), min(height, factor * scene.height))
    return _cut(step, scene, (inner[0] / factor, inner[1] / factor), inner=inner)


def _pad(step: Step, scene: Scene) -> Frame:
    width, height = _asked(step, scene)
    if width is None and height is None and step.aspect is not None:
        width = max(scene.width, scene.height * step.aspect)
        height = width / step.aspect
        inner: tuple[int, int] = (scene.width, scene.height)
    else:
        factor = _fitting(step, scene)
        inner = (_px(factor * scene.width), _px(factor * scene.height))
    canvas = (max(_px(width or inner[0]), inner[0]), max(_px(height or inner[1]), inner[1]))
    east, south = _compass(step.gravity)
    free = (canvas[0] - inner[0], canvas[1] - inner[1])
    x, y = _inwards(step, scene, east=east, south=south)
    offset = (_within(east * free[0] + x, free[0]), _within(south * free[1] + y, free[1]))
    return Frame(window=(0, 0, scene.width, scene.height), inner=inner, canvas=canvas, offset=offset)


def _crop(step: Step, scene: Scene) -> Frame:
    width, height = _asked(step, scene)
    wide, high = width or scene.width, height or scene.height
    if width is None and height is None:
        wide, high = _unsized(step, scene)
    wide, high = min(_px(wide), scene.width), min(_px(high), scene.height)
    left, top = _corner(step, scene, (wide, high), scale=(1.0, 1.0))
    x0, x1 = max(0, round(left)), min(scene.width, round(left) + wide)
    y0, y1 = max(0, round(top)), min(scene.height, round(top) + high)
    if x1 <= x0 or y1 <= y0:
        message = f"The window at {round(left)}, {round(top)} lies beside a picture of {scene.width} x {scene.height}."
        raise InputError(message)
    return Frame(window=(x0, y0, x1 - x0, y1 - y0), inner=(x1 - x0, y1 - y0), canvas=(x1 - x0, y1 - y0))


def _thumb(step: Step, scene: Scene) -> Frame:
    width, height = _asked(step, scene)
    focus = _focus(step, scene) if step.gravity in FACE_GRAVITIES and scene.faces else None
    if width is None and height is None:
        return _crop(step, scene)
    width, height = width or height or 1.0, height or width or 1.0
    aspect = width / height
    if focus is None:
        return _cut(step, scene, _largest(scene, aspect), inner=(width, height))
    around = _AROUND_HEAD / step.zoom
    high = max(focus[3] - focus[1], (focus[2] - focus[0]) / aspect) * around
    largest = _largest(scene, aspect)
    high = min(high, largest[1])
    return _cut(step, scene, (min(high * aspect, largest[0]), high), inner=(width, height))


def _unsized(step: Step, scene: Scene) -> tuple[float, float]:
    """Size of a piece whose size is not given: that of the faces, or the largest of a shape."""
    if step.aspect is not None:
        return _largest(scene, step.aspect)
    focus = _focus(step, scene)
    return (scene.width, scene.height) if focus is None else (focus[2] - focus[0], focus[3] - focus[1])


def _cut(step: Step, scene: Scene, window: tuple[float, float], *, inner: tuple[float, float]) -> Frame:
    """A window within the picture, where gravity says, brought to a size."""
    wide, high = min(_px(window[0]), scene.width), min(_px(window[1]), scene.height)
    size = (_px(inner[0]), _px(inner[1]))
    left, top = _corner(step, scene, (wide, high), scale=(wide / size[0], high / size[1]))
    corner = (_within(left, scene.width - wide), _within(top, scene.height - high))
    return Frame(window=(*corner, wide, high), inner=size, canvas=size)


def _corner(step: Step, scene: Scene, window: tuple[int, int], *, scale: tuple[float, float]) -> tuple[float, float]:
    """Left and top of a window; `scale` is picture pixels for each one in which x and y are given."""
    focus = _focus(step, scene)
    free = (scene.width - window[0], scene.height - window[1])
    if focus is not None:
        x, y = _inwards(step, scene, east=0.5, south=0.5)
        left = min(max((focus[0] + focus[2] - window[0]) / 2, 0.0), free[0])
        top = min(max((focus[1] + focus[3] - window[1]) / 2, 0.0), free[1])
        return left + x * scale[0], top + y * scale[1]
    gravity = step.gravity
    if gravity is None and step.crop is Crop.CROP and (step.x is not None or step.y is not None):
        gravity = Gravity.NORTH_WEST
    east, south = _compass(gravity)
    x, y = _inwards(step, scene, east=east, south=south)
    return east * free[0] + x * scale[0], south * free[1] + y * scale[1]


def _focus(step: Step, scene: Scene) -> Rect | None:
    """What is to stay in view; None for a place of the compass."""
    if step.gravity in FACE_GRAVITIES and scene.faces:
        return scene.faces[0] if step.gravity in ONE_FACE else _union(scene.faces)
    if step.gravity in AUTO_GRAVITIES and scene.salient:
        return _union(scene.salient)
    return None


def _union(rects: Sequence[Rect]) -> Rect:
    lefts, tops, rights, bottoms = zip(*rects, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _compass(gravity: Gravity | None) -> tuple[float, float]:
    """Shares of the free room that lie left of a window and above it."""
    words = (gravity or Gravity.CENTER).split("_")
    east = 1.0 if "east" in words else 0.0 if "west" in words else 0.5
    south = 1.0 if "south" in words else 0.0 if "north" in words else 0.5
    return east, south


def _inwards(step: Step, scene: Scene, *, east: float, south: float) -> tuple[float, float]:
    x = step.x.of(scene.width, dpr=step.dpr) if step.x else 0.0
    y = step.y.of(scene.height, dpr=step.dpr) if step.y else 0.0
    return (-x if east == 1.0 else x), (-y if south == 1.0 else y)


def _largest(scene: Scene, aspect: float) -> tuple[float, float]:
    """The largest window of a shape."""
    return min(scene.width, scene.height * aspect), min(scene.height, scene.width / aspect)


def _whole(scene: Scene, width: float, height: float) -> Frame:
    size = (_px(width), _px(height))
    return Frame(window=(0, 0, scene.width, scene.height), inner=size, canvas=size)


def _px(value: float) -> int:
    return max(1, round(value))


def _within(value: float, most: int) -> int:
    return min(max(round(value), 0), most)


_FRAMES: Mapping[Crop, Callable[[Step, Scene], Frame]] = {
    Crop.SCALE: _scale,
    Crop.FIT: _fit,
    Crop.LIMIT: _fit,
    Crop.MFIT: _fit,
    Crop.FILL: _fill,
    Crop.LFILL: _lfill,
    Crop.PAD: _pad,
    Crop.LPAD: _pad,
    Crop.CROP: _crop,
    Crop.THUMB: _thumb,
}
