"""Many events of a scan become few transactions: wishes are written down a moment after the first of them."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

import structlog

from kino.core.db import Database
from kino.core.jobs.interface import JobQueue
from kino.features.artwork import queries

log = structlog.get_logger(__name__)

FILL_LIBRARY = "artwork.fill_library"
# A scan probes some 20 files a second; this is one transaction for all of them and still at once for people.
GATHER_S = 0.5


async def wish_for_items(
    queue: JobQueue, database: Database, library_id: UUID, item_ids: Iterable[UUID]
) -> None:
    """The items wait for pictures, and a job of their library will look for them."""
    async with database.write() as session:
        await queries.add_wishes(session, library_id, item_ids)
        await queue.enqueue(
            session,
            FILL_LIBRARY,
            {"library_id": str(library_id)},
            dedupe_key=str(library_id),
            library_id=library_id,
        )


class WishGatherer:
    """Collects wishes for `gather_s` seconds, then writes them; belongs to the event loop."""

    def __init__(self, database: Database, queue: JobQueue, gather_s: float = GATHER_S) -> None:
        self._database = database
        self._queue = queue
        self._gather_s = gather_s
        self._pending: defaultdict[UUID, set[UUID]] = defaultdict(set)
        self._probed: set[UUID] = set()
        self._task: asyncio.Task[None] | None = None

    def add(self, library_id: UUID, item_ids: Iterable[UUID], *, is_probed: bool = False) -> None:
        """These items wait for pictures. is_probed: an episode may then give its series a face too."""
        wanted = set(item_ids)
        self._pending[library_id] |= wanted
        if is_probed:
            self._probed |= wanted
        if self._task is None:
            self._task = asyncio.create_task(self._flush_soon(), name="artwork-wishes")

    async def flush(self) -> None:
        """Everything gathered so far is written down."""
        pending, self._pending = self._pending, defaultdict(set)
        probed, self._probed = self._probed, set()
        for library_id, item_ids in pending.items():
            async with self._database.read() as session:
                series_ids = await queries.list_series_without_backdrop(session, item_ids & probed)
            await wish_for_items(self._queue, self._database, library_id, item_ids | set(series_ids))

    async def stop(self) -> None:
        """Write down what is left, and wait for a write that is under way."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await self.flush()

    async def _flush_soon(self) -> None:
        await asyncio.sleep(self._gather_s)
        self._task = None
        await asyncio.shield(self.flush())
