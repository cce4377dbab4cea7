from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from wornby.errors import StoreBusyError
from wornby.stores import horizon
from wornby.stores.erasing import SqlErasureStore
from wornby.stores.ledger import LedgerWriter, SqlLedger
from wornby.stores.records import SqlRecordStore
from wornby.testing.fakes_rights import FakeLedgerSigner
from wornby.testing.postgres import new_database
from wornby.testing.suites_erasing import NOTE, ErasureSuite


def open_records(url: str, folder: Path) -> SqlRecordStore:
    records = SqlRecordStore(url, ledger=LedgerWriter(FakeLedgerSigner(), head_file=folder / "ledger.head"))
    records.migrate()
    return records


class OverRecords(ErasureSuite):
    @pytest.fixture
    def store(self, records: SqlRecordStore) -> SqlErasureStore:
        return SqlErasureStore(records.database, records.ledger_writer)

    @pytest.fixture
    def ledger(self, records: SqlRecordStore) -> SqlLedger:
        return SqlLedger(records.database, records.ledger_writer)


class TestSqlite(OverRecords):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[SqlRecordStore]:
        records = open_records(f"sqlite:///{tmp_path}/records.sqlite3", tmp_path)
        yield records
        records.close()


class TestPostgres(OverRecords):
    @pytest.fixture
    def records(self, postgres_url: str, tmp_path: Path) -> Iterator[SqlRecordStore]:
        with new_database(postgres_url) as url:
            records = open_records(url, tmp_path)
            yield records
            records.close()

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
