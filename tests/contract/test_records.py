from collections.abc import Iterator
from pathlib import Path

import pytest

from wornby.stores.records import SqlRecordStore
from wornby.testing.postgres import new_database
from wornby.testing.suites import RecordStoreSuite


class TestSqlite(RecordStoreSuite):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqlRecordStore]:
        store = SqlRecordStore(f"sqlite:///{tmp_path}/records.sqlite3")
        store.migrate()
        yield store
        store.close()


class TestPostgres(RecordStoreSuite):
    @pytest.fixture
    def store(self, postgres_url: str) -> Iterator[SqlRecordStore]:
        with new_database(postgres_url) as url:
            store = SqlRecordStore(url)
            store.migrate()
            yield store
            store.close()
