"""What is printed and woven on cloth, drawn on a canvas whose edges meet."""

from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from wornby.studio.rendering.surfaces import linear
from wornby.studio.rendering.tiles import Floats, Tile, band_noise, linear_picture

SIDE_CM = 60.0
_DRAWN_PX, _KEPT_PX = 1536, 1024
_SHIFT = 4
_VEINED_PX = 45
_OUTSIDE = -0.1
Color = tuple[int, int, int]


def rgb(color: str) -> Color:
    """Read "#rrggbb" as three numbers, 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mixed(one: Color, other: Color, *, share: float) -> Color:
    """A colour between two; `share` of the other."""
    first, second, third = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return first, second, third


class Canvas:
    """A square of printed cloth; what leaves it on one side comes in on the other. Lengths in centimetres."""

    def __init__(self, ground: Color, *, side: float = SIDE_CM) -> None:
        """Spread the ground over a square of so many centimetres."""
        self.side = side
        self.scale = _DRAWN_PX / side
        self.pixels: NDArray[np.uint8] = np.full((_DRAWN_PX, _DRAWN_PX, 3), ground, np.uint8)

    def fill(self, outline: Floats, color: Color) -> None:
        """Fill an outline. (K, 2), cm."""
        points = outline * self.scale
        low, high = points.min(0), points.max(0)
        for right in (-_DRAWN_PX, 0, _DRAWN_PX):
            if high[0] + right < 0 or low[0] + right > _DRAWN_PX:
                continue
            for down in (-_DRAWN_PX, 0, _DRAWN_PX):
                if high[1] + down < 0 or low[1] + down > _DRAWN_PX:
                    continue
                moved = np.round((points + np.array([right, down])) * 2**_SHIFT).astype(np.int32)
                cv2.fillPoly(self.pixels, [moved], color, cv2.LINE_AA, _SHIFT)

    def stroke(self, path: Floats, color: Color, *, width: float) -> None:
        """Draw a brush stroke that tapers to both ends. (K, 2), cm."""
        run = np.empty_like(path)
        run[:-1] = path[1:] - path[:-1]
        run[-1] = run[-2]
        across = run[:, ::-1] * np.array([-1, 1]) / np.maximum(np.hypot(run[:, 0], run[:, 1]), 1e-6)[:, None]
        half = width / 2 * _taper(len(path))
        self.fill(np.concatenate([path + across * half, (path - across * half)[::-1]]), color)

    def tile(self) -> Tile:
        """The print, small enough to be sampled without false patterns."""
        light = linear_picture(self.pixels)
        small = np.asarray(cv2.resize(light, (_KEPT_PX, _KEPT_PX), interpolation=cv2.INTER_AREA), np.float32)
        return Tile(pixels=_wrapped_blur(small, sigma=0.8), width=self.side, height=self.side)


@cache
def _even(steps: int) -> Floats:
    return np.linspace(0, 1, steps, dtype=np.float32)


@cache
def _taper(steps: int) -> Floats:
    return np.asarray(np.sin(np.linspace(0.25, np.pi - 0.12, steps))[:, None], np.float32)


def _wrapped_blur(pixels: Floats, *, sigma: float) -> Floats:
    edge = 8
    wide = cv2.copyMakeBorder(pixels, edge, edge, edge, edge, cv2.BORDER_WRAP)
    return np.ascontiguousarray(cv2.GaussianBlur(wide, (0, 0), sigma)[edge:-edge, edge:-edge], np.float32)


def scatter(
    radii: Sequence[float], *, rng: np.random.Generator, gap: float = 1.0, side: float = SIDE_CM
) -> list[tuple[Floats, float]]:
    """Places for discs that keep off each other, also over the edges; what finds no place is left out."""
    placed: list[tuple[Floats, float]] = []
    centres = np.zeros((0, 2), np.float32)
    taken = np.zeros(0, np.float32)
    for radius in radii:
        tries = rng.uniform(0, side, (40, 2)).astype(np.float32)
        away = np.abs(tries[:, None] - centres[None])
        away = np.minimum(away, side - away)
        free = np.hypot(away[..., 0], away[..., 1]) - gap * (taken + radius)[None]
        good = np.flatnonzero(free.min(1, initial=np.inf) > 0)
        if len(good):
            best = good[0]
            placed.append((tries[best], radius))
            centres = np.concatenate([centres, tries[best][None]])
            taken = np.append(taken, np.float32(radius))
    return placed


# ---- stripes and checks: threads along one axis, or both


def threads(bands: Sequence[tuple[float, int]], colors: Sequence[str], *, pixels: int) -> tuple[Floats, float]:
    """Colours along one axis.

    Args:
        bands: Width in cm and index of the colour.
        colors: "#rrggbb".
        pixels: To give.

    Returns:
        Linear RGB, (pixels, 3), and the length in cm.
    """
    length = sum(width for width, _ in bands)
    ends = np.cumsum([width for width, _ in bands])
    finer = 8
    places = (np.arange(pixels * finer) + 0.5) / (pixels * finer) * length
    which = np.minimum(np.searchsorted(ends, places, side="right"), len(bands) - 1)
    values = np.stack([linear(colors[index]) for _, index in bands])[which]
    fine = np.concatenate([values[-finer:], values, values[:finer]])
    soft = np.stack([np.convolve(fine[:, channel], np.ones(finer) / finer, "same") for channel in range(3)], 1)
    return soft[finer:-finer].reshape(pixels, finer, 3).mean(1).astype(np.float32), length


def _per_tile(length: float) -> int:
    return int(np.clip(round(length * 17), 16, 2000))


def stripes(bands: Sequence[tuple[float, int]], colors: Sequence[str], *, upright: bool) -> Tile:
    """Stripes, one after the other as given: width in cm and index of the colour."""
    length = sum(width for width, _ in bands)
    values, _ = threads(bands, colors, pixels=_per_tile(length))
    if upright:
        return Tile(pixels=np.repeat(values[None], 4, axis=0), width=length, height=1.0)
    return Tile(pixels=np.repeat(values[:, None], 4, axis=1), width=1.0, height=length)


def checks(bands: Sequence[tuple[float, int]], colors: Sequence[str], *, lead: float, twill: bool) -> Tile:
    """The same threads as warp and weft.

    Args:
        bands: Width in cm and index of the colour; 0 is the ground.
        colors: "#rrggbb".
        lead: Share of an accent where it crosses the ground; 0.5 is a plain weave.
        twill: Whether diagonals show where colours cross.
    """
    length = sum(width for width, _ in bands)
    values, _ = threads(bands, colors, pixels=_per_tile(length))
    ground = linear(colors[0])
    strong = np.minimum(np.abs(values - ground).sum(1) / 0.12, 1)
    down, across = strong[:, None], strong[None, :]
    # Share of the weft: half where both or neither are an accent's.
    weft = 0.5 + (lead - 0.5) * (down - across)
    if twill:
        count = len(values)
        repeats = max(1, round(length / 0.42))
        step = (np.arange(count)[:, None] + np.arange(count)[None, :]) / count * repeats
        weft = weft + 0.22 * np.sin(2 * np.pi * step) * np.abs(down - across)
    pixels = values[:, None] * weft[..., None] + values[None] * (1 - weft[..., None])
    return Tile(pixels=pixels.astype(np.float32), width=length, height=length)


def dots(ground: Color, accents: Sequence[Color], *, rng: np.random.Generator) -> Tile:
    """Dots in a staggered grid."""
    canvas = Canvas(ground)
    count = int(rng.choice([14, 18, 22, 28, 36]))
    pitch = SIDE_CM / count
    radius = pitch * rng.uniform(0.19, 0.27)
    rows = 2 * round(count * 0.58)
    several = len(accents) if len(accents) > 1 and rng.random() < 0.4 else 1
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    circle = np.stack([np.cos(turn), np.sin(turn)], 1).astype(np.float32)
    for row in range(rows):
        for column in range(count):
            centre = np.array([(column + row % 2 / 2) * pitch, row * SIDE_CM / rows], np.float32)
            canvas.fill(centre + circle * radius, accents[(row + column) % several])
    return canvas.tile()


# ---- flowers


def _spoke(centre: Floats, angle: float, *, start: float, end: float, bow: float = 0.0, steps: int = 9) -> Floats:
    along = start + (end - start) * _even(steps)
    turn = angle + bow * (along - start) / max(end - start, 1e-6)
    return np.asarray(centre + along[:, None] * np.stack([np.cos(turn), np.sin(turn)], 1), np.float32)


def _petal(
    centre: Floats, angle: float, *, length: float, width: float, rng: np.random.Generator, notch: float = 0.0
) -> Floats:
    along = _even(15)
    half = width / 2 * np.clip(np.sin(np.pi * along**0.72), 0, 1) ** 0.8 * (1 + 0.06 * rng.standard_normal(15))
    run = along * length
    run[-4:] -= notch * length * _even(4) ** 2
    ahead, aside = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
    bend = 0.10 * width * rng.standard_normal() * along**2
    left = centre + run[:, None] * ahead + (half + bend)[:, None] * aside
    right = centre + run[:, None] * ahead + (bend - half)[:, None] * aside
    return np.concatenate([left, right[::-1]]).astype(np.float32)


Inks = tuple[Color, Color, Color, Color, Color]
"""Petals, their shade, their light, heart, leaves."""


def _blossom(canvas: Canvas, centre: Floats, *, radius: float, inks: Inks, rng: np.random.Generator) -> None:
    """A flower with five or six broad petals, as of a cherry or an anemone."""
    count, turn = int(rng.integers(5, 7)), rng.uniform(0, np.pi)
    petals, shade, light, heart, _ = inks
    for index in rng.permutation(count):
        angle = turn + 2 * np.pi * index / count + rng.normal(0, 0.07)
        length = radius * rng.uniform(0.9, 1.04)
        outline = _petal(centre, angle, length=length, width=radius * 0.98, rng=rng, notch=0.10)
        canvas.fill(centre + (outline - centre) * 1.04, shade)
        canvas.fill(outline, petals)
        canvas.fill(_petal(centre, angle + 0.1, length=length * 0.8, width=radius * 0.44, rng=rng), light)
        for bow in (-0.22, 0.0, 0.22) if radius * canvas.scale > _VEINED_PX else ():
            path = _spoke(centre, angle + bow, start=radius * 0.15, end=radius * rng.uniform(0.45, 0.7), bow=bow * 0.5)
            canvas.stroke(path, shade, width=radius * 0.05)
    _heart(canvas, centre, radius=radius * 0.2, color=heart, dark=shade)


def _heart(canvas: Canvas, centre: Floats, *, radius: float, color: Color, dark: Color) -> None:
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ring = np.stack([np.cos(turn), np.sin(turn)], 1).astype(np.float32)
    canvas.fill(centre + ring * radius, color)
    for step in range(11):
        spot = centre + radius * 1.25 * np.array([np.cos(step * 2.4), np.sin(step * 2.4)]) * np.sqrt((step + 2) / 11)
        canvas.fill((spot + ring[::3] * radius * 0.15).astype(np.float32), color if step > 5 else dark)


def _daisy(canvas: Canvas, centre: Floats, *, radius: float, inks: Inks, rng: np.random.Generator) -> None:
    """A flower with many narrow petals."""
    count = int(rng.integers(11, 16))
    petals, shade, light, heart, _ = inks
    for index in range(count):
        angle = 2 * np.pi * index / count + rng.normal(0, 0.05)
        length = radius * rng.uniform(0.86, 1.05)
        canvas.fill(_petal(centre, angle, length=length, width=radius * 0.36, rng=rng), light if index % 3 else petals)
        if radius * canvas.scale > _VEINED_PX:
            canvas.stroke(_spoke(centre, angle, start=radius * 0.3, end=length * 0.8), shade, width=radius * 0.035)
    _heart(canvas, centre, radius=radius * 0.25, color=heart, dark=shade)


def _rose(canvas: Canvas, centre: Floats, *, radius: float, inks: Inks, rng: np.random.Generator) -> None:
    """A full flower of petals that wind about each other."""
    petals, shade, light, _, _ = inks
    turn = rng.uniform(0, np.pi)
    for ring, (size, count) in enumerate(((1.0, 6), (0.78, 5), (0.55, 4), (0.33, 3))):
        for index in range(count):
            angle = turn + ring * 0.6 + 2 * np.pi * index / count
            away = centre + radius * size * 0.42 * np.array([np.cos(angle), np.sin(angle)])
            width = radius * size * 0.62
            around = 2 * np.pi * _even(23)[:-1]
            wobble = width * (1 + 0.07 * np.sin(3 * around + angle) + 0.03 * rng.standard_normal(22))
            outline = away + wobble[:, None] * np.stack([np.cos(around), np.sin(around)], 1)
            canvas.fill((centre + (outline - centre) * 1.03).astype(np.float32), shade)
            tint = mixed(petals, light, share=(0.0, 0.35, 0.15, 0.5)[ring] + 0.12 * (index % 2))
            canvas.fill((away + (outline - away) * 0.93).astype(np.float32), tint)
    canvas.stroke(_spoke(centre, turn, start=-radius * 0.1, end=radius * 0.14, bow=2.0), shade, width=radius * 0.1)


def _leaf(canvas: Canvas, centre: Floats, *, angle: float, length: float, inks: Inks, rng: np.random.Generator) -> None:
    color = inks[4]
    tone = mixed(color, inks[int(rng.integers(1, 3))], share=rng.uniform(0, 0.25))
    canvas.fill(_petal(centre, angle, length=length, width=length * 0.42, rng=rng), tone)
    vein = mixed(tone, (250, 248, 235), share=0.4)
    if length * canvas.scale > _VEINED_PX / 2:
        canvas.stroke(_spoke(centre, angle, start=0, end=length * 0.92), vein, width=length * 0.035)
    for step in (0.3, 0.5, 0.7) if length * canvas.scale > _VEINED_PX else ():
        base = _spoke(centre, angle, start=step * length, end=step * length, steps=2)[0]
        for side in (-0.75, 0.75):
            path = _spoke(base, angle + side, start=0, end=length * 0.17, steps=4)
            canvas.stroke(path, vein, width=length * 0.022)


def _sprig(canvas: Canvas, centre: Floats, *, radius: float, inks: Inks, rng: np.random.Generator) -> None:
    """A stem with leaves and a few buds."""
    angle = rng.uniform(0, 2 * np.pi)
    stem = _spoke(centre, angle, start=-radius, end=radius, bow=rng.uniform(-0.5, 0.5), steps=14)
    canvas.stroke(stem, inks[4], width=radius * 0.09)
    for index, base in enumerate(stem[2:-1:2]):
        side = 1 if index % 2 else -1
        _leaf(canvas, base, angle=angle + side * rng.uniform(0.6, 0.95), length=radius * 0.62, inks=inks, rng=rng)
    turn = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    for bud in (stem[-1], stem[-3]):
        canvas.fill((bud + radius * 0.14 * np.stack([np.cos(turn), np.sin(turn)], 1)).astype(np.float32), inks[0])


def flowers(ground: Color, accents: Sequence[Color], *, leaf: Color, rng: np.random.Generator) -> Tile:
    """Flowers and leaves of several sizes, scattered; the ground keeps more than half."""
    side = SIDE_CM * float(rng.choice([0.55, 0.75, 1.0]))
    scale = side / SIDE_CM
    canvas = Canvas(ground, side=side)
    radii = np.concatenate([np.full(13, 4.3), np.full(24, 2.7), np.full(36, 1.8), np.full(40, 1.2)]) * scale
    draws = [(_blossom, _rose, _daisy)[index] for index in rng.permutation(3)[:2]]
    limit, inked = 0.40 * side**2, 0.0
    for index, (centre, radius) in enumerate(scatter(list(radii), rng=rng, gap=1.04, side=side)):
        color = accents[int(rng.choice(len(accents), p=_falling(len(accents))))]
        inks = _inks(color, heart=accents[(index + 1) % len(accents)], leaf=leaf, ground=ground)
        inked += (1.1 if index % 3 == 1 else 2.0) * radius**2
        if inked > limit:
            break
        if index % 3 == 1:
            _sprig(canvas, centre, radius=radius * 1.05, inks=inks, rng=rng)
            continue
        start = rng.uniform(0, 6)
        for turn in (start, start + rng.uniform(0.8, 2.4)):
            place = _spoke(centre, turn, start=radius * 0.55, end=radius, steps=2)[0]
            _leaf(canvas, place, angle=turn, length=radius * 0.8, inks=inks, rng=rng)
        draws[index % len(draws)](canvas, centre, radius=radius * 0.88, inks=inks, rng=rng)
    return canvas.tile()


def _falling(count: int) -> NDArray[np.float64]:
    shares = 0.62 ** np.arange(count)
    return np.asarray(shares / shares.sum(), np.float64)


def _inks(color: Color, *, heart: Color, leaf: Color, ground: Color) -> Inks:
    dark, pale = (28, 20, 34), (255, 250, 240)
    middle = mixed(heart, (236, 190, 70), share=0.6)
    deep = mixed(color, dark if sum(color) > 150 else ground, share=0.34)
    return color, deep, mixed(color, pale, share=0.38), middle, leaf


# ---- coats of animals, and the rest


def leopard(ground: Color, accents: Sequence[Color], *, rng: np.random.Generator) -> Tile:
    """Rosettes: a darker heart in a broken ring."""
    side = SIDE_CM * rng.uniform(0.72, 0.95)
    canvas = Canvas(ground, side=side)
    dark, heart = accents[0], mixed(ground, accents[-1], share=0.36)
    radii = sorted(rng.uniform(0.5, 1.75, 620) * side / SIDE_CM, reverse=True)
    for centre, radius in scatter(radii, rng=rng, gap=1.07, side=side):
        lean = rng.normal(0, 0.5)
        turn = np.array([[np.cos(lean), np.sin(lean)], [-np.sin(lean), np.cos(lean)]])
        axes = turn * np.array([[1.0], [rng.uniform(0.7, 0.95)]])
        if radius < side / SIDE_CM:
            canvas.fill(centre + _ring(radius * rng.uniform(0.5, 0.8), rng=rng) @ axes, dark)
            continue
        canvas.fill(centre + _ring(radius * 0.62, rng=rng) @ axes, heart)
        start, pieces = rng.uniform(0, 6), int(rng.integers(3, 6))
        for piece in range(pieces):
            share = 2 * np.pi / pieces
            angle = start + share * (piece + rng.uniform(0.3, 0.6))
            reach = share * rng.uniform(0.36, 0.52) / 2 * 1.7
            blot = _ring(1.0, rng=rng) * np.array([radius * 0.24 * rng.uniform(0.8, 1.3), reach])
            away, round_it = radius * rng.uniform(0.64, 0.80) + blot[:, :1], angle + blot[:, 1:]
            canvas.fill(centre + np.hstack([np.cos(round_it), np.sin(round_it)]) * away @ axes, dark)
    return canvas.tile()


def _ring(radius: float, *, rng: np.random.Generator) -> Floats:
    """An uneven circle. (28, 2)."""
    place = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    circle = np.stack([np.cos(place), np.sin(place)], 1)
    return np.asarray(circle * (radius * _lumpy(28, rng=rng))[:, None], np.float32)


def _lumpy(count: int, *, rng: np.random.Generator) -> Floats:
    place = np.linspace(0, 2 * np.pi, count, endpoint=False)
    waves = np.stack([np.sin(often * place + rng.uniform(0, 6)) / often for often in (2, 3, 5)])
    return np.asarray(1 + 0.20 * waves.sum(0), np.float32)


def zebra(ground: Color, accents: Sequence[Color], *, rng: np.random.Generator) -> Tile:
    """Stripes that fork and end, from noise with one direction."""
    often = rng.uniform(13, 18)
    noise = band_noise((512, 512), rng=rng, low=often * 0.82, high=often * 1.2, angle=np.pi / 2, spread=0.30)
    return _inked(noise, ground, accents[:1], shares=(0.39,))


def _inked(noise: Floats, ground: Color, accents: Sequence[Color], *, shares: Sequence[float]) -> Tile:
    """The highest places of noise in the first colour, the next in the second, and so on."""
    fine = cv2.resize(cv2.copyMakeBorder(noise, 4, 4, 4, 4, cv2.BORDER_WRAP), None, fx=2, fy=2)[8:-8, 8:-8]
    slope = float(np.abs(np.diff(fine, axis=0)).mean()) * 2
    pixels = np.broadcast_to(_light(ground), (*fine.shape, 3))
    for color, share in list(zip(accents, np.cumsum(shares), strict=False))[::-1]:
        limit = np.quantile(fine[::4, ::4], 1 - share)
        cover = np.clip((fine - limit) / slope + 0.5, 0, 1)[..., None]
        pixels = pixels * (1 - cover) + _light(color) * cover
    return Tile(pixels=_wrapped_blur(pixels.astype(np.float32), sigma=0.8), width=SIDE_CM, height=SIDE_CM)


def _light(color: Color) -> Floats:
    return np.asarray(linear_picture(np.array([[color]], np.uint8))[0, 0], np.float32)


def ikat(ground: Color, accents: Sequence[Color], *, rng: np.random.Generator) -> Tile:
    """Diamonds whose edges run along the warp, as where threads were dyed before they were woven."""
    count = int(rng.integers(4, 7))
    place = (np.arange(512) + 0.5) / 512
    drift = band_noise((512, 512), rng=rng, low=20, high=160, angle=0.0, spread=0.04) * 0.030
    across = np.abs((place[None] * count) % 1 - 0.5) * 2
    down = np.abs((place[:, None] * round(count * 0.75) + drift) % 1 - 0.5)
    shape = 1.0 - across * 0.9 - down * 2 * 0.9
    rings = np.where(shape < _OUTSIDE, -0.6 + 0.1 * shape, np.cos(shape * 2 * np.pi * 1.55))
    return _inked(rings.astype(np.float32), ground, accents, shares=(0.21, 0.12))


def zigzag(ground: Color, accents: Sequence[Color], *, rng: np.random.Generator) -> Tile:
    """Rows of points."""
    canvas = Canvas(ground)
    rows, points = int(rng.integers(9, 15)), int(rng.integers(10, 16))
    pitch, step = SIDE_CM / rows, SIDE_CM / points
    places = np.arange(-1, 2 * points + 2)
    edge = np.stack([places * step / 2, np.where(places % 2, 0.5, -0.5) * step * 0.62], 1)
    for row in range(rows):
        for index, width in enumerate((0.19, 0.08)[: 1 + (len(accents) > 1)]):
            middle = edge + np.array([0, pitch * (row + 0.42 * index)])
            half = np.array([0, pitch * width / 2])
            canvas.fill(np.concatenate([middle - half, (middle + half)[::-1]]).astype(np.float32), accents[index])
    return canvas.tile()


def paisley(ground: Color, accents: Sequence[Color], *, rng: np.random.Generator) -> Tile:
    """Drops with a bent tip, with rings and dots in them."""
    canvas = Canvas(ground)
    scale = rng.uniform(0.8, 1.15)
    radii = np.concatenate([np.full(40, 3.7), np.full(60, 2.1), np.full(150, 0.7)]) * scale
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    circle = np.stack([np.cos(turn), np.sin(turn)], 1)
    for index, (centre, radius) in enumerate(scatter(list(radii), rng=rng, gap=0.86)):
        color, other = accents[index % len(accents)], accents[(index + 1) % len(accents)]
        if radius < scale:
            canvas.fill((centre + circle * radius * 0.4).astype(np.float32), color)
            continue
        lean = rng.uniform(0, 2 * np.pi)
        for size, ink in ((1.0, color), (0.80, ground), (0.66, other), (0.45, ground), (0.34, color)):
            canvas.fill(_drop(centre, radius * size, lean), ink)
        for step in range(14):
            angle = 2 * np.pi * step / 14
            place = centre + radius * np.array([np.cos(angle), np.sin(angle)]) * 0.53
            canvas.fill((place + circle * radius * 0.05).astype(np.float32), ground)
    return canvas.tile()


def _drop(centre: Floats, radius: float, lean: float) -> Floats:
    place = np.linspace(0, 2 * np.pi, 44, endpoint=False)
    tip = np.exp(-((np.minimum(place, 2 * np.pi - place) / 0.42) ** 2))
    away = radius * 0.66 * (1 + 0.85 * tip)
    angles = place + lean + 0.75 * tip
    return np.asarray(centre + away[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1), np.float32)
