"""The rules of the demo library: how it comes to be, what is told of it, and how it goes away."""

import asyncio
import contextlib
import os
import shutil
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.context import ServerContext
from kino.core.errors import KinoError
from kino.core.events import LiveMessage
from kino.core.house import find_setting, list_settings, put_setting, remove_setting
from kino.core.jobs.interface import JobQueue, JobState
from kino.features.catalog.parts.place_files import place_titles
from kino.features.demo import queries
from kino.features.demo.errors import DemoNotThere
from kino.features.demo.parts.desk import Activity, DemoDesk, Trouble
from kino.features.demo.parts.name_files import (
    HERO_KEY,
    LIBRARY_KIND,
    disk_path,
    episode_facts,
    list_awaited,
    list_files_in_turn,
    slug_of,
    title_facts,
)
from kino.features.demo.parts.on_disk import make_folders, remove_unchanged
from kino.features.demo.parts.place_library import DemoFile
from kino.features.demo.parts.put_pictures import put_pictures
from kino.features.demo.parts.take_in import LANGUAGE, PLACED_SETTING
from kino.features.demo.queries import PlacedRow
from kino.features.demo.schemas import DemoFilm, DemoStatus
from kino.features.libraries.queries import list_folders
from kino.features.libraries.service import create_library
from kino.features.metadata.facts import ItemFacts
from kino.features.metadata.service import apply_many

LIBRARY_NAME = "Demo"
PREPARE = "demo.prepare"
FETCH = "demo.fetch"
# Something to play comes before the films themselves; both share a lane of one place.
PREPARE_PRIORITY = 10
TROUBLES_SETTING = "demo.troubles"  # {"is_offline": …, "films": {slug: [reason, is_final]}}


async def add_demo_library(context: ServerContext) -> UUID:
    """The house has a demo library whose titles can be seen at once; its films come in the background.

    A second call changes nothing, but looks after what is still missing. Raises DemoFolderUnusable,
    FolderOverlaps (another library has the folder).
    """
    desk = context.part(DemoDesk)
    async with desk.adding:
        async with context.database.read() as session:
            place = await queries.find_place(session)
        if place is not None:
            desk.library_id = place.library_id
            await asyncio.to_thread(make_folders, desk.root)
            await resume(context)
            return place.library_id
        await asyncio.to_thread(make_folders, desk.root)
        async with context.database.write() as session:
            library = await create_library(
                session,
                name=LIBRARY_NAME,
                kind=LIBRARY_KIND,
                language=LANGUAGE,
                folders=[os.fsencode(desk.root)],
                is_demo=True,
            )
            folders = await list_folders(session, library.id)
            await _place_titles(session, library.id, folders[0].id)
            await enqueue_work(session, context.part(JobQueue), library.id)
            desk.library_id = library.id
        return library.id


async def show_pictures(context: ServerContext, within_s: float) -> None:
    """Return once the home screen shows its pictures, or after so long; the job goes on with what is left."""
    async with context.database.read() as session:
        place = await queries.find_place(session)
    if place is not None:
        with contextlib.suppress(KinoError, TimeoutError):
            async with asyncio.timeout(within_s):
                await put_pictures(context, place, is_first_look=True)


async def _place_titles(session: AsyncSession, library_id: UUID, folder_id: UUID) -> None:
    awaited = list_awaited(folder_id, now())
    placed = await place_titles(session, library_id, LANGUAGE, [placement for _, placement in awaited])
    told: dict[UUID, ItemFacts] = {}
    for (file, _), (item_id, title_id) in zip(awaited, placed, strict=True):
        told[title_id] = title_facts(file)
        if file.episode is not None:
            told[item_id] = episode_facts(file)
        if file.title.key == HERO_KEY:
            await queries.feature_if_none(session, title_id)
    await apply_many(session, list(told.items()))
    await queries.mark_waiting(session, list(told))


async def enqueue_work(session: AsyncSession, queue: JobQueue, library_id: UUID) -> None:
    """Stand-ins are drawn soon, and films fetched after them; waiting jobs of the same kind are joined."""
    payload = {"library_id": str(library_id)}
    await queue.enqueue(
        session,
        PREPARE,
        payload,
        priority=PREPARE_PRIORITY,
        dedupe_key=str(library_id),
        library_id=library_id,
    )
    await enqueue_fetch(session, queue, library_id)


async def enqueue_fetch(
    session: AsyncSession, queue: JobQueue, library_id: UUID, *, delay_s: float = 0.0
) -> None:
    """Films that are missing are fetched after the delay; one that waits takes the earlier time of both."""
    await queue.enqueue(
        session,
        FETCH,
        {"library_id": str(library_id)},
        dedupe_key=str(library_id),
        delay_s=delay_s,
        library_id=library_id,
    )


