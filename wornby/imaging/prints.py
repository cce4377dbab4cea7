"""Prints of garments: cut out of a shop's picture, freed from the ground of a file, found again in a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Mask, Motif, Pixels
from wornby.errors import ImageDecodeError
from wornby.imaging.colors import Lab, delta_e_2000, rgb_to_lab

Rgba = NDArray[np.uint8]
"""(H, W, 4), uint8, straight alpha."""

OPAQUE = 255
# Folds change lightness most: it counts half, as among the clusters of a colour.
_LIGHT_WEIGHT = 0.5
# CIEDE2000, lightness halved: below the first it is the ground, above the second it is print. Drawn folds of 25 units
# of lightness stay below 11; the faintest print of the demo shop, white on beige, lies at 14.
_GROUND = 9.0
_PRINT = 14.0
_WORK_PX = 1000
# Of the garment's sides: seams, hems and what shines through at the edge are no print.
_RIM = 0.05
# Collars, labels and waistbands lie above this fraction of the height; the prints of shops begin below it.
_COLLAR = 0.13
_MIN_SHARE = 0.002
# Of a motif's patch.
_LEAST_INK = 0.01
# Of the largest component: smaller ones are specks. And how far another may lie from what is gathered, of its side.
_SPECK = 0.002
_NEARNESS = 0.16
# A print's edge: how many pixels off the distance from the ground is compared, how far it must have fallen there, and
# what counts as far from the ground.
_FADE = 5
_STEP = 5.0
_MOST = 40.0
# Of the room that there is for a print.
_ALL_OVER = 0.9
_MAX_MOTIF_PX = 1024
# A print that takes less of its file's longer side is looked at from nearer, with so many small pixels of ground.
_CLOSER = 0.8
_MARGIN = 2
# Rows between these fractions of a garment's height hold its body; sleeves end above, or lie beside it.
_BODY_ROWS = (0.45, 0.85)
_BODY_SHARE = 0.5
_BORDER_EVEN = 0.95
_BORDER_DISTANCE = 6.0
_UNMIX_FROM = 0.2


def cut_motif(pixels: Pixels, mask: Mask, *, ground: Lab) -> Motif | None:
    """Cut the print out of a picture of a garment.

    What differs from the ground's colour, away from the garment's edge, is print; all of it becomes one motif. Pixels
    that mix print and ground get an alpha between, and the colour of the print alone.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.
        mask: The garment. (H, W), bool.
        ground: Colour of the garment, CIELAB. (3,).

    Returns:
        The motif with its place; None where nothing stands out, or nearly everything does.
    """
    found = _find(pixels, mask, ground=ground)
    if found is None:
        return None
    x, y, width, height = cv2.boundingRect(found.near)
    window = np.s_[y : y + height, x : x + width]
    alpha = np.clip((found.distance[window] - _GROUND) / (_PRINT - _GROUND), 0, 1) * found.near[window]
    left, right = found.columns
    top, bottom = found.rows
    return Motif(
        pixels=_unmixed(found.pixels[window], alpha, ground=_rgb(ground)),
        width=float(np.clip(width / (right - left), 0.02, 1.0)),
        top=float(np.clip((y - top) / (bottom - top), 0.0, 0.95)),
    )


def has_ink(pixels: Pixels) -> bool:
    """Whether a print with cloth around it differs from the cloth by more than the shade of folds.

    Args:
        pixels: Such as a motif's patch. (H, W, 3), uint8, RGB.
    """
    lab = rgb_to_lab(pixels)
    rim = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
    return float((_distance(pixels, ground=np.median(rim, axis=0)) >= _PRINT).mean()) >= _LEAST_INK


def free_of_ground(pixels: Rgba, *, least_px: int = 0) -> Rgba:
    """Make the even ground of an opaque picture transparent, from its border inward, and cut off what is empty.

    A picture with transparency, or without an even border, keeps its pixels. No side of the result is over 1024.

    Args:
        pixels: The print's file. (H, W, 4), uint8.
        least_px: Shorter side that the print must have in the file's own pixels, before it is made smaller.

    Raises:
        ImageDecodeError: Nothing of the print is left, or it is smaller than that.
    """
    opaque = pixels[..., 3].min() == OPAQUE
    # Colours are compared in Lab, at many bytes for a pixel: at the size that is kept, not at the file's.
    small = _keyed(_at_most(pixels, _MAX_MOTIF_PX)) if opaque else pixels
    x, y, width, height = cv2.boundingRect((small[..., 3] > 0).astype(np.uint8))
    own = max(pixels.shape[:2]) / max(small.shape[:2])
    if least_px and min(width, height) * own < least_px:
        message = f"The print is empty, or a side of it has fewer than {least_px} pixels."
        raise ImageDecodeError(message)
    if own > 1 and max(width, height) < _CLOSER * max(small.shape[:2]) and width and height:
        # Much ground around it: looked at again from nearer, so that the print keeps its pixels.
        left, top = (max(0, int((start - _MARGIN) * own)) for start in (x, y))
        right, bottom = int((x + width + _MARGIN) * own), int((y + height + _MARGIN) * own)
        return free_of_ground(pixels[top:bottom, left:right], least_px=least_px)
    cut = small[y : y + height, x : x + width] if width and height else small
    return np.ascontiguousarray(_at_most(cut, _MAX_MOTIF_PX))


def on_ground(motif: Rgba, *, color: NDArray[np.uint8], margin: float = 0.0) -> Pixels:
    """A motif on a colour. (H, W, 3), uint8, RGB.

    Args:
        motif: (H, W, 4), uint8, straight alpha.
        color: sRGB. (3,), uint8.
        margin: Of bare ground around it, as a fraction of the motif's longer side.
    """
    rim = round(margin * max(motif.shape[:2]))
    alpha = np.pad(motif[..., 3:].astype(np.float32) / OPAQUE, ((rim, rim), (rim, rim), (0, 0)))
    inner = np.pad(motif[..., :3].astype(np.float32), ((rim, rim), (rim, rim), (0, 0)))
    return np.rint(inner * alpha + color * (1 - alpha)).astype(np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Found:
    """A print in a picture made smaller: near holds it and its edge; columns and rows are the garment's body."""

    pixels: Pixels
    distance: NDArray[np.float64]
    near: NDArray[np.uint8]
    columns: tuple[int, int]
    rows: tuple[int, int]


