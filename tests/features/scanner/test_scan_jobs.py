"""Scans as jobs: one at a time, cancelled, handed over, without their library, killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from kino.core.context import ServerContext
from kino.core.db import Database
from kino.core.events import EventBus
from kino.core.jobs.errors import JobCancelled
from kino.core.jobs.interface import JobQueue, JobRegistry
from kino.core.jobs.runner import InProcessJobRunner
from kino.features.catalog.models import Item, MediaFile
from kino.features.libraries.models import Library
from kino.features.libraries.service import delete_library
from kino.features.scanner.jobs import enqueue_directories, enqueue_scan
from kino.features.scanner.parts import scan_board, scan_folder
from kino.features.scanner.parts.name_files import read_file_names
from kino.features.scanner.parts.running_scans import RunningScans
from kino.features.scanner.parts.scan_board import ScanBoard
from kino.features.scanner.parts.scan_library import LibraryScan
from tests.features.scanner.scan_desk import FakeJob, ScanDesk, make_desk, wait_until

MANY = [f"Film {n} (1950)/Film {n} (1950).mkv" for n in range(120)]


def state(desk: ScanDesk) -> dict[str, str]:
    shown = desk.context.part(ScanBoard).states()[desk.library_id]
    return {one.phase: one.state for one in shown.phases}


async def test_board_shows_a_scan_with_nothing_to_probe_as_done(films: ScanDesk) -> None:
    await films.scan()
    shown = films.context.part(ScanBoard).states()[films.library_id]
    assert shown.phase == "done"
    assert set(state(films).values()) == {"done"}


async def test_board_counts_and_waits_for_the_probe(films: ScanDesk) -> None:
    films.put(*MANY)
    await films.scan()
    shown = films.context.part(ScanBoard).states()[films.library_id]
    phases = {one.phase: (one.done, one.total, one.state) for one in shown.phases}
    assert phases["walk"] == (121, 121, "done")
    assert phases["names"] == (120, 120, "done")
    assert (shown.phase, phases["probe"][2]) == ("probe", "waiting")
    await films.probe()
    assert films.context.part(ScanBoard).states()[films.library_id].phase == "done"


def test_board_tells_how_long_a_phase_still_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    at_s = 1_000.0
    monkeypatch.setattr(scan_board, "monotonic_s", lambda: at_s)
    board, library_id = ScanBoard(EventBus()), UUID(int=1)
    board.begin(library_id, UUID(int=2))
    for phase in scan_board.PHASES:
        board.advance(library_id, phase, done=20, total=100)
        assert board.states()[library_id].eta_s is None, "nothing is known before anything is done"
        at_s += 10.0
        board.advance(library_id, phase, done=60, total=100)
        shown = board.states()[library_id]
        assert (shown.phase, shown.done, shown.total) == (phase, 60, 100)
        assert shown.eta_s == pytest.approx(10.0)
        board.advance(library_id, phase, done=60, total=None)
        assert board.states()[library_id].eta_s is None, "of how many is not known"
        board.finish(library_id, phase)
    assert board.states()[library_id].phase == "done"


async def test_cancelled_scan_keeps_what_it_found_and_the_next_one_finishes(
    films: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_folder, "FIRST_SLICE_FILES", 10)
    monkeypatch.setattr(scan_folder, "SLICE_FILES", 10)
    films.put(*MANY)
    with pytest.raises(JobCancelled):
        await films.scan(cancel_after=8)
    shown = films.context.part(ScanBoard).states()[films.library_id]
    assert (shown.is_cancelled, shown.phase) == (True, "done")
    before = {row.id for row in await films.all_files()}
    assert 0 < len(before) < len(MANY)
    await films.scan()
    after = await films.all_files()
    assert len(after) == len(await films.titles()) == len(MANY)
    assert before <= {row.id for row in after}


async def test_scan_that_fails_anywhere_is_finished_by_the_next(
    films: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every write may be the last one before a crash."""
    monkeypatch.setattr(scan_folder, "FIRST_SLICE_FILES", 2)
    monkeypatch.setattr(scan_folder, "SLICE_FILES", 2)
    films.put("A (2001)/A (2001).mkv", "A (2001)/A (2001).en.srt", "B (2002)/B (2002) cd1.mkv")
    films.put("B (2002)/B (2002) cd2.mkv", "C (2003)/Extras/C.mkv", "C (2003)/C (2003).mkv", "D (2004).iso")
    real = Database.write
    for crash_at in range(30):
        count = 0

        def write(self: Database, crash_at: int = crash_at) -> object:
            nonlocal count
            count += 1
            if count > crash_at:
                raise ConnectionError("the power is gone")
            return real(self)

        monkeypatch.setattr(Database, "write", write)
        try:
            await films.scan()
            crashed = False
        except ConnectionError:
            crashed = True
        monkeypatch.setattr(Database, "write", real)
        await films.scan()
        assert set(await films.titles()) == {"A", "B", "C"}
        assert len(await films.files()) == len(await films.all_files()) == 5
        assert set(await films.sidecars()) == {"A (2001)/A (2001).en.srt"}, crash_at
        assert await films.problems() == {"D (2004).iso": "disc_image"}
        if not crashed:
            return
        async with films.database.write() as session:
            for table in (MediaFile, Item):
                await session.execute(delete(table))
            from kino.features.scanner.models import ScanProblem, SeenDirectory

            for other in (ScanProblem, SeenDirectory):
                await session.execute(delete(other))
    raise AssertionError("a scan of five files takes more than 30 writes")


