"""Many events of a scan become few jobs: pictures are looked for a moment after the first of them.

What waits stands in the table of wishes, written together with what it was found in; a crash in this moment
loses only the job, and the next start asks for it again.
"""

import asyncio
from collections.abc import Iterable
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import Database
from kino.core.errors import KinoError
from kino.core.jobs.interface import JobQueue
from kino.features.artwork import queries

log = structlog.get_logger(__name__)

FILL_LIBRARY = "artwork.fill_library"
# A scan probes some 20 files a second; this is one job for all of them and still at once for people.
GATHER_S = 0.5


async def enqueue_fill(
    session: AsyncSession, queue: JobQueue, library_id: UUID, *, priority: int = 0
) -> UUID:
    """A job of the library will look for all pictures that it waits for; its id."""
    return await queue.enqueue(
        session,
        FILL_LIBRARY,
        {"library_id": str(library_id)},
        priority=priority,
        dedupe_key=str(library_id),
        library_id=library_id,
    )


class WishGatherer:
    """Collects libraries for `gather_s` seconds, then has their wishes seen to; belongs to the event loop."""

    def __init__(self, database: Database, queue: JobQueue, gather_s: float = GATHER_S) -> None:
        self._database = database
        self._queue = queue
        self._gather_s = gather_s
        self._pending: set[UUID] = set()
        self._task: asyncio.Task[None] | None = None

    def add(self, library_id: UUID) -> None:
        """Something of this library waits for pictures."""
        self._pending.add(library_id)
        if self._task is None:
            self._task = asyncio.create_task(self._flush_soon(), name="artwork-wishes")

    async def flush(self) -> None:
        """Jobs will see to everything that waits in the libraries gathered so far."""
        pending, self._pending = self._pending, set()
        await self._ask(pending)

    async def ask_for_all(self) -> None:
        """Jobs will see to everything that waits anywhere: what a crash or a full disk has left behind."""
        async with self._database.read() as session:
            waiting = await queries.list_libraries_with_wishes(session)
        await self._ask(waiting)

    async def stop(self) -> None:
        """Ask for what is left, and wait for a write that is under way."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self._flush_or_leave()

    async def _ask(self, library_ids: Iterable[UUID]) -> None:
        for library_id in library_ids:
            async with self._database.read() as session:
                is_waiting = await queries.has_wishes(session, library_id)
            if is_waiting:
                async with self._database.write() as session:
                    await enqueue_fill(session, self._queue, library_id)

    async def _flush_soon(self) -> None:
        await asyncio.sleep(self._gather_s)
        self._task = None
        await asyncio.shield(self._flush_or_leave())

    async def _flush_or_leave(self) -> None:
        try:
            await self.flush()
        except KinoError as error:
            # A full disk, most often. The wishes stay, and the next scan or start asks again.
            log.warning("pictures cannot be asked for", reason=error.message)
