"""One photo as the parser sees it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Mask, Pixels
from wornby.imaging.regions import PARTS
from wornby.models.garments import GarmentReading

WHOLE = (0.0, 0.0, 1.0, 1.0)
WORN_FROM = 0.5
# Share of the photo. On 220 lying and hanging garments of the training part the parser saw no skin at all.
SKIN_FROM = 0.01


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """A photo with the part of each pixel.

    Attributes:
        pixels: (H, W, 3), uint8, RGB.
        labels: Index into PARTS. (H, W), uint8.
        source: Who parsed it.
        whole: The garment model's reading of the whole photo.
        light: As `photo_light` gives it. (6,).
    """

    pixels: Pixels
    labels: Pixels
    source: str
    whole: GarmentReading
    light: NDArray[np.float64]

    @property
    def worn(self) -> bool:
        """Whether the photo shows wearers: the garment model sees it in the whole, or the parser sees skin.

        A wearer from the hips up fills a photo much as a garment on a hanger does; skin tells the two apart.
        """
        return self.whole.worn >= WORN_FROM or float(self.part("skin").mean()) >= SKIN_FROM

    def part(self, name: str) -> Mask:
        """Pixels of one part. (H, W), bool."""
        return np.equal(self.labels, PARTS.index(name))
