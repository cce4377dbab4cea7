from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from wornby.rights.retention import RULES
from wornby.stores.ledger import LedgerWriter, SqlLedger
from wornby.stores.records import SqlRecordStore
from wornby.stores.requests import SqlRequestStore
from wornby.stores.retention import SqlRetention, clock_names
from wornby.testing.fakes_rights import FakeLedgerSigner
from wornby.testing.postgres import new_database
from wornby.testing.suites_retention import RetentionSuite


def open_records(url: str) -> SqlRecordStore:
    records = SqlRecordStore(url, ledger=LedgerWriter(FakeLedgerSigner()))
    records.migrate()
    return records


class Sql(RetentionSuite):
    @pytest.fixture
    def ledger(self, records: SqlRecordStore) -> SqlLedger:
        return SqlLedger(records.database, records.ledger_writer)

    @pytest.fixture
    def requests(self, records: SqlRecordStore) -> SqlRequestStore:
        return SqlRequestStore(records.database, records.ledger_writer)

    @pytest.fixture
    def store(self, records: SqlRecordStore) -> SqlRetention:
        return SqlRetention(records.database, records.ledger_writer)

    @pytest.fixture
    def break_ledger(self, records: SqlRecordStore) -> Callable[[], None]:
        def take_away() -> None:
            with records.database.begin() as connection:
                connection.execute(text("ALTER TABLE ledger RENAME TO ledger_gone"))

        return take_away


class TestSqlite(Sql):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[SqlRecordStore]:
        records = open_records(f"sqlite:///{tmp_path}/records.sqlite3")
        yield records
        records.close()


class TestPostgres(Sql):
    @pytest.fixture
    def records(self, postgres_url: str) -> Iterator[SqlRecordStore]:
        with new_database(postgres_url) as url:
            records = open_records(url)
            yield records
            records.close()


def test_every_rule_has_its_clock() -> None:
    assert [rule.name for rule in RULES] == list(clock_names())
