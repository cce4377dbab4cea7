"""Pieces of rows by which their remains would be recognised."""

from collections.abc import Iterator, Mapping
from typing import Any

_LENGTH = 48
_MOST = 16
"""Pieces of one value."""

_DIGITS = 16
"""A piece of a text has at least so many digits: words alone stand in the rows of other photos too."""

_WHOLE = frozenset({"caption", "name_id", "public_id", "sha256", "source", "words"})
"""Columns whose texts are a photo's own."""

_COMMON = frozenset({"rights", "options", "text", "made_at", "decided_at", "ended_at", "due_at", "sent_at"})
"""Columns whose values many rows share."""


def traces_of(row: Mapping[str, Any]) -> Iterator[bytes]:
    """Pieces of a row's values, of 15 bytes or more."""
    for name, value in row.items():
        if isinstance(value, bytes | memoryview):
            yield from _spread(bytes(value))
        elif isinstance(value, str) and name in _WHOLE:
            yield value.encode()[:_LENGTH]
        elif isinstance(value, str) and name not in _COMMON:
            pieces = _spread(value.encode())
            yield from (piece for piece in pieces if sum(48 <= sign <= 57 for sign in piece) >= _DIGITS)  # noqa: PLR2004


def _spread(value: bytes) -> Iterator[bytes]:
    """Pieces from all over a value."""
    step = max(_LENGTH, (len(value) - _LENGTH) // _MOST)
    for start in range(0, max(1, len(value) - _LENGTH + 1), step):
        yield value[start : start + _LENGTH]
