"""Garments for the lower body: trousers, jeans, leggings, shorts, skirts."""

from dataclasses import dataclass, replace

import numpy as np

from wornby.studio.figures.body import bent
from wornby.studio.garments.cloth import Drape, cloth_uv, drape, hemmed, noise, ridges, sheared, sheet
from wornby.studio.garments.fastenings import Line, button, place_on, stitched
from wornby.studio.garments.tailoring import Making
from wornby.studio.rendering.lighting import paint as painted
from wornby.studio.rendering.mesh import Floats, Patch, displaced, loft, smooth
from wornby.studio.rendering.surfaces import Spots, Surface

_COLUMNS = 176


@dataclass(frozen=True, slots=True, kw_only=True)
class Legs:
    """Shape of trousers.

    Attributes:
        waist: Height of the upper edge, as a fraction of the figure's.
        ease: Beyond the bare leg at thigh, knee and hem, cm.
        end: Where the leg ends: 1 the knee, 2 the ankle; more reaches over the shoe.
        band: Height of the waistband, cm.
        folds: Strength of creases, 1 for cotton.
        pressed: Whether a crease runs down the front.
    """

    waist: float = 0.600
    ease: tuple[float, float, float] = (1.6, 1.6, 1.6)
    end: float = 2.12
    band: float = 3.6
    folds: float = 1.0
    pressed: bool = False


def trousers(making: Making) -> list[Patch]:
    """Straight trousers with a pressed crease; wider by fit."""
    wide = making.ease
    return _legged(making, Legs(ease=(0.9 + 0.5 * wide, 1.2 + wide, 1.4 + 1.25 * wide), folds=0.75, pressed=True))


def jeans(making: Making) -> list[Patch]:
    """Jeans with pockets, yoke, and whiskers."""
    wide = making.ease
    return _legged(making, Legs(waist=0.590, ease=(0.7 + 0.4 * wide, 0.8 + 0.8 * wide, 0.9 + wide), folds=1.1))


def leggings(making: Making) -> list[Patch]:
    """Leggings: as close as skin."""
    return _legged(making, Legs(waist=0.61, ease=(0.5, 0.45, 0.4), end=1.98, folds=0.25, band=4.5))


def shorts(making: Making) -> list[Patch]:
    """Shorts, ending above the knee."""
    wide = making.ease
    return _legged(making, Legs(ease=(1.8 + 0.6 * wide, 3.0 + wide, 3.0 + wide), end=0.78, folds=0.8))


def _legged(making: Making, legs: Legs) -> list[Patch]:
    figure = making.figure
    top, bottom = figure.at(legs.waist), figure.at(0.462)
    angles = np.linspace(-np.pi, np.pi, _COLUMNS + 1)[None, :]
    share = np.linspace(0, 1, 64)[:, None]
    heights = (top + (bottom - top) * share + 0 * angles).astype(np.float32)
    thigh = legs.ease[0]
    # Below, the seat draws in between the legs.
    ease = smooth([0, 0.12, 0.5, 0.78, 1], [0.5, 0.7, thigh * 0.8, thigh, thigh - 4.5], at=share[:, 0])[:, None]
    lay = Drape(heights=heights, angles=angles + 0 * share, ease=(ease + 0 * angles).astype(np.float32), cling=1.0)
    points = drape(figure, lay)
    seat = Patch(points=points, uv=cloth_uv(points), surface=making.fabric, part=making.part, closed=True)
    seat = displaced(seat, _whiskers(making, shape=points.shape[:2], angles=angles, strength=legs.folds))
    lines: list[Line] = [(0, legs.band, 0, 19)]
    for side in (-1, 1):
        mouth = legs.band + 7.5
        lines += [(side * 7.0, legs.band, side * 13.5, mouth), (side * 13.5, mouth, side * 15, mouth)]
    seat = replace(seat, surface=_seamed(making.fabric, lines))
    patches = [seat, _band(making, top=top, height=legs.band)]
    patches.extend(_leg(making, legs, side=side) for side in (-1, 1))
    patches.append(button(*place_on(seat, 0.0, 1.8), radius=0.85, surface=making.metal, part=making.part))
    return patches


def _seamed(fabric: Surface, lines: list[Line]) -> Surface:
    def base(spots: Spots) -> Floats:
        return painted(spots, fabric)

    return replace(fabric, paint=stitched(base, lines))


def _band(making: Making, *, top: float, height: float) -> Patch:
    angles = np.linspace(-np.pi, np.pi, 129)[None, :]
    share = np.linspace(0, 1, 7)[:, None]
    lay = Drape(
        heights=(top - height * share + 0 * angles).astype(np.float32),
        angles=angles + 0 * share,
        ease=(0.95 + 0.12 * np.sin(np.pi * share) + 0 * angles).astype(np.float32),
        cling=1.0,
    )
    points = drape(making.figure, lay)
    return sheet(hemmed(points, thick=0.2, depth=0.4, closed=True), surface=making.trim, part=making.part, closed=True)


def _whiskers(making: Making, *, shape: tuple[int, int], angles: Floats, strength: float) -> Floats:
    """Folds that run from the crotch to the hips."""
    field = ridges(
        sheared(noise(making.rng, shape=shape, cells=(8, 6), closed=True), by=-22 * np.abs(np.sin(angles[0])))
    )
    share = np.linspace(0, 1, shape[0])[:, None]
    middle = np.exp(-((np.sin(angles) / 0.75) ** 2))
    return (0.34 * strength * field * np.clip((share - 0.35) / 0.4, 0, 1) * (0.3 + 0.7 * middle)).astype(np.float32)


