"""Databases for tests: each test gets its own, copied from one that was migrated once."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio

from kino.core.db import Database
from kino.core.events import EventBus
from kino.core.migrations import migrate
from tests.support.postgres import PostgresServer

DIALECTS = ("sqlite", "postgres")


class FreshDatabases:
    """Makes empty and migrated databases of both dialects below one folder.

    start_postgres: starts the server; called once and only when the first test asks for one.
    """

    def __init__(self, folder: Path, start_postgres: Callable[[], PostgresServer]) -> None:
        self._folder = folder
        self._start_postgres = start_postgres
        self._sqlite_template: Path | None = None
        self._postgres_template: str | None = None

    @property
    def postgres(self) -> PostgresServer:
        """The server, started if it was not."""
        return self._start_postgres()

    @contextmanager
    def empty(self, dialect: str, folder: Path) -> Iterator[str]:
        """The URL of a database without any table, removed after the block; SQLite's file lies in folder."""
        if dialect == "sqlite":
            yield sqlite_url(folder / "kino.db")
        else:
            yield from self._postgres("template0")

    @contextmanager
    def migrated(self, dialect: str, folder: Path) -> Iterator[str]:
        """The URL of a database with all tables and no rows, removed after the block."""
        if dialect == "sqlite":
            shutil.copyfile(self._migrated_sqlite(), folder / "kino.db")
            yield sqlite_url(folder / "kino.db")
        else:
            yield from self._postgres(self._migrated_postgres())

    def _postgres(self, template: str) -> Iterator[str]:
        server = self._start_postgres()
        name = server.create_database(template)
        try:
            yield server.url(name)
        finally:
            server.drop_database(name)

    def _migrated_sqlite(self) -> Path:
        if self._sqlite_template is None:
            path = self._folder / "template.db"
            anyio.run(_migrate, sqlite_url(path))
            self._sqlite_template = path
        return self._sqlite_template

    def _migrated_postgres(self) -> str:
        if self._postgres_template is None:
            server = self._start_postgres()
            name = server.create_database()
            anyio.run(_migrate, server.url(name))
            self._postgres_template = name
        return self._postgres_template


def sqlite_url(path: Path) -> str:
    """The SQLAlchemy URL of a database file."""
    return f"sqlite+aiosqlite:///{path}"


async def _migrate(url: str) -> None:
    database = Database(url, EventBus())
    try:
        await migrate(database)
    finally:
        await database.close()
