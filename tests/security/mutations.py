"""Pictures that are damaged in the ways that files get damaged, and in those that attackers damage them."""

import random
from collections.abc import Callable, Iterator, Sequence

from wornby.testing.pictures import (
    alpha_png,
    animated_gif,
    cmyk_jpeg,
    deep_rgb_png,
    encoded,
    huge_jpeg,
    huge_png,
    oriented,
    palette_png,
)

FORMATS = ("jpeg", "png", "webp", "avif", "heic", "gif", "bmp", "tiff")
WINDOW = 64
"""Headers lie in the first bytes of a file."""
ODD_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)


def seeds() -> list[bytes]:
    """Good files: every format, and the odd ones."""
    plain = [encoded(kind) for kind in FORMATS]
    odd = [cmyk_jpeg(), deep_rgb_png(), palette_png(), alpha_png(), animated_gif(), huge_png(), huge_jpeg()]
    return [*plain, *odd, oriented(6), oriented(8, kind="webp")]


def mutants(count: int, *, seed: int) -> Iterator[bytes]:
    """That many damaged files, the same ones for the same seed."""
    draw = random.Random(seed)
    good = seeds()
    for number in range(count):
        content = good[number % len(good)]
        for _ in range(draw.choice((1, 1, 2))):
            content = draw.choice(DAMAGES)(content, draw, good)
        yield content


def flip_bits(content: bytes, draw: random.Random, _good: Sequence[bytes]) -> bytes:
    """Turn some bits over, anywhere."""
    changed = bytearray(content)
    for _ in range(draw.randint(1, 16)):
        if changed:
            changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def lie_in_header(content: bytes, draw: random.Random, _good: Sequence[bytes]) -> bytes:
    """Write an odd number over a field of the header: a size, a count, an offset."""
    changed = bytearray(content)
    width = draw.choice((1, 2, 4))
    place = draw.randrange(min(WINDOW, max(1, len(changed) - width)))
    number = draw.choice(ODD_NUMBERS) & ((1 << 8 * width) - 1)
    changed[place : place + width] = number.to_bytes(width, draw.choice(("big", "little")))
    return bytes(changed)


def lie_anywhere(content: bytes, draw: random.Random, _good: Sequence[bytes]) -> bytes:
    """Write an odd number somewhere: lengths of chunks and boxes lie everywhere."""
    changed = bytearray(content)
    place = draw.randrange(max(1, len(changed)))
    changed[place : place + 4] = draw.choice(ODD_NUMBERS).to_bytes(4, draw.choice(("big", "little")))
    return bytes(changed)


def cut(content: bytes, draw: random.Random, _good: Sequence[bytes]) -> bytes:
    """Leave the end away."""
    return content[: draw.randrange(len(content) + 1)]


def leave_out(content: bytes, draw: random.Random, _good: Sequence[bytes]) -> bytes:
    """Leave a piece in the middle away."""
    start = draw.randrange(len(content) + 1)
    return content[:start] + content[start + draw.randint(1, 200) :]


def repeat(content: bytes, draw: random.Random, _good: Sequence[bytes]) -> bytes:
    """Say a piece many times."""
    start = draw.randrange(len(content) + 1)
    piece = content[start : start + draw.randint(1, 64)]
    return content[:start] + piece * draw.randint(2, 50) + content[start:]


def put_noise(content: bytes, draw: random.Random, _good: Sequence[bytes]) -> bytes:
    """Put other bytes in."""
    start = draw.randrange(len(content) + 1)
    return content[:start] + draw.randbytes(draw.randint(1, 200)) + content[start:]


def splice(content: bytes, draw: random.Random, good: Sequence[bytes]) -> bytes:
    """Go on as another file."""
    other = draw.choice(good)
    return content[: draw.randrange(len(content) + 1)] + other[draw.randrange(len(other)) :]


def join(content: bytes, draw: random.Random, good: Sequence[bytes]) -> bytes:
    """Be two files at once, or a picture and a page."""
    page = b"<html><script>alert(1)</script></html>"
    other = draw.choice((page, b"PK\x03\x04" + page, b"%PDF-1.7\n" + page, draw.choice(good)))
    return draw.choice((content + other, other + content))


Damage = Callable[[bytes, random.Random, Sequence[bytes]], bytes]
DAMAGES: tuple[Damage, ...] = (
    flip_bits,
    lie_in_header,
    lie_anywhere,
    cut,
    leave_out,
    repeat,
    put_noise,
    splice,
    join,
)
