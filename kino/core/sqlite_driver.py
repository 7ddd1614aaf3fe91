"""SQLite for SQLAlchemy in one trip to the connection's thread a statement, instead of four.

SQLAlchemy's way over aiosqlite goes there to make a cursor, to execute, to fetch and to close. Each trip is
two switches of thread: for the home screen, 76 of them took longer than the queries themselves.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.util.concurrency import await_

log = structlog.get_logger(__name__)

DRIVER_NAME = "sqlite+one_trip"

registry.register(DRIVER_NAME.replace("+", "."), __name__, "OneTripDialect")


class OneTripCursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that lives in the connection's thread for the length of one statement; its rows stay here."""

    __slots__ = ("_result",)

    _awaitable_cursor_close = False

    def __init__(self, adapt_connection: AsyncAdapt_aiosqlite_connection) -> None:
        # Not the parent's: it makes the cursor, which is a trip of its own.
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection  # noqa: SLF001 - as every cursor of the adapter does
        self._rows: deque[Any] = deque()
        self._result: tuple[Any, int, int | None] = (None, -1, None)

    @property
    def description(self) -> Any:
        """Columns of the result, None for a statement without rows."""
        return self._result[0]

    @property
    def rowcount(self) -> int:
        """Rows that the statement changed, -1 when that is not known."""
        return self._result[1]

    @property
    def lastrowid(self) -> Any:
        """Number of the row that was inserted last."""
        return self._result[2]

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        """Run one statement and take over all of its rows."""
        self._run("execute", operation, () if parameters is None else parameters)
        return self

    def executemany(self, operation: Any, seq_of_parameters: Sequence[Any]) -> Any:
        """Run one statement for each of the parameter sets."""
        self._run("executemany", operation, seq_of_parameters)
        return self

    def close(self) -> None:
        """Forget the rows; nothing else is open."""
        self._rows.clear()

    def _run(self, method: str, operation: Any, parameters: Any) -> None:
        connection: Any = self._adapt_connection
        begin = connection.take_begin()
        try:
            rows, self._result = await_(self._take_trip(_run_statement, begin, method, operation, parameters))
        except Exception as error:  # noqa: BLE001 - the adapter's own edge: it raises the DBAPI's error
            self._adapt_connection._handle_exception(error)  # noqa: SLF001 - its subclasses are meant to
        self._rows = deque(rows)

    async def _take_trip(self, function: Callable[..., Any], *arguments: Any) -> Any:
        connection: Any = self._connection
        async with self._adapt_connection._execute_mutex:  # noqa: SLF001
            # What aiosqlite's own cursor calls for each of its steps.
            return await connection._execute(function, connection._conn, *arguments)  # noqa: SLF001


def _run_statement(connection: Any, begin: str, method: str, operation: str, parameters: Any) -> Any:
    cursor = connection.cursor()
    try:
        if begin:
            cursor.execute(begin)
        getattr(cursor, method)(operation, parameters)
        rows = cursor.fetchall() if cursor.description else ()
        return rows, (cursor.description, cursor.rowcount, cursor.lastrowid)
    finally:
        cursor.close()


class OneTripConnection(AsyncAdapt_aiosqlite_connection):
    """A connection whose ordinary cursors are OneTripCursors.

    pending_begin: the statement that opens a transaction; it goes along with the next one.
    """

    __slots__ = ("has_begun", "pending_begin")

    _cursor_cls: type[AsyncAdapt_aiosqlite_cursor] = OneTripCursor

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.pending_begin = ""
        self.has_begun = False

    def take_begin(self) -> str:
        """What has to be sent before the next statement, once."""
        begin, self.pending_begin = self.pending_begin, ""
        # Noted before it is sent: a caller who is cancelled meanwhile still has to roll back.
        self.has_begun = self.has_begun or bool(begin)
        return begin

    def commit(self) -> None:
        """End the transaction; nothing to do when none was opened."""
        self.pending_begin = ""
        if self.has_begun:
            super().commit()
            self.has_begun = False

    def rollback(self) -> None:
        """The same, without waiting: the connection's thread takes its work in order.

        So whatever is sent next finds the transaction ended, and a request that only read does not make
        a trip for nothing. SQLAlchemy asks twice: once itself, once when its pool takes the connection back.
        """
        self.pending_begin = ""
        connection: Any = self._connection
        if self.has_begun and connection._connection is not None:  # noqa: SLF001 - closed ones have none
            done = asyncio.get_running_loop().create_future()
            done.add_done_callback(_look_at_failure)
            connection._tx.put_nowait((done, connection._connection.rollback))  # noqa: SLF001 - as its _execute does
        self.has_begun = False

    def terminate(self) -> None:
        """Break off what the connection's thread is at, close, and wait for nothing here.

        The parent waits, in a task that nobody holds. A request that is cancelled again meanwhile (each
        turn of the loop, where its client has gone) would leave the task, and with it the file, open. Not
        broken off, a long statement would keep the next writer out until that gives up.
        """
        connection: Any = self._connection
        if connection._connection is not None:  # noqa: SLF001 - closed ones have none
            with suppress(sqlite3.ProgrammingError):  # its thread has closed it meanwhile
                connection._connection.interrupt()  # noqa: SLF001 - of all methods the one for other threads
        stopped = connection.stop()
        if stopped is not None:  # no loop runs when the garbage collector asks
            _stopping.add(stopped)
            stopped.add_done_callback(_stopping.discard)


# Ends of connections that nobody awaits: their threads have not come to it yet.
_stopping: set[asyncio.Future[Any]] = set()


async def wait_until_stopped(timeout_s: float) -> None:
    """Until the connections that this loop terminated are closed, but no longer than that."""
    loop = asyncio.get_running_loop()
    if ours := [one for one in _stopping if one.get_loop() is loop]:
        await asyncio.wait(ours, timeout=timeout_s)


def _look_at_failure(done: asyncio.Future[Any]) -> None:
    # A rollback fails only with its connection, of which the next statement will complain itself.
    if not done.cancelled() and done.exception() is not None:
        log.warning("a transaction could not be rolled back", error=str(done.exception()))


class _OneTripDbapi(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arguments: Any, **options: Any) -> OneTripConnection:
        connection = self.aiosqlite.connect(*arguments, **options)
        connection._thread.daemon = True  # noqa: SLF001 - as the parent does: a forgotten one must not hold the exit
        return OneTripConnection(self, await_(_open(connection)))


async def _open(connection: Any) -> Any:
    """The aiosqlite connection, open. One whose caller is cancelled meanwhile is closed once it is open.

    aiosqlite itself would forget it, and nobody could wait for its file to be closed.
    """
    opening = asyncio.ensure_future(_await(connection))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        closing = asyncio.ensure_future(_close_once_open(opening))
        _stopping.add(closing)
        closing.add_done_callback(_stopping.discard)
        raise


async def _await(connection: Any) -> Any:
    return await connection


async def _close_once_open(opening: asyncio.Future[Any]) -> None:
    with suppress(sqlite3.Error):
        await (await opening).close()


class OneTripDialect(SQLiteDialect_aiosqlite):
    """SQLAlchemy's dialect for aiosqlite with the connections of this module."""

    driver = "one_trip"
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> AsyncAdapt_aiosqlite_dbapi:
        """The module that makes the connections."""
        import sqlite3

        import aiosqlite

        return _OneTripDbapi(aiosqlite, sqlite3)
