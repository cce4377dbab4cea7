"""Type faces of prints: those that come with Pillow and OpenCV, and one drawn here with several pens."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.composites.ink import Floats, curve
from wornby.datamodel import Pixels

# Middle lines of letters on a grid 4 wide and 6 high, y down; strokes are divided by blanks, points by two digits each.
_STROKES = {
    "A": "06120620 204046 0444",
    "B": "00063645443303 033342413000",
    "C": "4130100105163645",
    "D": "00062645412000",
    "E": "40000646 0333",
    "F": "400006 0333",
    "G": "413010010516364543 2343",
    "H": "0006 4046 0343",
    "I": "2026 1030 1636",
    "J": "4045361605 04",
    "K": "0006 4003 0346",
    "L": "000646",
    "M": "0600234046",
    "N": "06004640",
    "O": "100105163645413010",
    "P": "06003041423303",
    "Q": "100105163645413010 2446",
    "R": "06003041423303 2346",
    "S": "413010010213334445361605",
    "T": "0040 2026",
    "U": "000516364540",
    "V": "002640",
    "W": "0016233640",
    "X": "0046 4006",
    "Y": "002340 2326",
    "Z": "00400646",
    "0": "100105163645413010",
    "1": "112026 1636",
    "2": "01103041420646",
    "3": "004022434445361605",
    "4": "300444 3036",
    "5": "4000023243453616",
    "6": "4130100105163645443303",
    "7": "004016",
    "8": "103041423313020110 133344453616050413",
    "9": "43133302011030414536160",
    "&": "46110120312305163644",
    "'": "2021",
    "!": "2024 2626",
    ".": "2626",
    "-": "1333",
}
_WIDE, _HIGH = 4, 6
_PEN_PX = 96.0
_SLANT = 0.22
_RAISED = frozenset("'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How letters look.

    Attributes:
        design: "sans", "italic", "uni" (OpenCV), "plain" (Pillow), "pixel" (Pillow's bitmap), or a pen: "block",
            "round", "slab", "broad", "hand".
        weight: 0 thin to 1 black.
        width: Horizontal scale.
        slant: Shear.
        spacing: Between letters, of their height.
    """

    design: str
    weight: float = 0.6
    width: float = 1.0
    slant: float = 0.0
    spacing: float = 0.0


DESIGNS = ("sans", "italic", "uni", "plain", "pixel", "block", "round", "slab", "broad", "hand")
_OPENCV = frozenset({"sans", "italic", "uni"})


def random_face(rng: np.random.Generator, *, strong: bool = False) -> Face:
    """Choose a face; strong ones have thick strokes."""
    design = str(rng.choice(DESIGNS, p=(0.17, 0.1, 0.08, 0.1, 0.05, 0.14, 0.1, 0.12, 0.07, 0.07)))
    return Face(
        design=design,
        weight=float(rng.uniform(0.6 if strong else 0.25, 1.0)),
        width=float(rng.choice([0.62, 0.8, 1.0, 1.0, 1.25])),
        slant=float(rng.choice([0.0, 0.0, 0.0, _SLANT])) if design not in {"italic", "pixel"} else 0.0,
        spacing=float(rng.choice([0.0, 0.0, 0.06, 0.2])),
    )


def letters(text: str, face: Face, *, height: int) -> Pixels:
    """Set one line.

    Args:
        text: Letters, digits, blanks.
        face: How they look.
        height: Of the capitals about, in pixels.

    Returns:
        Coverage cut to its box. (H, W), uint8.
    """
    if face.spacing > 0 and len(text) > 1:
        return _spaced(text, face, height=height)
    if face.design in _OPENCV:
        drawn = _opencv(text, face, height=height)
    elif face.design == "plain":
        drawn = _pillow(text, face, height=height)
    elif face.design == "pixel":
        drawn = _pixel(text, height=height)
    else:
        drawn = _penned(text.upper(), face, height=height)
    return _shaped(_cut(drawn), face)


