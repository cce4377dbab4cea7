"""Keys of a library: files that only their owner may read, made where there are none."""

import os
import secrets
import uuid
from collections.abc import Callable
from pathlib import Path

from wornby.errors import ConfigurationError

IDS = "ids.key"
LINKS = "links.key"
IMAGES = "images.key"
LEDGER = "ledger.pem"
SECRET_BYTES = 32

_OTHERS = 0o077


def ensure_secret(folder: Path, name: str) -> bytes:
    """A random secret. 32 bytes, kept as hex.

    Args:
        folder: Where the keys lie; it need not exist.
        name: Of the file.

    Raises:
        ConfigurationError: It cannot be read or written, is no secret, or others may read it.
    """
    kept = ensure_file(folder, name, make=lambda: secrets.token_hex(SECRET_BYTES).encode())
    return secret_from_text(kept.decode("ascii", "replace"), where=f"{folder.name}/{name}")


def secret_from_text(text: str, *, where: str) -> bytes:
    """A secret that is written as hex.

    Raises:
        ConfigurationError: It is no hex, or shorter than 32 bytes.
    """
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError:
        secret = b""
    if len(secret) < SECRET_BYTES:
        message = f"{where} is no secret of {2 * SECRET_BYTES} hex digits or more."
        raise ConfigurationError(message)
    return secret


def ensure_file(folder: Path, name: str, *, make: Callable[[], bytes]) -> bytes:
    """The content of a file that only its owner may read; made where there is none.

    Safe from several processes at once: they get the same.

    Args:
        folder: Where it lies; made with mode 0700 where there is none.
        name: Of the file.
        make: Gives its content where it is to be made.

    Raises:
        ConfigurationError: It cannot be read or written, or others may read it.
    """
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _publish(path, make())
        if os.name == "posix" and path.stat().st_mode & _OTHERS:
            message = f"Others may read the key {path.name!r}: chmod 600 {folder.name}/{path.name}."
            raise ConfigurationError(message)
        return path.read_bytes()
    except OSError as exc:
        message = f"The key {name!r} in the folder {folder.name!r} cannot be read or written: {exc.strerror}."
        raise ConfigurationError(message) from exc


def _publish(path: Path, content: bytes) -> None:
    """Give a whole file its name; where another process was first, its file stays."""
    temporary = path.with_name(f".part-{uuid.uuid4().hex}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
    finally:
        temporary.unlink(missing_ok=True)
