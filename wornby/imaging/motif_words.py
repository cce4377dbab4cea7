"""Visual words: which of many motifs share the most telling points with a garment, without comparing one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import LocalFeatures

Words = NDArray[np.uint16]
"""The visual word of each point. (N,), uint16."""

# A point near the border of two words would be lost to its motif: each of a garment's points votes for so many.
_NEAREST = 3
# Lists are joined into one when the newer ones hold this share of it, or so many motifs.
_FRESH_SHARE = 0.1
_FRESH_LEAST = 64
_ROWS = 512


class Codebook:
    """Names points by the nearest of a fixed set of descriptors.

    Args:
        centres: Of the words, on the scale of the descriptors. (K, 128), float32.
    """

    def __init__(self, centres: NDArray[np.float32]) -> None:
        self._centres = np.ascontiguousarray(centres, dtype=np.float32)
        self._halves = (self._centres**2).sum(axis=1) / 2

    def __len__(self) -> int:
        """Number of words."""
        return len(self._centres)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file that `training/motif_words.py` wrote.

        Raises:
            OSError: It is missing.
            KeyError, ValueError: It is damaged.
        """
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["centres"].astype(np.float32))

    def words(self, features: LocalFeatures | None) -> Words:
        """The word of each point. (N,), uint16; (0,) without features."""
        if features is None or not len(features):
            return np.zeros(0, dtype=np.uint16)
        return self.nearest(features, count=1)[:, 0]

    def nearest(self, features: LocalFeatures, *, count: int) -> Words:
        """The nearest words of each point, best first. (N, count), uint16."""
        found = np.empty((len(features), count), dtype=np.uint16)
        for start in range(0, len(features), _ROWS):
            rows = features.descriptors[start : start + _ROWS].astype(np.float32)
            distance = self._halves - rows @ self._centres.T
            best = np.argpartition(distance, count - 1, axis=1)[:, :count]
            order = np.argsort(np.take_along_axis(distance, best, axis=1), axis=1, kind="stable")
            found[start : start + _ROWS] = np.take_along_axis(best, order, axis=1)
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Lists:
    """Motifs by word: those of word W stand from starts[W] to starts[W + 1].

    Attributes:
        starts: (K + 1,), int64.
        owners: Number of the motif. (P,), int32.
        weights: Square root of the share of the motif's points that have the word. (P,), float32.
    """

    starts: NDArray[np.int64]
    owners: NDArray[np.int32]
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, motifs: Mapping[int, Words], *, size: int) -> Self:
        """Lists of some motifs."""
        counted = {owner: np.unique(words, return_counts=True) for owner, words in motifs.items()}
        none = np.zeros(0, dtype=np.int64)
        words = np.concatenate([none, *(found for found, _ in counted.values())])
        owners = np.repeat(np.array(list(counted), dtype=np.int32), [len(found) for found, _ in counted.values()])
        weights = np.concatenate([none, *(np.sqrt(times / times.sum()) for _, times in counted.values())])
        order = np.argsort(words, kind="stable")
        starts = np.searchsorted(words[order], np.arange(size + 1))
        return cls(starts=starts, owners=owners[order], weights=weights[order].astype(np.float32))

    def frequency(self) -> NDArray[np.int64]:
        """Motifs that have each word. (K,), int64."""
        return np.diff(self.starts)


class MotifWords:
    """An inverted list over motifs. Not thread-safe.

    About 10 bytes a point: 20 MB for 10,000 motifs of 200 points.

    Args:
        codebook: Names the words.

    Source:
        Sivic and Zisserman 2003, "Video Google"; square roots against bursts: Jégou and others 2009.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._alive: list[bool] = []
        self._old: dict[int, Words] = {}
        self._fresh: dict[int, Words] = {}
        self._lists = _Lists.of({}, size=len(codebook))
        self._fresh_lists: _Lists | None = None

    def __len__(self) -> int:
        """Number of motifs."""
        return len(self._numbers)

    def add(self, name: str, words: Words) -> None:
        """Add a motif, or replace the one of this name.

        Args:
            name: Any.
            words: As the codebook gives them. (N,), uint16.
        """
        self.remove(name)
        number = len(self._names)
        self._numbers[name] = number
        self._names.append(name)
        self._alive.append(True)
        self._fresh[number] = words.astype(np.uint16)
        self._fresh_lists = None

    def remove(self, name: str) -> None:
        """Forget a motif; nothing happens where there is none."""
        number = self._numbers.pop(name, None)
        if number is None:
            return
        self._alive[number] = False
        self._old.pop(number, None)
        if self._fresh.pop(number, None) is not None:
            self._fresh_lists = None

    def vote(self, seen: LocalFeatures, *, k: int) -> list[tuple[str, float]]:
        """The motifs that share the most telling words with a garment, best first, each with its votes.

        Args:
            seen: Of the garment.
            k: Most motifs.
        """
        if not len(seen) or not self._numbers or k < 1:
            return []
        fresh = self._settled()
        both = (self._lists, fresh)
        asked = np.unique(self._codebook.nearest(seen, count=_NEAREST)).astype(np.int64)
        # A motif that is gone counts until the lists are joined: next to nothing among thousands.
        frequency = sum(lists.frequency()[asked] for lists in both)
        rarity = np.log(1 + len(self._numbers) / np.maximum(frequency, 1)) ** 2
        votes = np.zeros(len(self._names), dtype=np.float64)
        for lists in both:
            _add_votes(votes, lists, words=asked, rarity=rarity)
        votes[~np.array(self._alive)] = 0.0
        best = np.argsort(-votes, kind="stable")[:k]
        return [(self._names[row], float(votes[row])) for row in best if votes[row] > 0]

    def _settled(self) -> _Lists:
        """The lists of the newer motifs."""
        if len(self._fresh) > max(_FRESH_LEAST, _FRESH_SHARE * len(self._old)):
            self._renumber()
        if self._fresh_lists is None:
            self._fresh_lists = _Lists.of(self._fresh, size=len(self._codebook))
        return self._fresh_lists

    def _renumber(self) -> None:
        """Join all lists into one, without the motifs that are gone."""
        motifs = {**self._old, **self._fresh}
        kept = sorted(motifs)
        self._names = [self._names[number] for number in kept]
        self._alive = [True] * len(kept)
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._old = {number: motifs[former] for number, former in enumerate(kept)}
        self._fresh = {}
        self._fresh_lists = None
        self._lists = _Lists.of(self._old, size=len(self._codebook))


def _add_votes(
    votes: NDArray[np.float64], lists: _Lists, *, words: NDArray[np.int64], rarity: NDArray[np.float64]
) -> None:
    starts = lists.starts[words]
    lengths = lists.starts[words + 1] - starts
    ends = np.cumsum(lengths)
    places = np.repeat(starts - (ends - lengths), lengths) + np.arange(int(ends[-1]) if len(ends) else 0)
    weights = lists.weights[places] * np.repeat(rarity, lengths)
    votes += np.bincount(lists.owners[places], weights=weights, minlength=len(votes))
