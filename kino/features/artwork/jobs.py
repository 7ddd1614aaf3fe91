"""Background work of artwork: fill a library with pictures, and once a day put the folder in order."""

import asyncio
import time
from uuid import UUID

from kino.core.context import ServerContext
from kino.core.jobs.interface import JobContext, JobKind, JobQueue, JobRegistry, JsonObject
from kino.core.jobs.schedules import Schedule
from kino.core.workers import WorkerPool
from kino.features.artwork import queries
from kino.features.artwork.events import PicturesSought
from kino.features.artwork.parts.fill_items import PictureFinder
from kino.features.artwork.parts.gather_wishes import FILL_LIBRARY, enqueue_fill
from kino.features.artwork.parts.on_screen import OnScreen
from kino.features.artwork.parts.picture_store import PictureStore

TIDY = "artwork.tidy"
# Few enough that a title on screen waits for one round of stills only, some seconds.
ROUND_ITEMS = 8
MOST_REASONS = 50
# A picture is on disk before its row is written; a day is longer than any such moment.
UNUSED_AFTER_S = 86_400.0
TIDY_BATCH = 500
MISSED_ITEMS = 1_000


def register_jobs(context: ServerContext) -> None:
    """Register what artwork does in the background."""

    async def fill(job: JobContext) -> JsonObject:
        return await fill_library(context, job)

    async def tidy(job: JobContext) -> JsonObject:
        return {
            "removed_count": await remove_unused(context, job),
            "missed_count": await wish_for_missed(context),
        }

    registry = context.part(JobRegistry)
    registry.register(JobKind(FILL_LIBRARY, fill, lane="artwork"))
    registry.register(JobKind(TIDY, tidy, lane="artwork"))
    registry.register_schedule(Schedule(TIDY, TIDY, daily_at="04:40"))


async def fill_library(context: ServerContext, job: JobContext) -> JsonObject:
    """Look for the pictures of every item that waits, the title on screen first, until none does.

    Wishes are settled round by round, so an interrupted job goes on where it stood.
    """
    library_id = UUID(job.payload["library_id"])
    database = context.database
    finder = PictureFinder(database, context.part(WorkerPool), context.part(PictureStore))
    screen = context.part(OnScreen)
    done = made = 0
    reasons: list[dict[str, str]] = []
    while True:
        job.raise_if_cancelled()
        first = screen.list_ids()
        async with database.read() as session:
            wishes, is_on_screen = await queries.list_wishes(session, library_id, first, ROUND_ITEMS)
            waiting = await queries.count_wishes(session, library_id)
        if not wishes:
            break
        total = done + max(waiting, len(wishes))
        await job.report(done, total, "artwork.looking")
        context.bus.publish(PicturesSought(library_id, done, total))
        found = await finder.fill(wishes, is_on_screen=is_on_screen)
        done += len(wishes)
        made += sum(len(each.made) for each in found)
        reasons += [reason.to_json() for each in found for reason in each.unusable]
    await job.report(done, done, "artwork.done", made=made, unusable=len(reasons))
    context.bus.publish(PicturesSought(library_id, done, done))
    return {
        "item_count": done,
        "made_count": made,
        "unusable_count": len(reasons),
        "reasons": reasons[:MOST_REASONS],
    }


async def remove_unused(context: ServerContext, job: JobContext) -> int:
    """Pictures that nobody shows any more are gone from the disk; how many."""
    store = context.part(PictureStore)
    hashes = await asyncio.to_thread(lambda: list(store.list_hashes(time.time() - UNUSED_AFTER_S)))
    removed = 0
    for start in range(0, len(hashes), TIDY_BATCH):
        job.raise_if_cancelled()
        part = hashes[start : start + TIDY_BATCH]
        async with context.database.read() as session:
            used = await queries.find_used_hashes(session, part)
        for unused in (each for each in part if each not in used):
            await asyncio.to_thread(store.remove, unused)
            removed += 1
    return removed


async def wish_for_missed(context: ServerContext) -> int:
    """Items that ought to have a still and have none, whatever the reason, wait for one now."""
    async with context.database.read() as session:
        missed = await queries.list_unshown_items(session, MISSED_ITEMS)
    by_library: dict[UUID, list[UUID]] = {}
    for library_id, item_id in missed:
        by_library.setdefault(library_id, []).append(item_id)
    for library_id, item_ids in by_library.items():
        async with context.database.write() as session:
            await queries.add_wishes(session, library_id, item_ids)
            await enqueue_fill(session, context.part(JobQueue), library_id)
    return len(missed)
