"""Vectors and the spaces they live in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wornby.errors import SpaceMismatchError

Vectors = NDArray[np.float32]
"""Vectors of one space: (N, D), float32, unit length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingSpace:
    """A named vector space. Vectors of two spaces are never compared.

    Attributes:
        name: Model and version, such as "builtin/garments@1".
        dimensions: D.
    """

    name: str
    dimensions: int

    def check(self, other: "EmbeddingSpace") -> None:
        """Refuse another space.

        Raises:
            SpaceMismatchError: The other space is not this one.
        """
        if other != self:
            message = (
                f"Vectors of space {other.name} ({other.dimensions}-d) do not fit the index of space {self.name} "
                f"({self.dimensions}-d). After a change of model, tag all photos again: `wornby reindex --retag`."
            )
            raise SpaceMismatchError(message)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Embedding:
    """One vector with its space. vector: (D,), float32, unit length."""

    space: EmbeddingSpace
    vector: NDArray[np.float32]
