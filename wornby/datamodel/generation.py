"""Pictures that a generator makes: what is asked for, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel.geometry import BoundingBox
from wornby.datamodel.image import Mask, Pixels
from wornby.datamodel.tags import Place


class SourceType(StrEnum):
    """How a picture came to be: terms of the IPTC vocabulary `digitalsourcetype`."""

    ALGORITHMIC = "algorithmicMedia"
    TRAINED = "trainedAlgorithmicMedia"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Motif:
    """A print or logo, and where it sits on a garment's front.

    Attributes:
        pixels: (H, W, 4), uint8, RGBA, straight alpha.
        width: Of the motif, as a fraction of the garment's width at the chest, or for a lower garment at the hip.
        top: Upper edge, as a fraction of the garment's height from its upper to its lower edge.
    """

    pixels: NDArray[np.uint8]
    width: float = 0.55
    top: float = 0.18


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloth:
    """One garment that is to be drawn.

    Attributes:
        place: Where it is worn.
        kind: Value of garment.kind.
        color: "#rrggbb" of the ground.
        pattern: Value of garment.pattern.
        accents: "#rrggbb" of the pattern's further colours, largest share first; may be empty.
        cut: A finer word than the kind, such as "hoodie" or "blazer"; empty for the generator's choice.
        motif: Printed on the front.
    """

    place: Place
    kind: str
    color: str
    pattern: str = "solid"
    accents: tuple[str, ...] = ()
    cut: str = ""
    motif: Motif | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRequest:
    """One wearer in one picture. What is left out is the generator's choice, made with the seed.

    Attributes:
        product: The garment that the picture is for.
        garments: Further garments, at most one for each place.
        wearer: Values by attribute: hair.color, hair.length, eyewear.kind, headwear.kind, bag.kind, body.build,
            body.height.
        colors: "#rrggbb" by attribute, for what is carried or worn beside garments: bag.kind, headwear.kind.
        scene: One of the generator's scenes.
        view: One of the generator's views.
    """

    product: Cloth
    garments: tuple[Cloth, ...] = ()
    wearer: Mapping[str, str] = field(default_factory=dict)
    colors: Mapping[str, str] = field(default_factory=dict)
    scene: str = "studio"
    view: str = "front"
    width_px: int = 512
    height_px: int = 768


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GeneratedPicture:
    """A picture with the truth about it.

    Attributes:
        pixels: (H, W, 3), uint8, RGB.
        parts: Index into `part_names` for each pixel. (H, W), uint8.
        part_names: As the person parser names them; the first is the ground.
        wearer: Values by attribute, as drawn; body.build and body.height among them.
        garments: As drawn, the product among them.
        scene: As drawn.
        view: As drawn.
        boxes: Of each part that can be seen, and of "person".
    """

    pixels: Pixels
    parts: NDArray[np.uint8]
    part_names: tuple[str, ...]
    wearer: Mapping[str, str]
    garments: tuple[Cloth, ...]
    scene: str
    view: str
    boxes: Mapping[str, BoundingBox]

    def part(self, name: str) -> Mask:
        """Pixels of one part. (H, W), bool."""
        return np.equal(self.parts, self.part_names.index(name))
