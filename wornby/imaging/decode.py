"""From the bytes of a file to an upright sRGB picture."""

import hashlib
import io
import struct
from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageFile
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from wornby.datamodel import Photo, Pixels
from wornby.errors import ImageDecodeError, ImageTooLargeError
from wornby.imaging.container import check_whole, declared_size, sniff_format

# `decode_photo` checks every size against its own limit before it decodes; Pillow's guard would only add warnings.
Image.MAX_IMAGE_PIXELS = None

_OPENERS: dict[str, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    "avif": AvifImageFile,
    "bmp": BmpImageFile,
    "gif": GifImageFile,
    "heic": pillow_heif.HeifImageFile,
    "jpeg": JpegImageFile,
    "png": PngImageFile,
    "tiff": TiffImageFile,
    "webp": WebPImageFile,
}
# What Pillow and its plugins raise on broken files, found by fuzzing. A warning is an exception under `-W error`.
_BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    UserWarning,
    ValueError,
    struct.error,
)
_ORIENTATION_TAG = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_CMS_MODES = {"L": "GRAY", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK"}
_MAX_8BIT = 255
_MAX_16BIT = 65535
_HASH_SIDE = 8


def decode_photo(content: bytes, *, max_pixels: int) -> Photo:
    """Decode a file once: upright, sRGB, 8 bit, on white, the first frame of an animation.

    The format is told by the content. The size is read from the header and refused before anything is decoded.

    Args:
        content: A whole file: JPEG, PNG, WebP, AVIF, HEIC, GIF, BMP or TIFF.
        max_pixels: Largest width times height.

    Raises:
        ImageDecodeError: Empty, cut off, damaged, or followed by something else.
        ImageTooLargeError: More than `max_pixels`.
        UnsupportedFormatError: No format that wornby reads.
    """
    kind = sniff_format(content)
    pixels = _decode(content, kind=kind, max_pixels=max_pixels, read=_upright_rgb)
    digest = hashlib.sha256(content).hexdigest()
    return Photo(pixels=pixels, sha256=digest, format=kind, size_bytes=len(content))


def decode_print(content: bytes, *, max_pixels: int) -> NDArray[np.uint8]:
    """Decode the picture of a print once, by the rules of `decode_photo`; what is transparent stays so.

    Args:
        content: A whole file.
        max_pixels: Largest width times height.

    Returns:
        (H, W, 4), uint8, RGBA, straight alpha; opaque where the file has no transparency.

    Raises:
        ImageDecodeError: Empty, cut off, damaged, or followed by something else.
        ImageTooLargeError: More than `max_pixels`.
        UnsupportedFormatError: No format that wornby reads.
    """
    return _decode(content, kind=sniff_format(content), max_pixels=max_pixels, read=_upright_rgba)


def perceptual_hash(pixels: Pixels) -> int:
    """Hash what a picture looks like: near copies differ in a few of the 64 bits.

    Args:
        pixels: Upright RGB image. (H, W, 3), uint8.

    Returns:
        64 bits; compare with `(a ^ b).bit_count()`.

    Source:
        Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions", section 3.2.1 (DCT hash):
        32 x 32 grey, the 8 x 8 lowest frequencies without the constant ones, against their median.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (4 * _HASH_SIDE, 4 * _HASH_SIDE), interpolation=cv2.INTER_AREA)
    waves = cv2.dct(small.astype(np.float32))[1 : _HASH_SIDE + 1, 1 : _HASH_SIDE + 1]
    bits = (waves > np.median(waves)).ravel()
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def _decode(content: bytes, *, kind: str, max_pixels: int, read: Callable[[Image.Image, str], Pixels]) -> Pixels:
    _check_size(declared_size(content, kind=kind), max_pixels=max_pixels)
    try:
        image = _OPENERS[kind](io.BytesIO(content))
        _check_size(image.size, max_pixels=max_pixels)
        check_whole(content, kind=kind)
        image.load()
        pixels = read(image, kind)
    except _BROKEN as exc:
        message = f"The {kind.upper()} file is damaged or cut off ({_reason(exc)}). Save or upload the picture again."
        raise ImageDecodeError(message) from exc
    pixels.flags.writeable = False
    return pixels


def _check_size(size: tuple[int, int] | None, *, max_pixels: int) -> None:
    if size is None:
        return
    width, height = size
    if width * height > max_pixels:
        message = (
            f"The picture is {width} x {height} = {width * height:,} pixels; {max_pixels:,} are allowed. "
            "Make it smaller, or raise WORNBY_MAX_PIXELS."
        )
        raise ImageTooLargeError(message)
    if width < 1 or height < 1:
        message = "The picture has no pixels. Save it again."
        raise ImageDecodeError(message)


def _reason(exc: BaseException) -> str:
    return " ".join(str(exc).split())[:120].rstrip(".") or type(exc).__name__


def _upright_rgb(image: Image.Image, kind: str) -> Pixels:
    return _upright(_on_white(_in_srgb(image)), orientation=_orientation(image, kind=kind))


def _upright_rgba(image: Image.Image, kind: str) -> Pixels:
    return _upright(_in_srgb(image).convert("RGBA"), orientation=_orientation(image, kind=kind))


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    plain = _to_8bit(image)
    return _to_srgb(plain, profile=bytes(profile)) if profile else plain


def _upright(image: Image.Image, *, orientation: int) -> Pixels:
    turn = _TURNS.get(orientation)
    return np.asarray(image.transpose(turn) if turn is not None else image)


def _to_8bit(image: Image.Image) -> Image.Image:
    """Turn any mode into L, RGB, RGBA or CMYK."""
    if image.mode in {"F", "I"} or image.mode.startswith("I;16"):
        return Image.fromarray(_scale_deep(np.asarray(image)))
    if "transparency" in image.info or image.mode in {"RGBA", "LA", "La", "PA", "RGBa"}:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode in {"L", "RGB", "CMYK"}:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _scale_deep(values: NDArray[np.generic]) -> Pixels:
    """Scale 16-bit, 32-bit or floating grey to 8 bit.

    A file of 32-bit integers or floats does not say where white lies: 1, 255 or 65535, the first that holds all.
    """
    grey = np.nan_to_num(np.asarray(values, dtype=np.float32), posinf=0.0, neginf=0.0)
    white: float = _MAX_16BIT
    if values.dtype.itemsize > 2:  # noqa: PLR2004 - bytes of a 16-bit value
        top = float(grey.max(initial=0.0))
        floating = values.dtype.kind == "f"
        limits = [limit for limit in (1 if floating else _MAX_8BIT, _MAX_8BIT, _MAX_16BIT) if top <= limit]
        white = limits[0] if limits else top
    scaled: Pixels = np.clip(np.rint(grey * (_MAX_8BIT / white)), 0, _MAX_8BIT).astype(np.uint8)
    return scaled


def _to_srgb(image: Image.Image, *, profile: bytes) -> Image.Image:
    transform = _srgb_transform(profile, image.mode)
    if transform is None:
        return image
    try:
        return transform.apply(image)
    except (ImageCms.PyCMSError, ValueError):
        return image


@lru_cache(maxsize=32)
def _srgb_transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Transform of a profile to sRGB; None where it is sRGB, unreadable, or made for other channels."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        fits = source.profile.xcolor_space.strip() == _CMS_MODES[mode]
        name = (source.profile.profile_description or "").strip().lower()
        if not fits or name.startswith("srgb"):
            return None
        target = "RGBA" if mode == "RGBA" else "RGB"
        return ImageCms.buildTransform(source, _srgb_profile(), mode, target)
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return None


@lru_cache(maxsize=1)
def _srgb_profile() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGBA":
        ground = Image.new("RGB", image.size, (255, 255, 255))
        ground.paste(image.convert("RGB"), mask=image.getchannel("A"))
        return ground
    return image if image.mode == "RGB" else image.convert("RGB")


def _orientation(image: Image.Image, *, kind: str) -> int:
    """EXIF orientation, 1 to 8; read without Pillow's parser, which warns about harmless faults.

    Pillow turns a TIFF and pillow-heif a HEIC by itself.
    """
    if kind in {"heic", "tiff"}:
        return 1
    exif = image.info.get("exif")
    return _exif_orientation(bytes(exif).removeprefix(b"Exif\x00\x00")) if exif else 1


def _exif_orientation(exif: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, start)
        for index in range(count):
            tag, _, _, value = struct.unpack_from(order + "HHIH", exif, start + 2 + 12 * index)
            if tag == _ORIENTATION_TAG:
                return int(value)
    except struct.error:
        pass
    return 1
