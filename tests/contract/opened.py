"""Records with a signed ledger, on each of the databases: what contracts of the stores over them run on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from wornby.stores.ledger import LedgerWriter, SqlLedger
from wornby.stores.records import SqlRecordStore
from wornby.testing.fakes_rights import FakeLedgerSigner
from wornby.testing.postgres import new_database


def open_records(url: str, folder: Path) -> SqlRecordStore:
    records = SqlRecordStore(url, ledger=LedgerWriter(FakeLedgerSigner(), head_file=folder / "ledger.head"))
    records.migrate()
    return records


class WithLedger:
    @pytest.fixture
    def ledger(self, records: SqlRecordStore) -> SqlLedger:
        return SqlLedger(records.database, records.ledger_writer)


class OnSqlite(WithLedger):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[SqlRecordStore]:
        records = open_records(f"sqlite:///{tmp_path}/records.sqlite3", tmp_path)
        yield records
        records.close()


class OnPostgres(WithLedger):
    @pytest.fixture
    def records(self, postgres_url: str, tmp_path: Path) -> Iterator[SqlRecordStore]:
        with new_database(postgres_url) as url:
            records = open_records(url, tmp_path)
            yield records
            records.close()
