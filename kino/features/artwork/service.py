"""The rules of artwork that others call: put a picture, look at a title first, ask for everything anew."""

import asyncio
from collections.abc import Iterable
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.context import ServerContext
from kino.core.db import record_event
from kino.core.jobs.interface import JobQueue
from kino.core.workers import WorkerPool
from kino.features.artwork import queries
from kino.features.artwork.models import Image
from kino.features.artwork.parts import local_pictures
from kino.features.artwork.parts.choose import find_best, make_image, show_best, shown
from kino.features.artwork.parts.fill_items import BACKGROUND_PRIORITY
from kino.features.artwork.parts.gather_wishes import enqueue_fill
from kino.features.artwork.parts.on_screen import OnScreen
from kino.features.artwork.parts.picture_store import PictureStore
from kino.features.artwork.parts.render import RenderedArt, render_bytes, render_file
from kino.features.artwork.queries import PictureBeside
from kino.features.catalog.events import TitlesChanged

Role = Literal["poster", "backdrop", "logo", "still", "portrait"]
Source = Literal["uploaded", "local", "demo", "embedded", "still"]

RENDER_TIMEOUT_S = 30.0


async def put_picture(
    context: ServerContext, item_id: UUID, role: Role, source: Source, data: bytes, source_key: str
) -> bool:
    """The item has this picture of this source, rendered and kept; True when it shows another one now.

    data:       JPEG, PNG, WebP, GIF or AVIF of at most 40 MiB, from wherever.
    source_key: what it was made from, ≤ 512 characters; the same key again does nothing.
    Raises NotAPicture, PictureTooLarge, ArtworkDiskFull, ArtworkUnwritable, and what a worker raises.
    """
    async with context.database.read() as session:
        known = await queries.list_images(session, [item_id])
    if any((each.role, each.source, each.source_key) == (role, source, source_key) for each in known):
        return False
    art = await render_and_keep(context, role, data)
    async with context.database.write() as session:
        return await put_image(session, item_id, role, source, source_key, art)


async def put_portrait(
    context: ServerContext, person_id: UUID, source: Source, data: bytes, source_key: str
) -> bool:
    """The person has this portrait; as put_picture."""
    async with context.database.read() as session:
        known = await queries.list_images_of_person(session, person_id)
    if any((each.source, each.source_key) == (source, source_key) for each in known):
        return False
    art = await render_and_keep(context, "portrait", data)
    await _show_portrait(context, person_id, source, source_key, art)
    return True


async def put_local_portrait(
    context: ServerContext, person_id: UUID, picture: PictureBeside, *, priority: int = BACKGROUND_PRIORITY
) -> bool:
    """The person has this portrait from beside a film, unless they have a newer one; True when it is new.

    The same face lies beside each of an actor's films, most often the same picture.
    Raises ContainedFileRefused, and what put_picture raises.
    """
    async with context.database.read() as session:
        images = await queries.list_images_of_person(session, person_id)
    key = local_pictures.source_key(picture)
    known = next((image.source_key for image in images if image.source == "local"), None)
    if known is not None and not local_pictures.is_newer(key, than=known):
        return False
    art = await context.part(WorkerPool).run(
        render_file, picture.root, picture.path, "portrait", timeout_s=RENDER_TIMEOUT_S, priority=priority
    )
    await asyncio.to_thread(context.part(PictureStore).keep, art.hash, art.variants)
    await _show_portrait(context, person_id, "local", key, art)
    return True


async def _show_portrait(
    context: ServerContext, person_id: UUID, source: Source, source_key: str, art: RenderedArt
) -> None:
    async with context.database.write() as session:
        if not await queries.has_person(session, person_id):
            return
        await queries.replace_image(
            session, make_image({"person_id": person_id}, "portrait", source, source_key, art)
        )
        best = find_best(await queries.list_images_of_person(session, person_id))
        await queries.write_portrait(session, person_id, shown(best) if best is not None else None)
        titles: dict[UUID, list[UUID]] = {}
        for library_id, title_id in await queries.list_titles_of_person(session, person_id):
            titles.setdefault(library_id, []).append(title_id)
        for library_id, title_ids in titles.items():
            record_event(session, TitlesChanged(library_id, tuple(title_ids)))


async def render_and_keep(context: ServerContext, role: Role, data: bytes) -> RenderedArt:
    """The picture's renditions are on disk. Raises what put_picture raises."""
    art = await context.part(WorkerPool).run(render_bytes, data, role, timeout_s=RENDER_TIMEOUT_S)
    await asyncio.to_thread(context.part(PictureStore).keep, art.hash, art.variants)
    return art


async def put_image(
    session: AsyncSession, item_id: UUID, role: Role, source: Source, source_key: str, art: RenderedArt
) -> bool:
    """The item has this picture, whose renditions are on disk; it shows the best of all that it has.

    Records TitlesChanged and returns True when that changed what it shows. An item that is gone: False.
    """
    items = await queries.list_items(session, [item_id])
    if not items:
        return False
    await queries.replace_image(session, make_image({"item_id": item_id}, role, source, source_key, art))
    has_changed = await show_best(session, item_id)
    if has_changed:
        record_event(session, TitlesChanged(items[0].library_id, (items[0].title_id,)))
    return has_changed


async def remove_picture(session: AsyncSession, item_id: UUID, role: Role, source: Source) -> bool:
    """The item no longer has this picture and shows the next best; True when that changed anything."""
    items = await queries.list_items(session, [item_id])
    await queries.delete_image(session, item_id, role, source)
    has_changed = bool(items) and await show_best(session, item_id)
    if has_changed:
        record_event(session, TitlesChanged(items[0].library_id, (items[0].title_id,)))
    return has_changed


async def list_pictures(session: AsyncSession, item_id: UUID) -> list[tuple[str, str, dict[str, Any]]]:
    """(role, source, picture) of everything the item has to choose from."""
    images: Iterable[Image] = await queries.list_images(session, [item_id])
    return [(image.role, image.source, shown(image)) for image in images]


async def want_items(
    session: AsyncSession,
    queue: JobQueue,
    library_id: UUID,
    item_ids: Iterable[UUID],
    *,
    priority: int = 0,
    again: bool = False,
) -> UUID:
    """A job of the library will look for pictures of these items; its id. In the caller's transaction.

    again: also what was made from unchanged files is made anew.
    """
    wanted = list(item_ids)
    if again:
        await queries.forget_source_keys(session, wanted)
    await queries.add_wishes(session, library_id, wanted)
    return await enqueue_fill(session, queue, library_id, priority=priority)


async def note_found(
    session: AsyncSession, library_id: UUID, item_ids: Iterable[UUID], *, is_probed: bool = False
) -> None:
    """Something beside these items or in their files is new: they wait for pictures from now on.

    Written together with what was found, so that no crash can come between; whoever records SidecarsFound
    or FileProbed calls this, and the job follows from the event.
    is_probed: an episode may then give its series a face too.
    """
    wanted = set(item_ids)
    if is_probed:
        wanted |= set(await queries.list_series_without_backdrop(session, wanted))
    await queries.add_wishes(session, library_id, wanted)


def want_first(context: ServerContext, item_ids: Iterable[UUID]) -> None:
    """Someone looks at these titles: if they wait for pictures, they are next. Costs nothing otherwise."""
    on_screen = context.find_part(OnScreen)
    if on_screen is not None:
        on_screen.add(item_ids)
