"""Pairs for the judge of motifs, drawn at will: a motif as the shop shows it, and cloth that carries it or another."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.composites import draw_motif
from wornby.datamodel import Pixels
from wornby.imaging.local_features import PATCH_MARGIN

JUDGED_PX = 64
"""Side of the square that a motif's patch, and what lies under it, are stretched to."""

Floats = NDArray[np.float32]
# Numbers of motifs that no product has.
_FIRST = 800_000
# Motifs are kept with so many pixels on their longer side.
KEPT_PX = 96
_LEAST_CONTRAST = 14.0
# How often something is done: colours changed about, mirrored, vivid cloth, as wide as the right one, of another size,
# a deep fold, something in front, out of focus, a file with losses.
_RECOLORED, _MIRRORED, _VIVID, _AS_WIDE, _RESIZED = 0.5, 0.3, 0.5, 0.7, 0.4
_DEEP_FOLD, _IN_FRONT, _SOFT_FOCUS, _LOSSY = 0.3, 0.35, 0.6, 0.7
_TRIES = 6
_RIGHT = 0.42
# What wrong cloth shows: the rest is plain.
_SAME_INK, _OTHER_MOTIF = 0.6, 0.88
# How far off a search puts a motif: standard deviations, of its sides and in radians.
_SHIFT, _GROWTH, _TURN = 0.045, 0.07, 0.08


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ink:
    """A motif's picture, alpha premultiplied. pixels: (h, w, 4), float32, 0 to 255; family: of the drawing."""

    pixels: Floats
    family: str


def drawn_pair(inks: Sequence[Ink], rng: np.random.Generator) -> tuple[Pixels, bool]:
    """Draw a pair: the patch on the left, the cloth on the right. (S, 2 S, 3), and whether both show one motif."""
    same = bool(rng.random() < _RIGHT)
    sought, cloth = _visible(inks, rng)
    aspect = sought.shape[0] / sought.shape[1]
    shop = _laid(sought, _frame(aspect, rng, loose=0.25), cloth=cloth)
    if same:
        seen = _laid(sought, _frame(aspect, rng, loose=1.0), cloth=cloth, bend=rng)
    else:
        seen = _wrong(sought, inks, cloth=cloth, aspect=aspect, rng=rng)
    shop = _taken(shop, rng, sharp=True)
    return np.concatenate([shop, _taken(_covered(_shaded(seen, rng), rng), rng, sharp=False)], axis=1), same


def drawn_inks(count: int) -> list[Ink]:
    """Motifs as they are drawn, small."""
    found = []
    for number in range(_FIRST, _FIRST + 2 * count, 2):
        motif = draw_motif("train", number)
        ink = motif.pixels.astype(np.float32)
        ink[..., :3] *= ink[..., 3:] / 255
        scale = KEPT_PX / max(ink.shape[:2])
        small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        found.append(Ink(pixels=np.asarray(small, np.float32), family=motif.family))
    return found


def drawn_views(inks: Sequence[Ink], rng: np.random.Generator) -> tuple[Pixels, Pixels]:
    """Draw one motif twice: as the shop shows it, and as it is worn. Both (S, S, 3)."""
    ink, cloth = _visible(inks, rng)
    aspect = ink.shape[0] / ink.shape[1]
    shop = _laid(ink, _frame(aspect, rng, loose=0.4), cloth=cloth)
    worn = _laid(ink, _frame(aspect, rng, loose=1.2), cloth=cloth, bend=rng)
    return _taken(shop, rng, sharp=True), _taken(_covered(_shaded(worn, rng), rng), rng, sharp=False)


