"""Wearers of a parsed photo: what they wear, carry, and look like."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from wornby.datamodel import NOT_VISIBLE, Fact, GarmentTags, Mask, Photo, Place, WearerTags
from wornby.datamodel.geometry import overlap
from wornby.imaging.regions import HEAD_MARGIN, crop_square, head_box, split_wearers
from wornby.interfaces import ModelSession
from wornby.models.dresser import Dresser, Piece, box_of
from wornby.models.facts import Shares, best_fact
from wornby.models.scene import Scene

HEAD_PX = 160
# Smallest share of the wearer's pixels at which a part counts as a garment; as a bag without a second look.
GARMENT_SHARE = 0.02
FEET_SHARE = 0.006
HEAD_SHARE = 0.008
BAG_SHARE = 0.012
# Below this fraction of it nothing is looked at: specks.
BAG_DOUBTFUL = 0.25
EVEN = 0.5

KINDS: dict[Place, tuple[str, ...]] = {
    # The parser's outer part was merged from coats, jackets and blazers only (training/parser.py).
    Place.OUTER: ("jacket", "coat"),
    Place.UPPER: ("t-shirt", "longsleeve", "polo", "shirt", "top", "knitwear", "sweatshirt"),
    Place.DRESS: ("dress",),
    Place.LOWER: ("trousers", "jeans", "shorts", "skirt", "leggings"),
    Place.FEET: ("boots", "sneakers", "sandals", "heels", "flats", "shoes"),
    Place.HEAD: ("cap", "beanie", "hat", "other"),
}
# What the parser's part leaves open among the kinds of the lower body.
LOWER_KINDS = {"lower": ("trousers", "jeans", "shorts"), "skirt": ("skirt",), "leggings": ("leggings",)}
HEAD_OUTPUTS = {
    "hair_color": "hair.color",
    "hair_length": "hair.length",
    "eyewear": "eyewear.kind",
    "headwear": "headwear.kind",
}


class WearerReader:
    """Turns a scene into wearers."""

    def __init__(self, dresser: Dresser, *, head: ModelSession) -> None:
        self._dresser = dresser
        self._head = head

    @property
    def source(self) -> str:
        """Name and version of the head model."""
        return self._head.source

    def read(self, scene: Scene, *, appearance: bool, photo: Photo | None = None) -> tuple[WearerTags, ...]:
        """Read every wearer, the largest first.

        Args:
            scene: A parsed photo.
            appearance: Whether hair, eyewear and headwear may be computed.
            photo: Says of whom they may be; of everybody where it is left out.
        """
        masks = split_wearers(scene.labels)
        alone = _number_of(photo, masks) if photo is not None and photo.one_person else None
        return tuple(
            self._wearer(scene, mask, main=number == 0, appearance=appearance and alone in {None, number})
            for number, mask in enumerate(masks)
        )

    def garments_of(self, scene: Scene) -> list[GarmentTags]:
        """Garments of the main wearer, the largest first; none where nobody is in view."""
        return self._read(scene, split_wearers(scene.labels)[:1])

    def all_garments_of(self, scene: Scene) -> list[GarmentTags]:
        """Garments of every wearer: wearer by wearer, the largest first."""
        return self._read(scene, split_wearers(scene.labels))

    def _read(self, scene: Scene, wearers: Sequence[Mask]) -> list[GarmentTags]:
        pieces: list[Piece] = []
        for mask in wearers:
            pieces += sorted(_pieces(scene, mask, appearance=False), key=lambda piece: -int(piece.mask.sum()))
        return self._dresser.read(scene, pieces)[0] if pieces else []

    def _wearer(self, scene: Scene, mask: Mask, *, main: bool, appearance: bool) -> WearerTags:
        pieces = _pieces(scene, mask, appearance=appearance)
        bag_mask = mask & scene.part("bag")
        seen = min(1.0, float(bag_mask.sum() / mask.sum()) / BAG_SHARE)
        garments, bag = self._dresser.read(scene, pieces, bag=bag_mask if seen >= BAG_DOUBTFUL else None)
        attributes = {"bag.kind": self._bag(scene, bag, seen=seen)}
        if appearance:
            attributes = self._head_facts(scene, mask) | attributes
        return WearerTags(main=main, box=box_of(mask), attributes=attributes, garments=tuple(garments))

    def _bag(self, scene: Scene, shares: Shares | None, *, seen: float) -> Fact:
        """The kind of bag, or none: the parser's pixels and the garment model's look must both speak for one."""
        if shares is None:
            # Sure when no pixel looks like a bag, even at the smallest share that would count as one.
            return Fact(value="none", confidence=round(1 - 0.5 * seen, 4), source=scene.source)
        # Whether there is a bag comes first: seven kinds that share an even chance must not lose to one `none`.
        kinds = None if shares["none"] >= EVEN else [kind for kind in shares if kind != "none"]
        fact = best_fact(shares, allowed=kinds, source=self._dresser.source)
        return replace(fact, confidence=round(shares[fact.value], 4))

    def _head_facts(self, scene: Scene, mask: Mask) -> dict[str, Fact]:
        box = head_box(scene.labels, mask)
        if box is None:
            return {
                attribute: Fact(value=NOT_VISIBLE, confidence=0.5, source=scene.source)
                for attribute in HEAD_OUTPUTS.values()
            }
        crop = crop_square(scene.pixels, box, size_px=HEAD_PX, margin=HEAD_MARGIN)
        answers = self._head.run(crop[None])
        facts = {}
        for output, attribute in HEAD_OUTPUTS.items():
            shares: Shares = dict(
                zip(self._head.values[output], np.clip(answers[output][0], 0, 1).tolist(), strict=True)
            )
            source = self._head.source
            if attribute == "hair.color":
                shares, source = self._dresser.hair(scene, mask & scene.part("hair"), shares, source=source)
            facts[attribute] = best_fact(shares, allowed=None, source=source)
        return facts


def _pieces(scene: Scene, wearer: Mask, *, appearance: bool) -> list[Piece]:
    area = int(wearer.sum())
    names = ("outer", "upper", "dress", "lower", "skirt", "leggings", "shoes")
    shares = _one_piece({name: wearer & scene.part(name) for name in names})
    found = [
        (Place.OUTER, KINDS[Place.OUTER], shares["outer"], GARMENT_SHARE),
        (Place.UPPER, KINDS[Place.UPPER], shares["upper"], GARMENT_SHARE),
        (Place.DRESS, KINDS[Place.DRESS], shares["dress"], GARMENT_SHARE),
        (Place.LOWER, *_lower(shares, area=area), GARMENT_SHARE),
        (Place.FEET, KINDS[Place.FEET], shares["shoes"], FEET_SHARE),
    ]
    if appearance:
        found.append((Place.HEAD, KINDS[Place.HEAD], wearer & scene.part("headwear"), HEAD_SHARE))
    pieces = []
    for place, kinds, mask, floor in found:
        if mask.any() and mask.sum() >= floor * area:
            pieces.append(Piece(place=place, kinds=kinds, mask=mask, box=box_of(mask)))
    return pieces


def _one_piece(shares: dict[str, Mask]) -> dict[str, Mask]:
    """Settle what the parser left half dress, half skirt: the larger takes the other's pixels.

    A dress leaves no skirt (DEFINITIONS.md); a few pixels of dress above a larger skirt belong to what is worn there.
    """
    sizes = {name: int(mask.sum()) for name, mask in shares.items()}
    empty = np.zeros_like(shares["dress"])
    if sizes["dress"] >= sizes["skirt"]:
        return shares | {"dress": shares["dress"] | shares["skirt"], "skirt": empty} if sizes["dress"] else shares
    above = "upper" if sizes["upper"] >= sizes["outer"] or not sizes["outer"] else "outer"
    return shares | {above: shares[above] | shares["dress"], "dress": empty}


def _lower(shares: dict[str, Mask], *, area: int) -> tuple[tuple[str, ...], Mask]:
    """The lower garment; tights under a dress, a skirt or a long coat are none (DEFINITIONS.md)."""
    sizes = {name: int(shares[name].sum()) for name in LOWER_KINDS}
    covered = int(shares["dress"].sum()) >= GARMENT_SHARE * area
    if covered or sizes["skirt"] >= GARMENT_SHARE * area:
        sizes["leggings"] = 0
    part = max(sizes, key=lambda name: sizes[name])
    mask = shares[part] if sizes[part] else np.zeros_like(shares[part])
    return LOWER_KINDS[part], mask


def _number_of(photo: Photo, masks: Sequence[Mask]) -> int:
    """The wearer whose photo it is: the one in its box, else the largest."""
    if photo.subject is None or not masks:
        return 0
    shares = [overlap(box_of(mask), photo.subject) for mask in masks]
    return max(range(len(masks)), key=shares.__getitem__)
