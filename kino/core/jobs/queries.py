"""Every statement on the table of jobs. Nothing here commits."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.jobs.interface import FINISHED_STATES, KIND_UNKNOWN_CODE, JobRegistry, JobState, JobView
from kino.core.jobs.models import Job

Values = Mapping[str, Any]

job = cast("Table", Job.__table__)

# Columns of a job that nobody has touched yet, and what a retry by hand sets back to.
UNTRIED: Values = {
    "attempt": 0,
    "interruption_count": 0,
    "is_cancel_requested": False,
    "claim_id": None,
    "progress_done": 0,
    "progress_total": None,
    "eta_s": None,
    "message_code": None,
    "message_facts": None,
    "error_code": None,
    "error_message": None,
    "error_trace": None,
    "result": None,
    "lease_until": None,
    "finished_at": None,
}


def view_job(row: RowMapping | Values, registry: JobRegistry) -> JobView:
    """A row, or the values of one just inserted, as others see it."""
    kind = registry.find_kind(row["kind"])
    code, facts = row["message_code"], row["message_facts"] or {}
    if kind is None and row["state"] == JobState.QUEUED:
        # Found by reading, so that the reason is never stale: a newer version may take the job up any time.
        code, facts = KIND_UNKNOWN_CODE, {"kind": row["kind"]}
    same = {name: row[name] for name in _SAME_IN_VIEW}
    return JobView(
        **same,
        state=JobState(row["state"]),
        priority=-row["rank"],
        title_code=(kind.title_code if kind else "") or f"job.{row['kind']}",
        title_facts=kind.title_facts(row["payload"]) if kind else {},
        message_code=code,
        message_facts=facts,
    )


_SAME_IN_VIEW = tuple(
    name
    for name in JobView.__dataclass_fields__
    if name not in {"state", "priority", "title_code", "title_facts", "message_code", "message_facts"}
)


_waiting = job.alias("waiting")  # a name of its own, or the UPDATE around it would swallow the FROM


def select_next(lane: str, kinds: Collection[str], at: datetime) -> Select[Any]:
    """The id of the job that the lane runs next."""
    waiting, other = _waiting, job.alias("other")
    # The older of two jobs with one key goes first. Asking for the older *queued* one too is what keeps two
    # runners on PostgreSQL from claiming the pair at once: each sees the other's row at least as queued.
    is_held_back = exists().where(
        other.c.kind == waiting.c.kind,
        other.c.dedupe_key == waiting.c.dedupe_key,
        or_(
            other.c.state == JobState.RUNNING,
            and_(other.c.state == JobState.QUEUED, other.c.id < waiting.c.id),
        ),
    )
    return (
        select(waiting.c.id)
        .where(
            waiting.c.state == JobState.QUEUED,
            waiting.c.lane == lane,
            waiting.c.run_at <= at,
            waiting.c.kind.in_(kinds),
            # The OR also keeps PostgreSQL from turning this into an anti-join over the whole queue.
            or_(waiting.c.dedupe_key.is_(None), ~is_held_back),
        )
        .order_by(waiting.c.rank, waiting.c.run_at, waiting.c.id)
        .limit(1)
    )


async def is_claimable(session: AsyncSession, lane: str, kinds: Collection[str], at: datetime) -> bool:
    """Whether a claim would find something; a plain read that waits for nobody."""
    return (await session.scalar(select_next(lane, kinds, at))) is not None


async def claim_job(
    session: AsyncSession,
    lane: str,
    kinds: Collection[str],
    at: datetime,
    claim_id: UUID,
    lease_until: datetime,
) -> RowMapping | None:
    """Take the next job of the lane in one statement; None when there is none."""
    # The lock is left out of the SQL on SQLite, where there is one writer anyway.
    chosen = select_next(lane, kinds, at).with_for_update(skip_locked=True, of=_waiting)
    statement = (
        update(job)
        .where(job.c.id == chosen.scalar_subquery())
        .values(
            state=JobState.RUNNING,
            claim_id=claim_id,
            lease_until=lease_until,
            attempt=job.c.attempt + 1,
            started_at=at,
            progress_done=0,
            progress_total=None,
            eta_s=None,
            message_code=None,
            message_facts=None,
        )
        .returning(*job.c)
    )
    return (await session.execute(statement)).mappings().one_or_none()


async def insert_job(session: AsyncSession, values: Values) -> bool:
    """False when another transaction has just queued a job with the same kind and key."""
    if values["dedupe_key"] is None:
        await session.execute(insert(job).values(**values))
        return True
    try:
        async with session.begin_nested():
            await session.execute(insert(job).values(**values))
    except IntegrityError:
        return False
    return True


async def join_queued_job(
    session: AsyncSession, kind: str, dedupe_key: str, rank: int, run_at: datetime
) -> RowMapping | None:
    """Add a wish to the queued job with this key; None when none waits.

    Always an update, even if nothing changes: its row lock keeps runners from starting the job before the
    caller's transaction has been committed.
    """
    statement = (
        update(job)
        .where(job.c.kind == kind, job.c.dedupe_key == dedupe_key, job.c.state == JobState.QUEUED)
        .values(
            rank=case((job.c.rank > rank, rank), else_=job.c.rank),
            run_at=case((job.c.run_at > run_at, run_at), else_=job.c.run_at),
        )
        .returning(*job.c)
    )
    rows = (await session.execute(statement)).mappings().all()
    return rows[0] if rows else None


async def raise_rank(session: AsyncSession, where: ColumnElement[bool], rank: int) -> Sequence[RowMapping]:
    """Let queued jobs run earlier; the rows that changed."""
    statement = (
        update(job)
        .where(where, job.c.state == JobState.QUEUED, job.c.rank > rank)
        .values(rank=rank)
        .returning(*job.c)
    )
    return (await session.execute(statement)).mappings().all()


async def find_job(session: AsyncSession, job_id: UUID, *, lock: bool = False) -> RowMapping | None:
    """The row; with lock, nobody else changes it until the transaction ends."""
    statement = select(*job.c).where(job.c.id == job_id)
    if lock:
        statement = statement.with_for_update()
    return (await session.execute(statement)).mappings().one_or_none()


async def set_job(session: AsyncSession, job_id: UUID, **values: Any) -> RowMapping:
    """Change a job whose row the caller has locked."""
    statement = update(job).where(job.c.id == job_id).values(**values).returning(*job.c)
    return (await session.execute(statement)).mappings().one()


async def set_claimed(
    session: AsyncSession, job_id: UUID, claim_id: UUID, values: Values
) -> RowMapping | None:
    """Change a running job, if this claim on it still stands."""
    statement = (
        update(job)
        .where(job.c.id == job_id, job.c.claim_id == claim_id, job.c.state == JobState.RUNNING)
        .values(**values)
        .returning(*job.c)
    )
    return (await session.execute(statement)).mappings().one_or_none()


async def list_claims(session: AsyncSession, job_ids: Collection[UUID]) -> Sequence[RowMapping]:
    """Claim and wish to cancel of those of these jobs that are still running."""
    statement = select(job.c.id, job.c.claim_id, job.c.is_cancel_requested).where(
        job.c.id.in_(job_ids), job.c.state == JobState.RUNNING
    )
    return (await session.execute(statement)).mappings().all()


async def renew_leases(session: AsyncSession, claim_ids: Collection[UUID], lease_until: datetime) -> None:
    """Keep running jobs from being taken away."""
    await session.execute(
        update(job)
        .where(job.c.claim_id.in_(claim_ids), job.c.state == JobState.RUNNING)
        .values(lease_until=lease_until)
    )


async def list_running(
    session: AsyncSession, *, lease_before: datetime | None, except_ids: Collection[UUID], lock: bool
) -> Sequence[RowMapping]:
    """Running jobs whose lease ended before an instant (None: all), but for those named."""
    statement = select(*job.c).where(job.c.state == JobState.RUNNING, job.c.id.not_in(except_ids))
    if lease_before is not None:
        statement = statement.where(job.c.lease_until < lease_before)
    if lock:
        statement = statement.with_for_update(skip_locked=True)
    return (await session.execute(statement)).mappings().all()


async def list_jobs(
    session: AsyncSession, where: Sequence[ColumnElement[bool]], limit: int
) -> Sequence[RowMapping]:
    """The newest jobs that fulfil every condition."""
    statement = select(*job.c).where(*where).order_by(job.c.id.desc()).limit(limit)
    return (await session.execute(statement)).mappings().all()


async def count_states(session: AsyncSession) -> dict[JobState, int]:
    """How many jobs there are in each state, zeros included."""
    statement = select(job.c.state, func.count()).group_by(job.c.state)
    counted = {JobState(state): count for state, count in await session.execute(statement)}
    return {state: counted.get(state, 0) for state in JobState}


async def delete_finished(
    session: AsyncSession, states: Collection[JobState], before: datetime, limit: int
) -> int:
    """Delete at most `limit` jobs that reached one of these final states before an instant."""
    final = [state for state in states if state in FINISHED_STATES]
    doomed = select(job.c.id).where(job.c.state.in_(final), job.c.finished_at < before).limit(limit)
    deleted = await session.execute(delete(job).where(job.c.id.in_(doomed)).returning(job.c.id))
    return len(deleted.all())
