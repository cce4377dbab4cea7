"""Motifs that are printed on garments, each another one: words, numbers, emblems, logos, drawings, photo-like prints.

They are drawn, not taken from any shop. What that leaves out: real brands' marks, real photographs and paintings, lace
and embroidery, prints all over the cloth, foil and sequins.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from benchmarks.composites.drawings import (
    cartoon_face,
    halftone,
    mountains,
    photo_print,
    pixel_sprite,
    plant,
    sunset,
    waves,
)
from benchmarks.composites.emblems import badge, chest_logo, crest, emblem, logo, monogram
from benchmarks.composites.ink import Rgba, Sheet, noise
from benchmarks.composites.palette import random_inks
from benchmarks.composites.texts import college, number, slogan, word
from benchmarks.composites.words import WORDS, Split

FAMILIES = {
    "word": word,
    "slogan": slogan,
    "college": college,
    "number": number,
    "emblem": emblem,
    "badge": badge,
    "logo": logo,
    "chest_logo": chest_logo,
    "mountains": mountains,
    "waves": waves,
    "plant": plant,
    "sunset": sunset,
    "cartoon_face": cartoon_face,
    "halftone": halftone,
    "crest": crest,
    "monogram": monogram,
    "photo_print": photo_print,
    "pixel_sprite": pixel_sprite,
}
HELD_OUT_ONLY = frozenset({"crest", "monogram", "photo_print", "pixel_sprite"})
_OFTEN_WORN = frozenset({"word", "slogan", "college", "number", "emblem", "badge", "sunset"})
_WORN_SHARE = 0.3
_CACHED = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PrintedMotif:
    """One motif.

    Attributes:
        split: Motifs of the two splits share neither words nor seeds; `HELD_OUT_ONLY` names families of one alone.
        number: Which of the split.
        family: Key of `FAMILIES`.
        pixels: (H, W, 4), uint8, straight alpha, longer side at most 512.
    """

    split: Split
    number: int
    family: str
    pixels: Rgba


def families(split: Split) -> tuple[str, ...]:
    """Families that a split draws from."""
    return tuple(name for name in FAMILIES if split == "held_out" or name not in HELD_OUT_ONLY)


def seeded(*words: object) -> np.random.Generator:
    """A generator that depends on the words alone."""
    digest = hashlib.sha256("/".join(str(each) for each in words).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


@lru_cache(maxsize=_CACHED)
def draw_motif(split: Split, number: int) -> PrintedMotif:
    """Draw the motif with a number; the same one each time."""
    rng = seeded("motif", split, number)
    names = families(split)
    family = names[number % len(names)]
    # Within a family each motif has another word, until the words are used up.
    words = seeded("words", split, family).permutation(WORDS[split])
    text = str(words[number // len(names) % len(words)])
    sheet = Sheet()
    FAMILIES[family](sheet, split=split, text=text, inks=random_inks(rng), rng=rng)
    if family in _OFTEN_WORN and rng.random() < _WORN_SHARE:
        _wear(sheet, rng=rng)
    return PrintedMotif(split=split, number=number, family=family, pixels=sheet.rgba())


def _wear(sheet: Sheet, *, rng: np.random.Generator) -> None:
    """Wash the print out: small holes, more of them in some places."""
    fine = noise(rng, cells=int(rng.integers(160, 260)))
    broad = noise(rng, cells=6)
    sheet.wear(fine > rng.uniform(0.28, 0.45) - 0.25 * broad)
