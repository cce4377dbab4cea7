"""Signatures as Cloudinary's clients make them: sorted parameters, then the secret, hashed."""

import hashlib
import hmac
from collections.abc import Mapping

SHA1_DIGITS, SHA256_DIGITS = 40, 64
NEVER_SIGNED = frozenset({"api_key", "cloud_name", "file", "resource_type", "signature"})
"""Parameters that travel beside the signature."""

SOMETIMES_UNSIGNED = frozenset({"batch_id", "notification_url"})
"""Clients leave these out of the signature of calls about tags, context and metadata, and only there."""


def string_to_sign(params: Mapping[str, str]) -> str:
    """What is signed: `name=value`, sorted, with `&` between them and written as %26 inside of them.

    Without the last, one signed parameter could be cut into two. Clients of before 2025 do not write it so; theirs is
    the same text wherever no value holds an `&`, and is refused elsewhere.
    """
    signed = (f"{name}={value}".replace("&", "%26") for name, value in params.items() if value)
    return "&".join(sorted(signed))


def sign(params: Mapping[str, str], secret: bytes, *, digits: int = SHA1_DIGITS) -> str:
    """The signature over parameters: SHA-1, or SHA-256 where it is to have 64 digits."""
    content = string_to_sign(params).encode("utf-8", "surrogatepass") + secret
    # The service's protocol: nothing else of ours rests on SHA-1.
    digest = hashlib.sha256(content) if digits == SHA256_DIGITS else hashlib.sha1(content)  # noqa: S324
    return digest.hexdigest()


def is_signed(params: Mapping[str, str], signature: str, *, secret: bytes) -> bool:
    """Whether a signature is made over parameters with a secret; compared in constant time."""
    if len(signature) not in {SHA1_DIGITS, SHA256_DIGITS}:
        return False
    expected = sign(params, secret, digits=len(signature))
    return hmac.compare_digest(expected.encode(), signature.lower().encode("utf-8", "replace"))
