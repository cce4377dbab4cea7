"""The ledger in the records' database, and the signed head that is kept beside it."""

import json
import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, insert, select, update

from wornby.datamodel.ledger import (
    UNSIGNED_LINES,
    LedgerEntry,
    LedgerHead,
    LedgerKind,
    LedgerLine,
    head_bytes,
    moment_text,
    next_line,
)
from wornby.errors import FULL_DISK, InputError, StoreError, StoreFullError
from wornby.interfaces.rights import Signer
from wornby.stores.connect import reading, writing
from wornby.stores.schema import meta
from wornby.stores.schema_rights import ledger

HEAD = "ledger_head"
"""Name of the signed head in the records, which is written in the same transaction as its line."""

_LAST = "wornby_ledger_last"
_SET_HEAD = update(meta).where(meta.c.name == HEAD).values(value=bindparam("head"))
_LAST_ROW = select(ledger).order_by(ledger.c.seq.desc()).limit(1)


def _now() -> datetime:
    return datetime.now(UTC)


class LedgerWriter:
    """Adds lines within the transactions of whoever changes something. Thread-safe.

    The head is signed once in a transaction, kept in the records with it, and in a file after it.

    Args:
        signer: Signs the head; without one there is none.
        head_file: Where the head is kept outside of the records; nowhere if None.
        clock: Gives the present moment.
    """

    def __init__(
        self, signer: Signer | None = None, *, head_file: Path | None = None, clock: Callable[[], datetime] = _now
    ) -> None:
        self._signer = signer
        self._head_file = head_file
        self._clock = clock

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """A write transaction that may add lines; they last or fail with everything else in it.

        Raises:
            StoreError: The database failed; nothing was written. Or the head's file could not be written: then all
                else was.
        """
        head = None
        with writing(engine) as connection:
            connection.info.pop(_LAST, None)
            yield connection
            last = connection.info.pop(_LAST, None)
            if last is not None:
                head = self._seal(connection, last)
        if head is not None:
            self._keep(head)

    def append(self, connection: Connection, entry: LedgerEntry) -> LedgerLine:
        """Add a line in a transaction that `writing` began."""
        last: LedgerLine | None = connection.info.get(_LAST)
        if last is None:
            last = _last_line(connection)
            last = self._own_up(connection, last)
        line = next_line(last, entry, at=self._clock())
        connection.execute(insert(ledger), line_to_row(line))
        connection.info[_LAST] = line
        return line

    def seal(self, connection: Connection) -> LedgerHead | None:
        """Sign the lines that a migration wrote, within its transaction."""
        last = _last_line(connection)
        return None if last is None else self._seal(connection, last)

    def witness(self) -> LedgerHead | None:
        """The head in the file; None where there is none, or it cannot be read."""
        if self._head_file is None:
            return None
        try:
            return head_from_text(self._head_file.read_text("utf-8"))
        except (OSError, UnicodeDecodeError):
            return None

    def _own_up(self, connection: Connection, last: LedgerLine | None) -> LedgerLine | None:
        """Where lines stand behind the signed head, say so in a line before they are signed with the next one."""
        if self._signer is None or last is None:
            return last
        head = read_head(connection)
        if head is not None and (head.seq, head.digest) == (last.seq, last.digest):
            return last
        after = 0 if head is None or head.seq > last.seq else head.seq
        entry = LedgerEntry(
            kind=LedgerKind.LEDGER,
            subject="ledger",
            actor="system/ledger",
            action=UNSIGNED_LINES,
            details={"after": str(after)},
        )
        line = next_line(last, entry, at=self._clock())
        connection.execute(insert(ledger), line_to_row(line))
        return line

    def _seal(self, connection: Connection, last: LedgerLine) -> LedgerHead | None:
        if self._signer is None:
            return None
        at = self._clock()
        key_id, signature = self._signer.sign(head_bytes(seq=last.seq, digest=last.digest, at=at))
        head = LedgerHead(seq=last.seq, digest=last.digest, at=at, key_id=key_id, signature=signature.hex())
        # An update by parameters: a statement that is made anew each time costs more than the signature.
        row = {"name": HEAD, "value": head_to_text(head)}
        if not connection.execute(_SET_HEAD, {"head": row["value"]}).rowcount:
            connection.execute(insert(meta), row)
        return head

    def _keep(self, head: LedgerHead) -> None:
        if self._head_file is None:
            return
        # No fsync: after a power cut the file may name an earlier line, which is as true.
        part = self._head_file.with_name(f".part-{uuid.uuid4().hex}")
        try:
            part.write_text(head_to_text(head), "utf-8")
            part.replace(self._head_file)
        except OSError as exc:
            part.unlink(missing_ok=True)
            if exc.errno in FULL_DISK:
                message = "No space is left for the ledger's head. Free some: the change itself was kept."
                raise StoreFullError(message) from exc
            message = f"The ledger's head could not be written: {os.strerror(exc.errno or 0)}."
            raise StoreError(message) from exc


