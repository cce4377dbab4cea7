"""Erasure in the records' database: rows of every table, and the bytes that a database leaves behind."""

import sqlite3
import subprocess
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, or_, select, update

from wornby.datamodel.erasing import ErasureOrder, ErasureReceipt, receipt_from_dict, receipt_to_dict
from wornby.datamodel.ledger import LedgerEntry, LedgerKind, LedgerLine, moment_text, rights_entry
from wornby.datamodel.requests import WAITING_STATES, RequestState
from wornby.datamodel.retention import RetentionDue
from wornby.datamodel.rights import Rights, RightsNote, RightsState, check_move
from wornby.datamodel.serial import rights_from_dict
from wornby.errors import FULL_DISK, NotFoundError, StoreBusyError, StoreError, StoreFullError
from wornby.interfaces.erasing import ErasedJobs, Traces
from wornby.stores import horizon, owned, texts
from wornby.stores.connect import reading, writing
from wornby.stores.ledger import LedgerWriter
from wornby.stores.leftovers import has_leftovers
from wornby.stores.people import left_behind, requests_of
from wornby.stores.retention import without_undue
from wornby.stores.schema import answers, assets, changes, jobs
from wornby.stores.schema_erasing import erasures, tombstones
from wornby.stores.schema_rights import contributions, contributors, ledger, links, requests
from wornby.stores.traces import traces_of
from wornby.stores.upsert import CHUNK, chunks, insert_into

BEGUN, DONE = "begun", "done"
ERASED = Rights(state=RightsState.ERASED)
_CHECKPOINT_TRIES = 60
_CHECKPOINT_WAIT_S = 0.5
_CHECKPOINT_BUSY_MS = 250


def is_tombstoned(connection: Connection, asset_id: str) -> bool:
    """Whether a photo was erased, and is refused."""
    found = select(tombstones.c.asset_id).where(tombstones.c.asset_id == asset_id)
    return connection.execute(found).first() is not None


