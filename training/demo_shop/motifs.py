"""The demo shop's own prints and logos, drawn here: (H, W, 4), uint8, RGBA."""

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]
_FINER = 3
# Of the heron's reeds: where they stand, how far they lean, how tall they are.
_REEDS = ((90, -24, 320), (130, 20, 400), (168, -10, 280), (430, 26, 360), (470, -14, 300), (508, 20, 390))


_NOTHING = ""


def _color(text: str) -> tuple[int, int, int, int]:
    """What a fill leaves on the sheet: a colour, or a hole."""
    if text == _NOTHING:
        return (0, 0, 0, 0)
    return (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16), 255)


class _Sheet:
    """A transparent sheet, drawn three times as fine as it comes out."""

    def __init__(self, width: int, height: int) -> None:
        self._image = Image.new("RGBA", (width * _FINER, height * _FINER))
        self._draw = ImageDraw.Draw(self._image)

    def polygon(self, points: NDArray[np.float64], color: str) -> None:
        self._draw.polygon([tuple(point) for point in (points * _FINER).tolist()], fill=_color(color))

    def circle(self, centre: tuple[float, float], radius: float, color: str) -> None:
        x, y, r = centre[0] * _FINER, centre[1] * _FINER, radius * _FINER
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=_color(color))

    def line(self, points: NDArray[np.float64], color: str, *, width: float) -> None:
        path = [tuple(point) for point in (points * _FINER).tolist()]
        self._draw.line(path, fill=_color(color), width=round(width * _FINER), joint="curve")

    def letters(self, text: str, *, middle: tuple[float, float], size: float, color: str, gap: float = 0.0) -> None:
        font = ImageFont.load_default(size=size * _FINER)
        widths = [font.getlength(letter) + gap * _FINER for letter in text]
        x, y = middle[0] * _FINER - (sum(widths) - gap * _FINER) / 2, middle[1] * _FINER
        for letter, width in zip(text, widths, strict=True):
            for shift in (-0.02, 0.0, 0.02):
                self._draw.text((x + shift * size * _FINER, y), letter, fill=_color(color), font=font, anchor="lm")
            x += width

    def finish(self) -> Pixels:
        size = (self._image.width // _FINER, self._image.height // _FINER)
        return np.asarray(self._image.resize(size, Image.Resampling.LANCZOS), dtype=np.uint8)


def hills(ink: str, *, sun: str, far: str) -> Pixels:
    """Layered hills under a striped sun, with the name below."""
    sheet = _Sheet(640, 620)
    sheet.circle((320, 210), 170, sun)
    for index, y in enumerate((250, 286, 318, 346)):
        low = y + 7 + 3 * index
        sheet.polygon(np.array([[120, y], [520, y], [520, low], [120, low]], float), _NOTHING)
    x = np.linspace(20, 620, 120)
    for depth, (base, height, color) in enumerate(((330, 120, far), (380, 95, ink))):
        top = base - height * (0.55 + 0.45 * np.sin(x / (82 - 18 * depth) + 1.7 * depth)) * np.sin(
            np.pi * (x - 20) / 600
        )
        sheet.polygon(np.concatenate([np.stack([x, top], 1), [[620, 430], [20, 430]]]), color)
    for at in (150, 214, 262, 420, 486):
        sheet.polygon(np.array([[at - 17, 428], [at, 352 - (at % 30)], [at + 17, 428]], float), far)
    sheet.letters("SUNDAY", middle=(320, 488), size=92, color=ink, gap=10)
    sheet.letters("HILLS", middle=(320, 574), size=70, color=ink, gap=34)
    return sheet.finish()


def heron(ink: str, *, moon: str, reed: str) -> Pixels:
    """A heron that stands before the moon, among reeds."""
    sheet = _Sheet(560, 720)
    sheet.circle((290, 250), 205, moon)
    body = np.array(
        [[170, 430], [220, 360], [300, 330], [370, 345], [410, 390], [360, 420], [280, 450], [205, 470]], float
    )
    sheet.polygon(_round(body), ink)
    neck = np.array([[368, 372], [400, 320], [388, 262], [350, 220], [352, 168], [388, 140]], float)
    sheet.line(_round(neck, closed=False), ink, width=26)
    sheet.circle((392, 142), 25, ink)
    sheet.polygon(np.array([[404, 128], [520, 150], [404, 158]], float), ink)
    sheet.polygon(np.array([[378, 124], [300, 96], [372, 142]], float), ink)
    sheet.circle((398, 138), 5, moon)
    for at in (268, 306):
        sheet.line(np.array([[at, 440], [at + 4, 560], [at - 8, 660]], float), ink, width=9)
    for at, lean, tall in (
        (90, -24, 320),
        (130, 20, 400),
        (168, -10, 280),
        (430, 26, 360),
        (470, -14, 300),
        (508, 20, 390),
    ):
        root = np.array([at, 690.0])
        sheet.line(np.array([root, root - [lean * -0.4, tall * 0.5], root - [-lean, tall]], float), reed, width=8)
        sheet.polygon(_leaf(root - np.array([-lean, tall]), 62, 11), reed)
    for index, y in enumerate((662, 682, 702)):
        sheet.line(np.array([[150 + 30 * index, y], [430 - 24 * index, y]], float), ink, width=7)
    return sheet.finish()


def _leaf(tip: NDArray[np.float64], length: float, half: float) -> NDArray[np.float64]:
    angle = np.linspace(0, 2 * np.pi, 24)
    return np.stack([tip[0] + half * np.sin(angle), tip[1] - length / 2 * np.cos(angle)], 1)


def _leaflet(root: NDArray[np.float64], tip: NDArray[np.float64], *, half: float) -> NDArray[np.float64]:
    share = np.linspace(0, 1, 14)[:, None]
    run = tip - root
    across = np.array([-run[1], run[0]]) / np.hypot(*run)
    width = half * np.sin(np.pi * share**0.8) * (1 - 0.25 * share)
    middle = root + run * share + np.array([0, 0.10]) * np.hypot(*run) * np.sin(np.pi * share)
    return np.concatenate([middle + across * width, (middle - across * width)[::-1]])


def _round(points: NDArray[np.float64], *, closed: bool = True) -> NDArray[np.float64]:
    """Cut corners three times (Chaikin 1974)."""
    for _ in range(3):
        following = np.roll(points, -1, axis=0) if closed else points[1:]
        own = points if closed else points[:-1]
        cut = np.stack([own * 0.75 + following * 0.25, own * 0.25 + following * 0.75], 1).reshape(-1, 2)
        points = cut if closed else np.concatenate([points[:1], cut, points[-1:]])
    return points


def fern(ink: str) -> Pixels:
    """A fern leaf in a ring, with the name round it below."""
    sheet = _Sheet(560, 560)
    sheet.circle((280, 250), 236, ink)
    sheet.circle((280, 250), 218, _NOTHING)
    stem = _round(np.array([[300, 430], [276, 330], [290, 210], [262, 90]], float), closed=False)
    for index in range(11):
        share = index / 10
        at = stem[round((0.14 + 0.82 * share) * (len(stem) - 1))]
        length = 118 * np.sin(np.pi * (0.22 + 0.70 * (1 - share) ** 0.9)) + 8
        for side in (-1, 1):
            tip = at + np.array([side * length, -0.42 * length])
            sheet.polygon(_leaflet(at, tip, half=13 - 5 * share), ink)
    sheet.line(stem, ink, width=10)
    sheet.letters("FERN & CO", middle=(280, 526), size=56, color=ink, gap=12)
    return sheet.finish()


def anchor(ink: str) -> Pixels:
    """A small anchor: an embroidered logo for the chest."""
    sheet = _Sheet(300, 340)
    sheet.circle((150, 46), 36, ink)
    sheet.circle((150, 46), 19, _NOTHING)
    sheet.line(np.array([[150, 80], [150, 300]], float), ink, width=26)
    sheet.line(np.array([[86, 122], [214, 122]], float), ink, width=22)
    turn = np.linspace(0.12 * np.pi, 0.88 * np.pi, 40)
    sheet.line(np.stack([150 + 120 * np.cos(turn), 190 + 116 * np.sin(turn)], 1), ink, width=26)
    for side in (-1, 1):
        at = 150 + side * 112
        sheet.polygon(np.array([[at - 34, 236], [at + side * 22, 176], [at + 34, 240]], float), ink)
    return sheet.finish()


MOTIFS: Mapping[str, Callable[[], Pixels]] = {
    "hills-on-white": lambda: hills("#1f2f4f", sun="#e8963c", far="#4f7f7a"),
    "hills-on-navy": lambda: hills("#f0ead8", sun="#e8963c", far="#8fb3a6"),
    "heron-on-white": lambda: heron("#22344a", moon="#e9c66b", reed="#5f7d53"),
    "fern-on-green": lambda: fern("#f1ecdc"),
    "anchor-on-purple": lambda: anchor("#e9d9a8"),
}


def load(name: str) -> Pixels:
    """One print by its name."""
    return np.ascontiguousarray(MOTIFS[name]())


def save(name: str, path: str) -> None:
    """Write one print as a PNG file with transparency."""
    cv2.imwrite(path, cv2.cvtColor(load(name), cv2.COLOR_RGBA2BGRA))