def fitted(shape: Pixels, *, width: float, height: float = np.inf) -> Pixels:
    """Scale a coverage so that it fits a box."""
    scale = min(width / shape.shape[1], height / shape.shape[0])
    size = (max(1, round(shape.shape[1] * scale)), max(1, round(shape.shape[0] * scale)))
    return np.asarray(cv2.resize(shape, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR))


def arched(shape: Pixels, *, bend: float) -> Pixels:
    """Bend a line into an arch; `bend` is the angle that it spans in radians, negative for a bowl."""
    height, width = shape.shape
    radius = width / abs(bend)
    outer = radius + height
    half = min(abs(bend) / 2, np.pi)
    wide = int(2 * outer * np.sin(min(half, np.pi / 2))) + 2
    tall = int(outer - radius * np.cos(half)) + 2
    y, x = np.mgrid[0:tall, 0:wide].astype(np.float32)
    across, down = x - wide / 2, outer - y
    angle, away = np.arctan2(across, down), np.hypot(across, down)
    source_x = (angle / (2 * half) + 0.5) * width
    source_y = outer - away
    if bend < 0:
        source_y = height - source_y
    drawn = cv2.remap(shape, source_x.astype(np.float32), source_y.astype(np.float32), cv2.INTER_LINEAR)
    return _cut(np.asarray(drawn if bend > 0 else drawn[::-1]))


def thickened(shape: Pixels, *, by: int) -> Pixels:
    """Grow a coverage on all sides, as the outline around letters."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    padded = cv2.copyMakeBorder(shape, by, by, by, by, cv2.BORDER_CONSTANT, value=(0,))
    return np.asarray(cv2.dilate(padded, kernel))


def _spaced(text: str, face: Face, *, height: int) -> Pixels:
    tight = Face(design=face.design, weight=face.weight, width=face.width, slant=face.slant)
    pieces = [letters(each, tight, height=height) for each in text if each != " "]
    tall = max(each.shape[0] for each in pieces)
    gap, wide = max(2, round((0.08 + face.spacing) * height)), round(0.5 * height)
    rows, index = [], 0
    for each in text:
        if each == " ":
            rows.append(np.zeros((tall, wide), np.uint8))
            continue
        piece = pieces[index]
        index += 1
        above = 0 if each in _RAISED else tall - piece.shape[0]
        below = tall - piece.shape[0] - above
        rows += [cv2.copyMakeBorder(piece, above, below, 0, gap, cv2.BORDER_CONSTANT, value=(0,))]
    return _cut(np.concatenate(rows, axis=1))


def _opencv(text: str, face: Face, *, height: int) -> Pixels:
    size = round(height * 1.35)
    canvas = np.zeros((3 * height, round(height * 1.3 * (len(text) + 2)), 3), np.uint8)
    weight = round(200 + 700 * face.weight)
    cv2.putText(canvas, text, (height // 2, 2 * height), (255, 255, 255), cv2.FontFace(face.design), size, weight)
    return np.asarray(canvas[..., 0])


def _pillow(text: str, face: Face, *, height: int) -> Pixels:
    font = ImageFont.load_default(height * 1.35)
    canvas = Image.new("L", (round(height * 1.3 * (len(text) + 2)), 3 * height))
    stroke = round(max(0.0, face.weight - 0.35) * height * 0.14)
    ImageDraw.Draw(canvas).text((height // 2, height // 2), text, 255, font, stroke_width=stroke, stroke_fill=255)
    return np.asarray(canvas)


def _pixel(text: str, *, height: int) -> Pixels:
    canvas = Image.new("L", (12 * (len(text) + 2), 24))
    ImageDraw.Draw(canvas).text((4, 4), text, 255, ImageFont.load_default_imagefont())
    small = _cut(np.asarray(canvas))
    scale = max(1, round(height / small.shape[0]))
    return np.asarray(np.kron(small, np.ones((scale, scale), np.uint8)), np.uint8)


def _penned(text: str, face: Face, *, height: int) -> Pixels:
    """Draw the letters' middle lines with a pen."""
    pen = (0.5 + 1.0 * face.weight) * (0.8 if face.design in {"hand", "round"} else 1.0)
    scale = _PEN_PX / _HIGH
    thick = max(3, round(pen * scale))
    advance = (_WIDE + pen + 0.7) * scale
    canvas = np.zeros((round(_PEN_PX + 6 * scale), round(advance * len(text) + 6 * scale)), np.uint8)
    for index, letter in enumerate(text):
        for path in _paths(letter):
            points = path * scale + np.array([3 * scale + index * advance, 3 * scale])
            _draw_stroke(canvas, points, design=face.design, thick=thick)
    drawn = _cut(canvas)
    return fitted(drawn, width=np.inf, height=height)


