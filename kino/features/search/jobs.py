"""Keeps the index in step with the catalogue, in the background and never faster than others can bear."""

import asyncio
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import monotonic_s
from kino.core.context import ServerContext
from kino.core.db import Database
from kino.core.errors import KinoError
from kino.core.house import find_setting, put_setting
from kino.core.jobs.interface import JobContext, JobKind, JobQueue, JobRegistry, JsonObject
from kino.features.search import queries
from kino.features.search.parts.documents import DocNumbers
from kino.features.search.parts.index_batch import index_people, index_titles

log = structlog.get_logger(__name__)

INDEX = "search.index_titles"
STATE_KEY = "search.index_state"  # {"version": …, "is_clean": …}
INDEX_VERSION = 1  # of what documents and postings hold; another one in the database has them all made anew
BATCH_TITLES = 2_000  # the more at once, the fewer postings are written twice
BATCH_PEOPLE = 2_000
PAUSE_PER_WORK = 0.5  # times a batch's own duration: two thirds of a core at most, and gaps for whoever waits
GATHER_S = 0.3  # events of a busy scan are written down together
RETRY_S = 10.0  # a disk is made room on by hand; a database server is back within seconds
INDEX_AFTER_S = 1.0
START_AFTER_S = 3.0  # the first pages are served before anything is checked
PRIORITY = -10


class SearchIndex:
    """Takes note of what changed and has it indexed."""

    def __init__(self, context: ServerContext) -> None:
        self._database: Database = context.database
        self._queue = context.part(JobQueue)
        self._noted: set[UUID] = set()
        self._task: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()  # document numbers are given out by one run at a time

    def register(self, registry: JobRegistry) -> None:
        """Make the job known."""
        registry.register(JobKind(INDEX, self.run))

    def note(self, owner_ids: tuple[UUID, ...]) -> None:
        """These titles changed, came or went, or these people went; never waits."""
        self._noted.update(owner_ids)
        if self._noted and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._write_notes(), name="search-notes")

    async def start(self) -> None:
        """Have the index checked soon if the last run was cut short, made anew if it was another Kino's."""
        async with self._database.write() as session:
            state = await find_setting(session, STATE_KEY) or {}
            if state != {"version": INDEX_VERSION, "is_clean": True}:
                await self._enqueue(session, START_AFTER_S, checks_all=True)
            await put_setting(session, STATE_KEY, {"version": state.get("version"), "is_clean": False})

    async def stop(self) -> None:
        """Write down at once what was noted; where that cannot be, the next start checks the index."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if not await self._could_save_notes():
            return
        async with self._database.write() as session:
            state = await find_setting(session, STATE_KEY) or {}
            await put_setting(session, STATE_KEY, {**state, "is_clean": True})

    async def _write_notes(self) -> None:
        delay_s = GATHER_S
        while self._noted:
            await asyncio.sleep(delay_s)
            delay_s = GATHER_S if await self._could_save_notes() else RETRY_S

    async def _could_save_notes(self) -> bool:
        try:
            await self._save_notes()
        except (KinoError, SQLAlchemyError) as error:
            # A full disk, or a database server that is away; what was noted waits for the next try.
            log.warning("changed titles cannot be noted for the index", reason=str(error))
            return False
        return True

    async def _save_notes(self) -> None:
        noted = frozenset(self._noted)
        if noted:
            async with self._database.write() as session:
                await queries.wait_for(session, sorted(noted))
                await self._enqueue(session, INDEX_AFTER_S)
            self._noted -= noted

    async def _enqueue(self, session: AsyncSession, delay_s: float, *, checks_all: bool = False) -> None:
        # Two keys: a job that only indexes must not swallow the one that checks.
        await self._queue.enqueue(
            session,
            INDEX,
            {"checks_all": checks_all},
            dedupe_key="check" if checks_all else "index",
            delay_s=delay_s,
            priority=PRIORITY,
        )

    async def run(self, job: JobContext) -> JsonObject:
        """Index all that waits; a job that checks first looks for what nobody told."""
        async with self._turn:
            if job.payload.get("checks_all"):
                await self._check()
            return await self._index_all(job)

    async def _index_all(self, job: JobContext) -> JsonObject:
        async with self._database.read() as session:
            total = await queries.count_waiting(session)
            numbers = DocNumbers(await queries.read_last_numbers(session))
        done = written = 0
        while True:
            job.raise_if_cancelled()
            began_s = monotonic_s()
            batch, changed = await self._index_some(numbers)
            if not batch:
                return {"indexed": done, "written": written}
            done, written = done + batch, written + changed
            await job.report(done, max(total, done), "job.search.index")
            await asyncio.sleep((monotonic_s() - began_s) * PAUSE_PER_WORK)

    async def _check(self) -> None:
        async with self._database.write() as session:
            state = await find_setting(session, STATE_KEY) or {}
            if state.get("version") != INDEX_VERSION:
                await queries.clear_index(session)
                await put_setting(session, STATE_KEY, {**state, "version": INDEX_VERSION})
            else:
                await queries.wait_for_forgotten(session)

    async def _index_some(self, numbers: DocNumbers) -> tuple[int, int]:
        async with self._database.read() as session:
            titles = await queries.list_waiting(session, is_person=False, limit=BATCH_TITLES)
            # People come last: each is counted once, however many of the titles they are in.
            people = [] if titles else await queries.list_waiting(session, is_person=True, limit=BATCH_PEOPLE)
        if titles:
            return len(titles), await index_titles(self._database, titles, numbers)
        if people:
            return len(people), await index_people(self._database, people, numbers)
        return 0, 0
