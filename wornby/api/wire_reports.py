"""Reports of photos on the wire, for staff."""

from datetime import datetime
from typing import Self

from wornby.api.wire import Answer
from wornby.api.wire_in import Request
from wornby.datamodel.photo_reports import PhotoReport, ReportReason, ReportState


class CloseRequest(Request):
    """What follows from a report."""

    hide: bool


class ReportOut(Answer):
    """What somebody reported of a photo; who did is not known."""

    id: str
    asset_id: str
    reason: ReportReason
    at: datetime
    state: ReportState

    @classmethod
    def of(cls, report: PhotoReport) -> Self:
        """From a record."""
        return cls(id=report.id, asset_id=report.asset_id, reason=report.reason, at=report.at, state=report.state)


class ReportPage(Answer):
    """Reports by time, and where the next page begins."""

    reports: list[ReportOut]
    cursor: str | None
