"""Pictures as files that lose nothing."""

import io

from PIL import Image

from wornby.datamodel import Pixels


def encode_png(pixels: Pixels) -> bytes:
    """Encode as PNG without metadata; the same pixels give the same bytes.

    Args:
        pixels: (H, W, 3), uint8, RGB, or (H, W, 4), RGBA.
    """
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()
