"""How cloth looks: its colours over the garment, what is printed on it, and how uneven it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Cloth, Motif, Place
from wornby.studio.garments import prints
from wornby.studio.garments.prints import Color, rgb
from wornby.studio.rendering.surfaces import Paint, Relief, Spots, linear
from wornby.studio.rendering.tiles import Floats, Tile, band_noise, linear_picture

_YARN = 0.018
# A shop's picture shows about 4 pixels a centimetre and is rendered twice as fine.
_MOTIF_PX_PER_CM = 11.0
_INKS = (
    "#f4f0e6", "#1d2330", "#22304f", "#7d1f2d", "#2f4a38", "#c8a24a", "#c4573a", "#7fa0b8", "#e3b7b0", "#8a8f6a",
    "#5b3a5e", "#d9c7a3",
)  # fmt: skip
_LEAVES = ("#4f6b45", "#7b8f5c", "#34524a", "#9aa77c")
_CREAM, _NIGHT, _BROWN = "#f4f0e6", "#1d2330", "#3a2a1e"
_LIGHT_ABOVE = 55.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClothPaint:
    """Colours from a tile, with the yarn's slight unevenness.

    Attributes:
        tile: Linear RGB.
        yarn: Share by which the yarn is lighter or darker.
    """

    tile: Tile
    yarn: Tile

    def __call__(self, spots: Spots) -> Floats:
        """Linear RGB. (N, 3)."""
        colors = self.tile.at(spots.uv) * (1 + self.yarn.at(spots.uv))[:, None]
        return np.asarray(np.clip(colors, 0, 1), np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PrintedPaint:
    """A print on the front of a cloth.

    Attributes:
        base: The cloth without it.
        light: Linear RGB times cover, and cover. (H, W, 4), float32.
        width: cm.
        top: Upper edge below the garment's, cm.
        grain: How much of the cloth shows through.
    """

    base: Paint
    light: Floats
    width: float
    top: float
    grain: Tile

    def __call__(self, spots: Spots) -> Floats:
        """Linear RGB. (N, 3)."""
        colors = self.base(spots)
        rows, columns = self.light.shape[:2]
        scale = columns / self.width
        places = (spots.uv - np.array([-self.width / 2, self.top], np.float32)) * scale - np.float32(0.5)
        inside = (places > -1).all(1) & (places < np.array([columns, rows])).all(1)
        here = np.flatnonzero(inside)
        if not len(here):
            return colors
        framed = np.pad(self.light, ((1, 1), (1, 1), (0, 0)))
        part = Tile(pixels=framed, width=1.0, height=1.0)
        print_here = part.at((places[here] + 1.5) / np.array([columns + 2, rows + 2], np.float32))
        # Ink lies on the threads and not between them.
        hold = 1 - np.clip(0.05 + 1.3 * self.grain.at(spots.uv[here]), 0, 0.10)[:, None]
        colors[here] = colors[here] * (1 - print_here[:, 3:] * hold) + print_here[:, :3] * hold
        return colors


def pattern_paint(cloth: Cloth, *, rng: np.random.Generator) -> Paint:
    """The colours of a garment. Across from the front's middle, down from its upper edge, in cm."""
    colors = (cloth.color, *(cloth.accents or harmonious(cloth.color, rng=rng)))
    if cloth.pattern == "graphic":
        base = ClothPaint(tile=_plain(cloth.color), yarn=_yarn(rng))
        if cloth.motif is not None:
            return base
        width = float(rng.uniform(19, 26)) if cloth.place is not Place.LOWER else 13.0
        return motif_paint(base, emblem(colors[1:], rng=rng), width_cm=width, top_cm=13.0)
    draw = _PATTERNS.get(cloth.pattern)
    tile = draw(cloth, colors, rng) if draw else _plain(cloth.color)
    return ClothPaint(tile=tile, yarn=_yarn(rng))


def unprinted(paint: Paint) -> Paint:
    """The same cloth without what is printed on the front: for sleeves, hoods and backs."""
    return paint.base if isinstance(paint, PrintedPaint) else paint


