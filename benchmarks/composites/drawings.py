"""Motifs that are drawn: landscapes, plants, faces, dots, pictures."""

from collections.abc import Callable

import cv2
import numpy as np

from benchmarks.composites.ink import MOTIF_PX, SHEET_PX, Floats, Sheet, circle, curve, noise, polygon
from benchmarks.composites.lettering import fitted, letters, random_face
from benchmarks.composites.palette import Inks
from benchmarks.composites.words import Split
from wornby.datamodel import Mask

_X = float(MOTIF_PX)


def _ridge(rng: np.random.Generator, *, base: float, high: float, steps: int = 7) -> Floats:
    """A jagged line from left to right."""
    x = np.linspace(60, 964, 2**steps + 1)
    y = np.zeros_like(x)
    gap = 2**steps
    y[[0, -1]] = 0
    roughness = high
    while gap > 1:
        middle = np.arange(gap // 2, 2**steps, gap)
        y[middle] = (y[middle - gap // 2] + y[middle + gap // 2]) / 2 - roughness * rng.uniform(-0.35, 1.0, len(middle))
        roughness *= 0.5
        gap //= 2
    return np.stack([x, base + y], axis=1)


def _title(sheet: Sheet, *, text: str, inks: Inks, rng: np.random.Generator, y: float) -> None:
    name = fitted(letters(text, random_face(rng, strong=True), height=100), width=720, height=110)
    sheet.stamp(name, inks[0], centre=(_X, y))


def mountains(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """Ridges with snow or hatching under a sun or moon, as a line drawing."""
    main, accent, third, _ = inks
    sun = (float(rng.uniform(300, 724)), float(rng.uniform(220, 330)))
    radius = float(rng.uniform(70, 140))
    if rng.random() < 0.5:
        sheet.disc(sun, radius, third)
    else:
        for step in range(3):
            sheet.stroke(circle(sun, radius - step * 28), third, width=10, closed=True)
    for index in range(int(rng.integers(2, 4))):
        ridge = _ridge(rng, base=560 + 110 * index, high=rng.uniform(210, 330) * (1 - 0.22 * index))
        ground = np.concatenate([ridge, [[964, 800], [60, 800]]])
        sheet.fill(ground, None if accent is None or index % 2 else accent)
        sheet.stroke(ridge, main, width=16)
        for start in ridge[4:-4:5]:
            length = rng.uniform(20, 120)
            slope = np.array([rng.uniform(-0.25, 0.5), 1.0]) * length
            sheet.stroke(np.stack([start + [0, 16], start + slope]), main, width=7)
    sheet.fill(np.array([[40, 802], [984, 802], [984, 900], [40, 900]], dtype=np.float64), None)
    sheet.stroke(np.array([[60.0, 800], [964, 800]]), main, width=14)
    if rng.random() < 0.6:
        _title(sheet, text=text, inks=inks, rng=rng, y=890)


def waves(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """Lines that swell, in a circle, a square or an arch."""
    main, _, third, _ = inks
    bumps = [
        (rng.uniform(300, 724), rng.uniform(250, 800), rng.uniform(60, 190), rng.uniform(-90, 150)) for _ in range(5)
    ]
    shape = int(rng.integers(3))
    x = np.linspace(60, 964, 260)
    for index, row in enumerate(np.arange(100, 930, float(rng.uniform(26, 46)))):
        y = np.full_like(x, row)
        for left, top, wide, high in bumps:
            y -= high * np.exp(-(((x - left) / wide) ** 2) - ((row - top) / (0.8 * wide)) ** 2)
        y += 9 * np.sin(x / rng.uniform(30, 60) + rng.uniform(0, 6))
        inside = np.hypot(x - _X, y - _X) < 440
        if shape == 1:
            inside = np.abs(x - _X) < 400
        elif shape == 2:
            inside = (np.hypot(x - _X, y - 420) < 380) | ((y > 420) & (np.abs(x - _X) < 380) & (y < 860))
        for piece in np.split(np.arange(len(x)), np.flatnonzero(np.diff(inside.astype(int))) + 1):
            if inside[piece[0]] and len(piece) > 2:
                sheet.stroke(
                    np.stack([x[piece], y[piece]], axis=1), main if index % 3 else third, width=rng.uniform(8, 15)
                )
    if rng.random() < 0.35:
        _title(sheet, text=text, inks=inks, rng=rng, y=975 - 40)


def plant(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """Stems with leaves and blossoms, drawn with a line; some in a pot."""
    main, accent, third, _ = inks
    leaf_ink = accent if accent is not None and rng.random() < 0.6 else main
    for _ in range(int(rng.integers(1, 5))):
        lean = rng.uniform(-260, 260)
        ends = [[0, 850], [0.2 * lean + rng.uniform(-40, 40), 620], [0.6 * lean, 400], [lean, rng.uniform(120, 300)]]
        stem = curve(np.array(ends) + [_X, 0.0])
        sheet.stroke(stem, main, width=12)
        pairs = int(rng.integers(3, 9))
        size, broad = rng.uniform(90, 190), rng.uniform(0.16, 0.42)
        for index in range(pairs):
            at = int((0.18 + 0.78 * index / pairs) * len(stem))
            for side in (-1, 1):
                angle = -np.pi / 2 + side * rng.uniform(0.5, 1.1)
                _leaf(
                    sheet,
                    stem[at],
                    angle=angle,
                    size=size * (1 - 0.5 * index / pairs),
                    broad=broad,
                    inks=(leaf_ink, main),
                    rng=rng,
                )
        if rng.random() < 0.6:
            petals, reach = int(rng.integers(5, 12)), rng.uniform(50, 105)
            for each in range(petals):
                _leaf(
                    sheet,
                    stem[-1],
                    angle=2 * np.pi * each / petals,
                    size=reach,
                    broad=0.35,
                    inks=(third, main),
                    rng=rng,
                )
            sheet.disc(stem[-1], 0.3 * reach, main)
    if rng.random() < 0.45:
        pot = np.array([[-150, 780], [150, 780], [110, 980], [-110, 980]]) + [_X, 0.0]
        sheet.fill(pot, third)
        sheet.stroke(pot, main, width=12, closed=True)


def _leaf(
    sheet: Sheet,
    base: Floats,
    *,
    angle: float,
    size: float,
    broad: float,
    inks: tuple[tuple[int, int, int], tuple[int, int, int]],
    rng: np.random.Generator,
) -> None:
    shape = curve(
        np.array([[0, 0], [0.35, -broad], [0.75, -0.7 * broad], [1, 0], [0.7, 0.8 * broad], [0.3, broad]]),
        points=6,
        closed=True,
    )
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    outline = base + size * (shape * [1, rng.uniform(0.8, 1.2)]) @ turn
    if inks[0] != inks[1]:
        sheet.fill(outline, inks[0])
    sheet.stroke(outline, inks[1], width=7, closed=True)
    sheet.stroke(base + size * np.array([[0.1, 0], [0.85, 0]]) @ turn, inks[1], width=5)


def sunset(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """A sun of bands with a silhouette before it."""
    main, accent, third, _ = inks
    bands = int(rng.integers(5, 9))
    y_all, x_all = np.mgrid[0:SHEET_PX, 0:SHEET_PX]
    disc = np.hypot(x_all - _X, y_all - 430) < 390
    if rng.random() < 0.3:
        disc = (np.abs(x_all - _X) < 390) & (np.abs(y_all - 430) < 360)
    place = (y_all - 40) / 780 * bands
    gaps = (place % 1) < np.clip(0.06 * np.floor(place), 0.0, 0.5)
    share = np.clip((y_all - 40) / 780, 0, 1)[..., None]
    high, low = np.array(third), np.array(accent if accent is not None else third)
    colors = (high * (1 - share) + low * share).astype(np.uint8)
    sheet.picture(colors, disc & ~gaps)
    ink = main if accent is not None else None
    _silhouette(rng)(sheet, ink, rng)
    if rng.random() < 0.7:
        _title(sheet, text=text, inks=inks, rng=rng, y=910)


def _silhouette(rng: np.random.Generator) -> Callable[[Sheet, tuple[int, int, int] | None, np.random.Generator], None]:
    return (_palms, _pines, _range)[int(rng.integers(3))]


def _palms(sheet: Sheet, ink: tuple[int, int, int] | None, rng: np.random.Generator) -> None:
    for _ in range(int(rng.integers(1, 4))):
        foot, lean = rng.uniform(330, 700), rng.uniform(-120, 120)
        top = np.array([foot + lean, rng.uniform(240, 480)])
        sheet.stroke(curve(np.array([[foot, 800], [foot + 0.2 * lean, 650], top])), ink, width=20)
        for angle in np.linspace(-2.9, -0.2, 7) + rng.uniform(-0.15, 0.15, 7):
            reach = 150 * np.array([np.cos(angle), np.sin(angle) * 0.7])
            tip = top + reach + [0, 75]
            frond = curve(np.array([top, top + 0.6 * reach + [0, 5], tip]))
            back = curve(np.array([tip, top + 0.55 * reach + [0, 42], top]))
            sheet.fill(np.concatenate([frond, back]), ink)


def _pines(sheet: Sheet, ink: tuple[int, int, int] | None, rng: np.random.Generator) -> None:
    for x in np.linspace(200, 824, int(rng.integers(6, 12))):
        high = rng.uniform(120, 330)
        for tier in range(4):
            wide, top = high * (0.1 + 0.07 * tier), 815 - high + tier * high * 0.2
            sheet.fill(np.array([[x, top], [x + wide, top + 0.4 * high], [x - wide, top + 0.4 * high]]), ink)


def _range(sheet: Sheet, ink: tuple[int, int, int] | None, rng: np.random.Generator) -> None:
    ridge = _ridge(rng, base=680, high=rng.uniform(150, 320))
    ridge = ridge[(ridge[:, 0] > 150) & (ridge[:, 0] < 874)]
    sheet.fill(np.concatenate([ridge, [[ridge[-1, 0], 800], [ridge[0, 0], 800]]]), ink)


def cartoon_face(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """The head of a made-up animal or creature, with ears, eyes, a snout or mouth, hair, glasses."""
    main, accent, third, opposite = inks
    wide, high = rng.uniform(260, 380), rng.uniform(260, 360)
    line = float(rng.uniform(12, 24))
    around = np.linspace(0, 2 * np.pi, 9, endpoint=False)
    lumps = 1 + 0.10 * rng.standard_normal(9)
    lumps = (lumps + lumps[(-np.arange(9)) % 9]) / 2
    head = curve(np.stack([wide * lumps * np.sin(around), -high * lumps * np.cos(around)], axis=1), closed=True) + [
        _X,
        560.0,
    ]
    fill = accent
    ear, spread = int(rng.integers(4)), rng.uniform(0.45, 0.8)
    for side in (-1, 1):
        at = np.array([_X + side * spread * wide, 560 - high * 0.72])
        shapes = (
            circle(at, 0.34 * wide),
            at + 0.6 * wide * np.array([[-0.42, 0.4], [side * 0.35, -0.9], [0.45, 0.4]]),
            curve(
                at
                + wide * np.array([[-0.18, 0.2], [-0.14 + side * 0.1, -0.8], [0.14 + side * 0.1, -0.8], [0.18, 0.2]]),
                closed=True,
            ),
            curve(
                at + wide * np.array([[0, -0.1], [side * 0.5, -0.05], [side * 0.55, 0.75], [side * 0.15, 0.4]]),
                closed=True,
            ),
        )
        sheet.fill(shapes[ear], fill if fill is not None else main)
        sheet.stroke(shapes[ear], main, width=line, closed=True)
    sheet.fill(head, fill)
    sheet.stroke(head, main, width=line, closed=True)
    eye, apart, level = rng.uniform(22, 70), rng.uniform(0.3, 0.5), 560 - rng.uniform(0.0, 0.25) * high
    for side in (-1, 1):
        place = (_X + side * apart * wide, level)
        sheet.disc(place, eye * 1.25, opposite)
        sheet.stroke(circle(place, eye * 1.25), main, width=line * 0.7, closed=True)
        sheet.disc((place[0] + rng.uniform(-6, 6), place[1] + 6), eye * rng.uniform(0.45, 0.9), main)
        if rng.random() < 0.4:
            brow = np.array([[-eye, -1.9 * eye], [eye, -1.9 * eye + side * rng.uniform(-30, 30)]]) + place
            sheet.stroke(brow, main, width=line)
    _mouth(sheet, wide=wide, high=high, line=line, inks=inks, rng=rng)
    if rng.random() < 0.5:
        tufts = int(rng.integers(3, 9))
        for x in np.linspace(-0.4, 0.4, tufts) * wide + _X:
            sheet.fill(
                np.array(
                    [
                        [x - 34, 585 - high],
                        [x + rng.uniform(-60, 60), 560 - high - rng.uniform(50, 150)],
                        [x + 34, 585 - high],
                    ]
                ),
                third,
            )


def _mouth(sheet: Sheet, *, wide: float, high: float, line: float, inks: Inks, rng: np.random.Generator) -> None:
    main, _, third, opposite = inks
    y = 560 + 0.35 * high
    if rng.random() < 0.5:
        t = np.linspace(0, 2 * np.pi, 60)
        snout = np.stack([_X + 0.45 * wide * np.cos(t), y + 0.32 * high * np.sin(t)], axis=1)
        sheet.fill(snout, opposite)
        sheet.stroke(snout, main, width=0.8 * line, closed=True)
        sheet.fill(curve(np.array([[-60, -40], [60, -40], [0, 30]]) + [_X, y - 30], closed=True), main)
        sheet.stroke(np.array([[_X, y], [_X, y + 0.2 * high]]), main, width=0.7 * line)
    else:
        smile = rng.uniform(0.05, 0.3) * high
        lips = curve(np.array([[-0.42 * wide, 0], [0, smile], [0.42 * wide, 0]]) + [_X, y])
        if rng.random() < 0.5:
            sheet.fill(lips, third if third != main else None)
        sheet.stroke(lips, main, width=line, closed=rng.random() < 0.5)
    if rng.random() < 0.4:
        for side in (-1, 1):
            for row in range(3):
                start = np.array([_X + side * 0.35 * wide, y - 10 + 34 * row])
                sheet.stroke(np.stack([start, start + [side * 0.75 * wide, (row - 1) * 50]]), main, width=0.4 * line)


def _scene(rng: np.random.Generator) -> Floats:
    """Light and dark as in a photo: balls with shadows, hills in haze, or cloud and smoke. (S, S), 0 to 1."""
    return np.clip((_balls, _hills, _smoke)[int(rng.integers(3))](rng), 0, 1)


def _balls(rng: np.random.Generator) -> Floats:
    y, x = np.mgrid[0:MOTIF_PX, 0:MOTIF_PX] / MOTIF_PX
    light = 0.35 + 0.25 * noise(rng, cells=3, side=MOTIF_PX) + 0.2 * (y - 0.5)
    for _ in range(int(rng.integers(3, 12))):
        left, top, radius = rng.uniform(0.15, 0.85), rng.uniform(0.15, 0.85), rng.uniform(0.06, 0.28)
        u, v = (x - left) / radius, (y - top) / radius * rng.uniform(0.6, 1.5)
        inside = np.clip((1 - np.hypot(u, v)) * 12, 0, 1)
        height = np.sqrt(np.clip(1 - u * u - v * v, 0, 1))
        ball = rng.uniform(0.05, 0.3) + 0.75 * np.clip(-0.5 * u - 0.55 * v + 0.65 * height, 0, 1)
        light = light * (1 - inside) + inside * (ball + 0.12 * noise(rng, cells=14, side=MOTIF_PX))
    return light


def _hills(rng: np.random.Generator) -> Floats:
    y, x = np.mgrid[0:MOTIF_PX, 0:MOTIF_PX] / MOTIF_PX
    light = 0.95 - 0.35 * y + 0.15 * noise(rng, cells=4, side=MOTIF_PX)
    sun = np.hypot(x - rng.uniform(0.2, 0.8), y - rng.uniform(0.12, 0.35))
    light += 0.5 * np.clip((rng.uniform(0.05, 0.12) - sun) * 60, 0, 1) - 0.2
    for layer in range(int(rng.integers(3, 7))):
        row = noise(rng, cells=int(rng.integers(4, 14)), side=MOTIF_PX)[MOTIF_PX // 2]
        fine = noise(rng, cells=60, side=MOTIF_PX)[MOTIF_PX // 2]
        edge = 0.35 + 0.12 * layer + 0.12 * row + 0.02 * fine
        ground = np.clip((y - edge[None]) * 200, 0, 1)
        light = light * (1 - ground) + ground * (0.6 - 0.11 * layer + 0.08 * noise(rng, cells=40, side=MOTIF_PX))
    return light


def _smoke(rng: np.random.Generator) -> Floats:
    y, x = np.mgrid[0:MOTIF_PX, 0:MOTIF_PX].astype(np.float32)
    light = np.zeros((MOTIF_PX, MOTIF_PX), np.float32)
    for octave in range(5):
        light += noise(rng, cells=3 * 2**octave, side=MOTIF_PX) / np.float32(1.7**octave)
    for _ in range(2):
        push_x, push_y = (np.float32(rng.uniform(40, 110)) * noise(rng, cells=4, side=MOTIF_PX) for _ in range(2))
        moved = cv2.remap(light, x + push_x, y + push_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        light = np.asarray(moved, np.float32)
    return np.asarray(0.5 + 0.55 * light, np.float64)


def halftone(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """A picture in dots or lines of one ink."""
    del split, text
    main, _, third, _ = inks
    large = np.asarray(cv2.resize(_scene(rng), (SHEET_PX, SHEET_PX)))
    y, x = np.mgrid[0:SHEET_PX, 0:SHEET_PX].astype(np.float64)
    angle, pitch = rng.uniform(0, np.pi / 2), rng.uniform(13, 26)
    u = x * np.cos(angle) + y * np.sin(angle)
    v = y * np.cos(angle) - x * np.sin(angle)
    lines = rng.random() < 0.3
    wave = (
        np.cos(2 * np.pi * u / pitch) if lines else (np.cos(2 * np.pi * u / pitch) + np.cos(2 * np.pi * v / pitch)) / 2
    )
    inked = (wave + 1) / 2 > 1 - large
    shape = _frame(rng, x=x, y=y)
    sheet.picture(np.broadcast_to(np.array(main, np.uint8), (SHEET_PX, SHEET_PX, 3)), inked & shape)
    if rng.random() < 0.4:
        sheet.cover(~inked & shape & (large < 0.35), third, rows=slice(0, SHEET_PX), columns=slice(0, SHEET_PX))


def _frame(rng: np.random.Generator, *, x: Floats, y: Floats) -> Mask:
    kind = int(rng.integers(3))
    if kind == 0:
        return np.hypot(x - _X, y - _X) < 480
    if kind == 1:
        return (np.abs(x - _X) < 380) & (np.abs(y - _X) < 480)
    wobble = cv2.resize(noise(rng, cells=9, side=256), (SHEET_PX, SHEET_PX))
    return np.hypot(x - _X, (y - _X) * 0.9) < 420 + 70 * wobble


def photo_print(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """A picture of many colours in a frame, with or without words."""
    tone = _scene(rng)[..., None]
    hues = (rng.uniform(0, 180) + np.array([0.0, rng.uniform(-50, 50), rng.uniform(-90, 90)])) % 180
    levels = ((rng.uniform(120, 230), rng.uniform(25, 70)), (rng.uniform(90, 220), rng.uniform(130, 200)), (60, 250))
    coded = np.array([[(hue, *level) for hue, level in zip(hues, levels, strict=True)]], np.uint8)
    anchors = cv2.cvtColor(coded, cv2.COLOR_HSV2RGB)[0].astype(np.float64)
    colors = np.where(
        tone < 0.5,
        anchors[0] + (anchors[1] - anchors[0]) * tone * 2,
        anchors[1] + (anchors[2] - anchors[1]) * (tone * 2 - 1),
    )
    colors = colors + 34 * np.stack([noise(rng, cells=5, side=MOTIF_PX) for _ in range(3)], axis=2)
    large = cv2.resize(np.clip(colors, 0, 255).astype(np.uint8), (SHEET_PX, SHEET_PX))
    y, x = np.mgrid[0:SHEET_PX, 0:SHEET_PX].astype(np.float64)
    sheet.picture(np.asarray(large), _frame(rng, x=x, y=y))
    if rng.random() < 0.5:
        name = letters(text, random_face(rng, strong=True), height=120)
        sheet.stamp(fitted(name, width=640, height=130), inks[0], centre=(_X, rng.uniform(200, 860)))


def pixel_sprite(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """A creature of squares, the same on both sides, alone or several."""
    main, accent, third, _ = inks
    rows, half = int(rng.integers(9, 15)), int(rng.integers(4, 8))
    cells = rng.random((rows, half)) < 0.55
    cells[rows // 4 : 3 * rows // 4, half // 2 :] |= rng.random((3 * rows // 4 - rows // 4, half - half // 2)) < 0.5
    tints = rng.integers(0, 3, (rows, half))
    cells, tints = np.hstack([cells, cells[:, ::-1]]), np.hstack([tints, tints[:, ::-1]])
    size = 780 / max(rows, 2 * half)
    top, left = 80.0, _X - size * half
    for row, column in np.argwhere(cells):
        ink = (main, main, third if accent is None else accent)[tints[row, column]]
        corner = np.array([left + column * size, top + row * size])
        sheet.fill(corner + size * np.array([[0, 0], [1, 0], [1, 1], [0, 1]]), ink)
    if rng.random() < 0.5:
        name = fitted(letters(text, random_face(rng, strong=True), height=100), width=700, height=100)
        sheet.stamp(name, main, centre=(_X, top + rows * size + 90))
    else:
        sheet.stroke(
            polygon((_X, top + rows * size / 2), 60 + size * max(rows, 2 * half) * 0.72, corners=4, turn=np.pi / 4),
            main,
            width=12,
            closed=True,
        )
