"""Phase probe: what is in a file, read by worker processes, the title on screen first.

The state of each file is in its row, so a probe that was cut short goes on where it stopped.
"""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.db import Database, record_event
from kino.core.errors import KinoError
from kino.core.events import LiveMessage
from kino.core.workers import WorkerError, WorkerPool
from kino.features.catalog.events import LIVE_IDS, FileProbed
from kino.features.catalog.models import Item, KeyframeIndex, MediaFile
from kino.features.libraries.models import LibraryFolder
from kino.features.scanner import queries
from kino.features.scanner.parts.fingerprint import read_fingerprint
from kino.features.scanner.queries import FoundProblem, UnprobedFile
from kino.media import keyframes, probe
from kino.media.info import MediaInfo

PROBE_TIMEOUT_S = 90.0
KEYFRAME_BUDGET_S = 60.0
BATCH = 16  # files asked for at once; small, so that a title just opened gets its turn soon
_HINTS = {
    "TruncatedFile": "Copy or download it again. It still plays as far as it goes.",
    "NotAMediaFile": "Remove it, or give it the ending of what it is.",
    "NoVideoTrack": "Remove it from the library if it is not a film.",
    "UnreadableFile": "Check that it plays elsewhere and that Kino may read it, then try again.",
    "WorkerCrashed": "The file broke its reader. Remux it, for example with MKVToolNix, and try again.",
    "WorkerTimedOut": "Reading it took too long. Check the disk or the network share, then try again.",
}


@dataclass(frozen=True, slots=True)
class ProbedFile:
    """What a worker found out; plain data that travels between processes."""

    info: dict[str, Any]
    encoded_keyframes: bytes | None
    fingerprint: bytes


def probe_whole(path: bytes) -> ProbedFile:
    """Streams, keyframe index and fingerprint of a file; runs in a worker. Raises MediaError, OSError.

    A file whose end is missing is read as far as it goes: it plays as far, too.
    """
    info = probe.probe_file(path, allow_truncated=True)
    try:
        index = keyframes.encode_keyframes(keyframes.read_keyframes(path, budget_s=KEYFRAME_BUDGET_S))
    except KinoError:
        index = None  # plays directly all the same; the index is for segments
    return ProbedFile(info.to_dict(), index, read_fingerprint(path))


class ProbeWishes:
    """Files and titles that someone looks at right now; they are probed before all others."""

    def __init__(self) -> None:
        self._items: dict[UUID, None] = {}

    def want_first(self, item_id: UUID) -> None:
        """Probe the files of this film, episode or series next."""
        self._items.pop(item_id, None)
        self._items[item_id] = None
        while len(self._items) > 64:
            self._items.pop(next(iter(self._items)))

    def take(self) -> list[UUID]:
        """What is wanted, latest first; asking again answers what came since."""
        wanted = list(reversed(self._items))
        self._items.clear()
        return wanted


async def probe_library(
    database: Database,
    workers: WorkerPool,
    wishes: ProbeWishes,
    library_id: UUID,
    tell: Callable[[int], None],
) -> int:
    """Probe every file of the library that waits for it; how many it were. `tell` gets each batch's size."""
    done = 0
    while True:
        files = await _next_files(database, library_id, wishes.take())
        if not files:
            return done
        await asyncio.gather(*(probe_one(database, workers, file) for file in files))
        done += len(files)
        tell(len(files))
        await _tell_browsers(database, library_id, files)


async def _tell_browsers(database: Database, library_id: UUID, files: Sequence[UnprobedFile]) -> None:
    """One message a batch: a page that shows one of these titles fetches it again."""
    item_ids = {file.item_id for file in files if file.item_id is not None}
    async with database.read() as session:
        rows = await session.scalars(
            select(func.coalesce(Item.series_id, Item.id))
            .where(Item.id.in_(item_ids))
            .distinct()
            .limit(LIVE_IDS)
        )
        titles = [str(one) for one in rows]
    facts = {"library_id": str(library_id), "count": len(titles), "title_ids": titles}
    database.bus.tell(LiveMessage("titles.changed", facts, library_id=library_id))


async def _next_files(database: Database, library_id: UUID, wanted: Sequence[UUID]) -> list[UnprobedFile]:
    query = (
        select(
            MediaFile.id,
            MediaFile.library_id,
            MediaFile.folder_id,
            LibraryFolder.path,
            MediaFile.path,
            MediaFile.item_id,
        )
        .join(LibraryFolder, LibraryFolder.id == MediaFile.folder_id)
        .where(
            MediaFile.library_id == library_id,
            MediaFile.state == "named",
            MediaFile.missing_at.is_(None),
            MediaFile.away_at.is_(None),
        )
        .order_by(MediaFile.id)
        .limit(BATCH)
    )
    async with database.read() as session:
        if wanted:
            of_titles = select(Item.id).where(or_(Item.id.in_(wanted), Item.series_id.in_(wanted)))
            first = await session.execute(query.where(MediaFile.item_id.in_(of_titles)))
            found = [UnprobedFile(*row) for row in first]
            if found:
                return found
        return [UnprobedFile(*row) for row in await session.execute(query)]