class SqlErasureStore:
    """Erases in the records' database.

    Args:
        database: As the records opened it.
        writer: Adds lines to the ledger.
    """

    def __init__(self, database: Engine, writer: LedgerWriter) -> None:
        self._database = database
        self._writer = writer

    def lost(self, asset_ids: Sequence[str]) -> frozenset[str]:
        """Those of some photos that were deleted and never erased.

        Raises:
            NotFoundError: One that the library never had.
        """
        lost: set[str] = set()
        with reading(self._database) as connection:
            for asset_id in asset_ids:
                held = connection.execute(select(assets.c.id).where(assets.c.id == asset_id)).first()
                if held is not None or is_tombstoned(connection, asset_id):
                    continue
                known = select(ledger.c.seq).where(ledger.c.subject == asset_id).limit(1)
                if connection.execute(known).first() is None:
                    message = f"No asset {asset_id!r}. Nothing was erased."
                    raise NotFoundError(message)
                lost.add(asset_id)
        return frozenset(lost)

    def photos_of(self, person: str) -> list[str]:
        """Ids of the photos that somebody contributed, also where a stop came before it was written down.

        Raises:
            NotFoundError: Nobody of this id.
        """
        with reading(self._database) as connection:
            if connection.execute(select(contributors.c.id).where(contributors.c.id == person)).first() is None:
                message = f"No contributor {person!r}."
                raise NotFoundError(message)
            own = select(contributions.c.asset_id).where(contributions.c.contributor_id == person)
            return sorted({*connection.execute(own).scalars(), *left_behind(connection, person)})

    def begin(self, order: ErasureOrder, *, due: RetentionDue | None = None) -> ErasureOrder:
        """Keep an order, and refuse its photos from now on; without those that are held and not `due` any more."""
        with writing(self._database) as connection:
            if due is not None:
                order = replace(order, asset_ids=without_undue(connection, order.asset_ids, due=due))
            if not order.asset_ids and not order.people:
                return order
            row = {"id": order.id, "state": BEGUN, "begun_at": moment_text(order.at), "ordered": _order_to_dict(order)}
            connection.execute(insert(erasures).values(row))
            stones = [{"asset_id": each, "at": row["begun_at"]} for each in order.asset_ids]
            for part in chunks(stones, CHUNK):
                connection.execute(insert_into(connection, tombstones).values(part).on_conflict_do_nothing())
        return order

    def unfinished(self) -> list[ErasureOrder]:
        """Orders without a receipt, oldest first."""
        statement = select(erasures).where(erasures.c.state == BEGUN).order_by(erasures.c.id)
        with reading(self._database) as connection:
            return [_order_from_row(row) for row in connection.execute(statement)]

    def erase_jobs(
        self, asset_ids: Collection[str], *, people: Collection[str], files: Callable[[Sequence[str]], None]
    ) -> ErasedJobs:
        """Delete the jobs that brought some photos or that some people gave, and the answers that name any of them."""
        with writing(self._database) as connection:
            rows = _jobs_of(connection, asset_ids, people=people)
            traces = [piece for row in rows for piece in traces_of({"source": row.source})]
            for part in chunks([row.id for row in rows], CHUNK):
                connection.execute(delete(jobs).where(jobs.c.id.in_(part)))
            named = {*asset_ids, *(row.id for row in rows), *people}
            for part in chunks(_answers_that_name(connection, named), CHUNK):
                connection.execute(delete(answers).where(answers.c.idempotency_key.in_(part)))
            files([row.source for row in rows])
        return ErasedJobs(ids=tuple(sorted(row.id for row in rows)), traces=traces)

    def erase_asset(self, asset_id: str, *, note: RightsNote, files: Callable[[], None]) -> Traces:
        """Delete every row of a photo in every table; a line of the ledger says so, and a change line for the index."""
        traces: list[bytes] = []
        with self._writer.writing(self._database) as connection:
            held = connection.execute(select(assets.c.rights).where(assets.c.id == asset_id)).first()
            asked = select(requests.c.id).where(requests.c.asset_id == asset_id)
            connection.execute(delete(links).where(links.c.request_id.in_(asked)))
            for each in owned.tables_of(connection, owned.ASSETS):
                traces += [piece for row in owned.read_rows(connection, each, asset_id) for piece in traces_of(row)]
                owned.delete_rows(connection, each, asset_id)
            if held is not None:
                self._log(connection, asset_id, rights_from_dict(held.rights), note=note)
            connection.execute(insert(changes).values(asset_id=asset_id))
            files()
        return traces

    def erase_person(self, person: str, *, note: RightsNote) -> None:
        """Delete a contributor with links and contact; nothing happens where there is none."""
        with self._writer.writing(self._database) as connection:
            if connection.execute(select(contributors.c.id).where(contributors.c.id == person)).first() is None:
                return
            self._forget_asked(connection, person, by=note.actor)
            for each in owned.tables_of(connection, owned.PEOPLE):
                owned.delete_rows(connection, each, person)
            self._writer.append(connection, _entry(person, note=note, details={"what": "contributor"}))

    def scrub(self, traces: Traces, *, thorough: bool) -> None:
        """Leave no bytes of deleted rows in the database's files.

        SQLite writes zeros over what is deleted, and the write-ahead log is emptied. What a page held before its rows
        were moved to another one it does not overwrite: so the file is looked at, and written anew only where something
        was found. PostgreSQL keeps deleted rows until it is vacuumed, and as long as somebody
        may still see them.

        Raises:
            StoreBusyError: Others read for too long; try again.
            StoreFullError: No space is left to write the database anew.
            StoreError: It failed for another reason.
        """
        with writing(self._database) as connection:
            texts.scrub(connection)
            names = _emptied(connection)
            moment = horizon.moment(connection)
        if moment is not None:
            horizon.vacuum(self._database, names, after=moment)
            return
        path = self._database.url.database
        if not path or path == ":memory:":
            return
        with _sqlite_errors():
            raw = self._database.raw_connection()
            try:
                driver: Any = raw.driver_connection
                _empty_log(driver)
                if thorough or has_leftovers([Path(path), Path(f"{path}-wal")], traces):
                    driver.execute("VACUUM")
                    _empty_log(driver)
            finally:
                raw.close()

    def count(self, asset_ids: Sequence[str], *, people: Sequence[str], jobs: Sequence[str] = ()) -> dict[str, int]:
        """Rows that some photos, people and erased jobs still have, by table."""
        with reading(self._database) as connection:
            counted = owned.count_rows(connection, owned.ASSETS, asset_ids)
            if people:
                for name, number in owned.count_rows(connection, owned.PEOPLE, people).items():
                    counted[name] = counted.get(name, 0) + number
            counted[answers.name] = len(_answers_that_name(connection, {*asset_ids, *people, *jobs}))
        return counted

    def finish(
        self, order: ErasureOrder, *, entry: LedgerEntry, sign: Callable[[LedgerLine], ErasureReceipt]
    ) -> ErasureReceipt:
        """Add a line and keep the receipt that is made of it; the one that is kept, where somebody was faster."""
        with self._writer.writing(self._database) as connection:
            row = connection.execute(select(erasures).where(erasures.c.id == order.id)).first()
            if row is not None and row.receipt is not None:
                return receipt_from_dict(row.receipt)
            receipt = sign(self._writer.append(connection, entry))
            done = {"state": DONE, "receipt": receipt_to_dict(receipt)}
            connection.execute(update(erasures).where(erasures.c.id == order.id).values(done))
            return receipt

    def get(self, erasure_id: str) -> ErasureReceipt | None:
        """One receipt."""
        statement = select(erasures.c.receipt).where(erasures.c.id == erasure_id, erasures.c.state == DONE)
        with reading(self._database) as connection:
            row = connection.execute(statement).first()
        return None if row is None else receipt_from_dict(row.receipt)

    def list(self, *, after: str | None = None, limit: int = 100, newest_first: bool = False) -> list[ErasureReceipt]:
        """Receipts by id, which is by time, after one; or from the newest on, before one."""
        order = erasures.c.id.desc() if newest_first else erasures.c.id
        statement = select(erasures.c.receipt).where(erasures.c.state == DONE).order_by(order).limit(limit)
        if after is not None:
            statement = statement.where(erasures.c.id < after if newest_first else erasures.c.id > after)
        with reading(self._database) as connection:
            return [receipt_from_dict(row.receipt) for row in connection.execute(statement)]

    def _forget_asked(self, connection: Connection, person: str, *, by: str) -> None:
        """Forget where a person was asked; what still waits for their answer ends."""
        for request_id in requests_of(connection, person):
            mine = requests.c.id == request_id
            connection.execute(update(requests).where(mine).values(address=""))
            ended = {"state": RequestState.CANCELLED.value, "ended_at": moment_text(datetime.now(UTC))}
            is_open = mine & requests.c.state.in_([RequestState.DRAFT.value, *(each.value for each in WAITING_STATES)])
            if connection.execute(update(requests).where(is_open).values(ended)).rowcount:
                entry = LedgerEntry(kind=LedgerKind.REQUEST, subject=request_id, actor=by, action=ended["state"])
                self._writer.append(connection, entry)

    def _log(self, connection: Connection, asset_id: str, held: Rights, *, note: RightsNote) -> None:
        check_move(held, ERASED, by_person=note.by_person)
        entry = rights_entry(asset_id, held, ERASED, note=note)
        assert entry is not None  # noqa: S101 - no photo that is kept is erased already
        details = {name: value for name, value in entry.details.items() if name != "purposes"}
        self._writer.append(connection, _entry(asset_id, note=note, details=details))


