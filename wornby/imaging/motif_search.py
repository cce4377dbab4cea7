"""Where a motif may lie on a garment, by its colours alone: a search from coarse to fine that needs no points."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import LocalFeatures, Pixels
from wornby.imaging.local_features import PATCH_MARGIN
from wornby.imaging.motif_pairs import Affine, half_sides

# Longer side of the garment's picture, as it is looked at first and then again.
_COARSE_PX, _FINE_PX = 56, 112
# Side of the square as large as the motif, in coarse pixels.
_SIDES = tuple(5.5 * 1.3**step for step in range(8))
_LEAST_PX = 4
_TURNS = (-0.22, 0.22)
_GROWTHS = (0.88, 1.0, 1.14)
_ROOM = 0.16
# A larger place that agrees is less often chance: what an agreement counts, by the pixels that agree.
_CHANCE = 1.0
_SAME_CENTRE = 0.3
_SAME_SIZE = 0.3
_SOFT = 0.5
_GRAIN = 10.0
# The refinement: side of the motif's picture there, and steps.
_REFINED_PX = 32
_RIM = 6
_STOP = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 14, 2e-3)
_ECC_BLUR = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Place:
    """A place of a motif.

    Attributes:
        matrix: From motif units to the garment picture's pixels. (2, 3).
        agreement: Correlation of the colours there, in [-1, 1].
        rank: Higher for better, between places of all sizes.
    """

    matrix: Affine
    agreement: float
    rank: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Level:
    """A garment's picture at one size, or a part of it: where it starts, its pixels over those of the whole picture."""

    pixels: Pixels
    scale: float
    start: tuple[int, int] = (0, 0)


class Cloth:
    """A garment's picture, made ready once for all motifs.

    Args:
        picture: The garment's. (H, W, 3), uint8, RGB.
    """

    def __init__(self, picture: Pixels) -> None:
        self.picture = picture
        self._coarse = _grained(_level(picture, _COARSE_PX))
        self._fine = _level(picture, _FINE_PX)

    def places(self, motif: LocalFeatures, *, count: int) -> list[Place]:
        """The places that look most like a motif at first sight, best first.

        Args:
            motif: With its patch.
            count: Most places.
        """
        if motif.patch is None:
            return []
        whole = whole_sides(motif)
        side = float(np.sqrt(whole.prod()))
        found = []
        for wanted in _SIDES:
            size = np.rint(whole * wanted / side).astype(int)
            if size.min() < _LEAST_PX or size[0] >= self._coarse.pixels.shape[1]:
                continue
            if size[1] >= self._coarse.pixels.shape[0]:
                continue
            place = _peak(self._coarse, _sized(motif.patch, size), whole=whole)
            found += [place] if place is not None else []
        return _apart(found, count=count)

    def closer(self, motif: LocalFeatures, place: Place) -> Place:
        """The place looked at again from nearer: a little turned, larger, smaller, beside.

        Args:
            motif: With its patch.
            place: Of `places`.
        """
        best, kept = place, 1.0
        for growth in _GROWTHS:
            found = self._seen_closer(motif, place, growth=growth, turn=0.0)
            if found is not None and (best is place or found.agreement > best.agreement):
                best, kept = found, growth
        for turn in _TURNS:
            found = self._seen_closer(motif, place, growth=kept, turn=turn)
            if found is not None and found.agreement > best.agreement:
                best = found
        return best

    def _seen_closer(self, motif: LocalFeatures, place: Place, *, growth: float, turn: float) -> Place | None:
        """The best place near another, of one size and turn; None where the picture has no room for it."""
        if motif.patch is None:
            return None
        level, whole = self._fine, whole_sides(motif)
        unit = float(np.sqrt(abs(np.linalg.det(place.matrix[:, :2])))) * level.scale
        size = np.maximum(np.rint(whole * unit * growth), _LEAST_PX).astype(int)
        start, part = _around(level.pixels, place.matrix[:, 2] * level.scale, size=size)
        if part.shape[0] < size[1] or part.shape[1] < size[0]:
            return None
        near = _Level(pixels=part, scale=level.scale, start=(int(start[0]), int(start[1])))
        return _peak(near, _turned(_sized(motif.patch, size), turn), whole=whole, turn=turn)


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


