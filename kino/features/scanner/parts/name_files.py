"""Phase names: what paths say about files, as placements for the catalogue and problems for the admin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from kino.core.clock import now
from kino.core.text import readable_text
from kino.core.workers import WorkerPool
from kino.features.catalog.parts.place_files import Placement
from kino.features.scanner.parts.multi_part import join_parts
from kino.features.scanner.parts.name_reading import LibraryKind, NameReading
from kino.features.scanner.parts.read_names import read_names
from kino.features.scanner.parts.walk import FoundFile
from kino.features.scanner.queries import FoundProblem

CHUNK = 250  # names a worker reads at once
CHUNK_TIMEOUT_S = 60.0
DOUBT_BELOW = 0.6
_SILENT = frozenset({"hidden", "system_folder", "temporary_file", "not_media", "sample", "ignore_file"})
_QUIET = frozenset({"no_year", "guessed", "season_differs", "ambiguous_date", "not_utf8"})


@dataclass(slots=True)
class NamedFiles:
    """Placements of the files that are films or episodes, and what there is to say about the others."""

    placements: list[Placement] = field(default_factory=list)
    problems: list[FoundProblem] = field(default_factory=list)


async def read_file_names(
    workers: WorkerPool,
    kind: LibraryKind,
    folder_id: UUID,
    files: Sequence[FoundFile],
    moved: Mapping[bytes, UUID],
    *,
    uses_file_time: bool,
) -> NamedFiles:
    """Read the names of the files in worker processes.

    moved: ids of files that were found again under a new path.
    uses_file_time: a first scan dates titles by their files, later ones by the moment they appear.
    """
    paths = [file.path for file in files]
    chunks = [paths[start : start + CHUNK] for start in range(0, len(paths), CHUNK)]
    readings: list[NameReading] = []
    for chunk in chunks:
        readings += await workers.run(read_names, chunk, kind, timeout_s=CHUNK_TIMEOUT_S)
    return place_readings(folder_id, files, readings, moved, uses_file_time=uses_file_time)


def place_readings(
    folder_id: UUID,
    files: Sequence[FoundFile],
    readings: Sequence[NameReading],
    moved: Mapping[bytes, UUID],
    *,
    uses_file_time: bool,
) -> NamedFiles:
    """Turn readings into placements and problems. Films in parts are joined first."""
    by_path = {file.path: file for file in files}
    named = NamedFiles()
    discs: set[str] = set()
    for group in join_parts(readings):
        for reading in group:
            _explain(reading, named, discs)
            if reading.kind in ("movie", "episode", "extra", "doubtful"):
                file = by_path[reading.path]
                at = _file_time(file) if uses_file_time else None
                named.placements.append(_placement(folder_id, file, reading, moved.get(file.path), at))
    return named


def _explain(reading: NameReading, named: NamedFiles, discs: set[str]) -> None:
    for reason in reading.reasons:
        if reason.code in _SILENT:
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
        provider_ids={name: value[:64] for name, value in reading.provider_ids.items()},
        file_id=file_id,
        added_at=added_at,
    )


def _file_time(file: FoundFile) -> datetime:
    present = now()
    try:
        at = datetime.fromtimestamp(file.mtime_ns / 1e9, UTC)
    except (OverflowError, OSError, ValueError):
        return present
    return min(at, present) if at.year >= 1990 else present
