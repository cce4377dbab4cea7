"""Snapshots of an index: generations of files in one folder, and a file CURRENT that names the one that counts.

A generation is written beside the others and becomes current by one rename, so a reader sees the old one or the new
one and a crash leaves the old one. Checksums tell a damaged file.
"""

import fcntl
import json
import os
import shutil
import uuid
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from wornby.datamodel import EmbeddingSpace
from wornby.errors import FULL_DISK, StoreError, StoreFullError

FORMAT = 4
"""Raised with every change of the files' meaning; a snapshot of another format is ignored."""

_CURRENT = "CURRENT"
_MANIFEST = "manifest.json"
_BLOCK = 1 << 22
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotKey:
    """What a snapshot must be to be used: kind of index and space of its vectors."""

    kind: str
    space: EmbeddingSpace

    def as_dict(self) -> dict[str, Any]:
        """As it stands in the manifest."""
        return {"format": FORMAT, "kind": self.kind, "space": self.space.name, "dimensions": self.space.dimensions}


def write_snapshot(
    folder: Path, *, key: SnapshotKey, marker: int, write: Callable[[Path], None], anew: bool = False
) -> None:
    """Write a generation, whole or not at all; one of a later change that is there already is left in its place.

    So a process that is behind does not bring back into a file what another one has erased from it meanwhile.

    Args:
        folder: Of the snapshots; made if it is missing.
        key: Kind and space.
        marker: Last change that the index holds.
        write: Puts the files into the folder that it is given.
        anew: Replace also one of a later change: the index was made again from other records.

    Raises:
        StoreFullError: No space is left.
        StoreError: It could not be written.
    """
    name = f"generation-{uuid.uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder, fcntl.LOCK_EX):
            if not anew and _current_marker(folder, key=key) > marker:
                return
            generation = folder / name
            try:
                generation.mkdir()
                write(generation)
                _seal(generation, key=key, marker=marker)
                _point(folder, name)
            except BaseException:
                shutil.rmtree(generation, ignore_errors=True)
                raise
            _drop_others(folder, keep=name)
    except (OSError, RuntimeError) as exc:
        # faiss reports a failed write as a RuntimeError that ends in the system's words.
        if getattr(exc, "errno", None) in FULL_DISK or "No space left" in str(exc):
            message = "No space is left for the index's snapshot. Free some; the index goes on without."
            raise StoreFullError(message) from exc
        message = f"The index's snapshot could not be written: {type(exc).__name__}."
        raise StoreError(message) from exc


def read_snapshot(folder: Path, *, key: SnapshotKey, read: Callable[[Path], None]) -> int:
    """Read the current generation and return its marker; 0 where there is none that can be used.

    Args:
        folder: Of the snapshots.
        key: Kind and space that it must have.
        read: Reads the files in the folder that it is given; may raise.
    """
    if not (folder / _CURRENT).exists():
        return 0
    try:
        with _locked(folder, fcntl.LOCK_SH):
            generation = folder / (folder / _CURRENT).read_text(encoding="utf-8").strip()
            marker = _checked_marker(generation, key=key)
            read(generation)
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, RuntimeError) as exc:
        # Whatever is wrong with it, the records are the truth and the index is made again from them.
        _log.warning("index.snapshot_ignored", reason=f"{type(exc).__name__}: {exc}")
        return 0
    return marker


class SnapshotFolders:
    """The snapshots of all indexes that a library has or had.

    Args:
        folder: That their folders lie in.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def purge(self, asset_ids: Collection[str]) -> None:
        """Delete generations that name an asset, and those that a crash left behind."""
        try:
            for folder in self._folders():
                with _locked(folder, fcntl.LOCK_EX):
                    kept = _current_name(folder)
                    for generation in folder.glob("generation-*"):
                        if generation.name != kept or _names_any(generation, asset_ids):
                            shutil.rmtree(generation)
        except OSError as exc:
            message = f"A snapshot of the index could not be deleted: {type(exc).__name__}."
            raise StoreError(message) from exc

    def count(self, asset_ids: Collection[str]) -> int:
        """Generations that name an asset."""
        generations = [each for folder in self._folders() for each in folder.glob("generation-*")]
        return sum(_names_any(each, asset_ids) for each in generations)

    def _folders(self) -> list[Path]:
        return sorted(path for path in self._folder.glob("*") if path.is_dir())


def _names_any(generation: Path, asset_ids: Collection[str]) -> bool:
    """Whether a file of texts has an id; ids are digits and letters, which JSON writes as they are."""
    wanted = [asset_id.encode() for asset_id in asset_ids]
    for path in generation.glob("*.jsonl"):
        with path.open("rb") as file:
            if any(asset_id in line for line in file for asset_id in wanted):
                return True
    return False


def _current_name(folder: Path) -> str:
    try:
        return (folder / _CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _current_marker(folder: Path, *, key: SnapshotKey) -> int:
    """The marker of the generation that counts; 0 where there is none of this key."""
    try:
        manifest = json.loads((folder / _current_name(folder) / _MANIFEST).read_text(encoding="utf-8"))
        return int(manifest["marker"]) if key.as_dict().items() <= manifest.items() else 0
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return 0


def _seal(generation: Path, *, key: SnapshotKey, marker: int) -> None:
    sums = {path.name: _checksum(path) for path in sorted(generation.iterdir())}
    manifest = json.dumps({**key.as_dict(), "marker": marker, "files": sums})
    (generation / _MANIFEST).write_text(manifest, encoding="utf-8")
    for path in (*generation.iterdir(), generation):
        _sync(path)


def _point(folder: Path, name: str) -> None:
    temporary = folder / f"{_CURRENT}.part"
    temporary.write_text(name, encoding="utf-8")
    _sync(temporary)
    temporary.replace(folder / _CURRENT)
    _sync(folder)


def _drop_others(folder: Path, *, keep: str) -> None:
    for path in folder.glob("generation-*"):
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)


def _checked_marker(generation: Path, *, key: SnapshotKey) -> int:
    manifest = json.loads((generation / _MANIFEST).read_text(encoding="utf-8"))
    files = manifest.pop("files")
    marker = manifest.pop("marker")
    if manifest != key.as_dict():
        message = f"made for {manifest}"
        raise ValueError(message)
    for name, checksum in files.items():
        if _checksum(generation / name) != checksum:
            message = f"{name} is damaged"
            raise ValueError(message)
    return int(marker)


def _checksum(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            value = zlib.crc32(block, value)
    return value


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path, mode: int) -> Iterator[None]:
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, mode)
        yield
    finally:
        os.close(descriptor)
