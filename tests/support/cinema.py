"""A house with a library of real files whose rows are made as a scan would make them, and running jobs."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import delete, select, update

from kino.core.clock import now
from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.db import Database, record_event
from kino.core.ids import new_id
from kino.core.jobs.interface import JobQueue, JobRegistry, JobRunner, JobState, JobView
from kino.core.jobs.queue import TableJobQueue
from kino.core.jobs.runner import InProcessJobRunner
from kino.core.workers import WorkerPool
from kino.features.artwork import service as artwork
from kino.features.catalog.events import FileProbed, SidecarsFound
from kino.features.catalog.models import Item, MediaFile, Sidecar
from kino.features.catalog.parts.place_files import PlacedFile, Placement, place_files
from kino.features.libraries import queries as library_queries
from kino.features.libraries.service import create_library
from kino.media.probe import probe_file
from kino.media.sandbox import apply_sandbox
from tests.support.signed_in import House, open_house

JOBS_WITHIN_S = 180.0


@dataclass(slots=True)
class Cinema:
    """One library of films and series in a folder of its own."""

    house: House
    root: Path
    library_id: UUID
    folder_id: UUID
    flushes: list[Callable[[ServerContext], Any]] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.house.context.database

    async def add_file(self, path: str, clip: Path | None = None, **named: Any) -> PlacedFile:
        """A film or episode placed as if its name had been read; with a clip, it is there and probed."""
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        if clip is None:
            full.write_bytes(b"not probed yet")
        else:
            shutil.copyfile(clip, full)
        facts = full.stat()
        placement = Placement(
            self.folder_id,
            path.encode(),
            facts.st_size,
            facts.st_mtime_ns,
            named.pop("kind", "movie"),
            named.pop("title"),
            **named,
        )
        async with self.database.write() as session:
            placed = (await place_files(session, self.library_id, "en", [placement]))[0]
        if clip is not None:
            await self.probe(placed)
        return placed

    async def probe(self, placed: PlacedFile) -> None:
        """What a scan's probe phase leaves: the facts of the file, and the event."""
        async with self.database.read() as session:
            path = await session.scalar(select(MediaFile.path).where(MediaFile.id == placed.file_id))
        assert path is not None
        info = probe_file(self.root / path.decode())
        async with self.database.write() as session:
            await session.execute(
                update(MediaFile)
                .where(MediaFile.id == placed.file_id)
                .values(
                    state="probed",
                    media_info=info.to_dict(),
                    duration_s=info.duration_s,
                    probed_at=now(),
                    tags_used_at=None,
                )
            )
            await artwork.note_found(session, self.library_id, [placed.item_id], is_probed=True)
            record_event(session, FileProbed(self.library_id, placed.item_id, placed.file_id))

    async def add_sidecar(self, item_id: UUID, path: str, content: bytes, kind: str) -> UUID:
        """A picture or document beside a film, on disk and in the table; writing it again changes it."""
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(content)
        facts = full.stat()
        sidecar_id = new_id()
        async with self.database.write() as session:
            await session.execute(delete(Sidecar).where(Sidecar.path == path.encode()))
            session.add(
                Sidecar(
                    id=sidecar_id,
                    folder_id=self.folder_id,
                    path=path.encode(),
                    directory=path.rpartition("/")[0].encode(),
                    size_bytes=facts.st_size,
                    mtime_ns=facts.st_mtime_ns,
                    kind=kind,
                    item_id=item_id,
                )
            )
            await artwork.note_found(session, self.library_id, [item_id])
            record_event(session, SidecarsFound(self.library_id, (item_id,)))
        return sidecar_id

    async def remove_sidecar(self, item_id: UUID, path: str) -> None:
        """The file beside the film is gone, and a scan has seen it."""
        (self.root / path).unlink()
        async with self.database.write() as session:
            await session.execute(delete(Sidecar).where(Sidecar.path == path.encode()))
            await artwork.note_found(session, self.library_id, [item_id])
            record_event(session, SidecarsFound(self.library_id, (item_id,)))

    async def read_item(self, item_id: UUID) -> Item:
        async with self.database.read() as session:
            return (await session.scalars(select(Item).where(Item.id == item_id))).one()

    async def settle(self) -> list[JobView]:
        """Everything that events set off is done; the jobs, newest first."""
        queue = self.house.context.part(JobQueue)
        async with asyncio.timeout(JOBS_WITHIN_S):
            while True:
                await self.database.bus.drain()
                for flush in self.flushes:
                    await flush(self.house.context)
                async with self.database.read() as session:
                    page = await queue.list_jobs(session)
                if all(job.is_finished for job in page.jobs):
                    await self.database.bus.drain()
                    failed = [job.error_message for job in page.jobs if job.state is JobState.FAILED]
                    assert not failed, failed
                    return list(page.jobs)
                await asyncio.sleep(0.02)


def add_server_parts(context: ServerContext) -> None:
    """What app.py adds before the first feature."""
    registry = JobRegistry()
    folder = DataFolder(context.settings.data_dir)
    folder.create()
    context.add_part(folder)
    context.add_part(registry)
    context.add_part(TableJobQueue(registry), as_type=JobQueue)
    runner = InProcessJobRunner(
        context.database, context.bus, registry, {"default": 2, "artwork": 1, "trickplay": 1}, poll_s=0.05
    )
    context.add_part(runner, as_type=JobRunner)
    context.add_part(WorkerPool(2, initializer=apply_sandbox))


@asynccontextmanager
async def open_cinema(
    database: Database,
    folder: Path,
    *,
    routers: Sequence[APIRouter],
    registers: Sequence[Callable[[ServerContext], None]],
    flushes: Sequence[Callable[[ServerContext], Any]] = (),
) -> AsyncIterator[Cinema]:
    """A cinema with one empty library; its jobs run until the end of the block."""
    root = folder / "films"
    root.mkdir()
    async with open_house(
        database, folder, routers=routers, registers=[add_server_parts, *registers]
    ) as house:
        async with database.write() as session:
            library = await create_library(
                session, name="Films", kind="mixed", language="en", folders=[str(root).encode()]
            )
            library_id = library.id
        async with database.read() as session:
            folder_id = (await library_queries.list_folders(session, library_id))[0].id
        runner = house.context.part(JobRunner)
        await runner.start()
        try:
            yield Cinema(house, root, library_id, folder_id, list(flushes))
        finally:
            await runner.stop()
            await house.context.part(WorkerPool).close()
