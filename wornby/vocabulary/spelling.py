"""Spelling: the known word that a misspelt one most likely stands for."""

from collections.abc import Iterable

from wornby.vocabulary.words import singular

MIN_LETTERS = 5
"""Shorter words are taken as they stand: too many others are near them."""

_LONG = 7


class Spelling:
    """Finds known words within one or two slips: a letter too much, too few, another one, or two that changed places.

    The first letter must be right, or have changed places with the second.

    Args:
        words: The known ones; those under 5 letters are left out.
        strict: One slip in words of 7 letters and more, and none in shorter ones; else two and one.
    """

    def __init__(self, words: Iterable[str], *, strict: bool = False) -> None:
        self._slips = (0, 1) if strict else (1, 2)
        self._by_first: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for word in sorted({word for word in words if len(word) >= MIN_LETTERS}):
            self._by_first.setdefault(word[0], []).append((word, frozenset(word)))

    def correct(self, word: str) -> str:
        """The nearest known word; the word itself where none is near enough."""
        if len(word) < MIN_LETTERS:
            return word
        most = self._slips[len(word) >= _LONG]
        if not most:
            return word
        alike = self._by_first.get(word[0], ())
        swapped = (pair for pair in self._by_first.get(word[1], ()) if pair[0][1] == word[0])
        letters = frozenset(word)
        # Each slip puts one letter in the place of another at most; two without their endings may differ by one more.
        reach = 2 * most + 1
        near = (known for known, other in (*alike, *swapped) if len(letters ^ other) <= reach)
        best = min(((_slips(word, known, most=most), known) for known in near), default=(most + 1, word))
        return best[1] if best[0] <= most else word


def _slips(word: str, known: str, *, most: int) -> int:
    """The fewest slips, also between the two without their plural endings; `most` + 1 where there are more."""
    pairs = {(word, known)}
    short = singular(word), singular(known)
    if min(map(len, short)) >= MIN_LETTERS:
        pairs.add(short)
    return min(_distance(*pair, most=most) for pair in pairs)


def _distance(first: str, second: str, *, most: int) -> int:
    """Damerau and Levenshtein's distance, each pair of neighbours changing places once at most."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for at, letter in enumerate(first, start=1):
        line = [at]
        for to, other in enumerate(second, start=1):
            cost = min(row[to] + 1, line[to - 1] + 1, row[to - 1] + (letter != other))
            if at > 1 and to > 1 and first[at - 2] == other and letter == second[to - 2]:
                cost = min(cost, before[to - 2] + 1)
            line.append(cost)
        if min(line) > most and min(row) >= most:
            return most + 1
        before, row = row, line
    return row[-1]
