"""Motifs of rings, shields and marks, many of them with letters."""

import numpy as np

from benchmarks.composites.ink import MOTIF_PX, SHEET_PX, Color, Floats, Sheet, circle, curve, polygon, star
from benchmarks.composites.lettering import Face, arched, fitted, letters, random_face
from benchmarks.composites.palette import Inks
from benchmarks.composites.texts import pick
from benchmarks.composites.words import TAILS, Split

_MIDDLE = (MOTIF_PX, MOTIF_PX)


def icon(
    sheet: Sheet, *, centre: tuple[float, float], radius: float, ink: Color | None, rng: np.random.Generator
) -> None:
    """A small sign: star, anchor, mountain, bolt, wave, wheel, leaf, paw, hexagon, arrows, crown, drop."""
    x, y = centre
    place, r = np.array(centre), radius
    kind = int(rng.integers(11))
    if kind > 5:
        _second_icon(sheet, kind=kind, centre=centre, radius=radius, ink=ink, rng=rng)
        return
    if kind == 0:
        sheet.fill(star(centre, r, rays=int(rng.integers(4, 9)), depth=rng.uniform(0.3, 0.6)), ink)
    elif kind == 1:
        sheet.stroke(np.array([[x, y - 0.5 * r], [x, y + 0.8 * r]]), ink, width=0.2 * r)
        sheet.stroke(place + r * np.array([[-0.4, -0.25], [0.4, -0.25]]), ink, width=0.17 * r)
        sheet.stroke(circle((x, y - 0.7 * r), 0.2 * r), ink, width=0.14 * r, closed=True)
        bow = curve(place + r * np.array([[-0.8, 0.25], [-0.5, 0.7], [0, 0.88], [0.5, 0.7], [0.8, 0.25]]))
        sheet.stroke(bow, ink, width=0.2 * r)
    elif kind == 2:
        peak = rng.uniform(-0.2, 0.3)
        rocks = [[-1, 0.7], [-0.45, -0.3], [-0.2, 0.05], [peak, -0.85], [0.62, 0.1], [1, 0.7]]
        sheet.fill(place + r * np.array(rocks), ink)
    elif kind == 3:
        bolt = [[0.15, -1], [-0.55, 0.15], [-0.08, 0.15], [-0.2, 1], [0.55, -0.25], [0.08, -0.25], [0.45, -1]]
        sheet.fill(place + r * np.array(bolt), ink)
    elif kind == 4:
        for row in range(3):
            t = np.linspace(-1, 1, 60)
            wave = np.stack([x + r * t, y + r * (0.5 * (row - 1) + 0.16 * np.sin(2 * np.pi * t * 1.5))], axis=1)
            sheet.stroke(wave, ink, width=0.17 * r)
    else:
        spokes = int(rng.integers(3, 8))
        sheet.stroke(circle(centre, 0.8 * r), ink, width=0.22 * r, closed=True)
        for each in polygon(centre, 0.8 * r, corners=2 * spokes).reshape(2, spokes, 2).swapaxes(0, 1):
            sheet.stroke(each, ink, width=0.12 * r)


