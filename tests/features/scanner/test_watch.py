"""The watcher on real folders: what it tells, how soon, and what it keeps to itself."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import UUID

import pytest

from kino.core.db import DiskFull
from kino.core.disk_reads import DiskReads
from kino.core.ids import new_id
from kino.features.libraries.parts.disks import Disks
from kino.features.scanner.parts.network_mounts import is_network_mount
from kino.features.scanner.parts.watch import FolderWatcher, WatchedFolder

SOON_S = 120.0  # on a busy machine; how soon it is on an idle one is a benchmark's business


class Ear:
    """What a watcher has told, by folder, and when."""

    def __init__(self) -> None:
        self.heard: list[tuple[UUID, bytes]] = []
        self.whole: list[UUID] = []

    async def changed(self, _library_id: UUID, folder_id: UUID, directories: list[bytes]) -> None:
        self.heard += [(folder_id, one) for one in directories]
        if not directories:
            self.whole.append(folder_id)

    def directories(self) -> set[bytes]:
        return {directory for _, directory in self.heard}

    async def hear(self, *directories: bytes) -> None:
        await self._wait(lambda: self.directories() >= set(directories))

    async def hear_whole(self, times: int) -> None:
        await self._wait(lambda: len(self.whole) >= times)

    async def _wait(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(SOON_S):
            while not is_so():  # noqa: ASYNC110 - nobody sets an event for a real disk
                await asyncio.sleep(0.02)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture(params=["told", "polled"])
async def watcher(request: pytest.FixtureRequest, ear: Ear) -> AsyncIterator[FolderWatcher]:
    polled = request.param == "polled"
    made = FolderWatcher(
        ear.changed,
        Disks(DiskReads()),
        settle_s=0.6,
        poll_s=0.3,
        presence_s=0.2,
        is_polled=lambda _path: polled,
    )
    yield made
    await made.stop()


async def watch(watcher: FolderWatcher, *paths: Path) -> list[WatchedFolder]:
    folders = [WatchedFolder(new_id(), new_id(), bytes(path)) for path in paths]
    watcher.watch(folders)
    await asyncio.sleep(1.0)  # until every listener listens; a scan at the start covers the time before
    return folders


async def test_new_file_and_new_folder_are_told(watcher: FolderWatcher, ear: Ear, tmp_path: Path) -> None:
    (tmp_path / "Old").mkdir()
    await watch(watcher, tmp_path)
    (tmp_path / "film.mkv").write_bytes(b"x")
    (tmp_path / "New").mkdir()
    (tmp_path / "New" / "film.mkv").write_bytes(b"x")
    (tmp_path / "Old" / "film.mkv").write_bytes(b"x")
    await ear.hear(b"", b"New", b"Old")


async def test_slow_copy_is_not_told_early(watcher: FolderWatcher, ear: Ear, tmp_path: Path) -> None:
    await watch(watcher, tmp_path)
    for number in range(20):
        ear.heard.clear()
        ended_s, longest_pause_s = await copy_slowly(tmp_path / f"film {number}.mkv", ear)
        if longest_pause_s < watcher.settle_s / 2:
            break
        # A busy machine held the copy up, which then stands as still as one that has ended.
        await ear.hear(b"")
    else:
        pytest.fail("the machine never let a copy run as evenly as this test needs it")
    assert not ear.heard, "told while it was being copied"
    await ear.hear(b"")
    assert time.monotonic() - ended_s > watcher.settle_s / 2


async def copy_slowly(target: Path, ear: Ear) -> tuple[float, float]:
    """When the copy ended (monotonic), and its longest pause in seconds; it ends as soon as it is told."""
    longest_pause_s = 0.0
    with target.open("wb", buffering=0) as file:
        written_s = time.monotonic()
        for _ in range(40):
            file.write(b"more")
            longest_pause_s = max(longest_pause_s, time.monotonic() - written_s)
            written_s = time.monotonic()
            if ear.heard:
                break
            await asyncio.sleep(0.05)
    return written_s, longest_pause_s


async def test_removed_and_moved_files_are_told(watcher: FolderWatcher, ear: Ear, tmp_path: Path) -> None:
    for name in ("A", "B", "C"):
        (tmp_path / name).mkdir()
    (tmp_path / "A" / "film.mkv").write_bytes(b"x")
    (tmp_path / "B" / "film.mkv").write_bytes(b"x")
    await watch(watcher, tmp_path)
    (tmp_path / "A" / "film.mkv").unlink()
    (tmp_path / "B" / "film.mkv").rename(tmp_path / "C" / "film.mkv")
    await ear.hear(b"A", b"B", b"C")


async def test_downloads_and_hidden_files_are_kept_to_itself(
    watcher: FolderWatcher, ear: Ear, tmp_path: Path
) -> None:
    await watch(watcher, tmp_path)
    (tmp_path / "film.mkv.part").write_bytes(b"x")
    (tmp_path / ".hidden").write_bytes(b"x")
    (tmp_path / ".Trash").mkdir()
    (tmp_path / ".Trash" / "film.mkv").write_bytes(b"x")
    await asyncio.sleep(1.5)
    assert not ear.heard
    (tmp_path / "film.mkv.part").rename(tmp_path / "film.mkv")
    await ear.hear(b"")


async def test_disk_that_goes_and_comes_back_is_told(
    watcher: FolderWatcher, ear: Ear, tmp_path: Path
) -> None:
    root = tmp_path / "disk"
    root.mkdir()
    (folder,) = await watch(watcher, root)
    root.rename(tmp_path / "unplugged")
    await ear.hear_whole(1)
    (tmp_path / "unplugged").rename(root)
    await ear.hear_whole(2)
    await asyncio.sleep(1.0)
    (root / "film.mkv").write_bytes(b"x")
    await ear.hear(b"")
    assert {one for one, _ in ear.heard} == {folder.folder_id}


async def test_what_could_not_be_told_is_told_again(tmp_path: Path, ear: Ear) -> None:
    """The disk of the database is full for a while; the watcher outlives that, and so does what it saw."""
    refusals = 3

    async def changed(library_id: UUID, folder_id: UUID, directories: list[bytes]) -> None:
        nonlocal refusals
        refusals -= 1
        if refusals >= 0:
            raise DiskFull("full")
        await ear.changed(library_id, folder_id, directories)

    watcher = FolderWatcher(changed, Disks(DiskReads()), settle_s=0.3, presence_s=0.2)
    root = tmp_path / "disk"
    root.mkdir()
    await watch(watcher, root)
    try:
        (root / "film.mkv").write_bytes(b"x")
        await ear.hear(b"")
        refusals = 3
        root.rename(tmp_path / "unplugged")
        await ear.hear_whole(1)
        assert refusals < 0
    finally:
        await watcher.stop()


async def test_folder_that_is_added_disturbs_no_other(
    watcher: FolderWatcher, ear: Ear, tmp_path: Path
) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    first.mkdir()
    second.mkdir()
    (one,) = await watch(watcher, first)
    listener = watcher._listeners[bytes(first)][0]
    (first / "film.mkv").write_bytes(b"x")
    await asyncio.sleep(0.4)
    two = WatchedFolder(new_id(), new_id(), bytes(second))
    watcher.watch([one, two])
    assert watcher._listeners[bytes(first)][0] is listener
    await ear.hear(b"")
    watcher.watch([two])
    assert set(watcher._listeners) == {bytes(second)}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (b"/mnt/nas/films", True),
        (b"/mnt/nas2/films", False),
        (b"/mnt/my disk/films", True),
        (b"/home/ada/films", False),
        (b"/mnt/nas/local/films", False),
    ],
)
def test_network_mounts_are_known_by_their_longest_mount(tmp_path: Path, path: bytes, expected: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda / ext4 rw 0 0\nnas:/x /mnt/nas nfs4 rw 0 0\n//nas/y /mnt/my\\040disk cifs rw 0 0\n"
        "/dev/sdb /mnt/nas/local ext4 rw 0 0\nbroken\n"
    )
    assert is_network_mount(path, mounts) is expected
    assert not is_network_mount(path, tmp_path / "none")


async def test_folder_that_is_there_at_the_start_is_told_as_a_whole(ear: Ear, tmp_path: Path) -> None:
    """Files may have come while nobody watched; a folder that is not there is left alone."""
    made = FolderWatcher(ear.changed, Disks(DiskReads()))
    folder = WatchedFolder(new_id(), new_id(), bytes(tmp_path))
    missing = WatchedFolder(new_id(), new_id(), bytes(tmp_path / "missing"))
    made.watch([folder, missing], is_start=True)
    await ear.hear_whole(1)
    await made.stop()
    assert ear.whole == [folder.folder_id]


async def test_watcher_that_was_just_told_of_folders_stops(ear: Ear, tmp_path: Path) -> None:
    """At whatever moment of its waking up the stop comes."""
    for turns in range(8):
        made = FolderWatcher(ear.changed, Disks(DiskReads()))
        made.watch([])
        await asyncio.sleep(0.01)  # it waits now
        made.watch([WatchedFolder(new_id(), new_id(), bytes(tmp_path))])
        for _ in range(turns):
            await asyncio.sleep(0)
        async with asyncio.timeout(SOON_S):
            await made.stop()


async def test_watcher_without_folders_stops(ear: Ear, tmp_path: Path) -> None:
    made = FolderWatcher(ear.changed, Disks(DiskReads()))
    made.watch([WatchedFolder(new_id(), new_id(), bytes(tmp_path / "missing"))])
    await made.stop()
    await made.stop()
    assert not ear.heard
