"""Published consent texts in the records' database."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from wornby.datamodel.consent import ConsentText, TextSet
from wornby.datamodel.ledger import LedgerEntry, LedgerKind
from wornby.datamodel.rights import Purpose
from wornby.errors import DuplicateError
from wornby.stores.connect import reading
from wornby.stores.ledger import LedgerWriter
from wornby.stores.schema_rights import consent_texts

SYSTEM = "system/consent"


class SqlConsentTexts:
    """Published texts. What was published stays as it is; the newest counts.

    Args:
        database: As the records opened it.
        writer: Adds lines to the ledger.
        first: Published at the first look, where none were yet.
    """

    def __init__(self, database: Engine, writer: LedgerWriter, *, first: TextSet) -> None:
        self._database = database
        self._writer = writer
        self._first = first

    def current(self) -> TextSet:
        """The texts that count now."""
        return self.list()[-1]

    def list(self) -> list[TextSet]:
        """All versions, in the order in which they were published."""
        with reading(self._database) as connection:
            found = _read(connection)
        if found:
            return found
        with self._writer.writing(self._database) as connection:
            if not _read(connection):
                self._add(connection, self._first, by=SYSTEM)
            return _read(connection)

    def publish(self, texts: TextSet, *, by: str) -> TextSet:
        """Let texts count from now on, and add a line.

        Raises:
            DuplicateError: There is a version of this name.
        """
        held = self.list()
        with self._writer.writing(self._database) as connection:
            if texts.version in {each.version for each in _read(connection)}:
                message = f"Version {texts.version} was published already. Give these texts another version."
                raise DuplicateError(message)
            return self._add(connection, texts, by=by, before=held[-1].version)

    def _add(self, connection: Connection, texts: TextSet, *, by: str, before: str = "") -> TextSet:
        published = replace(texts, published_at=datetime.now(UTC))
        connection.execute(insert(consent_texts).values(_to_row(published)))
        said = {"digest": texts.digest, "before": before, "same-meaning": "yes" if texts.same_meaning else ""}
        entry = LedgerEntry(
            kind=LedgerKind.CONSENT_TEXT,
            subject=texts.version,
            actor=by,
            action="published",
            details={name: value for name, value in said.items() if value},
        )
        self._writer.append(connection, entry)
        return published


def _read(connection: Connection) -> list[TextSet]:
    order = (consent_texts.c.published_at, consent_texts.c.version)
    return [_from_row(dict(row)) for row in connection.execute(select(consent_texts).order_by(*order)).mappings()]


def _to_row(texts: TextSet) -> dict[str, Any]:
    assert texts.published_at is not None  # noqa: S101 - set by the caller
    return {
        "version": texts.version,
        "digest": texts.digest,
        "published_at": texts.published_at.isoformat(timespec="microseconds"),
        "body": {"same_meaning": texts.same_meaning, "texts": [asdict(text) for text in texts.texts]},
    }


def _from_row(row: Mapping[str, Any]) -> TextSet:
    texts = tuple(ConsentText(**{**text, "purpose": Purpose(text["purpose"])}) for text in row["body"]["texts"])
    return TextSet(
        version=row["version"],
        digest=row["digest"],
        texts=texts,
        same_meaning=row["body"]["same_meaning"],
        published_at=datetime.fromisoformat(row["published_at"]),
    )
