from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from wornby.datamodel.ledger import LedgerEntry, LedgerKind, verify_chain
from wornby.errors import DuplicateError
from wornby.interfaces.staff import StaffStore
from wornby.stores.ledger import SqlLedger
from wornby.stores.records import SqlRecordStore
from wornby.stores.staff import SqlStaffStore
from wornby.testing.factories import make_key
from wornby.testing.fakes_staff import FakeStaffStore
from wornby.testing.postgres import new_database
from wornby.testing.suites_staff import StaffStoreSuite, make_session, make_user


class TestFake(StaffStoreSuite):
    @pytest.fixture
    def store(self) -> StaffStore:
        return FakeStaffStore()


class WritesDown:
    """Stores whose changes are lines of the ledger, in one transaction with them."""

    def test_a_change_and_its_line_are_one(self, records: SqlRecordStore, store: StaffStore) -> None:
        store.put_user(make_user(), entries=[make_entry("user-added")])
        with pytest.raises(DuplicateError):
            store.put_user(replace(make_user("bob"), name="ada"), entries=[make_entry("refused")])
        store.put_session(make_session(), user=make_user(), entries=[make_entry("signed-in")])
        store.delete_session("0" * 63 + "9", entries=[make_entry("nothing-ended")])
        store.delete_session(make_session().id_sha256, entries=[make_entry("signed-out")])
        assert actions(records) == ["user-added", "signed-in", "signed-out"]

    def test_a_key_and_its_line_are_one(self, records: SqlRecordStore) -> None:
        records.put_key(make_key(), entry=make_entry("key-created"))
        records.put_key(make_key())
        assert actions(records) == ["key-created"]


def make_entry(action: str) -> LedgerEntry:
    return LedgerEntry(kind=LedgerKind.STAFF, subject="id-ada", actor="staff/cli", action=action)


def actions(records: SqlRecordStore) -> list[str]:
    lines = SqlLedger(records.database, records.ledger_writer).lines()
    assert list(verify_chain(lines)) == []
    return [line.entry.action for line in lines]


class TestSqlite(StaffStoreSuite, WritesDown):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[SqlRecordStore]:
        records = SqlRecordStore(f"sqlite:///{tmp_path}/records.sqlite3")
        records.migrate()
        yield records
        records.close()

    @pytest.fixture
    def store(self, records: SqlRecordStore) -> StaffStore:
        return SqlStaffStore(records.database, records.ledger_writer)


class TestPostgres(StaffStoreSuite, WritesDown):
    @pytest.fixture
    def records(self, postgres_url: str) -> Iterator[SqlRecordStore]:
        with new_database(postgres_url) as url:
            records = SqlRecordStore(url)
            records.migrate()
            yield records
            records.close()

    @pytest.fixture
    def store(self, records: SqlRecordStore) -> StaffStore:
        return SqlStaffStore(records.database, records.ledger_writer)
