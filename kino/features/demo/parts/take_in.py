"""Files of the demo that appear on disk join their titles, and say whether they are stand-ins."""

import asyncio
import os
from collections.abc import Collection, Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.context import ServerContext
from kino.core.db import record_event
from kino.core.house import find_setting, put_setting
from kino.core.jobs.interface import JobQueue
from kino.features.catalog.events import TitlesChanged
from kino.features.catalog.parts.place_files import place_files
from kino.features.demo import queries
from kino.features.demo.parts.desk import DemoDesk
from kino.features.demo.parts.name_files import disk_path, list_placements
from kino.features.demo.parts.on_disk import DiskFile, find_files, find_marks, remove_drawn
from kino.features.demo.parts.place_library import DemoFile
from kino.features.demo.queries import DemoPlace, PlacedRow
from kino.features.scanner.jobs import enqueue_probe
from kino.features.viewing import service as viewing

LANGUAGE = "en"  # of the demo library: how its titles are sorted
PLACED_SETTING = "demo.placed"  # {path: [size_bytes, mtime_ns]}: what may be removed with the library


async def look_again(context: ServerContext, place: DemoPlace, files: Sequence[DemoFile]) -> list[DiskFile]:
    """What lies on disk, taken into the catalogue; a start after a crash finds everything as it is."""
    found = await asyncio.to_thread(find_files, Path(os.fsdecode(place.root)), files)
    await _take_in(context, place, found)
    return found


async def take_in(context: ServerContext, place: DemoPlace, files: Sequence[DemoFile]) -> bool:
    """The files that have just appeared on disk are their titles' own.

    False, and they are gone, without library.
    """
    root = Path(os.fsdecode(place.root))
    found = await asyncio.to_thread(find_files, root, files)
    if await _take_in(context, place, found, is_ours=True):
        return True
    for file in files:
        await asyncio.to_thread(remove_drawn, root, file)
    return False


async def _take_in(
    context: ServerContext, place: DemoPlace, found: Sequence[DiskFile], *, is_ours: bool = False
) -> bool:
    async with context.part(DemoDesk).placing, context.database.write() as session:
        if await queries.find_place(session) != place:
            return False
        known = await queries.list_files(session, place.folder_id)
        changed = [one for one in found if _differs(one, known.get(disk_path(one.file)))]
        if changed:
            placements = list_placements(place.folder_id, changed)
            await place_files(session, place.library_id, LANGUAGE, placements)
            await enqueue_probe(session, context.part(JobQueue), place.library_id)
        # A stand-in is ours in any case; a film that lies here may be the household's own.
        await _note_placed(session, [one for one in found if is_ours or one.is_stand_in])
        await _refresh_stand_ins(session, place.library_id)
    return True


async def _refresh_stand_ins(session: AsyncSession, library_id: UUID, *, is_news: bool = False) -> None:
    news = await queries.refresh_stand_ins(session, library_id)
    # A minute of a drawn picture is not the film: whoever played it has not seen any of what has come now.
    await viewing.forget_plays(session, news.arrived_ids)
    if news.title_ids or is_news:
        record_event(session, TitlesChanged(library_id, tuple(sorted(news.title_ids))))


def _differs(one: DiskFile, row: PlacedRow | None) -> bool:
    facts = (one.size_bytes, one.mtime_ns, one.is_stand_in)
    return row is None or row.is_missing or facts != (row.size_bytes, row.mtime_ns, row.is_stand_in)


async def _note_placed(session: AsyncSession, found: Sequence[DiskFile]) -> None:
    placed = dict(await find_setting(session, PLACED_SETTING, {}))
    noted = placed | {str(one.file.path): [one.size_bytes, one.mtime_ns] for one in found}
    if noted != placed:
        await put_setting(session, PLACED_SETTING, noted)


async def keep_marks(context: ServerContext, file_ids: Collection[UUID]) -> None:
    """Files that a scan has placed say what they are: the mark inside of them decides."""
    async with context.database.read() as session:
        place = await queries.find_place(session)
        rows = await queries.list_placed(session, place.folder_id, file_ids) if place is not None else []
    if place is None or not rows:
        return
    root = Path(os.fsdecode(place.root))
    marks = await asyncio.to_thread(find_marks, root, [row.path for row in rows])
    wrong = {
        row.id: marks[row.path] for row in rows if row.path in marks and marks[row.path] != row.is_stand_in
    }
    async with context.database.write() as session:
        await queries.mark_stand_ins(session, wrong)
        await _refresh_stand_ins(session, place.library_id, is_news=bool(wrong))
