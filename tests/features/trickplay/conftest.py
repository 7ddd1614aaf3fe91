"""A cinema whose films are real and whose tiles are made by its own worker."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kino.core.db import Database
from kino.core.disk_reads import DiskReads
from kino.core.workers import WorkerPool
from kino.features.libraries.parts.disks import Disks
from kino.features.trickplay import register as trickplay_register
from kino.features.trickplay import routes as trickplay_routes
from kino.features.trickplay.service import TileWorkers
from kino.media.sandbox import apply_sandbox
from tests.support.cinema import Cinema, open_cinema


@pytest.fixture
async def cinema(database: Database, tmp_path: Path) -> AsyncIterator[Cinema]:
    async with open_cinema(
        database, tmp_path, routers=[trickplay_routes.router], registers=[trickplay_register.register]
    ) as opened:
        # Tests wait for what it does, so that it gives way to nobody here.
        workers = WorkerPool(1, initializer=apply_sandbox)
        opened.house.context.add_part(workers, as_type=TileWorkers)
        opened.house.context.add_part(Disks(DiskReads()))
        yield opened
        await workers.close()
