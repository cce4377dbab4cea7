"""What keeps the reports of shoppers."""

from typing import Protocol

from wornby.datamodel.photo_reports import PhotoReport, ReportState


class PhotoReportStore(Protocol):
    """Reports of photos; they go with their photo."""

    def add(self, report: PhotoReport, *, most: int) -> bool:
        """Keep a report, unless its photo has as many open ones already: nobody can fill the store with one photo.

        Returns:
            Whether it was kept.

        Raises:
            NotFoundError: No such photo.
        """
        ...

    def get(self, report_id: str) -> PhotoReport | None:
        """One report."""
        ...

    def page(
        self,
        *,
        state: ReportState | None = None,
        asset_id: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> list[PhotoReport]:
        """Reports by id, of one state and one photo where they are named."""
        ...

    def close(self, report_id: str) -> PhotoReport:
        """Say that somebody has looked at it; one that is done stays so.

        Raises:
            NotFoundError: No such report.
        """
        ...
