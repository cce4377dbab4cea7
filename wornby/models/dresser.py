"""Reads garments cut out of a scene: kind, colour, pattern, sleeves, embedding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wornby.datamodel import BoundingBox, ColorFact, Fact, GarmentTags, Mask, Place
from wornby.imaging.colors import color_fact, read_color
from wornby.imaging.regions import BAG_MARGIN, GARMENT_MARGIN, crop_square, part_box
from wornby.models.facts import Shares, best_fact
from wornby.models.garments import WORN_PX, GarmentModel, GarmentReading
from wornby.models.naming import Namer
from wornby.models.scene import Scene

SLEEVED = frozenset(
    {"t-shirt", "longsleeve", "polo", "shirt", "top", "knitwear", "sweatshirt", "jacket", "coat", "dress"}
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Piece:
    """One garment's pixels, before it is read. `place` is None where nobody wears it, `kinds` where any may be."""

    place: Place | None
    kinds: tuple[str, ...] | None
    mask: Mask
    box: BoundingBox


class Dresser:
    """Turns pieces of a scene into garments.

    Args:
        garments: Reads crops.
        namers: Name the colours: "lying", "worn", "hair".
    """

    def __init__(self, garments: GarmentModel, *, namers: Mapping[str, Namer]) -> None:
        self._garments = garments
        self._namers = namers

    @property
    def source(self) -> str:
        """Name and version of the garment model."""
        return self._garments.source

    @property
    def names_source(self) -> str:
        """Who names the colours, with the version."""
        return self._namers["worn"].source

    def read(
        self, scene: Scene, pieces: Sequence[Piece], *, bag: Mask | None = None
    ) -> tuple[list[GarmentTags], Shares | None]:
        """Read what somebody wears, and the kind of bag where there are pixels of one, in one run of the model."""
        boxes = [(piece.box, GARMENT_MARGIN) for piece in pieces]
        if bag is not None:
            boxes.append((box_of(bag), BAG_MARGIN))
        readings = self._garments.read(
            [crop_square(scene.pixels, box.as_tuple(), size_px=WORN_PX, margin=margin) for box, margin in boxes]
        )
        garments = [self.tags(scene, piece, reading) for piece, reading in zip(pieces, readings, strict=False)]
        return garments, readings[-1].shares["bag"] if bag is not None else None

    def tags(self, scene: Scene, piece: Piece, reading: GarmentReading) -> GarmentTags:
        """All that is said of one garment."""
        kind = reading.best("kind", allowed=piece.kinds)
        sleeve = {"garment.sleeve": reading.best("sleeve")} if kind.value in SLEEVED else {}
        return GarmentTags(
            place=piece.place,
            kind=kind,
            color=self._color(scene, piece, reading),
            pattern=reading.best("pattern"),
            box=piece.box,
            attributes=sleeve,
            embedding=reading.embedding,
        )

    def hair(self, scene: Scene, mask: Mask, seen: Shares, *, source: str) -> tuple[Shares, str]:
        """What the head model saw of the hair's colour, weighed with what the hair's pixels say; and who says so."""
        measured = read_color(scene.pixels, mask, light=scene.light)
        if measured is None:
            return seen, source
        namer = self._namers["hair"]
        return namer.shares(measured.features, seen), f"{source}+{namer.source}"

    def _color(self, scene: Scene, piece: Piece, reading: GarmentReading) -> ColorFact | None:
        measured = read_color(scene.pixels, piece.mask, light=scene.light)
        if measured is None:
            return None
        namer = self._namers["lying" if piece.place is None else "worn"]
        shares = namer.shares(measured.features, reading.shares["color"])
        family: Fact = best_fact(shares, allowed=None, source=f"{reading.source}+{namer.source}")
        return color_fact(measured, family=family.value, confidence=family.confidence, source=family.source)


def box_of(mask: Mask) -> BoundingBox:
    """The box around a mask; the whole photo where it is empty."""
    x_min, y_min, x_max, y_max = part_box(mask) or (0.0, 0.0, 1.0, 1.0)
    return BoundingBox(x_min=x_min, y_min=y_min, x_max=x_max, y_max=y_max)
