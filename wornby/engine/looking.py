"""What is seen in a picture that is not of the library: faces, and what stands before the rest. Nothing is kept."""

from collections.abc import Sequence

import cv2
import numpy as np

from wornby.datamodel import FoundFace, Mask, Pixels
from wornby.imaging.foreground import foreground_mask
from wornby.imaging.regions import split_wearers
from wornby.imaging.renditions import RENDITIONS, shrink
from wornby.interfaces import FaceFinder, PartFinder


class Looking:
    """Looks at pictures. Safe to call from several threads.

    Args:
        faces: Finds faces.
        parser: Says the part of each pixel.
    """

    def __init__(self, *, faces: FaceFinder, parser: PartFinder) -> None:
        self._faces = faces
        self._parser = parser

    def faces(self, pixels: Pixels) -> Sequence[FoundFace]:
        """The faces in a picture; nobody is recognised by them.

        Args:
            pixels: Upright RGB image. (H, W, 3), uint8.

        Raises:
            ModelError: A model failed.
        """
        return self._faces.find_faces(pixels)

    def foreground(self, pixels: Pixels) -> Mask:
        """The wearers with all they wear; where there are none, what lies on the ground of the picture.

        Args:
            pixels: Upright RGB image. (H, W, 3), uint8.

        Returns:
            (H, W), bool.

        Raises:
            ModelError: The parser failed.
        """
        small = shrink(pixels, long_side_px=RENDITIONS["view"])
        wearers = split_wearers(self._parser.read_parts(small))
        mask = np.logical_or.reduce(wearers) if wearers else foreground_mask(small)
        height, width = pixels.shape[:2]
        resized = cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST)
        return resized.astype(np.bool_)
