"""What every encoder's answer goes through."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import Vectors
from wornby.errors import ModelError


def unit_vectors(rows: Sequence[NDArray[Any]], *, width: int, source: str) -> Vectors:
    """Join batches and bring each vector to unit length.

    Args:
        rows: (n, D) each, any float type; may be none.
        width: D of the space.
        source: Whose vectors they are, for the error.

    Returns:
        (N, D), float32, unit length.

    Raises:
        ModelError: Another width, a number that is none, or a vector of zeros.
    """
    if not rows:
        return np.zeros((0, width), dtype=np.float32)
    joined = np.concatenate([np.asarray(part, dtype=np.float32) for part in rows])
    if joined.shape[1] != width:
        message = f"{source} gave vectors of width {joined.shape[1]}, its space has {width}: the two towers do not fit."
        raise ModelError(message)
    lengths = np.linalg.norm(joined, axis=1, keepdims=True)
    if not np.isfinite(joined).all() or not lengths.all():
        message = f"{source} gave a vector without a direction: its files may be damaged."
        raise ModelError(message)
    unit: Vectors = joined / lengths
    return unit
