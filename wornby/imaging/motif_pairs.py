"""Pairs of alike points of a motif and a garment, and what each pair says of the motif's place."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import LocalFeatures
from wornby.imaging.local_features import DESCRIPTOR_SCALE

Floats = NDArray[np.float64]
Affine = NDArray[np.float64]
"""From a motif, its longer side 1 and its centre the origin, to a picture's pixels. (2, 3), float64."""

Places = NDArray[np.intp]

# How alike two points must be, and how many of the garment's points one of the motif may be.
_LEAST_COSINE = 0.80
_NEIGHBOURS = 2
# The next best point must lie so far away, as a fraction of the picture: nearer it is the same, seen twice.
_COMPARED = 4
_APART = 0.01
_CLEAR, _UNCLEAR = 0.8, 0.95
_CLEAR_WEIGHT, _SOME_WEIGHT, _UNCLEAR_WEIGHT = 1.5, 0.7, 0.25
_LIKENESS_STEP = 0.1
_LEAST_LIKENESS = 0.05
_MOST_PAIRS = 110
# A worn print stands about upright, and takes so many pixels at least; the picture holds most of it.
_MOST_TURN = float(np.deg2rad(60))
_LEAST_SIDE_PX = 8.0
_MOST_SIDE = 1.2
# Two pairs say the same of the motif's place within these: of its longer side, in octaves, in radians.
_CENTRE_NEAR = 0.25
_SCALE_NEAR = 0.6
_TURN_NEAR = float(np.deg2rad(30))
_HYPOTHESES = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Pairs of points. In motif units a motif's longer side is 1 and its centre the origin.

    Attributes:
        sought: In motif units. (N, 2).
        seen: In the garment picture's pixels. (N, 2).
        weights: How telling. (N,).
        centres: Of the motif, as each pair alone has it, in pixels. (N, 2).
        octaves: Of the motif's longer side in pixels. (N,).
        turns: Of the motif, in radians. (N,).
        first: Index of the motif's point. (N,).
        second: Index of the garment's point. (N,).
    """

    sought: Floats
    seen: Floats
    weights: Floats
    centres: Floats
    octaves: Floats
    turns: Floats
    first: Places
    second: Places

    def __len__(self) -> int:
        """Number of pairs."""
        return len(self.weights)


def half_sides(motif: LocalFeatures) -> tuple[float, float]:
    """Half of a motif's width and height in motif units."""
    side = _side(motif)
    box = motif.box
    return (box.x_max - box.x_min) * motif.aspect / side / 2, (box.y_max - box.y_min) / side / 2


def find_pairs(motif: LocalFeatures, seen: LocalFeatures, *, size_px: tuple[int, int]) -> Pairs:
    """The pairs that say a plausible place.

    Args:
        motif: Of the product.
        seen: Of the garment.
        size_px: Width and height of the garment's picture.
    """
    side, half = _side(motif), half_sides(motif)
    start = np.array([seen.box.x_min, seen.box.y_min])
    extent = np.array([seen.box.x_max, seen.box.y_max]) - start
    points = (seen.points - start) / extent * size_px
    first, second, weights = _alike(motif, seen, points, apart=_APART * max(size_px))
    turns = seen.frames[second, 1].astype(np.float64) - motif.frames[first, 1]
    turns = (turns + np.pi) % (2 * np.pi) - np.pi
    scales = (seen.frames[second, 0] / extent[1] * size_px[1]) / (motif.frames[first, 0] / side)
    middle = np.array([motif.box.x_min + motif.box.x_max, motif.box.y_min + motif.box.y_max]) / 2
    sought = (motif.points[first] - middle) * (motif.aspect, 1) / side
    cosine, sine = np.cos(turns) * scales, np.sin(turns) * scales
    x, y = sought[:, 0], sought[:, 1]
    centres = points[second] - np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)
    plausible = (np.abs(turns) < _MOST_TURN) & (2 * min(half) * scales > _LEAST_SIDE_PX)
    plausible &= (scales < _MOST_SIDE * max(size_px)) & ((centres > 0) & (centres < size_px)).all(axis=1)
    kept = np.flatnonzero(plausible)
    kept = kept[np.argsort(-weights[kept], kind="stable")[:_MOST_PAIRS]]
    return Pairs(
        sought=sought[kept],
        seen=points[second[kept]],
        weights=weights[kept],
        centres=centres[kept],
        octaves=np.log2(scales[kept]),
        turns=turns[kept],
        first=first[kept],
        second=second[kept],
    )


def agreeing(pairs: Pairs) -> Iterator[Places]:
    """Groups of pairs that say the same of the motif's place, the most telling group first."""
    if not len(pairs):
        return
    reach = _CENTRE_NEAR * 2 ** ((pairs.octaves[:, None] + pairs.octaves) / 2)
    agree = np.abs(pairs.octaves[:, None] - pairs.octaves) < _SCALE_NEAR
    agree &= np.abs(pairs.turns[:, None] - pairs.turns) < _TURN_NEAR
    for axis in range(2):
        agree &= np.abs(pairs.centres[:, axis, None] - pairs.centres[:, axis]) < reach
    votes = agree @ pairs.weights
    for _ in range(_HYPOTHESES):
        first = int(votes.argmax())
        if votes[first] <= 0:
            return
        yield np.flatnonzero(agree[first])
        votes[agree[first]] = 0


def _side(motif: LocalFeatures) -> float:
    """Longer side of a motif, as a fraction of its picture's height."""
    box = motif.box
    return max((box.x_max - box.x_min) * motif.aspect, box.y_max - box.y_min)


def _alike(motif: LocalFeatures, seen: LocalFeatures, points: Floats, *, apart: float) -> tuple[Places, Places, Floats]:
    """Points of the motif, the garment's points that look like them, and how telling each pair is."""
    if not len(motif) or not len(seen):
        # Bare cloth, out of focus, has no points at all.
        return np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0)
    both = motif.descriptors.astype(np.float32) @ seen.descriptors.astype(np.float32).T
    cosines: NDArray[np.float32] = both / np.float32(DESCRIPTOR_SCALE**2)
    hopeful = np.flatnonzero(cosines.max(axis=1) > _LEAST_COSINE)
    top = _highest(cosines[hopeful], count=min(_COMPARED, cosines.shape[1]))
    cosines = cosines[hopeful]
    values = np.take_along_axis(cosines, top, axis=1)
    distances = np.sqrt(np.maximum(2 - 2 * values, 1e-6))
    away = np.abs(points[top] - points[top[:, :1]]).max(axis=2) > apart
    away[:, -1] = True
    ratios = distances / np.take_along_axis(distances, away.argmax(axis=1)[:, None], axis=1)
    clear = np.where(ratios < _CLEAR, _CLEAR_WEIGHT, np.where(ratios < _UNCLEAR, _SOME_WEIGHT, _UNCLEAR_WEIGHT))
    weights = clear * np.clip((values - _LEAST_COSINE) / _LIKENESS_STEP, _LEAST_LIKENESS, 1)
    rows, columns = np.nonzero(values[:, :_NEIGHBOURS] > _LEAST_COSINE)
    return hopeful[rows], top[rows, columns], weights[rows, columns].astype(np.float64)


def _highest(values: NDArray[np.float32], *, count: int) -> Places:
    """Columns of the highest values of each row, highest first. (N, count)."""
    # For a few of many, one maximum after the other is several times faster than a partition.
    left = values.copy()
    rows = np.arange(len(values))
    found = np.empty((len(values), count), dtype=np.intp)
    for number in range(count):
        found[:, number] = left.argmax(axis=1)
        left[rows, found[:, number]] = -1
    return found
