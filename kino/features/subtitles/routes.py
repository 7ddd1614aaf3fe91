"""HTTP in and out of subtitles."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from kino.core.context import ServerContext
from kino.core.http import Context, Part, api_router, errors
from kino.core.workers import WorkerPool
from kino.features.accounts.rules import SignedIn
from kino.features.catalog.film_files import FilmFile, find_film_file
from kino.features.libraries.scope import Libraries, LibraryScope
from kino.features.subtitles import queries, service
from kino.features.subtitles.errors import SubtitlesNotFound, SubtitlesUnreadable
from kino.features.subtitles.queries import TextFile
from kino.features.subtitles.schemas import FileSubtitles, LinesAnswer, PicturesAnswer

router = api_router("subtitles")
# More minutes than any film has.
PieceNumber = Annotated[int, Path(ge=0, le=100_000)]
StreamNumber = Annotated[int, Path(ge=0, le=100_000)]


@router.get("/subtitles/{file_id}", responses=errors(SubtitlesNotFound))
async def list_subtitle_tracks(
    file_id: UUID, _viewer: SignedIn, scope: Libraries, context: Context
) -> FileSubtitles:
    """The subtitles in a film and beside it."""
    return service.describe_tracks(*await _get_film(context, scope, file_id))


@router.get(
    "/subtitles/{file_id}/pieces/{piece_number}", responses=errors(SubtitlesNotFound, SubtitlesUnreadable)
)
async def read_lines(
    file_id: UUID,
    piece_number: PieceNumber,
    _viewer: SignedIn,
    scope: Libraries,
    context: Context,
    workers: Part[WorkerPool],
) -> LinesAnswer:
    """The lines of all tracks in the film that begin in a piece of it."""
    film, _ = await _get_film(context, scope, file_id)
    return await service.read_film(workers, film, piece_number)


@router.get(
    "/subtitles/{file_id}/pictures/{track}/{piece_number}",
    responses=errors(SubtitlesNotFound, SubtitlesUnreadable),
)
async def read_pictures(
    file_id: UUID,
    track: StreamNumber,
    piece_number: PieceNumber,
    _viewer: SignedIn,
    scope: Libraries,
    context: Context,
    workers: Part[WorkerPool],
) -> PicturesAnswer:
    """The pictures of a track in the film that begin in a piece of it."""
    film, _ = await _get_film(context, scope, file_id)
    return await service.read_film_pictures(workers, film, track, piece_number)


@router.get(
    "/subtitles/{file_id}/beside/{sidecar_id}", responses=errors(SubtitlesNotFound, SubtitlesUnreadable)
)
async def read_lines_beside(
    file_id: UUID,
    sidecar_id: UUID,
    _viewer: SignedIn,
    scope: Libraries,
    context: Context,
    workers: Part[WorkerPool],
) -> LinesAnswer:
    """All lines of a subtitle file beside the film."""
    film, beside = await _get_film(context, scope, file_id)
    tracks = {track.id for track in service.describe_tracks(film, beside).tracks}
    file = next((one for one in beside if one.id == sidecar_id and str(one.id) in tracks), None)
    if file is None:
        raise SubtitlesNotFound("There is no such subtitle file beside this film.")
    return await service.read_beside(workers, film, file)


async def _get_film(
    context: ServerContext, scope: LibraryScope, file_id: UUID
) -> tuple[FilmFile, list[TextFile]]:
    async with context.database.read() as session:
        film = await find_film_file(session, file_id, scope)
        beside = list(await queries.list_text_files(session, file_id)) if film else []
    if film is None:
        raise SubtitlesNotFound("There is no such film in your libraries.")
    return film, beside
