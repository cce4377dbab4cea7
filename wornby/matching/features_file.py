"""What the records keep of a product's picture: what its motif looks like, and the motif's local features after it.

The vectors are read for all products at start; the features only of the few that a garment may be.
"""

import struct

import numpy as np
from numpy.typing import NDArray

from wornby.datamodel import LocalFeatures
from wornby.errors import StoreError
from wornby.imaging.local_features import features_from_bytes, features_to_bytes

_HEAD = struct.Struct("<4sI")
_MAGIC = b"wbf2"
# Visual words stood where the vector is: such a picture counts as one that nobody looked at yet.
_FORMER = b"wbf1"
_VALUE = np.dtype("<f2")


def write_features(features: LocalFeatures | None, *, vector: NDArray[np.float32] | None) -> bytes:
    """Features and the motif's vector as bytes; those of a picture without a motif say so."""
    if features is None or vector is None:
        return _HEAD.pack(_MAGIC, 0)
    return _HEAD.pack(_MAGIC, len(vector)) + vector.astype(_VALUE).tobytes() + features_to_bytes(features)


def read_features(content: bytes) -> LocalFeatures | None:
    """The features; None where the picture has no motif, or they are of a former version.

    Raises:
        StoreError: The bytes are damaged.
    """
    count = _count(content)
    rest = content[_HEAD.size + count * _VALUE.itemsize :]
    return features_from_bytes(rest) if count else None


def read_vector(content: bytes) -> NDArray[np.float32] | None:
    """What the motif looks like, of unit length; None where there is none, nobody looked, or a former version did.

    Raises:
        StoreError: The bytes are damaged.
    """
    if not content:
        return None
    count = _count(content)
    if len(content) < _HEAD.size + count * _VALUE.itemsize:
        raise _damaged()
    if not count:
        return None
    vector = np.frombuffer(content, dtype=_VALUE, count=count, offset=_HEAD.size).astype(np.float32)
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), dtype=np.float32)


def is_current(content: bytes) -> bool:
    """Whether bytes are of this version."""
    return content.startswith(_MAGIC)


def _count(content: bytes) -> int:
    """Values of the vector; 0 where there is none."""
    if len(content) < _HEAD.size:
        raise _damaged()
    magic, count = _HEAD.unpack_from(content)
    if magic == _FORMER:
        return 0
    if magic != _MAGIC:
        raise _damaged()
    return int(count)


def _damaged() -> StoreError:
    return StoreError("The local features of a product's picture are damaged. Make them again: wornby matches run.")
