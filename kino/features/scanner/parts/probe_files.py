"""Phase probe: what is in a file, read by worker processes, the title on screen first.

The state of each file is in its row, so a probe that was cut short goes on where it stopped.
"""

import asyncio
import os
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import monotonic_s
from kino.core.db import Database
from kino.core.errors import KinoError
from kino.core.events import LiveMessage
from kino.core.workers import WorkerError, WorkerPool, WorkerPoolClosed
from kino.features.catalog.events import LIVE_IDS
from kino.features.catalog.models import Item, MediaFile
from kino.features.libraries.models import LibraryFolder
from kino.features.scanner.parts.fingerprint import read_fingerprint
from kino.features.scanner.parts.keep_probes import ProbeOutcome, keep_probes
from kino.features.scanner.parts.settled import stat_file
from kino.features.scanner.queries import UNPROBED_COLUMNS, UnprobedFile, is_unprobed
from kino.media import keyframes, probe

PROBE_TIMEOUT_S = 90.0
STAT_TIMEOUT_S = 15.0  # a disk that sleeps needs ten to wake up
KEYFRAME_BUDGET_S = 60.0
PROBE_PRIORITY = 10  # behind names, which decide what can be seen at all
FETCH = 64  # files asked for at once
KEEP = 32  # results of one transaction
KEEP_WITHIN_S = 0.5  # so that a page that waits for its title sees it soon


@dataclass(frozen=True, slots=True)
class ProbedFile:
    """What a worker found out; plain data that travels between processes."""

    info: dict[str, Any]
    encoded_keyframes: bytes | None
    fingerprint: bytes


def probe_whole(path: bytes) -> ProbedFile:
    """Streams, keyframe index and fingerprint of a file; runs in a worker. Raises MediaError, OSError.

    A file whose end is missing is read as far as it goes: it plays as far, too.
    """
    info = probe.probe_file(path, allow_truncated=True)
    try:
        index = keyframes.encode_keyframes(keyframes.read_keyframes(path, budget_s=KEYFRAME_BUDGET_S))
    except KinoError:
        index = None  # plays directly all the same; the index is for segments
    return ProbedFile(info.to_dict(), index, read_fingerprint(path))


class ProbeWishes:
    """Files and titles that someone looks at right now; they are probed before all others."""

    def __init__(self) -> None:
        self._items: dict[UUID, None] = {}

    def want_first(self, item_id: UUID) -> None:
        """Probe the files of this film, episode or series next."""
        self._items.pop(item_id, None)
        self._items[item_id] = None
        while len(self._items) > 64:
            self._items.pop(next(iter(self._items)))

    def take(self) -> list[UUID]:
        """What is wanted, latest first; asking again answers what came since."""
        wanted = list(reversed(self._items))
        self._items.clear()
        return wanted


async def probe_library(
    database: Database,
    workers: WorkerPool,
    wishes: ProbeWishes,
    library_id: UUID,
    tell: Callable[[int], None],
) -> int:
    """Probe every file of the library that waits for it; how many it were. `tell` gets each batch's size."""
    return await _ProbePass(database, workers, wishes, library_id, tell).run()


