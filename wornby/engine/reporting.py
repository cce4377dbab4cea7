"""What staff does about reports of photos."""

from collections.abc import Sequence

from wornby.datamodel import LedgerEntry, LedgerKind, RightsNote
from wornby.datamodel.photo_reports import PhotoReport, ReportState
from wornby.engine.rights import RightsDesk
from wornby.errors import NotFoundError
from wornby.interfaces.photo_reports import PhotoReportStore

_YES = "yes"


class ReportDesk:
    """Shows reports to staff, and closes them.

    Args:
        store: Where they are kept.
        rights: Hides photos.
    """

    def __init__(self, store: PhotoReportStore, *, rights: RightsDesk) -> None:
        self._store = store
        self._rights = rights

    def list(
        self,
        *,
        state: ReportState | None = None,
        asset_id: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Sequence[PhotoReport]:
        """Reports by id, after one; of one state and one photo, or all."""
        return self._store.page(state=state, asset_id=asset_id, after=after, limit=limit)

    def close(self, report_id: str, *, hide: bool, by: str) -> PhotoReport:
        """Say that somebody has looked at a report, and hide its photo where that is needed. A line of the ledger.

        Args:
            report_id: Which.
            hide: Whether the photo is shown no more, until staff lifts that. The wearer cannot.
            by: Who says so, as in `RightsNote`.

        Raises:
            NotFoundError: No such report.
        """
        report = self._store.get(report_id)
        if report is None:
            message = f"No report {report_id!r}."
            raise NotFoundError(message)
        if hide:
            note = RightsNote(actor=by, reason=f"report:{report.reason.value}", evidence=f"report/{report_id}")
            self._rights.set_hidden(report.asset_id, hidden=True, note=note)
        if report.state is ReportState.OPEN:
            details = {"asset": report.asset_id, "reason": report.reason.value} | ({"hidden": _YES} if hide else {})
            self._rights.ledger.append(
                LedgerEntry(kind=LedgerKind.REPORT, subject=report_id, actor=by, action="closed", details=details)
            )
        return self._store.close(report_id)
