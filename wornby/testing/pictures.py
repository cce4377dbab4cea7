"""Odd pictures made in memory: every format, every fault. None shows a person."""

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image

from wornby.datamodel import Pixels

QUADRANTS = ((220, 30, 30), (30, 180, 40), (30, 50, 210), (240, 220, 40))
"""Colours of `quadrants`: top left, top right, bottom left, bottom right."""


def quadrants(width_px: int = 96, height_px: int = 64) -> Pixels:
    """Four rectangles of `QUADRANTS`, so that a turn or a mirror shows."""
    pixels = np.zeros((height_px, width_px, 3), dtype=np.uint8)
    middle_x, middle_y = width_px // 2, height_px // 2
    pixels[:middle_y, :middle_x], pixels[:middle_y, middle_x:] = QUADRANTS[0], QUADRANTS[1]
    pixels[middle_y:, :middle_x], pixels[middle_y:, middle_x:] = QUADRANTS[2], QUADRANTS[3]
    return pixels


def patches(seed: int, *, side_px: int = 16) -> Pixels:
    """Squares of random colours, 12 wide and 16 high: what stays the same picture in another size."""
    colors = np.random.default_rng(seed).integers(0, 256, size=(16, 12, 3), dtype=np.uint8)
    return np.ascontiguousarray(colors.repeat(side_px, axis=0).repeat(side_px, axis=1))


def encoded(kind: str, *, pixels: Pixels | None = None) -> bytes:
    """A picture as "jpeg", "png", "webp", "avif", "heic", "gif", "bmp" or "tiff"."""
    image = Image.fromarray(quadrants() if pixels is None else pixels)
    if kind == "heic":
        return _heic(image)
    options: dict[str, dict[str, object]] = {
        "avif": {"quality": 95, "subsampling": "4:4:4"},
        "jpeg": {"quality": 95, "subsampling": 0},
        "webp": {"lossless": True},
    }
    return saved(image, kind.upper(), **options.get(kind, {}))


def saved(image: Image.Image, format_name: str, **options: object) -> bytes:
    """What Pillow writes for an image."""
    buffer = io.BytesIO()
    image.save(buffer, format_name, **options)
    return buffer.getvalue()


def oriented(orientation: int, *, kind: str = "jpeg") -> bytes:
    """`quadrants` stored so that a reader must turn it by this EXIF orientation to see it upright."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = Image.fromarray(quadrants())
    if orientation in undo:
        image = image.transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    if kind == "heic":
        return _heic(image, exif=exif.tobytes())
    lossless: dict[str, object] = {"lossless": True} if kind == "webp" else {}
    return saved(image, kind.upper(), exif=exif.tobytes(), **lossless)


def cmyk_jpeg() -> bytes:
    """`quadrants` in the four inks of print."""
    return saved(Image.fromarray(quadrants()).convert("CMYK"), "JPEG", quality=95)


def deep_grey_png(value: int = 32896) -> bytes:
    """A 16-bit grey PNG of one value."""
    return saved(Image.fromarray(np.full((20, 30), value, dtype=np.uint16)), "PNG")


def deep_rgb_png() -> bytes:
    """A 16-bit RGB PNG, by hand because Pillow does not write it: values 0x8080, 0, 0xffff."""
    rows = (b"\x00" + struct.pack(">HHH", 0x8080, 0, 0xFFFF) * 10) * 8
    header = struct.pack(">IIBBBBB", 10, 8, 16, 2, 0, 0, 0)
    return _png((b"IHDR", header), (b"IDAT", zlib.compress(rows)))


def palette_png(*, transparent: bool = False) -> bytes:
    """`quadrants` with a palette; if asked for, the top left colour is transparent."""
    image = Image.fromarray(quadrants()).quantize(8)
    if not transparent:
        return saved(image, "PNG")
    return saved(image, "PNG", transparency=image.getpixel((0, 0)))


def alpha_png(alpha: int = 128) -> bytes:
    """Black under one alpha."""
    return saved(Image.new("RGBA", (20, 10), (0, 0, 0, alpha)), "PNG")


def animated_gif() -> bytes:
    """Two frames, red and blue."""
    frames = [Image.new("RGB", (24, 16), color) for color in ((255, 0, 0), (0, 0, 255))]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)


def huge_png(side_px: int = 30_000) -> bytes:
    """A real, tiny file that would fill gigabytes when decoded: one bit for each pixel, streamed through zlib."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (side_px + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(side_px)) + packer.flush()
    header = struct.pack(">IIBBBBB", side_px, side_px, 1, 0, 0, 0, 0)
    return _png((b"IHDR", header), (b"IDAT", data))


def huge_jpeg(side_px: int = 30_000) -> bytes:
    """A JPEG whose header claims this size."""
    content = bytearray(encoded("jpeg"))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", side_px, side_px)
    return bytes(content)


def wrong_checksum_png() -> bytes:
    """A PNG with one bit of its picture data's checksum turned."""
    content = bytearray(encoded("png"))
    content[content.index(b"IEND") - 8] ^= 1
    return bytes(content)


def truncated(kind: str) -> bytes:
    """The first half of a file."""
    content = encoded(kind, pixels=noise(64, 48))
    return content[: len(content) // 2]


def noise(width_px: int = 64, height_px: int = 48, *, seed: int = 7) -> Pixels:
    """Random pixels: nothing compresses them away."""
    values: NDArray[np.uint8] = np.random.default_rng(seed).integers(0, 256, (height_px, width_px, 3), dtype=np.uint8)
    return values


FAULTS: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "text": lambda: b"This is no picture at all, whatever its name says.\n" * 20,
    "jpeg-cut": lambda: truncated("jpeg"),
    "png-cut": lambda: truncated("png"),
    "webp-cut": lambda: truncated("webp"),
    "gif-cut": lambda: truncated("gif"),
    "bmp-cut": lambda: truncated("bmp"),
    "tiff-cut": lambda: truncated("tiff"),
    "heic-cut": lambda: truncated("heic"),
    "avif-cut": lambda: truncated("avif"),
    "png-checksum": wrong_checksum_png,
    "png-trailing": lambda: encoded("png") + b"rubbish",
    "jpeg-trailing": lambda: encoded("jpeg") + b"rubbish after the end",
    "webp-trailing": lambda: encoded("webp") + b"rubbish",
    "gif-trailing": lambda: encoded("gif") + b"rubbish",
}
"""Broken files by name."""


def _heic(image: Image.Image, *, exif: bytes | None = None) -> bytes:
    buffer = io.BytesIO()
    heif = pillow_heif.from_pillow(image)
    heif.save(buffer, quality=95, chroma=444, exif=exif)
    return buffer.getvalue()


def _png(*parts: tuple[bytes, bytes]) -> bytes:
    chunks = [*parts, (b"IEND", b"")]
    packed = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
