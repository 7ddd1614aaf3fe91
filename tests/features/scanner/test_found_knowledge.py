"""What a scan finds beside films, taken over by metadata and artwork: it survives new names and crashes."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, update

from kino.core.db import Database
from kino.core.events import EventBus
from kino.features.artwork.queries import has_wishes
from kino.features.catalog.models import Item, MediaFile, Sidecar
from kino.features.metadata.queries import has_unread, list_untold_files, mark_told
from kino.features.viewing.models import Progress
from tests.features.artwork.drawn import draw
from tests.features.scanner.household import Household
from tests.features.scanner.scan_desk import ScanDesk
from tests.features.scanner.test_scan_moves import watch
from tests.media.clips import Clips
from tests.media.clips import draw as draw_clip

FILM = "Alpha (2001)/Alpha (2001).mkv"
NFO = b"<movie><title>The True Name</title><year>1999</year><plot>It is told.</plot></movie>"


def rename_film(desk: ScanDesk) -> None:
    """Folder and file get another name and another year."""
    desk.move("Alpha (2001)", "Omega (2020)")
    desk.move("Omega (2020)/Alpha (2001).mkv", "Omega (2020)/Omega (2020).mkv")


async def test_title_of_an_nfo_outlives_a_new_name_of_the_folder(household: Household) -> None:
    desk = household.desk
    desk.put(FILM)
    desk.put("Alpha (2001)/movie.nfo", content=NFO)
    desk.put("Alpha (2001)/poster.jpg", content=draw(300, 450))
    await household.scan()
    before = await household.title()
    assert (before.title, before.year) == ("The True Name", 1999)
    profile_id = await watch(desk, before.id)
    seen: list[str] = []

    async def note() -> None:
        seen.append((await household.title()).title)

    rename_film(desk)
    await desk.scan()
    await note()
    await household.scan()
    await note()
    after = await household.title()
    assert seen == ["The True Name", "The True Name"]
    assert (after.id, after.year, after.sort_title) == (before.id, 1999, before.sort_title)
    assert after.poster == before.poster is not None
    async with desk.database.read() as session:
        kept = (await session.execute(select(Progress.profile_id, Progress.item_id))).one()
    assert tuple(kept) == (profile_id, before.id)


async def test_title_of_an_nfo_that_stays_outlives_a_new_name_of_the_file(household: Household) -> None:
    """The document does not move, so nobody reads it again."""
    desk = household.desk
    desk.put("Shelf/Alpha (2001).mkv")
    desk.put("Shelf/movie.nfo", content=NFO)
    await household.scan()
    before = await household.title()
    desk.move("Shelf/Alpha (2001).mkv", "Shelf/Omega (2020).mkv")
    await household.scan()
    after = await household.title()
    assert (after.id, after.title, after.year) == (before.id, "The True Name", 1999)
    assert after.identity_key == "omega|2020", "the file was not found under its new name"


async def test_nfo_without_a_title_leaves_naming_to_the_file(household: Household) -> None:
    desk = household.desk
    desk.put(FILM)
    desk.put("Alpha (2001)/movie.nfo", content=b"<movie><plot>It is told.</plot></movie>")
    await household.scan()
    rename_film(desk)
    await household.scan()
    after = await household.title()
    assert (after.title, after.year, after.synopsis) == ("Omega", 2020, "It is told.")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_waits_is_found_by_index_and_not_by_a_walk(household: Household) -> None:
    """At 100,000 titles each of these questions is asked every half second of a scan."""
    database, library_id = household.desk.database, household.desk.library_id
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, parameters))

    async with database.read() as session:
        connection = await session.connection()
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        await list_untold_files(session, library_id, 10)
        await has_unread(session, library_id)
        await has_wishes(session, library_id)
        event.remove(connection.sync_connection, "before_cursor_execute", note)
        plans = []
        for statement, parameters in asked:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.append(" ".join(str(row) for row in rows))
    for plan, index in zip(
        plans, ("ix_media_file_untold", "ix_sidecar_unused", "ix_artwork_wish_queue"), strict=True
    ):
        assert index in plan, plan


async def test_file_that_is_probed_again_in_that_moment_is_told_again(
    household: Household, clips: Clips, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tags were read before; those of the new content must not count as taken over."""
    desk = household.desk
    desk.put(FILM, content=clips.get("h264.mp4").read_bytes())
    await desk.scan()
    await desk.probe()
    async with desk.database.read() as session:
        (file,) = await list_untold_files(session, desk.library_id, 10)
    async with desk.database.write() as session:
        await session.execute(update(MediaFile).values(state="named"))
    await desk.probe()
    async with desk.database.write() as session:
        await mark_told(session, [file], file.probed_at)
    async with desk.database.read() as session:
        assert [one.id for one in await list_untold_files(session, desk.library_id, 10)] == [file.id]