@dataclass(slots=True)
class _ProbePass:
    """One pass over the files that wait, oldest first.

    It moves on over a file that cannot be probed now, since asking for what waits would name it for ever.
    """

    database: Database
    workers: WorkerPool
    wishes: ProbeWishes
    library_id: UUID
    tell: Callable[[int], None]
    _next: deque[UnprobedFile] = field(default_factory=deque)
    _after: UUID | None = None
    _asked: set[UUID] = field(default_factory=set)
    _running: set[asyncio.Task[ProbeOutcome]] = field(default_factory=set)
    _finished: list[ProbeOutcome] = field(default_factory=list)
    _kept_s: float = field(default_factory=monotonic_s)

    async def run(self) -> int:
        try:
            while True:
                await self._start_more()
                if not self._running:
                    await self._keep()
                    return len(self._asked)
                done, self._running = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
                self._finished += [task.result() for task in done]
                if len(self._finished) >= KEEP or monotonic_s() - self._kept_s >= KEEP_WITHIN_S:
                    await self._keep()
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _start_more(self) -> None:
        await self._fetch_wanted()
        # Two for each process: one is read while the answer of the other travels.
        while len(self._running) < self.workers.size * 2:
            if not self._next:
                await self._fetch()
            if not self._next:
                return
            file = self._next.popleft()
            if file.id not in self._asked:
                self._asked.add(file.id)
                self._running.add(asyncio.create_task(probe_file(self.workers, file, PROBE_PRIORITY)))

    async def _fetch(self) -> None:
        query = _select_unprobed(self.library_id)
        if self._after is not None:
            query = query.where(MediaFile.id > self._after)
        async with self.database.read() as session:
            self._next.extend(UnprobedFile(*row) for row in await session.execute(query.limit(FETCH)))
        if self._next:
            self._after = self._next[-1].id

    async def _fetch_wanted(self) -> None:
        wanted = self.wishes.take()
        if not wanted:
            return
        of_titles = select(Item.id).where(or_(Item.id.in_(wanted), Item.series_id.in_(wanted)))
        query = _select_unprobed(self.library_id).where(MediaFile.item_id.in_(of_titles)).limit(FETCH)
        async with self.database.read() as session:
            found = [UnprobedFile(*row) for row in await session.execute(query)]
        self._next.extendleft(reversed(found))

    async def _keep(self) -> None:
        finished, self._finished = self._finished, []
        self._kept_s = monotonic_s()
        if not finished:
            return
        async with self.database.write() as session:
            await keep_probes(session, finished)
        self.tell(len(finished))
        await self._tell_browsers([one.file for one in finished])

    async def _tell_browsers(self, files: Sequence[UnprobedFile]) -> None:
        """One message a batch: a page that shows one of these titles fetches it again."""
        item_ids = {file.item_id for file in files if file.item_id is not None}
        async with self.database.read() as session:
            rows = await session.scalars(
                select(func.coalesce(Item.series_id, Item.id))
                .where(Item.id.in_(item_ids))
                .distinct()
                .limit(LIVE_IDS)
            )
            titles = [str(one) for one in rows]
        facts = {"library_id": str(self.library_id), "count": len(titles), "title_ids": titles}
        self.database.bus.tell(LiveMessage("titles.changed", facts, library_id=self.library_id))


def _select_unprobed(library_id: UUID) -> Any:
    return (
        select(*UNPROBED_COLUMNS)
        .join(LibraryFolder, LibraryFolder.id == MediaFile.folder_id)
        .where(*is_unprobed(library_id))
        .order_by(MediaFile.id)
    )


async def probe_file(workers: WorkerPool, file: UnprobedFile, priority: int) -> ProbeOutcome:
    """What a worker finds in the file, or why it finds nothing. Raises WorkerPoolClosed.

    A file that is not there any more, with its disk perhaps, is nobody's problem: the next walk tells.
    """
    full = os.path.join(file.folder_path, file.path)
    try:
        found = await workers.run(probe_whole, full, timeout_s=PROBE_TIMEOUT_S, priority=priority)
    except WorkerPoolClosed:
        raise
    except (KinoError, WorkerError, OSError) as error:
        is_there = await _is_there(workers, file, priority)
        return ProbeOutcome(file, error=error if is_there else None)
    return ProbeOutcome(file, found.info, found.encoded_keyframes, found.fingerprint)


async def _is_there(workers: WorkerPool, file: UnprobedFile, priority: int) -> bool:
    """Whether the file can be looked at. A worker asks: it is ended when the disk does not answer."""
    try:
        found = await workers.run(
            stat_file, file.folder_path, file.path, timeout_s=STAT_TIMEOUT_S, priority=priority
        )
    except WorkerPoolClosed:
        raise
    except WorkerError:
        return False
    return found is not None


async def probe_now(database: Database, workers: WorkerPool, file_id: UUID) -> None:
    """Probe this file before everything else; for a film that is to play at once."""
    async with database.read() as session:
        row = (
            await session.execute(
                select(*UNPROBED_COLUMNS)
                .join(LibraryFolder, LibraryFolder.id == MediaFile.folder_id)
                .where(MediaFile.id == file_id)
            )
        ).first()
    if row is not None:
        outcome = await probe_file(workers, UnprobedFile(*row), priority=0)
        async with database.write() as session:
            await keep_probes(session, [outcome])


async def queue_again(session: AsyncSession, file_ids: Sequence[UUID]) -> None:
    """Have these files probed again."""
    await session.execute(
        update(MediaFile)
        .where(MediaFile.id.in_(file_ids))
        .values(state="named")
        .execution_options(synchronize_session=False)
    )
