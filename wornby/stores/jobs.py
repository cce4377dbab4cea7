"""Jobs in the records' database. Every function runs inside the caller's transaction."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select, update

from wornby.datamodel import Job, JobState
from wornby.datamodel.sources import ERASED_UPLOAD
from wornby.errors import ErasedError
from wornby.stores.rows import job_from_row, job_to_row
from wornby.stores.schema import jobs
from wornby.stores.upsert import CHUNK, chunks, insert_into

_ENDED = frozenset({JobState.DONE, JobState.FAILED})


def enqueue(connection: Connection, new: Sequence[Job]) -> list[Job]:
    """Queue jobs; returns the job of each key as it stands now. Those of a live worker are left alone."""
    # Sorted: two callers touch the same rows in the same order.
    rows = sorted({job.key: job_to_row(job) for job in new}.values(), key=lambda row: str(row["key"]))
    if not rows:
        return []
    insert = insert_into(connection, jobs)
    fields = ("run_id", "source", "options", "state", "outcome", "asset_id", "failure", "lease_until")
    given = {name: insert.excluded[name] for name in fields}
    # Who asks again for a job that never ended must not make it look unbegun: it may be what stopped the process.
    ended = or_(jobs.c.state == JobState.DONE.value, jobs.c.state == JobState.FAILED.value)
    statement = insert.on_conflict_do_update(
        index_elements=[jobs.c.key],
        set_={**given, "attempts": case((ended, 0), else_=jobs.c.attempts), "ended_at": None},
        where=or_(jobs.c.state != JobState.RUNNING.value, jobs.c.lease_until < time.time()),
    )
    # One statement for many rows: with all values in it, building it took most of the time.
    connection.execute(statement, rows)
    found: dict[str, Job] = {}
    for part in chunks(rows, CHUNK):
        standing = select(jobs).where(jobs.c.key.in_([row["key"] for row in part]))
        found |= {row["key"]: job_from_row(dict(row)) for row in connection.execute(standing).mappings()}
    return [found[job.key] for job in new]


def claim(
    connection: Connection,
    run_id: str,
    *,
    among: Sequence[str] | None,
    limit: int,
    lease_s: float,
    fresh_only: bool,
) -> list[Job]:
    """Take jobs for a run, oldest first: those never begun together, one begun before alone. Counts as an attempt."""
    now = time.time()
    queued = jobs.c.state == JobState.QUEUED.value
    late = and_(jobs.c.state == JobState.RUNNING.value, jobs.c.lease_until < now)
    wanted = select(jobs.c.id).with_for_update(skip_locked=True)
    if among is not None:
        wanted = wanted.where(jobs.c.id.in_(among))
    fresh = wanted.where(queued, jobs.c.attempts == 0).order_by(jobs.c.id).limit(limit)
    taken = list(connection.execute(fresh).scalars())
    if not taken and not fresh_only:
        again = wanted.where(or_(queued, late)).order_by(jobs.c.attempts, jobs.c.id).limit(min(1, limit))
        taken = list(connection.execute(again).scalars())
    claimed: list[Job] = []
    for part in chunks(taken, CHUNK):
        statement = (
            update(jobs)
            .where(jobs.c.id.in_(part))
            .values(
                run_id=run_id,
                state=JobState.RUNNING.value,
                attempts=jobs.c.attempts + 1,
                lease_until=now + lease_s,
            )
            .returning(*jobs.c)
        )
        claimed += [job_from_row(dict(row)) for row in connection.execute(statement).mappings()]
    return sorted(claimed, key=lambda job: job.id)


def renew(connection: Connection, held: Sequence[Job], *, lease_s: float) -> None:
    """Lengthen the leases of jobs that their worker still holds; one that was taken over meanwhile is left alone."""
    if not held:
        return
    statement = (
        update(jobs)
        .where(
            jobs.c.id == bindparam("b_id"),
            jobs.c.run_id == bindparam("b_run_id"),
            jobs.c.attempts == bindparam("b_attempts"),
            jobs.c.state == JobState.RUNNING.value,
        )
        .values(lease_until=time.time() + lease_s)
    )
    ordered = sorted(held, key=lambda job: job.id)
    rows = [{"b_id": job.id, "b_run_id": job.run_id, "b_attempts": job.attempts} for job in ordered]
    connection.execute(statement, rows)


def finish(connection: Connection, ended: Sequence[Job]) -> None:
    """Write how jobs ended. A worker whose job was taken over meanwhile changes nothing."""
    if not ended:
        return
    statement = (
        update(jobs)
        .where(
            jobs.c.id == bindparam("b_id"),
            jobs.c.run_id == bindparam("b_run_id"),
            jobs.c.attempts <= bindparam("b_attempts"),
        )
        .values(
            {
                name: bindparam(f"b_{name}", type_=jobs.c[name].type)
                for name in ("state", "attempts", "outcome", "asset_id", "failure", "lease_until", "ended_at")
            }
        )
    )
    now = datetime.now(UTC).isoformat()
    rows = [
        job_to_row(job) | {"ended_at": now if job.state in _ENDED else None}
        for job in sorted(ended, key=lambda job: job.id)
    ]
    connection.execute(statement, [{f"b_{name}": value for name, value in row.items()} for row in rows])
    for job in ended:
        if job.failure is not None and job.failure.code == ErasedError.code:
            _forget_photo(connection, job)


def _forget_photo(connection: Connection, job: Job) -> None:
    """Take out of a failed job what it says of a photo that was erased: its file's name, its caption, their hash."""
    own = (jobs.c.id == job.id, jobs.c.run_id == job.run_id, jobs.c.state == JobState.FAILED.value)
    bare = job_to_row(
        replace(job, source=ERASED_UPLOAD, key=f"erased/{job.id}", options=replace(job.options, caption=""))
    )
    values = {name: bare[name] for name in ("source", "key", "options")}
    connection.execute(update(jobs).where(*own).values(values))


