"""A house whose search index is brought up to date when a test says so."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kino.core.context import ServerContext
from kino.core.db import Database
from kino.core.jobs.interface import JobQueue, JobRegistry
from kino.core.jobs.queue import TableJobQueue
from kino.features.search import register as search
from kino.features.search import routes as search_routes
from kino.features.search.jobs import SearchIndex
from tests.support.catalogue import Catalogue
from tests.support.signed_in import House, SignedInMember, open_house


def register_jobs(context: ServerContext) -> None:
    """The parts that the server itself adds."""
    registry = JobRegistry()
    context.add_part(registry)
    context.add_part(TableJobQueue(registry), as_type=JobQueue)


class IndexJob:
    """A run of the job by hand."""

    def __init__(self, *, checks_all: bool) -> None:
        self.payload = {"checks_all": checks_all}
        self.reports: list[tuple[int, int | None]] = []

    def raise_if_cancelled(self) -> None:
        """Nobody cancels it."""

    async def report(self, done: int, total: int | None, *_: Any, **__: Any) -> None:
        self.reports.append((done, total))


@dataclass(slots=True)
class SearchHouse:
    """A house, its catalogue, and a member who sees all of it."""

    house: House
    catalogue: Catalogue
    ada: SignedInMember

    async def index(self, *, checks_all: bool = True) -> dict[str, Any]:
        """Let the job run to its end."""
        index = self.house.context.part(SearchIndex)
        return await index.run(IndexJob(checks_all=checks_all))  # type: ignore[arg-type]

    async def find(self, query: str, member: SignedInMember | None = None, **options: Any) -> dict[str, Any]:
        """The answer to a query."""
        params = {"q": query, **options}
        answer = await (member or self.ada).client.get("/api/search", params=params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def titles(self, query: str, member: SignedInMember | None = None) -> list[str]:
        """Titles of the films and series found, in order."""
        return [one["title"] for one in (await self.find(query, member))["titles"]]

    async def add_films(self, library_id: UUID, titles: Sequence[str]) -> list[UUID]:
        """Films of these names."""
        return [await self.catalogue.add_film(library_id, title) for title in titles]


@pytest.fixture
async def search_house(database: Database, tmp_path: Path) -> AsyncIterator[SearchHouse]:
    registers = (register_jobs, search.register)
    async with open_house(database, tmp_path, routers=[search_routes.router], registers=registers) as house:
        ada = await house.add_member("ada", role="admin")
        yield SearchHouse(house, Catalogue(database), ada)
