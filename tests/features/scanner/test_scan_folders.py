"""Folders and files as disks hold them: away, unreadable, linked, hostile, half copied."""

import os
import threading
import time
from typing import Any

import pytest
from sqlalchemy import select

from kino.features.catalog.models import MediaFile
from kino.features.libraries.queries import list_folders
from kino.features.scanner.parts import mounted_disks, settled
from tests.features.scanner.scan_desk import ScanDesk
from tests.support.missing import refuse_or_skip

FILMS = ("Alpha (2001)/Alpha (2001).mkv", "Beta (2002)/Beta (2002).mkv")


async def away(desk: ScanDesk) -> tuple[bool, set[bool]]:
    """Whether the folder is away, and which of its files are."""
    async with desk.database.read() as session:
        (folder,) = await list_folders(session, desk.library_id)
        files = await session.scalars(select(MediaFile.away_at))
        return folder.away_at is not None, {one is not None for one in files}


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch) -> set[bytes]:
    """Paths at which the kernel says that something is mounted; see mount_cases.py for real ones."""
    points: set[bytes] = set()
    monkeypatch.setattr(
        mounted_disks, "list_mount_points", lambda: sorted({b"/", *points}, key=len, reverse=True)
    )
    return points


@pytest.mark.parametrize("wish", [{}, {"is_thorough": True}], ids=["plain", "thorough"])
@pytest.mark.parametrize("how", ["gone", "emptied", "emptied above", "only system folders"])
async def test_missing_disk_is_marked_away_and_comes_back(
    films: ScanDesk, mounted: set[bytes], how: str, wish: dict[str, bool]
) -> None:
    mounted.add(bytes(films.root.parent if how == "emptied above" else films.root))
    films.put(*FILMS)
    await films.scan()
    mounted.clear()
    before = {row.id: row.item_id for row in await films.all_files()}
    kept = films.root.with_name("kept")
    films.root.rename(kept)
    if how != "gone":
        films.root.mkdir()
    if how == "only system folders":
        (films.root / "lost+found").mkdir()
    await films.scan(**wish)
    assert await away(films) == (True, {True})
    assert set(await films.titles()) == {"Alpha", "Beta"}
    assert list((await films.problems()).values()) == ["folder_away"]
    if how == "only system folders":
        (films.root / "lost+found").rmdir()
    if how != "gone":
        films.root.rmdir()
    kept.rename(films.root)
    mounted.add(bytes(films.root))
    await films.scan()
    assert await away(films) == (False, {False})
    assert {row.id: row.item_id for row in (await films.files()).values()} == before
    assert not await films.problems()


async def test_mount_point_that_is_empty_for_want_of_the_hosts_disk_is_away(
    films: ScanDesk, mounted: set[bytes]
) -> None:
    """A container's own mount stays when the host has not mounted the disk behind it."""
    mounted.add(bytes(films.root))
    films.put(FILMS[0])
    await films.scan()
    films.move("Alpha (2001)", "../kept")
    await films.scan()
    assert await away(films) == (True, {True})


@pytest.mark.parametrize("directories", [(), ("",)], ids=["whole", "watcher"])
async def test_only_film_of_a_library_that_is_deleted_is_gone(
    films: ScanDesk, mounted: set[bytes], directories: tuple[str, ...]
) -> None:
    films.put("Alpha (2001).mkv")
    await films.scan()
    films.remove("Alpha (2001).mkv")
    await films.scan(*directories)
    assert not await films.titles()
    assert not await films.problems()
    assert await away(films) == (False, {False})
    mounted.add(bytes(films.root.parent))
    films.put("Alpha (2001).mkv")
    await films.scan()
    films.remove("Alpha (2001).mkv")
    await films.scan(*directories)
    assert not await films.titles(), "its disk is there"


BELOW = ("Beta (2002).mkv", "Gamma (2003)/Gamma (2003).mkv")


