"""Products: real garments dyed to the product's colour, printed with the product's motif."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from benchmarks.composites.cloth import Bend, MotifMap, Placing, dye, find_torso, lay, shading
from benchmarks.composites.ink import Color
from benchmarks.composites.motifs import PrintedMotif, draw_motif, seeded
from benchmarks.composites.palette import GARMENT_COLORS, fitting_colors, rgb
from benchmarks.composites.sources import GarmentPhoto, garment_photos
from benchmarks.composites.words import Split
from wornby.datamodel import Mask, Pixels
from wornby.imaging.colors import rgb_to_lab

PICTURE_PX = 900
# Shares of a catalogue; the rest are products of no family.
_SAME_CUT = 0.34
_SAME_PRINT = 0.27
_PLAIN = 0.18
_SHOP_GROUND = 0.75
# How often shops print on a kind, over how often on others.
_OFTEN = {"t-shirt": 8.0, "longsleeve": 2.5, "sweatshirt": 2.0, "dress": 2.0, "polo": 1.5}
_SMALL = frozenset({"chest_logo"})
# L* by which the photo's cloth may be lighter or darker than the product's before noise or burnt places show.
_LIGHTER, _DARKER = 75.0, 38.0
# CIE76 between two colours of one print's family.
_APART = 24.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompositeProduct:
    """One product.

    Attributes:
        sku: Its number, unique in the catalogue.
        split: "train" or "held_out".
        kind: Value of garment.kind.
        color: "#rrggbb" of the cloth under white light.
        motif: What is printed on it; None for a plain one.
        family: Shared by products that differ in print alone ("cut-…") or in the cloth's colour alone ("print-…");
            a plain one carries the family whose cut and colour it has, a single one its own.
        cut: The garment's photo.
        placing: Where the motif is.
        second_cut: Another garment of the kind that a second picture shows; None where there is one picture.
    """

    sku: str
    split: Split
    kind: str
    color: str
    motif: PrintedMotif | None
    family: str
    cut: GarmentPhoto
    placing: Placing
    second_cut: GarmentPhoto | None = None

    @property
    def picture(self) -> Pixels:
        """The product's picture, drawn anew at each call, always the same. (H, W, 3), uint8, longer side 900."""
        return self.picture_and_map[0]

    @property
    def picture_and_map(self) -> tuple[Pixels, MotifMap | None]:
        """The product's picture, and where its motif lies in it."""
        return _product_picture(self, self.cut, rng=seeded("picture", self.split, self.sku))

    @property
    def second_picture(self) -> Pixels | None:
        """Another picture of it, where there is one."""
        if self.second_cut is None:
            return None
        return _product_picture(self, self.second_cut, rng=seeded("second picture", self.split, self.sku))[0]


def make_catalogue(*, split: Split, count: int = 240, seed: int = 0) -> list[CompositeProduct]:
    """Make up a shop's products: families of one cut, families of one print, plain ones, single ones.

    Args:
        split: "train" or "held_out"; photos, senders, words and motifs of the two are apart.
        count: How many.
        seed: Another shop for another seed; motifs are the same unless their numbers differ: they start at
            1000 times the seed.

    Returns:
        The products, by family. With 240 there are about 22 families of one cut and colour (3 to 5 prints), 22 of one
        print (2 to 4 colours of cloth), 43 plain ones, and 55 single ones.
    """
    rng = seeded("catalogue", split, seed)
    numbers = iter(range(1000 * seed, 1000 * seed + 1000))
    products: list[CompositeProduct] = []
    while len(products) < _SAME_CUT * count:
        products += _same_cut(split, len(products), numbers=numbers, rng=rng)
    while len(products) < (_SAME_CUT + _SAME_PRINT) * count:
        products += _same_print(split, len(products), numbers=numbers, rng=rng)
    products += _plain(products, round(_PLAIN * count), rng=rng)
    while len(products) < count:
        products.append(_single(split, len(products), numbers=numbers, rng=rng))
    kept = products[:count]
    return [replace(each, sku=f"{split[0].upper()}{seed}-{index:04d}") for index, each in enumerate(kept)]


def fits(cut_lightness: float, color: str) -> bool:
    """Whether cloth of a lightness in a photo can be dyed in a colour without looking false."""
    wanted = float(rgb_to_lab(np.array([[rgb(color)]], np.uint8))[0, 0, 0])
    return wanted - _DARKER <= cut_lightness <= wanted + _LIGHTER


def random_placing(motif: PrintedMotif, rng: np.random.Generator) -> Placing:
    """Where shops print such a motif."""
    if motif.family in _SMALL and rng.random() < 0.8:
        return Placing(width=rng.uniform(0.15, 0.24), across=rng.uniform(0.17, 0.22), down=rng.uniform(0.22, 0.32))
    aspect = motif.pixels.shape[0] / motif.pixels.shape[1]
    width = min(float(rng.uniform(0.45, 0.78)), 0.85 / aspect)
    return Placing(width=width, across=0.0, down=rng.uniform(0.12, 0.22))


def _cut(split: Split, rng: np.random.Generator, *, colors: Sequence[str]) -> GarmentPhoto | None:
    """A garment that can be dyed in all of some colours; kinds that are printed often come more often."""
    usable = [photo for photo in garment_photos(split) if all(fits(photo.lightness, color) for color in colors)]
    if not usable:
        return None
    kinds = sorted({photo.kind for photo in usable})
    often = np.array([_OFTEN.get(kind, 1.0) for kind in kinds])
    kind = str(rng.choice(kinds, p=often / often.sum()))
    usable = [photo for photo in usable if photo.kind == kind]
    return usable[int(rng.integers(len(usable)))]


