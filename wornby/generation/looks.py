"""What a drawn picture shows: the look of one wearer, frozen, and the truth that follows from it."""

from dataclasses import dataclass

from wornby.datamodel import NOT_VISIBLE, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnGarment:
    """One garment of a drawing.

    Attributes:
        place: Where it is worn.
        kind: Value of garment.kind.
        family: Value of garment.color.
        color: "#rrggbb" of the cloth.
        pattern: Value of garment.pattern.
        accent: "#rrggbb" of print, stripes or flowers.
    """

    place: Place
    kind: str
    family: str
    color: str
    pattern: str = "solid"
    accent: str = "#ffffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One wearer of one drawing, complete: the same look and seed give the same pixels.

    Attributes:
        skin: "#rrggbb"; a choice of the brush, never stated as truth.
        build: From slim, 0, to broad, 1.
        hair_hex: The shade drawn for `hair_color`.
        pose: "relaxed", "hip" or "carry".
        scene: "wall", "street", "park" or "plaza".
    """

    garments: tuple[DrawnGarment, ...]
    hair_color: str
    hair_length: str
    hair_hex: str
    eyewear: str = "none"
    headwear: str = "none"
    headwear_hex: str = "#3a3f4a"
    bag: str = "none"
    bag_hex: str = "#5a3b28"
    skin: str = "#d9a583"
    build: float = 0.5
    pose: str = "relaxed"
    scene: str = "street"

    def garment(self, place: Place) -> DrawnGarment | None:
        """Return what is worn at a place."""
        return next((each for each in self.garments if each.place is place), None)

    def truth(self) -> dict[str, str]:
        """Values of the appearance attributes, in the words of the vocabulary."""
        bald = self.hair_length == "bald"
        return {
            "hair.color": NOT_VISIBLE if bald else self.hair_color,
            "hair.length": self.hair_length,
            "eyewear.kind": self.eyewear,
            "headwear.kind": self.headwear,
            "bag.kind": self.bag,
        }