def _second_icon(
    sheet: Sheet,
    *,
    kind: int,
    centre: tuple[float, float],
    radius: float,
    ink: Color | None,
    rng: np.random.Generator,
) -> None:
    x, y = centre
    place, r = np.array(centre), radius
    if kind == 6:
        leaf = curve(
            place + r * np.array([[0, -1], [0.55, -0.3], [0.4, 0.4], [0, 1], [-0.4, 0.4], [-0.55, -0.3]]), closed=True
        )
        sheet.fill(leaf, ink)
    elif kind == 7:
        sheet.fill(circle((x, y + 0.35 * r), 0.48 * r), ink)
        for turn in (-0.9, -0.32, 0.32, 0.9):
            sheet.disc((x + 0.85 * r * np.sin(turn), y - 0.62 * r * np.cos(turn) + 0.12 * r), 0.22 * r, ink)
    elif kind == 8:
        sides = int(rng.integers(3, 8))
        sheet.fill([polygon(centre, r, corners=sides), polygon(centre, 0.6 * r, corners=sides)], ink)
        sheet.fill(polygon(centre, 0.3 * r, corners=sides), ink)
    elif kind == 9:
        crown = [[-0.9, 0.6], [-1, -0.5], [-0.45, 0], [0, -0.85], [0.45, 0], [1, -0.5], [0.9, 0.6]]
        sheet.fill(place + r * np.array(crown), ink)
    else:
        drop = curve(
            place + r * np.array([[0, -1], [0.5, 0], [0.45, 0.65], [0, 0.95], [-0.45, 0.65], [-0.5, 0]]), closed=True
        )
        sheet.fill(drop, ink)


