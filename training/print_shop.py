"""What the finder of prints learns from: garments with the place of their print, of shops that no other recipe uses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.composites import CompositeProduct, make_catalogue, make_worn
from benchmarks.composites.catalogue import PICTURE_PX, enlarged
from benchmarks.composites.cloth import MotifMap
from wornby.datamodel import BoundingBox, Pixels

# Numbers of the shops: 0 is the matcher's, 1 the judge's.
SHOPS = (2, 3, 4, 5, 6, 7)
PRODUCTS = 160
WINDOW_PX, MAP_PX = 288, 96
CLOSE_PX = 112
"""Side of the picture of a print with its cloth around it."""

CLOSE_ROOM = 1.6
"""Its side, over the print's longer side."""

WINDOW_ROOM = 0.12
"""Of cloth and ground around a garment, of its sides."""

_LEAST_SEEN = 0.3
_LEAST_CLOSE_PX = 12.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NearPrint:
    """A print with its cloth, from the photo's own pixels.

    Attributes:
        pixels: (CLOSE_PX, CLOSE_PX, 3), uint8, RGB.
        matrix: From the motif's sides to those pixels. (2, 3).
    """

    pixels: Pixels
    matrix: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PrintWindow:
    """A garment, stretched to a square.

    Attributes:
        pixels: (WINDOW_PX, WINDOW_PX, 3), uint8, RGB.
        sides: Where in the motif each place lies, as in `MotifMap`. (MAP_PX, MAP_PX, 2), float16.
        near: The print from near; None where there is none, or next to nothing is seen of it.
        motif: Number of the motif; -1 for a plain garment.
        source: Of the photo that it was made from.
        shop: Whether it is the product's own picture.
        side_px: The motif's shorter side in the photo; 0 without one.
    """

    pixels: Pixels
    sides: NDArray[np.float16]
    near: NearPrint | None
    motif: int
    source: str
    shop: bool
    side_px: float


def print_windows(shop: int, *, photos: int) -> Iterator[PrintWindow]:
    """Every product's picture, and so many photos of each."""
    for product in make_catalogue(split="train", count=PRODUCTS, seed=shop):
        number = product.motif.number if product.motif is not None else -1
        pixels, seen = product.picture_and_map
        mask = enlarged(product.cut, side=PICTURE_PX)[1]
        blank = PrintWindow(
            pixels=pixels,
            sides=_NOTHING,
            near=None,
            motif=number,
            source=product.cut.name,
            shop=True,
            side_px=0,
        )
        yield _filled(blank, pixels, box=_box_of(mask), seen=seen)
        for seed in range(photos):
            yield _worn(product, seed=seed, blank=blank)


def kept_windows(path: Path, *, photos: int) -> list[PrintWindow]:
    """The windows of all shops, made once and kept in a file."""
    if not path.exists():
        windows = [window for shop in SHOPS for window in print_windows(shop, photos=photos)]
        none = NearPrint(pixels=np.zeros((CLOSE_PX, CLOSE_PX, 3), np.uint8), matrix=np.full((2, 3), np.nan))
        near = [window.near or none for window in windows]
        np.savez(
            path,
            pixels=np.stack([window.pixels for window in windows]),
            sides=np.stack([window.sides for window in windows]),
            close=np.stack([each.pixels for each in near]),
            matrix=np.stack([each.matrix for each in near]),
            motif=np.array([window.motif for window in windows]),
            source=np.array([window.source for window in windows]),
            shop=np.array([window.shop for window in windows]),
            side_px=np.array([window.side_px for window in windows]),
        )
    with np.load(path) as file:
        kept = {name: file[name] for name in file.files}
    seen = np.isfinite(kept["matrix"][:, 0, 0])
    return [
        PrintWindow(
            pixels=kept["pixels"][row],
            sides=kept["sides"][row],
            near=NearPrint(pixels=kept["close"][row], matrix=kept["matrix"][row]) if seen[row] else None,
            motif=int(kept["motif"][row]),
            source=str(kept["source"][row]),
            shop=bool(kept["shop"][row]),
            side_px=float(kept["side_px"][row]),
        )
        for row in range(len(kept["motif"]))
    ]


