"""Signed tokens of a provider (RFC 7515, 7517, 7519): RS256 and ES256, by a public key and by nothing else.

A key decides which algorithm it verifies. What the token's header says must agree with it, so neither "none" nor HS256
under a public key can pass.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from wornby.errors import SignInError

ALGORITHMS = frozenset({"RS256", "ES256"})
MAX_TOKEN = 32_768
"""Longest token, in characters."""
MIN_RSA_BITS = 2048
MAX_RSA_BITS = 8192
_P256_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A public key with the one algorithm that it verifies. `kid` may be empty."""

    kid: str
    algorithm: str
    public: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedToken:
    """A token whose signature nobody has looked at yet."""

    kid: str
    algorithm: str
    signed: bytes
    signature: bytes
    payload: bytes


def read_keys(document: Mapping[str, Any]) -> list[SigningKey]:
    """The keys of a set that this module can verify with; others are left out.

    Args:
        document: A JWK set.
    """
    listed = document.get("keys")
    found = [_read_key(each) for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [key for key in found if key is not None]


def read_token(text: str) -> SignedToken:
    """Take a token apart.

    Raises:
        SignInError: It is none, or of an algorithm that is not taken.
    """
    parts = text.split(".")
    if len(text) > MAX_TOKEN or len(parts) != 3:  # noqa: PLR2004 - header, payload, signature
        _refuse("it is no signed token")
    header, payload, signature = (_decode(part) for part in parts)
    said = json_object(header)
    algorithm, kid = said.get("alg"), said.get("kid", "")
    if algorithm not in ALGORITHMS or "crit" in said or not isinstance(kid, str):
        _refuse("its algorithm is not RS256 or ES256")
    signed = f"{parts[0]}.{parts[1]}".encode("ascii")
    return SignedToken(kid=kid, algorithm=algorithm, signed=signed, signature=signature, payload=payload)


def find_key(token: SignedToken, keys: Sequence[SigningKey]) -> SigningKey | None:
    """The key that a token names, or the only one that can be meant where it names none."""
    fitting = [key for key in keys if key.algorithm == token.algorithm and (not token.kid or key.kid == token.kid)]
    return fitting[0] if len(fitting) == 1 else None


def verified_claims(token: SignedToken, key: SigningKey) -> dict[str, Any]:
    """What a token says.

    Raises:
        SignInError: The key did not sign it.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, padding
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    if key.algorithm == "ES256" and len(token.signature) != 2 * _P256_BYTES:
        _refuse("its signature is wrong")
    if key.algorithm != token.algorithm:
        _refuse("its key is for another algorithm")
    try:
        if key.algorithm == "RS256":
            key.public.verify(token.signature, token.signed, padding.PKCS1v15(), SHA256())
        else:
            halves = token.signature[:_P256_BYTES], token.signature[_P256_BYTES : 2 * _P256_BYTES]
            ours = encode_dss_signature(*(int.from_bytes(half) for half in halves))
            key.public.verify(ours, token.signed, ec.ECDSA(SHA256()))
    except InvalidSignature:
        _refuse("its signature is wrong")
    return json_object(token.payload)


def json_object(content: bytes) -> dict[str, Any]:
    """An object of JSON.

    Raises:
        SignInError: It is none.
    """
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        _refuse("it cannot be read")
    if not isinstance(value, dict):
        _refuse("it cannot be read")
    return value


def _read_key(said: Mapping[str, Any]) -> SigningKey | None:
    """A key; None for one of another kind or use, too short, or broken."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    algorithm = {"RSA": "RS256", "EC": "ES256"}.get(str(said.get("kty")))
    if algorithm is None or said.get("use", "sig") != "sig" or said.get("alg", algorithm) != algorithm:
        return None
    try:
        public: rsa.RSAPublicKey | ec.EllipticCurvePublicKey
        if algorithm == "RS256":
            modulus, exponent = _number(said["n"]), _number(said["e"])
            if not MIN_RSA_BITS <= modulus.bit_length() <= MAX_RSA_BITS:
                return None
            public = rsa.RSAPublicNumbers(exponent, modulus).public_key()
        else:
            if said.get("crv") != "P-256":
                return None
            public = ec.EllipticCurvePublicNumbers(_number(said["x"]), _number(said["y"]), ec.SECP256R1()).public_key()
    except (KeyError, ValueError, SignInError):
        return None
    kid = said.get("kid", "")
    return SigningKey(kid=kid, algorithm=algorithm, public=public) if isinstance(kid, str) else None


def _number(text: object) -> int:
    if not isinstance(text, str):
        _refuse("a key is broken")
    return int.from_bytes(_decode(text))


def _decode(text: str) -> bytes:
    """base64url without padding, strictly."""
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        _refuse("it is not base64url")


def _refuse(why: str) -> NoReturn:
    message = f"The provider's token is refused: {why}."
    raise SignInError(message)
