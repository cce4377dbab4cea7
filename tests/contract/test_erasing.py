import pytest
from sqlalchemy import text

from tests.contract.opened import OnPostgres, OnSqlite
from wornby.errors import StoreBusyError
from wornby.stores import horizon
from wornby.stores.erasing import SqlErasureStore
from wornby.stores.records import SqlRecordStore
from wornby.testing.suites_erasing import NOTE, ErasureSuite


class OverRecords(ErasureSuite):
    @pytest.fixture
    def store(self, records: SqlRecordStore) -> SqlErasureStore:
        return SqlErasureStore(records.database, records.ledger_writer)


class TestSqlite(OnSqlite, OverRecords):
    """On SQLite."""


class TestPostgres(OnPostgres, OverRecords):
    @pytest.mark.parametrize("writes", [False, True], ids=["snapshot", "transaction"])
    def test_as_long_as_somebody_sees_what_was_deleted_it_is_not_gone(
        self, records: SqlRecordStore, store: SqlErasureStore, monkeypatch: pytest.MonkeyPatch, *, writes: bool
    ) -> None:
        monkeypatch.setattr(horizon, "TRIES", 1)
        with records.database.connect().execution_options(isolation_level="REPEATABLE READ") as other:
            other.execute(text("SELECT pg_current_xact_id()" if writes else "SELECT count(*) FROM assets"))
            traces = store.erase_asset("a", note=NOTE, files=lambda: None)
            with pytest.raises(StoreBusyError):
                store.scrub(traces, thorough=False)
            other.rollback()
            store.scrub(traces, thorough=False)
