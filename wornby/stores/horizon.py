"""Dead rows of PostgreSQL: they stay in its files as long as anybody may still see them."""

import time
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, text

from wornby.errors import StoreBusyError

TRIES = 60
"""How often it is asked whether nobody sees them any more, before it is left to a later try."""
_WAIT_S = 0.5

# A snapshot that is taken later sees no more than the oldest transaction that runs, wherever it does; those that were
# taken before are asked for one by one. VACUUM itself holds one that keeps nothing.
_IS_PAST = text("""
    SELECT pg_snapshot_xmin(pg_current_snapshot()) > CAST(:moment AS xid8)
    AND NOT EXISTS (
        SELECT 1 FROM pg_stat_activity
        WHERE (datid IS NULL OR datname = current_database())
        AND age(backend_xmin) >= age(CAST(CAST(:moment AS xid8) AS xid))
        AND pid NOT IN (SELECT pid FROM pg_stat_progress_vacuum)
    )
    AND NOT EXISTS (
        SELECT 1 FROM pg_replication_slots WHERE age(xmin) >= age(CAST(CAST(:moment AS xid8) AS xid))
    )
""")


def moment(connection: Connection) -> str | None:
    """The number of a transaction that writes: whatever was deleted before has a lower one. None on SQLite."""
    if connection.dialect.name != "postgresql":
        return None
    return str(connection.execute(text("SELECT CAST(pg_current_xact_id() AS text)")).scalar_one())


def vacuum(database: Engine, names: Sequence[str], *, after: str) -> None:
    """Take the dead rows of some tables out of their files.

    Args:
        database: Of PostgreSQL.
        names: Of the tables.
        after: The `moment` up to which all that was deleted goes.

    Raises:
        StoreBusyError: A transaction, a backup or a replica that began before then may still see it.
    """
    preparer = database.dialect.identifier_preparer
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _ in range(TRIES):
            if connection.execute(_IS_PAST, {"moment": after}).scalar_one():
                break
            time.sleep(_WAIT_S)
        else:
            message = (
                "A transaction, backup or replica that began before the erasure still sees the erased rows, so the "
                "database keeps them. Try again when it has ended."
            )
            raise StoreBusyError(message, retry_after_s=_WAIT_S)
        for name in names:
            connection.exec_driver_sql(f"VACUUM {preparer.quote(name)}")
