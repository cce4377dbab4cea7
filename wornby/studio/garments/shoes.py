"""Shoes on both feet."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from wornby.datamodel import Cloth
from wornby.studio.figures.body import bent
from wornby.studio.figures.figure import Figure, Limb
from wornby.studio.garments.lasts import (
    LENGTH_CM,
    PLACES,
    Last,
    band,
    cord,
    flanks,
    heeled,
    laces,
    last_of,
    leather_of,
    level,
    raised,
    seamed,
    shaded,
    shell,
    sole,
    tongue,
)
from wornby.studio.garments.prints import rgb
from wornby.studio.rendering.mesh import Floats, Patch, frames, loft, smooth
from wornby.studio.rendering.surfaces import Spots, Surface, linear

BARE_KINDS = ("flats", "heels", "sandals")
"""Shoes in which the foot is seen: `bare_feet` draws it."""
_WHITE, _BLACK, _CORK = "#efece4", "#211d1b", "#b08a5e"
_POINTED = (0.0, 1.7, 2.6, 2.9, 3.0, 4.2, 3.0, 1.6, 0.9, 0.0)
# Of the shin's end, to the side, to the front, to the back, downwards.
_ANKLE = ((1.0, 1.0, 1.0), (1.01, 1.02, 1.0), (1.0, 1.05, 0.98), (0.94, 1.15, 0.9), (0.82, 1.2, 0.8), (0.6, 1.0, 0.6))


def shoe_patches(figure: Figure, cloth: Cloth, *, rng: np.random.Generator) -> list[Patch]:
    """Both shoes; what the feet show in them is `bare_feet`'s."""
    draw = _SHOES.get(cloth.kind, _low_shoe)
    seed = int(rng.integers(2**31))
    patches = []
    for side in (-1, 1):
        # Both shoes of a pair are drawn with the same numbers.
        patches.extend(draw(figure, cloth, side=side, rng=np.random.default_rng(seed)))
    return patches


def bare_feet(figure: Figure, cloth: Cloth | None, *, skin: Surface) -> list[Patch]:
    """The feet as far as shoes of that kind show them; all of them without shoes."""
    if cloth is not None and cloth.kind not in BARE_KINDS:
        return []
    patches = []
    for side in (-1, 1):
        last = last_of(figure, side=side)
        if cloth is not None:
            last = _pump(figure, side=side) if cloth.kind == "heels" else raised(last, 0.8)
            last = replace(last, ease=-0.22)
        patches.append(shell(last, (0.0, 1.0), cover=None, surface=skin, part="skin"))
        patches.append(_ankle(figure, last, side=side, skin=skin))
        patches.extend(_toes(last, skin=skin) if cloth is None or cloth.kind == "sandals" else [])
    return patches


def _ankle(figure: Figure, last: Last, *, side: int, skin: Surface) -> Patch:
    """From the shin into the foot."""
    end = figure.leg(side).end
    depth = max(0.8, float(end[1]) / last.size - max(last.base[:3]) - 3.6)
    down = np.array([4.5, 2.0, 0.0, -0.3 * depth, -0.65 * depth, -depth]) * last.size
    on = np.array([0.0, 0.0, 0.1, 0.6, 1.5, 2.6]) * last.size
    path = (end + down[:, None] * np.array([0, 1, 0]) + on[:, None] * last.ahead).astype(np.float32)
    radius = figure.limb_radius("leg", np.array([1.86, 1.95, 2.0, 2.0, 2.0, 2.0], np.float32))
    radius = radius * np.array(_ANKLE, np.float32)
    fine = np.linspace(0, 5, 40).astype(np.float32)
    knots = np.arange(6, dtype=np.float32)
    return loft(
        smooth(knots, path, at=fine), smooth(knots, radius, at=fine), columns=40, surface=skin, part="skin",
        squareness=2.1,
    )  # fmt: skip


def _toes(last: Last, *, skin: Surface) -> list[Patch]:
    """Five toes over the front edge."""
    patches = []
    for index, (radius, reach) in enumerate(((1.25, 1.0), (0.85, 1.005), (0.8, 0.985), (0.75, 0.96), (0.7, 0.925))):
        aside = -last.side * (3.15 - (0.0, 2.05, 3.55, 4.95, 6.25)[index])
        steps = np.linspace(0, 1, 14)
        base = float(np.mean(last.base))
        height = base + radius * 0.75 + 0.9 * (1 - steps)
        path = last.heel + last.size * (
            (reach * LENGTH_CM - 4.4 + 4.6 * steps)[:, None] * last.ahead + aside * last.across[None]
        )
        path[:, 1] += last.size * height
        ball = radius * np.sqrt(np.clip(1 - np.clip(steps * 1.25 - 0.25, 0, 1) ** 4, 0.01, 1)) * last.size
        sections = np.stack([ball, ball * 0.85, ball * 0.8], 1).astype(np.float32)
        patches.append(loft(path.astype(np.float32), sections, columns=14, surface=skin, part="skin"))
    return patches


