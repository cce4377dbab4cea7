"""The ledger, consent texts, people who gave photos, links, requests and claims."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from wornby.datamodel.ledger import LedgerEntry, LedgerKind, LedgerLine, next_line
from wornby.stores.ledger import line_to_row
from wornby.stores.schema_rights import claims, consent_texts, contributions, contributors, ledger, links, requests

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = (ledger, consent_texts, contributors, contributions, links, requests, claims)
_REFUSED = "the ledger is append-only"
_PAGE = 1000
_DEFAULT = {"state": "discovered", "purposes": []}


def upgrade() -> None:
    """Make the tables, let nobody change a line of the ledger, and write down the rights that hold."""
    connection = op.get_bind()
    for table in _TABLES:
        table.create(connection)
    _guard(connection.dialect.name)
    _take_over(connection)


def downgrade() -> None:
    """Drop them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER ledger_append_only ON ledger")
        op.execute("DROP TRIGGER ledger_no_truncate ON ledger")
        op.execute("DROP FUNCTION ledger_refuse()")
    for table in reversed(_TABLES):
        op.drop_table(table.name)
    op.execute("DELETE FROM meta WHERE name = 'ledger_head'")


def _guard(dialect: str) -> None:
    if dialect == "postgresql":
        op.execute(
            "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger "
            "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        )
        op.execute(
            "CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        )
        return
    for act in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER ledger_no_{act} BEFORE {act.upper()} ON ledger "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )


def _take_over(connection: sa.Connection) -> None:
    """A line for every asset whose rights are other than the default."""
    assets = sa.table("assets", sa.column("id", sa.String), sa.column("rights", sa.JSON))
    last: LedgerLine | None = None
    at = datetime.now(UTC)
    after = ""
    while True:
        page = sa.select(assets).where(assets.c.id > after).order_by(assets.c.id).limit(_PAGE)
        rows = list(connection.execute(page).mappings())
        if not rows:
            return
        after = rows[-1]["id"]
        lines = []
        for row in rows:
            if row["rights"] != _DEFAULT:
                last = next_line(last, _entry(row["id"], row["rights"]), at=at)
                lines.append(line_to_row(last))
        if lines:
            connection.execute(sa.insert(ledger), lines)


def _entry(asset_id: str, rights: dict[str, Any]) -> LedgerEntry:
    said = {"to": rights["state"], "purposes": ",".join(sorted(rights["purposes"]))}
    return LedgerEntry(
        kind=LedgerKind.RIGHTS,
        subject=asset_id,
        actor="system/migration",
        action="taken-over",
        details={name: value for name, value in said.items() if value},
    )
