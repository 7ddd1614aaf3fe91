"""Phase names, second half: which item the subtitles, NFO documents and pictures of a directory belong to."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from kino.core.db import Database
from kino.features.scanner import queries
from kino.features.scanner.parts.sidecars import Sidecar, assign_sidecars
from kino.features.scanner.parts.walk import FoundFile, list_title_directory
from kino.features.scanner.queries import PlacedVideo

SIDECAR_FOLDERS = frozenset(
    {b"subs", b"sub", b"subtitles", b"subtitle", b"untertitel", b"extrafanart", b"extrathumbs", b"backdrops"}
)


async def collect_sidecars(
    database: Database, root: bytes, directory: bytes, videos: Sequence[PlacedVideo]
) -> list[dict[str, Any]]:
    """Rows of the table `sidecar` for what lies in the directory, without id, folder and directory.

    videos: those below the directory. What belongs to nothing known is left out.
    """
    files = await asyncio.to_thread(list_title_directory, root, directory, SIDECAR_FOLDERS)
    own = [file for file in files if not _is_known_video(file, videos)]
    if not own or not videos:
        return []
    listing = [file.path for file in files]
    by_path = {file.path: file for file in files}
    prefix = directory + b"/" if directory else b""
    relative = {path.removeprefix(prefix): path for path in listing}
    rows = []
    for sidecar in assign_sidecars(list(relative)):
        path = relative[sidecar.path]
        owner = await _find_owner(database, sidecar, relative, videos)
        if owner is not None:
            rows.append(_row(sidecar, by_path[path], *owner))
    return rows


def _is_known_video(file: FoundFile, videos: Sequence[PlacedVideo]) -> bool:
    return any(video.path == file.path for video in videos)


async def _find_owner(
    database: Database, sidecar: Sidecar, relative: dict[bytes, bytes], videos: Sequence[PlacedVideo]
) -> tuple[UUID, UUID | None] | None:
    """Item and file that the sidecar is for; the file only where it names one."""
    by_path = {video.path: video for video in videos}
    named = [by_path[relative[path]] for path in sidecar.videos if relative.get(path) in by_path]
    if named:
        return named[0].item_id, named[0].file_id
    main = next((video for video in videos if video.extra_kind is None), None)
    if main is None:
        return None
    if sidecar.scope == "season" and main.series_id is not None and sidecar.artwork is not None:
        number = sidecar.artwork.season_number or 0
        async with database.read() as session:
            season_id = await queries.find_season_id(session, main.series_id, number)
        return None if season_id is None else (season_id, None)
    if sidecar.scope == "folder":
        return _folder_owner(main, sidecar, videos), None
    return None


def _folder_owner(main: PlacedVideo, sidecar: Sidecar, videos: Sequence[PlacedVideo]) -> UUID:
    """The film; or the season when its episodes lie right here and only they do; else the series."""
    if main.series_id is None or main.season_id is None:
        return main.item_id
    own_directory = {video.path.rpartition(b"/")[0] for video in videos if video.extra_kind is None}
    name = sidecar.path.rpartition(b"/")[2].lower()
    is_of_series = name.startswith((b"tvshow", b"show", b"series"))
    seasons = {video.season_id for video in videos if video.extra_kind is None}
    holds_episodes_itself = len(own_directory) == 1 and len(seasons) == 1
    is_season_folder = holds_episodes_itself and b"/" in next(iter(own_directory), b"")
    return main.season_id if is_season_folder and not is_of_series else main.series_id


def _row(sidecar: Sidecar, file: FoundFile, item_id: UUID, file_id: UUID | None) -> dict[str, Any]:
    track = sidecar.track
    kind = sidecar.artwork.kind if sidecar.artwork is not None else sidecar.kind
    return {
        "path": file.path,
        "size_bytes": file.size_bytes,
        "mtime_ns": file.mtime_ns,
        "kind": str(kind)[:16],
        "item_id": item_id,
        "file_id": file_id,
        "language": track.language[:16] if track and track.language else None,
        "is_forced": bool(track and track.forced),
        "is_sdh": bool(track and track.hearing_impaired),
        "label": track.title[:128] if track and track.title else None,
    }
