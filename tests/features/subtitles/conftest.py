"""A cinema whose films are real and whose lines are read by its own worker."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kino.core.db import Database
from kino.features.subtitles import routes as subtitle_routes
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
    async with open_cinema(database, tmp_path, routers=[subtitle_routes.router], registers=[]) as opened:
        yield opened