@pytest.mark.parametrize("wish", [{}, {"is_thorough": True}], ids=["plain", "thorough"])
@pytest.mark.parametrize("how", ["empty", "only system folders", "gone", "in mid walk"])
async def test_disk_below_a_folder_is_marked_away_and_comes_back(
    films: ScanDesk, mounted: set[bytes], monkeypatch: pytest.MonkeyPatch, how: str, wish: dict[str, bool]
) -> None:
    usb, kept = films.root / "usb1", films.root.with_name("kept")
    films.put(FILMS[0], *(f"usb1/{path}" for path in BELOW))
    mounted.add(bytes(usb))
    await films.scan()
    before = {row.id: row.item_id for row in await films.all_files()}

    def unplug() -> None:
        usb.rename(kept)
        mounted.clear()
        if how != "gone":
            usb.mkdir()
        if how == "only system folders":
            (usb / "lost+found").mkdir()
        os.utime(films.root, (1e9, 1e9))

    if how == "in mid walk":
        real = os.stat

        def vanish(path: bytes, *args: Any, **kwargs: Any) -> os.stat_result:
            if os.fsencode(path).endswith(b"usb1/Gamma (2003)"):
                monkeypatch.setattr(os, "stat", real)
                unplug()
            return real(path, *args, **kwargs)

        monkeypatch.setattr(os, "stat", vanish)
    else:
        unplug()
    for _ in range(2):
        await films.scan(**wish)
        assert {path for path, row in (await films.files()).items() if row.away_at} == {
            f"usb1/{path}" for path in BELOW
        }
        assert set(await films.titles()) == {"Alpha", "Beta", "Gamma"}
        assert await films.problems() == {"usb1": "folder_away"}
        assert await away(films) == (False, {True, False})
    if how == "only system folders":
        (usb / "lost+found").rmdir()
    if how != "gone":
        usb.rmdir()
    kept.rename(usb)
    mounted.add(bytes(usb))
    await films.scan(**wish)
    assert await away(films) == (False, {False})
    assert {row.id: row.item_id for row in (await films.files()).values()} == before
    assert not await films.problems()


@pytest.mark.parametrize("what", ["film", ".ignore"])
async def test_place_of_a_disk_that_holds_something_else_is_an_ordinary_folder(
    films: ScanDesk, mounted: set[bytes], what: str
) -> None:
    films.put(FILMS[0], *(f"usb1/{path}" for path in BELOW))
    mounted.add(bytes(films.root / "usb1"))
    await films.scan()
    (films.root / "usb1").rename(films.root.with_name("kept"))
    mounted.clear()
    (films.root / "usb1").mkdir()
    films.age_folders()
    await films.scan()
    assert set(await films.titles()) == {"Alpha", "Beta", "Gamma"}
    films.put("usb1/Delta (2004).mkv" if what == "film" else "usb1/.ignore")
    await films.scan()
    assert set(await films.titles()) == {"Alpha"} | ({"Delta"} if what == "film" else set())
    assert await away(films) == (False, {False})
    assert not await films.problems()


async def test_disk_that_comes_back_at_another_place_is_not_waited_for(
    films: ScanDesk, mounted: set[bytes]
) -> None:
    films.put(FILMS[0], *(f"usb1/{path}" for path in BELOW))
    mounted.add(bytes(films.root / "usb1"))
    await films.scan()
    before = {row.id for row in await films.all_files()}
    films.move("usb1", "usb2")
    (films.root / "usb1").mkdir()
    mounted.clear()
    mounted.add(bytes(films.root / "usb2"))
    films.age_folders()
    await films.scan()
    assert set(await films.files()) == {FILMS[0], *(f"usb2/{path}" for path in BELOW)}
    assert {row.id for row in await films.all_files()} == before
    assert not await films.problems()
    assert await away(films) == (False, {False})


async def test_watchers_scan_of_one_folder_knows_of_the_disk_below_another(
    films: ScanDesk, mounted: set[bytes]
) -> None:
    films.put(FILMS[0], *(f"usb1/{path}" for path in BELOW))
    mounted.add(bytes(films.root / "usb1"))
    await films.scan()
    mounted.clear()
    (films.root / "usb1").rename(films.root.with_name("kept"))
    films.age_folders()
    films.put("Alpha (2001)/Alpha (2001) best.mkv")
    await films.scan("", "Alpha (2001)")
    assert set(await films.titles()) == {"Alpha", "Beta", "Gamma"}
    assert await films.problems() == {"usb1": "folder_away"}


