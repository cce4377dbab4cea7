"""What the bytes of a picture file say before they are decoded: format, size, wholeness."""

import re
import struct
import zlib
from collections.abc import Callable

from wornby.errors import ImageDecodeError, UnsupportedFormatError

_READ = "JPEG, PNG, WebP, AVIF, HEIC, GIF, BMP and TIFF"
_SIGNATURES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"BM", "bmp"),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_OTHER = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"8BPS", "a Photoshop document"),
)
# In a scan, 0xff is followed by 0, a restart marker or another 0xff, or begins the next segment.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_JPEG_END = 0xD9
_JPEG_SCAN = 0xDA


def sniff_format(content: bytes) -> str:
    """Tell the format by the first bytes.

    Returns:
        "jpeg", "png", "webp", "avif", "heic", "gif", "bmp" or "tiff".

    Raises:
        ImageDecodeError: The file is empty.
        UnsupportedFormatError: Anything else.
    """
    if not content:
        message = "The file is empty. Send the picture again."
        raise ImageDecodeError(message)
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp":
        return _sniff_brand(content)
    message = f"The file is {_what_else(content)}. wornby reads {_READ}."
    raise UnsupportedFormatError(message)


def declared_size(content: bytes, *, kind: str) -> tuple[int, int] | None:
    """Width and height of a WebP file, whose decoder reserves memory as soon as it is opened; None for the others."""
    if kind != "webp" or len(content) < 30:  # noqa: PLR2004 - the shortest header
        return None
    chunk = content[12:16]
    if chunk == b"VP8X":
        return (1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little"))
    if chunk == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    width, height = struct.unpack_from("<HH", content, 26)
    return (width & 0x3FFF, height & 0x3FFF)


def check_whole(content: bytes, *, kind: str) -> None:
    """Refuse a file that is cut off, whose checksums are wrong, or that goes on after its end.

    Zero bytes after the end are padding, and phones append a film, a depth map or notes to a JPEG: both are let pass.
    TIFF and BMP do not say where they end.

    Raises:
        ImageDecodeError: With what was wrong.
    """
    check = _CHECKS.get(kind)
    if check is None:
        return
    try:
        end = check(content)
    except (struct.error, IndexError):
        end = len(content) + 1
    if end > len(content):
        message = f"The {kind.upper()} file is cut off. Copy or upload the picture again."
        raise ImageDecodeError(message)
    rest = content[end:]
    if rest.strip(b"\x00") and not (kind == "jpeg" and _is_known_trailer(rest)):
        message = f"The {kind.upper()} file goes on for {len(rest):,} bytes after the picture's end. Save it again."
        raise ImageDecodeError(message)


def _sniff_brand(content: bytes) -> str:
    size = min(int.from_bytes(content[:4], "big"), 256)
    brands = {content[8:12]} | {content[at : at + 4] for at in range(16, size, 4)}
    if brands & _AVIF_BRANDS:
        return "avif"
    if brands & _HEIC_BRANDS:
        return "heic"
    message = f"The file is a video, or a picture of an unknown kind. wornby reads {_READ}."
    raise UnsupportedFormatError(message)


def _what_else(content: bytes) -> str:
    for signature, name in _OTHER:
        if content.startswith(signature):
            return name
    head = content[:512]
    if b"<svg" in head:
        return "an SVG drawing"
    if head.lstrip()[:1] == b"<":
        return "a web page or XML, not a picture"
    try:
        text = head.decode("utf-8", errors="strict" if len(content) <= len(head) else "ignore")
    except UnicodeDecodeError:
        return "no picture of a known format"
    printable = sum(letter.isprintable() or letter.isspace() for letter in text)
    return "text, not a picture" if printable >= 0.95 * len(head) else "no picture of a known format"


def _end_of_jpeg(content: bytes) -> int:
    at = 2
    while True:
        while content[at + 1] == 0xFF:  # noqa: PLR2004 - fill bytes
            at += 1
        marker = content[at + 1]
        if content[at] != 0xFF:  # noqa: PLR2004 - every segment begins with it
            message = "The JPEG file is damaged between two segments. Save or upload the picture again."
            raise ImageDecodeError(message)
        if marker == _JPEG_END:
            return at + 2
        at += 2
        if marker in _JPEG_BARE:
            continue
        at += int.from_bytes(content[at : at + 2], "big")
        if marker == _JPEG_SCAN:
            found = _NEXT_MARKER.search(content, at)
            if found is None:
                return len(content) + 1
            at = found.start()


def _is_known_trailer(rest: bytes) -> bool:
    """Second pictures (MPF, gain maps), films (motion photos), Samsung's notes, and a few bytes of padding."""
    rest = rest.lstrip(b"\x00\xff") if not rest.startswith(b"\xff\xd8") else rest
    return (
        not rest.strip(b"\r\n \x00\xff\xd9")
        or rest.startswith(b"\xff\xd8\xff")
        or rest.lstrip(b"\x00\xff").startswith(b"\xd8\xff")
        or b"ftyp" in rest[:32]
        or rest.rstrip(b"\x00").endswith(b"SEFT")
        or b"MotionPhoto_Data" in rest[:4096]
    )


def _end_of_png(content: bytes) -> int:
    at = 8
    length: int
    name: bytes
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        (checksum,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(memoryview(content)[at + 4 : at + 8 + length]) != checksum:
            message = (
                f"The PNG file is damaged: wrong checksum in its part {name.decode('ascii', 'replace')}. "
                "Copy or upload the picture again."
            )
            raise ImageDecodeError(message)
        at += 12 + length
        if name == b"IEND":
            return at


def _end_of_gif(content: bytes) -> int:
    whole = content.rstrip(b"\x00")
    return len(whole) if whole.endswith(b";") else len(content) + 1


def _end_of_webp(content: bytes) -> int:
    size = int.from_bytes(content[4:8], "little")
    return 8 + size


def _end_of_boxes(content: bytes) -> int:
    at: int = 0
    end = len(content.rstrip(b"\x00"))
    while at < end:
        size, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16], "big")
        if size == 0:
            return len(content)
        if not name.isalnum() or size < 8:  # noqa: PLR2004 - a box's header
            return at
        at += size
    return at


_CHECKS: dict[str, Callable[[bytes], int]] = {
    "avif": _end_of_boxes,
    "gif": _end_of_gif,
    "heic": _end_of_boxes,
    "jpeg": _end_of_jpeg,
    "png": _end_of_png,
    "webp": _end_of_webp,
}
