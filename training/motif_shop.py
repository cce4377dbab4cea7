"""Pairs for the judge of motifs, as the search of `wornby/imaging` lays them: composites of a shop of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.composites import CompositeProduct, make_catalogue, make_worn
from benchmarks.composites.catalogue import PICTURE_PX, enlarged
from training.motif_drawn import JUDGED_PX
from wornby.datamodel import BoundingBox, LocalFeatures, Pixels
from wornby.imaging.colors import hex_to_lab
from wornby.imaging.local_features import garment_picture, motif_patch
from wornby.imaging.motif_pairs import half_sides
from wornby.imaging.motif_search import Cloth, laid_out, refined, stretched, whole_sides

# Numbers of this shop's motifs begin at 1000 times this: no product that the matcher is fitted on has them.
SHOP = 1
_PRINTED = 24.0
_WRONG = 10
_OWN_PLACES, _PLACES = 3, 2
_JITTER = 0.03
_SIZE_NEAR = 0.32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShownMotif:
    """A product's motif without its points."""

    product: CompositeProduct
    features: LocalFeatures


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShopPair:
    """A pair as the search lays it.

    Attributes:
        pixels: Patch and cloth side by side. (S, 2 S, 3), uint8, RGB.
        right: Whether the motif is the garment's.
        group: Number of the photo.
        side_px: Shorter side of the garment's motif in the photo.
    """

    pixels: Pixels
    right: bool
    group: int
    side_px: float


def shown_motifs(products: Sequence[CompositeProduct]) -> list[ShownMotif]:
    """The motifs of products that have one, cut out where their pictures differ from pictures of bare cloth."""
    return [found for product in products if product.motif is not None and (found := _shown(product)) is not None]


def shop_pairs(motifs: Sequence[ShownMotif], *, seeds: Sequence[int], limit: int) -> Iterator[ShopPair]:
    """Look for each product's motif, and for others, in photos of it."""
    group = 0
    for seed in seeds:
        for motif in motifs:
            if group >= limit:
                return
            rng = np.random.default_rng([seed, group])
            photo = make_worn(motif.product, seed=seed)
            if photo.box is None:
                continue
            picture = garment_picture(photo.pixels, _jittered(photo.box, rng))
            cloth, scale = Cloth(picture.pixels), picture.scale
            for other in (motif, *_wrong(motif, motifs, rng=rng)):
                own = other.product.motif is motif.product.motif
                if own and other is not motif:
                    continue
                places = list(laid_pairs(cloth, other.features, count=_OWN_PLACES if own else _PLACES))
                if own:
                    near = [each for each in places if _is_near(each.side / scale, photo.side_px)]
                    places = sorted(near, key=lambda each: -each.agreement)[:1]
                for place in places:
                    yield ShopPair(pixels=place.pixels, right=own, group=group, side_px=photo.side_px)
            group += 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LaidPair:
    """A motif laid on a place of a garment: side of the place in pixels, agreement of the colours."""

    pixels: Pixels
    side: float
    agreement: float


def laid_pairs(cloth: Cloth, motif: LocalFeatures, *, count: int) -> Iterator[LaidPair]:
    """A motif's patch with each likely place of it."""
    if motif.patch is None:
        return
    size, patch = (JUDGED_PX, JUDGED_PX), stretched(motif, side=JUDGED_PX)
    for first in cloth.places(motif, count=count):
        place = cloth.closer(motif, first)
        matrix = refined(motif, place.matrix, picture=cloth.picture)
        there = laid_out(cloth.picture, matrix, whole=whole_sides(motif), size=size)
        yield LaidPair(
            pixels=np.concatenate([patch, there], axis=1).astype(np.uint8),
            side=2 * min(half_sides(motif)) * float(np.sqrt(abs(np.linalg.det(matrix[:, :2])))),
            agreement=place.agreement,
        )


def _is_near(side: float, truth: float) -> bool:
    return bool(abs(np.log2(max(side, 1) / max(truth, 1))) < _SIZE_NEAR)


def make_shop(count: int) -> list[ShownMotif]:
    """A shop whose motifs no other recipe looks at."""
    return shown_motifs(make_catalogue(split="train", count=count, seed=SHOP))


def _shown(product: CompositeProduct) -> ShownMotif | None:
    pixels, bare = product.picture, replace(product, motif=None).picture
    # What lies around the garment is drawn anew in each picture.
    inside = cv2.erode(enlarged(product.cut, side=PICTURE_PX)[1].astype(np.uint8), np.ones((7, 7), np.uint8))
    differs = (np.abs(pixels.astype(np.int16) - bare).max(axis=2) > _PRINTED) & (inside > 0)
    differs = cv2.morphologyEx(differs.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    left, top, wide, high = cv2.boundingRect(differs)
    if min(wide, high) < 12:  # noqa: PLR2004 - nothing to see
        return None
    height, width = pixels.shape[:2]
    none: NDArray[np.float32] = np.zeros((0, 2), np.float32)
    features = LocalFeatures(
        points=none,
        frames=none,
        descriptors=np.zeros((0, 128), np.uint8),
        box=BoundingBox(
            x_min=left / width, y_min=top / height, x_max=(left + wide) / width, y_max=(top + high) / height
        ),
        aspect=width / height,
        patch=motif_patch(pixels, (left, top, left + wide, top + high)),
    )
    return ShownMotif(product=product, features=features)


def _wrong(motif: ShownMotif, motifs: Sequence[ShownMotif], *, rng: np.random.Generator) -> list[ShownMotif]:
    """Others: all of the family, then some on cloth of about the same colour, then any."""
    own = hex_to_lab(motif.product.color)
    others = [each for each in motifs if each.product.motif is not motif.product.motif]
    family = [each for each in others if each.product.family == motif.product.family]
    alike = sorted(others, key=lambda each: float(np.linalg.norm(hex_to_lab(each.product.color) - own)))[:20]
    some = [alike[int(index)] for index in rng.choice(len(alike), min(len(alike), _WRONG // 2), replace=False)]
    rest = [others[int(index)] for index in rng.choice(len(others), _WRONG // 2, replace=False)]
    return [*{id(each): each for each in (*family, *some, *rest)}.values()][:_WRONG]


def _jittered(box: BoundingBox, rng: np.random.Generator) -> BoundingBox:
    sides = np.array([box.x_max - box.x_min, box.y_max - box.y_min] * 2)
    moved = np.clip(np.array(box.as_tuple()) + sides * rng.normal(0, _JITTER, 4), 0, 1)
    return BoundingBox(x_min=moved[0], y_min=moved[1], x_max=moved[2], y_max=moved[3])