async def probe_one(database: Database, workers: WorkerPool, file: UnprobedFile, priority: int = 10) -> None:
    """Probe one file and keep what was found, or the reason why nothing was (an edge: nothing escapes)."""
    full = os.path.join(file.folder_path, file.path)
    try:
        found = await workers.run(probe_whole, full, timeout_s=PROBE_TIMEOUT_S, priority=priority)
    except FileNotFoundError:
        return  # gone since; the next walk says so
    except (KinoError, WorkerError, OSError) as error:
        await _keep_failure(database, file, error)
        return
    await _keep_probe(database, file, found)


async def _keep_probe(database: Database, file: UnprobedFile, found: ProbedFile) -> None:
    info = MediaInfo.from_dict(found.info)
    async with database.write() as session:
        await session.execute(
            update(MediaFile)
            .where(MediaFile.id == file.id)
            .values(**_columns(info), fingerprint=found.fingerprint, media_info=found.info)
            .execution_options(synchronize_session=False)
        )
        if found.encoded_keyframes is not None:
            await session.merge(KeyframeIndex(file_id=file.id, encoded=found.encoded_keyframes))
        problems = []
        if info.is_truncated:
            problems.append(
                FoundProblem(
                    file.path,
                    "truncated",
                    "warning",
                    "The end of the file is missing.",
                    _HINTS["TruncatedFile"],
                    file.id,
                )
            )
        await queries.replace_probe_problems(session, file, problems)
        if file.item_id is not None:
            await _refresh_duration(session, file.item_id)
        record_event(session, FileProbed(file.library_id, file.item_id, file.id))


def _columns(info: MediaInfo) -> dict[str, Any]:
    video = info.video[0] if info.video else None
    return {
        "state": "probed",
        "probed_at": now(),
        "container": info.container[:32],
        "duration_s": info.duration_s,
        "bitrate_bps": info.bitrate_bps,
        "width_px": video.display_width_px if video else None,
        "height_px": video.display_height_px if video else None,
        "hdr_format": video.dynamic_range if video and video.dynamic_range.lower() != "sdr" else None,
        "video_codec": video.codec[:24] if video else None,
        "audio_languages": sorted({track.language for track in info.audio if track.language}),
        "subtitle_languages": sorted({track.language for track in info.subtitles if track.language}),
    }


async def _keep_failure(database: Database, file: UnprobedFile, error: Exception) -> None:
    name = type(error).__name__
    code = {"TruncatedFile": "truncated", "NotAMediaFile": "not_media", "NoVideoTrack": "no_video"}.get(
        name, "worker_crashed" if isinstance(error, WorkerError) else "unreadable"
    )
    detail = error.message if isinstance(error, KinoError) else str(error)
    async with database.write() as session:
        await session.execute(
            update(MediaFile)
            .where(MediaFile.id == file.id)
            .values(state="unreadable", probed_at=now())
            .execution_options(synchronize_session=False)
        )
        hint = _HINTS.get(name, _HINTS["UnreadableFile"])
        problem = FoundProblem(file.path, code, "error", detail, hint, file.id)
        await queries.replace_probe_problems(session, file, [problem])


async def _refresh_duration(session: AsyncSession, item_id: UUID) -> None:
    """An item is as long as its longest version; the parts of one in several files count together."""
    rows = (
        await session.execute(
            select(
                MediaFile.edition,
                MediaFile.quality,
                MediaFile.part_number,
                MediaFile.duration_s,
                MediaFile.id,
            ).where(
                MediaFile.item_id == item_id,
                MediaFile.extra_kind.is_(None),
                MediaFile.missing_at.is_(None),
                MediaFile.duration_s.is_not(None),
            )
        )
    )
    lengths: dict[Any, float] = {}
    for edition, quality, part_number, duration_s, file_id in rows:
        key = (edition, quality) if part_number is not None else file_id
        lengths[key] = lengths.get(key, 0.0) + (duration_s or 0.0)
    if lengths:
        await session.execute(
            update(Item)
            .where(Item.id == item_id)
            .values(duration_s=max(lengths.values()))
            .execution_options(synchronize_session=False)
        )


async def probe_now(database: Database, workers: WorkerPool, file_id: UUID) -> None:
    """Probe this file before everything else; for a film that is to play at once."""
    async with database.read() as session:
        row = (
            await session.execute(
                select(
                    MediaFile.id,
                    MediaFile.library_id,
                    MediaFile.folder_id,
                    LibraryFolder.path,
                    MediaFile.path,
                    MediaFile.item_id,
                )
                .join(LibraryFolder, LibraryFolder.id == MediaFile.folder_id)
                .where(MediaFile.id == file_id)
            )
        ).first()
    if row is not None:
        await probe_one(database, workers, UnprobedFile(*row), priority=0)


async def queue_again(session: AsyncSession, file_ids: Sequence[UUID]) -> None:
    """Have these files probed again."""
    await session.execute(
        update(MediaFile)
        .where(MediaFile.id.in_(file_ids))
        .values(state="named")
        .execution_options(synchronize_session=False)
    )
