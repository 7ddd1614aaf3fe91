"""A cinema whose films are real and whose lines are read by its own worker."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kino.core.db import Database
from kino.features.subtitles import routes as subtitle_routes
from tests.support.cinema import Cinema, open_cinema


@pytest.fixture
async def cinema(database: Database, tmp_path: Path) -> AsyncIterator[Cinema]:
    async with open_cinema(database, tmp_path, routers=[subtitle_routes.router], registers=[]) as opened:
        yield opened
