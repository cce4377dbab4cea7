"""A motif laid over a picture: what lies under it, and the map that brings the two nearest."""

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import LocalFeatures, Pixels
from wornby.imaging.local_features import PATCH_MARGIN
from wornby.imaging.motif_pairs import Affine, half_sides

_SOFT = 0.5
# The refinement: side of the motif's picture there, and steps.
_REFINED_PX = 32
_RIM = 6
_STOP = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 14, 2e-3)
_ECC_BLUR = 5


def whole_sides(motif: LocalFeatures) -> NDArray[np.float64]:
    """Width and height of a motif's patch in motif units. (2,)."""
    return 2 * np.array(half_sides(motif)) + 2 * PATCH_MARGIN


def stretched(motif: LocalFeatures, *, side: int) -> Pixels:
    """A motif's patch as a square, as `laid_out` gives what lies under it. (S, S, 3), uint8, RGB.

    Args:
        motif: With its patch.
        side: Of the square, in pixels.
    """
    blank = np.zeros((side, side, 3), np.uint8)
    return blank if motif.patch is None else _sized(motif.patch, np.array([side, side]))


def laid_out(picture: Pixels, matrix: Affine, *, whole: NDArray[np.float64], size: tuple[int, int]) -> Pixels:
    """What lies under a motif's patch, in the patch's own frame.

    Args:
        picture: The garment's. (H, W, 3), uint8, RGB.
        matrix: From motif units to the picture's pixels. (2, 3).
        whole: The patch's sides in motif units. (2,).
        size: Width and height of the answer in pixels.
    """
    pitch = whole / size
    start = pitch / 2 - whole / 2
    to_motif = np.array([[pitch[0], 0, start[0]], [0, pitch[1], start[1]], [0, 0, 1]])
    full = matrix @ to_motif
    step = float(np.sqrt(abs(np.linalg.det(full[:, :2]))))
    # An area of the picture goes into a pixel: what is shrunk is blurred first, around the place only.
    corners = full @ np.array([[0, size[0], 0, size[0]], [0, 0, size[1], size[1]], [1, 1, 1, 1]])
    rim = int(2 * step) + 2
    low = np.maximum(np.floor(corners.min(axis=1)).astype(int) - rim, 0)
    high = np.minimum(np.ceil(corners.max(axis=1)).astype(int) + rim, (picture.shape[1], picture.shape[0]))
    low = np.minimum(low, (picture.shape[1] - 1, picture.shape[0] - 1))
    near = picture[low[1] : max(high[1], low[1] + 1), low[0] : max(high[0], low[0] + 1)]
    part = cv2.GaussianBlur(near, (0, 0), _SOFT * step) if step > 1 else near
    moved = full - np.array([[0, 0, low[0]], [0, 0, low[1]]])
    way = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(part, moved, size, flags=way, borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8)


def refined(motif: LocalFeatures, matrix: Affine, *, picture: Pixels) -> Affine:
    """The map moved and bent a little, to where motif and picture agree best in the motif's own main colours.

    Args:
        motif: With its patch.
        matrix: From motif units to the picture's pixels. (2, 3).
        picture: The garment's. (H, W, 3), uint8, RGB.

    Returns:
        The map as it was where nothing better is near.

    Source:
        Evangelidis and Psarakis 2008.
    """
    if motif.patch is None:
        return matrix
    whole = whole_sides(motif)
    side = np.sqrt(whole.prod())
    size = np.maximum(np.rint(whole / side * _REFINED_PX), _RIM).astype(int)
    axis = _main_axis(motif.patch)
    sought = _projected(_sized(motif.patch, size), axis)
    roomy = whole * (size + 2 * _RIM) / size
    there = laid_out(picture, matrix, whole=roomy, size=(int(size[0]) + 2 * _RIM, int(size[1]) + 2 * _RIM))
    start = np.array([[1, 0, _RIM], [0, 1, _RIM]], np.float32)
    everywhere = np.full(there.shape[:2], 1, dtype=np.uint8)
    try:
        _, moved = cv2.findTransformECC(
            sought, _projected(there, axis), start, cv2.MOTION_AFFINE, _STOP, everywhere, _ECC_BLUR
        )
    except cv2.error:
        return matrix
    pitch, middle = whole / size, (size - 1) / 2
    pixel = np.vstack([np.asarray(moved, dtype=np.float64), [0, 0, 1]])
    to_pixel = np.array([[1 / pitch[0], 0, middle[0]], [0, 1 / pitch[1], middle[1]], [0, 0, 1]])
    back = np.array([[pitch[0], 0, -(middle[0] + _RIM) * pitch[0]], [0, pitch[1], -(middle[1] + _RIM) * pitch[1]]])
    bent = np.vstack([back, [0, 0, 1]]) @ pixel @ to_pixel
    new = np.asarray(matrix @ bent, dtype=np.float64)
    return new if _is_near(new, matrix) else matrix


def _is_near(new: Affine, old: Affine) -> bool:
    change = np.linalg.inv(np.vstack([old, [0, 0, 1]])) @ np.vstack([new, [0, 0, 1]])
    sides = np.linalg.svd(change[:2, :2], compute_uv=False)
    return bool(sides.min() > 0.6 and sides.max() < 1.6 and np.abs(change[:2, 2]).max() < 0.35)  # noqa: PLR2004


def _main_axis(patch: Pixels) -> NDArray[np.float32]:
    """The direction in RGB in which a motif's colours differ most. (3,)."""
    values = patch.reshape(-1, 3).astype(np.float32)
    values -= values.mean(axis=0)
    return np.asarray(np.linalg.eigh(values.T @ values)[1][:, -1], dtype=np.float32)


def _projected(pixels: Pixels, axis: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.transform(pixels.astype(np.float32), axis[None]), dtype=np.float32)


def _sized(patch: Pixels, size: NDArray[np.int_]) -> Pixels:
    shrinks = size[0] < patch.shape[1]
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(patch, (int(size[0]), int(size[1])), interpolation=way), dtype=np.uint8)