# ---- kinds


def _sneaker(figure: Figure, cloth: Cloth, *, side: int, rng: np.random.Generator) -> list[Patch]:
    last = raised(last_of(figure, side=side), 1.6)
    pale = sum(rgb(cloth.color)) > 600
    accent = (
        cloth.accents[0]
        if cloth.accents
        else (_WHITE if not pale else str(rng.choice(["#2c3a55", "#3f5a48", "#8f8a80"])))
    )
    runner = rng.random() < 0.4
    low, rest = linear(_WHITE), linear(accent if not runner else shaded(cloth.color, 0.5))

    def wall(spots: Spots) -> Floats:
        line = np.clip(1.6 - np.abs(spots.uv[:, 1:] - 2.3 * last.size) / 0.16, 0, 1) * (0.0 if runner else 0.85)
        tread = np.clip(1.5 - spots.uv[:, 1:] / 0.5, 0, 1)
        share = np.clip(line + tread * 0.8, 0, 1)
        return np.asarray(low * (1 - share) + rest * share, np.float32)

    rubber = Surface(color=_WHITE, paint=wall, gloss=0.08, sharpness=12)
    upper = Surface(color=cloth.color, paint=seamed(cloth.color, places=(0.2, 0.66)), gloss=0.07, sharpness=10)
    cover = ((0.0, 0.30, 0.42, 0.66, 0.71, 1.0), (0.66, 0.70, 0.80, 0.80, 1.0, 1.0))
    lace = Surface(color=_WHITE if not pale else "#f6f4ee", soft=0.3)
    patches = sole(last, under=level(0.0), thick=0.9, surface=rubber, ease=0.35 + 0.2 * runner)
    patches += flanks(last, (0.0, 1.0), cover, surface=upper)
    lining = Surface(color=shaded(cloth.color, 0.16 if not pale else 0.10))
    patches.append(tongue(last, (0.27, 0.72), gap=0.42, surface=lining))
    patches += laces(last, (0.42, 0.66), count=5, gap=0.36, surface=lace)
    cap = Surface(color=_WHITE if not runner else shaded(cloth.color, 0.2), gloss=0.08, sharpness=12)
    patches.append(shell(last, (0.845, 1.0), cover=None, surface=cap, lift=0.12, rows=26))
    tab = Surface(color=accent)
    for flank in (-1, 1):
        patches.append(
            shell(last, (0.0, 0.1), cover=((0, 1), (0.62, 0.62)), surface=tab, lift=0.1, flank=flank, rows=16)
        )
        if runner:
            patches.append(_stripe(last, flank, surface=tab))
    return patches


def _stripe(last: Last, flank: int, *, surface: Surface) -> Patch:
    """A bent band along the flank."""
    steps = np.linspace(0, 1, 24)[:, None]
    across = np.linspace(-0.5, 0.5, 5)[None]
    places = 0.24 + 0.36 * steps + 0 * across
    turns = 0.78 - 0.42 * steps**0.7 + across * 0.16 * np.sin(np.pi * (0.15 + 0.8 * steps))
    turns = np.pi - turns if flank > 0 else turns
    points = last.at(places.astype(np.float32), turns.astype(np.float32), lift=0.08)
    uv = np.stack([turns * 4, places * LENGTH_CM], 2).astype(np.float32)
    return Patch(points=points, uv=uv, surface=surface, part="shoes")


def _boot(figure: Figure, cloth: Cloth, *, side: int, rng: np.random.Generator) -> list[Patch]:
    last = raised(last_of(figure, side=side), 1.2)
    last = replace(last, ease=0.15)
    high, laced = rng.random() < 0.4, rng.random() < 0.45
    leather = leather_of(cloth.color)
    stitched = replace(leather, paint=seamed(cloth.color, places=(0.68,)))
    dark = Surface(color=_BLACK if sum(rgb(cloth.color)) > 120 else "#3a3330", gloss=0.05)
    patches = sole(last, under=heeled(height=1.9), thick=0.25, surface=dark)
    patches += [_block(last, height=2.2, surface=dark), shell(last, (0.0, 1.0), cover=None, surface=stitched)]
    patches += _shaft(figure.leg(side), figure, last, top=(0.165 if high else 0.10) * figure.height, leather=leather)
    if laced:
        lace = Surface(color=shaded(cloth.color, 0.5))
        patches += laces(last, (0.36, 0.60), count=5, gap=0.30, surface=lace)
    return patches