def _visible(inks: Sequence[Ink], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A motif in colours of its own, and cloth on which it can be seen."""
    for _ in range(_TRIES):
        ink = inks[int(rng.integers(len(inks)))].pixels
        if rng.random() < _RECOLORED:
            ink = ink[..., [*rng.permutation(3), 3]]
        if rng.random() < _MIRRORED:
            ink = ink[:, ::-1]
        cloth = rng.uniform(0, 255, 3) if rng.random() < _VIVID else rng.uniform(0, 255) + rng.normal(0, 14, 3)
        cloth = np.clip(cloth, 8, 247).astype(np.float32)
        alpha = ink[..., 3:] / 255
        if float(np.abs(ink[..., :3] - cloth * alpha).mean()) > _LEAST_CONTRAST:
            break
    return np.ascontiguousarray(ink), cloth


def _wrong(sought: Floats, inks: Sequence[Ink], *, cloth: Floats, aspect: float, rng: np.random.Generator) -> Floats:
    kind = rng.random()
    other = inks[int(rng.integers(len(inks)))].pixels
    if kind < _SAME_INK:
        other = _inked(other, like=sought)
    elif kind > _OTHER_MOTIF:
        other = other * 0
    # A search lays a motif over what is as large and as wide: a wrong one comes to lie much like a right one.
    stretch = aspect if rng.random() < _AS_WIDE else other.shape[0] / other.shape[1]
    frame = _frame(stretch, rng, loose=float(rng.choice([1.0, 2.5])))
    if rng.random() < _RESIZED:
        frame = _grown(frame, float(np.exp(rng.normal(0, 0.3))))
    return _laid(other, frame, cloth=cloth, bend=rng)


def _inked(ink: Floats, *, like: Floats) -> Floats:
    """A motif in the mean ink of another."""
    means = [(each[..., :3].sum((0, 1)) / max(1.0, each[..., 3].sum() / 255)) for each in (ink, like)]
    alpha = ink[..., 3:] / 255
    moved = ink[..., :3] + (means[1] - means[0]) * alpha
    return np.dstack([np.clip(moved, 0, 255 * alpha), ink[..., 3:]]).astype(np.float32)


def _frame(aspect: float, rng: np.random.Generator, *, loose: float) -> NDArray[np.float64]:
    """The map from a motif's unit square to the judged square, as a search would have it. (2, 3)."""
    longer = max(1.0, aspect)
    sides = np.array([1 / longer, aspect / longer])
    turn, growth = loose * _TURN * rng.normal(), np.exp(loose * _GROWTH * rng.normal(0, 1, 2))
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    turned[0, 1] += loose * 0.03 * rng.normal()
    linear = np.diag(growth) @ turned @ np.diag(sides)
    middle = loose * _SHIFT * rng.normal(0, 1, 2)
    stretch = np.diag(JUDGED_PX / (sides + 2 * PATCH_MARGIN))
    full = stretch @ np.column_stack([linear, middle - linear @ (0.5, 0.5)])
    full[:, 2] += JUDGED_PX / 2
    return np.asarray(full, dtype=np.float64)


def _grown(frame: NDArray[np.float64], growth: float) -> NDArray[np.float64]:
    middle = np.full(2, JUDGED_PX / 2)
    return np.column_stack([frame[:, :2] * growth, (frame[:, 2] - middle) * growth + middle])


def _laid(ink: Floats, frame: NDArray[np.float64], *, cloth: Floats, bend: np.random.Generator | None = None) -> Floats:
    """A motif on cloth in the judged square. (S, S, 3), 0 to 255."""
    high, wide = ink.shape[:2]
    full = frame @ np.array([[1 / wide, 0, 0.5 / wide], [0, 1 / high, 0.5 / high], [0, 0, 1]])
    full[:, 2] -= 0.5
    step = 1 / max(1e-3, float(np.sqrt(abs(np.linalg.det(full[:, :2])))))
    soft = cv2.GaussianBlur(ink, (0, 0), 0.4 * step) if step > 1 else ink
    size = (JUDGED_PX, JUDGED_PX)
    if bend is None:
        film = cv2.warpAffine(soft, full, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    else:
        inverse = np.linalg.inv(np.vstack([full, [0, 0, 1]]))
        y, x = np.mgrid[:JUDGED_PX, :JUDGED_PX].astype(np.float32)
        reach = JUDGED_PX * bend.uniform(0, 0.035)
        push = [reach * _smooth(bend, cells=int(bend.integers(3, 7))) for _ in range(2)]
        x, y = x + push[0], y + push[1]
        map_x = (inverse[0, 0] * x + inverse[0, 1] * y + inverse[0, 2]).astype(np.float32)
        map_y = (inverse[1, 0] * x + inverse[1, 1] * y + inverse[1, 2]).astype(np.float32)
        film = cv2.remap(soft, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    return np.asarray(cloth * (1 - film[..., 3:] / 255) + film[..., :3], dtype=np.float32)


def _smooth(rng: np.random.Generator, *, cells: int) -> Floats:
    coarse = rng.standard_normal((cells, cells)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (JUDGED_PX, JUDGED_PX), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def _shaded(seen: Floats, rng: np.random.Generator) -> Floats:
    """Folds and their shade, and cloth of another colour beside."""
    shade = rng.uniform(0, 0.16) * _smooth(rng, cells=4) + rng.uniform(0, 0.1) * _smooth(rng, cells=9)
    if rng.random() < _DEEP_FOLD:
        angle, off = rng.uniform(0, 2 * np.pi), rng.uniform(-0.4, 0.4)
        y, x = np.mgrid[:JUDGED_PX, :JUDGED_PX] / JUDGED_PX - 0.5
        line = (np.cos(angle) * x + np.sin(angle) * y - off) * JUDGED_PX / rng.uniform(1, 6)
        shade = shade + rng.uniform(-0.35, 0.2) * np.exp(-(line**2))
    return np.asarray(seen * np.exp(shade)[..., None], dtype=np.float32)


def _covered(seen: Floats, rng: np.random.Generator) -> Floats:
    """Part of the cloth behind something: a jacket's edge, hair, an arm."""
    if rng.random() > _IN_FRONT:
        return seen
    angle, off = rng.uniform(0, 2 * np.pi), rng.uniform(0.22, 0.5)
    y, x = np.mgrid[:JUDGED_PX, :JUDGED_PX] / JUDGED_PX - 0.5
    wave = rng.uniform(0, 0.06) * _smooth(rng, cells=4)
    behind = np.cos(angle) * x + np.sin(angle) * y + wave > off
    color = rng.uniform(10, 240, 3) * (1 + 0.1 * _smooth(rng, cells=5)[..., None])
    return np.where(behind[..., None], color, seen).astype(np.float32)


def _taken(seen: Floats, rng: np.random.Generator, *, sharp: bool) -> Pixels:
    """As a camera has it: light, few pixels, grain, a file."""
    if not sharp:
        warm, green = rng.normal(0, 0.05), rng.normal(0, 0.02)
        seen = seen * np.exp(rng.normal(0, 0.12) + np.array([warm, green, -warm])).astype(np.float32)
        seen = 110 * (np.maximum(seen, 0) / 110) ** np.float32(np.exp(rng.normal(0, 0.08)))
        side = int(np.exp(rng.uniform(np.log(16), np.log(JUDGED_PX * 1.4))))
        if side < JUDGED_PX:
            seen = cv2.resize(np.asarray(seen, np.float32), (side, side), interpolation=cv2.INTER_AREA)
        if rng.random() < _SOFT_FOCUS:
            seen = cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.3, 1.0))
    seen = seen + rng.normal(0, rng.uniform(0.5, 2.0 if sharp else 5.0), seen.shape)
    pixels = np.clip(seen + 0.5, 0, 255).astype(np.uint8)
    if not sharp and rng.random() < _LOSSY:
        _, content = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(55, 93))])
        pixels = np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR), dtype=np.uint8)
    if pixels.shape[0] != JUDGED_PX:
        pixels = np.asarray(cv2.resize(pixels, (JUDGED_PX, JUDGED_PX), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    return pixels
