"""Connections to the records' database, and its errors in our words."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy import exc as sa_exc
from sqlalchemy.pool import ConnectionPoolEntry

from wornby.errors import FULL_DISK, ConfigurationError, MissingExtraError, StoreBusyError, StoreError, StoreFullError

BUSY_TIMEOUT_S = 30.0
WRITE_LOCK = 0x776F726E6279
"""Key of PostgreSQL's advisory lock that lets one writer in at a time, as SQLite does."""

_PG_FULL = frozenset({"53100", "53200"})
_PG_BUSY = frozenset({"40001", "40P01", "55P03", "57014"})


def open_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL.

    Raises:
        ConfigurationError: The URL cannot be read, or names another database.
        MissingExtraError: The driver is not installed.
    """
    try:
        parsed = make_url(url)
    except sa_exc.ArgumentError as exc:
        message = "The database URL cannot be read. Give sqlite:///PATH or postgresql://USER@HOST/NAME."
        raise ConfigurationError(message) from exc
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _open_sqlite(parsed)
    if backend == "postgresql":
        return _open_postgres(parsed)
    message = f"No records are kept in {backend!r}. Known: postgresql, sqlite."
    raise ConfigurationError(message)


@contextmanager
def writing(engine: Engine, *, serial: bool = True) -> Iterator[Connection]:
    """A write transaction, committed at the end; `serial` ones come one after another in commit order."""
    with store_errors(), engine.execution_options(wornby_write=True).begin() as connection:
        if serial and connection.dialect.name == "postgresql":
            # A sequence number is drawn under this lock and the lock ends with the commit,
            # so nobody reads number 8 before number 7 can be read.
            connection.execute(select(func.pg_advisory_xact_lock(WRITE_LOCK)))
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A read transaction in which all statements see the same state."""
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with store_errors(), engine.execution_options(**options).begin() as connection:
        yield connection


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn the database's errors into ours."""
    try:
        yield
    except (sa_exc.IntegrityError, sa_exc.DataError) as exc:
        # Their own texts repeat values of the row, and what an error came from is logged with it.
        raise _translate(exc) from None
    except sa_exc.SQLAlchemyError as exc:
        raise _translate(exc) from exc


def _translate(exc: sa_exc.SQLAlchemyError) -> StoreError:
    outside = getattr(exc, "orig", None) or exc
    words = str(outside).lower()
    state = getattr(outside, "sqlstate", None)
    if state in _PG_FULL or "disk is full" in words or getattr(outside, "errno", None) in FULL_DISK:
        return StoreFullError("No space is left for the records. Free some, then run the command again.")
    busy = "database is locked" in words or "database table is locked" in words or state in _PG_BUSY
    if busy or isinstance(exc, sa_exc.TimeoutError):
        return StoreBusyError("Another process holds the records. Try again.", retry_after_s=1.0)
    return StoreError(f"The records failed: {type(outside).__name__}: {_said(outside, state=state)}")


def _said(outside: BaseException, *, state: str | None) -> str:
    """What the database says, without the values that it was given: errors go into the log.

    PostgreSQL repeats a value that it cannot read (class 22) in the first line, others in the lines after it.
    """
    if state is not None and state.startswith("22"):
        return state
    return str(outside).partition("\n")[0]


def _open_sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).expanduser().parent.mkdir(parents=True, exist_ok=True)
    options = {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False}
    engine = create_engine(url, connect_args=options, pool_size=16, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:  # noqa: ANN401 - a driver's own connection
    # We begin transactions ourselves: the driver would begin too late for a lock on the first read.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}")
    _enter_wal(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten: an erased photo's tags do not stay in free pages.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _enter_wal(cursor: sqlite3.Cursor) -> None:
    # SQLite does not wait for a lock while it changes the journal; two new processes may meet here.
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as exc:
            if "locked" not in str(exc) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("wornby_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _open_postgres(url: URL) -> Engine:
    if "+" not in url.drivername:
        url = url.set(drivername="postgresql+psycopg")
    try:
        return create_engine(url, pool_size=16, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as exc:
        message = f"PostgreSQL needs the package {exc.name!r}: pip install 'wornby[postgres]'."
        raise MissingExtraError(message) from exc
