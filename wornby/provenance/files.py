"""Where certificate and key lie. A library that names none gets a test chain of its own."""

import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from wornby.errors import ConfigurationError

CERTIFICATE = "certificate.pem"
KEY = "key.pem"
_TEMPORARY = ".part-"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFiles:
    """Two PEM files: the chain, end-entity certificate first, and its key.

    Attributes:
        certificate: Path of the chain.
        key: Path of the key.
        test: Whether the library made them itself.
    """

    certificate: Path
    key: Path
    test: bool = False

    @property
    def remedy(self) -> str:
        """What the operator can do about files that cannot be used."""
        if self.test:
            return f"Delete the folder {self.key.parent.name!r} in the library's folder; the next start makes another."
        return "Set WORNBY_C2PA_CERTIFICATE and WORNBY_C2PA_KEY to the PEM files of one certificate."


def named_files(certificate: str, key: str) -> KeyFiles:
    """The files that the settings name.

    Raises:
        ConfigurationError: Only one of the two is named.
    """
    if not certificate or not key:
        given, other = ("C2PA_CERTIFICATE", "C2PA_KEY") if certificate else ("C2PA_KEY", "C2PA_CERTIFICATE")
        message = f"WORNBY_{given} is set, WORNBY_{other} is not. Set both, or neither for a test certificate."
        raise ConfigurationError(message)
    return KeyFiles(certificate=Path(certificate).expanduser(), key=Path(key).expanduser())


def ensure_test_files(folder: Path) -> KeyFiles:
    """The library's test chain, made where there is none. Safe from several processes at once: they get the same.

    Args:
        folder: Where the two files lie; it need not exist.

    Raises:
        ConfigurationError: It could not be written.
    """
    files = KeyFiles(certificate=folder / CERTIFICATE, key=folder / KEY, test=True)
    if folder.exists():
        return files
    # cryptography takes 30 ms and 11 MB to load, which a library that has its chain need not spend.
    from wornby.provenance.certificates import make_test_chain

    certificate, key = make_test_chain()
    temporary = folder.with_name(f"{_TEMPORARY}{uuid.uuid4().hex}")
    try:
        temporary.mkdir(mode=0o700)
        _write(temporary / CERTIFICATE, certificate, mode=0o644)
        _write(temporary / KEY, key, mode=0o600)
        _publish(temporary, folder)
    except OSError as exc:
        message = f"A test certificate could not be written below the library's folder: {exc.strerror}."
        raise ConfigurationError(message) from exc
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return files


def _publish(temporary: Path, folder: Path) -> None:
    """Give both files their name in one step; where another process was first, its files stay."""
    try:
        temporary.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _write(path: Path, content: bytes, *, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