def _same_cut(split: Split, index: int, *, numbers: Iterator[int], rng: np.random.Generator) -> list[CompositeProduct]:
    """One garment in one colour with three to five prints."""
    cut = None
    while cut is None:
        color = str(rng.choice(GARMENT_COLORS))
        cut = _cut(split, rng, colors=[color])
    found: list[CompositeProduct] = []
    wanted = int(rng.integers(3, 6))
    for number in numbers:
        motif = draw_motif(split, number)
        if color in fitting_colors(motif.pixels, [color]):
            found.append(_product(cut, motif, split=split, color=color, family=f"cut-{index:03d}", rng=rng))
        if len(found) == wanted:
            break
    return found


def _same_print(
    split: Split, index: int, *, numbers: Iterator[int], rng: np.random.Generator
) -> list[CompositeProduct]:
    """One garment and one print in two to four colours."""
    while True:
        motif = draw_motif(split, next(numbers))
        colors: list[str] = []
        for color in rng.permutation(fitting_colors(motif.pixels)):
            if all(_distance(str(color), other) > _APART for other in colors):
                colors.append(str(color))
        colors = colors[: int(rng.integers(2, 5))]
        cut = _cut(split, rng, colors=colors)
        if len(colors) > 1 and cut is not None:
            break
    first = _product(cut, motif, split=split, color=colors[0], family=f"print-{index:03d}", rng=rng)
    second = first.second_cut
    if second is not None and not all(fits(second.lightness, color) for color in colors):
        first = replace(first, second_cut=None)
    return [replace(first, color=color) for color in colors]


def _plain(products: Sequence[CompositeProduct], count: int, *, rng: np.random.Generator) -> list[CompositeProduct]:
    """Products of the same cuts and colours without a print."""
    looks = {(each.cut.name, each.color): each for each in products}
    chosen = [list(looks.values())[int(index)] for index in rng.permutation(len(looks))[:count]]
    return [replace(each, motif=None, family=f"{each.family}-plain") for each in chosen]


def _single(split: Split, index: int, *, numbers: Iterator[int], rng: np.random.Generator) -> CompositeProduct:
    """A print and a colour that no other product has together."""
    while True:
        motif = draw_motif(split, next(numbers))
        colors = fitting_colors(motif.pixels)
        color = str(rng.choice(colors)) if colors else None
        cut = None if color is None else _cut(split, rng, colors=[color])
        if color is not None and cut is not None:
            return _product(cut, motif, split=split, color=color, family=f"single-{index:03d}", rng=rng)


def _product(
    cut: GarmentPhoto, motif: PrintedMotif, *, split: Split, color: str, family: str, rng: np.random.Generator
) -> CompositeProduct:
    others = [each for each in garment_photos(split) if each.kind == cut.kind and each.name != cut.name]
    others = [each for each in others if fits(each.lightness, color)]
    second = others[int(rng.integers(len(others)))] if others and rng.random() < 0.25 else None
    return CompositeProduct(
        sku="",
        split=split,
        kind=cut.kind,
        color=color,
        motif=motif,
        family=family,
        cut=cut,
        placing=random_placing(motif, rng),
        second_cut=second,
    )


def _distance(one: str, other: str) -> float:
    first, second = rgb_to_lab(np.array([[rgb(one), rgb(other)]], np.uint8))[0]
    return float(np.linalg.norm(first - second))


def enlarged(photo: GarmentPhoto, *, side: int) -> tuple[Pixels, Mask]:
    """A garment's photo and mask at another size."""
    pixels, mask = photo.load()
    scale = side / max(pixels.shape[:2])
    large = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    soft = cv2.resize(mask.astype(np.float32), (large.shape[1], large.shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(large, np.uint8), np.asarray(soft > 0.5)


def _product_picture(
    product: CompositeProduct, cut: GarmentPhoto, *, rng: np.random.Generator
) -> tuple[Pixels, MotifMap | None]:
    pixels, mask = enlarged(cut, side=PICTURE_PX)
    shade = woven(shading(pixels, mask), rng=rng)
    printed = None
    if product.motif is not None:
        bend = Bend(turn=rng.normal(0, 0.012), wobble=0.002, folds=0.3, round=3.0)
        torso = find_torso(mask, dress=product.kind == "dress")
        printed = lay(
            product.motif.pixels, shade=shade, torso=torso, placing=product.placing, bend=bend, blur=0.5, rng=rng
        )
    if rng.random() < _SHOP_GROUND:
        pixels = _shop_ground(mask, rng=rng)
    seen = MotifMap.of(printed.sides) if printed is not None else None
    return dye(pixels, mask, color=rgb(product.color), shade=shade, printed=printed, edge=1.2), seen


def woven(shade: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
    """Give enlarged cloth the fine grain that it lost."""
    grain = rng.standard_normal((256, 256)).astype(np.float32)
    grain = cv2.GaussianBlur(grain, (0, 0), 0.7)
    tiles = (shade.shape[0] // 256 + 1, shade.shape[1] // 256 + 1)
    return shade * (1 + 0.02 * np.tile(grain, tiles)[: shade.shape[0], : shade.shape[1]])


def _shop_ground(mask: Mask, *, rng: np.random.Generator) -> Pixels:
    """Pale paper with the garment's soft shadow."""
    tone = float(rng.uniform(0.86, 0.99))
    base: Color = (
        round(255 * tone),
        round(255 * tone * rng.uniform(0.98, 1.0)),
        round(255 * tone * rng.uniform(0.96, 1.0)),
    )
    shadow = cv2.GaussianBlur(np.roll(mask.astype(np.float32), (9, 5), axis=(0, 1)), (0, 0), 12)
    return np.clip(np.array(base) * (1 - 0.22 * shadow[..., None]), 0, 255).astype(np.uint8)
