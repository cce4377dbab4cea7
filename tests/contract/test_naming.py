from collections.abc import Iterator
from pathlib import Path

import pytest

from wornby.interfaces.naming import NameStore
from wornby.stores.naming import SqlNames
from wornby.stores.records import SqlRecordStore
from wornby.testing.factories import make_asset
from wornby.testing.fakes_naming import FakeNames
from wornby.testing.postgres import new_database
from wornby.testing.suites_naming import NameSuite, make_list


def fill(records: SqlRecordStore) -> NameStore:
    records.migrate()
    for name in ("a1", "a2"):
        records.commit_asset(make_asset(id=name, sha256=name * 32))
    return SqlNames(records.database)


class TestFake(NameSuite):
    @pytest.fixture
    def store(self) -> NameStore:
        return FakeNames({"a1", "a2"})


class TestSqlite(NameSuite):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[SqlRecordStore]:
        records = SqlRecordStore(f"sqlite:///{tmp_path}/records.sqlite3")
        yield records
        records.close()

    @pytest.fixture
    def store(self, records: SqlRecordStore) -> NameStore:
        return fill(records)

    def test_names_go_with_their_photo(self, store: NameStore, records: SqlRecordStore) -> None:
        for one in make_list():
            store.put(one)
        records.delete_asset("a1", files=lambda: None)
        assert [store.get(one.public_id, kind=one.kind) is not None for one in make_list()] == [
            False,
            False,
            True,
            True,
        ]
        assert store.tags() == ["red", "shoe"]


class TestPostgres(NameSuite):
    @pytest.fixture
    def store(self, postgres_url: str) -> Iterator[NameStore]:
        with new_database(postgres_url) as url:
            records = SqlRecordStore(url)
            yield fill(records)
            records.close()