def _level(picture: Pixels, side_px: int) -> _Level:
    scale = min(1.0, side_px / max(picture.shape[:2]))
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    small = picture if scale == 1 else cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return _Level(pixels=np.asarray(small, dtype=np.uint8), scale=scale)


def _grained(level: _Level) -> _Level:
    """The same with grain: what is fainter, such as the folds of bare cloth, then looks like no motif."""
    grain = np.random.default_rng(0).normal(0, _GRAIN, level.pixels.shape)
    return _Level(pixels=np.clip(level.pixels + grain, 0, 255).astype(np.uint8), scale=level.scale)


def _sized(patch: Pixels, size: NDArray[np.int_]) -> Pixels:
    shrinks = size[0] < patch.shape[1]
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(patch, (int(size[0]), int(size[1])), interpolation=way), dtype=np.uint8)


def _turned(patch: Pixels, turn: float) -> Pixels:
    if not turn:
        return patch
    high, wide = patch.shape[:2]
    matrix = cv2.getRotationMatrix2D(((wide - 1) / 2, (high - 1) / 2), -float(np.degrees(turn)), 1.0)
    return np.asarray(cv2.warpAffine(patch, matrix, (wide, high), borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8)


def _peak(level: _Level, sized: Pixels, *, whole: NDArray[np.float64], turn: float = 0.0) -> Place | None:
    """The best place of a motif at one size."""
    _, value, _, (x, y) = cv2.minMaxLoc(cv2.matchTemplate(level.pixels, sized, cv2.TM_CCOEFF_NORMED))
    if not np.isfinite(value):
        return None
    size = np.array([sized.shape[1], sized.shape[0]])
    middle = (np.array([x, y]) + level.start + (size - 1) / 2 + 0.5) / level.scale - 0.5
    matrix = _placed(middle, unit=size / whole / level.scale, turn=turn)
    return Place(matrix=matrix, agreement=float(value), rank=_rank(float(value), size=size))


def _rank(agreement: float, *, size: NDArray[np.int_]) -> float:
    return float(np.arctanh(np.clip(agreement, -0.99, 0.99)) * np.sqrt(float(size.prod())) ** _CHANCE)


def _placed(middle: NDArray[np.float64], *, unit: NDArray[np.float64], turn: float) -> Affine:
    cosine, sine = np.cos(turn), np.sin(turn)
    scale = float(np.sqrt(unit.prod()))
    return np.array([[scale * cosine, -scale * sine, middle[0]], [scale * sine, scale * cosine, middle[1]]])


def _apart(places: Sequence[Place], *, count: int) -> list[Place]:
    kept: list[Place] = []
    for place in sorted(places, key=lambda one: -one.rank):
        if len(kept) == count:
            break
        if not any(_is_same(place.matrix, other.matrix) for other in kept):
            kept.append(place)
    return kept


def _is_same(one: Affine, other: Affine) -> bool:
    sizes = np.sqrt([abs(np.linalg.det(matrix[:, :2])) for matrix in (one, other)])
    off = np.abs(one[:, 2] - other[:, 2]).max()
    return bool(off < _SAME_CENTRE * sizes.max() and abs(np.log2(sizes[0] / sizes[1])) < _SAME_SIZE)


def _around(pixels: Pixels, centre: NDArray[np.float64], *, size: NDArray[np.int_]) -> tuple[NDArray[np.int_], Pixels]:
    """The part of a picture in which a place of a size may move a little, and where it begins."""
    room = np.ceil(_ROOM * size.max() + 1).astype(int)
    limits = np.array([pixels.shape[1], pixels.shape[0]])
    low = np.clip(np.floor(centre - size / 2).astype(int) - room, 0, limits)
    high = np.clip(np.ceil(centre + size / 2).astype(int) + room, 0, limits)
    return low, pixels[low[1] : high[1], low[0] : high[0]]
