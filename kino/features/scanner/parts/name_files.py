"""Phase names: what paths say about files, as placements for the catalogue and problems for the admin."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from kino.core.clock import now
from kino.core.text import readable_text
from kino.core.workers import WorkerCrashed, WorkerPool, WorkerTimedOut
from kino.features.catalog.parts.place_files import Placement
from kino.features.scanner.parts.file_kinds import (
    ARCHIVE_EXTENSIONS,
    AUDIO_EXTENSIONS,
    DISC_IMAGE_EXTENSIONS,
    VIDEO_EXTENSIONS,
)
from kino.features.scanner.parts.multi_part import join_parts
from kino.features.scanner.parts.name_reading import LibraryKind, NameReading, explain
from kino.features.scanner.parts.read_names import read_name, read_names, read_plain_names
from kino.features.scanner.parts.walk import FoundFile
from kino.features.scanner.queries import FoundProblem

CHUNK = 250  # names a worker reads at once
CHUNK_TIMEOUT_S = 60.0
NAME_TIMEOUT_S = 20.0
DOUBT_BELOW = 0.6
LARGE_SAMPLE_BYTES = 256 * 1024 * 1024  # a sample has a minute of film; what is larger may be a film itself
_SILENT = frozenset({"hidden", "system_folder", "temporary_file", "not_media", "sample", "ignore_file"})
_QUIET = frozenset({"no_year", "guessed", "season_differs", "ambiguous_date", "not_utf8"})
_NAMED_ENDINGS = VIDEO_EXTENSIONS | AUDIO_EXTENSIONS | DISC_IMAGE_EXTENSIONS | ARCHIVE_EXTENSIONS | {"strm"}


@dataclass(slots=True)
class NamedFiles:
    """Placements of the files that are films or episodes, and what there is to say about the others."""

    placements: list[Placement] = field(default_factory=list)
    problems: list[FoundProblem] = field(default_factory=list)


def find_ending(path: bytes) -> str:
    """What follows the last dot of a path's name, in lower case; the whole name where there is none."""
    return os.fsdecode(path.rpartition(b"/")[2].rpartition(b".")[2]).lower()


def needs_name(path: bytes) -> bool:
    """Whether the file's own name is read; pictures and subtitles belong to what they lie beside."""
    return find_ending(path) in _NAMED_ENDINGS


async def read_file_names(
    workers: WorkerPool, kind: LibraryKind, paths: Sequence[bytes]
) -> list[NameReading]:
    """The readings of these paths, in order, by worker processes, several chunks side by side.

    A name that breaks its reader costs the other names nothing; it becomes a title as it stands.
    """
    chunks = [paths[start : start + CHUNK] for start in range(0, len(paths), CHUNK)]
    parts = await asyncio.gather(*(_read_chunk(workers, kind, chunk) for chunk in chunks))
    return [reading for part in parts for reading in part]


async def read_first_names(
    workers: WorkerPool, kind: LibraryKind, paths: Sequence[bytes]
) -> list[NameReading]:
    """The same for the few names that somebody waits for: starting a worker costs most of a second."""
    plain = await asyncio.to_thread(read_plain_names, paths, kind)
    return await read_file_names(workers, kind, paths) if plain is None else plain


async def _read_chunk(workers: WorkerPool, kind: LibraryKind, chunk: Sequence[bytes]) -> list[NameReading]:
    try:
        return await workers.run(read_names, list(chunk), kind, timeout_s=CHUNK_TIMEOUT_S)
    except (WorkerCrashed, WorkerTimedOut):
        outcomes = await workers.run_batch(
            partial(read_name, library_kind=kind), chunk, chunk=1, timeout_s=NAME_TIMEOUT_S
        )
    return [
        _take_as_it_stands(path) if outcome.value is None else outcome.value
        for path, outcome in zip(chunk, outcomes, strict=True)
    ]


def _take_as_it_stands(path: bytes) -> NameReading:
    title = readable_text(path.rpartition(b"/")[2].rpartition(b".")[0] or path)
    key = f"file:{readable_text(path)}"
    return NameReading(
        path,
        "doubtful",
        title=title,
        sort_title=title,
        group_key=key,
        confidence=0.0,
        reasons=explain("guessed"),
    )


