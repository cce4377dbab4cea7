"""Looks for bytes in a file that another process must not open: this file is run as a program.

SQLite's locks belong to a process, and all of them are lost when any descriptor of the file is closed. So a process
that has a database open must not look into its file itself (sqlite.org/howtocorrupt.html, 2.2): this program does it.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SHORTEST = 15
"""Bytes. A shorter piece need not hold one whole word of eight at every place it can stand."""

_WORD = 8
_BLOCK = 1 << 23
_BITS = 22
_MIX = np.uint64(0x9E3779B97F4A7C15)
_TIMEOUT_S = 3600.0


def has_leftovers(files: Sequence[Path], pieces: Iterable[bytes]) -> bool:
    """Whether any of the pieces stands in any of the files; those shorter than 15 bytes are left out.

    Raises:
        OSError: A file could not be read, or the program could not be run.
    """
    asked = {"files": [str(path) for path in files], "pieces": sorted({piece.hex() for piece in pieces})}
    # -P: this folder is no place to import from, it has names of the standard library.
    command = [sys.executable, "-P", __file__]
    found = subprocess.run(  # noqa: S603 - our own program
        command, input=json.dumps(asked), capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
    )
    if found.returncode not in {0, 1}:
        last = found.stderr.strip().rpartition("\n")[2]
        message = f"looking for remains failed: {last}"
        raise OSError(message)
    return found.returncode == 1


def holds_any(path: Path, pieces: Sequence[bytes]) -> bool:
    """Whether any of the pieces, each of 15 bytes or more, stands in a file that this process has not open otherwise.

    Of each piece the eight words at its first eight places are kept: wherever it stands, one of them lies at a place
    that eight divides. So the file is looked at word by word, and only where a word may be known byte by byte.
    """
    places = _places(pieces)
    words = np.array(sorted(places), dtype=np.uint64)
    known = np.zeros(1 << _BITS, dtype=np.bool_)
    known[_hashed(words)] = True
    overlap = max(map(len, pieces), default=0) + _WORD
    before = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            # What is kept of the block before begins at a word's place, since blocks are whole words long.
            content = before + block
            if _found(content, known=known, words=words, places=places):
                return True
            kept = min(len(content), -(-overlap // _WORD) * _WORD)
            before = content[(len(content) - kept) // _WORD * _WORD :]
    return False


def _places(pieces: Sequence[bytes]) -> dict[int, list[tuple[int, bytes]]]:
    places: dict[int, list[tuple[int, bytes]]] = {}
    for piece in pieces:
        for start in range(_WORD):
            word = int.from_bytes(piece[start : start + _WORD], "little")
            places.setdefault(word, []).append((start, piece))
    # Zeros are what free places are full of: they recognise nothing.
    places.pop(0, None)
    return places


def _found(
    content: bytes,
    *,
    known: NDArray[np.bool_],
    words: NDArray[np.uint64],
    places: dict[int, list[tuple[int, bytes]]],
) -> bool:
    there = np.frombuffer(content[: len(content) // _WORD * _WORD], dtype="<u8").astype(np.uint64, copy=False)
    likely = np.flatnonzero(known[_hashed(there)])
    likely = likely[np.isin(there[likely], words)]
    return any(
        content[at * _WORD - start : at * _WORD - start + len(piece)] == piece
        for at in likely.tolist()
        for start, piece in places[int(there[at])]
        if at * _WORD >= start
    )


def _hashed(words: NDArray[np.uint64]) -> NDArray[np.int64]:
    return ((words * _MIX) >> np.uint64(64 - _BITS)).astype(np.int64)


def _main() -> int:
    asked = json.load(sys.stdin)
    pieces = [piece for piece in map(bytes.fromhex, asked["pieces"]) if len(piece) >= SHORTEST]
    files = [Path(name) for name in asked["files"] if Path(name).exists()]
    return int(any(holds_any(path, pieces) for path in files)) if pieces else 0


if __name__ == "__main__":
    sys.exit(_main())
