"""The secret that older libraries kept in their records, and how it leaves them."""

from sqlalchemy import Engine, delete, select, update

from wornby.stores.connect import reading, store_errors, writing
from wornby.stores.schema import meta

_NAME = "id_secret"


def read_old_secret(database: Engine) -> str:
    """The secret that asset ids are derived with, as hex; empty where the records hold none."""
    with reading(database) as connection:
        held = connection.execute(select(meta.c.value).where(meta.c.name == _NAME)).scalar()
    return held or ""


def forget_old_secret(database: Engine) -> None:
    """Overwrite it, take it out, and have no copy in the database's own files.

    SQLite overwrites what is deleted (`secure_delete`), also in its log once that is empty; PostgreSQL writes the
    table anew.

    Raises:
        StoreError: The database failed.
    """
    with writing(database) as connection:
        mine = meta.c.name == _NAME
        connection.execute(update(meta).where(mine).values(value="0" * 64))
        connection.execute(delete(meta).where(mine))
    with store_errors(), database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM FULL meta")
        else:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
