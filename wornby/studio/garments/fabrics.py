"""What garments are made of: the surface of each kind, with its pattern and print."""

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from wornby.datamodel import Cloth, Place
from wornby.studio.garments.patterns import cloth_relief, denim_paint, motif_paint, pattern_paint, unprinted
from wornby.studio.rendering.surfaces import Surface

_DENIM_CUTS = frozenset({"denim"})
_WOOL = frozenset({"knitwear", "coat"})
_SMOOTH = frozenset({"bomber", "rain", "hooded", "parka"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fabric:
    """Surfaces of one garment.

    Attributes:
        front: With the print.
        rest: Without it: sleeves, hoods.
        trim: Bands and collars.
        metal: Buttons, zips, strings.
    """

    front: Surface
    rest: Surface
    trim: Surface
    metal: Surface


def rng_of(cloth: Cloth) -> np.random.Generator:
    """Draws what belongs to the cloth, not to the picture: the same garment has the same stripes in every picture."""
    words = "|".join((cloth.place.value, cloth.kind, cloth.color, cloth.pattern, *cloth.accents, cloth.cut))
    return np.random.default_rng(int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big"))


def fabric_of(cloth: Cloth, *, printed: tuple[float, float] | None, product: bool) -> Fabric:
    """Make the surfaces of a garment.

    Args:
        cloth: What was asked for.
        printed: Width of the print and its distance below the upper edge, cm; None where there is none.
        product: Whether the picture is exposed for it.
    """
    rng = rng_of(cloth)
    denim = cloth.kind == "jeans" or cloth.cut in _DENIM_CUTS
    dyed = denim and cloth.pattern == "solid"
    paint = (
        denim_paint(cloth.color, rng=rng, fade=0.8 if cloth.place is Place.LOWER else 0.25)
        if dyed
        else pattern_paint(cloth, rng=rng)
    )
    if cloth.motif is not None and printed is not None:
        paint = motif_paint(paint, cloth.motif, width_cm=printed[0], top_cm=printed[1])
    wool = cloth.kind in _WOOL or cloth.kind == "sweatshirt"
    base = Surface(
        color=cloth.color,
        paint=paint,
        relief=cloth_relief("jeans" if denim else cloth.kind, cut=cloth.cut),
        sheen=0.35 if wool else 0.12,
        soft=0.30 if wool else 0.18,
        gloss=0.10 if cloth.cut in _SMOOTH else 0.02,
        sharpness=14.0,
        ground=product,
    )
    rest = replace(base, paint=unprinted(paint))
    ribbed = cloth.kind in {"t-shirt", "longsleeve", "polo", "knitwear", "sweatshirt"} or cloth.cut == "bomber"
    plain = pattern_paint(replace(cloth, pattern="solid", motif=None), rng=rng)
    trim = replace(rest, ground=False)
    if ribbed:
        trim = replace(trim, paint=plain, relief=cloth_relief("", cut="rib"))
    return Fabric(front=base, rest=rest, trim=trim, metal=_metal(cloth, denim=denim))


def _metal(cloth: Cloth, *, denim: bool) -> Surface:
    if denim:
        return Surface(color="#a9794a", gloss=0.55, sharpness=50)
    if cloth.kind in {"shirt", "polo", "dress"}:
        return Surface(color="#e9e5da", gloss=0.35, sharpness=40)
    if cloth.kind == "sweatshirt":
        return Surface(color=cloth.color, soft=0.3)
    value = sum(int(cloth.color[start : start + 2], 16) for start in (1, 3, 5)) / 3
    return Surface(color="#2b2724" if value > 90 else "#6a655e", gloss=0.4, sharpness=40)
