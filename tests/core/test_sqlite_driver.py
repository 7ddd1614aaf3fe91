"""SQLite in one trip a statement: what SQLAlchemy expects of its driver still holds."""

import asyncio
import gc
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiosqlite import Connection
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from kino.core.db import Database
from kino.core.events import EventBus

MAKE = text("CREATE TABLE seen (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
ADD = text("INSERT INTO seen (name) VALUES (:name)")
ONE = text("SELECT 1")
COUNT = text("SELECT count(*) FROM seen")


@pytest.fixture
async def database(tmp_path: Path) -> Any:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'kino.db'}", EventBus())
    async with opened.write() as session:
        await session.execute(MAKE)
    yield opened
    await opened.close()


async def test_reading_waits_for_one_trip_a_statement(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.read() as session:  # connects
        await session.execute(COUNT)
    trips: list[object] = []
    take_trip: Any = Connection._execute

    async def count(self: Connection, *arguments: Any, **options: Any) -> Any:
        trips.append(arguments)
        return await take_trip(self, *arguments, **options)

    monkeypatch.setattr(Connection, "_execute", count)
    async with database.read() as session:
        await session.execute(COUNT)
        await session.execute(COUNT)
    assert len(trips) == 2
    trips.clear()
    async with database.read():
        pass
    assert trips == []


async def test_statements_tell_rows_columns_and_ids(database: Database) -> None:
    async with database.write() as session:
        await session.execute(ADD, [{"name": "a"}, {"name": "b"}])
        made = await session.execute(
            text("INSERT INTO seen (name) VALUES ('c'), ('d') RETURNING id, name AS called")
        )
        assert list(made.mappings()) == [{"id": 3, "called": "c"}, {"id": 4, "called": "d"}]
        changed: Any = await session.execute(text("UPDATE seen SET name = name || 'x' WHERE id < 3"))
        assert changed.rowcount == 2
        assert (await session.execute(text("SELECT id FROM seen WHERE id > 9"))).all() == []
    async with database.read() as session:
        assert await session.scalar(COUNT) == 4


async def test_an_error_rolls_back_and_the_connection_goes_on(database: Database) -> None:
    with pytest.raises(IntegrityError, match=r"seen\.name"):
        async with database.write() as session:
            await session.execute(ADD, {"name": "a"})
            await session.execute(ADD, {"name": "a"})
    async with database.write() as session:
        assert await session.scalar(COUNT) == 0
        await session.execute(ADD, {"name": "a"})
    async with database.read() as session:
        assert await session.scalar(COUNT) == 1


async def test_a_savepoint_undoes_its_own_part(database: Database) -> None:
    async with database.write() as session:
        await session.execute(ADD, {"name": "kept"})
        with pytest.raises(IntegrityError):
            async with session.begin_nested():
                await session.execute(ADD, {"name": "undone"})
                await session.execute(ADD, {"name": "undone"})
    async with database.read() as session:
        assert list(await session.scalars(text("SELECT name FROM seen"))) == ["kept"]


async def test_a_cancelled_writer_leaves_no_transaction_open(database: Database) -> None:
    slow = text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000000) "
        "INSERT INTO seen (name) SELECT i FROM n"
    )

    async def write() -> None:
        async with database.write() as session:
            await session.execute(slow)

    task = asyncio.create_task(write())
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.write() as session:
        await session.execute(ADD, {"name": "after"})
    async with database.read() as session:
        assert await session.scalar(COUNT) == 1


async def test_readers_see_one_state_while_others_write(database: Database) -> None:
    async with database.read() as session:
        assert await session.scalar(COUNT) == 0
        async with database.write() as writer:
            await writer.execute(ADD, {"name": "a"})
        assert await session.scalar(COUNT) == 0
    async with database.read() as session:
        assert await session.scalar(COUNT) == 1


LONG = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT max(i) FROM n"
)


@pytest.mark.parametrize("times", range(1, 9))
async def test_request_that_is_cancelled_again_and_again_leaves_no_connection_open(
    tmp_path: Path, times: int
) -> None:
    """As anyio does it with the request of a client that has gone: at each turn of the loop."""
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    threads = set(threading.enumerate())
    await _read_cancelled(f"sqlite+aiosqlite:///{tmp_path / 'kino.db'}", times)
    for thread in set(threading.enumerate()) - threads:
        await asyncio.to_thread(thread.join, 5.0)
        assert not thread.is_alive(), "it serves a connection that is still open"
    gc.collect()
    assert complaints == []


async def _read_cancelled(url: str, times: int) -> None:
    opened = Database(url, EventBus())
    async with opened.read() as session:  # connects
        await session.execute(ONE)

    async def read() -> None:
        async with opened.read() as session:
            await session.execute(LONG)

    reading = asyncio.create_task(read())
    await asyncio.sleep(0.002)
    for _ in range(times):
        reading.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await reading
    await opened.close()


async def test_request_that_is_cancelled_while_it_connects_leaves_no_file_open(tmp_path: Path) -> None:
    path = tmp_path / "kino.db"
    for turns in range(40):
        opened = Database(f"sqlite+aiosqlite:///{path}", EventBus())
        reading = asyncio.create_task(_read_once(opened))
        for _ in range(turns):
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await opened.close()
        assert _open_files(path) == [], f"after {turns} turns"


async def _read_once(database: Database) -> None:
    async with database.read() as session:
        await session.execute(ONE)


def _open_files(path: Path) -> list[Path]:
    """Descriptors of this process that lead to the database or what lies beside it."""
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.append(descriptor.readlink())
    return [one for one in found if str(one).startswith(str(path))]
