"""Jobs in the records' database. Every function runs inside the caller's transaction."""

import time
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from wornby.datamodel import Job, JobState
from wornby.stores.rows import job_from_row, job_to_row
from wornby.stores.schema import jobs
from wornby.stores.upsert import CHUNK, chunks, insert_into


def enqueue(connection: Connection, new: Sequence[Job]) -> int:
    """Queue jobs; returns how many distinct ones wait now. Those of a live worker are left alone."""
    # Sorted: two callers touch the same rows in the same order.
    rows = sorted({job.key: job_to_row(job) for job in new}.values(), key=lambda row: str(row["key"]))
    queued = 0
    for part in chunks(rows, CHUNK):
        insert = insert_into(connection, jobs).values(part)
        fields = ("run_id", "source", "options", "state", "attempts", "outcome", "asset_id", "failure", "lease_until")
        statement = insert.on_conflict_do_update(
            index_elements=[jobs.c.key],
            set_={name: insert.excluded[name] for name in fields},
            where=or_(jobs.c.state != JobState.RUNNING.value, jobs.c.lease_until < time.time()),
        ).returning(jobs.c.id)
        queued += len(connection.execute(statement).all())
    return queued


def claim(connection: Connection, run_id: str | None, *, limit: int, lease_s: float) -> list[Job]:
    """Take jobs that wait, or whose lease is over, oldest first. Counts as an attempt."""
    now = time.time()
    free = or_(
        jobs.c.state == JobState.QUEUED.value,
        and_(jobs.c.state == JobState.RUNNING.value, jobs.c.lease_until < now),
    )
    wanted = select(jobs.c.id).where(free).order_by(jobs.c.id).limit(limit).with_for_update(skip_locked=True)
    if run_id is not None:
        wanted = wanted.where(jobs.c.run_id == run_id)
    taken = list(connection.execute(wanted).scalars())
    claimed: list[Job] = []
    for part in chunks(taken, CHUNK):
        statement = (
            update(jobs)
            .where(jobs.c.id.in_(part))
            .values(state=JobState.RUNNING.value, attempts=jobs.c.attempts + 1, lease_until=now + lease_s)
            .returning(*jobs.c)
        )
        claimed += [job_from_row(dict(row)) for row in connection.execute(statement).mappings()]
    return sorted(claimed, key=lambda job: job.id)


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
                for name in ("state", "attempts", "outcome", "asset_id", "failure", "lease_until")
            }
        )
    )
    rows = [job_to_row(job) for job in sorted(ended, key=lambda job: job.id)]
    connection.execute(statement, [{f"b_{name}": value for name, value in row.items()} for row in rows])


def get(connection: Connection, job_id: str) -> Job | None:
    """One job."""
    row = connection.execute(select(jobs).where(jobs.c.id == job_id)).mappings().first()
    return None if row is None else job_from_row(dict(row))


def find(connection: Connection, *, run_id: str | None, state: JobState | None, limit: int) -> list[Job]:
    """Jobs, newest first."""
    statement = select(jobs).order_by(jobs.c.id.desc()).limit(limit)
    if run_id is not None:
        statement = statement.where(jobs.c.run_id == run_id)
    if state is not None:
        statement = statement.where(jobs.c.state == state.value)
    return [job_from_row(dict(row)) for row in connection.execute(statement).mappings()]


def count(connection: Connection, *, run_id: str | None) -> Mapping[JobState, int]:
    """Number of jobs in each state, zeros included."""
    statement = select(jobs.c.state, func.count()).group_by(jobs.c.state)
    if run_id is not None:
        statement = statement.where(jobs.c.run_id == run_id)
    found = {JobState(state): int(number) for state, number in connection.execute(statement)}
    return {state: found.get(state, 0) for state in JobState}
