"""What happens when the disk is full: run by test_full_disk.py in a process that has a small one."""

import asyncio
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import select, text

from kino.core import migrations
from kino.core.db import Database, DiskFull
from kino.core.events import EventBus
from kino.core.house import find_setting, put_setting
from kino.core.migrations import MigrationFailed, migrate
from kino.features.artwork.errors import ArtworkDiskFull
from kino.features.artwork.models import ArtworkWish
from kino.features.artwork.parts.picture_store import PictureStore
from tests.core.test_migrations import next_release, write_step
from tests.e2e.test_server_process import CAPABILITIES, set_up, wait_for_titles
from tests.features.artwork.drawn import draw
from tests.features.scanner.conftest import follow, stop_following
from tests.features.scanner.scan_desk import ScanDesk
from tests.media.clips import Clips
from tests.support.databases import FreshDatabases
from tests.support.kino_process import KinoProcess
from tests.support.postgres import PostgresServer, running_postgres
from tests.support.small_disk import SmallDisk, find_small_disk

__all__ = ["next_release"]
MANY = [f"Film {n} (1950)/Film {n} (1950).mkv" for n in range(1500)]
HASH = "ab" * 16
# The room that is left when the disk counts as full: enough to begin with, not enough to end with.
LEAVES_BYTES = 300_000
here = pytest.mark.parametrize("database_url", ["elsewhere"], indirect=True)
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """The small disk, with room on it before and after."""
    found = find_small_disk()
    assert found is not None, "run me by test_full_disk.py"
    found.free()
    yield found
    found.free()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshDatabases]:
    """PostgreSQL's data lie on the small disk, templates of SQLite do not."""
    found = find_small_disk()
    assert found is not None
    with ExitStack() as stack:
        started: list[PostgresServer] = []

        def start() -> PostgresServer:
            if not started:
                started.append(stack.enter_context(running_postgres(data=found.path / "postgres")))
            return started[0]

        yield FreshDatabases(tmp_path_factory.mktemp("templates"), start)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(
    request: pytest.FixtureRequest, databases: FreshDatabases, disk: SmallDisk, tmp_path: Path
) -> Iterator[str]:
    """A migrated database on the small disk, or elsewhere."""
    folder = disk.path / tmp_path.name
    folder.mkdir()
    dialect = "sqlite" if request.param == "elsewhere" else request.param
    with databases.migrated(dialect, tmp_path if request.param == "elsewhere" else folder) as url:
        yield url
        disk.free()


async def test_scan_that_finds_no_room_says_so_and_the_next_one_finishes(
    films: ScanDesk, disk: SmallDisk
) -> None:
    films.put(*MANY)
    disk.fill(LEAVES_BYTES)
    with pytest.raises(DiskFull, match="full"):
        await films.scan()
    before = {row.id for row in await films.all_files()}
    assert len(before) < len(MANY)
    with pytest.raises(DiskFull, match="full"):
        await films.scan()
    disk.free()
    await films.scan()
    after = {row.id for row in await films.all_files()}
    assert before <= after
    assert len(after) == len(await films.titles()) == len(await films.items()) == len(MANY)
    assert not await films.problems()


