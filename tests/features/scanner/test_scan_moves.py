"""Renaming, moving and replacing files: ids stay, and with them progress and lists."""

import shutil
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from kino.core.context import ServerContext
from kino.core.ids import new_id
from kino.features.accounts.parts.members import add_member
from kino.features.accounts.queries import list_profiles
from kino.features.catalog.events import ItemMerged, TitlesRemoved
from kino.features.catalog.models import Item, MediaFile
from kino.features.libraries.service import add_folder
from kino.features.scanner.parts import scan_folder
from kino.features.scanner.schemas import IdentifyWish
from kino.features.scanner.service import identify_file
from kino.features.viewing import register as viewing
from kino.features.viewing.models import ContinueEntry, Progress, WatchlistEntry
from tests.features.scanner.scan_desk import ScanDesk

FILM = "Alpha (2001)/Alpha (2001) 720p.mkv"


async def watch(desk: ScanDesk, item_id: UUID, title_id: UUID | None = None) -> UUID:
    """Somebody stands in the middle of the film or episode, its title is on their list; their profile."""
    async with desk.database.write() as session:
        account = await add_member(session, name=f"Ada{new_id()}"[:20], password_hash="x", role="member")
        (profile,) = await list_profiles(session, account.id)
        session.add(Progress(profile_id=profile.id, item_id=item_id, position_s=61.0, duration_s=100.0))
        session.add(WatchlistEntry(profile_id=profile.id, title_id=title_id or item_id))
    return profile.id


async def places(desk: ScanDesk) -> dict[UUID, float]:
    """Positions by item, of items that are on the list as well."""
    async with desk.database.read() as session:
        rows = await session.execute(
            select(Progress.item_id, Progress.position_s).join(
                WatchlistEntry,
                (WatchlistEntry.title_id == Progress.item_id)
                & (WatchlistEntry.profile_id == Progress.profile_id),
            )
        )
        return dict(rows.all())


@pytest.mark.parametrize(
    ("source", "target", "title"),
    [
        (FILM, "Alpha (2001)/Alpha (2001) best.mkv", "Alpha"),
        (FILM, "Alpha.2001.720p.mkv", "Alpha"),
        (FILM, "Shelf/Alpha (2001)/Alpha (2001) 720p.mkv", "Alpha"),
        (FILM, "Alphaville (1965)/Alphaville (1965).mkv", "Alphaville"),
        ("Alpha (2001)", "Alpha the First (2001)", "Alpha the First"),
    ],
)
async def test_moved_film_keeps_ids_and_progress(
    films: ScanDesk, source: str, target: str, title: str
) -> None:
    films.put(FILM, "Beta (2002)/Beta (2002).mkv")
    await films.scan()
    item = (await films.titles())["Alpha"]
    file = (await films.files())[FILM]
    await watch(films, item.id)
    films.move(source, target)
    await films.scan()
    titles = await films.titles()
    assert set(titles) == {title, "Beta"}
    assert titles[title].id == item.id
    assert [row.id for row in await films.all_files() if row.item_id == item.id] == [file.id]
    assert await places(films) == {item.id: 61.0}


