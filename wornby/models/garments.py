"""The garment model: kind, pattern, sleeve, colour family, bag kind, whether it is worn, and the embedding."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wornby.datamodel import Embedding, EmbeddingSpace, Fact, Pixels
from wornby.interfaces import ModelSession
from wornby.models.facts import Shares, best_fact

# Sides of the crops, in px: a lying garment as its whole photo, and a garment cut out of a photo of its wearer.
LYING_PX = 224
WORN_PX = 128


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GarmentReading:
    """What the model says of one crop: probabilities by output, then by value id."""

    shares: dict[str, Shares]
    embedding: Embedding
    source: str

    @property
    def worn(self) -> float:
        """How sure it is that somebody wears what the crop shows, in [0, 1]."""
        return self.shares["setting"]["worn"]

    def best(self, output: str, *, allowed: Sequence[str] | None = None) -> Fact:
        """The likeliest value of an output among the allowed ones, all of them where None."""
        return best_fact(self.shares[output], allowed=allowed, source=self.source)


class GarmentModel:
    """Reads crops of garments in one run."""

    def __init__(self, session: ModelSession) -> None:
        self._session = session

    @property
    def source(self) -> str:
        """Name and version as facts state them."""
        return self._session.source

    @cached_property
    def space(self) -> EmbeddingSpace:
        """The space of the embeddings; their width is asked of the model itself."""
        blank = np.zeros((1, WORN_PX, WORN_PX, 3), dtype=np.uint8)
        return EmbeddingSpace(name=self.source, dimensions=int(self._session.run(blank)["embedding"].shape[1]))

    def read(self, crops: Sequence[Pixels]) -> list[GarmentReading]:
        """Read square crops of one size, (S, S, 3) uint8 RGB; an empty list gives an empty list."""
        if not crops:
            return []
        answers = self._session.run(np.stack(crops))
        return [
            GarmentReading(
                shares={
                    output: dict(zip(values, np.clip(answers[output][row], 0, 1).tolist(), strict=True))
                    for output, values in self._session.values.items()
                },
                embedding=Embedding(space=self.space, vector=answers["embedding"][row]),
                source=self.source,
            )
            for row in range(len(crops))
        ]