def _entry(subject: str, *, note: RightsNote, details: Mapping[str, str]) -> LedgerEntry:
    said = dict(details) | {"reason": note.reason, "evidence": note.evidence, "by": "person" if note.by_person else ""}
    return LedgerEntry(
        kind=LedgerKind.ERASURE,
        subject=subject,
        actor=note.actor,
        action=note.action or "erased",
        details={name: value for name, value in said.items() if value},
    )


def _jobs_of(connection: Connection, asset_ids: Collection[str], *, people: Collection[str]) -> list[Row[Any]]:
    """Jobs that brought photos, others of their sources that brought nothing, and what people sent by their links."""
    own = [row for part in chunks(sorted(asset_ids), CHUNK) for row in connection.execute(_jobs(jobs.c.asset_id, part))]
    sources = sorted({row.source for row in own})
    nothing = jobs.c.asset_id.is_(None)
    own += [
        row for part in chunks(sources, CHUNK) for row in connection.execute(_jobs(jobs.c.source, part).where(nothing))
    ]
    if people:
        given = select(links.c.id).where(links.c.contributor_id.in_(sorted(people)))
        actors = [f"wearer/{link}" for link in connection.execute(given).scalars()]
        by = jobs.c.options["by"].as_string()
        own += [row for part in chunks(actors, CHUNK) for row in connection.execute(_jobs(by, part))]
    return list({row.id: row for row in own}.values())


