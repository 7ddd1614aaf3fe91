"""A house with members, once on each database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kino.core.db import Database
from tests.support.signed_in import House, open_house


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(database, tmp_path) as opened:
        yield opened
