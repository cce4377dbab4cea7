"""Photos in files of this machine."""

import os
import stat
from pathlib import Path

from wornby.errors import ImageTooLargeError, InputError, NotFoundError, SourceChangedError


class FileSource:
    """Reads plain files."""

    def read(self, source: str, *, limit_bytes: int) -> bytes:
        """Return the whole file.

        Raises:
            ImageTooLargeError: More than `limit_bytes`.
            InputError: A folder, device or pipe, or no right to read it.
            NotFoundError: Nothing there.
            SourceChangedError: It changed or vanished while it was read.
        """
        try:
            _check_plain(Path(source).stat(), limit_bytes=limit_bytes)
            # Not blocking: a pipe may have taken the file's place since.
            descriptor = os.open(source, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0))
        except (FileNotFoundError, NotADirectoryError) as exc:
            message = "No such file. Check the path."
            raise NotFoundError(message) from exc
        except (OSError, ValueError) as exc:
            message = f"The file cannot be opened ({_why(exc)}). Check its name and the right to read it."
            raise InputError(message) from exc
        try:
            return _read_open(descriptor, source=source, limit_bytes=limit_bytes)
        except OSError as exc:
            message = f"The file could not be read to its end ({_why(exc)}). Try again."
            raise SourceChangedError(message) from exc
        finally:
            os.close(descriptor)


def _read_open(descriptor: int, *, source: str, limit_bytes: int) -> bytes:
    before = os.fstat(descriptor)
    _check_plain(before, limit_bytes=limit_bytes)
    with open(descriptor, "rb", closefd=False) as file:
        content = file.read(limit_bytes + 1)
    same = len(content) == before.st_size and _identity(os.fstat(descriptor)) == _identity(before)
    try:
        same = same and _identity(Path(source).stat()) == _identity(before)
    except FileNotFoundError:
        same = False
    if not same:
        message = "The file changed or vanished while it was read. Try again when it is complete."
        raise SourceChangedError(message)
    return content


def _check_plain(status: os.stat_result, *, limit_bytes: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "no plain file"
        message = f"This is {what}. Give the path of a picture file."
        raise InputError(message)
    if status.st_size > limit_bytes:
        message = f"The file has {status.st_size:,} bytes; {limit_bytes:,} are allowed. Make the picture smaller."
        raise ImageTooLargeError(message)


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def _why(exc: Exception) -> str:
    return getattr(exc, "strerror", None) or str(exc)
