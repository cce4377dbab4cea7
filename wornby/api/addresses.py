"""Signed addresses of pictures: whoever has one may see the picture until it expires; no key, no cookie."""

import hashlib
import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from wornby.errors import AddressError

PREFIX = "/gallery/v1/i"
_CONTEXT = b"wornby.images/1"
_SIGNATURE_BYTES = 16
"""128 bits of the HMAC: short addresses, and nobody guesses one."""
_PER_LIFETIME = 4
"""Expiries are rounded up to a quarter of the lifetime, so that the same picture has the same address for a while."""
_MINUTE_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a good address shows.

    Attributes:
        left_s: Seconds until it expires.
        unshown: Whether it was made for somebody who may also see what is not shown to others.
    """

    left_s: int
    unshown: bool


class ImageAddresses:
    """Makes and checks addresses.

    Args:
        secret: The library's, of at least 16 bytes.
        minutes: Shortest lifetime of an address; the longest is a quarter more.
        clock: Seconds since 1970.
    """

    def __init__(self, secret: bytes, *, minutes: int, clock: Callable[[], float] = time.time) -> None:
        self._secret = secret
        self._life_s = minutes * _MINUTE_S
        self._clock = clock

    def sign(self, asset_id: str, name: str, *, unshown: bool = False) -> str:
        """The path and query of a picture.

        Args:
            asset_id: Whose picture.
            name: "thumb" or "view".
            unshown: Let it also show a photo that others may not see: for the wearer's own and for the staff.
        """
        step = max(1, self._life_s // _PER_LIFETIME)
        expires = -(-int(self._clock() + self._life_s) // step) * step
        query = {"e": str(expires), "s": self._signature(asset_id, name, expires=expires, unshown=unshown)}
        if unshown:
            query["u"] = "1"
        return f"{PREFIX}/{quote(asset_id, safe='')}/{quote(name, safe='')}.jpg?{urlencode(query)}"

    def check(self, asset_id: str, name: str, *, expires: int, signature: str, unshown: bool = False) -> Shown:
        """Refuse an address that was not made here or that has expired; the two look the same.

        Raises:
            AddressError: It is one.
        """
        expected = self._signature(asset_id, name, expires=expires, unshown=unshown)
        left_s = expires - int(self._clock())
        if not hmac.compare_digest(expected.encode(), signature.encode()) or left_s <= 0:
            message = "This address of a picture is not valid, or no longer. Load the page again."
            raise AddressError(message)
        return Shown(left_s=left_s, unshown=unshown)

    def _signature(self, asset_id: str, name: str, *, expires: int, unshown: bool) -> str:
        parts = (_CONTEXT, asset_id.encode(), name.encode(), str(expires).encode(), b"unshown" if unshown else b"shown")
        # Lengths go before the parts, so that no two lists of parts make the same bytes.
        content = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        digest = hmac.new(self._secret, content, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
        return urlsafe_b64encode(digest).rstrip(b"=").decode()
