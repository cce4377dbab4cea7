"""Reports of photos in memory."""

from collections.abc import Collection
from dataclasses import replace

from wornby.datamodel.photo_reports import PhotoReport, ReportState
from wornby.errors import NotFoundError


class FakePhotoReports:
    """Keeps reports in a dict.

    Args:
        assets: Ids of the photos that there are.
    """

    def __init__(self, assets: Collection[str]) -> None:
        self._assets = assets
        self._held: dict[str, PhotoReport] = {}

    def add(self, report: PhotoReport, *, most: int) -> bool:
        """Keep a report, unless its photo has as many open ones already."""
        if report.asset_id not in self._assets:
            message = f"No asset {report.asset_id!r}."
            raise NotFoundError(message)
        if len(self.page(state=ReportState.OPEN, asset_id=report.asset_id, limit=most)) >= most:
            return False
        self._held[report.id] = report
        return True

    def get(self, report_id: str) -> PhotoReport | None:
        """One report."""
        return self._held.get(report_id)

    def page(
        self,
        *,
        state: ReportState | None = None,
        asset_id: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> list[PhotoReport]:
        """Reports by id, of one state and one photo where they are named."""
        found = [one for name, one in sorted(self._held.items()) if after is None or name > after]
        found = [one for one in found if asset_id is None or one.asset_id == asset_id]
        return [one for one in found if state is None or one.state is state][:limit]

    def close(self, report_id: str) -> PhotoReport:
        """Say that somebody has looked at it."""
        if report_id not in self._held:
            message = f"No report {report_id!r}."
            raise NotFoundError(message)
        self._held[report_id] = replace(self._held[report_id], state=ReportState.DONE)
        return self._held[report_id]
