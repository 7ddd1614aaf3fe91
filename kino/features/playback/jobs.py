"""Background work of playback: once a day, what was played long ago is forgotten. History is viewing's."""

from datetime import timedelta

from kino.core.clock import now
from kino.core.context import ServerContext
from kino.core.jobs.interface import JobContext, JobKind, JobRegistry, JsonObject
from kino.core.jobs.schedules import Schedule
from kino.features.playback import queries

FORGET_ENDED = "playback.forget_ended"
KEEP_FOR = timedelta(days=7)  # long enough to look into what somebody complains about
BATCH = 1_000  # short transactions: on SQLite everyone who writes waits for them


def register_jobs(context: ServerContext) -> None:
    """Register the kind and its daily schedule."""

    async def forget(job: JobContext) -> JsonObject:
        return {"deleted_count": await forget_ended(context, job)}

    registry = context.part(JobRegistry)
    registry.register(JobKind(FORGET_ENDED, forget))
    registry.register_schedule(Schedule(FORGET_ENDED, FORGET_ENDED, daily_at="04:50"))


async def forget_ended(context: ServerContext, job: JobContext) -> int:
    """Playbacks that were not heard of for KEEP_FOR are gone from their table; how many."""
    before = now() - KEEP_FOR
    count = 0
    deleted = BATCH
    while deleted == BATCH:
        job.raise_if_cancelled()
        async with context.database.write() as session:
            deleted = await queries.delete_unheard(session, before, BATCH)
        count += deleted
    return count
