"""Many events of a scan become few transactions: what is new is handled a moment after the first of them.

What is new stands in the rows themselves (a document that was not used, tags that were not taken over), so
an event only says that it is time to look, and one that a crash swallowed costs nothing: the next start looks
into every library.
"""

import asyncio
from uuid import UUID

import structlog

from kino.core.clock import now
from kino.core.db import Database
from kino.core.errors import KinoError
from kino.core.jobs.interface import JobQueue
from kino.features.metadata import queries, service
from kino.features.metadata.parts.people import fold_name
from kino.features.metadata.parts.tag_facts import read_tag_facts

log = structlog.get_logger(__name__)

GATHER_S = 0.5
BATCH_FILES = 200  # of one transaction


class NewsGatherer:
    """Collects libraries with news for `gather_s` seconds; belongs to the event loop."""

    def __init__(self, database: Database, queue: JobQueue, gather_s: float = GATHER_S) -> None:
        self._database = database
        self._queue = queue
        self._gather_s = gather_s
        self._pending: set[UUID] = set()
        self._task: asyncio.Task[None] | None = None

    def add(self, library_id: UUID) -> None:
        """Something beside or inside the files of this library is new or changed."""
        self._pending.add(library_id)
        if self._task is None:
            self._task = asyncio.create_task(self._flush_soon(), name="metadata-news")

    async def add_all(self) -> None:
        """Look into every library, for what a crash or a full disk has left behind."""
        async with self._database.read() as session:
            library_ids = await queries.list_library_ids(session)
        for library_id in library_ids:
            self.add(library_id)

    async def flush(self) -> None:
        """What is new is handled: tags at once, documents and portraits by a job of their library."""
        pending, self._pending = self._pending, set()
        for library_id in pending:
            # First, since people whom tags name may have portraits beside the film.
            await take_over_tags(self._database, library_id)
            async with self._database.read() as session:
                has_news = await queries.has_unread(session, library_id)
            if has_news:
                async with self._database.write() as session:
                    await service.want_reading(session, self._queue, library_id)

    async def stop(self) -> None:
        """Handle what is left, and wait for what is under way."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self._flush_or_leave()

    async def _flush_soon(self) -> None:
        await asyncio.sleep(self._gather_s)
        self._task = None
        await asyncio.shield(self._flush_or_leave())

    async def _flush_or_leave(self) -> None:
        try:
            await self.flush()
        except KinoError as error:
            # A full disk, most often. What is new stays so, and the next scan or start looks again.
            log.warning("news of films cannot be taken over", reason=error.message)


async def take_over_tags(database: Database, library_id: UUID) -> None:
    """Items say what the tags and chapters of their files say, where they said nothing before."""
    while True:
        async with database.read() as session:
            files = await queries.list_untold_files(session, library_id, BATCH_FILES)
            items = await queries.read_items(
                session, {file.item_id for file in files if file.item_id is not None}
            )
        if not files:
            return
        told = [
            (file.item_id, read_tag_facts(file.media_info, items[file.item_id].kind))
            for file in files
            if file.item_id in items and file.media_info
        ]
        async with database.write() as session:
            changed = await service.apply_many(session, told, only_empty=True)
            names = {fold_name(person.name) for _, facts in told for person in facts.people or ()}
            if names:
                await queries.mark_portraits_unused(session, changed, names)
            await queries.mark_told(session, files, now())
