"""Regions of a parsed photo: parts, wearers, boxes, square crops.

Training and inference both use these functions, so that a model sees the crops it was trained on.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Mask, Pixels, Place

Box = tuple[float, float, float, float]

PARTS: tuple[str, ...] = (
    "background",
    "hair",
    "skin",
    "headwear",
    "eyewear",
    "upper",
    "outer",
    "dress",
    "lower",
    "skirt",
    "leggings",
    "shoes",
    "bag",
    "belt",
    "scarf",
    "accessory",
)
STRIDE_PX = 4
# Long sides at which the parser looks at photos. Street photos of 512 px gained four points of mean IoU against 384
# px; a smaller picture is not blown up beyond what was trained on.
LONG_SIDES_PX = (384, 512)
# Margins of `crop_square` that the classifiers were trained with; a head box needs none.
GARMENT_MARGIN = 0.1
BAG_MARGIN = 0.6
HEAD_MARGIN = 0.0
_CHANNELS = 3
_INDEX = {name: index for index, name in enumerate(PARTS)}
# Parts that may lie apart from their wearer's body: bag in front of a coat's edge, shoe below a long skirt.
_LOOSE = np.array([_INDEX["shoes"], _INDEX["bag"], _INDEX["accessory"], _INDEX["belt"]], dtype=np.uint8)
_HEAD = np.array([_INDEX["hair"], _INDEX["headwear"], _INDEX["eyewear"]], dtype=np.uint8)
_BODY = np.array([_INDEX["hair"], _INDEX["skin"]], dtype=np.uint8)
# A standing figure is about seven heads high, six where it is young or wears a hat: long hair must not pass for a face.
_HEADS_PER_FIGURE = 6.0
_GREY = 127
_LARGEST_SQUARE_PX = 4096


def garment_part(place: Place, *, kind: str) -> str:
    """Which of `PARTS` a garment of a kind is seen as at its place."""
    if place is Place.LOWER:
        return kind if kind in {"skirt", "leggings"} else "lower"
    return {Place.FEET: "shoes", Place.HEAD: "headwear"}.get(place, place.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class WearerLimits:
    """What counts as a wearer; every limit is a fraction of the photo's area, or of the largest wearer's."""

    min_photo_share: float = 0.004
    min_largest_share: float = 0.12
    min_body_share: float = 0.015
    max_wearers: int = 8


def letterbox(pixels: Pixels, *, long_side_px: int | None = None, multiple_px: int = 32) -> tuple[Pixels, float]:
    """Resize to a long side and pad at the right and bottom with black.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.
        long_side_px: Long side after resizing, a multiple of `multiple_px`; None for the photo's own,
            rounded up to a multiple, within `LONG_SIDES_PX`.
        multiple_px: Both sides of the result are multiples of it.

    Returns:
        The padded image, (H2, W2, 3), uint8, and the scale: network pixels for each photo pixel.

    Raises:
        ValueError: Not an RGB image, or the long side is no multiple.
    """
    _check_rgb(pixels)
    height, width = pixels.shape[:2]
    if long_side_px is None:
        long_side_px = int(np.clip(_round_up(max(height, width), multiple_px), *LONG_SIDES_PX))
    if long_side_px <= 0 or multiple_px <= 0 or long_side_px % multiple_px:
        message = f"long side {long_side_px} is not a positive multiple of {multiple_px}"
        raise ValueError(message)
    scale = long_side_px / max(height, width)
    inner_h = max(1, min(long_side_px, round(height * scale)))
    inner_w = max(1, min(long_side_px, round(width * scale)))
    flags = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    inner = cv2.resize(pixels, (inner_w, inner_h), interpolation=flags)
    out = np.zeros((_round_up(inner_h, multiple_px), _round_up(inner_w, multiple_px), _CHANNELS), dtype=np.uint8)
    out[:inner_h, :inner_w] = inner
    return out, scale


def part_labels(probabilities: NDArray[np.float32], *, height_px: int, width_px: int, scale: float) -> Pixels:
    """Turn the parser's answer for a letterboxed photo into one part for each pixel of the upright photo.

    Parts that are nowhere likely are left out before up-sampling, which makes it about three times as fast.

    Args:
        probabilities: Of one photo. (16, h, w), float32, in [0, 1], one cell for each 4 x 4 network pixels.
        height_px: Height of the upright photo.
        width_px: Width of the upright photo.
        scale: As `letterbox` returned it.

    Returns:
        Index into `PARTS`. (height_px, width_px), uint8.

    Raises:
        ValueError: Wrong shape, size or scale.
    """
    if probabilities.ndim != _CHANNELS or probabilities.shape[0] != len(PARTS):
        message = f"expected ({len(PARTS)}, h, w) probabilities, got {probabilities.shape}"
        raise ValueError(message)
    if height_px <= 0 or width_px <= 0 or scale <= 0:
        message = "size and scale must be positive"
        raise ValueError(message)
    cells = np.asarray(probabilities, dtype=np.float32)
    likely = np.flatnonzero((cells.reshape(len(PARTS), -1) > 1 / len(PARTS)).any(axis=1))
    step = scale / STRIDE_PX
    # Pixel centres map to cell centres: x_cell = (x + 0.5) * step - 0.5.
    matrix = np.array([[step, 0, 0.5 * step - 0.5], [0, step, 0.5 * step - 0.5]], dtype=np.float64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    best = np.full((height_px, width_px), -1.0, dtype=np.float32)
    labels = np.zeros((height_px, width_px), dtype=np.uint8)
    for index in likely:
        channel = cv2.warpAffine(
            cells[index], matrix, (width_px, height_px), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        better = (channel > best).view(np.uint8)
        cv2.copyTo(channel, better, best)
        cv2.copyTo(np.full_like(labels, index), better, labels)
    return labels


def split_wearers(labels: Pixels, *, limits: WearerLimits | None = None) -> list[Mask]:
    """Split the parts of a photo into its wearers, the largest first.

    People who touch in the picture come out as one wearer.

    Args:
        labels: Index into `PARTS`. (H, W), uint8.
        limits: What counts as a wearer; the defaults when left out.

    Returns:
        One mask for each wearer, (H, W), bool; none where nobody with skin or hair is in view.

    Raises:
        ValueError: Not a map of parts.
    """
    _check_labels(labels)
    rules = limits or WearerLimits()
    count, components, stats, _ = cv2.connectedComponentsWithStats((labels > 0).astype(np.uint8), connectivity=8)
    if count == 1:
        return []
    sizes = stats[:, cv2.CC_STAT_AREA].astype(np.int64)
    sizes[0] = 0
    body = np.bincount(components[np.isin(labels, _BODY)], minlength=count)
    loose = np.bincount(components[np.isin(labels, _LOOSE)], minlength=count)
    floor = max(rules.min_photo_share * labels.size, rules.min_largest_share * int(sizes.max()))
    bodies = [
        index
        for index in np.argsort(-sizes)[: rules.max_wearers]
        if index and sizes[index] >= floor and body[index] >= rules.min_body_share * sizes[index]
    ]
    if not bodies:
        return []
    owner = np.zeros(count, dtype=np.int64)
    for place, index in enumerate(bodies, start=1):
        owner[index] = place
    for index in range(1, count):
        if not owner[index] and loose[index] > sizes[index] // 2 and sizes[index] >= labels.size // 5000:
            owner[index] = 1 + _nearest(stats[index], [stats[other] for other in bodies])
    owners = owner[components]
    masks = [owners == place for place in range(1, len(bodies) + 1)]
    return sorted(masks, key=lambda mask: -int(mask.sum()))


def part_box(mask: Mask) -> Box | None:
    """Return the box around a mask.

    Args:
        mask: (H, W), bool.

    Returns:
        x_min, y_min, x_max, y_max as fractions of the image; None where the mask is empty.

    Raises:
        ValueError: Not two-dimensional.
    """
    if mask.ndim != 2:  # noqa: PLR2004 - rows and columns
        message = f"expected an (H, W) mask, got {mask.shape}"
        raise ValueError(message)
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    if width == 0 or height == 0:
        return None
    rows, columns = mask.shape
    return (x / columns, y / rows, (x + width) / columns, (y + height) / rows)


def head_box(labels: Pixels, wearer_mask: Mask) -> Box | None:
    """Return the square around a wearer's head, down to below the shoulders.

    The head is the topmost hair, headwear, eyewear and skin of the wearer. The square is about two and a half
    heads wide, so that hair to below the shoulders is in view; it may leave the picture.

    Args:
        labels: Index into `PARTS`. (H, W), uint8.
        wearer_mask: One wearer. (H, W), bool.

    Returns:
        x_min, y_min, x_max, y_max as fractions of the image, possibly beyond [0, 1]; square in pixels. None where
        the wearer shows no head.

    Raises:
        ValueError: Not a map of parts, or the sizes differ.
    """
    _check_labels(labels)
    if wearer_mask.shape != labels.shape:
        message = f"mask {wearer_mask.shape} and labels {labels.shape} differ in size"
        raise ValueError(message)
    head = wearer_mask & np.isin(labels, _HEAD)
    if int(head.sum()) < max(12, labels.size // 20000):
        head = wearer_mask & (labels == _INDEX["skin"])
    if not head.any():
        return None
    top, centre, size = _head_size(head, labels, wearer_mask)
    height, width = labels.shape
    side = 2.5 * size
    y_min = top - 0.35 * size
    x_min = centre - side / 2
    return (x_min / width, y_min / height, (x_min + side) / width, (y_min + side) / height)


def crop_square(pixels: Pixels, box: Box, *, size_px: int, margin: float = 0.1) -> Pixels:
    """Cut a square around a box, grey where it leaves the picture.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.
        box: x_min, y_min, x_max, y_max as fractions of the image; may leave it.
        size_px: Side of the result.
        margin: Added on each side, as a fraction of the box's longer side.

    Returns:
        The crop. (size_px, size_px, 3), uint8, RGB.

    Raises:
        ValueError: Not an RGB image, a box without area, or a negative margin.
    """
    _check_rgb(pixels)
    height, width = pixels.shape[:2]
    x_min, y_min, x_max, y_max = box[0] * width, box[1] * height, box[2] * width, box[3] * height
    if not (x_max > x_min and y_max > y_min) or size_px <= 0 or margin < 0:
        message = "the box has no area, or size or margin is out of range"
        raise ValueError(message)
    side = max(x_max - x_min, y_max - y_min) * (1 + 2 * margin)
    left, top = (x_min + x_max - side) / 2, (y_min + y_max - side) / 2
    x0, y0 = int(np.floor(left)), int(np.floor(top))
    whole = max(1, round(side))
    x1, y1 = x0 + whole, y0 + whole
    inside = pixels[max(0, y0) : max(0, min(height, y1)), max(0, x0) : max(0, min(width, x1))]
    if inside.size == 0:
        return np.full((size_px, size_px, _CHANNELS), _GREY, dtype=np.uint8)
    if whole > _LARGEST_SQUARE_PX:
        # A picture of 1 x 60,000 px would ask for a square of 10 GB: shrink what is there before it is padded.
        shrink = _LARGEST_SQUARE_PX / whole
        rows, columns = (max(1, round(length * shrink)) for length in inside.shape[:2])
        inside = np.asarray(cv2.resize(inside, (columns, rows), interpolation=cv2.INTER_AREA), dtype=np.uint8)
        x0, y0, whole = round(x0 * shrink), round(y0 * shrink), _LARGEST_SQUARE_PX
    square = cv2.copyMakeBorder(
        inside,
        max(0, -y0),
        max(0, whole - inside.shape[0] - max(0, -y0)),
        max(0, -x0),
        max(0, whole - inside.shape[1] - max(0, -x0)),
        cv2.BORDER_CONSTANT,
        value=(_GREY, _GREY, _GREY),
    )
    flags = cv2.INTER_AREA if whole > size_px else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(square, (size_px, size_px), interpolation=flags), dtype=np.uint8)


def _head_size(head: Mask, labels: Pixels, wearer_mask: Mask) -> tuple[float, float, float]:
    """Return top, horizontal centre and height of the head, in pixels."""
    rows = np.flatnonzero(head.sum(axis=1) >= 2)  # noqa: PLR2004 - a single pixel in a row is a speck
    top = float(rows[0]) if len(rows) else float(np.flatnonzero(head.any(axis=1))[0])
    figure = np.flatnonzero(wearer_mask.any(axis=1))
    # Hair runs from its top to the shoulder at most in what follows: the face lies in the upper part of it.
    widest = int(head.sum(axis=1).max())
    spread = float(np.quantile(np.repeat(np.arange(len(head)), head.sum(axis=1)), 0.9)) - top
    face = wearer_mask & ((labels == _INDEX["skin"]) | head)
    ceiling = (figure[-1] - top + 1) / 2.2
    window = face[int(top) : int(top + max(1.6 * spread, 1.3 * widest)) + 1]
    wide = float(np.quantile(window.sum(axis=1), 0.8)) if window.size else float(widest)
    size = float(np.clip(max(spread, wide), 4.0, max(4.0, ceiling)))
    if figure[-1] < len(labels) - 2:
        size = min(size, max(4.0, (figure[-1] - top) / _HEADS_PER_FIGURE))
    band = face[int(top) : int(top + size) + 1]
    columns = np.repeat(np.arange(band.shape[1]), band.sum(axis=0))
    return top, float(np.median(columns)) + 0.5, size


def _nearest(stats: NDArray[np.int32], others: list[NDArray[np.int32]]) -> int:
    """Return which box is nearest to a box: the gap between them, then the distance of their centres."""

    def gap(other: NDArray[np.int32]) -> tuple[float, float]:
        total = 0.0
        centre = 0.0
        for start, extent in ((0, 2), (1, 3)):
            a0, a1 = int(stats[start]), int(stats[start] + stats[extent])
            b0, b1 = int(other[start]), int(other[start] + other[extent])
            total += max(0, b0 - a1, a0 - b1) ** 2
            centre += ((a0 + a1) - (b0 + b1)) ** 2 / 4
        return (total, centre)

    return min(range(len(others)), key=lambda index: gap(others[index]))


def _round_up(value: int, multiple: int) -> int:
    return -(-value // multiple) * multiple


def _check_rgb(pixels: Pixels) -> None:
    if pixels.ndim != _CHANNELS or pixels.shape[2] != _CHANNELS or pixels.size == 0 or pixels.dtype != np.uint8:
        message = f"expected (H, W, 3) uint8 pixels, got {pixels.shape} {pixels.dtype}"
        raise ValueError(message)


def _check_labels(labels: Pixels) -> None:
    if labels.ndim != 2 or labels.size == 0 or labels.dtype != np.uint8 or int(labels.max()) >= len(PARTS):  # noqa: PLR2004
        message = f"expected an (H, W) uint8 map of parts, got {labels.shape} {labels.dtype}"
        raise ValueError(message)
