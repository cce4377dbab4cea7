"""Keys of a library: files that only their owner may read, made where there are none; or given by the operator."""

import os
import secrets
import uuid
from collections.abc import Callable
from pathlib import Path

from wornby.errors import ConfigurationError

CLIENTS = "clients.key"
IDS = "ids.key"
LINKS = "links.key"
IMAGES = "images.key"
LEDGER = "ledger.pem"
SECRET_BYTES = 32
MIN_GIVEN = 32
"""Fewest characters of a secret that an operator gives: as hexadecimal digits they hold 128 bits."""

_OTHERS = 0o077


def ensure_secret(folder: Path, name: str, *, given: str = "", setting: str = "", first: bytes = b"") -> bytes:
    """A random secret.

    Args:
        folder: Where the keys lie; it need not exist.
        name: Of the file. It is made where there is none: 32 bytes, kept as hex.
        given: What the operator set instead, as in `given_secret`; then no file is read or made.
        setting: The name of what was set, for the message.
        first: The secret to put into a new file; a random one if empty.

    Returns:
        At least 32 bytes.

    Raises:
        ConfigurationError: It cannot be read or written, is no secret, or others may read it.
    """
    if given:
        return given_secret(given, setting=setting)
    made = first or secrets.token_bytes(SECRET_BYTES)
    kept = ensure_file(folder, name, make=lambda: made.hex().encode())
    if len(kept) == SECRET_BYTES:
        return kept  # the bytes themselves, as the first version kept them
    return secret_from_text(kept.decode("ascii", "replace"), where=f"{folder.name}/{name}")


def given_secret(text: str, *, setting: str) -> bytes:
    """A secret that an operator set: what a key's file holds means the same here, other text is taken as it is.

    Raises:
        ConfigurationError: It is too short.
    """
    text = text.strip()
    if len(text) < MIN_GIVEN:
        message = f"{setting or 'A secret'} is too short: give at least {MIN_GIVEN} random characters."
        raise ConfigurationError(message)
    return _from_hex(text) or text.encode()


def secret_from_text(text: str, *, where: str) -> bytes:
    """A secret that is written as hex.

    Raises:
        ConfigurationError: It is no hex, or shorter than 32 bytes.
    """
    secret = _from_hex(text)
    if not secret:
        message = f"{where} is damaged: it holds no {2 * SECRET_BYTES} hex digits. Put it back from a backup."
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


def _from_hex(text: str) -> bytes:
    """The bytes; none where it is no hex or too short."""
    try:
        secret = bytes.fromhex(text.strip())
    except ValueError:
        return b""
    return secret if len(secret) >= SECRET_BYTES else b""


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
        _keep_names(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _keep_names(folder: Path) -> None:
    """Have the system write a folder down: a new name in it outlasts a power cut."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