def _worn(product: CompositeProduct, *, seed: int, blank: PrintWindow) -> PrintWindow:
    photo = make_worn(product, seed=seed)
    own = replace(blank, source=photo.source, shop=False, side_px=photo.side_px)
    return _filled(own, photo.pixels, box=photo.box or _WHOLE, seen=photo.motif_map)


def affine_of(sides: NDArray[np.floating]) -> NDArray[np.float64] | None:
    """The map from a motif's sides to pixels that fits best. (2, 3); None where too little is seen.

    Args:
        sides: (H, W, 2), NaN beside the motif.
    """
    rows, columns = np.nonzero(np.isfinite(sides[..., 0]))
    if len(rows) < 12:  # noqa: PLR2004 - an affine map has six numbers
        return None
    known = np.column_stack([sides[rows, columns].astype(np.float64), np.ones(len(rows))])
    if np.linalg.cond(known) > 1e3:  # noqa: PLR2004 - a strip of it alone
        return None
    return np.asarray(np.linalg.lstsq(known, np.column_stack([columns, rows]).astype(np.float64))[0].T)


def _filled(blank: PrintWindow, pixels: Pixels, *, box: BoundingBox, seen: MotifMap | None) -> PrintWindow:
    height, width = pixels.shape[:2]
    x_rim, y_rim = WINDOW_ROOM * (box.x_max - box.x_min), WINDOW_ROOM * (box.y_max - box.y_min)
    left, right = max(0, int((box.x_min - x_rim) * width)), min(width, int((box.x_max + x_rim) * width) + 1)
    top, bottom = max(0, int((box.y_min - y_rim) * height)), min(height, int((box.y_max + y_rim) * height) + 1)
    small = cv2.resize(pixels[top:bottom, left:right], (WINDOW_PX, WINDOW_PX), interpolation=cv2.INTER_AREA)
    sides = _NOTHING
    if seen is not None:
        whole = seen.spread(pixels.shape)
        near = cv2.resize(whole[top:bottom, left:right], (MAP_PX, MAP_PX), interpolation=cv2.INTER_NEAREST)
        sides = near.astype(np.float16)
    near = _near(pixels, seen) if seen is not None else None
    return replace(blank, pixels=np.asarray(small, np.uint8), sides=sides, near=near)


def _near(pixels: Pixels, seen: MotifMap) -> NearPrint | None:
    """The print and its cloth; None where it is small, or mostly hidden."""
    matrix = affine_of(seen.sides)
    if matrix is None:
        return None
    whole = np.abs(np.linalg.det(matrix[:, :2]))
    corners = matrix @ np.array([[-0.5, 0.5, -0.5, 0.5], [-0.5, -0.5, 0.5, 0.5], [1, 1, 1, 1]])
    size = float(np.ptp(corners, axis=1).max())
    shown = np.isfinite(seen.sides[..., 0]).sum() / max(whole, 1)
    if shown < _LEAST_SEEN or np.ptp(corners, axis=1).min() < _LEAST_CLOSE_PX:
        return None
    side = CLOSE_ROOM * size
    middle = corners.mean(axis=1) + np.array([seen.left, seen.top])
    scale = CLOSE_PX / side
    shift = CLOSE_PX / 2 - middle * scale
    soft = cv2.GaussianBlur(pixels, (0, 0), 0.45 / scale) if scale < 1 else pixels
    move = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    out = cv2.warpAffine(soft, move, (CLOSE_PX, CLOSE_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    placed = np.column_stack([matrix[:, :2], matrix[:, 2] + (seen.left, seen.top)]) * scale
    placed[:, 2] += shift
    return NearPrint(pixels=np.asarray(out, np.uint8), matrix=placed)


def _box_of(mask: NDArray[np.bool_]) -> BoundingBox:
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    high, wide = mask.shape
    return BoundingBox(x_min=x / wide, y_min=y / high, x_max=(x + width) / wide, y_max=(y + height) / high)


_NOTHING: NDArray[np.float16] = np.full((MAP_PX, MAP_PX, 2), np.nan, np.float16)
_WHOLE = BoundingBox(x_min=0.0, y_min=0.0, x_max=1.0, y_max=1.0)