async def test_disk_that_goes_in_mid_walk_loses_nothing(
    films: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    films.put(*FILMS)
    await films.scan()
    real = os.stat

    def vanish(path: bytes, *args: Any, **kwargs: Any) -> os.stat_result:
        if os.fsencode(path).endswith(b"Beta (2002)") and films.root.exists():
            films.root.rename(films.root.with_name("kept"))
        return real(path, *args, **kwargs)

    monkeypatch.setattr(os, "stat", vanish)
    await films.scan()
    assert len(await films.files()) == 2
    assert await away(films) == (True, {True})


@pytest.fixture
def locked(films: ScanDesk, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of folders that may not be listed; the tests may run as root, whom no mode keeps out."""
    names: set[str] = set()
    real = os.scandir

    def refuse(path: bytes) -> object:
        if os.fsdecode(path).rpartition("/")[2] in names:
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    return names


@pytest.mark.parametrize("wish", [{}, {"is_thorough": True}], ids=["plain", "thorough"])
async def test_unreadable_folder_loses_no_file(
    films: ScanDesk, locked: set[str], wish: dict[str, bool]
) -> None:
    films.put(*FILMS, "Alpha (2001)/Extras/Making of.mkv")
    await films.scan()
    locked.add("Alpha (2001)")
    os.utime(films.root / "Alpha (2001)", (1, 1))
    await films.scan(**wish)
    assert len(await films.files()) == 3
    assert await films.problems() == {"Alpha (2001)": "unreadable_folder"}
    locked.clear()
    await films.scan()
    assert len(await films.files()) == 3
    assert not await films.problems()


async def test_file_that_cannot_be_looked_at_is_not_taken_for_gone(
    films: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    films.put(*FILMS, "Box/Gamma (2003).mkv", "Box/Delta (2004).mkv")
    await films.scan()
    films.put("Box/Epsilon (2005).mkv")
    from kino.features.scanner.parts.walk import Walk

    real = Walk._sort_in

    def fail(self: Walk, entry: os.DirEntry[bytes], *args: object) -> None:
        if entry.name.startswith(b"Gamma"):
            raise OSError(5, "Input/output error")
        real(self, entry, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Walk, "_sort_in", fail)
    await films.scan()
    assert "Box/Gamma (2003).mkv" in await films.files()
    assert (await films.problems())["Box/Gamma (2003).mkv"] == "unreadable_folder"
    monkeypatch.undo()
    await films.scan()
    assert not await films.problems()


async def test_links_that_leave_the_library_are_refused(films: ScanDesk) -> None:
    outside = films.root.with_name("outside")
    outside.mkdir()
    (outside / "Secret (1999).mkv").write_bytes(b"x" * 99)
    films.put(*FILMS)
    (films.root / "out").symlink_to(outside)
    (films.root / "Secret (1999).mkv").symlink_to(outside / "Secret (1999).mkv")
    (films.root / "zero (2000).mkv").symlink_to("/dev/zero")
    (films.root / "Alpha (2001)" / "Alpha (2001).srt").symlink_to(outside / "Secret (1999).mkv")
    films.age_folders()
    await films.scan()
    assert set(await films.titles()) == {"Alpha", "Beta"}
    assert not await films.sidecars()
    assert await films.problems() == {
        "out": "leaves_library",
        "Secret (1999).mkv": "leaves_library",
        "zero (2000).mkv": "leaves_library",
        "Alpha (2001)/Alpha (2001).srt": "leaves_library",
    }
    (films.root / "out").unlink()
    films.age_folders()
    await films.scan()
    assert "out" not in await films.problems()


async def test_links_inside_neither_loop_nor_double(films: ScanDesk) -> None:
    films.put(*FILMS)
    (films.root / "Alpha (2001)" / "up").symlink_to(films.root)
    (films.root / "self").symlink_to("self")
    (films.root / "A copy").symlink_to(films.root / "Beta (2002)")
    (films.root / "Gamma (2003).mkv").symlink_to(films.root / FILMS[0])
    films.age_folders()
    await films.scan()
    assert set(await films.titles()) == {"Alpha", "Beta", "Gamma"}
    assert await films.problems() == {
        "Alpha (2001)/up": "linked_folder",
        "A copy": "linked_folder",
        "self": "broken_link",
    }


async def test_discs_are_listed_once_with_their_reason(films: ScanDesk) -> None:
    films.put(*(f"Dvd (2000)/VIDEO_TS/VTS_01_{n}.VOB" for n in range(9)), "Dvd (2000)/VIDEO_TS/VIDEO_TS.IFO")
    films.put("Ray (2001)/BDMV/index.bdmv", *(f"Ray (2001)/BDMV/STREAM/0000{n}.m2ts" for n in range(9)))
    films.put(
        "Loose (2002)/VTS_01_1.VOB", "Loose (2002)/VIDEO_TS.IFO", "Image (2003).iso", "Alpha (2001).mkv"
    )
    expected = {
        "Dvd (2000)": "disc_folder",
        "Ray (2001)": "disc_folder",
        "Loose (2002)": "disc_folder",
        "Image (2003).iso": "disc_image",
    }
    await films.scan()
    assert await films.problems() == expected
    await films.scan(is_thorough=True)
    assert await films.problems() == expected
    assert set(await films.titles()) == {"Alpha"}
    films.remove("Image (2003).iso")
    (films.root / "Dvd (2000)" / "VIDEO_TS").rename(films.root.with_name("ripped"))
    films.age_folders()
    await films.scan()
    assert set(await films.problems()) == {"Ray (2001)", "Loose (2002)"}


async def test_hostile_names_are_taken_as_they_are(films: ScanDesk) -> None:
    paths = [
        b'It\'s "quoted" (2001).mkv',
        b"new\nline (2002).mkv",
        b"100%41 %s {0} (2003).mkv",
        b"-rf (2004).mkv",
        b"y" * 251 + b".mkv",
        b"caf\xe9 (2006).mkv",
        b"\xff\xfe (2007)/\xff (2007).mkv",
        b"<script>alert(1)</script> (2008).mkv",
        b"..mkv.mkv",
        b"$(reboot) `reboot` ; (2009).mkv",
    ]
    films.put(*paths)
    await films.scan()
    files = {bytes(row.path): row for row in await films.all_files()}
    assert set(files) == set(paths) - {b"..mkv.mkv"}  # hidden
    assert len({row.item_id for row in files.values()}) == len(files)
    await films.scan(is_thorough=True)
    assert not films.workers.names_read()
    assert len(await films.all_files()) == len(files)


async def test_pipes_and_empty_files_are_listed_and_stop_nothing(films: ScanDesk) -> None:
    films.put("Alpha (2001).mkv")
    films.put("Empty (2002).mkv", content=b"")
    os.mkfifo(films.root / "Pipe (2003).mkv")
    films.age_folders()
    await films.scan()
    assert set(await films.titles()) == {"Alpha"}
    assert await films.problems() == {"Empty (2002).mkv": "empty_file", "Pipe (2003).mkv": "not_a_file"}
    films.put("Empty (2002).mkv", content=b"not empty any more")  # in place, so its folder looks as before
    await films.scan()
    assert set(await films.titles()) == {"Alpha", "Empty"}
    assert await films.problems() == {"Pipe (2003).mkv": "not_a_file"}


async def test_file_that_was_just_written_waits_until_it_is_still(films: ScanDesk) -> None:
    films.put("Alpha (2001).mkv")
    films.put("Beta (2002).mkv", age_s=0)
    started_s = time.monotonic()
    await films.scan()
    assert time.monotonic() - started_s > settled.SETTLE_S - 0.3
    assert set(await films.titles()) == {"Alpha", "Beta"}


async def test_half_copied_file_is_not_shown_and_looked_at_again(films: ScanDesk) -> None:
    films.put("Alpha (2001).mkv")
    path = films.root / "Beta (2002).mkv"
    stop = threading.Event()

    def write() -> None:
        with path.open("wb", buffering=0) as file:
            while not stop.wait(0.05):
                file.write(b"more")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        await films.scan()
        assert set(await films.titles()) == {"Alpha"}
        async with films.database.read() as session:
            page = await films.jobs._queue.list_jobs(session)
        (again,) = [job for job in page.jobs if job.payload.get("directories") == [""]]
        assert again.run_at > again.queued_at
    finally:
        stop.set()
        writer.join()
    at = time.time() - 1000
    os.utime(path, (at, at))
    await films.jobs.scan(_Again(again.payload, films))  # type: ignore[arg-type]
    assert set(await films.titles()) == {"Alpha", "Beta"}


def _Again(payload: dict[str, object], desk: ScanDesk) -> object:  # noqa: N802 - reads as the job it makes
    from tests.features.scanner.scan_desk import FakeJob

    return FakeJob(payload, desk.library_id)


async def test_file_that_somebody_holds_open_to_write_is_not_shown(films: ScanDesk) -> None:
    """A copy that stalls, with a time that looks settled."""
    films.put("Alpha (2001).mkv", age_s=30)
    with (films.root / "Alpha (2001).mkv").open("ab"):
        if not settled.is_being_written(bytes(films.root / "Alpha (2001).mkv")):
            refuse_or_skip("the file system of the tests knows no leases (TMPDIR chooses another)")
        await films.scan()
        assert not await films.titles()
    await films.scan()
    assert set(await films.titles()) == {"Alpha"}


async def test_removed_folder_is_noticed_by_a_watchers_scan(films: ScanDesk) -> None:
    films.put(*FILMS, "Box/Gamma (2003)/Gamma (2003).mkv", "Box/broken.iso")
    await films.scan()
    assert len(await films.files()) == 3
    films.move("Box", "../elsewhere")
    await films.scan("")
    assert set(await films.titles()) == {"Alpha", "Beta"}
    assert not await films.problems()
    assert await films.seen() == {"", "Alpha (2001)", "Beta (2002)"}


async def test_watchers_scan_of_a_folder_that_is_gone_begins_above_it(films: ScanDesk) -> None:
    films.put(*FILMS)
    await films.scan()
    films.move("Beta (2002)", "../elsewhere")
    await films.scan("Beta (2002)")
    assert set(await films.titles()) == {"Alpha"}
