"""Clocks over the tables of the records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Column, ColumnElement, Connection, Engine, Select, case, delete, func, select, true

from wornby.datamodel import AssetKind, JobState
from wornby.datamodel.ledger import TAKEN_IN, LedgerEntry, LedgerKind
from wornby.datamodel.photo_reports import ReportState
from wornby.datamodel.requests import WAITING_STATES, RequestState
from wornby.datamodel.retention import RetentionCount, RetentionDrop, RetentionDue
from wornby.datamodel.rights import RightsState
from wornby.datamodel.sources import UPLOAD
from wornby.stores.connect import reading
from wornby.stores.ledger import LedgerWriter
from wornby.stores.pages import moment_or_none
from wornby.stores.photo_reports import photo_reports
from wornby.stores.schema import answers, assets, jobs, meta, tag_edits
from wornby.stores.schema_rights import claims, contributions, contributors, ledger, links, requests
from wornby.stores.schema_staff import sessions
from wornby.stores.upsert import CHUNK, chunks, upsert

NEXT = "retention_next_at"
"""Name of the moment in the records from which on the next run is due."""

_OPEN = (RequestState.DRAFT, *WAITING_STATES)
_DROPPED, _ERASED = "dropped", "erased"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Clock:
    """Where a class lies.

    Attributes:
        key: Of its rows, in their table.
        since: From when each row's clock counts: UTC as text, which sorts by time.
        wanted: Which rows of the table belong to the class.
    """

    key: Column[str]
    since: ColumnElement[str]
    wanted: ColumnElement[bool]

    def due(self, until: datetime) -> Select[str]:
        """Keys of the rows whose clock began at a moment or before."""
        return select(self.key).where(self.wanted, self.since <= _text(until))


def _moved() -> ColumnElement[str]:
    """When a photo's rights last changed; those of photos without a line are as they came."""
    mine = (ledger.c.subject == assets.c.id) & (ledger.c.kind == LedgerKind.RIGHTS.value)
    last = select(func.max(ledger.c.at)).where(mine).correlate(assets).scalar_subquery()
    return func.coalesce(last, assets.c.created_at)


def _photos(*states: RightsState, since: ColumnElement[str], settled: bool = False) -> _Clock:
    """Photos in some states; where `settled`, only those for which nobody is asked and nothing is to be decided."""
    # A product's picture shows nobody who could consent.
    worn = assets.c.kind == AssetKind.WORN.value
    wanted: ColumnElement[bool] = worn & assets.c.state.in_([state.value for state in states])
    if settled:
        is_open = requests.c.state.in_([state.value for state in _OPEN])
        asked = select(requests.c.id).where(requests.c.asset_id == assets.c.id, is_open)
        claimed = select(claims.c.id).where(claims.c.asset_id == assets.c.id, claims.c.verdict.is_(None))
        wanted &= ~asked.exists() & ~claimed.exists()
    return _Clock(key=assets.c.id, since=since, wanted=wanted)


def _unused() -> _Clock:
    """Photos that wearers gave or agreed to, and that may be used for nothing."""
    active = _photos(RightsState.GRANTED, RightsState.SELF_UPLOADED, since=_moved())
    nothing = func.coalesce(assets.c.rights["purposes"].as_string(), "[]") == "[]"
    owned = select(contributions.c.asset_id).where(contributions.c.asset_id == assets.c.id)
    # A stop may have come before it was written down as theirs.
    came = (ledger.c.subject == assets.c.id) & (ledger.c.action == TAKEN_IN) & ledger.c.actor.like("wearer/%")
    given = owned.exists() | select(ledger.c.seq).where(came).exists()
    return _Clock(key=assets.c.id, since=active.since, wanted=active.wanted & nothing & given)


def _idle() -> _Clock:
    """Contributors whose photos are gone, and of whose claims none waits."""
    has_photo = select(contributions.c.asset_id).where(contributions.c.contributor_id == contributors.c.id)
    waits = select(claims.c.id).where(claims.c.contributor_id == contributors.c.id, claims.c.verdict.is_(None))
    last = select(func.max(_LINK_END)).where(links.c.contributor_id == contributors.c.id).scalar_subquery()
    return _Clock(
        key=contributors.c.id,
        since=func.coalesce(last, contributors.c.created_at),
        wanted=~has_photo.exists() & ~waits.exists(),
    )


_LINK_END: ColumnElement[str] = func.coalesce(links.c.revoked_at, links.c.expires_at)

_CLOCKS: Mapping[str, _Clock] = {
    "discovered-photos": _photos(RightsState.DISCOVERED, since=assets.c.created_at, settled=True),
    "unanswered-photos": _photos(RightsState.REQUESTED, RightsState.REPLIED, since=_moved(), settled=True),
    "declined-photos": _photos(RightsState.DECLINED, since=_moved()),
    "expired-photos": _photos(RightsState.EXPIRED, since=_moved(), settled=True),
    "withdrawn-photos": _photos(RightsState.WITHDRAWN, since=_moved()),
    "unused-photos": _unused(),
    "request-drafts": _Clock(
        key=requests.c.id, since=requests.c.made_at, wanted=requests.c.state == RequestState.DRAFT.value
    ),
    "ended-requests": _Clock(
        key=requests.c.id,
        since=func.coalesce(requests.c.ended_at, requests.c.made_at),
        wanted=requests.c.state.not_in([state.value for state in _OPEN]),
    ),
    "decided-claims": _Clock(
        key=claims.c.id,
        since=func.coalesce(claims.c.decided_at, claims.c.made_at),
        wanted=claims.c.verdict.is_not(None),
    ),
    "closed-reports": _Clock(
        key=photo_reports.c.id,
        since=func.coalesce(photo_reports.c.closed_at, photo_reports.c.at),
        wanted=photo_reports.c.state == ReportState.DONE.value,
    ),
    "tag-edits": _Clock(key=tag_edits.c.id, since=tag_edits.c.at, wanted=true()),
    "failed-jobs": _Clock(key=jobs.c.id, since=jobs.c.ended_at, wanted=jobs.c.state == JobState.FAILED.value),
    "done-jobs": _Clock(key=jobs.c.id, since=jobs.c.ended_at, wanted=jobs.c.state == JobState.DONE.value),
    "idempotent-answers": _Clock(key=answers.c.idempotency_key, since=answers.c.kept_at, wanted=true()),
    "ended-links": _Clock(key=links.c.id, since=_LINK_END, wanted=true()),
    "idle-contributors": _idle(),
    "ended-sessions": _Clock(key=sessions.c.id_sha256, since=sessions.c.expires_at, wanted=true()),
}


