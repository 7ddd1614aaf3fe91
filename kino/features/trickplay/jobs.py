"""Background work of trickplay: the film just opened, all others ahead of time, and once a day order."""

import asyncio
import time
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.context import ServerContext
from kino.core.jobs.errors import JobImpossible
from kino.core.jobs.interface import JobContext, JobKind, JobQueue, JobRegistry, JsonObject
from kino.core.jobs.schedules import Schedule
from kino.features.trickplay import queries, service
from kino.features.trickplay.parts.tile_store import TileStore, name_version

MAKE_FILM, MAKE_AHEAD, TIDY = "trickplay.make_film", "trickplay.make_ahead", "trickplay.tidy"
# Somebody's finger is on the timeline already.
OPENED_PRIORITY, AHEAD_PRIORITY = 100, -50
# New films first get their names, facts and pictures.
AHEAD_DELAY_S = 300.0
PAGE, MOST_REASONS = 200, 50
# Above this share of the bound nothing is made ahead: it would only push out what somebody looked at.
FULL_SHARE = 0.9
PARTIAL_FOR_S = 3_600.0


def register_jobs(context: ServerContext) -> None:
    """Register the kinds and what runs daily."""

    async def film(job: JobContext) -> JsonObject:
        return await make_film(context, job)

    async def ahead(job: JobContext) -> JsonObject:
        return await make_ahead(context, job)

    async def order(job: JobContext) -> JsonObject:
        return {"removed_count": await tidy(context, job)}

    registry = context.part(JobRegistry)
    registry.register(JobKind(MAKE_FILM, film, lane="trickplay", max_attempts=2, join_payloads=_newest))
    registry.register(JobKind(MAKE_AHEAD, ahead, lane="trickplay"))
    registry.register(JobKind(TIDY, order))
    registry.register_schedule(Schedule(MAKE_AHEAD, MAKE_AHEAD, daily_at="02:30", priority=AHEAD_PRIORITY))
    registry.register_schedule(Schedule(TIDY, TIDY, daily_at="04:45"))


def _newest(_queued: JsonObject, wish: JsonObject) -> JsonObject:
    return wish


async def enqueue_film(
    session: AsyncSession, queue: JobQueue, file_id: UUID, library_id: UUID, at_s: float
) -> None:
    """The film's tiles are made next, those around at_s first."""
    await queue.enqueue(
        session,
        MAKE_FILM,
        {"file_id": str(file_id), "at_s": at_s},
        priority=OPENED_PRIORITY,
        dedupe_key=file_id.hex,
        library_id=library_id,
    )


async def enqueue_ahead(session: AsyncSession, queue: JobQueue, delay_s: float = AHEAD_DELAY_S) -> None:
    """Tiles of all films are made once the house is quiet."""
    await queue.enqueue(session, MAKE_AHEAD, priority=AHEAD_PRIORITY, dedupe_key="house", delay_s=delay_s)


async def make_film(context: ServerContext, job: JobContext) -> JsonObject:
    """The tiles of one film, now. Raises JobImpossible with the reason when there can be none."""
    film = await service.find_film(context, UUID(job.payload["file_id"]))
    if film is None:
        return {"sheet_count": 0}
    made = 0

    async def note(done: int, total: int) -> None:
        nonlocal made
        made = done
        job.raise_if_cancelled()
        await job.report(done, total, "trickplay.drawing")

    at_s = float(job.payload.get("at_s") or 0.0)
    refusal = await service.make_tiles(context, film, at_s=at_s, priority=service.LOOKED_AT, note=note)
    if refusal is not None:
        raise JobImpossible(refusal.reason)
    return {"sheet_count": made}


async def make_ahead(context: ServerContext, job: JobContext) -> JsonObject:
    """Tiles of every film that has none, the newest first, while there is room.

    What is there already is passed by, so an interrupted job goes on where it stood.
    """
    store = context.part(TileStore)
    made = 0
    reasons: list[dict[str, str]] = []
    before_id: UUID | None = None

    async def note(_done: int, _total: int) -> None:
        job.raise_if_cancelled()

    while True:
        async with context.database.read() as session:
            page = await queries.list_films_to_make(session, before_id, PAGE)
        if not page:
            break
        for file_id, size_bytes, mtime_ns in page:
            job.raise_if_cancelled()
            before_id = file_id
            size = await asyncio.to_thread(lambda: store.size_bytes)
            if size > store.most_bytes * FULL_SHARE:
                return {"made_count": made, "is_full": True, "reasons": reasons}
            version = name_version(size_bytes, mtime_ns)
            refused = await asyncio.to_thread(store.find_refusal, file_id, version)
            film = await service.find_film(context, file_id)
            if film is None or refused:
                continue
            if (await service.read_tiles(store, film)).state != "making":
                continue
            await job.report(made, None, "trickplay.drawing")
            refusal = await service.make_tiles(context, film, at_s=0.0, priority=service.AHEAD, note=note)
            made += refusal is None
            if refusal is not None and len(reasons) < MOST_REASONS:
                reasons.append({"file_id": str(file_id), "detail": refusal.reason})
    await job.report(made, made, "trickplay.done", made=made)
    return {"made_count": made, "is_full": False, "reasons": reasons}


async def tidy(context: ServerContext, job: JobContext) -> int:
    """Tiles of files that are no more, or others by now, are gone; so is what a kill left. How many films."""
    store = context.part(TileStore)
    films = await asyncio.to_thread(lambda: list(store.list_films()))
    removed = 0
    for start in range(0, len(films), PAGE):
        job.raise_if_cancelled()
        part = {}
        for film in films[start : start + PAGE]:
            try:
                part[UUID(hex=film.name)] = film
            except ValueError:
                continue
        async with context.database.read() as session:
            facts = await queries.find_facts(session, list(part))
        for file_id, film in part.items():
            known = name_version(*facts[file_id]) if file_id in facts else None
            if known not in await asyncio.to_thread(store.list_versions, film):
                await asyncio.to_thread(store.remove, file_id)
                removed += 1
            else:
                await asyncio.to_thread(store.remove_partials, film, time.time() - PARTIAL_FOR_S)
    return removed
