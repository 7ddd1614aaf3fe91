"""The database of core: one writer, events after the commit, types that survive the way there and back."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import Database, DiskFull, among, beside_index, record_event
from kino.core.events import Event
from kino.core.house import find_setting, put_setting
from kino.core.ids import new_id
from kino.features.libraries.models import Library, LibraryFolder

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class SomethingHappened(Event):
    """For these tests."""

    number: int


@contextmanager
def heard_events(database: Database) -> Iterator[list[int]]:
    """Numbers of the events that the bus delivered."""
    heard: list[int] = []

    async def hear(event: SomethingHappened) -> None:
        heard.append(event.number)

    database.bus.subscribe(SomethingHappened, hear)
    database.bus.start()
    yield heard


async def test_events_follow_the_commit(database: Database) -> None:
    with heard_events(database) as heard:
        async with database.write() as session:
            record_event(session, SomethingHappened(1))
            await database.bus.drain()
            assert heard == []
        await database.bus.drain()
    assert heard == [1]
    await database.bus.stop()


async def test_followers_write_in_the_transaction_of_the_event(database: Database) -> None:
    async def keep_number(session: AsyncSession, event: SomethingHappened) -> None:
        await put_setting(session, f"test.{event.number}", event.number)
        if event.number == 1:
            record_event(session, SomethingHappened(2))

    database.bus.follow(SomethingHappened, keep_number)
    with heard_events(database) as heard:
        async with database.write() as session:
            record_event(session, SomethingHappened(1))
        # No dispatcher has run yet: what a crash would leave behind now is whole.
        async with database.read() as session:
            assert [await find_setting(session, f"test.{number}") for number in (1, 2)] == [1, 2]
        await database.bus.drain()
    assert heard == [1, 2]


async def test_follower_that_fails_takes_the_transaction_back(database: Database) -> None:
    async def refuse(_session: AsyncSession, _event: SomethingHappened) -> None:
        raise LookupError("not this one")

    database.bus.follow(SomethingHappened, refuse)
    with heard_events(database) as heard, pytest.raises(LookupError):
        async with database.write() as session:
            await put_setting(session, "test.kept", True)
            record_event(session, SomethingHappened(1))
    await database.bus.drain()
    assert heard == []
    async with database.read() as session:
        assert await find_setting(session, "test.kept") is None


async def test_rollback_drops_events_and_rows(database: Database) -> None:
    with heard_events(database) as heard:
        with pytest.raises(RuntimeError, match="no"):
            async with database.write() as session:
                await put_setting(session, "colour", "red")
                record_event(session, SomethingHappened(1))
                raise RuntimeError("no")
        await database.bus.drain()
    async with database.read() as session:
        assert await find_setting(session, "colour") is None
    assert heard == []
    await database.bus.stop()


# PostgreSQL lets writers run side by side: there rows are locked, not the database.
@sqlite_only
async def test_many_writers_take_turns(database: Database) -> None:
    async def count_up() -> None:
        async with database.write() as session:
            await session.execute(text("SELECT 1"))
            value = await find_setting(session, "count", 0)
            await asyncio.sleep(0.001)
            await put_setting(session, "count", value + 1)

    await asyncio.gather(*(count_up() for _ in range(20)))
    async with database.read() as session:
        assert await find_setting(session, "count") == 20


async def test_readers_read_while_somebody_writes(database: Database) -> None:
    async with database.write() as writing:
        await put_setting(writing, "colour", "red")
        async with database.read() as reading:
            assert await find_setting(reading, "colour", "none yet") == "none yet"


async def test_types_survive_the_way_there_and_back(database: Database) -> None:
    path = b"/films/\xff \n'quoted'"
    berlin = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    library_id = new_id()
    async with database.write() as session:
        session.add(Library(id=library_id, name="Ä", kind="movies", created_at=berlin))
        await session.flush()
        session.add(LibraryFolder(library_id=library_id, path=path))
    async with database.read() as session:
        library = await session.get(Library, library_id)
        folder = (await session.execute(text("SELECT count(*) FROM library_folder"))).scalar()
    assert library is not None
    assert isinstance(library.id, UUID)
    assert library.created_at == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert library.created_at.tzinfo is UTC
    assert folder == 1
    assert os.fsencode(os.fsdecode(path)) == path


async def test_json_is_read_back_as_it_was_written(database: Database) -> None:
    """Half of a surrogate pair, which the tags of a file may hold, and nesting beyond any sense, too."""
    nested: object = "deep"
    for _ in range(300):
        nested = [nested]
    for value in ("Alien\udcff", nested, {"a": [1, 2.5, None, True, 10**30]}):
        async with database.write() as session:
            await put_setting(session, "odd", value)
        async with database.read() as session:
            assert await find_setting(session, "odd") == value


async def test_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="naive datetime"):
        async with database.write() as session:
            session.add(Library(name="A", kind="movies", created_at=datetime(2026, 1, 1)))  # noqa: DTZ001


@sqlite_only
async def test_full_disk_is_said_and_loses_nothing(database: Database) -> None:
    async with database.write() as session:
        await put_setting(session, "colour", "red")
        # SQLite answers as on a full disk once it may not grow any more.
        pages = (await session.execute(text("PRAGMA page_count"))).scalar()
        await session.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(DiskFull, match="full"):
        async with database.write() as session:
            await put_setting(session, "story", "x" * 2_000_000)
    async with database.read() as session:
        assert await find_setting(session, "colour") == "red"
        assert await find_setting(session, "story") is None


@pytest.mark.parametrize("count", [0, 1, 2, 17, 1_000])
async def test_any_number_of_ids_is_one_parameter(database: Database, count: int) -> None:
    here = [new_id() for _ in range(20)]
    async with database.write() as session:
        session.add_all([Library(id=one, name=str(one), kind="movies", position=0) for one in here])
    wanted = here[: min(count, 15)] + [new_id() for _ in range(count - 15)]
    query = select(Library.id).where(among(Library.id, "ids"))
    async with database.look_up() as connection:
        found = await connection.scalars(query, {"ids": wanted})
        assert set(found) == set(here) & set(wanted)
        others = await connection.scalars(
            select(Library.id).where(~among(Library.id, "ids")), {"ids": wanted}
        )
        assert set(others) == set(here) - set(wanted)


# PostgreSQL rightly reads a table of some rows as a whole.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_ids_are_found_by_their_index(database: Database) -> None:
    query = select(Library.id).where(among(Library.id, "ids"), beside_index(Library.is_demo))
    sql = str(query.compile(database.engine.sync_engine))
    async with database.look_up() as connection:
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (b"",) * sql.count("?"))
        assert "(id=?)" in " ".join(str(tuple(row)) for row in plan)
