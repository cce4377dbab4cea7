"""Pictures as files that lose nothing."""

import io

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from wornby.datamodel import Pixels


def encode_png(pixels: Pixels, *, key: str = "") -> bytes:
    """Encode as PNG; the same pixels and key give the same bytes.

    Args:
        pixels: (H, W, 3), uint8, RGB, or (H, W, 4), RGBA.
        key: Written into the file, so that the same pixels made for two reasons are two files. No other metadata.
    """
    buffer = io.BytesIO()
    info = PngInfo()
    if key:
        info.add_text("key", key)
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=6, pnginfo=info)
    return buffer.getvalue()