async def resume(context: ServerContext) -> None:
    """What is known of the demo is read again after a start, and work that is left goes on."""
    desk = context.part(DemoDesk)
    async with context.database.read() as session:
        place = await queries.find_place(session)
        stored = await list_settings(session, "demo.")
        rows = await queries.list_files(session, place.folder_id) if place is not None else {}
    if place is None:
        if stored:
            await _remove_files(context)  # a crash came between the library's end and its files'
        return
    desk.library_id = place.library_id
    troubles = stored.get(TROUBLES_SETTING) or {}
    desk.is_offline = bool(troubles.get("is_offline"))
    desk.troubles = {slug: Trouble(*one) for slug, one in troubles.get("films", {}).items()}
    if any(not _is_real(rows.get(disk_path(file))) for file in list_files_in_turn()):
        async with context.database.write() as session:
            await enqueue_work(session, context.part(JobQueue), place.library_id)


async def fetch_now(context: ServerContext) -> None:
    """Films that are missing are tried again at once. Raises DemoNotThere."""
    async with context.database.write() as session:
        place = await queries.find_place(session)
        if place is None:
            raise DemoNotThere("This house has no demo library. Add it first.")
        await enqueue_work(session, context.part(JobQueue), place.library_id)


async def describe_demo(context: ServerContext) -> DemoStatus:
    """Each film and episode of the demo with its state and its reason."""
    desk = context.part(DemoDesk)
    async with context.database.read() as session:
        place = await queries.find_place(session)
        rows = await queries.list_files(session, place.folder_id) if place is not None else {}
    if place is None:
        return DemoStatus(is_present=False, library_id=None, is_offline=False, films=[])
    return DemoStatus(
        is_present=True,
        library_id=place.library_id,
        is_offline=desk.is_offline,
        films=[_describe(desk, file, rows.get(disk_path(file))) for file in list_files_in_turn()],
    )


def _is_real(row: PlacedRow | None) -> bool:
    return row is not None and not row.is_missing and not row.is_stand_in


def _describe(desk: DemoDesk, file: DemoFile, row: PlacedRow | None) -> DemoFilm:
    slug = slug_of(file)
    is_playable = row is not None and not row.is_missing
    activity, trouble = desk.activities.get(slug), desk.troubles.get(slug)
    if _is_real(row):
        assert row is not None
        activity, trouble = Activity("real", row.size_bytes, row.size_bytes), None
    elif activity is None and trouble is not None and trouble.is_final:
        activity = Activity("failed")
    elif activity is None:
        activity = Activity("stand_in" if is_playable else "waiting")
    return DemoFilm(
        slug=slug,
        title=file.label,
        state=activity.state,
        is_playable=is_playable,
        done_bytes=activity.done_bytes,
        total_bytes=activity.total_bytes,
        reason=trouble.reason if trouble is not None else None,
    )


def tell(context: ServerContext, file: DemoFile, activity: Activity | None) -> None:
    """Admins hear what is being done for a film; None: nothing any more."""
    desk, slug = context.part(DemoDesk), slug_of(file)
    if activity is None:
        desk.activities.pop(slug, None)
    else:
        desk.activities[slug] = activity
    facts: dict[str, Any] = {
        "slug": slug,
        "state": activity.state if activity else None,
        "done_bytes": activity.done_bytes if activity else None,
        "total_bytes": activity.total_bytes if activity else None,
    }
    context.bus.tell(LiveMessage("demo.changed", facts, admins_only=True))


async def keep_troubles(context: ServerContext) -> None:
    """What keeps films away is known after a restart, too."""
    desk = context.part(DemoDesk)
    films = {slug: [one.reason, one.is_final] for slug, one in desk.troubles.items()}
    async with context.database.write() as session:
        if desk.library_id is not None:
            await put_setting(session, TROUBLES_SETTING, {"is_offline": desk.is_offline, "films": films})


async def forget_library(context: ServerContext, library_id: UUID) -> None:
    """The demo library was deleted: its work ends, and what Kino put into its folder is gone."""
    queue = context.part(JobQueue)
    context.part(DemoDesk).forget()
    async with context.database.write() as session:
        page = await queue.list_jobs(
            session, states=(JobState.QUEUED, JobState.RUNNING), library_id=library_id, limit=200
        )
        for job in page.jobs:
            if job.kind in (PREPARE, FETCH):
                await queue.cancel(session, job.id)
    await _remove_files(context)


async def _remove_files(context: ServerContext) -> None:
    desk = context.part(DemoDesk)
    async with desk.placing:
        async with context.database.read() as session:
            placed = await find_setting(session, PLACED_SETTING, {})
        whole = {str(path): (int(size), int(mtime)) for path, (size, mtime) in placed.items()}
        await asyncio.to_thread(remove_unchanged, desk.root, whole)
        await asyncio.to_thread(shutil.rmtree, desk.incoming, ignore_errors=True)
        async with context.database.write() as session:
            await remove_setting(session, PLACED_SETTING)
            await remove_setting(session, TROUBLES_SETTING)
