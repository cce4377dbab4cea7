from collections.abc import Iterator
from pathlib import Path

import pytest

from wornby.interfaces.photo_reports import PhotoReportStore
from wornby.stores.records import SqlRecordStore
from wornby.testing.factories import make_asset
from wornby.testing.fakes_reports import FakePhotoReports
from wornby.testing.postgres import new_database
from wornby.testing.suites_reports import MOST, PhotoReportSuite, make_report


def fill(records: SqlRecordStore) -> PhotoReportStore:
    records.migrate()
    for name in ("a1", "a2"):
        records.commit_asset(make_asset(id=name, sha256=name * 32))
    return records.reports


class TestFake(PhotoReportSuite):
    @pytest.fixture
    def store(self) -> PhotoReportStore:
        return FakePhotoReports({"a1", "a2"})


class TestSqlite(PhotoReportSuite):
    @pytest.fixture
    def records(self, tmp_path: Path) -> Iterator[SqlRecordStore]:
        records = SqlRecordStore(f"sqlite:///{tmp_path}/records.sqlite3")
        yield records
        records.close()

    @pytest.fixture
    def store(self, records: SqlRecordStore) -> PhotoReportStore:
        return fill(records)

    def test_reports_go_with_their_photo(self, store: PhotoReportStore, records: SqlRecordStore) -> None:
        store.add(make_report(1), most=MOST)
        store.add(make_report(2, asset_id="a2"), most=MOST)
        records.delete_asset("a1", files=lambda: None)
        assert [report.asset_id for report in store.page()] == ["a2"]


class TestPostgres(PhotoReportSuite):
    @pytest.fixture
    def store(self, postgres_url: str) -> Iterator[PhotoReportStore]:
        with new_database(postgres_url) as url:
            records = SqlRecordStore(url)
            yield fill(records)
            records.close()
