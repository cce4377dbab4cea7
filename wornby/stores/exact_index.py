"""The exact index: every vector is compared. It judges the others."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from wornby.stores.columns import Mask
from wornby.stores.local_index import LocalVectorIndex


class ExactVectorIndex(LocalVectorIndex):
    """NumPy brute force over float32 vectors."""

    kind: ClassVar[str] = "exact"
    stored: ClassVar[type[np.floating[Any]]] = np.float32

    def _near(self, queries: NDArray[np.float32], *, wanted: Mask | None, k: int) -> NDArray[np.int64]:  # noqa: ARG002
        return np.arange(len(self._owners)) if wanted is None else np.flatnonzero(wanted)
