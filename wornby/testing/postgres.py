"""A PostgreSQL cluster that lives for some tests: under a temporary folder, reached by a socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url

_DEBIAN = Path("/usr/lib/postgresql")
_USER = "postgres"


def find_postgres() -> Path | None:
    """Folder of initdb and pg_ctl, the newest version; None where PostgreSQL is not installed."""
    if (found := shutil.which("initdb")) is not None:
        return Path(found).resolve().parent
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


@contextmanager
def run_postgres(binaries: Path) -> Iterator[str]:
    """Start a cluster and give the SQLAlchemy URL of its first database.

    PostgreSQL refuses root; then it runs as the user `postgres`.
    """
    # Not under pytest's folder: a socket's path is short, and only its owner may enter that one.
    folder = Path(tempfile.mkdtemp(prefix="wornby-pg-"))
    data = folder / "data"
    try:
        if _as_user():
            shutil.chown(folder, user=_USER)
        _run([binaries / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-sync"])
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c max_connections=100"
        _run([binaries / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start"])
        try:
            yield f"postgresql+psycopg://{_USER}@/postgres?host={folder}"
        finally:
            _run([binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_database(url: str) -> Iterator[str]:
    """An empty database in the cluster of this URL; dropped at the end."""
    name = f"wornby_{uuid.uuid4().hex}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        try:
            yield make_url(url).set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        engine.dispose()


def _as_user() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(_USER)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _run(command: Sequence[str | Path]) -> None:
    # pg_ctl's child keeps its output open, so it must not be a pipe that somebody waits for.
    subprocess.run(  # noqa: S603 - the command is ours
        [str(part) for part in command],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **_as_user(),
    )