def _shaft(limb: Limb, figure: Figure, last: Last, *, top: float, leather: Surface) -> list[Patch]:
    path, places = bent(limb, rows=200)
    keep = path[:, 1] < top
    path, places = path[keep], places[keep]
    below = np.linspace(0, 1, 16)[1:, None] * np.array([0, -3.6 * last.size, 0], np.float32)
    path = np.concatenate([path, path[-1] + below + 0.35 * last.ahead * -below[:, 1:2]]).astype(np.float32)
    sections = figure.limb_radius("leg", places)
    sections = np.concatenate([sections, np.repeat(sections[-1:], 15, axis=0)])
    wide = smooth([0, 0.25, 1], [0.75, 0.62, 0.55], at=np.linspace(0, 1, len(path)).astype(np.float32))
    sections = (sections + wide[:, None] * last.size).astype(np.float32)
    tube = loft(path, sections, columns=44, surface=leather, part="shoes")
    # Soft creases above the ankle.
    depth = np.exp(-(((path[:, 1] - figure.at(0.052)) / 3.2) ** 2))
    wave = np.sin(path[:, 1:2] * 2.3 + tube.uv[..., 0] * 0.16) * 0.11 * depth[:, None]
    centre = path[:, None]
    out = (tube.points - centre) / np.maximum(np.linalg.norm(tube.points - centre, axis=2, keepdims=True), 1e-6)
    tube = tube.moved(tube.points + out * wave[..., None])
    rim = loft(
        tube.points[0], np.full((tube.points.shape[1], 3), 0.2, np.float32), columns=8,
        surface=replace(leather, color=shaded(leather.color, 0.2)), part="shoes",
    )  # fmt: skip
    return [tube, rim]


def _block(last: Last, *, height: float, surface: Surface) -> Patch:
    """A heel under the rear of the sole_patch."""
    path = last.heel + last.ahead * (3.6 * last.size) + np.linspace(height, 0.03, 8)[:, None] * np.array([0, 1, 0])
    sections = np.tile(np.array([[3.2, 3.4, 3.6]]) * last.size, (8, 1))
    side, forward = frames(path.astype(np.float32), front=tuple(float(value) for value in last.ahead))
    angle = np.linspace(-np.pi, np.pi, 33)
    across = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.7
    along = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.7
    points = path[:, None] + side[:, None] * (sections[:, :1] * across)[..., None]
    points = points + forward[:, None] * (sections[:, 1:2] * along)[..., None]
    uv = np.stack(np.broadcast_arrays(angle[None] * 3, path[:, 1:2]), 2).astype(np.float32)
    return Patch(points=points.astype(np.float32), uv=uv, surface=surface, part="shoes", closed=True)


def _low_shoe(figure: Figure, cloth: Cloth, *, side: int, rng: np.random.Generator) -> list[Patch]:
    """A loafer or a derby."""
    last = raised(last_of(figure, side=side), 1.1)
    leather = leather_of(cloth.color, gloss=0.3)
    dark = Surface(color=_BLACK if sum(rgb(cloth.color)) > 120 else "#40352c", gloss=0.08)
    patches = sole(last, under=heeled(height=1.0), thick=0.15, surface=dark)
    patches.append(_block(last, height=1.3, surface=dark))
    seam = Surface(color=shaded(cloth.color, 0.35))
    if rng.random() < 0.5:
        cover = ((0.0, 0.30, 0.46, 0.54, 0.60, 1.0), (0.62, 0.56, 0.60, 0.80, 1.0, 1.0))
        patches += flanks(last, (0.0, 1.0), cover, surface=leather)
        patches.append(band(last, 0.64, width=1.9, surface=leather, lift=0.14))
        turns = (0.50, 0.62, 0.95, np.pi / 2, np.pi - 0.95, np.pi - 0.62, np.pi - 0.50)
        path = (0.64, 0.78, 0.92, 0.945, 0.92, 0.78, 0.64)
        patches.append(cord(last, path, turns, radius=0.16, surface=seam, lift=0.02))
        return patches
    cover = ((0.0, 0.26, 0.38, 0.58, 0.62, 1.0), (0.64, 0.66, 0.86, 0.88, 1.0, 1.0))
    patches += flanks(last, (0.0, 1.0), cover, surface=replace(leather, paint=seamed(cloth.color, places=(0.62, 0.8))))
    patches.append(tongue(last, (0.30, 0.62), gap=0.34, surface=leather))
    return patches + laces(last, (0.43, 0.58), count=4, gap=0.24, surface=seam)


