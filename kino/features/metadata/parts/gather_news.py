"""Many events of a scan become few transactions: what is new is handled a moment after the first of them."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from kino.core.db import Database
from kino.core.jobs.interface import JobQueue
from kino.features.metadata import queries, service
from kino.features.metadata.parts.tag_facts import read_tag_facts

GATHER_S = 0.5


class NewsGatherer:
    """Collects items with new sidecars and probed files for `gather_s` seconds; belongs to the event loop."""

    def __init__(self, database: Database, queue: JobQueue, gather_s: float = GATHER_S) -> None:
        self._database = database
        self._queue = queue
        self._gather_s = gather_s
        self._items: defaultdict[UUID, set[UUID]] = defaultdict(set)
        self._files: set[UUID] = set()
        self._task: asyncio.Task[None] | None = None

    def add_items(self, library_id: UUID, item_ids: Iterable[UUID]) -> None:
        """Something beside these items is new or changed."""
        self._items[library_id].update(item_ids)
        self._wake()

    def add_file(self, file_id: UUID) -> None:
        """This file was probed."""
        self._files.add(file_id)
        self._wake()

    async def flush(self) -> None:
        """What was gathered so far is handled: tags at once, NFO files by a job of their library."""
        items, self._items = self._items, defaultdict(set)
        files, self._files = self._files, set()
        for library_id, item_ids in items.items():
            async with self._database.read() as session:
                has_news = await queries.has_unread_nfo(session, item_ids)
            if has_news:
                async with self._database.write() as session:
                    await service.want_reading(session, self._queue, library_id)
        if files:
            await take_over_tags(self._database, files)

    async def stop(self) -> None:
        """Handle what is left, and wait for what is under way."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self.flush()

    def _wake(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._flush_soon(), name="metadata-news")

    async def _flush_soon(self) -> None:
        await asyncio.sleep(self._gather_s)
        self._task = None
        await asyncio.shield(self.flush())


async def take_over_tags(database: Database, file_ids: Iterable[UUID]) -> None:
    """Items say what the tags and chapters of their files say, where they said nothing before."""
    async with database.read() as session:
        infos = await queries.list_media_infos(session, list(file_ids))
        items = await queries.read_items(session, {item_id for item_id, _ in infos})
    told = [
        (item_id, read_tag_facts(info, items[item_id].kind)) for item_id, info in infos if item_id in items
    ]
    if told:
        async with database.write() as session:
            await service.apply_many(session, told, only_empty=True)
