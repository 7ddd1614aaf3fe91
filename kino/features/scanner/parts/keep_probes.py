"""What probes found out goes into the catalogue, some dozen files in one transaction."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.db import record_event
from kino.core.errors import KinoError
from kino.core.workers import WorkerError
from kino.features.artwork import service as artwork
from kino.features.catalog.events import FileProbed
from kino.features.catalog.models import Item, KeyframeIndex, MediaFile
from kino.features.scanner import queries
from kino.features.scanner.parts.file_kinds import AUDIO_EXTENSIONS
from kino.features.scanner.parts.name_files import find_ending
from kino.features.scanner.queries import PROBE_CODES, FoundProblem, UnprobedFile
from kino.media.info import MediaInfo

_HINTS = {
    "TruncatedFile": "Copy or download it again. It still plays as far as it goes.",
    "NotAMediaFile": "Remove it, or give it the ending of what it is.",
    "NoVideoTrack": "Remove it from the library if it is not a film.",
    "UnreadableFile": "Check that it plays elsewhere and that Kino may read it, then try again.",
    "WorkerCrashed": "The file broke its reader. Remux it, for example with MKVToolNix, and try again.",
    "WorkerTimedOut": "Reading it took too long. Check the disk or the network share, then try again.",
}
_CODES = {"TruncatedFile": "truncated", "NotAMediaFile": "not_media", "NoVideoTrack": "no_video"}


@dataclass(frozen=True, slots=True)
class ProbeOutcome:
    """What became of a probe: info (MediaInfo as a dict), or an error, or neither for a file that is gone."""

    file: UnprobedFile
    info: dict[str, Any] | None = None
    encoded_keyframes: bytes | None = None
    fingerprint: bytes | None = None
    error: Exception | None = None


async def keep_probes(session: AsyncSession, outcomes: Sequence[ProbeOutcome]) -> None:
    """Keep what was found, or why nothing was. Files that are other ones by now are passed over."""
    current = await _list_current(session, outcomes)
    seen = [one for one in outcomes if one.file.id in current and (one.info or one.error)]
    if not seen:
        return
    await _write_rows(session, seen)
    await _write_keyframes(session, seen)
    await _write_problems(session, seen)
    read = [one for one in seen if one.info is not None]
    await _refresh_durations(session, {one.file.item_id for one in read if one.file.item_id is not None})
    await _note_for_artwork(session, read)
    for one in read:
        record_event(session, FileProbed(one.file.library_id, one.file.item_id, one.file.id))


async def _note_for_artwork(session: AsyncSession, read: Sequence[ProbeOutcome]) -> None:
    by_library: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for one in read:
        if one.file.item_id is not None:
            by_library[one.file.library_id].add(one.file.item_id)
    for library_id, item_ids in by_library.items():
        await artwork.note_found(session, library_id, item_ids, is_probed=True)


async def _list_current(session: AsyncSession, outcomes: Sequence[ProbeOutcome]) -> set[UUID]:
    """Files whose rows still tell of the same content: others were replaced or deleted during the probe."""
    found: set[UUID] = set()
    probed = {one.file.id: (one.file.size_bytes, one.file.mtime_ns) for one in outcomes}
    rows = await session.execute(
        select(MediaFile.id, MediaFile.size_bytes, MediaFile.mtime_ns)
        .where(MediaFile.id.in_(list(probed)))
        .with_for_update()
    )
    for file_id, size_bytes, mtime_ns in rows:
        if probed[file_id] == (size_bytes, mtime_ns):
            found.add(file_id)
    return found


async def _write_rows(session: AsyncSession, outcomes: Sequence[ProbeOutcome]) -> None:
    table = cast("Table", MediaFile.__table__)
    rows = [{"b_id": one.file.id, **_columns(one)} for one in outcomes if one.info is not None]
    connection = await session.connection()
    if rows:
        await connection.execute(update(table).where(table.c.id == bindparam("b_id")), rows)
    failed = {one.file.id: _is_sound(one) for one in outcomes if one.info is None}
    for is_sound in (True, False):
        ids = [file_id for file_id, sound in failed.items() if sound is is_sound]
        if ids:
            state = "probed" if is_sound else "unreadable"
            await session.execute(
                update(MediaFile)
                .where(MediaFile.id.in_(ids))
                .values(state=state, probed_at=now())
                .execution_options(synchronize_session=False)
            )


def _is_sound(one: ProbeOutcome) -> bool:
    """A theme song is listed as an extra and needs no pictures."""
    return type(one.error).__name__ == "NoVideoTrack" and find_ending(one.file.path) in AUDIO_EXTENSIONS


def _columns(one: ProbeOutcome) -> dict[str, Any]:
    info = MediaInfo.from_dict(one.info or {})
    video = info.video[0] if info.video else None
    return {
        "state": "probed",
        "probed_at": now(),
        "tags_used_at": None,
        "fingerprint": one.fingerprint,
        "media_info": one.info,
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


async def _write_keyframes(session: AsyncSession, outcomes: Sequence[ProbeOutcome]) -> None:
    """Also away with the index of a former content, whose times would cut this one anywhere."""
    ids = [one.file.id for one in outcomes]
    await session.execute(
        delete(KeyframeIndex)
        .where(KeyframeIndex.file_id.in_(ids))
        .execution_options(synchronize_session=False)
    )
    rows = [
        {"file_id": one.file.id, "encoded": one.encoded_keyframes}
        for one in outcomes
        if one.encoded_keyframes is not None
    ]
    if rows:
        await session.execute(insert(KeyframeIndex), rows)


async def _write_problems(session: AsyncSession, outcomes: Sequence[ProbeOutcome]) -> None:
    by_folder: defaultdict[tuple[UUID, UUID], list[ProbeOutcome]] = defaultdict(list)
    for one in outcomes:
        by_folder[one.file.library_id, one.file.folder_id].append(one)
    for (library_id, folder_id), some in by_folder.items():
        await queries.replace_problems(
            session,
            library_id,
            folder_id,
            [one.file.path for one in some],
            [problem for one in some if (problem := _find_problem(one)) is not None],
            codes=PROBE_CODES,
        )


def _find_problem(one: ProbeOutcome) -> FoundProblem | None:
    file = one.file
    if one.error is None:
        if not (one.info or {}).get("is_truncated"):
            return None
        sentence, hint = "The end of the file is missing.", _HINTS["TruncatedFile"]
        return FoundProblem(file.path, "truncated", "warning", sentence, hint, file.id)
    if _is_sound(one):
        return None
    name = type(one.error).__name__
    code = _CODES.get(name, "worker_crashed" if isinstance(one.error, WorkerError) else "unreadable")
    detail = one.error.message if isinstance(one.error, KinoError) else str(one.error)
    return FoundProblem(file.path, code, "error", detail, _HINTS.get(name, _HINTS["UnreadableFile"]), file.id)


async def _refresh_durations(session: AsyncSession, item_ids: Collection[UUID]) -> None:
    """An item is as long as its longest version; the parts of one in several files count together."""
    rows = await session.execute(
        select(
            MediaFile.item_id,
            MediaFile.edition,
            MediaFile.quality,
            MediaFile.part_number,
            MediaFile.duration_s,
            MediaFile.id,
        ).where(
            MediaFile.item_id.in_(list(item_ids)),
            MediaFile.extra_kind.is_(None),
            MediaFile.missing_at.is_(None),
            MediaFile.is_stand_in.is_(False),  # its length says nothing about the film's
            MediaFile.duration_s.is_not(None),
        )
    )
    lengths: defaultdict[UUID, defaultdict[Any, float]] = defaultdict(lambda: defaultdict(float))
    for item_id, edition, quality, part_number, duration_s, file_id in rows:
        if item_id is not None:
            key = (edition, quality) if part_number is not None else file_id
            lengths[item_id][key] += duration_s or 0.0
    if lengths:
        table = cast("Table", Item.__table__)
        connection = await session.connection()
        await connection.execute(
            update(table).where(table.c.id == bindparam("b_id")).values(duration_s=bindparam("b_length")),
            [{"b_id": item_id, "b_length": max(each.values())} for item_id, each in lengths.items()],
        )
