"""Database: engines, column types, and the only `commit()` of the program.

SQLite and PostgreSQL run the same code. On SQLite there is one writer connection (writers queue for it
instead of meeting "database is locked") with readers beside it in WAL mode.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    DateTime,
    LargeBinary,
    MetaData,
    TypeDecorator,
    Uuid,
    bindparam,
    event,
)
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from kino.core.errors import KinoError
from kino.core.events import Event, EventBus

SQLITE_BUSY_TIMEOUT_MS = 10_000
SQLITE_CACHE_KIB = 8 * 1024  # a connection; SQLite's own 2 MiB make large libraries crawl
# Off: pages are as soon copied from the system's cache, while a mapped library of 100,000 titles is 0.5 GB
# that every tool counts as ours, and a disk that fails under a map is a SIGBUS instead of an error.
SQLITE_MMAP_BYTES = 0
SQLITE_READERS = 4
POSTGRES_POOL_SIZE = 10
_PENDING_EVENTS = "pending_events"
_GIVE_BACK_S = 5.0


class DatabaseUnusable(KinoError):
    """The database cannot be opened or is newer than this program."""

    status = 500


class DiskFull(KinoError):
    """The disk of the database has no room; what was being written was not written at all."""

    status = 507


class DatabaseAway(KinoError):
    """The database server does not answer; what was being written was not written."""

    status = 503


class Base(DeclarativeBase):
    """Parent of every table; constraint names follow one convention so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Id(TypeDecorator[UUID]):
    """A UUIDv7: native on PostgreSQL, 16 bytes on SQLite (half of the text form in every index)."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Uuid(as_uuid=True))
        return dialect.type_descriptor(LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        if value is None or isinstance(value, UUID):
            return value
        return UUID(bytes=value)


class Instant(TypeDecorator[datetime]):
    """A point in time, always timezone-aware and UTC in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: instants carry UTC")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class FsPath(TypeDecorator[bytes]):
    """A path or name exactly as the file system holds it: bytes, since names need not be UTF-8."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | str | None, dialect: Dialect) -> bytes | None:
        return os.fsencode(value) if isinstance(value, str) else value

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else bytes(value)


class IdList(TypeDecorator[Sequence[UUID]]):
    """Any number of ids as one parameter, for `among`."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(ARRAY(Uuid(as_uuid=True)))
        return dialect.type_descriptor(LargeBinary())

    def process_bind_param(self, value: Sequence[UUID] | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return b"".join(one.bytes for one in value)


class among(FunctionElement[bool]):  # noqa: N801 - named like the functions that it stands among
    """Whether a column's id is one of those in the parameter of this name, a sequence of ids.

    As `column.in_(…)`, but the statement stays the same however many they are: to write a list of 150 into
    its statement takes SQLAlchemy longer than SQLite needs for the answer.
    """

    inherit_cache = True
    type = Boolean()

    def __init__(self, column: ColumnElement[Any] | InstrumentedAttribute[Any], name: str) -> None:
        super().__init__(column, bindparam(name, type_=IdList()))

    def self_group(self, against: Any = None) -> "among":
        """Itself: the `= 1` that SQLite otherwise gets to see of a yes or no keeps it from the index."""
        return self


@compiles(among)
def _compile_among(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(each, **options) for each in element.clauses)
    if compiler.dialect.name == "postgresql":
        return f"{column} = ANY({ids})"
    # Compiled from what SQLAlchemy compiled: `ids` is the place of a parameter, not a value.
    return (
        f"{column} IN (WITH RECURSIVE place(at) AS (SELECT 1 WHERE length({ids}) > 0 UNION ALL "  # noqa: S608
        f"SELECT at + 16 FROM place WHERE at + 16 < length({ids})) SELECT substr({ids}, at, 16) FROM place)"
    )


class beside_index(FunctionElement[Any]):  # noqa: N801 - named like the functions that it stands among
    """A column that narrows what was found otherwise: SQLite does not take an index for its sake.

    Without statistics SQLite holds `library_id IN (…)` for as good as a dozen primary keys, and walks the
    whole library.
    """

    inherit_cache = True
    name = "beside_index"

    def __init__(self, column: ColumnElement[Any] | InstrumentedAttribute[Any]) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(beside_index)
def _compile_beside_index(element: beside_index, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.clauses, **options)
    return f"+{column}" if compiler.dialect.name == "sqlite" else column


def record_event(session: AsyncSession, *events: Event) -> None:
    """Events to publish once the session's transaction has been committed; a rollback drops them.

    Whoever follows them writes along before the commit: see EventBus.follow.
    """
    session.info.setdefault(_PENDING_EVENTS, []).extend(events)


class Database:
    """Engines of one database.

    `read()` gives a session for queries, `write()` one that commits at the end of its block and then
    publishes the events recorded in it. Blocks of `write()` are short: never await ffmpeg, a disk walk,
    a password hash or HTTP inside one.
    """

    def __init__(self, url: str, bus: EventBus) -> None:
        self.url = url
        self.bus = bus
        self.dialect_name = make_url(url).get_backend_name()
        if self.dialect_name == "sqlite":
            self._reader = _sqlite_engine(url, "BEGIN", SQLITE_READERS)
            self._writer = _sqlite_engine(url, "BEGIN IMMEDIATE", 1)
        else:
            self._reader = create_async_engine(
                url, pool_size=POSTGRES_POOL_SIZE, pool_pre_ping=True, json_deserializer=_read_json
            )
            self._writer = self._reader

    @property
    def is_sqlite(self) -> bool:
        """Whether per-dialect SQL (core/db and search only) takes its SQLite form."""
        return self.dialect_name == "sqlite"

    @property
    def engine(self) -> AsyncEngine:
        """The engine that writes; migrations and tests use it."""
        return self._writer

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, or None on PostgreSQL."""
        name = make_url(self.url).database
        return Path(name) if self.is_sqlite and name else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one consistent state and writes nothing."""
        async with AsyncSession(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    @asynccontextmanager
    async def look_up(self) -> AsyncIterator[AsyncConnection]:
        """A connection for a few reads of columns, at half the cost of a session; it makes no entities."""
        async with self._reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session whose work becomes true together at the end of the block, or not at all."""
        async with AsyncSession(self._writer, expire_on_commit=False) as session:
            try:
                yield session
                happened = await self._follow_events(session)
                await session.commit()
            except DBAPIError as error:
                if _says_disk_full(error):
                    raise DiskFull(
                        "The disk that holds Kino's database is full, so nothing was saved. "
                        "Make room on it and try again."
                    ) from error
                raise
        for one in happened:
            self.bus.publish(one)

    async def _follow_events(self, session: AsyncSession) -> list[Event]:
        """What the transaction has recorded, and what its followers have recorded on top of it."""
        happened: list[Event] = []
        pending: Sequence[Event]
        while pending := session.info.pop(_PENDING_EVENTS, ()):
            for one in pending:
                await self.bus.write_along(session, one)
            happened += pending
        return happened

    async def close(self) -> None:
        """Let go of every connection, those as well that a cancelled request is still giving back."""
        engines = {self._reader, self._writer}
        with suppress(TimeoutError):
            async with asyncio.timeout(_GIVE_BACK_S):
                while any(_is_in_use(engine) for engine in engines):  # noqa: ASYNC110 - a pool tells nobody
                    await asyncio.sleep(0.01)
        for engine in engines:
            await engine.dispose()
        if self.is_sqlite:
            from kino.core.sqlite_driver import wait_until_stopped

            await wait_until_stopped(_GIVE_BACK_S)


def _is_in_use(engine: AsyncEngine) -> bool:
    return isinstance(engine.pool, QueuePool) and engine.pool.checkedout() > 0


def _read_json(text: str | bytes) -> Any:
    """What Python's own module wrote: four times as fast where it can be, and all of it where not.

    The fast reader refuses half of a surrogate pair, which a file's tags may hold, and deep nesting.
    """
    try:
        return from_json(text)
    except ValueError:
        return json.loads(text)


def _says_disk_full(error: DBAPIError) -> bool:
    # SQLITE_FULL by its words; PostgreSQL by SQLSTATE 53100 (disk_full).
    return "disk is full" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "53100"


def is_database_away(error: DBAPIError) -> bool:
    """Whether the connection to a database server failed, rather than the statement.

    By SQLSTATE: none (nobody listens, or the line broke), class 08, and 57P01 to 57P03 (shutting down,
    crashed, starting up). A PostgreSQL without room for its log ends like this.
    """
    state = getattr(error.orig, "sqlstate", "SQLite knows none")
    return isinstance(error, OperationalError) and (state is None or state.startswith(("08", "57P0")))


def _sqlite_engine(url: str, begin: str, pool_size: int) -> AsyncEngine:
    from kino.core.sqlite_driver import DRIVER_NAME

    engine = create_async_engine(
        make_url(url).set(drivername=DRIVER_NAME),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=60,
        json_deserializer=_read_json,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _tune(connection: Any, _record: Any) -> None:
        # Driver's own transaction handling off: it would delay BEGIN to the first write and could
        # then fail with SQLITE_BUSY in mid-transaction, which no timeout cures.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",  # consistent under WAL; a power cut may lose the last moments
            f"busy_timeout={SQLITE_BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
            f"cache_size=-{SQLITE_CACHE_KIB}",
            f"mmap_size={SQLITE_MMAP_BYTES}",
            "temp_store=MEMORY",
            "journal_size_limit=67108864",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.connection.dbapi_connection.pending_begin = begin

    return engine