SERVER = """
import asyncio, sys
from pathlib import Path
from kino.app import create_app
from kino.core.settings import Settings
from kino.features.artwork.parts import gather_wishes
from kino.features.libraries.queries import list_libraries
from kino.features.libraries.service import create_library
from kino.features.metadata.parts import gather_news

async def main():
    data, root, url, gather_s = sys.argv[1:]
    app = create_app(Settings(data_dir=Path(data), media_roots=(Path(root),), database_url=url))
    for kind in (gather_news.NewsGatherer, gather_wishes.WishGatherer):
        app.state.context.part(kind)._gather_s = float(gather_s)
    async with app.router.lifespan_context(app):
        async with app.state.context.database.write() as session:
            if not await list_libraries(session):
                await create_library(session, name="F", kind="movies", language="en", folders=[root.encode()])
        await asyncio.sleep(600)

if __name__ == "__main__":
    asyncio.run(main())
"""


@dataclass(slots=True)
class _Server:
    """A server of its own that is killed, never stopped."""

    folder: Path
    database_url: str
    root: Path

    async def run_until(self, query: Any, gather_s: float) -> None:
        """Run it until the query answers something, then kill it."""
        script = self.folder / "serve.py"
        script.write_text(SERVER)
        place = Path(__file__).parents[3]
        with (self.folder / "server.log").open("ab") as log:
            server = subprocess.Popen(
                [sys.executable, str(script), str(self.folder / "data"), str(self.root), self.database_url,
                 str(gather_s)],
                stdout=log, stderr=log, cwd=place, env={**os.environ, "PYTHONPATH": str(place)},
            )  # fmt: skip
        try:
            deadline_s = time.monotonic() + 240
            while not await self.ask(query):
                assert server.poll() is None, (self.folder / "server.log").read_text()[-2000:]
                assert time.monotonic() < deadline_s, (self.folder / "server.log").read_text()[-2000:]
                await asyncio.sleep(0.05)
        finally:
            server.send_signal(signal.SIGKILL)
            server.wait()

    async def ask(self, query: Any) -> list[Any]:
        opened = Database(self.database_url, EventBus())
        try:
            async with opened.read() as session:
                return list(await session.execute(query))
        finally:
            await opened.close()


@pytest.mark.slow
async def test_killed_before_news_are_gathered_nothing_stays_without_them(
    database_url: str, tmp_path: Path, clips: Clips
) -> None:
    """The scan is through, and what it found waits for its half second, when the power goes."""
    root = tmp_path / "films"
    (root / "Alpha (2001)").mkdir(parents=True)
    plot = "A synopsis inside the file that is long enough to be believed."
    draw_clip(root / "Alpha (2001)/Alpha (2001).mkv", "-i", str(clips.get("h264.mp4")), "-c", "copy",
              "-metadata", "genre=Drama", "-metadata", f"SYNOPSIS={plot}")  # fmt: skip
    (root / "Alpha (2001)/movie.nfo").write_bytes(b"<movie><title>The True Name</title></movie>")
    (root / "Alpha (2001)/poster.jpg").write_bytes(draw(300, 450))
    server = _Server(tmp_path, database_url, root)
    is_found = select(MediaFile.id).where(MediaFile.state == "probed", select(Sidecar.id).exists())
    facts = select(Item.title, Item.synopsis, Item.poster, Item.backdrop)
    await server.run_until(is_found, gather_s=600.0)
    (lost,) = await server.ask(facts)
    assert tuple(lost) == ("Alpha", None, None, None), "killed too late to prove anything"
    is_whole = facts.where(
        Item.title == "The True Name",
        Item.synopsis.is_not(None),
        Item.poster.is_not(None),
        Item.backdrop.is_not(None),
    )
    await server.run_until(is_whole, gather_s=0.5)
    ((title, synopsis, *_),) = await server.ask(is_whole)
    assert (title, synopsis) == ("The True Name", plot)
