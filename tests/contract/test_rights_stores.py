import pytest
from sqlalchemy import exc, text

from tests.contract.opened import OnPostgres, OnSqlite
from wornby.interfaces import Ledger
from wornby.stores.records import SqlRecordStore
from wornby.testing.suites_rights import LedgerSuite, make_entry


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


class TestSqlite(OnSqlite, LedgerSuite, RefusesChanges):
    """On SQLite."""


class TestPostgres(OnPostgres, LedgerSuite, RefusesChanges):
    """On PostgreSQL."""
