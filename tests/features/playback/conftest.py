"""A house with one film on disk, probed, and two members; one of them may not see its library."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.db import Database
from kino.core.jobs.interface import JobQueue, JobRegistry
from kino.core.jobs.queue import TableJobQueue
from kino.core.workers import WorkerPool
from kino.features.catalog.models import Item
from kino.features.catalog.parts.place_files import Placement, place_files
from kino.features.libraries import queries as library_queries
from kino.features.libraries.service import create_library
from kino.features.playback import register as playback
from kino.features.playback import routes as playback_routes
from kino.features.playback.parts import hls, stream
from kino.features.playback.parts.hls import Hls
from kino.features.playback.parts.in_front import InFront
from kino.features.playback.parts.stream import Stream
from kino.features.scanner import register as scanner
from kino.features.scanner.parts.probe_files import probe_now
from kino.features.viewing import register as viewing
from kino.features.viewing import routes as viewing_routes
from kino.media.ffmpeg import FfmpegTool, find_ffmpeg
from tests.media.clips import Clips
from tests.support.signed_in import House, SignedInMember, open_house

CAPABILITIES = {
    "containers": ["mp4", "webm", "matroska"],
    "answers": {
        'video/mp4; codecs="avc1.640028"': True,
        'audio/mp4; codecs="mp4a.40.2"': True,
        'video/mp4; codecs="hvc1.1.6.L30.90"': False,
        'video/mp4; codecs="hev1.1.6.L30.90"': False,
        'audio/mp4; codecs="ac-3"': False,
    },
}


@dataclass(slots=True)
class Cinema:
    """A house with what its tests ask about."""

    house: House
    folder: Path
    library_id: UUID
    folder_id: UUID
    ada: SignedInMember
    bob: SignedInMember
    clips: Clips

    async def add_film(self, clip: str, title: str, **placement: object) -> UUID:
        """Put a clip into the library as a film (or an episode), probed; the item's id."""
        source = self.clips.get(clip)
        told = [placement.get(one, "") for one in ("part_number", "episode_number", "extra_title")]
        name = f"{title}-{''.join(map(str, told))}{source.suffix}"
        shutil.copyfile(source, self.folder / name)
        facts = (self.folder / name).stat()
        one = Placement(
            folder_id=self.folder_id,
            path=name.encode(),
            size_bytes=facts.st_size,
            mtime_ns=facts.st_mtime_ns,
            title=title,
            **{"kind": "movie", **placement},  # type: ignore[arg-type]
        )
        context = self.house.context
        async with context.database.write() as session:
            (placed,) = await place_files(session, self.library_id, "en", [one])
        await probe_now(context.database, context.part(WorkerPool), placed.file_id)
        return placed.item_id

    async def wait_for_film(self, item_id: UUID, *, is_waiting: bool) -> None:
        """Only a stand-in of the item is here, or the film has come."""
        async with self.house.context.database.write() as session:
            await session.execute(update(Item).where(Item.id == item_id).values(has_stand_in=is_waiting))

    async def plan(
        self, item_id: UUID, member: SignedInMember | None = None, **wish: object
    ) -> dict[str, Any]:
        """The plan that the member's browser gets."""
        body = {"capabilities": CAPABILITIES, **wish}
        answer = await (member or self.ada).client.post(f"/api/playback/{item_id}", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest.fixture(scope="session")
def ffmpeg(tmp_path_factory: pytest.TempPathFactory) -> FfmpegTool:
    """The ffmpeg that films are converted with."""
    return find_ffmpeg(None, tmp_path_factory.getbasetemp())


@pytest.fixture
async def cinema(
    database: Database, tmp_path: Path, clips: Clips, ffmpeg: FfmpegTool, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Cinema]:
    """Ada sees the library, Bob does not."""
    # Each house would ask the program anew what it can do.
    monkeypatch.setattr("kino.features.playback.register.find_ffmpeg", lambda *_: ffmpeg)
    folder = tmp_path / "films"
    folder.mkdir()

    def add_parts(context: ServerContext) -> None:
        registry = JobRegistry()
        context.add_part(DataFolder(context.settings.data_dir))
        context.add_part(registry)
        context.add_part(TableJobQueue(registry), as_type=JobQueue)
        context.add_part(WorkerPool(1))

    async with open_house(
        database,
        tmp_path,
        routers=[viewing_routes.router, playback_routes.router],
        registers=[add_parts, viewing.register, scanner.register, playback.register],
    ) as house:
        house.app.add_middleware(InFront, prefix=hls.PREFIX, answer=house.context.part(Hls))
        house.stack.push_async_callback(house.context.part(Hls).close)
        house.app.add_middleware(InFront, prefix=stream.PREFIX, answer=house.context.part(Stream))
        house.stack.push_async_callback(house.context.part(WorkerPool).close)
        async with database.write() as session:
            library = await create_library(
                session, name="Films", kind="mixed", language="en", folders=[bytes(folder)]
            )
        async with database.read() as session:
            (row,) = await library_queries.list_folders(session, library.id)
        ada = await house.add_member("Ada", role="admin")
        bob = await house.add_member("Bob", sees_all_libraries=False)
        yield Cinema(house, folder, library.id, row.id, ada, bob, clips)