def motif_paint(base: Paint, motif: Motif, *, width_cm: float, top_cm: float) -> Paint:
    """Lay a print on the middle of a garment's front.

    Args:
        base: The cloth.
        motif: What is printed; its own measures are not read.
        width_cm: Of the print.
        top_cm: Upper edge below the garment's upper edge.
    """
    rows, columns = motif.pixels.shape[:2]
    cover = motif.pixels[..., 3:].astype(np.float32) / 255
    color = linear_picture(np.ascontiguousarray(motif.pixels[..., :3]))
    light = np.concatenate([color * cover, cover], axis=2)
    target = max(2, round(width_cm * _MOTIF_PX_PER_CM))
    if target < columns:
        size = (target, max(2, round(rows * target / columns)))
        light = cv2.resize(light, size, interpolation=cv2.INTER_AREA)
    return PrintedPaint(
        base=base,
        light=np.ascontiguousarray(light, np.float32),
        width=width_cm,
        top=top_cm,
        grain=_yarn(np.random.default_rng(1)),
    )


def denim_paint(
    color: str, *, rng: np.random.Generator, fade: float = 1.0, thigh_cm: float = 26.0, knee_cm: float = 52.0
) -> Paint:
    """Denim: dyed warp over white weft, uneven yarn, worn lighter on thighs and knees.

    Args:
        color: "#rrggbb" that most of it has.
        rng: Draws the yarn.
        fade: How worn it is, from 0 to 1.
        thigh_cm: Down from the garment's upper edge to the middle of the thigh.
        knee_cm: Down to the knee.
    """
    size = (512, 512)
    warp = band_noise(size, rng=rng, low=40, high=110, angle=0.0, spread=0.05)
    twill = band_noise(size, rng=rng, low=55, high=110, angle=np.pi / 4, spread=0.12)
    blotch = band_noise(size, rng=rng, low=2, high=9)
    white = Tile(pixels=0.05 * warp + 0.04 * twill + 0.012 * blotch, width=36.0, height=36.0)
    color_light = linear(color)
    # Over dark dye the weft is dyed too.
    weft = np.minimum(np.array([0.62, 0.66, 0.70], np.float32), color_light * 3.5 + 0.05)

    def faded(uv: Floats) -> Floats:
        across, down = uv[:, 0], uv[:, 1]
        worn = np.exp(-((across / 6.5) ** 2))
        worn = worn * (np.exp(-(((down - thigh_cm) / 17) ** 2)) + 0.75 * np.exp(-(((down - knee_cm) / 9) ** 2)))
        return np.clip(0.02 + white.at(uv) * (1 + 0.5 * worn) + fade * 0.26 * worn, -0.12, 0.7)[:, None]

    # The colour asked for is what most of the cloth has after fading, so the dye is deeper.
    places = np.random.default_rng(3).uniform((-22, 0), (22, 95), (4000, 2)).astype(np.float32)
    usual = max(float(np.median(faded(places))), 0.0)
    dye = np.clip((color_light - usual * weft) / (1 - usual), 0.002, 1)

    def paint(spots: Spots) -> Floats:
        share = faded(spots.uv)
        return np.clip(dye * (1 - np.abs(share)) + np.maximum(share, 0) * weft, 0, 1).astype(np.float32)

    return paint


# ---- colours


def harmonious(color: str, *, rng: np.random.Generator, count: int = 3) -> tuple[str, ...]:
    """Colours that go with a ground and stand out from it: one in contrast, the others apart from both."""
    ground = _lab(color)
    light = ground[0] > _LIGHT_ABOVE
    kin = _kin(color, lighter=not light)
    strong = [ink for ink in (kin, *_INKS) if abs(_lab(ink)[0] - ground[0]) > 38]
    chosen = [str(rng.choice(strong))] if strong else [_NIGHT if light else _CREAM]
    for ink in rng.permutation(_INKS):
        if len(chosen) == count:
            break
        if all(np.linalg.norm(_lab(str(ink)) - _lab(other)) > 32 for other in (color, *chosen)):
            chosen.append(str(ink))
    return tuple(chosen)


def _lab(color: str) -> Floats:
    value = np.array([[rgb(color)]], np.float32) / 255
    return np.asarray(cv2.cvtColor(value, cv2.COLOR_RGB2LAB)[0, 0], np.float32)


def _kin(color: str, *, lighter: bool) -> str:
    shade = prints.mixed(rgb(color), (255, 252, 244) if lighter else (16, 16, 22), share=0.62)
    return "#{:02x}{:02x}{:02x}".format(*shade)


# ---- patterns


def _plain(color: str) -> Tile:
    return Tile(pixels=np.broadcast_to(linear(color), (4, 4, 3)).copy(), width=4.0, height=4.0)


