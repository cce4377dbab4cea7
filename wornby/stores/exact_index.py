"""The exact index: every vector is compared. It judges the others."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from wornby.stores.local_index import LocalVectorIndex
from wornby.stores.wanted import Wanted


class ExactVectorIndex(LocalVectorIndex):
    """NumPy brute force over float32 vectors."""

    kind: ClassVar[str] = "exact"
    stored: ClassVar[type[np.floating[Any]]] = np.float32

    def _near(
        self,
        queries: NDArray[np.float32],
        *,
        wanted: Wanted,
        k: int,  # noqa: ARG002 - all are compared
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        rows = wanted.as_rows()
        blocks = self._vectors.blocks() if wanted.number == len(self._vectors) else (self._vectors.take(rows),)
        return rows, np.concatenate([(block @ queries.T).max(axis=1) for block in blocks])