def forget_captions(connection: Connection, asset_id: str) -> None:
    """Take the caption out of the jobs that brought an asset: the asset is deleted."""
    found = connection.execute(select(jobs.c.id, jobs.c.options).where(jobs.c.asset_id == asset_id))
    for job in [row for row in found if "caption" in row.options]:
        left = {name: value for name, value in job.options.items() if name != "caption"}
        connection.execute(update(jobs).where(jobs.c.id == job.id).values(options=left))


def get(connection: Connection, job_id: str) -> Job | None:
    """One job."""
    row = connection.execute(select(jobs).where(jobs.c.id == job_id)).mappings().first()
    return None if row is None else job_from_row(dict(row))


def get_many(connection: Connection, job_ids: Sequence[str]) -> dict[str, Job]:
    """Jobs that exist, by id."""
    found: dict[str, Job] = {}
    for part in chunks(job_ids, CHUNK):
        rows = connection.execute(select(jobs).where(jobs.c.id.in_(part))).mappings()
        found |= {row["id"]: job_from_row(dict(row)) for row in rows}
    return found


def find(
    connection: Connection,
    *,
    run_id: str | None,
    state: JobState | None,
    sources: Sequence[str] | None,
    before: str | None,
    limit: int,
) -> list[Job]:
    """Jobs, newest first, older than one."""
    statement = select(jobs).order_by(jobs.c.id.desc()).limit(limit)
    if run_id is not None:
        statement = statement.where(jobs.c.run_id == run_id)
    if state is not None:
        statement = statement.where(jobs.c.state == state.value)
    if sources is not None:
        statement = statement.where(jobs.c.source.in_(sources))
    if before is not None:
        statement = statement.where(jobs.c.id < before)
    return [job_from_row(dict(row)) for row in connection.execute(statement).mappings()]


def count(connection: Connection, *, run_id: str | None) -> Mapping[JobState, int]:
    """Number of jobs in each state, zeros included."""
    statement = select(jobs.c.state, func.count()).group_by(jobs.c.state)
    if run_id is not None:
        statement = statement.where(jobs.c.run_id == run_id)
    found = {JobState(state): int(number) for state, number in connection.execute(statement)}
    return {state: found.get(state, 0) for state in JobState}
