"""Motifs of letters and digits."""

import numpy as np

from benchmarks.composites.ink import SHEET_PX, Floats, Sheet, star
from benchmarks.composites.lettering import Face, arched, fitted, letters, random_face, thickened
from benchmarks.composites.palette import Inks
from benchmarks.composites.words import LINES, TAILS, WORDS, Split
from wornby.datamodel import Pixels

_MIDDLE = SHEET_PX / 2
_SETTING_PX = 150
_TALLEST_PX = 960
_JOINTS = ("AND", "NOT", "OVER", "NO", "THE", "TO", "FROM", "MORE", "MY", "LITTLE")


def pick(words: tuple[str, ...], rng: np.random.Generator) -> str:
    """One of some words."""
    return words[int(rng.integers(len(words)))]


def outlined(sheet: Sheet, shape: Pixels, *, inks: Inks, centre: tuple[float, float], rng: np.random.Generator) -> None:
    """Print letters plain, with an outline, with a shadow, or as an outline alone."""
    main, accent, _, opposite = inks
    style = rng.random()
    by = max(4, round(0.05 * shape.shape[0]))
    if style < 0.25:
        sheet.stamp(thickened(shape, by=2 * by), main, centre=centre)
        sheet.stamp(thickened(shape, by=by), opposite, centre=centre)
        sheet.stamp(shape, accent if accent is not None else main, centre=centre)
    elif style < 0.4:
        for step in range(2 * by, by // 2, -2):
            sheet.stamp(shape, inks[2] if accent is not None else main, centre=(centre[0] + step, centre[1] + step))
        sheet.stamp(thickened(shape, by=by // 2), opposite, centre=centre)
        sheet.stamp(shape, main, centre=centre)
    elif style < 0.5:
        sheet.stamp(thickened(shape, by=by), main, centre=centre)
        sheet.stamp(shape, None, centre=centre)
    else:
        sheet.stamp(shape, main, centre=centre)


def word(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """One large word, straight or bent, often with a line or small words below."""
    text = text if rng.random() < 0.7 else text.capitalize()
    face = random_face(rng, strong=True)
    shape = fitted(letters(text, face, height=_SETTING_PX), width=860, height=420)
    if rng.random() < 0.3 and face.design != "pixel":
        shape = fitted(arched(shape, bend=float(rng.choice([-1, 1])) * rng.uniform(0.7, 1.9)), width=860, height=600)
    outlined(sheet, shape, inks=inks, centre=(_MIDDLE, _MIDDLE), rng=rng)
    below = _MIDDLE + shape.shape[0] / 2
    kind = rng.random()
    if kind < 0.35:
        tail = f"{pick(TAILS[split], rng)} {int(rng.integers(1, 100)):02d}"
        small = fitted(
            letters(tail, random_face(rng), height=60), width=shape.shape[1] * rng.uniform(0.5, 1.0), height=110
        )
        sheet.stamp(small, inks[2], centre=(_MIDDLE, below + 50 + small.shape[0] / 2))
    elif kind < 0.5:
        for row in range(int(rng.integers(1, 4))):
            half = shape.shape[1] / 2 * (1 - 0.15 * row)
            line = np.array([[_MIDDLE - half, below + 50 + 34 * row], [_MIDDLE + half, below + 50 + 34 * row]])
            sheet.stroke(line, inks[row % 2] or inks[0], width=14)


def slogan(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """Two to four stacked lines, all of one width or all of one height."""
    lines = _lines(split, text, rng=rng)
    place = int(rng.integers(len(lines) + 1))
    lines.insert(place, text if lines[0].isupper() else text.lower())
    justified = rng.random() < 0.55
    first, second = random_face(rng, strong=True), random_face(rng)
    shapes = []
    for index, line in enumerate(lines):
        shape = letters(line, second if index == place and rng.random() < 0.6 else first, height=120)
        shapes.append(fitted(shape, width=800, height=260 if justified else 110))
    gap = rng.uniform(16, 40)
    high = sum(each.shape[0] for each in shapes) + gap * (len(shapes) - 1)
    if high > _TALLEST_PX:
        shapes = [fitted(each, width=each.shape[1] * _TALLEST_PX / high) for each in shapes]
    top = _MIDDLE - (sum(each.shape[0] for each in shapes) + gap * (len(shapes) - 1)) / 2
    left = not justified and rng.random() < 0.5
    for index, shape in enumerate(shapes):
        x = 110 + shape.shape[1] / 2 if left else _MIDDLE
        ink = inks[1] if index == place and inks[1] is not None else inks[0]
        if index == place and inks[1] is None and rng.random() < 0.5:
            high, wide = shape.shape[0] / 2 + 16, shape.shape[1] / 2 + 24
            bar = np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]]) + [x, top + shape.shape[0] / 2]
            sheet.fill(bar, inks[0])
            sheet.stamp(shape, None, centre=(x, top + shape.shape[0] / 2))
        else:
            sheet.stamp(shape, ink, centre=(x, top + shape.shape[0] / 2))
        top += shape.shape[0] + gap


def _lines(split: Split, text: str, *, rng: np.random.Generator) -> list[str]:
    """What a slogan says beside its word: each saying belongs to one word, since two that share it look alike."""
    place = WORDS[split].index(text)
    if place < len(LINES[split]):
        return list(LINES[split][place])
    others = [pick(WORDS[split], rng) for _ in range(int(rng.integers(1, 4)))]
    lines = [f"{pick(_JOINTS, rng)} {each}" if rng.random() < 0.5 else each for each in others]
    return [each.lower() for each in lines] if rng.random() < 0.5 else lines


def college(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """An arched name, a large number or a bar, a line below."""
    face = Face(design=str(rng.choice(["block", "slab", "sans", "plain"])), weight=rng.uniform(0.6, 1.0))
    name = arched(letters(text, face, height=150), bend=rng.uniform(0.6, 1.5))
    name = fitted(name, width=880, height=330)
    outlined(sheet, name, inks=inks, centre=(_MIDDLE, 300), rng=rng)
    low = 300 + name.shape[0] / 2
    if rng.random() < 0.65:
        digits = fitted(letters(f"{int(rng.integers(1, 100)):02d}", face, height=260), width=460, height=300)
        outlined(sheet, digits, inks=inks, centre=(_MIDDLE, low + digits.shape[0] / 2 - 10), rng=rng)
        low += digits.shape[0]
    tail = fitted(letters(pick(TAILS[split], rng), face, height=80), width=rng.uniform(420, 700), height=90)
    sheet.stamp(tail, inks[2], centre=(_MIDDLE, low + 50 + tail.shape[0] / 2))
    if rng.random() < 0.5:
        for side in (-1, 1):
            sheet.fill(star((_MIDDLE + side * (tail.shape[1] / 2 + 60), low + 50 + tail.shape[0] / 2), 38), inks[0])


def number(sheet: Sheet, *, split: Split, text: str, inks: Inks, rng: np.random.Generator) -> None:
    """A number as on jerseys, with a name above or through it."""
    face = random_face(rng, strong=True)
    digits = letters(f"{int(rng.integers(0, 100)):02d}", face, height=300)
    digits = fitted(digits, width=700, height=620)
    outlined(sheet, digits, inks=inks, centre=(_MIDDLE, 580), rng=rng)
    name = fitted(letters(text, random_face(rng, strong=True), height=110), width=760, height=150)
    if rng.random() < 0.4:
        high, wide = name.shape[0] / 2 + 18, max(name.shape[1], digits.shape[1]) / 2 + 30
        sheet.fill(_bar(580, high=high, wide=wide), None)
        sheet.stamp(name, inks[2], centre=(_MIDDLE, 580))
    else:
        sheet.stamp(name, inks[2], centre=(_MIDDLE, 580 - digits.shape[0] / 2 - 40 - name.shape[0] / 2))
    if rng.random() < 0.4:
        low = 580 + digits.shape[0] / 2 + 40
        for row in range(2):
            sheet.fill(_bar(low + 40 * row, high=11, wide=digits.shape[1] / 2), inks[row] or inks[0])


def _bar(y: float, *, high: float, wide: float) -> Floats:
    return np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]]) + np.array([_MIDDLE, y])