class SqlRetention:
    """Clocks over the records' database.

    Args:
        database: As the records opened it.
        writer: Adds lines to the ledger.
    """

    def __init__(self, database: Engine, writer: LedgerWriter) -> None:
        self._database = database
        self._writer = writer

    def count(self, name: str, *, until: datetime | None) -> RetentionCount:
        """What is held of a class; nothing is due where no moment is given."""
        clock = _CLOCKS[name]
        since = select(clock.since.label("since")).where(clock.wanted).subquery().c.since
        is_due = since <= _text(until) if until is not None else ~true()
        statement = select(
            func.count(),
            func.coalesce(func.sum(case((is_due, 1), else_=0)), 0),
            func.min(since),
            func.min(case((is_due, None), else_=since)),
        )
        with reading(self._database) as connection:
            held, due, oldest, following = connection.execute(statement).one()
        return RetentionCount(
            held=held, due=int(due), oldest=moment_or_none(oldest), following=moment_or_none(following)
        )

    def list_photos(self, name: str, *, until: datetime, after: str | None = None, limit: int = 100) -> list[str]:
        """Ids of photos of a class that are due, after one."""
        order: ColumnElement[str] = assets.c.id
        if self._database.dialect.name == "postgresql":
            order = assets.c.id.collate("C")
        statement = _CLOCKS[name].due(until).order_by(order).limit(limit)
        if after is not None:
            statement = statement.where(order > after)
        with reading(self._database) as connection:
            return list(connection.scalars(statement))

    def drop(self, name: str, *, until: datetime, by: str, days: int, limit: int) -> RetentionDrop:
        """Drop rows of a class that are due, with a line of the ledger where there were any, in one transaction."""
        clock = _CLOCKS[name]
        statement = delete(clock.key.table).where(clock.key.in_(clock.due(until).limit(limit)))
        with self._writer.writing(self._database) as connection:
            if clock.key.table is jobs:
                gone = list(connection.execute(statement.returning(jobs.c.source)).scalars())
                count = len(gone)
                uploads = tuple(source for source in gone if source.startswith(f"{UPLOAD}:"))
            else:
                count, uploads = connection.execute(statement).rowcount, ()
            if count:
                self._add_line(connection, name, action=_DROPPED, count=count, by=by, days=days)
        return RetentionDrop(count=count, uploads=uploads)

    def note(self, name: str, *, count: int, by: str, days: int) -> None:
        """Add a line of the ledger on photos of a class that were erased."""
        with self._writer.writing(self._database) as connection:
            self._add_line(connection, name, action=_ERASED, count=count, by=by, days=days)

    def begin(self, *, now: datetime, again_at: datetime) -> bool:
        """Take the turn for a run, if one is due; until a moment nobody else gets it. Atomic across processes."""
        with self._writer.writing(self._database) as connection:
            due = _next_at(connection)
            if due is not None and due > now:
                return False
            _set_next(connection, again_at)
            return True

    def set_next(self, at: datetime) -> None:
        """Say when the next run is due."""
        with self._writer.writing(self._database) as connection:
            _set_next(connection, at)

    def next_at(self) -> datetime | None:
        """When the next run is due; None where none ever began."""
        with reading(self._database) as connection:
            return _next_at(connection)

    def _add_line(self, connection: Connection, name: str, *, action: str, count: int, by: str, days: int) -> None:
        details = {"count": f"{count}", "days": f"{days}"}
        entry = LedgerEntry(kind=LedgerKind.RETENTION, subject=name, actor=by, action=action, details=details)
        self._writer.append(connection, entry)


def without_undue(connection: Connection, asset_ids: Sequence[str], *, due: RetentionDue) -> tuple[str, ...]:
    """Those of some photos that are due, or not held any more; no rights of these change before the caller commits."""
    undue: set[str] = set()
    for part in chunks(asset_ids, CHUNK):
        mine = assets.c.id.in_(part)
        undue |= set(connection.execute(select(assets.c.id).where(mine).with_for_update()).scalars())
        undue -= set(connection.execute(_CLOCKS[due.name].due(due.until).where(mine)).scalars())
    return tuple(each for each in asset_ids if each not in undue)


def clock_names() -> tuple[str, ...]:
    """Names of the classes that this store has clocks for."""
    return tuple(_CLOCKS)


def _next_at(connection: Connection) -> datetime | None:
    return moment_or_none(connection.execute(select(meta.c.value).where(meta.c.name == NEXT)).scalar())


def _set_next(connection: Connection, at: datetime) -> None:
    upsert(connection, meta, rows=[{"name": NEXT, "value": _text(at)}])


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
