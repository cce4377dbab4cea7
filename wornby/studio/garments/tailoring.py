"""Pieces that garments are sewn from: trunk pieces, sleeves, bands, collars, hoods."""

from dataclasses import dataclass, field, replace

import numpy as np

from wornby.datamodel import Cloth
from wornby.studio.figures.body import bent
from wornby.studio.figures.figure import Figure
from wornby.studio.garments.cloth import Drape, cloth_uv, drape, hemmed, noise, ridges, sheared, sheet
from wornby.studio.rendering.mesh import Floats, Patch, displaced, loft, smooth
from wornby.studio.rendering.surfaces import Surface

_COLUMNS = 208
_ROWS = 116


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Making:
    """What a garment is made for and of.

    Attributes:
        figure: Who wears it.
        cloth: What was asked for.
        part: As the person parser names it.
        fabric: The cloth's surface, with its print.
        rest: The same without the print, for sleeves and hoods.
        trim: Of ribs, collars and bands.
        metal: Of buttons, zips and buckles.
        ease: Distance from the body, cm.
        rng: Draws folds.
        crease: Strength of folds, 1 for jersey.
        tucked: Whether its lower edge goes under the waistband.
        under: Further ease below the waist, for what is worn under it, cm.
    """

    figure: Figure
    cloth: Cloth
    part: str
    fabric: Surface
    rest: Surface
    trim: Surface
    metal: Surface
    ease: float = 2.0
    rng: np.random.Generator
    crease: float = 1.0
    tucked: bool = False
    under: float = 1.3

    def at(self, share: float) -> float:
        """A height that is a fraction of the figure's, cm."""
        return self.figure.at(share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neck:
    """Where a garment ends at the neck: heights in front, at the side and behind, as fractions of the figure's.

    Attributes:
        pointed: From a round neckline, 0, to a V, 1.
    """

    front: float = 0.825
    side: float = 0.8465
    back: float = 0.851
    pointed: float = 0.0

    def heights(self, angles: Floats, *, figure: Figure) -> Floats:
        """Height of the edge at angles about the neck, cm."""
        turn = np.abs(np.mod(angles + np.pi, 2 * np.pi) - np.pi)
        ahead = np.clip(1 - turn / (np.pi / 2), 0, 1)
        round_edge = np.sin(ahead * np.pi / 2) ** 1.6
        ahead = round_edge * (1 - self.pointed) + ahead * self.pointed
        behind = np.clip(turn / (np.pi / 2) - 1, 0, 1)
        edge = self.side + (self.front - self.side) * ahead + (self.back - self.side) * np.sin(behind * np.pi / 2)
        return (edge * figure.height).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Body:
    """Shape of a trunk piece.

    Attributes:
        hem: Height of the lower edge, cm.
        gap: Half of the opening in front, radians at neck and hem; 0 for a closed piece.
        cling: How far it follows the waist.
        flare: Widening at the hem, cm.
        waves: Depth of the vertical waves at the hem, cm, and how many there are.
        gathered: Whether a band pulls the hem in.
        dip: How much lower the hem hangs in front and behind than at the sides, cm.
        fall: Strength of the folds that run down.
    """

    neck: Neck = field(default_factory=Neck)
    hem: float
    gap: tuple[float, float] = (0.0, 0.0)
    cling: float = 0.4
    flare: float = 0.0
    waves: tuple[float, int] = (0.0, 9)
    gathered: bool = False
    dip: float = 0.0
    fall: float = 1.0


def trunk_piece(making: Making, body: Body, *, ease: float | None = None) -> Patch:
    """The part of a garment that covers the trunk, with its folds."""
    figure = making.figure
    share = np.linspace(0, 1, _ROWS)
    steps = smooth([0, 0.22, 1], [0, 0.10, 1], at=share.astype(np.float32))[:, None]
    opening = (body.gap[0] + (body.gap[1] - body.gap[0]) * steps**0.8) if body.gap[1] or body.gap[0] else 0 * steps
    turn = np.linspace(0, 1, _COLUMNS + 1)[None, :]
    is_open = bool(body.gap[0] or body.gap[1])
    angles = opening + turn * (2 * np.pi - 2 * opening) if is_open else turn * 2 * np.pi - np.pi + 0 * steps
    top = body.neck.heights(angles[0], figure=figure)[None, :]
    hem = body.hem - body.dip * (1 - np.abs(np.sin(angles[-1])))[None, :]
    heights = top + (hem - top) * steps
    low = np.clip((steps - 0.45) / 0.55, 0, 1)
    over = smooth([0.54, 0.66], [1.0, 0.0], at=(heights / figure.height).reshape(-1)).reshape(heights.shape)
    waves = 0.0
    if body.waves[0]:
        phase = making.rng.uniform(0, 2 * np.pi, 3)
        count = body.waves[1]
        waves = np.sin(angles * count + phase[0]) + 0.5 * np.sin(angles * (count * 2 - 3) + phase[1])
        waves = waves + 0.35 * np.sin(angles * max(2, count // 3) + phase[2])
        waves = waves * body.waves[0] * low**1.3 * 0.6
    gather = -1.6 * np.exp(-(((steps - 1) / 0.05) ** 2)) if body.gathered else 0.0
    puff = 1.5 * np.exp(-(((steps - 0.88) / 0.10) ** 2)) if body.gathered else 0.0
    lay = Drape(
        heights=heights.astype(np.float32),
        angles=angles,
        ease=(making.ease if ease is None else ease) * np.clip(0.35 + steps * 8, 0, 1) + making.under * over,
        cling=body.cling,
        flare=(body.flare * low + waves + gather + puff).astype(np.float32),
    )
    points = drape(figure, lay)
    patch = Patch(
        points=points,
        uv=cloth_uv(points, middle=0 if is_open else None),
        surface=making.fabric,
        part=making.part,
        closed=not is_open,
    )
    if is_open:
        arc = patch.uv[..., 0]
        half = arc[:, -1:] / 2
        patch = replace(patch, uv=np.stack([np.where(arc > half, arc - 2 * half, arc), patch.uv[..., 1]], axis=2))
    patch = displaced(patch, _trunk_folds(making, angles=angles, share=share, fall=body.fall))
    points = hemmed(patch.points, thick=0.35, depth=3.0, closed=patch.closed)
    tail = np.repeat(patch.uv[-1:], 2, axis=0)
    return Patch(
        points=points,
        uv=np.concatenate([patch.uv, tail]),
        surface=making.fabric,
        part=making.part,
        closed=patch.closed,
    )


def _trunk_folds(making: Making, *, angles: Floats, share: Floats, fall: float) -> Floats:
    """Folds: down from the chest, slantwise from the armpits, across the waist."""
    rng, shape = making.rng, angles.shape
    closed = True
    turn = np.abs(np.mod(angles + np.pi, 2 * np.pi) - np.pi)
    s = share[:, None]
    down = ridges(noise(rng, shape=shape, cells=(2.2, 13), closed=closed))
    slant = ridges(
        sheared(noise(rng, shape=shape, cells=(10, 7), closed=closed), by=(26 * np.abs(np.sin(angles * 1.0))))
    )
    across = ridges(noise(rng, shape=shape, cells=(15, 4), closed=closed))
    soft = noise(rng, shape=shape, cells=(5, 6), closed=closed)
    side = np.exp(-(((turn - np.pi / 2) / 0.75) ** 2))
    height = 0.62 * fall * down * np.clip((s - 0.30) / 0.5, 0, 1)
    height = height + 0.85 * slant * np.exp(-(((s - 0.34) / 0.20) ** 2)) * (0.25 + 0.75 * side)
    height = height + 0.55 * across * np.exp(-(((s - 0.68) / 0.16) ** 2)) * (0.30 + 0.70 * side)
    height = height + 0.22 * soft * np.clip(s * 5, 0, 1)
    return (height * making.crease * np.clip(s * 9, 0, 1)).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sleeve:
    """Shape of a sleeve: where it ends on the arm (0 shoulder, 1 elbow, 2 wrist), and its widths.

    Attributes:
        ease: At the armhole, at the elbow, at the end, cm beyond the making's.
        cuff: Length of a ribbed or stitched cuff, cm.
        gathered: Whether the cuff pulls the sleeve in.
    """

    end: float
    ease: tuple[float, float, float] = (1.0, 0.6, 0.6)
    cuff: float = 0.0
    gathered: bool = False


def sleeves(making: Making, sleeve: Sleeve) -> list[Patch]:
    """Both sleeves, with cuffs."""
    patches: list[Patch] = []
    for side in (-1, 1):
        patches.extend(_sleeve(making, sleeve, side=side))
    return patches


def _sleeve(making: Making, sleeve: Sleeve, *, side: int) -> list[Patch]:
    limb = making.figure.arm(side)
    rows = max(24, round(70 * sleeve.end))
    path, places = bent(limb, rows=140)
    keep = places <= sleeve.end
    path, places = path[keep], places[keep]
    index = np.linspace(0, len(path) - 1, rows)
    path = np.stack([np.interp(index, np.arange(len(path)), path[:, axis]) for axis in range(3)], axis=1)
    places = np.interp(index, np.arange(len(places)), places).astype(np.float32)
    ease = making.ease * 0.55 + 0.75 * smooth([0, 1, 2], list(sleeve.ease), at=np.clip(places, 0, 2))
    bare = making.figure.limb_radius("arm", places)
    sections = bare + ease[:, None]
    sections = np.maximum(
        sections, sections[0] * (0.55 if sleeve.end > 1 else 0.8) * (1 - np.maximum(places, 0)[:, None] / 6)
    )
    if sleeve.gathered:
        closing = np.clip((places - (sleeve.end - 0.10)) / 0.10, 0, 1)[:, None]
        puff = np.exp(-(((places - sleeve.end + 0.16) / 0.10) ** 2))[:, None]
        sections = sections * (1 - closing) + (bare + 0.7) * closing + 0.8 * puff
    # A wide armhole hangs below the shoulder's point instead of standing above it.
    sunk = (making.ease * 0.55 + 0.75 * sleeve.ease[0]) * 0.85 * np.clip(1 - places / 0.8, 0, 1.2) ** 2
    path = path - np.stack([0 * sunk, sunk, 0 * sunk], axis=1)
    tube = loft(
        path.astype(np.float32),
        sections.astype(np.float32),
        columns=72,
        surface=making.rest,
        part=making.part,
        squareness=2.1,
    )
    height = _sleeve_folds(making, shape=tube.points.shape[:2], places=places)
    tube = displaced(tube, height)
    points = hemmed(tube.points, thick=0.3, depth=2.0, closed=True)
    uv = np.concatenate([tube.uv, np.repeat(tube.uv[-1:], 2, axis=0)])
    # Across the sleeve, patterns go on where the trunk's stop.
    patches = [replace(tube, points=points, uv=uv + np.array([40.0 * side, 0], np.float32))]
    if sleeve.cuff:
        patches.append(_cuff(making, path=path, places=places, length=sleeve.cuff, gathered=sleeve.gathered))
    return patches


def _sleeve_folds(making: Making, *, shape: tuple[int, int], places: Floats) -> Floats:
    rng = making.rng
    columns = np.linspace(0, 2 * np.pi, shape[1])
    long = len(places) / 20
    rings = sheared(
        noise(rng, shape=shape, cells=(3.4 * long, 4), closed=True), by=9 * np.sin(columns + rng.uniform(0, 6))
    )
    soft = noise(rng, shape=shape, cells=(2 * long, 3), closed=True)
    bend = np.exp(-(((places - 1.0) / 0.24) ** 2))
    end = np.clip((places - 1.55) / 0.35, 0, 1)
    weight = 0.16 + 0.34 * bend + 0.26 * end
    rise = np.clip((places + 0.1) / 0.3, 0, 1)
    return ((ridges(rings) * (weight * rise)[:, None] + 0.14 * soft * rise[:, None]) * making.crease).astype(np.float32)


def _cuff(making: Making, *, path: Floats, places: Floats, length: float, gathered: bool) -> Patch:
    bare = making.figure.limb_radius("arm", places[-1:])[0]
    back = path[-2] - path[-1]
    back = back / np.linalg.norm(back)
    start = path[-1] + back * (0.4 if gathered else length - 0.2)
    stop = path[-1] - back * (length if gathered else 0.25)
    centre = np.linspace(start, stop, 8)
    wide = bare + (0.75 if gathered else making.ease * 0.55 + 1.1)
    sections = np.repeat(wide[None], 8, axis=0).astype(np.float32)
    sections[0] -= 0.25
    tube = loft(centre.astype(np.float32), sections, columns=48, surface=making.trim, part=making.part, squareness=2.1)
    return replace(
        tube,
        points=hemmed(tube.points, thick=0.3, depth=1.5, closed=True),
        uv=np.concatenate([tube.uv, np.repeat(tube.uv[-1:], 2, axis=0)]),
    )


def neck_band(making: Making, neck: Neck, *, width: float, ease: float | None = None, rise: float = 0.0) -> Patch:
    """A band along the neckline; `rise` stands it up for a turtleneck or a stand collar, cm."""
    angles = np.linspace(-np.pi, np.pi, 145)[None, :]
    edge = neck.heights(angles[0], figure=making.figure)[None, :]
    share = np.linspace(0, 1, 9)[:, None]
    heights = edge + rise * (1 - share) - width * share + 0 * angles
    lift = 0.42 * np.sin(np.pi * np.clip(share * 0.9 + 0.1, 0, 1)) ** 0.5
    base = making.ease if ease is None else ease
    lay = Drape(
        heights=heights.astype(np.float32),
        angles=angles + 0 * share,
        ease=(base * 0.35 + lift + 0.15).astype(np.float32) + 0 * heights,
        cling=1.0,
    )
    return sheet(drape(making.figure, lay), surface=making.trim, part=making.part, closed=True)


def hem_band(making: Making, *, top: float, bottom: float, ease: float) -> Patch:
    """A ribbed band round the hips, between two heights in cm."""
    angles = np.linspace(-np.pi, np.pi, 145)[None, :]
    share = np.linspace(0, 1, 10)[:, None]
    lay = Drape(
        heights=(top + (bottom - top) * share + 0 * angles).astype(np.float32),
        angles=angles + 0 * share,
        ease=(ease + 0.85 * making.under + 0.5 * np.sin(np.pi * share)).astype(np.float32) + 0 * angles,
        cling=0.9,
    )
    points = hemmed(drape(making.figure, lay), thick=0.4, depth=2.0, closed=True)
    return sheet(points, surface=making.trim, part=making.part, closed=True)
