"""Clients of other services that are pointed here: their requests are signed with a secret that both sides know.

Of an API key's own secret only a hash is kept, which no signature can be checked with. A client secret is derived from
the key's id and a secret of the library each time it is needed, and kept nowhere.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from wornby.datamodel import ApiKey
from wornby.errors import ConfigurationError, KeyMissingError, NotFoundError
from wornby.interfaces import RecordStore

ACCESS_PREFIX = "wbk_"
"""With it and an id of 12 characters, an access key id has the 16 that AWS promises at least."""
SECRET_PREFIX = "wbs_"  # noqa: S105 - how a secret begins
MOST_TRIED = 200
"""Keys whose client secrets are tried for one signature."""
_DERIVED = b"wornby.client/1 "


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCredentials:
    """What such a client is given.

    Attributes:
        access_key_id: Names the API key; no secret.
        secret_access_key: What requests are signed with.
    """

    access_key_id: str
    secret_access_key: str = field(repr=False)


class Clients:
    """The client secrets of the API keys of one library.

    Args:
        records: Where the keys are kept.
        secret: Of the library; at least 32 bytes.
    """

    def __init__(self, records: RecordStore, *, secret: bytes) -> None:
        self._records = records
        self._secret = secret

    def credentials(self, key_id: str) -> ClientCredentials:
        """What a client that uses an API key is given: for the operator, on this machine.

        Raises:
            NotFoundError: No such key, or it is revoked.
        """
        if self._living(key_id) is None:
            message = f"No API key {key_id!r}, or it is revoked. `wornby keys list` lists them."
            raise NotFoundError(message)
        return ClientCredentials(access_key_id=ACCESS_PREFIX + key_id, secret_access_key=self._derive(key_id))

    def find(self, access_key_id: str) -> tuple[ApiKey, bytes]:
        """The key that an access key id names, and its client secret as ASCII.

        Raises:
            KeyMissingError: Unknown or revoked.
        """
        prefix, key_id = access_key_id[: len(ACCESS_PREFIX)], access_key_id[len(ACCESS_PREFIX) :]
        key = self._living(key_id) if prefix == ACCESS_PREFIX else None
        if key is None:
            message = "This access key id is unknown or revoked. Make one: wornby keys create NAME -s ingest --client."
            raise KeyMissingError(message)
        return key, self._derive(key_id).encode()

    def each(self, *, most: int = MOST_TRIED) -> Iterator[tuple[ApiKey, bytes]]:
        """The keys that are not revoked, the newest first, with their client secrets as ASCII.

        For signatures that do not say whose they are: each secret is tried.

        Args:
            most: Keys at most, so that no request costs more with the years.
        """
        living = sorted((key for key in self._records.list_keys() if key.revoked_at is None), key=_age, reverse=True)
        for key in living[:most]:
            yield key, self._derive(key.id).encode()

    def _living(self, key_id: str) -> ApiKey | None:
        found = (key for key in self._records.list_keys() if key.id == key_id and key.revoked_at is None)
        return next(found, None)

    def _derive(self, key_id: str) -> str:
        if not self._secret:
            message = "This library has no secret that client secrets are derived from: set WORNBY_CLIENT_KEY."
            raise ConfigurationError(message)
        digest = hmac.new(self._secret, _DERIVED + key_id.encode(), hashlib.sha256).digest()
        return SECRET_PREFIX + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _age(key: ApiKey) -> datetime:
    return key.created_at
