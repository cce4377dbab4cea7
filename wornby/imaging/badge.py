"""The visible mark of a generated picture, in its pixels, where no page can take it away."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from wornby.datamodel import Pixels

BADGE = "Generated"
"""What the mark says."""

_INK = (255, 255, 255, 255)
_PLATE = (18, 22, 20, 199)
_FINE = 4
"""Drawn this many times larger, then averaged: edges come out smooth."""


def with_badge(pixels: Pixels, text: str = BADGE) -> Pixels:
    """A copy of a picture with a small plate in its upper left corner.

    The gallery crops what does not fit its frames mostly at the bottom and never much at the top; the corner at the
    left is where figures are seldom.

    Args:
        pixels: RGB image at the size in which it is shown. (H, W, 3), uint8.
        text: One or two words.

    Returns:
        The marked picture; one too small for the words gets them smaller, down to a mere plate. (H, W, 3), uint8.
    """
    height, width = pixels.shape[:2]
    margin = max(1, round(0.028 * min(height, width)))
    plate = _plate(text, _font_px(max(height, width)))
    plate = _fitted(plate, width=max(1, width - 2 * margin), height=max(1, height - 2 * margin))
    top, left = min(margin, height - plate.shape[0]), min(margin, width - plate.shape[1])
    area = (slice(top, top + plate.shape[0]), slice(left, left + plate.shape[1]))
    marked = pixels.copy()
    share = plate[..., 3:].astype(np.float32) / 255
    marked[area] = np.rint(plate[..., :3] * share + marked[area] * (1 - share)).astype(np.uint8)
    return marked


def _font_px(long_side_px: int) -> int:
    """17 px at 360, 32 at 1280: a thumbnail is shown at about half its size, a large picture is looked at closely."""
    return max(9, round(0.9 * float(np.sqrt(long_side_px))))


@lru_cache(maxsize=32)
def _plate(text: str, font_px: int) -> NDArray[np.uint8]:
    """The plate alone. (H, W, 4), uint8, straight alpha. Treat it as read-only: it is shared."""
    font = ImageFont.load_default(size=font_px * _FINE)
    left, _, right, _ = font.getbbox(text, anchor="ls")
    _, cap_top, _, _ = font.getbbox("G", anchor="ls")
    pad_x, pad_y = round(0.62 * font_px) * _FINE, round(0.42 * font_px) * _FINE
    size = (round(right - left) + 2 * pad_x, round(-cap_top) + 2 * pad_y)
    shape = Image.new("L", size, 0)
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius=size[1] // 3, fill=_PLATE[3])
    words = Image.new("L", size, 0)
    stroke_px = max(1, font_px * _FINE // 72)  # the one weight there is looks thin in light on dark
    place = (pad_x - left, size[1] - pad_y)
    ImageDraw.Draw(words).text(place, text, font=font, fill=255, anchor="ls", stroke_width=stroke_px, stroke_fill=255)
    fine = Image.merge("RGBA", [*(Image.new("L", size, value) for value in _PLATE[:3]), shape])
    fine.paste(Image.new("RGBA", size, _INK), mask=words)
    return np.asarray(fine.reduce(_FINE), dtype=np.uint8)


def _fitted(plate: NDArray[np.uint8], *, width: int, height: int) -> NDArray[np.uint8]:
    scale = min(width / plate.shape[1], height / plate.shape[0])
    if scale >= 1:
        return plate
    size = (max(1, round(plate.shape[1] * scale)), max(1, round(plate.shape[0] * scale)))
    return np.asarray(Image.fromarray(plate).resize(size, Image.Resampling.LANCZOS), dtype=np.uint8)