def _leg(making: Making, legs: Legs, *, side: int) -> Patch:
    limb = making.figure.leg(side)
    path, places = bent(limb, rows=190)
    if legs.end > 2:
        step = path[-1] - path[-2]
        extra = int((legs.end - 2) * 90)
        path = np.concatenate([path, path[-1] + step * np.arange(1, extra + 1)[:, None]]).astype(np.float32)
        places = np.concatenate([places, 2 + np.arange(1, extra + 1) / 90]).astype(np.float32)
        path[:, 1] = np.maximum(path[:, 1], 1.6)
    keep = places <= legs.end
    path, places = path[keep], places[keep]
    ease = smooth([0, 1, 2], list(legs.ease), at=np.clip(places, 0, 2))
    # The leg comes out of the seat: its open upper end lies inside.
    ease = ease - (ease + 1.6) * np.clip(1 - (places + 0.3) / 0.42, 0, 1) ** 1.5
    sections = making.figure.limb_radius("leg", np.minimum(places, 2)) + ease[:, None]
    thigh = sections[np.argmin(np.abs(places - 0.5))]
    hang = thigh * np.clip((legs.ease[2] - 0.6) / 9 + 0.52, 0, 1)
    sections = np.where(places[:, None] > 0.5, np.maximum(sections, hang), sections)
    tube = loft(path, sections.astype(np.float32), columns=84, surface=making.fabric, part=making.part, squareness=2.15)
    tube = displaced(tube, _leg_folds(making, legs, places=places, shape=tube.points.shape[:2]))
    points = hemmed(tube.points, thick=0.35, depth=2.5, closed=True)
    uv = np.concatenate([tube.uv, np.repeat(tube.uv[-1:], 2, axis=0)]) + np.array([side * 9.0, 11.0], np.float32)
    return replace(tube, points=points, uv=uv)


def _leg_folds(making: Making, legs: Legs, *, places: Floats, shape: tuple[int, int]) -> Floats:
    rng = making.rng
    turn = np.linspace(-np.pi, np.pi, shape[1])
    length = places[-1]
    rings = ridges(
        sheared(noise(rng, shape=shape, cells=(11 * length, 4), closed=True), by=7 * np.sin(turn + rng.uniform(0, 6)))
    )
    soft = noise(rng, shape=shape, cells=(3 * length, 3), closed=True)
    knee = np.exp(-(((places - 1.02) / 0.16) ** 2))
    groin = np.exp(-(((places - 0.15) / 0.22) ** 2))
    stack = np.clip((places - 1.62) / 0.4, 0, 1) * (legs.end > 2)
    weight = legs.folds * (0.06 + 0.26 * knee + 0.24 * groin + 0.42 * stack)
    start = np.clip(np.arange(shape[0]) / 24, 0, 1)
    height = rings * (weight * start)[:, None] + 0.16 * soft * legs.folds * start[:, None]
    if legs.pressed:
        height = height + 0.42 * np.exp(-((turn / 0.10) ** 2))[None, :] * np.clip((places - 0.3) / 0.4, 0, 1)[:, None]
    return height.astype(np.float32)


def skirt(making: Making) -> list[Patch]:
    """A skirt: pleated, A-line or pencil by its cut."""
    figure, cut = making.figure, making.cloth.cut
    hem = {"mini": 0.375, "maxi": 0.10, "midi": 0.20}.get(cut, 0.285)
    pencil = cut == "pencil"
    flare = 1.0 if pencil else 7.5 + 2.5 * making.ease
    waves = (0.4, 7) if pencil else (2.6, 14 if cut == "pleated" else 9)
    piece = skirt_piece(making, top=figure.at(0.618), hem=figure.at(hem), flare=flare, waves=waves)
    return [piece, _band(making, top=figure.at(0.622), height=3.4)]


def skirt_piece(making: Making, *, top: float, hem: float, flare: float, waves: tuple[float, int]) -> Patch:
    """Cloth that hangs from the waist. Heights in cm; waves: depth in cm and how many."""
    figure, rng = making.figure, making.rng
    angles = np.linspace(-np.pi, np.pi, 260 + 1)[None, :]
    share = np.linspace(0, 1, 120)[:, None]
    heights = (top + (hem - top) * share + 0 * angles).astype(np.float32)
    hips = np.clip((top - heights) / (top - figure.at(0.50)), 0, 4)
    phase = rng.uniform(0, 2 * np.pi, 4)
    depth, count = waves
    bend = angles + 0.10 * np.sin(3 * angles + phase[3]) * share
    wave = np.sin(bend * count + phase[0]) + 0.45 * np.sin(bend * (2 * count - 3) + phase[1])
    wave = wave + 0.5 * np.sin(bend * max(2, count // 2 - 1) + phase[2])
    sharp = np.sign(wave) * np.abs(wave) ** (0.7 if making.cloth.cut == "pleated" else 0.9)
    grow = share**1.15
    ease = 0.9 + 0.5 * hips.clip(0, 1)
    lay = Drape(
        heights=heights,
        angles=angles + 0 * share,
        ease=ease.astype(np.float32),
        cling=1.0,
        flare=(flare * grow + sharp * depth * (0.10 + 0.62 * grow)).astype(np.float32),
    )
    points = drape(figure, lay)
    patch = Patch(points=points, uv=cloth_uv(points), surface=making.fabric, part=making.part, closed=True)
    fine = ridges(noise(rng, shape=points.shape[:2], cells=(3, 26), closed=True)) * 0.22 * np.clip(share * 3, 0, 1)
    patch = displaced(patch, fine.astype(np.float32))
    uv = np.concatenate([patch.uv, np.repeat(patch.uv[-1:], 2, axis=0)])
    return replace(patch, points=hemmed(patch.points, thick=0.3, depth=4.0, closed=True), uv=uv)
