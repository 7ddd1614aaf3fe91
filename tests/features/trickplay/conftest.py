"""A cinema whose films are real and whose tiles are made by its own worker."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kino.core.db import Database
from kino.core.workers import WorkerPool
from kino.features.trickplay import register as trickplay_register
from kino.features.trickplay import routes as trickplay_routes
from kino.features.trickplay.service import TileWorkers
from kino.media.sandbox import apply_sandbox
from tests.media.clips import Clips
from tests.support.cinema import Cinema, open_cinema


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    cache = os.environ.get("KINO_TEST_CACHE")
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    return Clips(Path(cache) if cache else shared / "kino-clips")


@pytest.fixture
async def cinema(database: Database, tmp_path: Path) -> AsyncIterator[Cinema]:
    async with open_cinema(
        database, tmp_path, routers=[trickplay_routes.router], registers=[trickplay_register.register]
    ) as opened:
        # Tests wait for what it does, so that it gives way to nobody here.
        workers = WorkerPool(1, initializer=apply_sandbox)
        opened.house.context.add_part(workers, as_type=TileWorkers)
        yield opened
        await workers.close()
