"""Look for the pictures of a few items: beside the film, inside its file, and out of the film itself.

Reading and rendering happen first, in worker processes and without a transaction; then everything found is
written in one. What cannot be used is a reason, never a failure of the rest.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from kino.core.contained_files import ContainedFileRefused
from kino.core.db import Database, record_event
from kino.core.errors import KinoError
from kino.core.text import readable_text
from kino.core.workers import WorkerCrashed, WorkerFunctionFailed, WorkerPool, WorkerTimedOut
from kino.features.artwork import queries
from kino.features.artwork.models import Image
from kino.features.artwork.parts.choose import FIELDS, is_better, make_image, show_best
from kino.features.artwork.parts.local_pictures import assign_pictures, source_key
from kino.features.artwork.parts.picture_store import PictureStore
from kino.features.artwork.parts.render import RenderedArt, render_cover, render_file, render_still
from kino.features.artwork.queries import FilmFile, PictureBeside, ShownItem
from kino.features.catalog.events import SidecarUnreadable, TitlesChanged
from kino.media.errors import MediaError

PICTURE_TIMEOUT_S = 30.0  # a 100-megapixel JPEG takes 2 s
STILL_TIMEOUT_S = 45.0  # extract_still stops by itself after 15 s of looking
# Lower runs first: names and probes of a scan wait for nobody's pictures, unless someone looks at them.
BACKGROUND_PRIORITY = 20
ON_SCREEN_PRIORITY = 0
_UNUSABLE = (MediaError, ContainedFileRefused, WorkerCrashed, WorkerTimedOut, WorkerFunctionFailed)


@dataclass(frozen=True, slots=True)
class Unusable:
    """A picture that could not be made, and why."""

    folder_id: UUID
    path: bytes
    code: str
    reason: str

    def to_json(self) -> dict[str, str]:
        """As the wish and the job's result keep it."""
        return {"path": readable_text(self.path), "code": self.code, "detail": self.reason}


