from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import exc, text

from wornby.interfaces import Ledger
from wornby.stores.ledger import LedgerWriter, SqlLedger
from wornby.stores.records import SqlRecordStore
from wornby.testing.fakes_rights import FakeLedgerSigner
from wornby.testing.postgres import new_database
from wornby.testing.suites_rights import LedgerSuite, make_entry


def open_records(url: str, folder: Path) -> SqlRecordStore:
    records = SqlRecordStore(url, ledger=LedgerWriter(FakeLedgerSigner(), head_file=folder / "ledger.head"))
    records.migrate()
    return records


class RefusesChanges:
    """Not even who holds the database changes a line, without taking the guard away first."""

    @pytest.mark.parametrize(
        "statement",
        [
            pytest.param("UPDATE ledger SET action = 'other'", id="update"),
            pytest.param("DELETE FROM ledger", id="delete"),
        ],
    )
    def test_refuses_to_change_a_line(self, records: SqlRecordStore, ledger: Ledger, statement: str) -> None:
        line = ledger.append(make_entry())
        with pytest.raises(exc.DBAPIError, match="append-only"), records.database.begin() as connection:
            connection.execute(text(statement))
        assert ledger.lines() == [line]


class TestSqlite(LedgerSuite, RefusesChanges):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[SqlRecordStore]:
        records = open_records(f"sqlite:///{tmp_path}/records.sqlite3", tmp_path)
        yield records
        records.close()

    @pytest.fixture
    def ledger(self, records: SqlRecordStore) -> SqlLedger:
        return SqlLedger(records.database, records.ledger_writer)


class TestPostgres(LedgerSuite, RefusesChanges):
    @pytest.fixture
    def records(self, postgres_url: str, tmp_path: Path) -> Iterator[SqlRecordStore]:
        with new_database(postgres_url) as url:
            records = open_records(url, tmp_path)
            yield records
            records.close()

    @pytest.fixture
    def ledger(self, records: SqlRecordStore) -> SqlLedger:
        return SqlLedger(records.database, records.ledger_writer)
