"""A cinema whose pictures are real, once on each database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kino.core.context import ServerContext
from kino.core.db import Database
from kino.features.artwork import register as artwork_register
from kino.features.artwork import routes as artwork_routes
from kino.features.artwork.parts.gather_wishes import WishGatherer
from tests.support.cinema import Cinema, open_cinema


@pytest.fixture
async def cinema(database: Database, tmp_path: Path) -> AsyncIterator[Cinema]:
    async def flush(context: ServerContext) -> None:
        await context.part(WishGatherer).flush()

    async with open_cinema(
        database,
        tmp_path,
        routers=[artwork_routes.router],
        registers=[artwork_register.register],
        flushes=[flush],
    ) as opened:
        yield opened
