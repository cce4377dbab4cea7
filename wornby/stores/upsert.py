"""Inserts with a conflict clause, which each dialect spells in its own class."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")

CHUNK = 500
"""Rows in one statement; SQLite takes 32,766 parameters at most, and a row has fewer than 20."""


def insert_into(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows on_conflict_do_update and on_conflict_do_nothing."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def upsert(connection: Connection, table: Table, *, rows: Sequence[dict[str, object]]) -> None:
    """Add rows, or replace those with the same primary key."""
    keys = [column.name for column in table.primary_key]
    for part in chunks(rows, CHUNK):
        insert = insert_into(connection, table).values(part)
        changed = {column.name: insert.excluded[column.name] for column in table.c if column.name not in keys}
        connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed))


def chunks(items: Sequence[T], size: int) -> Iterator[list[T]]:
    """Parts of at most `size` items."""
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
