"""Tokens of links: an id and a signature over all that the link is good for. No token is ever kept."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable

from wornby.datamodel.ledger import moment_text
from wornby.datamodel.links import MOST_DAYS, MOST_PRODUCTS, Link
from wornby.errors import InputError

_CONTEXT = b"wornby.links/1"
_TOKEN = re.compile(r"([0-9a-f]{24})\.([A-Za-z0-9_-]{43})")
_ADDRESS = re.compile(r"[^@\s,;:<>()\[\]\"\\\x00-\x1f\x7f]{1,64}@[A-Za-z0-9.-]{1,253}")
PAGE = "/wear"


def token_of(link: Link, *, secret: bytes) -> str:
    """The token of a link: whoever has it may do what the link is good for."""
    return f"{link.id}.{_signature(link, secret)}"


def url_of(link: Link, *, secret: bytes, base: str) -> str:
    """Where a link leads. The token is in the fragment, which no browser sends and no log holds."""
    return f"{base.rstrip('/')}{PAGE}#{token_of(link, secret=secret)}"


def id_in(token: str) -> str | None:
    """The id in a token; None where it has not the form of one."""
    read = _TOKEN.fullmatch(token)
    return read[1] if read else None


def is_signed(link: Link, token: str, *, secret: bytes) -> bool:
    """Whether a token was made here for this link as it is: the signature holds its purpose, reach and end."""
    return hmac.compare_digest(token_of(link, secret=secret).encode(), token.encode())


def check_days(days: int) -> None:
    """Refuse a life that no link has.

    Raises:
        InputError: It is not 1 to 365 days.
    """
    if not 1 <= days <= MOST_DAYS:
        message = f"A link lasts 1 to {MOST_DAYS} days, not {days}."
        raise InputError(message)


def check_products(products: Iterable[str]) -> tuple[str, ...]:
    """SKUs of a link, each once.

    Raises:
        InputError: There are too many.
    """
    each = tuple(dict.fromkeys(products))
    if len(each) > MOST_PRODUCTS:
        message = f"A link is for at most {MOST_PRODUCTS} products."
        raise InputError(message)
    return each


def check_contact(contact: str) -> str:
    """An e-mail address, or nothing.

    Raises:
        InputError: It is not exactly one address.
    """
    contact = contact.strip()
    if contact and not _ADDRESS.fullmatch(contact):
        message = "That is not one e-mail address."
        raise InputError(message)
    return contact


def _signature(link: Link, secret: bytes) -> str:
    said = (
        _CONTEXT.decode(),
        link.id,
        link.purpose.value,
        link.contributor_id,
        link.request_id,
        moment_text(link.expires_at),
    )
    parts = [part.encode() for part in said]
    # Lengths go before the parts, so that no two lists of parts make the same bytes.
    content = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return urlsafe_b64encode(hmac.new(secret, content, hashlib.sha256).digest()).rstrip(b"=").decode()
