"""The embedding of prints: prints that look alike lie near each other, whatever cloth and light they lie in."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Pixels
from wornby.interfaces import ModelSession

SEEN_PX = 64
"""Side of the square that a print is stretched to."""

DIMENSIONS = 64
MODEL = "print-embedder"
OUTPUT = "vector"


class BuiltinPrintEmbedder:
    """Embeds by the network of `training/print_embedder.py`.

    Args:
        session: Of the built-in model `print-embedder`.
    """

    def __init__(self, session: ModelSession) -> None:
        self._session = session

    @property
    def name(self) -> str:
        """Name and version."""
        return self._session.source

    @property
    def size_px(self) -> int:
        """Side of the squares that it takes."""
        return SEEN_PX

    def embed(self, prints: Sequence[Pixels]) -> NDArray[np.float32]:
        """A vector of unit length for each print. (N, 64), float32.

        Args:
            prints: Upright, with the margin of a motif's patch. Each (64, 64, 3), uint8, RGB.

        Raises:
            ModelError: The file is missing or damaged, or the model failed.
        """
        if not prints:
            return np.zeros((0, DIMENSIONS), np.float32)
        return np.asarray(self._session.run(np.stack(prints))[OUTPUT], dtype=np.float32)