@dataclass(slots=True)
class Found:
    """What looking for one item's pictures gave. gone: roles whose file beside the film is no more."""

    item: ShownItem
    made: list[tuple[str, str, str, RenderedArt]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unusable: list[Unusable] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PictureFinder:
    """Finds pictures with the database, workers and store of one server."""

    database: Database
    workers: WorkerPool
    store: PictureStore

    async def fill(self, wishes: Mapping[UUID, datetime], *, is_on_screen: bool) -> list[Found]:
        """Every item shows the best picture that could be found for it, and its wish is settled.

        Raises ArtworkDiskFull and ArtworkUnwritable; nothing is settled then.
        """
        async with self.database.read() as session:
            items = await queries.list_items(session, list(wishes))
        priority = ON_SCREEN_PRIORITY if is_on_screen else BACKGROUND_PRIORITY
        found = await asyncio.gather(*(self._look(item, priority) for item in items))
        for each in found:
            for _, _, _, art in each.made:
                await asyncio.to_thread(self.store.keep, art.hash, art.variants)
        await self._write(found, wishes)
        return found

    async def _look(self, item: ShownItem, priority: int) -> Found:
        found = Found(item)
        async with self.database.read() as session:
            beside = await queries.list_pictures_beside(session, item.id)
            film = await queries.find_film_file(session, item)
            images = list(await queries.list_images(session, [item.id]))
        have = {(image.role, image.source): image for image in images}
        await self._take_local(found, beside, have, priority)
        if film is not None and item.kind != "series":
            await self._take_cover(found, film, have, priority)
        if film is not None and item.kind != "season":
            await self._take_still(found, film, have, priority)
        return found

    async def _take_local(
        self,
        found: Found,
        beside: Sequence[PictureBeside],
        have: Mapping[tuple[str, str], Image],
        priority: int,
    ) -> None:
        kind = found.item.kind if found.item.kind in ("season", "episode") else "title"
        candidates = assign_pictures(kind, beside)
        found.gone += [role for role, source in have if source == "local" and role not in candidates]
        for role, pictures in candidates.items():
            for picture in pictures:
                key = source_key(picture)
                known = have.get((role, "local"))
                if picture.is_away or (known is not None and known.source_key == key):
                    break
                art = await self._render(
                    found, picture, PICTURE_TIMEOUT_S, priority, render_file, picture.root, picture.path, role
                )
                if art is not None:
                    found.made.append((role, "local", key, art))
                    break

    async def _take_cover(
        self, found: Found, film: FilmFile, have: Mapping[tuple[str, str], Image], priority: int
    ) -> None:
        tall, wide = ("still", "still") if found.item.kind == "episode" else ("poster", "backdrop")
        has_better = all(_has_better(found, have, role, "embedded") for role in {tall, wide})
        if not film.media_info.get("pictures") or has_better:
            return
        key = source_key(film)
        if any(source == "embedded" and image.source_key == key for (_, source), image in have.items()):
            return
        art = await self._render(
            found, film, PICTURE_TIMEOUT_S, priority, render_cover, film.root, film.path, tall, wide
        )
        if art is not None:
            found.made.append((art.family, "embedded", key, art))

    async def _take_still(
        self, found: Found, film: FilmFile, have: Mapping[tuple[str, str], Image], priority: int
    ) -> None:
        role = "still" if found.item.kind == "episode" else "backdrop"
        known = have.get((role, "still"))
        key = source_key(film)
        if _has_better(found, have, role, "still") or (known is not None and known.source_key == key):
            return
        # A series keeps the still that it has, or each new first episode would change its face.
        if known is not None and known.source_key and found.item.kind == "series":
            return
        args = (film.root, film.path, role, _has_own_colors(film))
        art = await self._render(found, film, STILL_TIMEOUT_S, priority, render_still, *args)
        if art is not None:
            found.made.append((role, "still", key, art))

    async def _render(
        self,
        found: Found,
        source: PictureBeside | FilmFile,
        timeout_s: float,
        priority: int,
        function: Any,
        *args: Any,
    ) -> RenderedArt | None:
        try:
            art: RenderedArt | None = await self.workers.run(
                function, *args, timeout_s=timeout_s, priority=priority
            )
        except _UNUSABLE as error:
            found.unusable.append(Unusable(source.folder_id, source.path, error.code, _sentence(error)))
            return None
        return art

    async def _write(self, found: Sequence[Found], wishes: Mapping[UUID, datetime]) -> None:
        changed: dict[UUID, set[UUID]] = {}
        async with self.database.write() as session:
            # Items may have gone while their pictures were made.
            left = {item.id for item in await queries.list_items(session, [each.item.id for each in found])}
            for each in found:
                item = each.item
                if item.id not in left:
                    continue
                for role in each.gone:
                    await queries.delete_image(session, item.id, role, "local")
                for role, source, key, art in each.made:
                    image = make_image({"item_id": item.id}, role, source, key, art)
                    await queries.replace_image(session, image)
                if (each.made or each.gone) and await show_best(session, item.id):
                    changed.setdefault(item.library_id, set()).add(item.title_id)
                reasons = [reason.to_json() for reason in each.unusable]
                await queries.settle_wish(session, item.id, wishes[item.id], reasons)
                for reason in each.unusable:
                    record_event(
                        session,
                        SidecarUnreadable(
                            item.library_id, reason.folder_id, reason.path, reason.code, reason.reason
                        ),
                    )
            for library_id, title_ids in changed.items():
                record_event(session, TitlesChanged(library_id, tuple(sorted(title_ids))))


def _has_better(found: Found, have: Mapping[tuple[str, str], Image], role: str, than: str) -> bool:
    """Whether the field of this role is filled by something that is shown rather than this source."""
    sources = [source for made_role, source, _, _ in found.made if FIELDS[made_role] == FIELDS[role]]
    for kept_role, source in have:
        is_gone = source == "local" and kept_role in found.gone
        if FIELDS.get(kept_role) == FIELDS[role] and not is_gone:
            sources.append(source)
    return any(source != than and is_better(source, than) for source in sources)


def _has_own_colors(film: FilmFile) -> bool:
    """Dolby Vision without a base layer that anything else can show."""
    for video in film.media_info.get("video") or ():
        dolby_vision = video.get("dolby_vision")
        if dolby_vision and dolby_vision.get("compatibility_id") == 0:
            return True
    return False


def _sentence(error: KinoError) -> str:
    return error.message[:500]
