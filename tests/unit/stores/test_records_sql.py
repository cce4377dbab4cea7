import json
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from wornby.errors import ConfigurationError, StoreFullError
from wornby.stores import schema_naming, schema_staff
from wornby.stores.records import SqlRecordStore
from wornby.stores.schema import metadata
from wornby.testing.factories import make_asset, make_job

AREAS = (schema_naming, schema_staff)
"""Each adds its tables to the schema when it is imported."""

CLAIM = """
import json, sys
from wornby.stores.records import SqlRecordStore
store = SqlRecordStore(sys.argv[1])
store.migrate()
taken = []
while jobs := store.claim("run", limit=3, lease_s=60):
    taken += [job.id for job in jobs]
print(json.dumps(taken))
"""


def start(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", CLAIM, url], stdout=subprocess.PIPE, text=True)


def no_fts(name: str | None, kind: str, _parents: object) -> bool:
    """Full-text indexes of SQLite are tables, with tables of their own, which SQLAlchemy has no words for."""
    return not (kind == "table" and "_texts_fts" in (name or ""))


def test_the_migrations_make_the_schema(tmp_path: Path) -> None:
    assert all(area.metadata is metadata for area in AREAS)
    url = f"sqlite:///{tmp_path}/a.sqlite3"
    SqlRecordStore(url).migrate()
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": no_fts})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_two_processes_migrate_at_once(tmp_path: Path) -> None:
    processes = [start(f"sqlite:///{tmp_path}/a.sqlite3") for _ in range(2)]
    assert [process.communicate()[0].strip() for process in processes] == ["[]", "[]"]


def test_two_processes_claim_each_job_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.sqlite3"
    store = SqlRecordStore(url)
    store.migrate()
    store.enqueue([make_job() for _ in range(120)])
    taken = [name for process in [start(url), start(url)] for name in json.loads(process.communicate()[0])]
    assert len(taken) == len(set(taken)) == 120


def test_a_full_disk_leaves_what_was_reported(tmp_path: Path) -> None:
    store = SqlRecordStore(f"sqlite:///{tmp_path}/a.sqlite3")
    store.migrate()
    store.commit_asset(make_asset("a"))
    with store._engine.begin() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFullError):
        store.commit_asset(make_asset("b", title="x" * 100_000))
    assert (store.count_assets(), store.last_change()) == (1, 1)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/name"])
def test_refuses_another_database(url: str) -> None:
    with pytest.raises(ConfigurationError):
        SqlRecordStore(url)
