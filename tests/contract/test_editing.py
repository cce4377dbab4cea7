from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from wornby.datamodel import Asset
from wornby.interfaces.editing import EditStore, LibraryShelf
from wornby.rights import VocabularyGate
from wornby.stores.edit_rows import MOST_EDITS
from wornby.stores.edits import SqlEdits
from wornby.stores.library_shelf import SqlLibraryShelf
from wornby.stores.records import SqlRecordStore
from wornby.stores.schema import tag_edits
from wornby.testing.postgres import new_database
from wornby.testing.suites_edits import EditSuite, Fill, LibraryShelfSuite, make_edit, writes
from wornby.vocabulary import load_vocabulary


def open_records(url: str) -> SqlRecordStore:
    records = SqlRecordStore(url, gate=VocabularyGate(load_vocabulary()))
    records.migrate()
    return records


class Sqlite:
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[SqlRecordStore]:
        records = open_records(f"sqlite:///{tmp_path}/records.sqlite3")
        yield records
        records.close()


class Postgres:
    @pytest.fixture
    def records(self, postgres_url: str) -> Iterator[SqlRecordStore]:
        with new_database(postgres_url) as url:
            records = open_records(url)
            yield records
            records.close()


class Edits(EditSuite):
    @pytest.fixture
    def store(self, records: SqlRecordStore) -> EditStore:
        return SqlEdits(records)

    def test_only_the_last_are_kept(self, records: SqlRecordStore, store: EditStore, photo: Asset) -> None:
        for number in range(MOST_EDITS + 3):
            store.revise(photo.id, decide=writes(make_edit(number)))
        store.revise(photo.id, decide=writes(make_edit(MOST_EDITS)))
        assert [edit.id for edit in store.list(photo.id)] == [f"e{number}" for number in range(3, MOST_EDITS + 3)]
        with records.database.connect() as connection:
            assert connection.execute(select(func.count()).select_from(tag_edits)).scalar_one() == MOST_EDITS


class Shelf(LibraryShelfSuite):
    @pytest.fixture
    def fill(self, records: SqlRecordStore) -> Fill:
        def filled(assets: Sequence[Asset]) -> LibraryShelf:
            for asset in assets:
                records.commit_asset(asset)
            return SqlLibraryShelf(records.database)

        return filled


class TestEditsInSqlite(Sqlite, Edits):
    pass


class TestEditsInPostgres(Postgres, Edits):
    pass


class TestShelfInSqlite(Sqlite, Shelf):
    pass


class TestShelfInPostgres(Postgres, Shelf):
    pass
