"""Places in a picture."""

from dataclasses import dataclass

from wornby.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundingBox:
    """An axis-aligned box.

    Unit: fraction of the upright image's width and height, in [0, 1]; origin at the top left.

    Raises:
        InputError: A corner lies outside [0, 1], or the box has no area.
    """

    x_min: float
    y_min: float
    x_max: float
    y_max: float

    def __post_init__(self) -> None:
        """Check the corners."""
        inside = all(0.0 <= value <= 1.0 for value in self.as_tuple())
        if not inside or self.x_min >= self.x_max or self.y_min >= self.y_max:
            message = f"Not a box: {self.as_tuple()}. Give x_min < x_max and y_min < y_max as fractions in [0, 1]."
            raise InputError(message)

    def as_tuple(self) -> tuple[float, float, float, float]:
        """Corners in the order (x_min, y_min, x_max, y_max)."""
        return (self.x_min, self.y_min, self.x_max, self.y_max)

    def as_pixels(self, *, width_px: int, height_px: int) -> tuple[int, int, int, int]:
        """Corners in pixels, rounded, x_max and y_max exclusive, at least one pixel each way."""
        left = min(round(self.x_min * width_px), width_px - 1)
        top = min(round(self.y_min * height_px), height_px - 1)
        right = max(round(self.x_max * width_px), left + 1)
        bottom = max(round(self.y_max * height_px), top + 1)
        return (left, top, right, bottom)


def overlap(one: BoundingBox, other: BoundingBox) -> float:
    """Intersection over union, in [0, 1]."""
    shared = _shared(one, other)
    return shared / (_area(one) + _area(other) - shared)


def share_within(box: BoundingBox, other: BoundingBox) -> float:
    """Share of a box that lies within another, in [0, 1]."""
    return _shared(box, other) / _area(box)


def _shared(one: BoundingBox, other: BoundingBox) -> float:
    width = min(one.x_max, other.x_max) - max(one.x_min, other.x_min)
    height = min(one.y_max, other.y_max) - max(one.y_min, other.y_min)
    return max(width, 0.0) * max(height, 0.0)


def _area(box: BoundingBox) -> float:
    return (box.x_max - box.x_min) * (box.y_max - box.y_min)
