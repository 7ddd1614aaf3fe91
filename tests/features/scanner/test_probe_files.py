"""Probing: what is kept of good, broken, replaced and deleted files, and in which order."""

import asyncio
import shutil
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from kino.core.workers import WorkerPoolClosed
from kino.features.catalog.events import FileProbed
from kino.features.catalog.models import Item, KeyframeIndex, MediaFile
from kino.features.scanner.parts import probe_files
from kino.features.scanner.parts.probe_files import ProbeWishes, probe_now
from tests.features.scanner.scan_desk import ScanDesk
from tests.media.clips import Clips

CLIP = "h264.mp4"


async def put_clip(desk: ScanDesk, clips: Clips, *paths: str) -> None:
    desk.put(*paths, content=clips.get(CLIP).read_bytes())
    await desk.scan()


async def test_probe_keeps_streams_keyframes_and_length(films: ScanDesk, clips: Clips) -> None:
    heard: list[FileProbed] = []

    async def hear(event: FileProbed) -> None:
        heard.append(event)

    films.database.bus.subscribe(FileProbed, hear)
    await put_clip(films, clips, *(f"Film {n} (2001).mp4" for n in range(70)))
    films.database.bus.start()
    assert await films.probe() == {"probed": 70}
    await films.database.bus.stop()
    files = list((await films.files()).values())
    assert {row.state for row in files} == {"probed"}
    assert all(row.duration_s and row.video_codec == "h264" and row.fingerprint for row in files)
    assert {one.file_id for one in heard} == {row.id for row in files}
    assert all(item.duration_s for item in (await films.titles()).values())
    async with films.database.read() as session:
        assert len((await session.scalars(select(KeyframeIndex.file_id))).all()) == 70
    await films.scan()
    assert await films.probe() == {"probed": 0}, "an unchanged rescan probes nothing"
    assert not films.workers.files_probed()


async def test_broken_files_are_listed_with_their_reason_and_plain_ones_heal(
    films: ScanDesk, clips: Clips
) -> None:
    whole = clips.get(CLIP).read_bytes()
    films.put("Text (2001).mkv", content=b"this is no film at all\n" * 100)
    films.put("Cut (2002).mp4", content=whole[: len(whole) // 2])
    films.put("Noise (2003).mp4", content=bytes(range(256)) * 64)
    await films.scan()
    await films.probe()
    problems = await films.problems()
    assert problems["Text (2001).mkv"] == "not_media"
    assert problems["Noise (2003).mp4"] == "not_media"
    assert problems["Cut (2002).mp4"] in ("truncated", "unreadable", "not_media")
    assert len(await films.titles()) == 3, "nothing is lost; the reason is listed"
    films.put("Text (2001).mkv", content=whole)  # repaired in place
    await films.scan()
    await films.probe()
    assert "Text (2001).mkv" not in await films.problems()
    assert (await films.files())["Text (2001).mkv"].state == "probed"


async def test_file_that_is_gone_does_not_hold_the_probe_up(films: ScanDesk, clips: Clips) -> None:
    await put_clip(films, clips, "A (2001).mp4", "B (2002).mp4", "C (2003).mp4")
    (films.root / "A (2001).mp4").unlink()
    async with asyncio.timeout(120):
        await films.probe()
    states = {path: row.state for path, row in (await films.files()).items()}
    assert states == {"A (2001).mp4": "named", "B (2002).mp4": "probed", "C (2003).mp4": "probed"}
    assert not await films.problems()


async def test_disk_that_goes_away_makes_no_file_unreadable(films: ScanDesk, clips: Clips) -> None:
    await put_clip(films, clips, "A (2001).mp4", "B (2002).mp4")
    films.root.rename(films.root.with_name("kept"))
    await films.probe()
    assert {row.state for row in await films.all_files()} == {"named"}
    assert not await films.problems()


@pytest.mark.parametrize("how", ["deleted", "replaced"])
async def test_answer_about_a_file_that_is_another_one_by_now_is_passed_over(
    films: ScanDesk, clips: Clips, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    await put_clip(films, clips, "A (2001).mp4", "B (2002).mp4")
    real = films.workers.run
    heard: list[FileProbed] = []

    async def hear(event: FileProbed) -> None:
        heard.append(event)

    films.database.bus.subscribe(FileProbed, hear)

    async def run(function: Any, *args: Any, **kwargs: Any) -> Any:
        found: Any = await real(function, *args, **kwargs)
        if args[0].endswith(b"A (2001).mp4"):
            async with films.database.write() as session:
                one = MediaFile.path == b"A (2001).mp4"
                if how == "deleted":
                    await session.execute(delete(MediaFile).where(one))
                else:
                    await session.execute(update(MediaFile).where(one).values(size_bytes=1))
        return found

    monkeypatch.setattr(films.workers, "run", run)
    films.database.bus.start()
    await films.probe()
    await films.database.bus.stop()
    states = {path: row.state for path, row in (await films.files()).items()}
    assert states["B (2002).mp4"] == "probed"
    assert states.get("A (2001).mp4") == (None if how == "deleted" else "named")
    assert len(heard) == 1


async def test_server_that_stops_marks_nothing_unreadable(
    films: ScanDesk, clips: Clips, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put_clip(films, clips, "A (2001).mp4")

    async def run(*_args: object, **_kwargs: object) -> object:
        raise WorkerPoolClosed("closing")

    monkeypatch.setattr(films.workers, "run", run)
    with pytest.raises(WorkerPoolClosed):
        await films.probe()
    assert {row.state for row in await films.all_files()} == {"named"}


async def test_title_on_screen_is_probed_first(
    films: ScanDesk, clips: Clips, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe_files, "FETCH", 4)
    await put_clip(films, clips, *(f"Film {n:02d} (2001).mp4" for n in range(30)))
    wanted = (await films.titles())["Film 27"]
    films.context.part(ProbeWishes).want_first(wanted.id)
    films.workers.calls.clear()
    await films.probe()
    probed = [path for name, path in films.workers.calls if name == "probe_whole"]
    assert b"Film 27" in probed[0]
    assert len(probed) == 30


async def test_probe_now_probes_one_file(films: ScanDesk, clips: Clips) -> None:
    await put_clip(films, clips, "A (2001).mp4", "B (2002).mp4")
    file = (await films.files())["B (2002).mp4"]
    await probe_now(films.database, films.workers, file.id)
    assert {path: row.state for path, row in (await films.files()).items()} == {
        "A (2001).mp4": "named",
        "B (2002).mp4": "probed",
    }


async def test_parts_add_up_and_versions_do_not(films: ScanDesk, clips: Clips) -> None:
    await put_clip(
        films, clips, "Long (1960)/Long (1960) cd1.mp4", "Long (1960)/Long (1960) cd2.mp4",
        "Twice (1961)/Twice (1961) 720p.mp4", "Twice (1961)/Twice (1961) 1080p.mp4",
    )  # fmt: skip
    await films.probe()
    titles: dict[str, Item] = await films.titles()
    assert titles["Long"].duration_s == pytest.approx(2 * (titles["Twice"].duration_s or 0))


async def test_theme_song_is_an_extra_without_a_problem(series: ScanDesk, clips: Clips) -> None:
    series.put("Show/Season 1/Show S01E01.mp4", content=clips.get(CLIP).read_bytes())
    shutil.copyfile(clips.get("sound-only.m4a"), series.root / "Show/theme.m4a")
    series.age_folders()
    await series.scan()
    await series.probe()
    assert not await series.problems()
