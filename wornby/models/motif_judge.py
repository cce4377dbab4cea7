"""The judge of motifs: whether a product's print and a piece of cloth show the same, in one run for all pairs."""

from collections.abc import Sequence

import numpy as np

from wornby.datamodel import Pixels
from wornby.interfaces import ModelSession

JUDGED_PX = 64
"""Side of the squares that are compared."""

MODEL = "motif-judge"
OUTPUT = "same"


class BuiltinMotifJudge:
    """Judges by the network of `training/motif_judge.py`.

    Args:
        session: Of the built-in model `motif-judge`.
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
        return JUDGED_PX

    def judge(self, pairs: Sequence[Pixels]) -> Sequence[float]:
        """The chance that each pair shows one print, in [0, 1]; an empty list gives an empty list.

        Args:
            pairs: A motif's patch on the left, what lies at its place on the right. Each (64, 128, 3), uint8, RGB.

        Raises:
            ModelError: The file is missing or damaged, or the model failed.
        """
        if not pairs:
            return []
        chances = self._session.run(np.stack(pairs))[OUTPUT]
        return [float(value) for value in chances]
