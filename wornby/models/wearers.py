"""Wearers of a parsed photo: what they wear, carry, and look like."""

from dataclasses import dataclass

import numpy as np

from wornby.datamodel import NOT_VISIBLE, BoundingBox, Fact, GarmentTags, Mask, Pixels, Place, WearerTags
from wornby.imaging.colors import measure_color
from wornby.imaging.regions import (
    BAG_MARGIN,
    GARMENT_MARGIN,
    HEAD_MARGIN,
    crop_square,
    head_box,
    part_box,
    split_wearers,
)
from wornby.interfaces import ModelSession
from wornby.models.garments import SIZE_PX, GarmentModel, GarmentReading
from wornby.models.scene import Scene

HEAD_PX = 128
# Smallest share of the wearer's pixels at which a part counts as a garment, and as a bag.
GARMENT_SHARE = 0.02
FEET_SHARE = 0.006
HEAD_SHARE = 0.008
BAG_SHARE = 0.012

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Piece:
    """One garment's pixels, before it is read."""

    place: Place
    kinds: tuple[str, ...]
    mask: Mask
    box: BoundingBox


class WearerReader:
    """Turns a scene into wearers."""

    def __init__(self, *, garments: GarmentModel, head: ModelSession) -> None:
        self._garments = garments
        self._head = head

    @property
    def source(self) -> str:
        """Name and version of the head model."""
        return self._head.source

    def read(self, scene: Scene, *, appearance: bool) -> tuple[WearerTags, ...]:
        """Read every wearer, the largest first.

        Args:
            scene: A parsed photo.
            appearance: Whether hair, eyewear and headwear may be computed.
        """
        masks = split_wearers(scene.labels)
        return tuple(
            self._wearer(scene, mask, main=number == 0, appearance=appearance) for number, mask in enumerate(masks)
        )

    def garments_of(self, scene: Scene) -> list[GarmentTags]:
        """Garments of the main wearer, the largest first; none where nobody is in view."""
        masks = split_wearers(scene.labels)
        if not masks:
            return []
        pieces = sorted(_pieces(scene, masks[0], appearance=False), key=lambda piece: -int(piece.mask.sum()))
        return self._read_pieces(scene, pieces)[0]

    def _wearer(self, scene: Scene, mask: Mask, *, main: bool, appearance: bool) -> WearerTags:
        pieces = _pieces(scene, mask, appearance=appearance)
        bag_mask = mask & scene.part("bag")
        has_bag = bag_mask.sum() >= BAG_SHARE * mask.sum()
        bag_box = _box(bag_mask) if has_bag else None
        garments, bag = self._read_pieces(scene, pieces, bag_box=bag_box)
        attributes = {"bag.kind": self._bag(scene, bag, share=float(bag_mask.sum() / mask.sum()))}
        if appearance:
            attributes = self._head_facts(scene, mask) | attributes
        box = _box(mask)
        if box is None:  # split_wearers gives no empty mask
            box = BoundingBox(x_min=0, y_min=0, x_max=1, y_max=1)
        return WearerTags(main=main, box=box, attributes=attributes, garments=tuple(garments))

    def _read_pieces(
        self, scene: Scene, pieces: list[_Piece], *, bag_box: BoundingBox | None = None
    ) -> tuple[list[GarmentTags], GarmentReading | None]:
        crops = [_crop(scene.pixels, piece.box, margin=GARMENT_MARGIN) for piece in pieces]
        if bag_box is not None:
            crops.append(_crop(scene.pixels, bag_box, margin=BAG_MARGIN))
        readings = self._garments.read(crops)
        garments = [
            GarmentTags(
                place=piece.place,
                kind=reading.best_kind(piece.kinds),
                color=measure_color(scene.pixels, piece.mask),
                pattern=reading.best_pattern(),
                box=piece.box,
                embedding=reading.embedding,
            )
            for piece, reading in zip(pieces, readings, strict=False)
        ]
        return garments, readings[-1] if bag_box is not None else None

    def _bag(self, scene: Scene, reading: GarmentReading | None, *, share: float) -> Fact:
        if reading is not None:
            return reading.best_bag()
        # Sure when no pixel looks like a bag, even at the smallest share that would count as one.
        confidence = 1 - 0.5 * min(1.0, share / BAG_SHARE)
        return Fact(value="none", confidence=round(confidence, 4), source=scene.source)

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
            shares = answers[output][0]
            best = int(np.argmax(shares))
            value = self._head.values[output][best]
            confidence = round(float(np.clip(shares[best], 0, 1)), 4)
            facts[attribute] = Fact(value=value, confidence=confidence, source=self._head.source)
        return facts


def _pieces(scene: Scene, wearer: Mask, *, appearance: bool) -> list[_Piece]:
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
        box = _box(mask) if mask.sum() >= floor * area else None
        if box is not None:
            pieces.append(_Piece(place=place, kinds=kinds, mask=mask, box=box))
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


def _box(mask: Mask) -> BoundingBox | None:
    corners = part_box(mask)
    if corners is None:
        return None
    x_min, y_min, x_max, y_max = corners
    return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)


def _crop(pixels: Pixels, box: BoundingBox, *, margin: float) -> Pixels:
    return crop_square(pixels, box.as_tuple(), size_px=SIZE_PX, margin=margin)
