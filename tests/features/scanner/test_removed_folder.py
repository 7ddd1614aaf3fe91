"""A folder that leaves its library takes along what only it had to play, and brings it back with itself."""

from uuid import UUID

from sqlalchemy import event, select

from kino.features.catalog.events import FilesForgotten, TitlesRemoved
from kino.features.catalog.models import Item
from kino.features.libraries.parts.leaving_folders import LeavingFolders
from kino.features.libraries.service import add_folder, delete_library, remove_folder
from tests.features.scanner.scan_desk import ScanDesk
from tests.features.scanner.test_scan_moves import places, watch

ALPHA, BETA = "Alpha (2001)/Alpha (2001).mkv", "Beta (2002)/Beta (2002).mkv"
MANY = [f"Film {n} (1950)/Film {n} (1950).mkv" for n in range(1_200)]


async def put_second(desk: ScanDesk, *paths: str) -> UUID:
    """The library has a second folder with these files, and has been scanned; the folder's id."""
    other = desk.root.with_name("second")
    other.mkdir(exist_ok=True)
    first, desk.root = desk.root, other
    desk.put(*paths)
    desk.root = first
    async with desk.database.write() as session:
        folder = await add_folder(session, desk.library_id, bytes(other))
    await desk.scan()
    return folder.id


async def remove(desk: ScanDesk, folder_id: UUID) -> None:
    async with desk.database.write() as session:
        await remove_folder(session, desk.context.part(LeavingFolders), desk.library_id, folder_id)


async def listed(desk: ScanDesk) -> set[str]:
    """Titles, seasons and episodes that are shown, by kind and title."""
    async with desk.database.read() as session:
        rows = await session.execute(select(Item.kind, Item.title).where(Item.is_listed))
        return {f"{kind} {title}" for kind, title in rows if kind != "season"}


async def test_titles_of_a_removed_folder_leave_the_lists(films: ScanDesk) -> None:
    films.put(ALPHA)
    second = await put_second(films, BETA)
    heard: list[object] = []

    async def hear(one: TitlesRemoved | FilesForgotten) -> None:
        heard.append(one)

    films.database.bus.subscribe(TitlesRemoved, hear)
    films.database.bus.subscribe(FilesForgotten, hear)
    beta, file = (await films.titles())["Beta"], (await films.files())[BETA]
    await remove(films, second)
    assert set(await films.titles()) == {"Alpha"}
    assert set(await films.files()) == {ALPHA}
    films.database.bus.start()
    await films.database.bus.stop()
    assert heard == [
        FilesForgotten(films.library_id, (file.id,)),
        TitlesRemoved(films.library_id, (beta.id,)),
    ]


async def test_title_with_a_file_in_another_folder_stays(films: ScanDesk) -> None:
    films.put(ALPHA)
    second = await put_second(films, "Alpha (2001)/Alpha (2001) 2160p.mkv", BETA)
    assert set(await films.titles()) == {"Alpha", "Beta"}
    await remove(films, second)
    assert set(await films.titles()) == {"Alpha"}


async def test_series_keeps_the_episodes_of_its_other_folder(series: ScanDesk) -> None:
    series.put("Show/Season 01/Show S01E01.mkv", "Show/Season 01/Show S01E02.mkv")
    second = await put_second(
        series, "Show/Season 01/Show S01E03.mkv", "Show/Season 02/Show S02E01.mkv", "Other/Other S01E01.mkv"
    )
    assert (await series.titles())["Show"].episode_count == 4
    await remove(series, second)
    assert set(await series.titles()) == {"Show"}
    assert (await series.titles())["Show"].episode_count == 2
    assert set(await series.episodes()) == {"S01E01", "S01E02"}


async def test_folder_that_is_added_again_brings_titles_back_with_their_progress(films: ScanDesk) -> None:
    films.put(ALPHA)
    second = await put_second(films, BETA)
    before = (await films.titles())["Beta"].id
    await watch(films, before)
    await remove(films, second)
    await films.scan()
    assert set(await films.titles()) == {"Alpha"}
    await put_second(films)
    assert (await films.titles())["Beta"].id == before
    assert await places(films) == {before: 61.0}


async def test_extras_and_files_that_were_gone_already_are_no_hindrance(films: ScanDesk) -> None:
    second = await put_second(films, BETA, "Beta (2002)/Extras/Making of.mkv", ALPHA)
    (films.root.with_name("second") / ALPHA).unlink()
    await films.scan("")
    await remove(films, second)
    assert not await films.titles()
    assert not await films.all_files()


async def test_thousands_of_titles_leave_in_a_few_statements(films: ScanDesk) -> None:
    films.put(*MANY)
    await films.scan()
    assert len(await films.titles()) == len(MANY)
    statements: list[str] = []

    @event.listens_for(films.database.engine.sync_engine, "before_cursor_execute")
    def note(*args: object) -> None:
        statements.append(str(args[2]))

    await remove(films, films.folder_id)
    assert not await films.titles()
    assert len(statements) < 40, statements


async def test_removed_library_leaves_nothing_listed(films: ScanDesk) -> None:
    films.put(ALPHA, BETA)
    await films.scan()
    async with films.database.write() as session:
        await delete_library(session, films.library_id)
    assert not await listed(films)
    assert not await films.all_files()
