"""A decoded picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel.geometry import BoundingBox

Pixels = NDArray[np.uint8]
"""An upright sRGB picture or crop: (H, W, 3), uint8, RGB."""

Mask = NDArray[np.bool_]
"""Which pixels belong to something: (H, W), bool."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Photo:
    """One photo, decoded once.

    Attributes:
        pixels: Upright sRGB, (H, W, 3), uint8, read-only.
        sha256: Of the bytes as they came, 64 hexadecimal digits.
        format: As sniffed from the content: "jpeg", "png", "webp", "avif", "heic", "gif", "bmp", "tiff".
        size_bytes: Length of the bytes as they came.
        one_person: Whether its rights are one person's, so that nobody else's appearance may be computed.
        subject: Around that person; None for the largest wearer.
        may_leave: Whether its rights are active, so that it may be sent to a service outside of the house.
    """

    pixels: Pixels
    sha256: str
    format: str
    size_bytes: int
    one_person: bool = False
    subject: BoundingBox | None = None
    may_leave: bool = False

    @property
    def width_px(self) -> int:
        """Width of the upright picture."""
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        """Height of the upright picture."""
        return int(self.pixels.shape[0])
