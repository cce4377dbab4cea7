"""The garment model: kind, pattern, bag kind, whether a photo shows a worn garment, and the embedding."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Embedding, EmbeddingSpace, Fact, Pixels
from wornby.interfaces import ModelSession

SIZE_PX = 192


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GarmentReading:
    """What the model says of one crop. Probabilities by value id; `worn` in [0, 1]."""

    kind: dict[str, float]
    pattern: dict[str, float]
    bag: dict[str, float]
    worn: float
    embedding: Embedding
    source: str

    def best_kind(self, allowed: Sequence[str] | None) -> Fact:
        """The likeliest kind among the allowed ones, all of them where None."""
        return _best(self.kind, allowed=allowed, source=self.source)

    def best_pattern(self) -> Fact:
        """The likeliest pattern."""
        return _best(self.pattern, allowed=None, source=self.source)

    def best_bag(self) -> Fact:
        """The likeliest kind of bag, given that there is one."""
        return _best(self.bag, allowed=None, source=self.source)


class GarmentModel:
    """Reads crops of garments in one run."""

    size_px = SIZE_PX

    def __init__(self, session: ModelSession) -> None:
        self._session = session

    @property
    def source(self) -> str:
        """Name and version as facts state them."""
        return self._session.source

    @cached_property
    def space(self) -> EmbeddingSpace:
        """The space of the embeddings; their width is asked of the model itself."""
        blank = np.zeros((1, SIZE_PX, SIZE_PX, 3), dtype=np.uint8)
        return EmbeddingSpace(name=self.source, dimensions=int(self._session.run(blank)["embedding"].shape[1]))

    def read(self, crops: Sequence[Pixels]) -> list[GarmentReading]:
        """Read crops of (192, 192, 3) uint8 RGB; an empty list gives an empty list."""
        if not crops:
            return []
        answers = self._session.run(np.stack(crops))
        named = {name: self._named(name, answers[name]) for name in ("kind", "pattern", "bag", "setting")}
        return [
            GarmentReading(
                kind=named["kind"][row],
                pattern=named["pattern"][row],
                bag=named["bag"][row],
                worn=named["setting"][row]["worn"],
                embedding=Embedding(space=self.space, vector=answers["embedding"][row]),
                source=self.source,
            )
            for row in range(len(crops))
        ]

    def _named(self, output: str, answer: NDArray[np.float32]) -> list[dict[str, float]]:
        values = self._session.values[output]
        return [dict(zip(values, np.clip(row, 0, 1).tolist(), strict=True)) for row in answer]


def _best(shares: dict[str, float], *, allowed: Sequence[str] | None, source: str) -> Fact:
    left = {value: share for value, share in shares.items() if allowed is None or value in allowed}
    value = max(left, key=lambda word: left[word])
    total = sum(left.values())
    return Fact(value=value, confidence=round(min(1.0, left[value] / max(total, 1e-6)), 4), source=source)
