"""Where points put a product's printed motif on cloth, and how a motif that was found lies there."""

from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np

from wornby.datamodel import LocalFeatures, MotifFit
from wornby.imaging.motif_pairs import Affine, Floats, Pairs, Places, agreeing, half_sides

# A point lies on the print within so much of its longer side: as found, as fitted, and for good.
_NEAR = (0.12, 0.07, 0.05)
_OCTAVES_NEAR = 0.8
# Draws a fit of few pairs to no squeeze; of its longer side squared, times the pairs' weight.
_RIDGE = 0.06
_LEAST_SQUEEZE = 0.35
_GROUPS = 2
_SAME_POINT = 0.03
_HULL = 3
_SHOWN = 48
# Of a print's longer side: cloth bends, points so far off may lie on it too, each part on a plane of its own.
_BENT = 0.09
_LEAST_SHOWN = 4
_GRID = (0.1, 0.367, 0.633, 0.9)
_MOST_PLANES = 4
_PLANE_FROM, _PLANE_POINTS = 8, 5
_PLANE_OFF = 0.02
_MAGSAC_STEPS = 500
_SURE = 0.99


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PointPlace:
    """A place of a motif that pairs of points agree on.

    Attributes:
        matrix: From motif units to the garment picture's pixels. (2, 3).
        inliers: Different points that fit.
    """

    matrix: Affine
    inliers: int


def point_places(pairs: Pairs, *, least: int) -> list[PointPlace]:
    """The places that so many different points agree on, that of most points first."""
    found: list[PointPlace] = []
    for group in islice(agreeing(pairs), _GROUPS):
        matrix = _fitted(pairs, group) if len(group) >= least else None
        inliers = _count(pairs, _near(pairs, matrix, reach=_NEAR[-1]), matrix) if matrix is not None else 0
        if matrix is not None and inliers >= least:
            found.append(PointPlace(matrix=matrix, inliers=inliers))
    return sorted(found, key=lambda place: -place.inliers)


