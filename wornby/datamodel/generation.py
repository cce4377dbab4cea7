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


@dataclass(frozen=True, slots=True, kw_only=True)
class FidelityCheck:
    """One comparison of a generated picture with what was asked for.

    Attributes:
        name: What is compared: an attribute such as "hair.color", "upper.kind", "product.color", "product.print".
        asked: In words or values.
        found: In words or values; empty where nothing was found or looked for.
        value: Measured, where the comparison is one of numbers: a colour distance, inliers.
        limit: That the value is held to.
        ok: None where it could not be checked; `found` says why.
        required: Whether the picture fails with it; where not, it is told and no more.
    """

    name: str
    asked: str
    found: str
    ok: bool | None
    value: float | None = None
    limit: float | None = None
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Fidelity:
    """How well a generated picture shows what was asked for.

    Attributes:
        checks: One by one.
        passed: Whether it may be shown: no required check failed.
        reason: In words.
    """

    checks: tuple[FidelityCheck, ...]
    passed: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """How a picture of the library was generated.

    Attributes:
        backend: Name and version of the generator, such as "studio/1".
        source_type: How its pictures come to be.
        seed: The same request and seed give the same pixels.
        tags: What was asked for, as somebody wrote it.
        scene: What stands behind the wearer.
        view: From where the wearer is seen.
        request: What was drawn, in words.
        declared: Values that nobody can see in a picture, by attribute: body.build, body.height.
        key: The same for the same request, seed, product, generator and tagger; to find it again without drawing it.
        fidelity: How well it shows what was asked for.
    """

    backend: str
    source_type: SourceType
    seed: int
    tags: str
    scene: str
    view: str
    request: str
    key: str
    fidelity: Fidelity
    declared: Mapping[str, str] = field(default_factory=dict)


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
