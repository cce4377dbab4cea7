"""The local features of a product's picture as the records keep them: the visual words before the features.

The words are read for all products at start; the features only of the few that a garment may be.
"""

import struct

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import LocalFeatures
from wornby.errors import StoreError
from wornby.imaging.local_features import features_from_bytes, features_to_bytes

Words = NDArray[np.uint16]
"""The visual word of each point. (N,), uint16."""

_HEAD = struct.Struct("<4sI")
_MAGIC = b"wbf1"
_WORD = np.dtype("<u2")


def write_features(features: LocalFeatures | None, *, words: Words) -> bytes:
    """Features with their visual words as bytes; those of a picture without a motif say so."""
    head = _HEAD.pack(_MAGIC, len(words))
    return head + words.astype(_WORD).tobytes() + (features_to_bytes(features) if features is not None else b"")


def read_features(content: bytes) -> LocalFeatures | None:
    """The features; None where the picture has no motif.

    Raises:
        StoreError: The bytes are damaged.
    """
    rest = content[_HEAD.size + _count(content) * _WORD.itemsize :]
    return features_from_bytes(rest) if rest else None


def read_words(content: bytes) -> Words | None:
    """The visual words; None where the picture has no motif, or nobody looked.

    Raises:
        StoreError: The bytes are damaged.
    """
    if not content:
        return None
    count = _count(content)
    if len(content) < _HEAD.size + count * _WORD.itemsize:
        raise _damaged()
    return np.frombuffer(content, dtype=_WORD, count=count, offset=_HEAD.size).astype(np.uint16) if count else None


def _count(content: bytes) -> int:
    if len(content) < _HEAD.size:
        raise _damaged()
    magic, count = _HEAD.unpack_from(content)
    if magic != _MAGIC:
        raise _damaged()
    return int(count)


def _damaged() -> StoreError:
    return StoreError("The local features of a product's picture are damaged. Make them again: wornby matches run.")
