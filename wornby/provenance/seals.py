"""Signing with Ed25519: the ledger's head, and receipts. cryptography is loaded at the first signature, not before."""

import hashlib
import threading
from collections.abc import Callable
from functools import cached_property
from typing import Any

from wornby.errors import ConfigurationError

_ID_DIGITS = 16


class Ed25519Seal:
    """One key.

    Args:
        pem: Gives the private key as PEM, without a passphrase. Called at the first use.

    Raises:
        ConfigurationError: At the first use: it is no such key.
    """

    def __init__(self, pem: Callable[[], bytes]) -> None:
        self._pem = pem
        self._lock = threading.Lock()

    def sign(self, content: bytes) -> tuple[str, bytes]:
        """The key's id and the signature. 64 bytes."""
        with self._lock:
            signature: bytes = self._key.sign(content)
            return self.key_id, signature

    def verify(self, content: bytes, *, key_id: str, signature: bytes) -> bool:
        """Whether this key signed exactly this."""
        from cryptography.exceptions import InvalidSignature

        with self._lock:
            if key_id != self.key_id:
                return False
            try:
                self._key.public_key().verify(signature, content)
            except InvalidSignature:
                return False
            return True

    def public_pem(self) -> str:
        """The public key, with which anybody can check a signature."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        with self._lock:
            pem: bytes = self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            return pem.decode()

    @cached_property
    def key_id(self) -> str:
        """The first digits of the SHA-256 of the raw public key."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        raw: bytes = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(raw).hexdigest()[:_ID_DIGITS]

    @cached_property
    def _key(self) -> Any:  # noqa: ANN401 - cryptography is loaded late
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            key = load_pem_private_key(self._pem(), password=None)
        except (ValueError, TypeError) as exc:
            message = "The ledger's key cannot be read: give an Ed25519 private key as PEM, without a passphrase."
            raise ConfigurationError(message) from exc
        if not isinstance(key, Ed25519PrivateKey):
            message = "The ledger's key is no Ed25519 private key."
            raise ConfigurationError(message)
        return key


def make_pem() -> bytes:
    """A new private key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    pem: bytes = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem
