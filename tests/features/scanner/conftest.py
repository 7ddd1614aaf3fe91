"""Libraries on disk for the tests of the scanner."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.db import Database
from kino.core.jobs.interface import JobQueue, JobRegistry
from kino.core.jobs.queue import TableJobQueue
from kino.core.settings import Settings
from kino.core.workers import WorkerPool
from kino.features.accounts import register as accounts
from kino.features.artwork import register as artwork
from kino.features.artwork.parts.gather_wishes import WishGatherer
from kino.features.libraries import register as libraries
from kino.features.metadata import register as metadata
from kino.features.metadata.parts.gather_news import NewsGatherer
from kino.features.scanner import register as scanner
from kino.features.scanner.parts import read_names
from kino.features.scanner.parts.name_reading import LibraryKind, NameReading
from kino.features.scanner.parts.read_names import read_name
from tests.features.scanner.household import Household
from tests.features.scanner.scan_desk import ScanDesk, ThreadWorkers, make_desk


@pytest.fixture
def context(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ServerContext:
    """A server of libraries and the scanner, without HTTP and without a watcher."""
    made = ServerContext(
        Settings(data_dir=tmp_path / "data", media_roots=(tmp_path,)), database, database.bus
    )
    registry = JobRegistry()
    made.add_part(registry)
    made.add_part(TableJobQueue(registry), as_type=JobQueue)
    workers = ThreadWorkers()
    made.add_part(workers, as_type=WorkerPool)

    def read_noting(path: bytes, kind: LibraryKind, **wish: bool) -> NameReading:
        workers.names.append(path)
        return read_name(path, kind, **wish)

    monkeypatch.setattr(read_names, "read_name", read_noting)
    accounts.register(made)
    libraries.register(made)
    scanner.register(made)
    return made


@pytest.fixture
async def films(context: ServerContext, tmp_path: Path) -> ScanDesk:
    """A library of films."""
    return await make_desk(context, tmp_path / "films", "movies")


@pytest.fixture
async def series(context: ServerContext, tmp_path: Path) -> ScanDesk:
    """A library of series."""
    return await make_desk(context, tmp_path / "series", "series")


@pytest.fixture
async def mixed(context: ServerContext, tmp_path: Path) -> ScanDesk:
    """A library of both."""
    return await make_desk(context, tmp_path / "mixed", "mixed")


def follow(desk: ScanDesk, data_dir: Path | None = None) -> Household:
    """Metadata and artwork hear of what the desk's scans find."""
    folder = DataFolder(data_dir or desk.context.settings.data_dir)
    folder.create()
    desk.context.add_part(folder)
    artwork.register(desk.context)
    metadata.register(desk.context)
    desk.context.bus.start()
    return Household(desk)


async def stop_following(context: ServerContext) -> None:
    """Nothing is on its way any more."""
    await context.part(NewsGatherer).stop()
    await context.part(WishGatherer).stop()
    await context.bus.stop()


@pytest.fixture
async def household(films: ScanDesk) -> AsyncIterator[Household]:
    """A household with a library of films."""
    yield follow(films)
    await stop_following(films.context)


@pytest.fixture
async def series_household(series: ScanDesk) -> AsyncIterator[Household]:
    """A household with a library of series."""
    yield follow(series)
    await stop_following(series.context)