async def test_two_scans_at_once_of_one_library_double_nothing(films: ScanDesk) -> None:
    films.put(*MANY)
    await asyncio.gather(films.scan(), films.scan(is_thorough=True), films.scan())
    assert len(await films.all_files()) == len(await films.titles()) == len(await films.items()) == len(MANY)


class Gate:
    """Scans of one library stand still in the middle; notes what was scanned, and how."""

    def __init__(self, library_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.is_open = asyncio.Event(), asyncio.Event()
        self.noted: list[tuple[UUID, bool, bool]] = []
        real = LibraryScan.run

        async def run(scan: LibraryScan) -> None:
            payload = scan._job.payload
            if scan._library_id == library_id:
                self.begun.set()
                await self.is_open.wait()
            await real(scan)
            self.noted.append((scan._library_id, bool(payload.get("is_thorough")), "folder_id" in payload))

        monkeypatch.setattr(LibraryScan, "run", run)


@asynccontextmanager
async def running_jobs(desk: ScanDesk) -> AsyncIterator[None]:
    lanes = {"scan": 2, "probe": 1, "default": 1}
    registry = desk.context.part(JobRegistry)
    runner = InProcessJobRunner(desk.database, desk.database.bus, registry, lanes, poll_s=0.05)
    await runner.start()
    yield
    await runner.stop()


@pytest.mark.parametrize("first", ["normal", "thorough", "directories"])
async def test_two_scans_of_one_library_leave_the_other_libraries_their_place(
    films: ScanDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    films.put("Alpha (2001)/Alpha (2001).mkv")
    other = await make_desk(films.context, tmp_path / "other", "movies")
    gate = Gate(films.library_id, monkeypatch)
    queue = films.context.part(JobQueue)
    async with running_jobs(films):
        async with films.database.write() as session:
            if first == "directories":
                await enqueue_directories(session, queue, films.library_id, films.folder_id, [b""])
            else:
                await enqueue_scan(session, queue, films.library_id, is_thorough=first == "thorough")
        async with asyncio.timeout(120):
            await gate.begun.wait()
        async with films.database.write() as session:
            await enqueue_scan(session, queue, films.library_id)
        async with films.database.write() as session:
            await enqueue_scan(session, queue, films.library_id, is_thorough=True)
        async with films.database.write() as session:
            await enqueue_scan(session, queue, other.library_id)

        async def is_through() -> bool:
            return len(gate.noted) == 1

        await wait_until(is_through, 20)
        assert gate.noted == [(other.library_id, False, False)], "it had to wait for the first library"
        gate.is_open.set()

        async def are_through() -> bool:
            return len(gate.noted) == 3

        await wait_until(are_through, 20)  # much less than what a scan is put off at most
    assert gate.noted[1] == (films.library_id, first == "thorough", first == "directories")
    assert gate.noted[2] == (films.library_id, True, False)
    assert set(await films.titles()) == {"Alpha"}


async def test_directories_are_handed_to_the_scan_that_runs(
    films: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_folder, "FIRST_SLICE_FILES", 10)
    monkeypatch.setattr(scan_folder, "SLICE_FILES", 10)
    films.put(*MANY)
    scanning = asyncio.create_task(films.scan())
    await wait_until(films.files)
    films.put("Aaa (2020)/Aaa (2020).mkv")
    assert await films.scan("Aaa (2020)") == {"handed_over": True}

    async def shows_new() -> bool:
        return "Aaa" in {row.title for row in (await films.items()).values()}

    await wait_until(shows_new)
    assert not scanning.done(), "it was visible before the long scan was through"
    await scanning
    assert len(await films.titles()) == len(await films.items()) == len(MANY) + 1


async def test_directories_that_the_running_scan_has_still_before_it_are_no_conflict(
    films: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_folder, "FIRST_SLICE_FILES", 10)
    monkeypatch.setattr(scan_folder, "SLICE_FILES", 10)
    films.put(*MANY, "Zed (2020)/Zed (2020).en.srt", "Zed (2020)/Zed (2020).mkv", "Zed (2020)/x.iso")
    scanning = asyncio.create_task(films.scan())
    await wait_until(films.files)
    assert await films.scan("Zed (2020)") == {"handed_over": True}
    await scanning
    assert len(await films.titles()) == len(await films.all_files()) == len(MANY) + 1
    assert set(await films.sidecars()) == {"Zed (2020)/Zed (2020).en.srt"}


async def test_library_that_is_deleted_during_its_scan_ends_it(
    films: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_folder, "FIRST_SLICE_FILES", 5)
    monkeypatch.setattr(scan_folder, "SLICE_FILES", 5)
    films.put(*MANY)
    scanning = asyncio.create_task(films.scan())
    await wait_until(films.files)
    async with films.database.write() as session:
        await delete_library(session, films.library_id)
    assert await scanning is None
    assert not await films.all_files()
    assert await films.scan() is None


async def test_library_that_is_announced_as_removed_ends_its_scan(films: ScanDesk) -> None:
    films.put(*MANY)
    scanning = asyncio.create_task(films.scan())

    async def runs() -> bool:
        return films.library_id in films.context.part(RunningScans)._running

    await wait_until(runs)
    films.context.part(RunningScans).forget(films.library_id)
    assert await scanning is None
    assert len(await films.files()) < len(MANY)


async def test_worker_that_dies_of_a_name_costs_the_others_nothing(
    films: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collections.abc import Callable
    from typing import Any

    from kino.core.workers import WorkerCrashed

    real = films.workers.run

    async def run(function: Callable[..., Any], *args: Any, timeout_s: float, priority: int = 0) -> Any:
        if "evil" in repr(args):
            raise WorkerCrashed("killed")
        return await real(function, *args, timeout_s=timeout_s, priority=priority)

    monkeypatch.setattr(films.workers, "run", run)
    monkeypatch.setattr(scan_folder, "read_first_names", read_file_names)
    films.put("Alpha (2001).mkv", "evil.mkv", "Beta (2002).mkv")
    await films.scan()
    assert set(await films.titles()) == {"Alpha", "evil", "Beta"}
    assert await films.problems() == {"evil.mkv": "guessed"}


SCAN_SCRIPT = """
import asyncio, sys
from pathlib import Path
from kino.app import create_app
from kino.core.settings import Settings
from kino.core.jobs.interface import JobQueue
from kino.features.libraries.queries import list_libraries
from kino.features.libraries.service import create_library

async def main():
    data, root, url = sys.argv[1:]
    app = create_app(Settings(data_dir=Path(data), media_roots=(Path(root),), database_url=url))
    async with app.router.lifespan_context(app):
        context = app.state.context
        async with context.database.write() as session:
            if not await list_libraries(session):
                await create_library(
                    session, name="F", kind="movies", language="en", folders=[root.encode()])
        await asyncio.sleep(600)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_scan_that_is_killed_goes_on_at_the_next_start(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    root = tmp_path / "films"
    for number in range(3000):
        folder = root / f"Film {number} (1950)"
        folder.mkdir(parents=True)
        (folder / f"Film {number} (1950).mkv").write_bytes(b"x" * (number + 1))
        os.utime(folder / f"Film {number} (1950).mkv", (1e9 + number, 1e9 + number))
        os.utime(folder, (1e9, 1e9))
    script = tmp_path / "serve.py"
    script.write_text(SCAN_SCRIPT)

    async def read_files() -> dict[bytes, tuple[UUID, UUID | None]]:
        opened = Database(database_url, EventBus())
        async with opened.read() as session:
            rows = await session.execute(select(MediaFile.path, MediaFile.id, MediaFile.item_id))
            found = {path: (file_id, item_id) for path, file_id, item_id in rows}
        await opened.close()
        return found

    async def run_until(enough: int) -> dict[bytes, tuple[UUID, UUID | None]]:
        with (tmp_path / "server.log").open("ab") as log:
            server = subprocess.Popen(
                [sys.executable, str(script), str(tmp_path / "data"), str(root), database_url],
                stdout=log,
                stderr=log,
                cwd=Path(__file__).parents[3],
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
            )
        try:
            deadline_s = time.monotonic() + 120
            while len(found := await read_files()) < enough:
                assert server.poll() is None, (tmp_path / "server.log").read_text()[-2000:]
                assert time.monotonic() < deadline_s, len(found)
                await asyncio.sleep(0.02)
            return found
        finally:
            server.send_signal(signal.SIGKILL)
            server.wait()

    before = await run_until(500)
    at_kill = await read_files()
    assert set(before) <= set(at_kill)
    assert len(at_kill) < 3000, "killed too late to prove anything"
    after = await run_until(3000)
    assert {path: after[path] for path in at_kill} == at_kill
    async with database.read() as session:
        titles = (await session.scalars(select(Item.title))).all()
        libraries = (await session.scalars(select(Library.id))).all()
    assert (len(titles), len(set(titles)), len(libraries)) == (3000, 3000, 1)


async def test_removed_folder_during_its_scan_is_no_failure(films: ScanDesk, context: ServerContext) -> None:
    """Directories of a folder that is not the library's any more are nobody's business."""
    films.put("Alpha (2001).mkv")
    job = FakeJob(
        {"library_id": str(films.library_id), "folder_id": str(UUID(int=1)), "directories": [""]}, None
    )
    assert await films.jobs.scan(job) == {"walked": 0, "named": 0}
