"""HTTP in and out of trickplay."""

import asyncio
import os
from uuid import UUID

from fastapi import Response
from starlette.types import Receive, Scope, Send

from kino.core.context import ServerContext
from kino.core.file_delivery import DeliveredFile, FileDelivery
from kino.core.http import Context, Part, Reading, api_router, errors
from kino.core.jobs.interface import JobQueue
from kino.features.accounts.rules import SignedIn
from kino.features.catalog.film_files import FilmFile, find_film_file
from kino.features.libraries.scope import Libraries, LibraryScope
from kino.features.trickplay import jobs, service
from kino.features.trickplay.errors import TilesNotFound
from kino.features.trickplay.parts.tile_store import TileStore, is_version, name_version
from kino.features.trickplay.schemas import TilesWish, TrickplayTiles

router = api_router("trickplay")
# The address names the content; private, because not everybody may see it.
CACHE_CONTROL = b"private, max-age=31536000, immutable"


class TileDelivery(FileDelivery):
    """Sends sheets; made once a server, closed at its end."""


class WebpAnswer(Response):
    """Tells the API description what the bytes are."""

    media_type = "image/webp"


@router.post("/trickplay/{file_id}", responses=errors(TilesNotFound))
async def ask_for_tiles(
    file_id: UUID, wish: TilesWish, _viewer: SignedIn, scope: Libraries, context: Context
) -> TrickplayTiles:
    """The film is on screen: what there is of its tiles, and the rest is made at once."""
    film = await _get_film(context, scope, file_id)
    store = context.part(TileStore)
    tiles = await service.read_tiles(store, film)
    await asyncio.to_thread(store.touch, file_id)
    if tiles.state == "making":
        async with context.database.write() as session:
            await jobs.enqueue_film(session, context.part(JobQueue), file_id, film.library_id, wish.at_s)
    return tiles


@router.get("/trickplay/{file_id}", responses=errors(TilesNotFound))
async def get_tiles(file_id: UUID, _viewer: SignedIn, scope: Libraries, context: Context) -> TrickplayTiles:
    """What there is of the film's tiles by now."""
    return await service.read_tiles(context.part(TileStore), await _get_film(context, scope, file_id))


@router.get(
    "/trickplay/{file_id}/{version}/{sheet_number}.webp",
    response_class=WebpAnswer,
    responses=errors(TilesNotFound),
)
async def get_tile_sheet(
    file_id: UUID,
    version: str,
    sheet_number: int,
    _viewer: SignedIn,
    scope: Libraries,
    session: Reading,
    store: Part[TileStore],
    delivery: Part[TileDelivery],
) -> Response:
    """A sheet of tiles."""
    film = await find_film_file(session, file_id, scope)
    await session.close()
    if film is not None and is_version(version) and version == name_version(film.size_bytes, film.mtime_ns):
        kept = await asyncio.to_thread(store.find, file_id, version, sheet_number)
        if kept is not None:
            return _FileAnswer(
                delivery,
                DeliveredFile(
                    path=os.fsencode(kept.path),
                    size_bytes=kept.size_bytes,
                    mtime_ns=kept.mtime_ns,
                    etag_seed=f"{file_id.hex}-{sheet_number}",
                    media_type="image/webp",
                    cache_control=CACHE_CONTROL,
                ),
            )
    raise TilesNotFound("There is no such sheet of small pictures in your libraries.")


async def _get_film(context: ServerContext, scope: LibraryScope, file_id: UUID) -> FilmFile:
    async with context.database.read() as session:
        film = await find_film_file(session, file_id, scope)
    if film is None:
        raise TilesNotFound("There is no such film in your libraries.")
    return film


class _FileAnswer(Response):
    media_type = "image/webp"

    def __init__(self, files: FileDelivery, file: DeliveredFile) -> None:
        super().__init__()
        self._files = files
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._files.deliver_file(scope, receive, send, self._file)
