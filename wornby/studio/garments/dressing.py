"""Dresses a figure: garments in the order in which they lie over each other, and what stays bare."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from wornby.datamodel import Cloth, Place
from wornby.imaging.regions import garment_part
from wornby.studio.figures.body import Bare
from wornby.studio.figures.figure import CHEST
from wornby.studio.garments import dresses, lowers, outers, uppers
from wornby.studio.garments.fabrics import fabric_of
from wornby.studio.garments.tailoring import Making
from wornby.studio.looks import Look
from wornby.studio.rendering.mesh import Patch

_UPPERS: Mapping[str, Callable[[Making], list[Patch]]] = {
    "t-shirt": uppers.t_shirt,
    "longsleeve": uppers.longsleeve,
    "polo": uppers.polo,
    "shirt": uppers.shirt,
    "top": uppers.top,
    "knitwear": uppers.knitwear,
    "sweatshirt": uppers.sweatshirt,
}
_OUTERS: Mapping[str, Callable[[Making], list[Patch]]] = {"jacket": outers.jacket, "coat": outers.coat}
_OVER = {**_UPPERS, **_OUTERS}
_LOWERS: Mapping[str, Callable[[Making], list[Patch]]] = {
    "trousers": lowers.trousers,
    "jeans": lowers.jeans,
    "leggings": lowers.leggings,
    "shorts": lowers.shorts,
    "skirt": lowers.skirt,
}
GARMENTS: Mapping[Place, tuple[str, ...]] = {
    Place.OUTER: (*_OUTERS, *_UPPERS),
    Place.UPPER: (*_UPPERS, *_OUTERS),
    Place.DRESS: ("dress",),
    Place.LOWER: tuple(_LOWERS),
}
"""Kinds that can be made, by place; shoes and headwear have makers of their own."""

# Ease from tight to wide, cm.
_EASE: Mapping[str, tuple[float, float]] = {
    "t-shirt": (1.2, 4.0),
    "longsleeve": (1.0, 3.2),
    "polo": (1.2, 3.2),
    "shirt": (1.6, 4.2),
    "top": (1.0, 2.6),
    "knitwear": (1.8, 4.4),
    "sweatshirt": (2.2, 5.0),
    "jacket": (3.0, 4.6),
    "coat": (3.8, 5.6),
    "dress": (1.0, 3.0),
    "trousers": (0.0, 2.4),
    "jeans": (0.0, 2.0),
    "shorts": (0.4, 2.2),
    "skirt": (0.2, 2.6),
    "leggings": (0.2, 0.4),
}
_CREASE: Mapping[str, float] = {
    "shirt": 1.15, "knitwear": 0.8, "sweatshirt": 1.0, "jacket": 0.9, "coat": 0.7, "t-shirt": 1.05,
}  # fmt: skip
_SHORT_SLEEVES = frozenset({"t-shirt", "polo"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dressed:
    """Garments as patches, and what of the body they leave bare."""

    patches: tuple[Patch, ...]
    bare: Bare


def dress(look: Look, *, rng: np.random.Generator) -> Dressed:
    """Make all garments of a look but those on head and feet."""
    patches: list[Patch] = []
    lower, upper = look.garment(Place.LOWER), look.garment(Place.UPPER)
    outer, whole = look.garment(Place.OUTER), look.garment(Place.DRESS)
    tucked = _tucked(upper, lower=lower, outer=outer)
    thigh = 0.0
    if lower is not None:
        making = _making(look, lower, part=garment_part(lower.place, kind=lower.kind), rng=rng)
        patches += _LOWERS[lower.kind](making)
        thigh = (3.4 if lower.kind == "skirt" else 1.7) + 0.5 * making.ease
    if whole is not None:
        patches += dresses.dress(_making(look, whole, part="dress", rng=rng))
    if upper is not None:
        making = _making(look, upper, part="upper", rng=rng)
        patches += _OVER[upper.kind](replace(making, under=0.5 + thigh, tucked=tucked))
    if outer is not None:
        making = replace(_making(look, outer, part="outer", rng=rng), under=0.3 + 0.5 * thigh)
        patches += _OVER[outer.kind](making)
    return Dressed(patches=tuple(patches), bare=_bare(look))


def _tucked(upper: Cloth | None, *, lower: Cloth | None, outer: Cloth | None) -> bool:
    if upper is None or lower is None or upper.kind in {"sweatshirt", "knitwear", *_OUTERS}:
        return False
    return lower.kind == "skirt" or (upper.kind == "shirt" and outer is not None)


def _making(look: Look, cloth: Cloth, *, part: str, rng: np.random.Generator) -> Making:
    low, high = _EASE[cloth.kind]
    ease = low + (high - low) * look.fit(cloth.place)
    under_outer = cloth.place is Place.UPPER and look.garment(Place.OUTER) is not None
    if under_outer:
        ease = min(ease, 1.6)
    if cloth.place is Place.OUTER:
        ease = max(ease, 3.0)
    fabric = fabric_of(cloth, printed=_printed(look, cloth, ease=ease), product=cloth.place is look.product)
    return Making(
        figure=look.figure,
        cloth=cloth,
        part=part,
        fabric=fabric.front,
        rest=fabric.rest,
        trim=fabric.trim,
        metal=fabric.metal,
        ease=ease,
        rng=rng,
        crease=_CREASE.get(cloth.kind, 1.0),
    )


def _printed(look: Look, cloth: Cloth, *, ease: float) -> tuple[float, float] | None:
    if cloth.motif is None:
        return None
    figure = look.figure
    share = CHEST if cloth.place is not Place.LOWER else 0.505
    wide = 2 * (float(figure.trunk(np.array([figure.at(share)]))[0, 0]) + ease)
    tall = figure.at(0.34 if cloth.place is not Place.DRESS else 0.54)
    top = tall * cloth.motif.top
    rows, columns = cloth.motif.pixels.shape[:2]
    # A tall print is made smaller until it ends on the garment.
    return min(wide * cloth.motif.width, 0.9 * (tall - top) * columns / rows), top


def _bare(look: Look) -> Bare:
    worn = [cloth for cloth in look.garments if cloth.place in {Place.UPPER, Place.OUTER, Place.DRESS}]
    lower = look.garment(Place.LOWER)
    arms = 1.7
    for cloth in worn:
        arms = min(arms, _sleeve_end(cloth)) if len(worn) == 1 else arms
    legs = -0.3
    if lower is not None:
        legs = {"shorts": 0.4, "skirt": 0.1}.get(lower.kind, 1.7)
    deep = any("v" in cloth.cut.split("-") or cloth.kind in {"top", "dress"} for cloth in worn)
    return Bare(trunk=0.762 if deep else 0.80, arms=arms, legs=legs)


def _sleeve_end(cloth: Cloth) -> float:
    if cloth.kind in _SHORT_SLEEVES:
        return 0.35
    if cloth.kind == "top" or "sleeveless" in cloth.cut:
        return -0.3
    if cloth.kind == "dress" and "long" not in cloth.cut:
        return 0.25
    return 1.65
