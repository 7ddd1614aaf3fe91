"""The whole server with the demo library, real but for the outside and for the time that drawing takes."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
from fastapi import FastAPI
from sqlalchemy import select

from kino.app import create_app
from kino.core.context import ServerContext
from kino.core.jobs.interface import JobContext, JobQueue, JobState, JsonObject
from kino.core.settings import Settings
from kino.features.artwork import jobs as artwork_jobs
from kino.features.catalog.models import Item, MediaFile
from kino.features.demo import jobs as demo_jobs
from kino.features.demo.parts.demo_account import NAME, PASSWORD, ensure_demo_account
from kino.features.demo.parts.desk import DemoDesk
from kino.features.demo.queries import DemoPlace
from kino.features.demo.schemas import DemoStatus
from kino.features.demo.service import add_demo_library, describe_demo
from kino.media.ffmpeg import FfmpegTool
from kino.providers.internet_archive.client import InternetArchive
from kino.providers.internet_archive.download import DownloadLimits
from kino.providers.internet_archive.hosts import HostPolicy

HOST = "http://kino.test"
WITHIN_S = 150.0  # of a busy machine; alone it takes a few seconds
FILMS = 13
LATER = timedelta(minutes=5)


@dataclass
class Drawing:
    """Stands where ffmpeg draws: copies a stand-in that was drawn once, as far as it is let to."""

    drawn: Path
    stops_after: int = FILMS
    has_pictures: bool = False
    labels: list[str] = field(default_factory=list)

    async def draw(self, _tool: FfmpegTool, label: str, _backdrop: Path, target: Path) -> Path:
        while len(self.labels) >= self.stops_after:  # noqa: ASYNC110 - a test moves the number
            await asyncio.sleep(0.02)
        target.parent.mkdir(parents=True, exist_ok=True)
        hidden = target.with_name(f".{target.name}.part")
        shutil.copyfile(self.drawn, hidden)
        hidden.replace(target)
        self.labels.append(label)
        return target


@dataclass
class DemoHouse:
    """A server that runs, and what lies in its folders."""

    app: FastAPI
    context: ServerContext
    data_dir: Path

    @property
    def root(self) -> Path:
        return self.context.part(DemoDesk).root

    def films(self) -> dict[str, Path]:
        """Films below the demo's folder by their path there."""
        return {str(path.relative_to(self.root)): path for path in sorted(self.root.rglob("*.mp4"))}

    async def add_library(self) -> UUID:
        return await add_demo_library(self.context)

    async def status(self) -> DemoStatus:
        return await describe_demo(self.context)

    async def until(self, is_so: Callable[[DemoStatus], bool]) -> DemoStatus:
        """The state once it is as wanted."""
        async with asyncio.timeout(WITHIN_S):
            while not is_so(status := await self.status()):  # noqa: ASYNC110 - asks as a browser does
                await asyncio.sleep(0.05)
            return status

    async def settle(self) -> DemoStatus:
        """Everything that is to be done at once is done; later attempts wait."""
        queue = self.context.part(JobQueue)
        async with asyncio.timeout(WITHIN_S):
            while True:
                await self.context.bus.drain()
                async with self.context.database.read() as session:
                    page = await queue.list_jobs(session, limit=200)
                waiting = [
                    job for job in page.jobs if not job.is_finished and job.run_at - job.queued_at < LATER
                ]
                if not waiting:
                    failed = [job.error_message for job in page.jobs if job.state is JobState.FAILED]
                    assert not failed, failed
                    return await self.status()
                await asyncio.sleep(0.05)

    async def items(self) -> list[Item]:
        async with self.context.database.read() as session:
            return list(await session.scalars(select(Item).order_by(Item.id)))

    async def files(self) -> list[MediaFile]:
        async with self.context.database.read() as session:
            return list(await session.scalars(select(MediaFile).order_by(MediaFile.path)))

    @asynccontextmanager
    async def signed_in(self) -> AsyncIterator[httpx2.AsyncClient]:
        """A browser of the demo's own account."""
        assert await ensure_demo_account(self.context)
        transport = httpx2.ASGITransport(app=self.app)
        async with httpx2.AsyncClient(transport=transport, base_url=HOST, headers={"Origin": HOST}) as client:
            answer = await client.post("/api/login", json={"name": NAME, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            yield client


@asynccontextmanager
async def running_house(
    database_url: str, data_dir: Path, drawing: Drawing, monkeypatch: Any
) -> AsyncIterator[DemoHouse]:
    """The server on this database and folder, until the end of the block; offline until a test connects it.

    Pictures are left out where a test does not ask for them: rendering all takes longer than all the rest.
    """
    monkeypatch.setattr(demo_jobs, "draw_stand_in", drawing.draw)
    if not drawing.has_pictures:
        monkeypatch.setattr(demo_jobs, "put_pictures", _put_none)
        monkeypatch.setattr(artwork_jobs, "fill_library", _fill_nothing)
    app = create_app(Settings(data_dir=data_dir, database_url=database_url, worker_count=2))
    context: ServerContext = app.state.context
    desk = context.part(DemoDesk)
    desk.limits = DownloadLimits(reserve_bytes=0, attempts=2, backoff_s=0.01)
    desk.pause_s = 0.0
    desk.open_archive = offline_archive
    async with app.router.lifespan_context(app):
        yield DemoHouse(app, context, data_dir)


async def _put_none(_context: ServerContext, _place: DemoPlace, *, is_first_look: bool = False) -> int:
    return 0


async def _fill_nothing(_context: ServerContext, _job: JobContext) -> JsonObject:
    return {}


def offline_archive() -> InternetArchive:
    """archive.org as a machine without a line sees it."""
    return InternetArchive(HostPolicy(resolve=_find_nothing))


def _find_nothing(_host: str, _port: int) -> Awaitable[list[str]]:
    raise OSError(-3, "Temporary failure in name resolution")
