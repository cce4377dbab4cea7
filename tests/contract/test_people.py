import pytest

from tests.contract.opened import OnPostgres, OnSqlite
from wornby.stores.people import SqlPeopleStore
from wornby.stores.records import SqlRecordStore
from wornby.testing.suites_people import PeopleSuite


class Opened(PeopleSuite):
    @pytest.fixture
    def people(self, records: SqlRecordStore) -> SqlPeopleStore:
        return SqlPeopleStore(records.database, records.ledger_writer)


class TestSqlite(OnSqlite, Opened):
    """On SQLite."""


class TestPostgres(OnPostgres, Opened):
    """On PostgreSQL."""
