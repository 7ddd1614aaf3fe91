"""Fixtures of every test: databases of both kinds, and a machine that is closed to the outside."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import structlog

from kino.core.db import Database
from kino.core.events import EventBus
from tests.media.clips import Clips
from tests.support.databases import DIALECTS, FreshDatabases
from tests.support.missing import refuse_or_skip
from tests.support.network import forbid_outside_network
from tests.support.postgres import PostgresServer, explain_missing_postgres, running_postgres


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Kino runs on asyncio and nothing else."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def closed_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No outside network, no KINO_ settings of the developer's own, no writing to their home."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        forbid_outside_network(monkeypatch)
        for name in [name for name in os.environ if name.startswith("KINO_") and name not in _TEST_VARIABLES]:
            monkeypatch.delenv(name)
        # Plain tracebacks, as the server writes them: rich ones print local values, gigabytes of them.
        renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        structlog.configure(processors=[structlog.processors.add_log_level, renderer])
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("home")))
        yield


# Read by the tests themselves: see docs/development.md.
_TEST_VARIABLES = {"KINO_REQUIRE_ALL", "KINO_TEST_FOOTAGE", "KINO_CHROMIUM"}


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    """Clips of the whole test run: each is drawn once, by the worker that asks first."""
    base = tmp_path_factory.getbasetemp()
    # Each xdist worker has its own folder below the one of the whole run.
    return Clips((base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "clips")


@pytest.fixture(scope="session")
def fresh_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshDatabases]:
    """Makes the databases; PostgreSQL starts with the first test that wants it."""
    with ExitStack() as stack:
        started: list[PostgresServer] = []

        def start_postgres() -> PostgresServer:
            if not started:
                reason = explain_missing_postgres()
                if reason is not None:
                    refuse_or_skip(reason)
                started.append(stack.enter_context(running_postgres()))
            return started[0]

        yield FreshDatabases(tmp_path_factory.mktemp("databases"), start_postgres)


@pytest.fixture(params=DIALECTS)
def clean_database_url(
    request: pytest.FixtureRequest, fresh_databases: FreshDatabases, tmp_path: Path
) -> Iterator[str]:
    """The URL of a database without tables: once on SQLite, once on PostgreSQL."""
    with fresh_databases.empty(request.param, tmp_path) as url:
        yield url


@pytest.fixture(params=DIALECTS)
def database_url(
    request: pytest.FixtureRequest, fresh_databases: FreshDatabases, tmp_path: Path
) -> Iterator[str]:
    """The URL of a migrated database without rows: once on SQLite, once on PostgreSQL.

    A test for one of them says `@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)`.
    """
    with fresh_databases.migrated(request.param, tmp_path) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database of its own for this test, with a bus that nobody listens to yet."""
    opened = Database(database_url, EventBus())
    yield opened
    await opened.close()
