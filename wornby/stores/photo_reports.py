"""The table of reports of photos."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Engine, ForeignKey, Index, String, Table, func, insert, select, update

from wornby.datamodel.photo_reports import PhotoReport, ReportReason, ReportState
from wornby.errors import NotFoundError
from wornby.stores.connect import reading, writing
from wornby.stores.schema import assets, metadata

photo_reports = Table(
    "photo_reports",
    metadata,
    Column("id", String, primary_key=True),
    Column("asset_id", String, ForeignKey("assets.id", ondelete="CASCADE"), nullable=False),
    Column("reason", String, nullable=False),
    Column("at", String, nullable=False),
    Column("state", String, nullable=False),
    Column("closed_at", String),
    Index("ix_photo_reports_asset_id", "asset_id"),
)


class SqlPhotoReports:
    """Reports in the database of the records.

    Args:
        engine: Of that database.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, report: PhotoReport, *, most: int) -> bool:
        """Keep a report, unless its photo has as many open ones already."""
        table = photo_reports
        is_open = (table.c.asset_id == report.asset_id) & (table.c.state == ReportState.OPEN.value)
        with writing(self._engine) as connection:
            if connection.execute(select(assets.c.id).where(assets.c.id == report.asset_id)).first() is None:
                message = f"No asset {report.asset_id!r}."
                raise NotFoundError(message)
            held = connection.execute(select(func.count()).select_from(table).where(is_open)).scalar_one()
            if held >= most:
                return False
            connection.execute(insert(table), [_to_row(report)])
        return True

    def get(self, report_id: str) -> PhotoReport | None:
        """One report."""
        with reading(self._engine) as connection:
            own = photo_reports.c.id == report_id
            row = connection.execute(select(photo_reports).where(own)).mappings().first()
        return None if row is None else _from_row(row)

    def page(
        self,
        *,
        state: ReportState | None = None,
        asset_id: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> list[PhotoReport]:
        """Reports by id, of one state and one photo where they are named."""
        lines = select(photo_reports).order_by(photo_reports.c.id).limit(limit)
        if state is not None:
            lines = lines.where(photo_reports.c.state == state.value)
        if asset_id is not None:
            lines = lines.where(photo_reports.c.asset_id == asset_id)
        if after is not None:
            lines = lines.where(photo_reports.c.id > after)
        with reading(self._engine) as connection:
            return [_from_row(row) for row in connection.execute(lines).mappings()]

    def close(self, report_id: str) -> PhotoReport:
        """Say that somebody has looked at it."""
        own = photo_reports.c.id == report_id
        with writing(self._engine) as connection:
            row = connection.execute(select(photo_reports).where(own)).mappings().first()
            if row is None:
                message = f"No report {report_id!r}."
                raise NotFoundError(message)
            if row["state"] != ReportState.DONE.value:
                closed = {"state": ReportState.DONE.value, "closed_at": datetime.now(UTC).isoformat()}
                connection.execute(update(photo_reports).where(own).values(closed))
        return replace(_from_row(row), state=ReportState.DONE)


def _to_row(report: PhotoReport) -> dict[str, str]:
    return {
        "id": report.id,
        "asset_id": report.asset_id,
        "reason": report.reason.value,
        "at": report.at.isoformat(),
        "state": report.state.value,
    }


def _from_row(row: Mapping[Any, Any]) -> PhotoReport:
    return PhotoReport(
        id=row["id"],
        asset_id=row["asset_id"],
        reason=ReportReason(row["reason"]),
        at=datetime.fromisoformat(row["at"]),
        state=ReportState(row["state"]),
    )