def fit_at(
    motif: LocalFeatures, seen: LocalFeatures, *, matrix: Affine, pairs: Pairs, similarity: float, height_px: int
) -> MotifFit:
    """How a motif lies on a garment, where its place is known.

    Args:
        motif: Of the product.
        seen: Of the garment, with its picture.
        matrix: The place: from motif units to the garment picture's pixels. (2, 3).
        pairs: Of the two.
        similarity: As it was judged, in [0, 1].
        height_px: Of the photo.

    Returns:
        The fit, `picture` empty. Where fewer than 4 points agree with the place, its points are a grid over it.
    """
    high, wide = (0, 0) if seen.patch is None else seen.patch.shape[:2]
    half = half_sides(motif)
    near = _near(pairs, matrix, reach=_BENT)
    flat, planes = _planes(pairs, near, size=_size(matrix))
    start = np.array([seen.box.x_min, seen.box.y_min])
    extent = np.array([seen.box.x_max, seen.box.y_max]) - start
    if len(flat) >= _LEAST_SHOWN:
        shown = flat[:: max(1, -(-len(flat) // _SHOWN))]
        ends = np.concatenate([motif.points[pairs.first[shown]], seen.points[pairs.second[shown]]], axis=1)
    else:
        grid = np.array([[x, y] for y in _GRID for x in _GRID])
        corner = np.array([motif.box.x_min, motif.box.y_min])
        sides = np.array([motif.box.x_max, motif.box.y_max]) - corner
        there = ((2 * grid - 1) * half) @ matrix[:, :2].T + matrix[:, 2]
        ends = np.concatenate([corner + grid * sides, start + there / (max(wide, 1), max(high, 1)) * extent], axis=1)
    side = 2 * min(half) * _size(matrix) / max(high, 1) * extent[1] * height_px
    return MotifFit(
        picture="",
        inliers=_count(pairs, flat, matrix),
        planes=planes,
        coverage=round(_coverage(pairs.sought[flat], half=half), 4),
        similarity=round(similarity, 4),
        side_px=round(float(side), 1),
        points=tuple((float(a), float(b), float(c), float(d)) for a, b, c, d in np.round(ends, 4)),
    )


def is_plausible(matrix: Affine) -> bool:
    """Whether a map neither mirrors a motif nor squeezes it out of shape."""
    a, b, c, d = (float(value) for value in matrix[:, :2].ravel())
    area, whole = a * d - b * c, a * a + b * b + c * c + d * d
    # Of singular values s >= t: s * t is the area, s² + t² the whole.
    return area > _LEAST_SQUEEZE / (1 + _LEAST_SQUEEZE**2) * whole


def _planes(pairs: Pairs, near: Places, *, size: float) -> tuple[Places, int]:
    """The pairs that lie on local planes, and how many planes: fitted one after the other to what is left.

    Source:
        Barath and others 2020, "MAGSAC++".
    """
    left = near
    kept: list[Places] = []
    while len(left) >= _PLANE_FROM and len(kept) < _MOST_PLANES:
        _, inside = cv2.findHomography(
            pairs.sought[left] * size, pairs.seen[left], cv2.USAC_MAGSAC, _PLANE_OFF * size, None, _MAGSAC_STEPS, _SURE
        )
        flat = np.zeros(len(left), np.bool_) if inside is None else inside.ravel().astype(np.bool_)
        if flat.sum() < _PLANE_POINTS:
            break
        kept.append(left[flat])
        left = left[~flat]
    return (np.sort(np.concatenate(kept)), len(kept)) if kept else (near, 1)


def _fitted(pairs: Pairs, group: Places) -> Affine | None:
    """The affine map of a group, fitted again to what lies near it; None where it mirrors or squeezes."""
    weights = pairs.weights[group]
    turn = float(np.average(pairs.turns[group], weights=weights))
    scale = float(2 ** np.average(pairs.octaves[group], weights=weights))
    start = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = _through(pairs, group, start=start)
    for reach in _NEAR[:-1]:
        near = _near(pairs, matrix, reach=reach)
        if not len(near):
            break
        matrix = _through(pairs, near, start=start)
    return matrix if is_plausible(matrix) else None


def _through(pairs: Pairs, group: Places, *, start: Floats) -> Affine:
    """The affine map through pairs, drawn a little to a similarity."""
    weights = pairs.weights[group][:, None]
    sought = np.column_stack([pairs.sought[group], np.ones(len(group))])
    rest = pairs.seen[group] - pairs.sought[group] @ start.T
    normal = (sought * weights).T @ sought + np.diag([_RIDGE, _RIDGE, 1e-6])
    moved = np.linalg.solve(normal, (sought * weights).T @ rest)
    return np.asarray(np.column_stack([start, np.zeros(2)]) + moved.T, dtype=np.float64)


def _near(pairs: Pairs, matrix: Affine, *, reach: float) -> Places:
    size = _size(matrix)
    off = np.abs(pairs.sought @ matrix[:, :2].T + matrix[:, 2] - pairs.seen).max(axis=1)
    alike = np.abs(pairs.octaves - np.log2(max(size, 1e-6))) < _OCTAVES_NEAR
    return np.flatnonzero((off < reach * size) & alike)


def _count(pairs: Pairs, near: Places, matrix: Affine) -> int:
    """Different points among some pairs: several at one place count once, on either side."""
    if not len(near):
        return 0
    step = _SAME_POINT * np.array([1.0, max(_size(matrix), 1e-6)])
    sides = (pairs.sought[near] / step[0], pairs.seen[near] / step[1])
    return min(len(np.unique(np.rint(side) @ (1, 1j))) for side in sides)


def _size(matrix: Affine) -> float:
    a, b, c, d = matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]
    return float(np.sqrt(abs(a * d - b * c)))


def _coverage(points: Floats, *, half: tuple[float, float]) -> float:
    if len(points) < _HULL:
        return 0.0
    hull = cv2.convexHull(points.astype(np.float32))
    return min(1.0, float(cv2.contourArea(hull)) / (4 * half[0] * half[1]))
