"""The drawings of the package become the artwork of their titles."""

import asyncio
import hashlib
from pathlib import Path
from uuid import UUID

from kino.core.clock import now
from kino.core.context import ServerContext
from kino.features.artwork import service as artwork
from kino.features.demo import queries
from kino.features.demo.parts.desk import DemoDesk
from kino.features.demo.parts.name_files import list_pictures
from kino.features.demo.queries import DemoPlace

# Rendered at once; workers have other things to do as well.
PICTURES_AT_ONCE = 2


async def put_pictures(context: ServerContext, place: DemoPlace, *, is_first_look: bool = False) -> int:
    """Every title shows the picture that was drawn for it; how many were rendered now.

    is_first_look: only what a home screen opens with, the hero's backdrop and the posters.

    Raises ArtworkDiskFull, ArtworkUnwritable, and what a worker raises.
    """
    async with context.part(DemoDesk).painting:
        async with context.database.read() as session:
            items = await queries.list_item_ids(session, place.library_id)
        pictures = list_pictures(place.folder_id, now())
        wanted = [one for one in (pictures.first if is_first_look else pictures.all) if one.item in items]
        made = 0
        for start in range(0, len(wanted), PICTURES_AT_ONCE):
            part = wanted[start : start + PICTURES_AT_ONCE]
            puts = [_put_picture(context, items[one.item], one.role, one.path) for one in part]
            made += sum(await asyncio.gather(*puts))
    return made


async def _put_picture(context: ServerContext, item_id: UUID, role: artwork.Role, path: Path) -> bool:
    data = await asyncio.to_thread(path.read_bytes)
    # The name alone would keep an older release's drawing.
    key = f"{path.name} {_hash(data)}"
    return await artwork.put_picture(context, item_id, role, "demo", data, key)


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=8).hexdigest()
