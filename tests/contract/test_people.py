from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.test_rights_stores import open_records
from wornby.stores.ledger import SqlLedger
from wornby.stores.people import SqlPeopleStore
from wornby.stores.records import SqlRecordStore
from wornby.testing.postgres import new_database
from wornby.testing.suites_people import PeopleSuite


class Opened(PeopleSuite):
    @pytest.fixture
    def people(self, records: SqlRecordStore) -> SqlPeopleStore:
        return SqlPeopleStore(records.database, records.ledger_writer)

    @pytest.fixture
    def ledger(self, records: SqlRecordStore) -> SqlLedger:
        return SqlLedger(records.database, records.ledger_writer)


class TestSqlite(Opened):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[SqlRecordStore]:
        records = open_records(f"sqlite:///{tmp_path}/records.sqlite3", tmp_path)
        yield records
        records.close()


class TestPostgres(Opened):
    @pytest.fixture
    def records(self, postgres_url: str, tmp_path: Path) -> Iterator[SqlRecordStore]:
        with new_database(postgres_url) as url:
            records = open_records(url, tmp_path)
            yield records
            records.close()
