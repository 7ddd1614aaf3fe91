"""Jobs of runners that died: queued again, so that a kill loses nothing."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core import clock
from kino.core.db import Database, record_event
from kino.core.jobs import queries
from kino.core.jobs.events import JobFinished, JobQueued
from kino.core.jobs.interface import JobRegistry, JobState

INTERRUPTIONS_MAX = 10  # a job that takes its process down so often is taken for the cause


async def take_back_jobs(
    database: Database, registry: JobRegistry, *, lease_before: datetime | None, except_ids: Collection[UUID]
) -> None:
    """Queue running jobs again whose lease ended before an instant (None: all), but for those named.

    A run cut short this way is not counted as an attempt: the job may be as good as its server was bad.
    """
    async with database.read() as session:
        if not await queries.list_running(
            session, lease_before=lease_before, except_ids=except_ids, lock=False
        ):
            return
    async with database.write() as session:
        for row in await queries.list_running(
            session, lease_before=lease_before, except_ids=except_ids, lock=True
        ):
            await _take_back(session, registry, row)


async def _take_back(session: AsyncSession, registry: JobRegistry, row: RowMapping) -> None:
    now, count = clock.now(), row["interruption_count"] + 1
    values: dict[str, Any] = {
        "claim_id": None,
        "lease_until": None,
        "interruption_count": count,
        "attempt": row["attempt"] - 1,
    }
    if row["is_cancel_requested"]:
        values |= {"state": JobState.CANCELLED, "finished_at": now}
    elif count >= INTERRUPTIONS_MAX:
        values |= {
            "state": JobState.FAILED,
            "finished_at": now,
            "error_code": "JobInterrupted",
            "error_message": f"Kino ended {count} times while this job was running; it is not tried again",
        }
    else:
        values |= {"state": JobState.QUEUED}
    job = queries.view_job(await queries.set_job(session, row["id"], **values), registry)
    record_event(session, JobFinished(job) if job.is_finished else JobQueued(job))