class SqlLedger:
    """The ledger for whoever reads it, or adds a line of its own. Thread-safe.

    Args:
        database: As the records opened it.
        writer: Adds lines.
    """

    def __init__(self, database: Engine, writer: LedgerWriter) -> None:
        self._database = database
        self._writer = writer

    def append(self, entry: LedgerEntry) -> LedgerLine:
        """Add a line of its own."""
        with self._writer.writing(self._database) as connection:
            return self._writer.append(connection, entry)

    def lines(
        self,
        *,
        after: int = 0,
        limit: int = 1000,
        subject: str | None = None,
        kind: LedgerKind | None = None,
        newest_first: bool = False,
    ) -> list[LedgerLine]:
        """Lines after a number, in order; before it, where the newest come first."""
        order = ledger.c.seq.desc() if newest_first else ledger.c.seq
        statement = select(ledger).order_by(order).limit(limit)
        if after or not newest_first:
            statement = statement.where(ledger.c.seq < after if newest_first else ledger.c.seq > after)
        if subject is not None:
            statement = statement.where(ledger.c.subject == subject)
        if kind is not None:
            statement = statement.where(ledger.c.kind == kind.value)
        with reading(self._database) as connection:
            return [line_from_row(dict(row)) for row in connection.execute(statement).mappings()]

    def head(self) -> LedgerHead | None:
        """The signed head that the records hold."""
        with reading(self._database) as connection:
            return read_head(connection)

    def witness(self) -> LedgerHead | None:
        """The signed head that is kept outside of the records."""
        return self._writer.witness()


def read_head(connection: Connection) -> LedgerHead | None:
    """The signed head that the records hold; None where there is none, or it cannot be read."""
    text = connection.execute(select(meta.c.value).where(meta.c.name == HEAD)).scalar()
    return None if text is None else head_from_text(text)


def head_to_text(head: LedgerHead) -> str:
    """A head as JSON."""
    return json.dumps(asdict(head) | {"at": moment_text(head.at)}, sort_keys=True)


def head_from_text(text: str) -> LedgerHead | None:
    """A head from JSON; None where it is none."""
    try:
        held = json.loads(text)
        head = LedgerHead(**{**held, "at": datetime.fromisoformat(held["at"])})
        bytes.fromhex(head.signature)
    except (ValueError, TypeError, KeyError):
        return None
    return head if isinstance(head.seq, int) and head.at.tzinfo is not None else None


def line_to_row(line: LedgerLine) -> dict[str, Any]:
    """A line's row."""
    entry = line.entry
    return {
        "seq": line.seq,
        "at": moment_text(line.at),
        "kind": entry.kind.value,
        "subject": entry.subject,
        "actor": entry.actor,
        "action": entry.action,
        "details": dict(entry.details),
        "previous": line.previous,
        "digest": line.digest,
    }


def line_from_row(row: Mapping[str, Any]) -> LedgerLine:
    """A line. One that wornby could not have written reads as `unreadable`, which its digest does not fit."""
    seq, previous, digest = row["seq"], row["previous"], row["digest"]
    try:
        entry = LedgerEntry(
            kind=LedgerKind(row["kind"]),
            subject=row["subject"],
            actor=row["actor"],
            action=row["action"],
            details=row["details"],
        )
        at = datetime.fromisoformat(row["at"])
        if moment_text(at) == row["at"]:
            return LedgerLine(seq=seq, at=at, entry=entry, previous=previous, digest=digest)
    except (ValueError, TypeError, AttributeError, InputError):
        pass
    entry = LedgerEntry(kind=LedgerKind.LEDGER, subject="ledger", actor="system/ledger", action="unreadable")
    return LedgerLine(seq=seq, at=datetime.fromtimestamp(0, UTC), entry=entry, previous=previous, digest=digest)


def _last_line(connection: Connection) -> LedgerLine | None:
    row = connection.execute(_LAST_ROW).mappings().first()
    return None if row is None else line_from_row(dict(row))
