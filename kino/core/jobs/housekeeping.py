"""Finished jobs are forgotten after a while, successes sooner than what someone may want to look into."""

from kino.core.db import Database
from kino.core.jobs.interface import (
    FINISHED_STATES,
    JobContext,
    JobKind,
    JobQueue,
    JobRegistry,
    JobState,
    JsonObject,
)
from kino.core.jobs.schedules import Schedule

KIND_NAME = "jobs.forget_finished"
DAY_S = 86_400.0
KEEP_S = {JobState.SUCCEEDED: 3 * DAY_S, JobState.CANCELLED: 3 * DAY_S, JobState.FAILED: 30 * DAY_S}
BATCH = 1_000  # short transactions: on SQLite everyone who writes waits for them


def register_housekeeping(registry: JobRegistry, database: Database, queue: JobQueue) -> None:
    """Register the kind that forgets finished jobs, and its daily schedule."""

    async def forget_finished(context: JobContext) -> JsonObject:
        count = 0
        for state in FINISHED_STATES:
            deleted = BATCH
            while deleted == BATCH:
                context.raise_if_cancelled()
                async with database.write() as session:
                    deleted = await queue.delete_finished(
                        session, older_than_s=KEEP_S[state], states=(state,), limit=BATCH
                    )
                count += deleted
        return {"deleted_count": count}

    registry.register(JobKind(KIND_NAME, forget_finished))
    registry.register_schedule(Schedule(KIND_NAME, KIND_NAME, daily_at="04:30"))
