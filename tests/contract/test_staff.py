from collections.abc import Iterator
from pathlib import Path

import pytest

from wornby.interfaces.staff import StaffStore
from wornby.stores.records import SqlRecordStore
from wornby.stores.staff import SqlStaffStore
from wornby.testing.fakes_staff import FakeStaffStore
from wornby.testing.postgres import new_database
from wornby.testing.suites_staff import StaffStoreSuite


class TestFake(StaffStoreSuite):
    @pytest.fixture
    def store(self) -> StaffStore:
        return FakeStaffStore()


class TestSqlite(StaffStoreSuite):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[StaffStore]:
        records = SqlRecordStore(f"sqlite:///{tmp_path}/records.sqlite3")
        records.migrate()
        yield SqlStaffStore(records.database)
        records.close()


class TestPostgres(StaffStoreSuite):
    @pytest.fixture
    def store(self, postgres_url: str) -> Iterator[StaffStore]:
        with new_database(postgres_url) as url:
            records = SqlRecordStore(url)
            records.migrate()
            yield SqlStaffStore(records.database)
            records.close()
