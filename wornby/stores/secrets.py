"""Secrets of a library: random keys in files of its folder, or given by the operator. No database holds them."""

import os
import secrets
import uuid
from pathlib import Path

from wornby.errors import ConfigurationError

SECRET_BYTES = 32
MIN_GIVEN = 32
"""Fewest characters of a secret that an operator gives: as hexadecimal digits they hold 128 bits."""
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600


def ensure_secret(path: Path, *, given: str = "", setting: str = "") -> bytes:
    """The secret of a file, made where there is none. Safe from several processes at once: they get the same.

    Args:
        path: The file, which its owner alone may read. Its folder is made where there is none.
        given: What the operator set instead; then no file is read or made.
        setting: The name of what was set, for the message.

    Returns:
        At least 32 bytes of a file's own; of a given secret its UTF-8.

    Raises:
        ConfigurationError: The file cannot be read or made, or a secret is too short.
    """
    if given:
        if len(given) < MIN_GIVEN:
            message = f"{setting or 'A secret'} is too short: give at least {MIN_GIVEN} random characters."
            raise ConfigurationError(message)
        return given.encode()
    try:
        if not path.exists():
            _make(path)
        content = path.read_bytes()
    except OSError as exc:
        message = f"The secret {path.name!r} could not be read or made in the library's folder: {exc.strerror}."
        raise ConfigurationError(message) from exc
    if len(content) < SECRET_BYTES:
        message = f"The secret {path.name!r} is damaged. Put its file back from a backup, or delete it for a new one."
        raise ConfigurationError(message)
    return content


def _make(path: Path) -> None:
    """Write it, then give it its name in one step; where another process was first, its file stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=_FOLDER_MODE)
    temporary = path.with_name(f".part-{uuid.uuid4().hex}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            return
    finally:
        temporary.unlink()
