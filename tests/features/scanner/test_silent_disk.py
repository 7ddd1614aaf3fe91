"""A disk that answers nothing stops nobody: not the event loop, not other disks, not the server's start."""

import asyncio
from pathlib import Path
from uuid import UUID

import pytest

from kino.core.db import record_event
from kino.core.disk_reads import DiskReads
from kino.core.ids import new_id
from kino.features.libraries.events import FolderAdded, FolderRemoved, LibraryChanged
from kino.features.libraries.parts.disks import Disks
from kino.features.scanner.parts import folder_disk
from kino.features.scanner.parts.watch import FolderWatcher, WatchedFolder
from tests.features.scanner.scan_desk import ScanDesk, wait_until
from tests.support.silent_disk import SilentDisk


async def test_scan_of_a_silent_disk_leaves_the_event_loop_free(
    films: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    films.put("Alpha (2001).mkv")
    disk = SilentDisk(films.root, monkeypatch)
    scanning = asyncio.create_task(films.scan())
    await disk.asked.wait()
    assert disk.order == ["asked", "loop"]
    disk.answer()
    await scanning
    assert set(await films.titles()) == {"Alpha"}


async def test_folder_on_a_silent_disk_counts_as_away_after_a_while(
    films: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    films.put("Alpha (2001).mkv")
    await films.scan()
    disk = SilentDisk(films.root, monkeypatch)
    monkeypatch.setattr(folder_disk, "SILENT_AFTER_S", 0.2)
    await films.scan()
    assert "answered" not in disk.order, "the scan ended before the disk said anything"
    assert await films.problems() == {"": "folder_away"}
    disk.answer()
    monkeypatch.undo()
    assert set(await films.titles()) == {"Alpha"}
    await films.scan()
    assert await films.problems() == {}


async def test_server_starts_and_tells_events_while_a_disk_is_silent(
    films: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, told = films.context, asyncio.Event()

    async def hear(_event: LibraryChanged) -> None:
        told.set()

    context.bus.subscribe(LibraryChanged, hear)
    disk = SilentDisk(films.root, monkeypatch)
    for hook in context.start_hooks:
        await hook()
    context.bus.start()
    async with context.database.write() as session:
        record_event(session, FolderRemoved(films.library_id, new_id()))
        record_event(session, FolderAdded(films.library_id, films.folder_id))
        record_event(session, LibraryChanged(films.library_id))
    await told.wait()
    assert "answered" not in disk.order
    disk.answer()
    await context.part(FolderWatcher).stop()
    await context.bus.stop()


async def test_new_file_is_told_while_another_disk_is_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[UUID] = []

    async def changed(_library_id: UUID, folder_id: UUID, _directories: list[bytes]) -> None:
        heard.append(folder_id)

    folders = []
    for name in ("share", "disk"):
        (tmp_path / name).mkdir()
        folders.append(WatchedFolder(new_id(), new_id(), bytes(tmp_path / name)))
    share, own = folders
    watcher = FolderWatcher(changed, Disks(DiskReads()), settle_s=0.5, presence_s=0.2)
    watcher.watch(folders)

    async def has(*folder_ids: UUID) -> bool:
        return set(heard) >= set(folder_ids)

    async def listens() -> bool:
        return len(watcher._listeners) == 2

    async def has_noted() -> bool:
        (tmp_path / "share" / "film.mkv").write_bytes(b"x")
        return bool(watcher._pending)

    await wait_until(listens)
    await wait_until(has_noted)
    heard.clear()
    silent = SilentDisk(tmp_path / "share", monkeypatch)
    for _ in range(4):
        (tmp_path / "disk" / "film.mkv").write_bytes(b"x")
        await asyncio.sleep(0.1)
    await wait_until(lambda: has(own.folder_id))
    assert silent.order
    assert "answered" not in silent.order
    silent.answer()
    await wait_until(lambda: has(share.folder_id))
    await watcher.stop()
