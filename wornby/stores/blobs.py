"""Files in a folder or in any store that fsspec knows."""

import os
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec

from wornby.errors import FULL_DISK, ConfigurationError, InputError, NotFoundError, StoreError, StoreFullError

_TEMPORARY = ".part-"
_UNFINISHED_AGE_S = 3600.0


class FsspecBlobStore:
    """Files below one root.

    Args:
        url: A plain path means a folder of this machine; else an fsspec URL such as "s3://bucket/folder".

    Raises:
        ConfigurationError: fsspec does not know the URL's scheme, or lacks a package for it.
    """

    def __init__(self, url: str) -> None:
        self._folder = _local_folder(url)
        self._files: Any = None
        self._root = ""
        if self._folder is None:
            try:
                self._files, root = fsspec.core.url_to_fs(url)
            except (ImportError, ValueError) as exc:
                message = f"No files can be kept at {url.partition('://')[0]}://: {exc}"
                raise ConfigurationError(message) from exc
            self._root = root.rstrip("/")

    def put(self, name: str, content: bytes) -> None:
        """Write whole or not at all; an existing file is replaced."""
        checked = _checked(name)
        with _store_errors(checked):
            if self._folder is not None:
                _write_whole(self._folder / checked, content)
                return
            full = f"{self._root}/{checked}"
            self._files.makedirs(full.rpartition("/")[0], exist_ok=True)
            self._files.pipe_file(full, content)

    def get(self, name: str) -> bytes:
        """Read a file."""
        checked = _checked(name)
        with _store_errors(checked):
            if self._folder is not None:
                return (self._folder / checked).read_bytes()
            return bytes(self._files.cat_file(f"{self._root}/{checked}"))

    def exists(self, name: str) -> bool:
        """Whether the file is there."""
        checked = _checked(name)
        with _store_errors(checked):
            if self._folder is not None:
                return (self._folder / checked).is_file()
            return bool(self._files.isfile(f"{self._root}/{checked}"))

    def delete(self, name: str) -> None:
        """Delete a file; nothing happens where there is none."""
        checked = _checked(name)
        with _store_errors(checked), suppress(FileNotFoundError, NotADirectoryError):
            if self._folder is not None:
                (self._folder / checked).unlink()
                return
            self._files.rm_file(f"{self._root}/{checked}")

    def list(self, prefix: str) -> Iterable[str]:
        """Names below a prefix, which is a folder ("a/b" or "a/b/") or empty; sorted."""
        below = _checked(prefix.rstrip("/")) if prefix.strip("/") else ""
        with _store_errors(below):
            if self._folder is not None:
                names = _names_in(self._folder, below)
            else:
                start = f"{self._root}/{below}".rstrip("/")
                cut = len(self._files._strip_protocol(self._root)) + 1  # noqa: SLF001 - fsspec's documented way
                found = self._files.find(start)
                names = [path[cut:] for path in found if path != start]
        return sorted(names)

    def remove_unfinished(self) -> int:
        """Delete what writers that died an hour ago or longer left half written; returns the number of files."""
        if self._folder is None:
            # These stores write whole or not at all by themselves.
            return 0
        with _store_errors(""):
            old = [path for path in self._folder.rglob(f"{_TEMPORARY}*") if _age_s(path) >= _UNFINISHED_AGE_S]
            for path in old:
                path.unlink(missing_ok=True)
        return len(old)


def _local_folder(url: str) -> Path | None:
    if url.startswith("file://"):
        return Path(url.removeprefix("file://"))
    return None if "://" in url or "::" in url else Path(url).expanduser()


def _checked(name: str) -> str:
    parts = name.split("/")
    if any(part in {"", ".", ".."} or part.startswith(_TEMPORARY) for part in parts) or set(name) & {"\\", "\0", ":"}:
        message = f"Not a file name: {name!r}. Give relative parts joined by '/', without '..'."
        raise InputError(message)
    return name


def _names_in(folder: Path, below: str) -> list[str]:
    return [
        PurePosixPath(path.relative_to(folder)).as_posix()
        for path in (folder / below).rglob("*")
        if path.is_file() and not path.name.startswith(_TEMPORARY)
    ]


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{_TEMPORARY}{uuid.uuid4().hex}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


@contextmanager
def _store_errors(name: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as exc:
        message = f"No file {name!r}."
        raise NotFoundError(message) from exc
    except OSError as exc:
        if exc.errno in FULL_DISK:
            message = f"No space is left to write {name!r}. Free some, then try again."
            raise StoreFullError(message) from exc
        message = f"The file {name!r} could not be used: {exc.strerror or type(exc).__name__}."
        raise StoreError(message) from exc
