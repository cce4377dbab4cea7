"""Which rows of which tables belong to a photo or a person: the database itself is asked, so no table is missed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnClause,
    Connection,
    TableClause,
    column,
    delete,
    func,
    inspect,
    literal_column,
    select,
    table,
)

from wornby.stores.upsert import CHUNK, chunks

ASSETS, PEOPLE = "assets", "contributors"
_COLUMNS = {ASSETS: "asset_id", PEOPLE: "contributor_id"}
_KEYS = {ASSETS: "id", PEOPLE: "id"}
_KEPT = frozenset({"changes", "tombstones"})
"""Tables that hold ids of photos and nothing else: what the index still has to drop, and what is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedRows:
    """A table with a column that names whose a row is."""

    name: str
    owner: str

    @property
    def table(self) -> TableClause:
        """For statements."""
        return table(self.name, column(self.owner))


def tables_of(connection: Connection, kind: str) -> list[OwnedRows]:
    """Tables whose rows belong to photos or to people, that of the photos or people themselves last.

    A table counts if it has a column of the usual name, or one that refers to the photos or people.

    Args:
        connection: In the caller's transaction.
        kind: `ASSETS` or `PEOPLE`.
    """
    catalogue = inspect(connection)
    found: list[OwnedRows] = []
    for name in sorted(catalogue.get_table_names()):
        if name in _KEPT or name == kind:
            continue
        referring = {
            key["constrained_columns"][0]
            for key in catalogue.get_foreign_keys(name)
            if key["referred_table"] == kind and len(key["constrained_columns"]) == 1
        }
        named = {each["name"] for each in catalogue.get_columns(name)} & {_COLUMNS[kind]}
        found += [OwnedRows(name=name, owner=owner) for owner in sorted(referring | named)]
    return [*found, OwnedRows(name=kind, owner=_KEYS[kind])]


def read_rows(connection: Connection, owned: OwnedRows, owner: str) -> Iterator[Mapping[str, Any]]:
    """Whole rows as the database has them."""
    # Names of tables and columns come from the database's own catalogue, values are bound.
    every: ColumnClause[Any] = literal_column("*")
    rows = owned.table
    statement = select(every).select_from(rows).where(rows.c[owned.owner] == owner)
    yield from (dict(row) for row in connection.execute(statement).mappings())


def delete_rows(connection: Connection, owned: OwnedRows, owner: str) -> None:
    """Delete the rows of one owner."""
    rows = owned.table
    connection.execute(delete(rows).where(rows.c[owned.owner] == owner))


def count_rows(connection: Connection, kind: str, owners: Collection[str]) -> dict[str, int]:
    """Rows of some owners by table."""
    counted: dict[str, int] = {}
    ordered: Sequence[str] = sorted(owners)
    for owned in tables_of(connection, kind):
        rows = owned.table
        own = rows.c[owned.owner]
        for part in chunks(ordered, CHUNK):
            number = connection.execute(select(func.count()).select_from(rows).where(own.in_(part))).scalar_one()
            counted[owned.name] = counted.get(owned.name, 0) + number
    return counted
