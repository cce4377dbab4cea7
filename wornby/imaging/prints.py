"""Prints of garments: cut out of a shop's picture, freed from the ground of a file, found again in a picture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Mask, Motif, Pixels
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
# Of the room that there is for a print.
_ALL_OVER = 0.9
_MAX_MOTIF_PX = 1024
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
    small, inside = _shrunk(pixels, mask)
    rows = np.flatnonzero(inside.any(axis=1))
    if not len(rows):
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    left, right = _body(inside, top=top, bottom=bottom)
    distance = _distance(small, ground=ground)
    room = _room(inside, columns=(left, right))
    found = _print_mask(distance > (_GROUND + _PRINT) / 2, room, least=_MIN_SHARE * int(inside.sum()))
    if found is None or _fills(found, room):
        return None
    near = _near(found, inside)
    x, y, width, height = cv2.boundingRect(near)
    window = np.s_[y : y + height, x : x + width]
    alpha = np.clip((distance[window] - _GROUND) / (_PRINT - _GROUND), 0, 1) * near[window]
    return Motif(
        pixels=_unmixed(small[window], alpha, ground=_rgb(ground)),
        width=float(np.clip(width / (right - left), 0.02, 1.0)),
        top=float(np.clip((y - top) / (bottom - top), 0.0, 0.95)),
    )


def free_of_ground(pixels: Rgba) -> Rgba:
    """Make the even ground of an opaque picture transparent, from its border inward, and cut off what is empty.

    A picture with transparency, or without an even border, keeps its pixels.
    """
    if pixels[..., 3].min() == OPAQUE:
        pixels = _keyed(pixels)
    x, y, width, height = cv2.boundingRect((pixels[..., 3] > 0).astype(np.uint8))
    cut = pixels[y : y + height, x : x + width] if width and height else pixels
    scale = _MAX_MOTIF_PX / max(cut.shape[:2])
    if scale >= 1:
        return np.ascontiguousarray(cut)
    size = (max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale)))
    return np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


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


def _print_mask(differs: Mask, room: NDArray[np.uint8], *, least: float) -> NDArray[np.uint8] | None:
    """Pixels of the print without specks; None where there are too few."""
    found = cv2.morphologyEx(differs.astype(np.uint8) & room, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(found, dtype=np.uint8), connectivity=8)
    speck = max(6.0, 0.02 * float(stats[1:, cv2.CC_STAT_AREA].max(initial=0)))
    keep = np.zeros(count, dtype=np.uint8)
    keep[1:] = stats[1:, cv2.CC_STAT_AREA] >= speck
    kept: NDArray[np.uint8] = keep[labels]
    return kept if kept.sum() >= max(1.0, least) else None


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
