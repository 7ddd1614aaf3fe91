"""A house that is ready to be served: migrated database, one account, a synthetic library, a search index."""

import asyncio
import http.client
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import select

from benchmarks.harness import free_port, running_server
from benchmarks.synthetic_library import SyntheticLibrary, fill_library, open_writer
from kino.core.context import ServerContext
from kino.core.db import Database
from kino.core.events import EventBus
from kino.core.jobs.interface import JobQueue, JobRegistry
from kino.core.jobs.queue import TableJobQueue
from kino.core.migrations import migrate
from kino.core.security import SESSION_COOKIE
from kino.core.settings import Settings
from kino.features.accounts.models import Profile
from kino.features.accounts.service import create_admin
from kino.features.search import jobs as search_jobs

NAME = "bench"
PASSWORD = "a lantern by the sea"
READY_WITHIN_S = 60.0


@dataclass(slots=True)
class SyntheticHouse:
    """A data folder, the database behind it, and what is in the library."""

    data_dir: Path
    database_url: str
    library: SyntheticLibrary


def make_house(data_dir: Path, database_url: str, title_count: int) -> SyntheticHouse:
    """Fill an empty data folder and database; database_url "" stands for SQLite in the folder."""
    data_dir.mkdir(parents=True, exist_ok=True)
    url = database_url or f"sqlite+aiosqlite:///{data_dir / 'kino.db'}"
    profile_id = asyncio.run(_make_account(url))
    library = fill_library(url, title_count, profile_id)
    asyncio.run(_index(url))
    with open_writer(url) as writer:
        writer.finish()
    return SyntheticHouse(data_dir, database_url, library)


async def _make_account(url: str) -> Any:
    database = Database(url, EventBus())
    await migrate(database)
    await create_admin(database, NAME, PASSWORD)
    async with database.read() as session:
        profile_id = await session.scalar(select(Profile.id))
    await database.close()
    return profile_id


class _IndexJob:
    """A job without a queue: it is never cancelled, and nobody listens."""

    def __init__(self) -> None:
        self.payload = {"checks_all": True}

    def raise_if_cancelled(self) -> None:
        """Go on."""

    async def report(self, *_: Any, **__: Any) -> None:
        """Say nothing."""


async def _index(url: str) -> None:
    database = Database(url, EventBus())
    context = ServerContext(Settings(), database, database.bus)
    registry = JobRegistry()
    context.add_part(TableJobQueue(registry), as_type=JobQueue)
    index = search_jobs.SearchIndex(context)
    index.register(registry)
    search_jobs.PAUSE_PER_WORK = 0.0  # nobody else wants the machine
    await index.run(_IndexJob())  # type: ignore[arg-type]
    await index.stop()
    await database.close()


@contextmanager
def serving(house: SyntheticHouse) -> Iterator[tuple[int, int]]:
    """The pid and port of `kino serve` in a process of its own, healthy and ready."""
    port = free_port()
    argv = [sys.executable, "-c", "from kino.cli import main; main()", "serve"]
    argv += ["--data", str(house.data_dir), "--host", "127.0.0.1", "--port", str(port)]
    with _environment(KINO_DATABASE_URL=house.database_url), running_server(argv, port, "kino") as pid:
        httpx2.get(f"http://127.0.0.1:{port}/api/health", timeout=READY_WITHIN_S).raise_for_status()
        yield pid, port


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class Visitor:
    """Someone who is signed in, on one kept-alive connection, with little of its own to wait for."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        origin = f"http://127.0.0.1:{port}"
        wish = json.dumps({"name": NAME, "password": PASSWORD})
        headers = {"Origin": origin, "Content-Type": "application/json"}
        self._connection.request("POST", "/api/login", wish, headers)
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != HTTPStatus.OK:
            raise SystemExit(f"signing in was answered with {answer.status}")
        cookie = SimpleCookie(answer.headers["Set-Cookie"])[SESSION_COOKIE]
        self._headers = {"Cookie": f"{SESSION_COOKIE}={cookie.value}", "Origin": origin}

    def get(self, path: str) -> bytes:
        """The body of the answer, which is 200."""
        return self._ask("GET", path)

    def post(self, path: str) -> bytes:
        """Do something that takes no words."""
        return self._ask("POST", path)

    def _ask(self, method: str, path: str) -> bytes:
        self._connection.request(method, path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status not in (HTTPStatus.OK, HTTPStatus.NO_CONTENT):
            raise SystemExit(f"{method} {path} was answered with {answer.status}: {body[:400]!r}")
        return body

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