def _yarn(rng: np.random.Generator) -> Tile:
    """Yarn that is a little thicker here and thinner there; its mean is 0."""
    size = (256, 256)
    noise = band_noise(size, rng=rng, low=20, high=64, angle=0.0, spread=0.12)
    noise = noise + band_noise(size, rng=rng, low=20, high=64, angle=np.pi / 2, spread=0.12)
    noise = noise + 0.6 * band_noise(size, rng=rng, low=40, high=70)
    return Tile(pixels=(noise * _YARN / noise.std()).astype(np.float32), width=18.0, height=18.0)


_STRIPES = frozenset({"block", "breton", "pin", "upright"})


def _striped(cloth: Cloth, colors: Sequence[str], rng: np.random.Generator) -> Tile:
    tailored = cloth.kind in {"shirt", "trousers", "jacket", "coat", "skirt", "shorts"}
    kinds = ("upright", "pin", "breton") if tailored else ("breton", "block", "breton", "upright")
    drawn = str(rng.choice(kinds))
    # Without a word for it, the stripes that such a garment has most often.
    usual = "upright" if tailored else "breton"
    kind = cloth.cut if cloth.cut in _STRIPES else drawn if cloth.cut else usual
    if kind == "pin":
        return prints.stripes([(float(rng.uniform(1.5, 2.4)), 0), (0.20, 1)], colors, upright=True)
    if kind == "upright":
        width = float(rng.uniform(0.5, 1.3))
        return prints.stripes([(width * 1.6, 0), (width, 1)], colors, upright=True)
    if kind == "block":
        width = float(rng.uniform(3.5, 5.5))
        bands = [(width * 1.55, 0), (width, 1)]
        if len(colors) > 2:
            bands = [(width * 1.6, 0), (width * 0.62, 1), (width * 0.3, 0), (width * 0.34, 2)]
        return prints.stripes(bands, colors, upright=False)
    width = float(rng.uniform(1.0, 1.4))
    return prints.stripes([(width * float(rng.uniform(1.8, 2.2)), 0), (width, 1)], colors, upright=False)


def _checked(cloth: Cloth, colors: Sequence[str], rng: np.random.Generator) -> Tile:
    drawn = str(rng.choice(["tartan", "gingham", "pane", "tattersall"], p=[0.5, 0.22, 0.14, 0.14]))
    kind = drawn if cloth.cut else "tartan"
    accents = len(colors) - 1
    second, third = min(2, accents), min(3, accents)
    if kind == "gingham":
        width = float(rng.uniform(0.8, 2.2))
        return prints.checks([(width * 1.15, 0), (width, 1)], colors, lead=0.36, twill=False)
    if kind == "pane":
        width = float(rng.uniform(5.5, 8.5))
        return prints.checks([(width, 0), (0.42, 1)], colors, lead=0.78, twill=False)
    if kind == "tattersall":
        width = float(rng.uniform(1.6, 2.4))
        return prints.checks([(width, 0), (0.3, 1), (width, 0), (0.3, second)], colors, lead=0.66, twill=False)
    scale = float(rng.uniform(0.75, 1.25))
    sett = [(2.9, 0), (0.35, second), (0.9, 0), (2.6, 1), (0.30, third), (0.9, 1), (0.30, third), (2.6, 1)]
    sett = [*sett[:3], (1.7, 1), *sett[4:7], (1.7, 1), (0.9, 0), (0.35, second), (2.9, 0)]
    return prints.checks([(width * scale, index) for width, index in sett], colors, lead=0.46, twill=True)


def _dotted(_: Cloth, colors: Sequence[str], rng: np.random.Generator) -> Tile:
    return prints.dots(rgb(colors[0]), _inks(colors), rng=rng)


def _floral(cloth: Cloth, colors: Sequence[str], rng: np.random.Generator) -> Tile:
    apart = [leaf for leaf in _LEAVES if np.linalg.norm(_lab(leaf) - _lab(cloth.color)) > 26]
    leaf = str(rng.choice(apart)) if apart else _CREAM
    return prints.flowers(rgb(colors[0]), _inks(colors), leaf=rgb(leaf), rng=rng)


def _animal(cloth: Cloth, colors: Sequence[str], rng: np.random.Generator) -> Tile:
    light = _lab(cloth.color)[0] > _LIGHT_ABOVE
    inks = _inks(colors) if cloth.accents else [rgb(_NIGHT if light else _CREAM), rgb(_BROWN if light else _CREAM)]
    drawn = prints.zebra if rng.random() < 0.35 else prints.leopard
    return drawn(rgb(colors[0]), inks, rng=rng)