def test_progress_that_finds_no_room_is_refused_and_nothing_is_lost(
    database_url: str, disk: SmallDisk, tmp_path: Path, clips: Clips
) -> None:
    """A real server, whose whole data folder lies on the disk."""
    films = tmp_path / "films"
    films.mkdir()
    (films / "Alpha (2001).mp4").write_bytes(clips.get("h264.mp4").read_bytes())
    with ExitStack() as stack:
        server = stack.enter_context(
            KinoProcess(disk.path / tmp_path.name / "data", [tmp_path], KINO_DATABASE_URL=database_url)
        )
        client = set_up(server, films)
        stack.callback(client.close)
        (film,) = wait_for_titles(client, 1)
        wish = {"capabilities": CAPABILITIES}
        plan = client.post(f"/api/playback/{film['id']}", json=wish).json()

        def report(position_s: float) -> httpx2.Response:
            body = {"position_s": position_s, "duration_s": 5, "watched_s": 0.1, "state": "paused"}
            return client.post(f"/api/playback/{plan['playback_id']}/progress", json=body)

        assert report(1.0).status_code == 200
        wait_until_idle(client)
        disk.fill()
        kept_s, refusal = 1.0, None
        for number in range(5_000):
            # What is left of the last page is still written to.
            answer = report(1.0 + number / 10_000)
            if answer.status_code != 200:
                refusal = answer
                break
            kept_s = 1.0 + number / 10_000
        assert refusal is not None
        assert (refusal.status_code, refusal.json()["error"]) == (507, "DiskFull")
        assert "room" in refusal.json()["detail"]
        assert client.get("/api/home").status_code == 200
        assert client.get(plan["parts"][0]["url"], headers={"Range": "bytes=0-9"}).status_code == 206
        disk.free()
        again = client.post(f"/api/playback/{film['id']}", json=wish).json()
        assert again["position_s"] == pytest.approx(kept_s)
        assert report(2.0).status_code == 200
        server.kill()
        server.start()
        assert client.post(f"/api/playback/{film['id']}", json=wish).json()["position_s"] == 2.0