def _jobs(column: Any, values: Sequence[str]) -> Any:  # noqa: ANN401 - SQLAlchemy's generics
    return select(jobs.c.id, jobs.c.source).where(or_(column.in_(values)))


def _answers_that_name(connection: Connection, names: Collection[str]) -> list[str]:
    found = connection.execute(select(answers.c.idempotency_key, answers.c.body))
    return [row.idempotency_key for row in found if not frozenset(names).isdisjoint(_words(row.body))]


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.split(",")  # the jobs of a batch are one text
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _words(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from _words(each)


def _empty_log(driver: Any) -> None:  # noqa: ANN401 - a driver's own connection
    """Bring the write-ahead log into the database, and cut it to nothing. Readers go on; it waits until they let go."""
    driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    before = driver.execute("PRAGMA busy_timeout").fetchone()[0]
    # Writers wait while this waits for readers, so each try is short.
    driver.execute(f"PRAGMA busy_timeout = {_CHECKPOINT_BUSY_MS}")
    try:
        for _ in range(_CHECKPOINT_TRIES):
            if not driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                return
            time.sleep(_CHECKPOINT_WAIT_S)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {before}")
    message = "Somebody reads the records all the time, so the log that still has erased rows stays. Try again."
    raise StoreBusyError(message, retry_after_s=_CHECKPOINT_WAIT_S)


def _emptied(connection: Connection) -> list[str]:
    """Tables that erasure deletes from."""
    kinds = (owned.ASSETS, owned.PEOPLE)
    return sorted({each.name for kind in kinds for each in owned.tables_of(connection, kind)} | {answers.name})


@contextmanager
def _sqlite_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as exc:
        if "full" in str(exc):
            message = "No space is left to write the records anew without what was erased. Free some, then try again."
            raise StoreFullError(message) from exc
        message = f"What was erased could not be taken out of the records' file: {exc}."
        raise StoreError(message) from exc
    except (OSError, subprocess.TimeoutExpired) as exc:
        if getattr(exc, "errno", None) in FULL_DISK:
            message = "No space is left to look for what was erased. Free some, then try again."
            raise StoreFullError(message) from exc
        message = f"The records' file could not be looked through: {type(exc).__name__}."
        raise StoreError(message) from exc


def _order_to_dict(order: ErasureOrder) -> dict[str, Any]:
    return {"note": asdict(order.note), "asset_ids": list(order.asset_ids), "people": list(order.people)}


def _order_from_row(row: Row[Any]) -> ErasureOrder:
    said = row.ordered
    return ErasureOrder(
        id=row.id,
        at=datetime.fromisoformat(row.begun_at).astimezone(UTC),
        note=RightsNote(**said["note"]),
        asset_ids=tuple(said["asset_ids"]),
        people=tuple(said["people"]),
    )