def _find(pixels: Pixels, mask: Mask, *, ground: Lab) -> _Found | None:
    small, inside = _shrunk(pixels, mask)
    rows = np.flatnonzero(inside.any(axis=1))
    if not len(rows):
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = _body(inside, top=top, bottom=bottom)
    distance = _distance(small, ground=ground)
    room = _room(inside, columns=columns)
    found = _print_mask(distance, room, least=_MIN_SHARE * int(inside.sum()))
    if found is None or _fills(found, room):
        return None
    return _Found(pixels=small, distance=distance, near=_near(found, inside), columns=columns, rows=(top, bottom))


def _shrunk(pixels: Pixels, mask: Mask) -> tuple[Pixels, NDArray[np.uint8]]:
    height, width = mask.shape
    scale = min(1.0, _WORK_PX / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    inside = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(small, dtype=np.uint8), np.asarray(inside, dtype=np.uint8)


def _distance(pixels: Pixels, *, ground: Lab) -> NDArray[np.float64]:
    weights = np.array([_LIGHT_WEIGHT, 1.0, 1.0])
    # The formula is steepest in the middle of lightness: halved values are laid around the ground's own.
    lab = rgb_to_lab(pixels)
    shifted = ground + (lab - ground) * weights
    return delta_e_2000(shifted, np.asarray(ground, dtype=np.float64))


def _room(inside: NDArray[np.uint8], *, columns: tuple[int, int]) -> NDArray[np.uint8]:
    """Where a print can be: on the garment's body, below the collar, away from the edge."""
    _, y, width, height = cv2.boundingRect(inside)
    rim = max(2, round(_RIM * min(width, height)))
    kernel = np.ones((2 * rim + 1, 2 * rim + 1), np.uint8)
    room = np.asarray(cv2.erode(inside, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0), dtype=np.uint8)
    room[: y + round(_COLLAR * height)] = 0
    room[:, : columns[0] + rim] = 0
    room[:, max(0, columns[1] - rim) :] = 0
    return room


def _print_mask(distance: NDArray[np.float64], room: NDArray[np.uint8], *, least: float) -> NDArray[np.uint8] | None:
    """Pixels of the print without specks; None where there are too few."""
    differs = distance > (_GROUND + _PRINT) / 2
    found = differs.astype(np.uint8) & room
    _, named, stats, _ = cv2.connectedComponentsWithStats(np.asarray(found, dtype=np.uint8), connectivity=8)
    labels = np.asarray(named, dtype=np.int32)
    sharp = [index for index in range(1, len(stats)) if _is_sharp(labels, index, box=stats[index], distance=distance)]
    kept = np.isin(labels, _gathered(np.asarray(stats), among=sharp)).astype(np.uint8)
    return kept if kept.sum() >= max(1.0, least) else None


def _is_sharp(labels: NDArray[np.int32], index: int, *, box: NDArray[np.int32], distance: NDArray[np.float64]) -> bool:
    """Whether a component ends as a print does, within a few pixels; shadows of folds fade."""
    left, top, width, height = (int(value) for value in box[:4])
    window = np.s_[max(0, top - _FADE) : top + height + _FADE, max(0, left - _FADE) : left + width + _FADE]
    own = (labels[window] == index).astype(np.uint8)
    kernel = np.ones((3, 3), np.uint8)
    rim = own - cv2.erode(own, kernel, iterations=2)
    outer = cv2.dilate(own, kernel, iterations=_FADE) - cv2.dilate(own, kernel, iterations=_FADE - 2)
    outer = outer & (labels[window] == 0)
    near = np.minimum(distance[window], _MOST)
    if not outer.any():
        return True
    return float(np.median(near[rim > 0]) - np.median(near[outer > 0])) > _STEP


def _gathered(stats: NDArray[np.int32], *, among: Sequence[int]) -> list[int]:
    """The largest component, and all that lie near what is gathered: letters belong to their picture, shadows do not.

    Args:
        stats: Of OpenCV's components: left, top, width, height, area; the first is the ground.
        among: Components that count.
    """
    if not among:
        return []
    boxes = np.concatenate([stats[:, :2], stats[:, :2] + stats[:, 2:4]], axis=1).astype(np.float64)
    first = max(among, key=lambda index: int(stats[index, cv2.CC_STAT_AREA]))
    least = max(6.0, _SPECK * float(stats[first, cv2.CC_STAT_AREA]))
    waiting = {index for index in among if stats[index, cv2.CC_STAT_AREA] >= least} - {first}
    kept, box = [first], boxes[first]
    while True:
        reach = _NEARNESS * max(box[2] - box[0], box[3] - box[1])
        near = {
            index
            for index in waiting
            if (boxes[index, :2] <= box[2:] + reach).all() and (boxes[index, 2:] >= box[:2] - reach).all()
        }
        if not near:
            return kept
        kept += sorted(near)
        waiting -= near
        joined = boxes[kept]
        box = np.concatenate([joined[:, :2].min(axis=0), joined[:, 2:].max(axis=0)])


def _fills(found: NDArray[np.uint8], room: NDArray[np.uint8]) -> bool:
    """Whether a print is all over: a pattern, not a motif."""
    _, _, width, height = cv2.boundingRect(found)
    _, _, widest, highest = cv2.boundingRect(room)
    return width > _ALL_OVER * widest and height > _ALL_OVER * highest


def _near(found: NDArray[np.uint8], inside: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.dilate(found, np.ones((5, 5), np.uint8)), dtype=np.uint8) & inside


def _body(inside: NDArray[np.uint8], *, top: int, bottom: int) -> tuple[int, int]:
    """First and last column of the garment's body, below the arms."""
    first, last = (top + round(share * (bottom - top)) for share in _BODY_ROWS)
    rows = inside[first : max(first + 1, last)]
    rows = rows[rows.any(axis=1)]
    if not len(rows):
        rows = inside[inside.any(axis=1)]
    left = np.argmax(rows > 0, axis=1)
    right = rows.shape[1] - np.argmax(rows[:, ::-1] > 0, axis=1)
    narrow = np.argsort(right - left, kind="stable")[: max(1, round(_BODY_SHARE * len(rows)))]
    edges = int(np.median(left[narrow])), int(np.median(right[narrow]))
    return edges[0], max(edges[1], edges[0] + 1)


def _rgb(lab: Lab) -> NDArray[np.float32]:
    rgb = cv2.cvtColor(np.asarray(lab, dtype=np.float32).reshape(1, 1, 3), cv2.COLOR_Lab2RGB)
    return np.clip(rgb.reshape(3) * OPAQUE, 0, OPAQUE).astype(np.float32)


def _unmixed(pixels: Pixels, alpha: NDArray[np.float64], *, ground: NDArray[np.float32]) -> Rgba:
    share = np.maximum(alpha, _UNMIX_FROM)[..., None]
    own = np.clip((pixels - (1 - share) * ground) / share, 0, OPAQUE)
    color = np.where(alpha[..., None] >= 1, pixels, own)
    return np.concatenate([np.rint(color), np.rint(alpha * OPAQUE)[..., None]], axis=2).astype(np.uint8)


def _at_most(pixels: Rgba, side_px: int) -> Rgba:
    scale = side_px / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _keyed(pixels: Rgba) -> Rgba:
    lab = rgb_to_lab(pixels[..., :3])
    border = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
    ground = np.median(border, axis=0)
    if float((delta_e_2000(border, ground) < _BORDER_DISTANCE).mean()) < _BORDER_EVEN:
        return pixels
    even = (delta_e_2000(lab, ground) < _BORDER_DISTANCE).astype(np.uint8)
    _, labels = cv2.connectedComponents(even, connectivity=4)
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    outside = np.isin(labels, edge[edge > 0])
    return np.dstack([pixels[..., :3], np.where(outside, 0, OPAQUE).astype(np.uint8)])