def wait_until_idle(client: httpx2.Client) -> None:
    """No job waits or runs, but for the one that waits for a quiet house on purpose."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        jobs: list[dict[str, Any]] = client.get("/api/admin/jobs").json()["items"]
        at_once = [job for job in jobs if job["kind"] != "trickplay.make_ahead"]
        if all(job["state"] not in ("queued", "running") for job in at_once):
            return
        time.sleep(0.1)
    raise AssertionError("jobs still run after two minutes")


@pytest.mark.parametrize("leaves_bytes", [0, 4096, 8192])
def test_picture_that_finds_no_room_leaves_nothing_half_written(disk: SmallDisk, leaves_bytes: int) -> None:
    store = PictureStore(disk.path / f"artwork-{leaves_bytes}")
    disk.fill(leaves_bytes)
    variants = [("poster-200", b"x" * 3_000), ("poster-342", b"x" * 50_000)]
    with pytest.raises(ArtworkDiskFull, match="room"):
        store.keep(HASH, variants)
    left = sorted(path.name for path in store.folder.rglob("*") if path.is_file())
    assert left in ([], ["poster-200.webp"])
    disk.free()
    store.keep(HASH, variants)
    kept = store.find(HASH, "poster-342")
    assert kept is not None
    assert kept.size_bytes == 50_000


@here
async def test_artwork_that_finds_no_room_is_made_once_there_is_some(
    films: ScanDesk, disk: SmallDisk
) -> None:
    household = follow(films, disk.path / "artwork-data")
    try:
        films.put("Alpha (2001)/Alpha (2001).mkv")
        films.put("Alpha (2001)/poster.jpg", content=draw(600, 900))
        disk.fill()
        with pytest.raises(ArtworkDiskFull, match="Free some space"):
            await household.scan()
        assert (await household.title()).poster is None
        async with films.database.read() as session:
            assert len((await session.scalars(select(ArtworkWish))).all()) == 1
        disk.free()
        await household.scan()
        assert (await household.title()).poster is not None
    finally:
        await stop_following(films.context)


@sqlite_only
async def test_migration_without_room_for_its_copy_changes_nothing(
    database_url: str, disk: SmallDisk, next_release: Path
) -> None:
    write_step(next_release, "pass")
    database = Database(database_url, EventBus())
    try:
        path = database.sqlite_path
        assert path is not None
        disk.fill(path.stat().st_size // 2)
        with pytest.raises(MigrationFailed, match="room") as caught:
            await migrate(database)
        assert str(path.parent / "backups") in caught.value.message
        assert not list((path.parent / "backups").glob("*"))
        async with database.read() as session:
            revision = await session.scalar(text("SELECT version_num FROM alembic_version"))
        assert revision == migrations.list_revisions()[-2]
        disk.free()
        outcome = await migrate(database)
        assert outcome.to_revision == "9001"
        assert outcome.copy_path is not None
        copy = sqlite3.connect(outcome.copy_path)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        copy.close()
    finally:
        await database.close()


async def test_migration_without_room_for_its_tables_changes_nothing(
    database_url: str, disk: SmallDisk, next_release: Path
) -> None:
    write_step(
        next_release,
        "op.execute(\"CREATE TABLE wide AS SELECT 'x' AS a\")\n"
        "    for _ in range(24): op.execute('INSERT INTO wide SELECT a || a FROM wide')",
    )
    database = Database(database_url, EventBus())
    try:
        size_bytes = database.sqlite_path.stat().st_size if database.sqlite_path else 0
        disk.fill(2 * size_bytes + 500_000)
        with pytest.raises(MigrationFailed, match=r"full|space"):
            await migrate(database)
        disk.free()
        async with database.read() as session:
            revision = await session.scalar(text("SELECT version_num FROM alembic_version"))
        assert revision == migrations.list_revisions()[-2]
        write_step(next_release, "pass")
        assert (await migrate(database)).to_revision == "9001"
    finally:
        await database.close()


async def test_many_writers_on_a_full_disk_lose_nothing_that_was_told(
    films: ScanDesk, disk: SmallDisk
) -> None:
    """Whatever was told to be written is there afterwards, and nothing of what was refused."""

    disk.fill(LEAVES_BYTES)
    told: set[str] = set()

    async def write(number: int) -> None:
        try:
            async with films.database.write() as session:
                await put_setting(session, f"key-{number}", secrets.token_hex(10_000))
        except DiskFull:
            return
        told.add(f"key-{number}")

    await asyncio.gather(*(write(number) for number in range(60)))
    assert len(told) < 60
    disk.free()
    async with films.database.read() as session:
        found = {f"key-{n}" for n in range(60) if await find_setting(session, f"key-{n}") is not None}
    assert found == told


def _use_up_log(postgres: PostgresServer) -> None:
    """Write to PostgreSQL's log until it has ended for want of room.

    It may come back from its first panic, with the files of its log that it keeps for later.
    """
    deadline = time.monotonic() + 120
    while postgres.process.poll() is None:
        assert time.monotonic() < deadline, "PostgreSQL still finds room for its log"
        with suppress(psycopg.Error):
            postgres.run_as_superuser(sql.SQL("SELECT pg_switch_wal()"))
            postgres.run_as_superuser(sql.SQL("SELECT pg_logical_emit_message(true, 'a', 'b')"))


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_postgres_without_room_for_its_log_is_said_to_be_away_and_nothing_is_lost(
    database_url: str, databases: FreshDatabases, disk: SmallDisk, tmp_path: Path, clips: Clips
) -> None:
    """It stops altogether then, and whoever watches over it starts it again."""
    films = tmp_path / "films"
    films.mkdir()
    (films / "Alpha (2001).mp4").write_bytes(clips.get("h264.mp4").read_bytes())
    postgres = databases.postgres
    with ExitStack() as stack:
        server = stack.enter_context(
            KinoProcess(tmp_path / "data", [tmp_path], KINO_DATABASE_URL=database_url)
        )
        client = set_up(server, films)
        stack.callback(client.close)
        (film,) = wait_for_titles(client, 1)
        wait_until_idle(client)
        assert client.put(f"/api/list/{film['id']}").status_code in (200, 201, 204)
        disk.fill()
        _use_up_log(postgres)
        for method, path in (("GET", "/api/home"), ("DELETE", f"/api/list/{film['id']}")):
            answer = client.request(method, path)
            assert (answer.status_code, answer.json()["error"]) == (503, "DatabaseAway"), answer.text
            assert "disk may be full" in answer.json()["detail"]
        assert client.get("/").status_code == 200
        disk.free()
        postgres.start_again()
        assert client.get("/api/home").status_code == 200
        assert [one["id"] for one in client.get("/api/list").json()] == [film["id"]]