async def test_moved_film_is_never_unlisted_meanwhile(
    films: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old folder is walked long before the new one."""
    monkeypatch.setattr("kino.features.scanner.parts.walk.BATCH_FILES", 1)
    heard: list[object] = []

    async def hear(event: TitlesRemoved) -> None:
        heard.append(event)

    films.database.bus.subscribe(TitlesRemoved, hear)
    films.put(FILM, "Beta (2002)/Beta (2002).mkv")
    await films.scan()
    films.move(FILM, "Zed/Alpha (2001) 720p.mkv")
    films.database.bus.start()
    await films.scan()
    await films.database.bus.stop()
    assert set(await films.titles()) == {"Alpha", "Beta"}
    assert not heard


async def test_renamed_series_folder_keeps_series_seasons_and_episodes(
    series: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_folder, "FIRST_SLICE_FILES", 2)
    monkeypatch.setattr(scan_folder, "SLICE_FILES", 2)
    series.put(*(f"Show/Season {s}/Show S{s:02d}E{n:02d}.mkv" for s in (1, 2) for n in range(1, 8)))
    await series.scan()
    before = await series.items()
    series.move("Show", "Better Name (2010)")
    await series.scan()
    after = await series.items()
    assert set(after) == set(before)
    (title,) = (await series.titles()).values()
    assert (title.title, title.year, title.episode_count) == ("Better Name", 2010, 14)
    assert len(await series.files()) == 14


async def test_renamed_series_folder_keeps_ids_with_a_watcher(series: ScanDesk) -> None:
    """The watcher names the new folder and the one that held the old one."""
    series.put(*(f"Show/Season 1/Show S01E{n:02d}.mkv" for n in range(1, 4)))
    await series.scan()
    before = set(await series.items())
    series.move("Show", "Better Name")
    await series.scan("", "Better Name")
    assert set(await series.items()) == before
    assert set(await series.titles()) == {"Better Name"}


async def test_one_episode_that_moves_to_another_series_leaves_the_others(series: ScanDesk) -> None:
    series.put(*(f"Show/Show S01E{n:02d}.mkv" for n in range(1, 5)), "Other/Other S01E01.mkv")
    await series.scan()
    ids = {name: one.id for name, one in (await series.titles()).items()}
    series.move("Show/Show S01E04.mkv", "Other/Other S01E02.mkv")
    await series.scan()
    titles = await series.titles()
    assert {name: one.id for name, one in titles.items()} == ids
    assert {name: one.episode_count for name, one in titles.items()} == {"Show": 3, "Other": 2}


async def test_upgrade_keeps_item_and_progress(films: ScanDesk) -> None:
    films.put(FILM, "Alpha (2001)/Alpha (2001) 720p.en.srt")
    await films.scan()
    item = (await films.titles())["Alpha"]
    await watch(films, item.id)
    films.remove(FILM)
    films.put("Alpha (2001)/Alpha.2001.1080p.BluRay.mkv")
    await films.scan()
    assert (await films.titles())["Alpha"].id == item.id
    assert [row.quality for row in (await films.files()).values()] == ["1080p"]
    assert await places(films) == {item.id: 61.0}


async def test_copy_is_a_second_version_of_the_same_film(films: ScanDesk) -> None:
    films.put(FILM)
    await films.scan()
    first = (await films.files())[FILM]
    shutil.copy2(films.root / FILM, films.root / "Alpha (2001)/Alpha (2001) copy.mkv")
    films.age_folders()
    await films.scan()
    files = await films.files()
    assert len(files) == 2
    assert files[FILM].id == first.id
    assert {row.item_id for row in files.values()} == {first.item_id}


async def test_file_moves_between_folders_of_one_library(
    films: ScanDesk, context: ServerContext, tmp_path: Path
) -> None:
    other = tmp_path / "disk2"
    other.mkdir()
    async with context.database.write() as session:
        await add_folder(session, films.library_id, bytes(other))
    films.put(FILM, "Beta (2002).mkv")
    await films.scan()
    before = (await films.files())[FILM]
    (films.root / FILM).rename(other / "Alpha (2001) 720p.mkv")
    films.age_folders()
    await films.scan()
    (after,) = [row for row in await films.all_files() if row.id == before.id]
    assert (bytes(after.path), after.missing_at) == (b"Alpha (2001) 720p.mkv", None)
    assert after.folder_id != before.folder_id
    assert after.item_id == before.item_id


async def test_removed_film_comes_back_with_its_progress(films: ScanDesk) -> None:
    films.put(FILM, "Beta (2002).mkv")
    await films.scan()
    item = (await films.titles())["Alpha"]
    await watch(films, item.id)
    (films.root / FILM).rename(films.root.parent / "elsewhere.mkv")
    films.age_folders()
    await films.scan()
    assert set(await films.titles()) == {"Beta"}
    (films.root.parent / "elsewhere.mkv").rename(films.root / FILM)
    films.age_folders()
    await films.scan()
    assert (await films.titles())["Alpha"].id == item.id
    assert await places(films) == {item.id: 61.0}
    assert len(await films.all_files()) == 2


async def test_film_that_takes_the_name_of_another_gives_it_its_progress(
    films: ScanDesk, context: ServerContext
) -> None:
    """A wrong name is put right while the right one is there already: two titles become one."""
    viewing.register(context)
    merged: list[ItemMerged] = []

    async def hear(event: ItemMerged) -> None:
        merged.append(event)

    context.bus.subscribe(ItemMerged, hear)
    films.put("Alpha (2001)/Alpha (2001).mkv", "Alhpa (2001)/Alhpa (2001).mkv")
    await films.scan()
    titles = await films.titles()
    await watch(films, titles["Alhpa"].id)
    films.move("Alhpa (2001)/Alhpa (2001).mkv", "Alpha (2001)/Alpha (2001) 4k.mkv")
    context.bus.start()
    await films.scan()
    await context.bus.stop()
    assert [(one.item_id, one.into_id) for one in merged] == [(titles["Alhpa"].id, titles["Alpha"].id)]
    assert set(await films.titles()) == {"Alpha"}
    assert await places(films) == {titles["Alpha"].id: 61.0}


async def test_series_that_takes_the_name_of_another_takes_list_and_card_along(
    series: ScanDesk, context: ServerContext
) -> None:
    viewing.register(context)
    series.put("Waves/Waves S01E01.mkv", "Wavse/Wavse S01E02.mkv", "Wavse/Wavse S01E03.mkv")
    await series.scan()
    old, new = [(await series.titles())[name].id for name in ("Wavse", "Waves")]
    second_id = (await series.files())["Wavse/Wavse S01E02.mkv"].item_id
    assert second_id is not None
    profile_id = await watch(series, second_id, old)
    async with series.database.write() as session:
        session.add(ContinueEntry(profile_id=profile_id, title_id=old, item_id=second_id))
    context.bus.start()
    series.move("Wavse/Wavse S01E02.mkv", "Waves/Waves S01E02.mkv")
    await series.scan()
    await context.bus.drain()
    async with series.database.read() as session:
        # Its third episode is still the old series: the list stays, the card goes with its episode.
        assert (await session.scalars(select(WatchlistEntry.title_id))).all() == [old]
        (card,) = (await session.scalars(select(ContinueEntry))).all()
    assert card.title_id == new
    series.move("Wavse/Wavse S01E03.mkv", "Waves/Waves S01E03.mkv")
    await series.scan()
    await context.bus.stop()
    files = await series.files()
    async with series.database.read() as session:
        assert (await session.scalars(select(WatchlistEntry.title_id))).all() == [new]
        (card,) = (await session.scalars(select(ContinueEntry))).all()
        (progress,) = (await session.scalars(select(Progress))).all()
    assert (card.title_id, card.item_id) == (new, files["Waves/Waves S01E02.mkv"].item_id)
    assert progress.item_id == card.item_id


async def test_identified_file_stays_what_it_was_said_to_be(films: ScanDesk) -> None:
    films.put("xyz (2001).mkv")
    await films.scan()
    (file,) = (await films.files()).values()
    async with films.database.write() as session:
        item_id = await identify_file(
            session, file.id, IdentifyWish(kind="movie", title="Real Name", year=1999)
        )
    films.put("xyz (2001).mkv", content=b"the same film in better quality", age_s=500)
    await films.scan("")
    assert set(await films.titles()) == {"Real Name"}
    films.move("xyz (2001).mkv", "abc (2003).mkv")
    await films.scan()
    titles = await films.titles()
    assert titles["Real Name"].id == item_id
    assert titles["Real Name"].year == 1999


async def test_moving_again_and_again_leaves_one_file_and_one_title(films: ScanDesk) -> None:
    films.put(FILM)
    await films.scan()
    path = FILM
    for number in range(3):
        films.move(path, path := f"Alpha (200{number})/Alpha (200{number}).mkv")
        await films.scan()
    async with films.database.read() as session:
        files = (await session.scalars(select(MediaFile.id))).all()
        items = (await session.scalars(select(Item.id))).all()
    assert (len(files), len(items)) == (1, 1)
