"""Real disks at and below a library folder: run by test_mounted_disks.py in a process that may mount."""

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from kino.features.catalog.models import MediaFile
from kino.features.libraries.queries import list_folders
from kino.features.scanner.parts.watch import FolderWatcher
from tests.features.scanner.scan_desk import ScanDesk
from tests.features.scanner.test_watch import Ear, watch, watcher
from tests.support.small_disk import find_small_disk, plug_in, unplug

__all__ = ["watcher"]
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# Blanks and letters of every kind stand in the kernel's list in a form of their own.
ON_DISK = ("Beta (2002).mkv", "C (2003)/C (2003).mkv")
PLACES = ["usb1", "A box/My disk", "café \\ bar"]


@pytest.fixture
def disk() -> Path:
    """Where the films of the disk lie while it is unplugged."""
    found = find_small_disk()
    assert found is not None, "run me by test_mounted_disks.py"
    return found.path


@pytest.fixture
def ear() -> Ear:
    return Ear()


async def is_away(desk: ScanDesk) -> tuple[bool, set[str]]:
    """Whether the folder is away, and which of its files are."""
    async with desk.database.read() as session:
        (folder,) = await list_folders(session, desk.library_id)
        files = await session.scalars(select(MediaFile.path).where(MediaFile.away_at.is_not(None)))
        return folder.away_at is not None, {path.decode() for path in files}


@pytest.fixture
async def plugged(disk: Path, films: ScanDesk, request: pytest.FixtureRequest) -> AsyncIterator[Path]:
    """A folder of the library with a disk of two films in it."""
    place = films.root / request.param if request.param else films.root
    place.mkdir(parents=True, exist_ok=True)
    source = disk / films.root.parent.name
    source.mkdir()
    plug_in(source, place)
    films.put(*(f"{request.param}/{name}".strip("/") for name in ON_DISK))
    yield place
    with suppress(OSError):  # a test that failed may have left it unplugged
        unplug(place)


def take_out(place: Path) -> None:
    """An empty directory stays behind."""
    unplug(place)
    assert not list(place.iterdir())


@sqlite_only
@pytest.mark.parametrize("plugged", PLACES, indirect=True)
async def test_disk_below_a_folder_takes_no_title_along(films: ScanDesk, plugged: Path, disk: Path) -> None:
    films.put("Alpha (2001).mkv")
    await films.scan()
    before = {row.id: row.item_id for row in await films.all_files()}
    take_out(plugged)
    place = str(plugged.relative_to(films.root))
    for _ in range(2):
        await films.scan()
        assert await is_away(films) == (False, {f"{place}/Beta (2002).mkv", f"{place}/C (2003)/C (2003).mkv"})
        assert set(await films.titles()) == {"Alpha", "Beta", "C"}
        assert await films.problems() == {place: "folder_away"}
    plug_in(disk / films.root.parent.name, plugged)
    await films.scan()
    assert await is_away(films) == (False, set())
    assert {row.id: row.item_id for row in (await films.files()).values()} == before
    assert not await films.problems()


@sqlite_only
@pytest.mark.parametrize("plugged", [""], indirect=True)
async def test_disk_of_a_whole_folder_takes_no_title_along(
    films: ScanDesk, plugged: Path, disk: Path
) -> None:
    await films.scan()
    take_out(plugged)
    await films.scan()
    assert await is_away(films) == (True, {"Beta (2002).mkv", "C (2003)/C (2003).mkv"})
    plug_in(disk / films.root.parent.name, plugged)
    await films.scan()
    assert await is_away(films) == (False, set())
    assert set(await films.titles()) == {"Beta", "C"}


async def test_watcher_tells_of_a_disk_that_comes_and_goes_below_its_folder(
    watcher: FolderWatcher, ear: Ear, disk: Path, tmp_path: Path
) -> None:
    (place := tmp_path / "films" / "usb1").mkdir(parents=True)
    (source := disk / tmp_path.name).mkdir()
    await watch(watcher, place.parent)
    told = len(ear.whole)
    plug_in(source, place)
    await ear.hear_whole(told + 1)
    unplug(place)
    await ear.hear_whole(told + 2)