def _flat(figure: Figure, cloth: Cloth, *, side: int, rng: np.random.Generator) -> list[Patch]:
    last = raised(last_of(figure, side=side), 0.6)
    leather = leather_of(cloth.color, gloss=0.2)
    cover = ((0.0, 0.10, 0.30, 0.55, 0.70, 0.755, 0.785, 1.0), (0.56, 0.50, 0.30, 0.26, 0.36, 0.62, 1.0, 1.0))
    patches = sole(last, under=level(0.0), thick=0.0, surface=Surface(color="#6b5340"), ease=0.15)
    patches += flanks(last, (0.0, 1.0), cover, surface=leather)
    if rng.random() < 0.6:
        trim = replace(leather, color=shaded(cloth.color, 0.2))
        for way in (-1, 1):
            turns = [np.pi / 2 + way * turn for turn in (0.0, 0.26, 0.36, 0.25, 0.02)]
            patches.append(cord(last, (0.815, 0.79, 0.815, 0.845, 0.82), turns, radius=0.3, surface=trim))
    return patches


_HEEL_CM = 5.0


def _pump(figure: Figure, *, side: int) -> Last:
    raise_ = smooth([0, 0.22, 0.70, 1], [1, 0.96, 0, 0], at=np.asarray(PLACES, np.float32)) * _HEEL_CM + 0.35
    top = (8.4, 9.6, 10.4, 11.2, 8.6, 4.9, 3.0, 2.2, 1.7, 1.2)
    last = replace(last_of(figure, side=side), half=_POINTED, top=top, base=tuple(float(value) for value in raise_))
    return replace(last, heel=last.heel + last.ahead * np.float32(1.2 * last.size))


def _pumps(figure: Figure, cloth: Cloth, *, side: int, rng: np.random.Generator) -> list[Patch]:
    last = _pump(figure, side=side)
    leather = leather_of(cloth.color, gloss=0.38)
    cover = ((0.0, 0.10, 0.30, 0.55, 0.71, 0.765, 0.795, 1.0), (0.66, 0.58, 0.36, 0.28, 0.36, 0.62, 1.0, 1.0))
    base = [value - 0.35 for value in last.base]
    patches = sole(
        last, under=lambda at: smooth(PLACES, base, at=at), thick=0.0, surface=Surface(color=_BLACK), ease=0.1
    )
    patches += flanks(last, (0.0, 1.0), cover, surface=leather)
    slim = rng.random() < 0.6
    steps = np.linspace(0, 1, 16)[:, None]
    start = last.heel + last.ahead * (2.4 * last.size) + np.array([0, (_HEEL_CM + 0.6) * last.size, 0])
    path = (start * (1 - steps) + (start * np.array([1, 0, 1]) - last.ahead * 0.2) * steps).astype(np.float32)
    path[:, 1] = np.maximum(path[:, 1], 0.03)
    radius = smooth(
        [0, 0.35, 1], [2.2, 0.95 if slim else 1.9, 0.55 if slim else 1.8], at=steps[:, 0].astype(np.float32)
    )
    sections = (np.stack([radius, radius, radius], 1) * last.size).astype(np.float32)
    return [*patches, loft(path, sections, columns=20, surface=leather, part="shoes")]


def _sandal(figure: Figure, cloth: Cloth, *, side: int, rng: np.random.Generator) -> list[Patch]:
    last = raised(last_of(figure, side=side), 0.8)
    strap = leather_of(cloth.color, gloss=0.18)
    bed = Surface(color=_CORK if sum(rgb(cloth.color)) > 90 or rng.random() < 0.6 else _BLACK)
    patches = sole(replace(last, ease=0.15), under=level(0.0), thick=0.0, surface=bed, ease=0.3)
    metal = Surface(color="#b9a36c", gloss=0.35, sharpness=40)
    if rng.random() < 0.5:
        bands: tuple[tuple[float, float, float], ...] = ((0.70, 3.4, 0.0), (0.50, 3.2, 0.6))
    else:
        bands = ((0.76, 1.5, 0.4), (0.64, 1.5, -0.4), (0.33, 1.5, 2.2))
    for place, width, slant in bands:
        patches.append(band(last, place, width=width, surface=strap, slant=slant))
        outer = 0.55 if side < 0 else np.pi - 0.55
        patches.append(
            band(last, place, width=width * 0.5, surface=metal, lift=0.5, turns=(outer - 0.07, outer + 0.07))
        )
    return patches


_SHOES: Mapping[str, Callable[..., list[Patch]]] = {
    "boots": _boot,
    "flats": _flat,
    "heels": _pumps,
    "sandals": _sandal,
    "shoes": _low_shoe,
    "sneakers": _sneaker,
}
