"""Every statement on the table of schedules. Nothing here commits."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import RowMapping, Table, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.jobs.models import JobSchedule

schedule = cast("Table", JobSchedule.__table__)


async def list_schedules(session: AsyncSession, names: Collection[str]) -> Sequence[RowMapping]:
    """What is kept of these schedules, by name."""
    statement = select(*schedule.c).where(schedule.c.name.in_(names)).order_by(schedule.c.name)
    return (await session.execute(statement)).mappings().all()


async def save_rule(session: AsyncSession, name: str, rule: str, next_run_at: datetime) -> None:
    """Note a schedule that is new, or whose rule differs from the noted one; others stay as they are."""
    known = await session.scalar(select(schedule.c.rule).where(schedule.c.name == name))
    if known == rule:
        return
    if known is None:
        try:
            async with session.begin_nested():
                await session.execute(insert(schedule).values(name=name, rule=rule, next_run_at=next_run_at))
        except IntegrityError:
            pass  # another runner has just noted it
        return
    await session.execute(
        update(schedule).where(schedule.c.name == name).values(rule=rule, next_run_at=next_run_at)
    )


async def take_due_run(
    session: AsyncSession, name: str, planned_at: datetime, next_run_at: datetime, now: datetime
) -> bool:
    """Move a schedule on from a run that is due; False when someone else has taken that run."""
    taken = await session.execute(
        update(schedule)
        .where(schedule.c.name == name, schedule.c.next_run_at == planned_at)
        .values(next_run_at=next_run_at, last_queued_at=now)
        .returning(schedule.c.name)
    )
    return taken.one_or_none() is not None


async def set_last_job(session: AsyncSession, name: str, job_id: UUID) -> None:
    """Note the job that the latest run became."""
    await session.execute(update(schedule).where(schedule.c.name == name).values(last_job_id=job_id))