def _other(_: Cloth, colors: Sequence[str], rng: np.random.Generator) -> Tile:
    drawn = (prints.zigzag, prints.paisley, prints.ikat)[int(rng.integers(3))]
    return drawn(rgb(colors[0]), _inks(colors), rng=rng)


def _inks(colors: Sequence[str]) -> list[Color]:
    return [rgb(color) for color in colors[1:]]


_PATTERNS: dict[str, Callable[[Cloth, Sequence[str], np.random.Generator], Tile]] = {
    "animal": _animal,
    "checked": _checked,
    "dotted": _dotted,
    "floral": _floral,
    "other": _other,
    "striped": _striped,
}


def emblem(colors: Sequence[str], *, rng: np.random.Generator) -> Motif:
    """A picture that stands for nothing: a disc over waves, arches, or leaning bars."""
    side, shift = 640, 4
    pixels = np.zeros((side, side, 4), np.uint8)
    inks = [(*rgb(color), 255) for color in colors]
    first, second, third = (inks[index % len(inks)] for index in range(3))

    def area(points: NDArray[np.float64], ink: tuple[int, ...]) -> None:
        cv2.fillPoly(pixels, [np.round(points * side * 2**shift).astype(np.int32)], ink, cv2.LINE_AA, shift)

    turn = np.linspace(0, 2 * np.pi, 120)
    circle = np.stack([np.cos(turn), np.sin(turn)], 1)
    place = np.linspace(0.04, 0.96, 90)
    kind = int(rng.integers(3))
    if kind == 0:
        area(np.array([0.5, 0.36]) + circle * 0.30, first)
        area(np.array([0.5, 0.36]) + circle * 0.21, second)
        for row in range(4):
            crest = 0.56 + 0.105 * row + 0.028 * np.sin(place * 14 + row * 1.9)
            reach = np.abs(place - 0.5) < np.sqrt(np.clip(0.2 - (0.56 + 0.08 * row - 0.42) ** 2 * 0.6, 0.01, 1))
            band = np.stack([place, crest], 1)[reach]
            area(np.concatenate([band, (band + np.array([0, 0.052]))[::-1]]), (first, third)[row % 2])
    elif kind == 1:
        half = np.linspace(np.pi, 2 * np.pi, 60)
        arch = np.stack([np.cos(half), np.sin(half)], 1)
        for index, (radius, ink) in enumerate(
            zip((0.44, 0.33, 0.22, 0.11), (first, second, third, first), strict=True)
        ):
            outer, inner = np.array([0.5, 0.72]) + arch * radius, np.array([0.5, 0.72]) + arch * (radius - 0.075)
            area(np.concatenate([outer, inner[::-1]]), ink)
            area(
                np.array([[0.06, 0.78], [0.94, 0.78], [0.94, 0.79], [0.06, 0.79]]) + 0.04 * index * np.array([0, 1]),
                ink,
            )
    else:
        for index in range(5):
            left = 0.10 + 0.16 * index
            height = (0.34, 0.52, 0.70, 0.46, 0.60)[index]
            bar = np.array(
                [[left, 0.92], [left + 0.12, 0.92], [left + 0.20, 0.92 - height], [left + 0.08, 0.92 - height]]
            )
            area(bar, (first, second, third)[index % 3])
        area(np.array([0.27, 0.24]) + circle * 0.13, second)
    return Motif(pixels=pixels)


# ---- unevenness


