"""The contract of every store of reports."""

from datetime import UTC, datetime

import pytest

from wornby.datamodel.photo_reports import PhotoReport, ReportReason, ReportState
from wornby.errors import NotFoundError
from wornby.interfaces.photo_reports import PhotoReportStore

MOST = 3


def make_report(number: int, *, asset_id: str = "a1") -> PhotoReport:
    """One report."""
    at = datetime(2026, 12, 1, 12, number, tzinfo=UTC)
    return PhotoReport(id=f"r{number}", asset_id=asset_id, reason=ReportReason.OFFENDS, at=at)


class PhotoReportSuite:
    """Subclasses give `store`, whose library holds the photos a1 and a2."""

    def test_begins_empty(self, store: PhotoReportStore) -> None:
        assert store.page() == []

    def test_gives_back_what_was_added_by_id(self, store: PhotoReportStore) -> None:
        reports = [make_report(2), make_report(1, asset_id="a2")]
        assert all(store.add(report, most=MOST) for report in reports)
        assert store.page() == reports[::-1]
        assert [store.get("r1"), store.get("none")] == [reports[1], None]

    def test_a_photo_has_no_more_open_ones_than_said(self, store: PhotoReportStore) -> None:
        kept = [store.add(make_report(number), most=MOST) for number in range(MOST + 1)]
        assert kept == [True] * MOST + [False]
        assert store.add(make_report(9, asset_id="a2"), most=MOST)
        assert len(store.page()) == MOST + 1

    def test_one_that_is_done_makes_room(self, store: PhotoReportStore) -> None:
        for number in range(MOST):
            store.add(make_report(number), most=MOST)
        assert store.close("r0").state is ReportState.DONE
        assert store.add(make_report(5), most=MOST)
        assert [one.id for one in store.page(state=ReportState.OPEN)] == ["r1", "r2", "r5"]

    def test_those_of_one_photo(self, store: PhotoReportStore) -> None:
        for number, asset_id in enumerate(["a1", "a2", "a1", "a2"]):
            store.add(make_report(number, asset_id=asset_id), most=MOST)
        store.close("r1")
        assert [one.id for one in store.page(asset_id="a2")] == ["r1", "r3"]
        assert [one.id for one in store.page(asset_id="a2", state=ReportState.OPEN, limit=1)] == ["r3"]

    def test_pages(self, store: PhotoReportStore) -> None:
        for number in range(MOST):
            store.add(make_report(number), most=MOST)
        assert [one.id for one in store.page(after="r0", limit=1)] == ["r1"]

    def test_a_photo_that_is_not_there(self, store: PhotoReportStore) -> None:
        with pytest.raises(NotFoundError):
            store.add(make_report(1, asset_id="none"), most=MOST)

    def test_closing_what_is_not_there(self, store: PhotoReportStore) -> None:
        with pytest.raises(NotFoundError):
            store.close("none")
