"""Embeds what a photo shows with a joint text-image encoder, so that it is found by a free text."""

import cv2
import numpy as np
import structlog

from wornby.datamodel import Asset, BoundingBox, EmbeddingSpace, Pixels
from wornby.datamodel.joint import joint_boxes
from wornby.errors import WornbyError
from wornby.interfaces import Encoder, RecordStore

_MARGIN = 0.05
"""Of a box's sides, added on each side."""

_GREY = (128, 128, 128)

log = structlog.get_logger(__name__)


class JointEmbedder:
    """Embeds each wearer, or a photo without wearers as a whole, and keeps the vectors. Thread-safe.

    Args:
        encoder: The joint encoder.
        records: Where the vectors are kept.
    """

    def __init__(self, encoder: Encoder, *, records: RecordStore) -> None:
        self._encoder = encoder
        self._records = records

    @property
    def space(self) -> EmbeddingSpace:
        """The encoder's."""
        return self._encoder.space

    def embed(self, asset: Asset, pixels: Pixels) -> bool:
        """Embed what `joint_boxes` allows, and keep it.

        Args:
            asset: As it stands in the records, with its tags.
            pixels: Its photo. (H, W, 3), uint8, RGB, upright.

        Returns:
            False, and nothing is kept, where nothing may be embedded, or the asset has changed meanwhile.

        Raises:
            ModelError: The encoder failed.
            StoreError: The vectors could not be kept.
        """
        boxes = joint_boxes(asset)
        if not boxes:
            return False
        vectors = self._encoder.encode_image([cut_square(pixels, box) for box in boxes.values()])
        return self._records.put_joint(asset, space=self.space, vectors=dict(zip(boxes, vectors, strict=True)))

    def take(self, asset: Asset, pixels: Pixels) -> None:
        """Embed a photo that was taken in. Where that fails, it stays without until `wornby reindex --joint`."""
        try:
            self.embed(asset, pixels)
        except WornbyError as error:
            log.warning("joint.not_embedded", asset_id=asset.id, code=error.code, message=error.message)


def cut_square(pixels: Pixels, box: BoundingBox | None) -> Pixels:
    """Cut out a box with a small margin, and fill it up to a square with grey.

    Encoders squeeze a picture into a square or cut its ends off: a figure would be bent, or lose head and shoes.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.
        box: What is cut out; the whole if None.

    Returns:
        (S, S, 3), uint8, RGB.
    """
    if box is not None:
        height, width = pixels.shape[:2]
        beside, above = _MARGIN * (box.x_max - box.x_min), _MARGIN * (box.y_max - box.y_min)
        wide = BoundingBox(
            x_min=max(0.0, box.x_min - beside),
            y_min=max(0.0, box.y_min - above),
            x_max=min(1.0, box.x_max + beside),
            y_max=min(1.0, box.y_max + above),
        )
        left, top, right, bottom = wide.as_pixels(width_px=width, height_px=height)
        pixels = pixels[top:bottom, left:right]
    height, width = pixels.shape[:2]
    side = max(height, width)
    over, before = (side - height) // 2, (side - width) // 2
    under, after = side - height - over, side - width - before
    square = cv2.copyMakeBorder(pixels, over, under, before, after, cv2.BORDER_CONSTANT, value=_GREY)
    return np.asarray(square, dtype=np.uint8)