def cloth_relief(kind: str, *, cut: str) -> Relief | None:
    """Height of a cloth's fine structure over its place in cm; None for cloth that is smooth at a shop's distance."""
    name = _CUT_WEAVES.get(cut) or _KIND_WEAVES.get(kind)
    return None if name is None else _Height(tile=_WEAVES[name](np.random.default_rng(7)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Height:
    tile: Tile

    def __call__(self, uv: Floats) -> Floats:
        return self.tile.at(uv)


_CUT_WEAVES = {
    "blazer": "wool", "cable": "cable", "denim": "twill", "chunky": "cable", "fleece": "fleece", "leather": "leather",
    "rib": "rib", "turtleneck": "rib", "cardigan": "rib", "teddy": "fleece",
}  # fmt: skip
_KIND_WEAVES = {
    "coat": "wool", "dress": "poplin", "jeans": "twill", "knitwear": "stocking", "leggings": "jersey",
    "longsleeve": "jersey", "polo": "pique", "shirt": "poplin", "shorts": "poplin", "skirt": "poplin",
    "sweatshirt": "fleece", "t-shirt": "jersey", "top": "jersey", "trousers": "wool",
}  # fmt: skip


def _noise_weave(
    depth: float, *bands: tuple[float, float, float | None, float]
) -> Callable[[np.random.Generator], Tile]:
    """Noise of several bands: waves over 16 cm from and to, direction, share."""

    def weave(rng: np.random.Generator) -> Tile:
        total = np.zeros((384, 384), np.float32)
        for low, high, angle, share in bands:
            total += share * band_noise((384, 384), rng=rng, low=low, high=high, angle=angle, spread=0.10)
        return Tile(pixels=(total * depth).astype(np.float32), width=16.0, height=16.0)

    return weave


def _rib(_: np.random.Generator) -> Tile:
    """Upright ribs, each of stitches."""
    place = np.arange(64) / 64
    wale = np.abs(np.sin(np.pi * place))[None] ** 0.7
    stitch = 0.16 * np.cos(2 * np.pi * (2 * place[:, None] + 0.5 * np.abs(place[None] - 0.5)))
    return Tile(pixels=(0.085 * (wale + stitch * wale)).astype(np.float32), width=0.78, height=0.9)


def _stocking(rng: np.random.Generator) -> Tile:
    """Stocking stitch: columns of V."""
    size, wales, courses = 512, 24, 28
    across = (np.arange(size) + 0.5) / size * wales
    down = (np.arange(size) + 0.5)[:, None] / size * courses
    wobble = 0.18 * band_noise((size, size), rng=rng, low=3, high=20)
    leg = np.abs(across % 1 - 0.5)[None]
    loop = np.cos(2 * np.pi * (down + 1.1 * leg + 0.3 * wobble)) * 0.35
    column = np.sin(np.pi * (across % 1))[None] ** 0.6
    height = 0.060 * (column * (1 + loop) + 0.12 * wobble)
    return Tile(pixels=height.astype(np.float32), width=14.0, height=14.0)


def _cable(rng: np.random.Generator) -> Tile:
    """Two strands that wind about each other, between ribs, every 15 cm."""
    size, width, height_cm = 512, 15.0, 14.0
    across = ((np.arange(size) + 0.5) / size * width - width / 2)[None]
    down = ((np.arange(size) + 0.5) / size)[:, None] * 2 * np.pi
    total = np.full((size, size), -0.05, np.float32)
    for turn in (0.0, np.pi):
        middle = 1.25 * np.sin(2 * down + turn)
        over = 0.10 * np.cos(2 * down + turn)
        strand = np.sqrt(np.clip(1 - ((across - middle) / 1.35) ** 2, 0, 1))
        plait = 0.05 * np.cos(2 * np.pi * (down / (2 * np.pi) * 22 + (across - middle) * 0.8))
        total = np.maximum(total, np.where(strand > 0, strand * (0.30 + over + plait), total))
    ribs = 0.10 * np.abs(np.sin(np.pi * (np.abs(across) - 2.9) / 1.15)) * (np.abs(across) > 2.9)
    moss = 0.035 * np.sin(down * 26) * (np.abs(across) > 2.9)
    total = np.maximum(total, np.where(np.abs(across) > 2.9, ribs + moss, total))
    total = total + 0.010 * band_noise((size, size), rng=rng, low=30, high=120)
    # The tile's middle lies on the garment's.
    return Tile(pixels=np.roll(cv2.GaussianBlur(total, (0, 0), 1.5), size // 2, axis=1), width=width, height=height_cm)


_WEAVES: dict[str, Callable[[np.random.Generator], Tile]] = {
    "cable": _cable,
    "fleece": _noise_weave(0.016, (14, 48, None, 1.0)),
    "jersey": _noise_weave(0.0035, (30, 60, 0.0, 1.0), (30, 60, None, 0.7)),
    "leather": _noise_weave(0.010, (14, 40, None, 1.0), (3, 8, None, 1.0)),
    "pique": _noise_weave(0.006, (34, 52, np.pi / 4, 1.0), (34, 52, -np.pi / 4, 1.0)),
    "poplin": _noise_weave(0.003, (30, 60, 0.0, 1.0), (30, 60, np.pi / 2, 1.0)),
    "rib": _rib,
    "stocking": _stocking,
    "twill": _noise_weave(0.008, (34, 56, np.pi / 4, 1.0), (12, 40, 0.0, 0.5)),
    "wool": _noise_weave(0.008, (24, 58, None, 1.0), (30, 50, np.pi / 4, 0.5)),
}
