"""A library in a real folder, and its scans one by one: the handlers of the jobs without the runner."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from kino.core.context import ServerContext
from kino.core.db import Database
from kino.core.ids import new_id
from kino.core.jobs.errors import JobCancelled
from kino.core.workers import WorkerPool
from kino.features.catalog.models import Item, MediaFile, Sidecar
from kino.features.libraries.queries import list_folders
from kino.features.libraries.service import create_library
from kino.features.scanner.jobs import ScannerJobs
from kino.features.scanner.models import ScanProblem, SeenDirectory

R = TypeVar("R")

LONG_AGO_S = time.time() - 100_000


class ThreadWorkers(WorkerPool):
    """The same functions in a thread: starting processes would be most of a test's time."""

    def __init__(self) -> None:
        super().__init__(2)
        self.calls: list[tuple[str, Any]] = []
        self.names: list[bytes] = []

    async def run(
        self,
        function: Callable[..., R],
        *args: Any,
        timeout_s: float,
        priority: int = 0,
        affinity: Hashable = None,
    ) -> R:
        self.calls.append((function.__name__, args[0]))
        return await asyncio.to_thread(function, *args)

    def names_read(self) -> list[bytes]:
        """Paths whose names were read, by a worker or by the server itself."""
        return self.names

    def files_probed(self) -> int:
        return sum(name == "probe_whole" for name, _ in self.calls)


@dataclass(slots=True)
class FakeJob:
    """What a handler is given. cancel_after: how many questions whether it is cancelled are answered no."""

    payload: dict[str, Any]
    library_id: UUID | None
    cancel_after: int | None = None
    attempt: int = 1
    job_id: UUID = field(default_factory=new_id)
    is_cancelled: bool = False

    def raise_if_cancelled(self) -> None:
        if self.cancel_after is not None:
            self.cancel_after -= 1
            self.is_cancelled = self.cancel_after < 0
        if self.is_cancelled:
            raise JobCancelled("cancelled")

    async def report(self, done: int, total: int | None, message_code: str, **facts: Any) -> None:
        await asyncio.sleep(0)


@dataclass(slots=True)
class ScanDesk:
    """One library."""

    context: ServerContext
    jobs: ScannerJobs
    root: Path
    library_id: UUID
    folder_id: UUID
    workers: ThreadWorkers

    @property
    def database(self) -> Database:
        return self.context.database

    def put(self, *paths: str | bytes, content: bytes | None = None, age_s: float = 100_000) -> None:
        """Files of a size of their own, written so long ago, in folders that are as old."""
        for path in paths:
            raw = os.fsencode(path)
            full = self.root / os.fsdecode(raw)
            full.parent.mkdir(parents=True, exist_ok=True)
            full.write_bytes(content if content is not None else raw * 3)
            at = time.time() - age_s
            os.utime(full, (at, at))
        self.age_folders()

    def age_folders(self) -> None:
        """Every folder changed long ago, and at another time than before if it was touched just now."""
        for folder, _, _ in os.walk(bytes(self.root)):
            at = Path(os.fsdecode(folder)).stat().st_mtime
            if time.time() - at < 1_000:
                older = LONG_AGO_S - (at - LONG_AGO_S) / 1_000
                os.utime(folder, (older, older))

    def move(self, source: str, target: str) -> None:
        (self.root / target).parent.mkdir(parents=True, exist_ok=True)
        (self.root / source).rename(self.root / target)
        self.age_folders()

    def remove(self, path: str) -> None:
        (self.root / path).unlink()
        self.age_folders()

    async def scan(self, *directories: str, cancel_after: int | None = None, **wish: Any) -> Any:
        """A scan of the library, or of these directories only."""
        payload = {"library_id": str(self.library_id), **wish}
        if directories:
            payload["folder_id"] = str(self.folder_id)
            payload["directories"] = [one.encode().hex() for one in directories]
        self.workers.calls.clear()
        self.workers.names.clear()
        return await self.jobs.scan(FakeJob(payload, self.library_id, cancel_after))

    async def probe(self) -> Any:
        self.workers.calls.clear()
        return await self.jobs.probe(FakeJob({"library_id": str(self.library_id)}, self.library_id))

    async def _rows(self, query: Any) -> list[Any]:
        async with self.database.read() as session:
            return list((await session.scalars(query)).all())

    async def files(self) -> dict[str, MediaFile]:
        """Files that are there, by their path."""
        rows = await self._rows(select(MediaFile).where(MediaFile.missing_at.is_(None)))
        return {os.fsdecode(row.path): row for row in rows}

    async def all_files(self) -> Sequence[MediaFile]:
        return await self._rows(select(MediaFile))

    async def items(self) -> dict[UUID, Item]:
        return {row.id: row for row in await self._rows(select(Item))}

    async def titles(self) -> dict[str, Item]:
        """Listed films and series by their name."""
        rows = await self._rows(select(Item).where(Item.is_title, Item.is_listed))
        assert len({row.title for row in rows}) == len(rows), "a title is listed twice"
        return {row.title: row for row in rows}

    async def episodes(self) -> dict[str, Item]:
        """Listed episodes as S01E02."""
        rows = await self._rows(select(Item).where(Item.kind == "episode", Item.is_listed))
        return {f"S{row.season_number:02d}E{row.episode_number:02d}": row for row in rows}

    async def problems(self) -> dict[str, str]:
        """Codes by path."""
        rows = await self._rows(select(ScanProblem))
        assert all(row.hint and row.detail for row in rows)
        return {os.fsdecode(row.path): row.code for row in rows}

    async def sidecars(self) -> dict[str, Sidecar]:
        return {os.fsdecode(row.path): row for row in await self._rows(select(Sidecar))}

    async def seen(self) -> set[str]:
        return {os.fsdecode(one) for one in await self._rows(select(SeenDirectory.path))}


async def make_desk(context: ServerContext, root: Path, kind: str) -> ScanDesk:
    """A library of this kind in a folder of its own."""
    await asyncio.to_thread(root.mkdir)
    async with context.database.write() as session:
        library = await create_library(session, name=kind, kind=kind, language="en", folders=[bytes(root)])
    async with context.database.read() as session:
        (folder,) = await list_folders(session, library.id)
    workers = context.part(WorkerPool)
    assert isinstance(workers, ThreadWorkers)
    return ScanDesk(context, ScannerJobs(context), root, library.id, folder.id, workers)


async def wait_until(is_so: Callable[[], Awaitable[Any]], within_s: float = 180.0) -> None:
    """Return once it is so. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not await is_so():  # noqa: ASYNC110 - nobody sets an event for what is asked here
            await asyncio.sleep(0.005)
