"""Pictures as files for browsers: format by what the browser takes, quality by what the address asks for."""

import io
from collections.abc import Mapping

from PIL import Image

from wornby.datamodel import Pixels
from wornby.imaging.transform_steps import Format, QualityLevel
from wornby.imaging.transforms import flatten

MEDIA_TYPES: Mapping[Format, str] = {
    Format.AVIF: "image/avif",
    Format.JPEG: "image/jpeg",
    Format.PNG: "image/png",
    Format.WEBP: "image/webp",
}
QUALITIES: Mapping[QualityLevel, int] = {
    QualityLevel.BEST: 90,
    QualityLevel.GOOD: 80,
    QualityLevel.ECO: 65,
    QualityLevel.LOW: 45,
}
_USUAL_QUALITY = 85
_AVIF_LESS = 20
"""AVIF at 60 looks about as JPEG at 80."""
_AVIF_SPEED = 9
"""At 8 a large picture full of noise takes three times as long, which somebody may ask for on purpose."""
_RGBA = 4


def accepted_format(accept: str, *, transparent: bool) -> Format:
    """The format of `f_auto`: the smallest that a browser says it takes.

    Args:
        accept: The request's header; "*/*" alone asks for nothing newer than JPEG and PNG.
        transparent: Whether the picture needs more than JPEG.
    """
    taken = set()
    for entry in accept.lower().split(","):
        kind, *parameters = (part.strip() for part in entry.split(";"))
        weights = [
            value.strip() for name, _, value in (one.partition("=") for one in parameters) if name.strip() == "q"
        ]
        if not weights or weights[0].strip("0."):
            taken.add(kind)
    for candidate in (Format.AVIF, Format.WEBP):
        if MEDIA_TYPES[candidate] in taken:
            return candidate
    return Format.PNG if transparent else Format.JPEG


def encode_delivery(
    pixels: Pixels, *, file_format: Format, quality: int | QualityLevel | None = None, progressive: bool = False
) -> bytes:
    """Encode without any metadata.

    Args:
        pixels: (H, W, 3), RGB, or (H, W, 4), RGBA, uint8; what is transparent is white in a JPEG.
        file_format: Not `auto`.
        quality: 1 to 100 on the scale of JPEG, or a level; ignored for PNG, which loses nothing.
        progressive: Of a JPEG: appears coarse first.

    Raises:
        KeyError: `auto`.
    """
    level = QUALITIES[quality] if isinstance(quality, QualityLevel) else quality or _USUAL_QUALITY
    shown = flatten(pixels) if file_format is Format.JPEG else pixels
    options: dict[str, object] = {"quality": level}
    if file_format is Format.JPEG:
        options["progressive"] = progressive
    elif file_format is Format.PNG:
        options = {"compress_level": 6}
    elif file_format is Format.AVIF:
        options = {"quality": max(1, level - _AVIF_LESS), "speed": _AVIF_SPEED}
    buffer = io.BytesIO()
    image = Image.fromarray(shown, "RGBA" if shown.shape[2] == _RGBA else "RGB")
    image.save(buffer, MEDIA_TYPES[file_format].removeprefix("image/").upper(), **options)
    return buffer.getvalue()