def place_readings(
    folder_id: UUID,
    files: Sequence[FoundFile],
    readings: Sequence[NameReading],
    moved: Mapping[bytes, UUID],
    *,
    uses_file_time: bool,
    owners: Mapping[bytes, UUID] | None = None,
) -> NamedFiles:
    """Turn readings into placements and problems. Films in parts are joined first.

    moved: ids of files that were found again under a new path.
    uses_file_time: a first scan dates titles by their files, later ones by the moment they appear.
    owners: titles of extras by the extras' paths, as far as they are known.
    """
    by_path = {file.path: file for file in files}
    named = NamedFiles()
    discs: set[str] = set()
    for group in join_parts(readings):
        for reading in group:
            _explain(reading, named, discs, by_path[reading.path].size_bytes)
            if reading.kind in ("movie", "episode", "extra", "doubtful"):
                file = by_path[reading.path]
                at = _file_time(file) if uses_file_time else None
                placement = _placement(folder_id, file, reading, moved.get(file.path), at)
                if owners and file.path in owners:
                    placement = replace(placement, title_id=owners[file.path])
                named.placements.append(placement)
    return named


def _explain(reading: NameReading, named: NamedFiles, discs: set[str], size_bytes: int) -> None:
    for reason in reading.reasons:
        if reason.code in _SILENT and not (reason.code == "sample" and size_bytes >= LARGE_SAMPLE_BYTES):
            continue
        if reason.code in ("disc_folder", "disc_image"):
            if reading.group_key in discs:
                continue
            discs.add(reading.group_key)
        if reason.code in _QUIET and reading.confidence >= DOUBT_BELOW:
            continue
        severity = "error" if reading.kind == "unsupported" else "warning"
        path = reading.title_folder if reason.code == "disc_folder" and reading.title_folder else reading.path
        named.problems.append(FoundProblem(path, reason.code, severity, reason.sentence, reason.hint))


def _placement(
    folder_id: UUID, file: FoundFile, reading: NameReading, file_id: UUID | None, added_at: datetime | None
) -> Placement:
    is_episode = reading.kind == "episode" or (
        reading.kind == "extra" and reading.group_key.startswith("series:")
    )
    numbers = reading.episode_numbers
    return Placement(
        folder_id=folder_id,
        path=file.path,
        size_bytes=file.size_bytes,
        mtime_ns=file.mtime_ns,
        kind="episode" if is_episode else "movie",
        title=reading.title or readable_text(file.path.rpartition(b"/")[2]),
        year=reading.year,
        season_number=reading.season_number,
        episode_number=numbers[0] if numbers else None,
        last_episode_number=numbers[-1] if len(numbers) > 1 else None,
        absolute_number=reading.absolute_number,
        air_date=reading.air_date,
        episode_title=reading.episode_title,
        edition=(reading.edition or reading.version_label or None)
        and (reading.edition or reading.version_label or "")[:64],
        quality=reading.quality,
        part_number=reading.part_number,
        extra_kind=reading.extra_kind,
        extra_title=(reading.extra_title or None) and (reading.extra_title or "")[:255],
        name_key=_name_key(reading),
        provider_ids={name: value[:64] for name, value in reading.provider_ids.items()},
        file_id=file_id,
        added_at=added_at,
    )


def _name_key(reading: NameReading) -> str | None:
    """The folded name with its undecodable bytes spelled out; None where the title itself says all."""
    kind, _, rest = reading.group_key.partition(":")
    if kind not in ("movie", "series") or not any(reason.code == "not_utf8" for reason in reading.reasons):
        return None
    return rest.rpartition(":")[0] or None


def _file_time(file: FoundFile) -> datetime:
    present = now()
    try:
        at = datetime.fromtimestamp(file.mtime_ns / 1e9, UTC)
    except (OverflowError, OSError, ValueError):
        return present
    return min(at, present) if at.year >= 1990 else present
