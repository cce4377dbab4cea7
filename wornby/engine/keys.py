"""API keys: only the hash of a secret is kept."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from wornby.datamodel import ApiKey, Scope
from wornby.datamodel.ledger import LedgerEntry, LedgerKind
from wornby.datamodel.records import KEY_SCOPES
from wornby.engine.staff import OPERATOR
from wornby.errors import InputError, KeyMissingError, NotFoundError
from wornby.interfaces import RecordStore

KEY_PREFIX = "wb_"

MAX_NAME = 100
"""Longest name, in characters."""


class Keys:
    """The API keys of one library.

    Args:
        records: Where they are kept.
    """

    def __init__(self, records: RecordStore) -> None:
        self._records = records

    def create(self, name: str, scopes: frozenset[Scope], *, by: str = OPERATOR) -> tuple[ApiKey, str]:
        """Make a key in somebody's name; its secret is given once.

        Raises:
            InputError: No name or no scope, or a key that is not revoked has the name.
        """
        name = name.strip()
        if not name or not scopes or not scopes <= KEY_SCOPES:
            message = f"An API key needs a name and at least one scope of {', '.join(sorted(KEY_SCOPES))}."
            raise InputError(message)
        if len(name) > MAX_NAME or not name.isprintable():
            message = f"The name of an API key has at most {MAX_NAME} printable characters."
            raise InputError(message)
        # Decisions are made in the name of a key: it must say whose.
        if any(key.name == name and key.revoked_at is None for key in self._records.list_keys()):
            message = f"There is an API key {name!r}. Revoke it first, or take another name."
            raise InputError(message)
        secret = KEY_PREFIX + secrets.token_urlsafe(32)
        key = ApiKey(
            id=secrets.token_hex(6),
            name=name,
            scopes=scopes,
            secret_sha256=_hash(secret),
            created_at=datetime.now(UTC),
        )
        said = {"scopes": ",".join(sorted(scopes))}
        self._records.put_key(key, entry=_entry(key, by=by, action="key-created", details=said))
        return key, secret

    def revoke(self, key_id: str, *, by: str = OPERATOR) -> ApiKey:
        """Revoke a key at once.

        Raises:
            NotFoundError: No such key.
        """
        for key in self._records.list_keys():
            if key.id == key_id:
                if key.revoked_at is not None:
                    return key
                revoked = replace(key, revoked_at=datetime.now(UTC))
                self._records.put_key(revoked, entry=_entry(key, by=by, action="key-revoked"))
                return revoked
        message = f"No API key {key_id!r}."
        raise NotFoundError(message)

    def authenticate(self, secret: str) -> ApiKey:
        """The key that a secret belongs to.

        Raises:
            KeyMissingError: Unknown or revoked.
        """
        # Secrets are 256 random bits: a plain hash cannot be searched, and a look-up by hash leaks no timing.
        key = self._records.find_key(_hash(secret))
        if key is None or key.revoked_at is not None:
            message = "This API key is unknown or revoked. Make one with: wornby keys create NAME --scope read."
            raise KeyMissingError(message)
        return key


def _entry(key: ApiKey, *, by: str, action: str, details: Mapping[str, str] | None = None) -> LedgerEntry:
    return LedgerEntry(kind=LedgerKind.STAFF, subject=key.id, actor=by, action=action, details=details or {})


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
