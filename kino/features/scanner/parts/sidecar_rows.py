"""Phase names, second half: which item the subtitles, NFO documents and pictures of a directory belong to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kino.core.text import fold_text
from kino.features.scanner.parts.file_kinds import PORTRAITS_FOLDER
from kino.features.scanner.parts.path_words import split_path
from kino.features.scanner.parts.read_episodes import find_series_place
from kino.features.scanner.parts.sidecars import Sidecar, assign_sidecars
from kino.features.scanner.parts.walk import FoundFile
from kino.features.scanner.queries import SUBTITLE_ALONE, FoundProblem, PlacedVideo

SIDECAR_FOLDERS = frozenset(
    {b"subs", b"sub", b"subtitles", b"subtitle", b"untertitel", b"extrafanart", b"extrathumbs", b"backdrops"}
    | {PORTRAITS_FOLDER.encode()}
)
PORTRAIT = "portrait"
_HINT = "Name it like its film or episode, for example “Film Name (1999).en.srt”."


@dataclass(slots=True)
class DirectorySidecars:
    """Rows of the table `sidecar` for one title directory, and subtitles that belong to nothing."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[FoundProblem] = field(default_factory=list)


def find_title_directory(path: bytes) -> bytes:
    """The directory whose title the files of this one belong to: the one above for Subs and its like."""
    parent, _, name = path.rpartition(b"/")
    return parent if name.lower() in SIDECAR_FOLDERS else path


def collect_sidecars(
    directory: bytes,
    files: Sequence[FoundFile],
    videos: Sequence[PlacedVideo],
    seasons: Mapping[tuple[UUID, int], UUID],
) -> DirectorySidecars:
    """What lies in the directory for which item; rows lack id, folder and directory.

    files: of the directory and its sidecar folders. videos: those below the directory, at any depth.
    seasons: ids by series and number.
    """
    found = DirectorySidecars()
    if not videos:
        return found
    prefix = directory + b"/" if directory else b""
    by_name = {file.path.removeprefix(prefix): file for file in files}
    at_path = {video.path: video for video in videos}
    for sidecar in assign_sidecars(list(by_name)):
        file = by_name[sidecar.path]
        if file.path in at_path:
            continue  # a theme song that was placed as an extra
        owner = _find_owner(directory, sidecar, by_name, at_path, seasons)
        if owner is not None:
            found.rows.append(_row(sidecar, file, *owner))
        elif sidecar.kind == "subtitle" and sidecar.scope == "unassigned":
            sentence = "No film or episode beside it has this name."
            found.problems.append(FoundProblem(file.path, SUBTITLE_ALONE, "info", sentence, _HINT))
    return found


def _find_owner(
    directory: bytes,
    sidecar: Sidecar,
    by_name: Mapping[bytes, FoundFile],
    at_path: Mapping[bytes, PlacedVideo],
    seasons: Mapping[tuple[UUID, int], UUID],
) -> tuple[UUID, UUID | None] | None:
    """Item and file that the sidecar is for; the file only where it names one."""
    named = [at_path[by_name[path].path] for path in sidecar.videos if by_name[path].path in at_path]
    if named:
        video = named[0]
        # The picture or document of a trailer says nothing about the film.
        is_foreign = video.extra_kind is not None and sidecar.kind in ("artwork", "nfo")
        return None if is_foreign else (video.item_id, video.file_id)
    main = [video for video in at_path.values() if video.extra_kind is None]
    if sidecar.scope == "person":
        # Of a folder of several films the first one has it; whom it shows is known by name.
        return (main[0].series_id or main[0].item_id, None) if main else None
    titles = {video.series_id or video.item_id for video in main}
    if len(titles) != 1:
        return None  # a folder of several titles belongs to none of them
    series_id = main[0].series_id
    if sidecar.scope == "season" and series_id is not None and sidecar.artwork is not None:
        number = sidecar.artwork.season_number
        season_id = None if number is None else seasons.get((series_id, number))
        return None if season_id is None else (season_id, None)
    if sidecar.scope == "folder":
        return _folder_owner(directory, sidecar, main), None
    return None


def _folder_owner(directory: bytes, sidecar: Sidecar, main: Sequence[PlacedVideo]) -> UUID:
    """The film; or the season whose folder it is; else the series."""
    first = main[0]
    if first.series_id is None:
        return first.item_id
    name = sidecar.path.rpartition(b"/")[2].lower()
    if name.startswith((b"tvshow", b"show", b"series")):
        return first.series_id
    place = find_series_place(split_path(directory + b"/x").folders) if directory else None
    is_season = place is not None and place.season_number is not None
    season_ids = {video.season_id for video in main}
    only = next(iter(season_ids)) if len(season_ids) == 1 else None
    return only if is_season and only is not None else first.series_id


def _row(sidecar: Sidecar, file: FoundFile, item_id: UUID, file_id: UUID | None) -> dict[str, Any]:
    track = sidecar.track
    kind: str = sidecar.artwork.kind if sidecar.artwork is not None else sidecar.kind
    label = track.title if track else None
    if sidecar.scope == "person" and sidecar.artwork is not None:
        kind, label = PORTRAIT, fold_text(sidecar.artwork.stem or "")
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
        "label": (label or "")[:128] or None,
    }
