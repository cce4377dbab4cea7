"""Several ranked lists made one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from wornby.datamodel import IndexHit

RRF_K = 60
"""Softens the weight of the first places.

Source:
    Cormack, Clarke, Buettcher 2009, "Reciprocal Rank Fusion Outperforms Condorcet and Individual Rank Learning
    Methods".
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedList:
    """Entries by how well they answer one part of a query.

    Attributes:
        by: "picture", "encoder", "text" or "color".
        part: What it answers, in words.
        scores: By entry id; higher is better.
        found: What was found, in words, by entry id; nothing where that goes without saying.
    """

    by: str
    part: str
    scores: Mapping[str, float]
    found: Mapping[str, str] = field(default_factory=dict)

    def within(self, ids: Collection[str]) -> "RankedList":
        """Only these entries."""
        scores = {name: score for name, score in self.scores.items() if name in ids}
        return RankedList(by=self.by, part=self.part, scores=scores, found=self.found)

    def ranks(self) -> dict[str, int]:
        """Places by entry id, from 1; equal scores share one."""
        ranks: dict[str, int] = {}
        before: float | None = None
        rank = 0
        for place, (name, score) in enumerate(sorted(self.scores.items(), key=lambda pair: -pair[1]), start=1):
            rank = rank if score == before else place
            ranks[name], before = rank, score
        return ranks


def fuse(lists: Sequence[RankedList]) -> list[IndexHit]:
    """Fuse lists by reciprocal rank, best first.

    Returns:
        Every entry of any list, with a score in (0, 1]: 1 for the first of every list. An entry of a single list of
        pictures keeps its cosine.
    """
    if len(lists) == 1 and lists[0].by == "picture":
        hits = [IndexHit(id=name, score=score) for name, score in lists[0].scores.items()]
    else:
        sums: dict[str, float] = {}
        for one in lists:
            for name, rank in one.ranks().items():
                sums[name] = sums.get(name, 0.0) + 1 / (RRF_K + rank)
        best = len(lists) / (RRF_K + 1)
        hits = [IndexHit(id=name, score=total / best) for name, total in sums.items()]
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))
