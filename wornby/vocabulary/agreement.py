"""How well what was read on a print agrees with what a product is expected to say."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches

from wornby.vocabulary.words import plain_words

MIN_LETTERS = 3
"""Shorter words are left out: they are found anywhere."""

_ALIKE = 0.75
# Readers of Latin print often leave out the space between two words (RapidOCR issues 341, 636, 723): so a word that
# was read is also compared with this many neighbours in one.
_JOINED = 3


def text_agreement(read: Sequence[tuple[str, float]], expected: Sequence[str]) -> float:
    """Share of what was read that is found in what was expected, by letters and confidence.

    Case does not count, nor do words under three letters, nor the spaces between words. A word that differs in a letter
    or two counts in part: by its share of matching letters where that is 0.75 or more, else not at all.

    Args:
        read: Words or lines with their confidence in [0, 1], as a `PrintReader` gives them.
        expected: Texts of the product: what was read on its own picture, its title.

    Returns:
        In [0, 1]; 0 where nothing was read or expected.
    """
    known = _runs(expected)
    found = whole = 0.0
    for text, confidence in read:
        words = _words(text)
        letters = sum(map(len, words))
        if not letters:
            continue
        apart = sum(len(word) * _best(word, known) for word in words) / letters
        # A reader that splits a word gives pieces that no word is like.
        share = max(apart, _best("".join(words), known)) if len(words) > 1 else apart
        weight = letters * min(1.0, max(0.0, confidence))
        found += weight * share
        whole += weight
    return min(1.0, found / whole) if whole else 0.0


def _words(text: str) -> list[str]:
    return [word for word in plain_words(text.casefold()) if len(word) >= MIN_LETTERS]


def _runs(texts: Iterable[str]) -> frozenset[str]:
    """Words, and neighbouring words of one text written as one."""
    found: set[str] = set()
    for text in texts:
        words = _words(text)
        for size in range(1, _JOINED + 1):
            found.update("".join(words[at : at + size]) for at in range(len(words) - size + 1))
    return frozenset(found)


def _best(word: str, known: frozenset[str]) -> float:
    """How alike the most similar known word is. In [0, 1]; 0 under `_ALIKE`."""
    if word in known:
        return 1.0
    close = get_close_matches(word, sorted(known), n=1, cutoff=_ALIKE)
    return SequenceMatcher(None, close[0], word).ratio() if close else 0.0
