"""The rules of subtitles: which tracks of text there are, and their lines."""

import base64
from collections.abc import Callable, Sequence
from typing import Literal, TypeVar, TypeVarTuple

from kino.core.contained_files import ContainedFileRefused
from kino.core.workers import WorkerCrashed, WorkerFunctionFailed, WorkerPool, WorkerTimedOut
from kino.features.catalog.film_files import FilmFile
from kino.features.subtitles.errors import SubtitlesNotFound, SubtitlesUnreadable
from kino.features.subtitles.parts.read import read_pictures, read_piece, read_text_file
from kino.features.subtitles.queries import TextFile
from kino.features.subtitles.schemas import (
    FileSubtitles,
    LinesAnswer,
    PicturesAnswer,
    ShownPicture,
    SpokenLine,
    SubtitleTrack,
    TrackLines,
)
from kino.media.errors import MediaError
from kino.media.info import MediaInfo
from kino.media.subtitles.cues import Cue
from kino.media.subtitles.extract import TEXT_CODECS
from kino.media.subtitles.pictures import PICTURE_CODECS, PictureCue
from kino.media.subtitles.text_files import FORMATS

R = TypeVar("R")
Arguments = TypeVarTuple("Arguments")

# A minute of a film is read in some hundredths of a second, and of the thickest disc in some seconds.
PIECE_S = 60.0
_TIMEOUT_S = 90.0
# Somebody looks at the screen; scans and probes can wait.
_PRIORITY = -1
_UNUSABLE = (MediaError, ContainedFileRefused, WorkerCrashed, WorkerTimedOut, WorkerFunctionFailed)


def list_tracks(info: MediaInfo, beside: Sequence[TextFile]) -> list[SubtitleTrack]:
    """What can be shown of the subtitles in the film, then of the files beside it."""
    kinds: dict[str, Literal["text", "pictures"]] = {
        **dict.fromkeys(TEXT_CODECS, "text"),
        **dict.fromkeys(PICTURE_CODECS, "pictures"),
    }
    tracks = [
        SubtitleTrack(
            id=str(track.index),
            kind=kinds[track.codec],
            language=track.language,
            title=track.title,
            codec=track.codec,
            is_forced=track.is_forced,
            is_sdh=track.is_hearing_impaired,
            is_external=False,
        )
        for track in info.subtitles
        if track.codec in kinds
    ]
    tracks += [
        SubtitleTrack(
            id=str(one.id),
            kind="text",
            language=one.language,
            title=one.label,
            codec=one.ending,
            is_forced=one.is_forced,
            is_sdh=one.is_sdh,
            is_external=True,
        )
        for one in beside
        if one.ending in FORMATS
    ]
    return tracks


def describe_tracks(film: FilmFile, beside: Sequence[TextFile]) -> FileSubtitles:
    """The subtitles of a file of a film."""
    tracks = list_tracks(MediaInfo.from_dict(film.media_info), beside)
    return FileSubtitles(file_id=film.id, piece_s=PIECE_S, tracks=tracks)


async def read_film(workers: WorkerPool, film: FilmFile, piece: int) -> LinesAnswer:
    """Lines of all tracks in the film that begin in the piece. Raises SubtitlesUnreadable."""
    found = await _read(
        workers,
        film,
        read_piece,
        film.root,
        film.path,
        (film.size_bytes, film.mtime_ns),
        piece * PIECE_S,
        (piece + 1) * PIECE_S,
        MediaInfo.from_dict(film.media_info).start_s,
    )
    return LinesAnswer(kind="piece", tracks=[_describe(str(index), cues) for index, cues in found.items()])


async def read_film_pictures(workers: WorkerPool, film: FilmFile, track: int, piece: int) -> PicturesAnswer:
    """Pictures of a track that begin in the piece. Raises SubtitlesNotFound, SubtitlesUnreadable."""
    info = MediaInfo.from_dict(film.media_info)
    if not any(one.index == track and one.codec in PICTURE_CODECS for one in info.subtitles):
        raise SubtitlesNotFound(f"The film has no subtitles as pictures in track {track}.")
    found = await _read(
        workers,
        film,
        read_pictures,
        film.root,
        film.path,
        (film.size_bytes, film.mtime_ns),
        track,
        piece * PIECE_S,
        (piece + 1) * PIECE_S,
        info.start_s,
    )
    return PicturesAnswer(track_id=str(track), pictures=[_describe_picture(one) for one in found])


async def read_beside(workers: WorkerPool, film: FilmFile, file: TextFile) -> LinesAnswer:
    """All lines of a file beside the film. Raises SubtitlesUnreadable."""
    cues = await _read(workers, film, read_text_file, file.root, file.path, file.language, file.ending)
    return LinesAnswer(kind="whole", tracks=[_describe(str(file.id), cues)])


async def _read(
    workers: WorkerPool, film: FilmFile, read: Callable[[*Arguments], R], *arguments: *Arguments
) -> R:
    if film.is_away:
        raise SubtitlesUnreadable("The disk that holds this film is not connected.")
    try:
        return await workers.run(read, *arguments, timeout_s=_TIMEOUT_S, priority=_PRIORITY)
    except _UNUSABLE as error:
        raise SubtitlesUnreadable(error.message) from error


def _describe(track_id: str, cues: Sequence[Cue]) -> TrackLines:
    return TrackLines(
        track_id=track_id,
        lines=[SpokenLine(start_s=cue.start_s, end_s=cue.end_s, text=cue.text) for cue in cues],
    )


def _describe_picture(cue: PictureCue) -> ShownPicture:
    return ShownPicture(
        start_s=cue.start_s,
        end_s=cue.end_s,
        left_ratio=cue.left_ratio,
        top_ratio=cue.top_ratio,
        width_ratio=cue.width_ratio,
        height_ratio=cue.height_ratio,
        canvas_ratio=cue.canvas_ratio,
        image="data:image/png;base64," + base64.b64encode(cue.png).decode(),
    )
