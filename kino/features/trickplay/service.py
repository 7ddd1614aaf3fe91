"""The rules of tiles: what there is of a film, and making what is missing."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from kino.core.contained_files import ContainedFileRefused
from kino.core.context import ServerContext
from kino.core.errors import KinoError
from kino.core.workers import WorkerCrashed, WorkerFunctionFailed, WorkerPool, WorkerTimedOut
from kino.features.catalog.film_files import FilmFile, find_film_file
from kino.features.libraries.errors import DiskSilent
from kino.features.libraries.parts.disks import Disks
from kino.features.trickplay import queries
from kino.features.trickplay.parts.draw import draw_contained_sheet, prepare_worker
from kino.features.trickplay.parts.tile_store import TileStore, name_version
from kino.features.trickplay.schemas import TrickplayTiles
from kino.media.errors import MediaError, UnreadableFile
from kino.media.info import MediaInfo
from kino.media.trickplay import TileLayout, TileSheet, lay_out_tiles

PREFIX = "/api/trickplay"
# Longer than a sheet gives itself, so that its own sentence is heard first.
SHEET_TIMEOUT_S = 180.0
LOOKED_AT, AHEAD = 0, 10
# What a disk that goes or hangs, or a machine short of memory, brings about as well as a film.
_PASSING = (ContainedFileRefused, WorkerCrashed, WorkerTimedOut)
_UNUSABLE = (MediaError, WorkerFunctionFailed, *_PASSING)


class TileWorkers(WorkerPool):
    """One process of its own that gives way to all others; sheets of the film on screen come first."""

    def __init__(self) -> None:
        super().__init__(1, initializer=prepare_worker)


@dataclass(frozen=True, slots=True)
class TileRefusal:
    """A film that has no tiles, and why.

    is_passing: it may have some as soon as its disk is back; the next job tries again, this one does not.
    """

    reason: str
    is_passing: bool


async def read_tiles(store: TileStore, film: FilmFile) -> TrickplayTiles:
    """What there is of the film's tiles, sheet by sheet as it lies on the disk."""
    layout = lay_out_tiles(MediaInfo.from_dict(film.media_info))
    if layout is None:
        return TrickplayTiles(file_id=film.id, state="none", reason="The length of this film is not known.")
    version = name_version(film.size_bytes, film.mtime_ns)
    are_there = await asyncio.to_thread(store.list_sheets, film.id, version, layout.sheet_count)
    refusal = None if all(are_there) else await asyncio.to_thread(store.find_refusal, film.id, version)
    if refusal is None and film.is_away and not any(are_there):
        refusal = "The disk that holds this film is not connected."
    return TrickplayTiles(
        file_id=film.id,
        state="ready" if all(are_there) else "none" if refusal else "making",
        reason=refusal,
        interval_s=layout.interval_s,
        tile_width_px=layout.width_px,
        tile_height_px=layout.height_px,
        column_count=layout.columns,
        row_count=layout.rows,
        tile_count=layout.tile_count,
        sheet_urls=[
            f"{PREFIX}/{film.id}/{version}/{number}.webp" if is_there else None
            for number, is_there in enumerate(are_there)
        ],
    )


async def make_tiles(
    context: ServerContext,
    film: FilmFile,
    *,
    at_s: float,
    priority: int,
    note: Callable[[int, int], Awaitable[None]],
) -> TileRefusal | None:
    """Every sheet of the film is there, the one that shows at_s first; None, or why not.

    priority: LOOKED_AT or AHEAD. note: awaited with (sheets there, sheets in all) before each sheet; what it
    raises ends the work. Raises TilesUnwritable.
    """
    info = MediaInfo.from_dict(film.media_info)
    layout = lay_out_tiles(info)
    if layout is None:
        return TileRefusal("The length of this film is not known.", is_passing=False)
    if film.is_away:
        return TileRefusal("The disk that holds this film is not connected.", is_passing=True)
    store = context.part(TileStore)
    version = name_version(film.size_bytes, film.mtime_ns)
    are_there = await asyncio.to_thread(store.list_sheets, film.id, version, layout.sheet_count)
    async with context.database.read() as session:
        keyframes = await queries.find_keyframes(session, film.id)
    for number in _order(layout, at_s):
        if are_there[number]:
            continue
        await note(sum(are_there), len(are_there))
        try:
            drawn = await _draw(context, film, info, layout, number, keyframes, priority)
        except _UNUSABLE as error:
            is_passing = await _is_passing(context, film, error)
            if not is_passing:
                await asyncio.to_thread(store.refuse, film.id, version, error.message)
            return TileRefusal(error.message, is_passing)
        await asyncio.to_thread(store.keep, film.id, version, number, drawn.webp)
        await asyncio.to_thread(store.make_room, film.id)
        are_there[number] = True
    await note(len(are_there), len(are_there))
    return None


async def _is_passing(context: ServerContext, film: FilmFile, error: KinoError) -> bool:
    """Whether the film itself may be well: its disk is away or silent, or could not read what is there."""
    if isinstance(error, _PASSING):
        return True
    if not isinstance(error, MediaError):
        return False
    path = os.path.join(film.root, film.path)  # noqa: PTH118 - names on disk are bytes
    try:
        found = await context.part(Disks).ask(os.fsdecode(path), os.stat, path)
    except (OSError, DiskSilent):
        return True
    is_same = (found.st_size, found.st_mtime_ns) == (film.size_bytes, film.mtime_ns)
    return is_same and isinstance(error, UnreadableFile)


async def _draw(
    context: ServerContext,
    film: FilmFile,
    info: MediaInfo,
    layout: TileLayout,
    number: int,
    keyframes: bytes | None,
    priority: int,
) -> TileSheet:
    dolby_vision = info.video[0].dolby_vision
    drawn = await context.part(TileWorkers).run(
        draw_contained_sheet,
        film.root,
        film.path,
        (film.size_bytes, film.mtime_ns),
        layout,
        number,
        keyframes,
        info.start_s,
        dolby_vision is not None and dolby_vision.compatibility_id == 0,
        timeout_s=SHEET_TIMEOUT_S,
        priority=priority,
    )
    wanted = (*layout.size_px(number), len(layout.tiles_of(number)))
    if (drawn.width_px, drawn.height_px, drawn.tile_count) != wanted:
        raise WorkerFunctionFailed(f"Sheet {number} came back with other measures than it was asked for.")
    return drawn


def _order(layout: TileLayout, at_s: float) -> list[int]:
    """Sheets from the one that is looked at to the end, then those before it."""
    first = layout.sheet_at(at_s)
    return [*range(first, layout.sheet_count), *range(first - 1, -1, -1)]


async def find_film(context: ServerContext, file_id: UUID) -> FilmFile | None:
    """The probed file, whoever may see it."""
    async with context.database.read() as session:
        return await find_film_file(session, file_id, None)