def emblem(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """A ring with letters around a sign."""
    main, accent, third, _ = inks
    outer, inner = 480.0, float(rng.uniform(270, 320))
    filled = rng.random() < 0.5
    if filled:
        sheet.disc(_MIDDLE, outer, main)
        sheet.stroke(circle(_MIDDLE, outer - 26), accent, width=8, closed=True)
        sheet.disc(_MIDDLE, inner, accent)
    else:
        sheet.stroke(circle(_MIDDLE, outer - 10), main, width=20, closed=True)
        sheet.stroke(circle(_MIDDLE, inner), main, width=12, closed=True)
    ink = accent if filled else third
    face = random_face(rng, strong=True)
    face = Face(design="slab" if face.design == "pixel" else face.design, weight=face.weight, spacing=0.05)
    band = outer - inner
    ring_letters(sheet, text, face, radius=inner + band / 2, high=band * 0.46, ink=ink, top=True)
    ring_letters(sheet, pick(TAILS[split], rng), face, radius=inner + band / 2, high=band * 0.4, ink=ink, top=False)
    for side in (-1, 1):
        sheet.fill(star((_MIDDLE[0] + side * (inner + band / 2), _MIDDLE[1]), band * 0.18), ink)
    icon(sheet, centre=_MIDDLE, radius=inner * 0.68, ink=main, rng=rng)


def ring_letters(
    sheet: Sheet, text: str, face: Face, *, radius: float, high: float, ink: Color | None, top: bool
) -> None:
    """Set a line along a circle about the sheet's middle, its letters upright at the top or at the bottom."""
    shape = letters(text, face, height=100)
    shape = fitted(shape, width=radius * 2.4, height=high)
    span = shape.shape[1] / radius
    bent = arched(shape, bend=span if top else -span)
    reach = radius + shape.shape[0] / 2
    across = bent.shape[0] / 2
    y = _MIDDLE[1] - reach + across if top else _MIDDLE[1] + reach - across
    sheet.stamp(bent, ink, centre=(_MIDDLE[0], y))


def badge(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """A filled shape with words in it, under a sign."""
    main, accent, third, opposite = inks
    width, height = 460.0, float(rng.uniform(240, 420))
    kind = int(rng.integers(4))
    x, y = _MIDDLE
    t = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    if kind == 0:
        power = 0.4
        outline = np.stack([x + width * np.sign(np.cos(t)) * np.abs(np.cos(t)) ** power,
                            y + height * np.sign(np.sin(t)) * np.abs(np.sin(t)) ** power], axis=1)  # fmt: skip
    elif kind == 1:
        outline = np.stack([x + width * np.cos(t), y + height * np.sin(t)], axis=1)
    elif kind == 2:
        cut = 0.22 * height
        corners = [[-width, -height + cut], [-width + cut, -height], [width - cut, -height], [width, -height + cut]]
        lower = [[width, height - cut], [width - cut, height], [-width + cut, height], [-width, height - cut]]
        outline = np.array([*corners, *lower]) + [x, y]
    else:
        outline = np.array(
            [[-width, -0.6 * height], [width, -height], [0.9 * width, 0.7 * height], [-0.92 * width, height]]
        )
        outline = outline + [x, y]
    sheet.fill(outline, main)
    sheet.stroke((outline - [x, y]) * 0.93 + [x, y], accent, width=9, closed=True)
    large = fitted(letters(text, random_face(rng, strong=True), height=160), width=1.5 * width, height=0.6 * height)
    sheet.stamp(large, accent, centre=(x, y + 0.1 * height))
    small = fitted(
        letters(pick(TAILS[split], rng), random_face(rng), height=70), width=1.0 * width, height=0.2 * height
    )
    sheet.stamp(small, opposite, centre=(x, y + 0.62 * height))
    icon(sheet, centre=(x, y - 0.58 * height), radius=0.22 * height, ink=third if third != main else accent, rng=rng)


def logo(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """Shapes repeated by turning or mirroring, as trade marks are; half of them with a name below."""
    main, accent, third, _ = inks
    count = int(rng.integers(2, 8))
    base = _blade(rng)
    for index in range(count):
        angle = 2 * np.pi * index / count
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        ink = (main, accent if accent is not None else main, third)[index % 3 if count % 3 == 0 else index % 2]
        sheet.fill(np.array([MOTIF_PX, 420.0]) + 330 * base @ turn.T, ink)
    if rng.random() < 0.5:
        sheet.disc((MOTIF_PX, 420), rng.uniform(40, 110), None if rng.random() < 0.5 else third)
    if rng.random() < 0.5:
        name = fitted(letters(text.lower(), random_face(rng), height=120), width=700, height=130)
        sheet.stamp(name, main, centre=(MOTIF_PX, 900))


def _blade(rng: np.random.Generator) -> Floats:
    """One part of a mark, between the middle and the top. (K, 2), unit radius."""
    kind = int(rng.integers(4))
    a, b, c = rng.uniform(0.15, 0.55, 3)
    if kind == 0:
        return np.array([[0, -0.08], [a, -0.3 - b], [0.1 * c, -1], [-a, -0.3 - b]])
    if kind == 1:
        return curve(np.array([[0, -0.1], [a, -0.5], [0.3 * b, -1], [-c, -0.7], [-0.6 * a, -0.3]]), closed=True)
    if kind == 2:
        return np.array([[0, -0.1], [a, -0.15 - b], [a, -0.9], [a - c, -1.0], [a - c, -0.4]])
    bow = curve(np.array([[0.05, -0.15], [0.6 * a + 0.2, -0.6], [0, -1.0]]))
    return np.concatenate([bow, (bow * np.array([0.35, 0.8]) + np.array([-0.04, -0.12]))[::-1]])


def chest_logo(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """A small mark as on the left of a chest: a sign beside or over a short name."""
    main, accent, _, _ = inks
    face = random_face(rng)
    beside = rng.random() < 0.4
    name = fitted(
        letters(text if rng.random() < 0.5 else text.capitalize(), face, height=120),
        width=470 if beside else 640,
        height=190,
    )
    centre = (260.0, 512.0) if beside else (512.0, 380.0)
    if rng.random() < 0.4:
        sheet.disc(centre, 200, main)
        icon(sheet, centre=centre, radius=130, ink=accent, rng=rng)
    else:
        icon(sheet, centre=centre, radius=190, ink=accent or main, rng=rng)
    sheet.stamp(name, main, centre=(500 + name.shape[1] / 2, 512) if beside else (512, 620 + name.shape[0] / 2))


def crest(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """A shield in quarters or bends, with signs, and a ribbon with a name."""
    main, accent, third, opposite = inks
    x = float(MOTIF_PX)
    half = [[0, 60], [330, 90 + rng.uniform(-40, 40)], [340, 400], [230, 620], [0, 760]]
    right = curve(np.array(half), points=10)
    outline = np.concatenate([right, (right * [-1, 1])[::-1]]) + [x, 0]
    sheet.fill(outline, main)
    inner = (outline - [x, 400]) * 0.9 + [x, 400]
    sheet.fill(inner, accent)
    field = np.zeros((SHEET_PX, SHEET_PX), np.bool_)
    y_all, x_all = np.mgrid[0:SHEET_PX, 0:SHEET_PX]
    kind = int(rng.integers(3))
    if kind == 0:
        field = (x_all < x) == (y_all < 370)
    elif kind == 1:
        field = np.abs((x_all - x) + (y_all - 370.0) * rng.choice([-1, 1])) < rng.uniform(60, 130)
    else:
        field = (y_all // int(rng.integers(60, 110))) % 2 == 0
    mask = Sheet()
    mask.fill((outline - [x, 400]) * 0.87 + [x, 400], main)
    sheet.cover(field & (mask.alpha > 0), third, rows=slice(0, SHEET_PX), columns=slice(0, SHEET_PX))
    if kind == 0:
        for place, ink in (
            ((x - 150, 250.0), accent),
            ((x + 150, 250.0), main),
            ((x - 140, 500.0), main),
            ((x + 140, 500.0), accent),
        ):
            icon(sheet, centre=place, radius=86, ink=ink, rng=rng)
    else:
        sheet.disc((x, 370), 150, main)
        icon(sheet, centre=(x, 370), radius=105, ink=accent, rng=rng)
    ribbon = np.array(
        [[-420, 800], [-330, 760], [330, 760], [420, 800], [370, 850], [420, 930], [-420, 930], [-370, 850]]
    )
    sheet.fill(ribbon + [x, 0.0], opposite)
    sheet.fill(np.array([[-360, 745], [360, 745], [360, 895], [-360, 895]]) + [x, 0.0], main)
    name = fitted(letters(text, random_face(rng, strong=True), height=110), width=620, height=100)
    sheet.stamp(name, accent, centre=(x, 820))


def monogram(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """Two letters that interlace, in a frame or bare."""
    main, accent, third, _ = inks
    first, second = text[0], text[-1] if text[-1] != text[0] else text[1]
    face = Face(design=str(rng.choice(["slab", "block", "broad", "sans", "italic"])), weight=rng.uniform(0.4, 0.9))
    scale = rng.uniform(0.8, 1.1)
    for letter, place, ink in ((first, (-90, -70), main), (second, (90, 80), third if third != main else main)):
        shape = fitted(letters(letter, face, height=300), width=430 * scale, height=480 * scale)
        centre = (_MIDDLE[0] + place[0], _MIDDLE[1] + place[1])
        grown = fitted(shape, width=shape.shape[1] + 44, height=shape.shape[0] + 44)
        sheet.stamp(grown, None, centre=centre)
        sheet.stamp(shape, ink, centre=centre)
    frame = int(rng.integers(4))
    ink = accent or main
    if frame == 1:
        sheet.stroke(circle(_MIDDLE, 440), ink, width=24, closed=True)
        sheet.stroke(circle(_MIDDLE, 478), ink, width=8, closed=True)
    elif frame == 2:
        sheet.stroke(polygon(_MIDDLE, 490, corners=int(rng.integers(4, 9))), ink, width=22, closed=True)
    elif frame == 3:
        for index in range(22):
            turn = np.pi * (0.12 + 0.76 * (index // 2) / 10) * (1 if index % 2 else -1) + np.pi
            place = np.array(_MIDDLE) + 450 * np.array([np.sin(turn), -np.cos(turn)])
            along = np.array([np.cos(turn), np.sin(turn)]) * (1 if index % 2 else -1)
            out = np.array([np.sin(turn), -np.cos(turn)])
            leaf = np.array([[0, 0], [0.5, 0.35], [1, 0.2], [0.5, -0.1]])
            sheet.fill(place + 90 * (leaf[:, :1] * along + leaf[:, 1:] * out), ink)
