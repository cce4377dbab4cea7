"""Signature Version 4 of AWS, checked. Pure: no clock, no keys, no network.

Source:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, read on 2026-11-28.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote_to_bytes

from wornby.api.compat.guard import ServiceError

ALGORITHM = "AWS4-HMAC-SHA256"
DATE_HEADER = "x-amz-date"
HASH_HEADER = "x-amz-content-sha256"
SKEW = timedelta(minutes=5)
"""How far the clocks of both sides may be apart."""
_TERMINATOR = "aws4_request"
_SAFE = "-_.~"
_FORM = "%Y%m%dT%H%M%SZ"
_MOMENT = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_HEX = re.compile(r"[0-9a-f]{64}")
_SCOPE_PARTS = 5

Headers = Sequence[tuple[str, str]]
"""Names in lower case, in the order of the request; a name can come more than once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What an Authorization header says.

    Attributes:
        access_key_id: Whose secret it is signed with.
        date: The day of the signing key, YYYYMMDD.
        region: As the client has it; any.
        service: As the client has it.
        headers: Names of the headers that are signed, lower case, sorted.
        signature: 64 hexadecimal digits.
    """

    access_key_id: str
    date: str
    region: str
    service: str
    headers: tuple[str, ...]
    signature: str

    @property
    def scope(self) -> str:
        """What the signing key is good for."""
        return f"{self.date}/{self.region}/{self.service}/{_TERMINATOR}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRequest:
    """A request as it came.

    Attributes:
        method: Upper case.
        path: As it was sent, without the query.
        query: As it was sent, without "?".
        headers: All of them.
        body: Whole.
    """

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes


def read_authorization(header: str | None) -> Signed:
    """Read an Authorization header.

    Raises:
        ServiceError: There is none, or it is no signature of this version.
    """
    if not header:
        message = "Missing Authentication Token: sign the request with an access key id and its secret access key."
        raise ServiceError(message, code="MissingAuthenticationTokenException")
    scheme, _, rest = header.strip().partition(" ")
    fields = dict(_pair(part) for part in rest.split(","))
    credential = fields.get("Credential", "").rsplit("/", _SCOPE_PARTS - 1)
    names = tuple(fields.get("SignedHeaders", "").split(";"))
    signature = fields.get("Signature", "")
    whole = len(credential) == _SCOPE_PARTS and all(credential) and all(names) and _HEX.fullmatch(signature)
    if scheme != ALGORITHM or not whole or credential[-1] != _TERMINATOR or list(names) != sorted(set(names)):
        message = (
            f"The Authorization header is no {ALGORITHM} with Credential, sorted SignedHeaders in lower case and "
            "Signature."
        )
        raise ServiceError(message, code="IncompleteSignatureException")
    key_id, date, region, service, _ = credential
    return Signed(access_key_id=key_id, date=date, region=region, service=service, headers=names, signature=signature)


def check_headers(signed: Signed, headers: Headers, *, service: str, now: datetime) -> None:
    """Check all that needs neither the secret nor the body.

    Args:
        signed: What the Authorization header says.
        headers: All of the request.
        service: That is served here.
        now: With a time zone.

    Raises:
        ServiceError: It is for another service or day, too old or too new, or leaves headers out that count.
    """
    if signed.service != service:
        message = f"Credential should be scoped to correct service: {service!r}."
        raise ServiceError(message, code="InvalidSignatureException")
    names = {name for name, _ in headers}
    needed = {"host", DATE_HEADER} | {name for name in names if name.startswith("x-amz-")}
    missing = sorted(needed - set(signed.headers))
    if missing or not needed <= names or not set(signed.headers) <= names:
        message = f"Send and sign the headers {', '.join(sorted(needed))}, and sign none that is not sent."
        raise ServiceError(message, code="InvalidSignatureException")
    stamp = _value(headers, DATE_HEADER)
    if not _MOMENT.fullmatch(stamp) or stamp[:8] != signed.date:
        message = f"The date in {DATE_HEADER} is no YYYYMMDDTHHMMSSZ, or not the one in Credential."
        raise ServiceError(message, code="InvalidSignatureException")
    _check_moment(stamp, now=now)
    if _value(headers, HASH_HEADER, default="0" * 64).startswith("UNSIGNED"):
        message = "A body that is not signed is not accepted here."
        raise ServiceError(message, code="InvalidSignatureException")


def is_signed_with(secret: bytes, signed: Signed, request: SentRequest) -> bool:
    """Whether a request carries the signature that a secret gives it. In constant time."""
    digest = hashlib.sha256(request.body).hexdigest()
    if _value(request.headers, HASH_HEADER, default=digest) != digest:
        return False
    text = string_to_sign(signed, request)
    expected = hmac.new(signing_key(secret, signed), text.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signed.signature)


def string_to_sign(signed: Signed, request: SentRequest) -> str:
    """What the signature is made over."""
    digest = hashlib.sha256(canonical_request(signed, request).encode()).hexdigest()
    return "\n".join((ALGORITHM, _value(request.headers, DATE_HEADER), signed.scope, digest))


def canonical_request(signed: Signed, request: SentRequest) -> str:
    """The request in the one form that both sides agree on."""
    lines = [f"{name}:{_value(request.headers, name)}" for name in signed.headers]
    return "\n".join(
        (
            request.method,
            quote(request.path or "/", safe="/" + _SAFE),
            _canonical_query(request.query),
            *lines,
            "",
            ";".join(signed.headers),
            hashlib.sha256(request.body).hexdigest(),
        )
    )


def signing_key(secret: bytes, signed: Signed) -> bytes:
    """The key of one day, region and service."""
    key = b"AWS4" + secret
    for part in (signed.date, signed.region, signed.service, _TERMINATOR):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _canonical_query(query: str) -> str:
    pairs = [part.partition("=") for part in query.split("&") if part]
    encoded = sorted((_encoded(name), _encoded(value)) for name, _, value in pairs)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _encoded(text: str) -> str:
    return quote(unquote_to_bytes(text), safe=_SAFE)


def _value(headers: Headers, name: str, *, default: str = "") -> str:
    """The value of a header with its spaces joined; several ones with commas."""
    found = [" ".join(value.split()) for own, value in headers if own == name]
    return ",".join(found) if found else default


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.strip().partition("=")
    return name, value


def _check_moment(stamp: str, *, now: datetime) -> None:
    try:
        moment = datetime.strptime(stamp, _FORM).replace(tzinfo=UTC)
    except ValueError as exc:
        message = f"{DATE_HEADER} is no date: {stamp}."
        raise ServiceError(message, code="InvalidSignatureException") from exc
    first, last = (now - SKEW).astimezone(UTC), (now + SKEW).astimezone(UTC)
    if moment < first:
        message = f"Signature expired: {stamp} is now earlier than {first.strftime(_FORM)} (5 minutes ago)."
        raise ServiceError(message, code="InvalidSignatureException")
    if moment > last:
        message = f"Signature not yet current: {stamp} is still later than {last.strftime(_FORM)} (in 5 minutes)."
        raise ServiceError(message, code="InvalidSignatureException")
