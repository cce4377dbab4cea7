"""The parts of a photo, as the parser sees them."""

from wornby.datamodel import Pixels
from wornby.imaging.regions import letterbox, part_labels
from wornby.interfaces import ModelSession


class PartReader:
    """Says the part of each pixel. Thread-safe.

    Args:
        parser: The model.
    """

    def __init__(self, parser: ModelSession) -> None:
        self._parser = parser

    @property
    def name(self) -> str:
        """Name and version."""
        return self._parser.source

    def read_parts(self, pixels: Pixels) -> Pixels:
        """Say the part of each pixel.

        Args:
            pixels: Upright RGB image. (H, W, 3), uint8.

        Returns:
            Index into `regions.PARTS`. (H, W), uint8.

        Raises:
            ModelError: The model failed.
        """
        boxed, scale = letterbox(pixels)
        parts = self._parser.run(boxed[None])["parts"][0]
        height, width = pixels.shape[:2]
        return part_labels(parts, height_px=height, width_px=width, scale=scale)
