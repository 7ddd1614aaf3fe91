"""The queue as a table of Kino's own database: what is asked for commits with what it was asked for."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, true
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core import clock
from kino.core.db import record_event
from kino.core.ids import new_id
from kino.core.jobs import queries, schedule_queries
from kino.core.jobs.errors import (
    JobNotFound,
    JobNotRetryable,
    JobPayloadInvalid,
    JobPayloadTooLarge,
    ScheduleNotFound,
)
from kino.core.jobs.events import JobCancelRequested, JobFinished, JobQueued
from kino.core.jobs.interface import (
    PAYLOAD_LIMIT_BYTES,
    JobKind,
    JobPage,
    JobRegistry,
    JobState,
    JobView,
    JsonObject,
    ScheduleView,
)
from kino.core.jobs.schedules import Schedule

ENQUEUE_TRIES = 20  # each lost race means that another transaction got its wish through
PAGE_LIMIT = 200


class TableJobQueue:
    """JobQueue on the table `job`. Stateless: any number may work on one database."""

    def __init__(self, registry: JobRegistry) -> None:
        self._registry = registry

    async def enqueue(
        self,
        session: AsyncSession,
        kind_name: str,
        payload: JsonObject | None = None,
        *,
        priority: int = 0,
        dedupe_key: str | None = None,
        delay_s: float = 0.0,
        library_id: UUID | None = None,
    ) -> UUID:
        """See JobQueue."""
        kind = self._registry.get_kind(kind_name)
        payload = check_json_object(payload or {}, f"the payload of {kind_name}")
        now = clock.now()
        values = {
            **queries.UNTRIED,
            **_placement(kind),
            "id": new_id(),
            "state": JobState.QUEUED,
            "rank": -priority,
            "dedupe_key": dedupe_key,
            "library_id": library_id,
            "payload": payload,
            "queued_at": now,
            "run_at": now + timedelta(seconds=delay_s),
            "started_at": None,
        }
        row = await self._join_or_insert(session, kind, values)
        job = self._view(row)
        record_event(session, JobQueued(job))
        return job.id

    async def _join_or_insert(
        self, session: AsyncSession, kind: JobKind, values: dict[str, Any]
    ) -> RowMapping | dict[str, Any]:
        for _ in range(ENQUEUE_TRIES):
            if values["dedupe_key"] is not None:
                joined = await queries.join_queued_job(
                    session, values["kind"], values["dedupe_key"], values["rank"], values["run_at"]
                )
                if joined is not None:
                    payload = kind.join_payloads(joined["payload"], values["payload"])
                    if payload == joined["payload"]:
                        return joined
                    payload = check_json_object(payload, f"the joined payload of {kind.name}")
                    return await queries.set_job(session, joined["id"], payload=payload)
            if await queries.insert_job(session, values):
                return values
        raise AssertionError(f"{values['kind']} {values['dedupe_key']!r} could be neither joined nor queued")

    async def cancel(self, session: AsyncSession, job_id: UUID) -> JobView:
        """See JobQueue."""
        row = await self._lock(session, job_id)
        if row["state"] == JobState.QUEUED:
            row = await queries.set_job(
                session, job_id, state=JobState.CANCELLED, is_cancel_requested=True, finished_at=clock.now()
            )
            record_event(session, JobFinished(self._view(row)))
        elif row["state"] == JobState.RUNNING:
            row = await queries.set_job(session, job_id, is_cancel_requested=True)
            record_event(session, JobCancelRequested(self._view(row)))
        return self._view(row)

    async def raise_priority(self, session: AsyncSession, job_id: UUID, priority: int) -> JobView:
        """See JobQueue."""
        await self._raise_rank(session, queries.job.c.id == job_id, priority)
        return await self.get_job(session, job_id)

    async def raise_priority_of_key(
        self, session: AsyncSession, kind_name: str, dedupe_key: str, priority: int
    ) -> bool:
        """See JobQueue."""
        columns = queries.job.c
        is_meant = (columns.kind == kind_name) & (columns.dedupe_key == dedupe_key)
        await self._raise_rank(session, is_meant, priority)
        found = await queries.list_jobs(session, [is_meant, columns.state == JobState.QUEUED], limit=1)
        return bool(found)

    async def _raise_rank(self, session: AsyncSession, is_meant: ColumnElement[bool], priority: int) -> None:
        for row in await queries.raise_rank(session, is_meant, -priority):
            record_event(session, JobQueued(self._view(row)))

    async def retry(self, session: AsyncSession, job_id: UUID) -> JobView:
        """See JobQueue."""
        row = await self._lock(session, job_id)
        if row["state"] not in (JobState.FAILED, JobState.CANCELLED):
            raise JobNotRetryable(f"job {job_id} is {row['state']}; only failed or cancelled ones run again")
        now = clock.now()
        row = await queries.set_job(
            session,
            job_id,
            **queries.UNTRIED,
            state=JobState.QUEUED,
            run_at=now,
            # Never null again: only untouched jobs are joined by the unique index, and another may wait.
            started_at=row["started_at"] or now,
        )
        job = self._view(row)
        record_event(session, JobQueued(job))
        return job

    async def get_job(self, session: AsyncSession, job_id: UUID) -> JobView:
        """See JobQueue."""
        row = await queries.find_job(session, job_id)
        if row is None:
            raise JobNotFound(f"there is no job {job_id}; finished jobs are forgotten after a while")
        return self._view(row)

    async def list_jobs(
        self,
        session: AsyncSession,
        *,
        states: Sequence[JobState] = (),
        kind_name: str | None = None,
        library_id: UUID | None = None,
        limit: int = 50,
        cursor: UUID | None = None,
    ) -> JobPage:
        """See JobQueue."""
        columns, limit = queries.job.c, max(1, min(limit, PAGE_LIMIT))
        where: list[ColumnElement[bool]] = [true()]
        if states:
            where.append(columns.state.in_(states))
        if kind_name is not None:
            where.append(columns.kind == kind_name)
        if library_id is not None:
            where.append(columns.library_id == library_id)
        if cursor is not None:
            where.append(columns.id < cursor)
        rows = await queries.list_jobs(session, where, limit + 1)
        jobs = [self._view(row) for row in rows[:limit]]
        return JobPage(jobs, jobs[-1].id if len(rows) > limit else None)

    async def count_jobs(self, session: AsyncSession) -> dict[JobState, int]:
        """See JobQueue."""
        return await queries.count_states(session)

    async def delete_finished(
        self, session: AsyncSession, *, older_than_s: float, states: Sequence[JobState], limit: int
    ) -> int:
        """See JobQueue."""
        before = clock.now() - timedelta(seconds=older_than_s)
        return await queries.delete_finished(session, states, before, limit)

    async def list_schedules(self, session: AsyncSession) -> Sequence[ScheduleView]:
        """See JobQueue."""
        schedules = self._registry.schedules
        rows = await schedule_queries.list_schedules(session, schedules)
        return [ScheduleView(kind=schedules[row["name"]].kind_name, **row) for row in rows]

    async def run_schedule_now(self, session: AsyncSession, name: str) -> UUID:
        """See JobQueue."""
        schedule = self._registry.schedules.get(name)
        if schedule is None:
            raise ScheduleNotFound(f"there is no schedule {name!r}")
        return await self.enqueue_scheduled(session, schedule)

    async def enqueue_scheduled(self, session: AsyncSession, schedule: Schedule) -> UUID:
        """Enqueue what a schedule asks for; a run that still waits is not doubled."""
        return await self.enqueue(
            session,
            schedule.kind_name,
            schedule.payload,
            priority=schedule.priority,
            dedupe_key=f"schedule:{schedule.name}",
        )

    async def _lock(self, session: AsyncSession, job_id: UUID) -> RowMapping:
        row = await queries.find_job(session, job_id, lock=True)
        if row is None:
            raise JobNotFound(f"there is no job {job_id}; finished jobs are forgotten after a while")
        return row

    def _view(self, row: RowMapping | dict[str, Any]) -> JobView:
        return queries.view_job(row, self._registry)


def check_json_object(value: Any, what: str) -> JsonObject:
    """The value, once it is known to be a JSON object of at most PAYLOAD_LIMIT_BYTES.

    Raises JobPayloadInvalid, JobPayloadTooLarge; `what` names the value in their sentences.
    """
    if not isinstance(value, dict):
        raise JobPayloadInvalid(f"{what} must be a JSON object, not {type(value).__name__}")
    try:
        size_bytes = len(json.dumps(value, allow_nan=False).encode())
    except (TypeError, ValueError, RecursionError) as error:
        raise JobPayloadInvalid(f"{what} is not JSON: {error}") from error
    if size_bytes > PAYLOAD_LIMIT_BYTES:
        raise JobPayloadTooLarge(
            f"{what} has {size_bytes} bytes, more than {PAYLOAD_LIMIT_BYTES}: pass ids, not content",
            limit_bytes=PAYLOAD_LIMIT_BYTES,
        )
    return value


def _placement(kind: JobKind) -> dict[str, Any]:
    return {"kind": kind.name, "lane": kind.lane, "max_attempts": kind.max_attempts}