def _paths(letter: str) -> list[Floats]:
    found = []
    for word in _STROKES.get(letter, "").split():
        digits = [int(each) for each in word[: len(word) // 2 * 2]]
        found.append(np.array(digits, dtype=np.float64).reshape(-1, 2))
    return found


def _draw_stroke(canvas: Pixels, points: Floats, *, design: str, thick: int) -> None:
    """One stroke: square ends and corners (block), round, with feet (slab), a slanted nib (broad), smooth (hand)."""
    if design in {"hand", "broad"} and len(points) > 2:
        points = curve(points, points=10)
    if design == "broad":
        nib = np.array([[-0.42, 0.36], [-0.3, 0.5], [0.42, -0.36], [0.3, -0.5]]) * thick * 1.25
        for start, end in pairwise(points):
            swept = cv2.convexHull(np.round(np.concatenate([nib + start, nib + end])).astype(np.int32))
            cv2.fillConvexPoly(canvas, swept, (255,))
        return
    if design in {"round", "hand"}:
        cv2.polylines(canvas, [np.round(points).astype(np.int32)], isClosed=False, color=(255,), thickness=thick)
        return
    half = thick / 2
    for start, end in pairwise(points):
        run = (end - start) / max(1e-6, float(np.hypot(*(end - start))))
        across = np.array([-run[1], run[0]]) * half
        # A square pen reaches past the corner less where the line is oblique: corners look cut, as on jerseys.
        reach = run * half * (0.92 if min(abs(run)) < 0.1 else 0.35)
        box = np.stack([start - reach + across, end + reach + across, end + reach - across, start - reach - across])
        cv2.fillConvexPoly(canvas, np.round(box * 16).astype(np.int32), (255,), cv2.LINE_8, 4)
    if design == "slab":
        for point in (points[0], points[-1]):
            foot = np.array([thick * 1.0, thick * 0.27])
            top = point[1] < canvas.shape[0] / 2
            if abs(point[1] - canvas.shape[0] / 2) < canvas.shape[0] / 6:
                continue
            place = point + np.array([0, (-half + foot[1]) if top else (half - foot[1])])
            box = place + foot * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
            cv2.fillConvexPoly(canvas, np.round(box).astype(np.int32), (255,))


def _shaped(shape: Pixels, face: Face) -> Pixels:
    height, width = shape.shape
    wide = max(1, round(width * face.width))
    shape = np.asarray(cv2.resize(shape, (wide, height), interpolation=cv2.INTER_LINEAR))
    if not face.slant:
        return shape
    shift = face.slant * height
    matrix = np.array([[1, -face.slant, shift], [0, 1, 0]], np.float64)
    return _cut(np.asarray(cv2.warpAffine(shape, matrix, (wide + int(shift) + 2, height))))


def _cut(shape: Pixels) -> Pixels:
    x, y, width, height = cv2.boundingRect(shape)
    return np.ascontiguousarray(shape[y : y + max(1, height), x : x + max(1, width)])
