"""What a first scan finds, and how little a second one does."""

import os

import pytest

from kino.features.scanner.parts import scan_folder, take_in
from tests.features.scanner.scan_desk import ScanDesk

EPISODES = [
    f"The Show/Season {season:02d}/The Show S{season:02d}E{n:02d}.mkv" for season in (1, 2) for n in (1, 2)
]


async def test_first_scan_lists_films_and_series(mixed: ScanDesk) -> None:
    mixed.put("Alpha (2001)/Alpha (2001).mkv", "Beta.2002.1080p.BluRay.x264-GRP.mkv", *EPISODES)
    result = await mixed.scan()
    titles = await mixed.titles()
    assert {(one.title, one.kind, one.year) for one in titles.values()} == {
        ("Alpha", "movie", 2001),
        ("Beta", "movie", 2002),
        ("The Show", "series", None),
    }
    assert sorted(await mixed.episodes()) == ["S01E01", "S01E02", "S02E01", "S02E02"]
    assert titles["The Show"].episode_count == 4
    assert result == {"walked": 5, "named": 6}
    assert not await mixed.problems()


async def test_unchanged_rescan_reads_no_name_and_no_listing(mixed: ScanDesk) -> None:
    mixed.put("Alpha (2001)/Alpha (2001).mkv", "Alpha (2001)/poster.jpg", *EPISODES)
    await mixed.scan()
    before = {one.id: (one.path, one.item_id, one.state) for one in await mixed.all_files()}
    walked: list[str] = []
    listing = os.scandir

    def list_noting(path: bytes) -> object:
        walked.append(os.fsdecode(path))
        return listing(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", list_noting)
        await mixed.scan()
    assert not mixed.workers.names_read()
    assert set(walked) == {str(mixed.root)}, "only whether the folder is empty was asked"
    assert {one.id: (one.path, one.item_id, one.state) for one in await mixed.all_files()} == before


async def test_thorough_rescan_lists_but_reads_no_name(films: ScanDesk) -> None:
    films.put("Alpha (2001)/Alpha (2001).mkv")
    await films.scan()
    await films.scan(is_thorough=True)
    assert not films.workers.names_read()
    assert len(await films.files()) == 1


async def test_new_changed_and_removed_files_are_noticed(films: ScanDesk) -> None:
    films.put("Alpha (2001).mkv", "Beta (2002).mkv")
    await films.scan()
    before = await films.files()
    films.put("Gamma (2003).mkv")
    films.put("Alpha (2001).mkv", content=b"another cut", age_s=50_000)
    films.remove("Beta (2002).mkv")
    await films.scan()
    after = await films.files()
    assert set(after) == {"Alpha (2001).mkv", "Gamma (2003).mkv"}
    assert after["Alpha (2001).mkv"].id == before["Alpha (2001).mkv"].id
    assert after["Alpha (2001).mkv"].size_bytes == 11
    assert films.workers.names_read() == [b"Gamma (2003).mkv"]
    assert set(await films.titles()) == {"Alpha", "Gamma"}


async def test_many_files_in_one_folder_are_all_placed(films: ScanDesk) -> None:
    films.put(*(f"Film {n} (19{n % 90 + 10}).mkv" for n in range(1200)))
    await films.scan()
    assert len(await films.files()) == len(await films.titles()) == 1200


async def test_extras_belong_to_their_title(mixed: ScanDesk) -> None:
    mixed.put(
        "Alpha (2001)/Alpha (2001).mkv",
        "Alpha (2001)/Alpha (2001)-trailer.mp4",
        "Alpha (2001)/Extras/Making of.mkv",
        "The Show/Extras/Interview.mkv",  # walked before its seasons, and no word says that it is a series
        *EPISODES,
    )
    await mixed.scan()
    titles, files = await mixed.titles(), await mixed.files()
    assert set(titles) == {"Alpha", "The Show"}
    owners = {path: (row.item_id, row.extra_kind) for path, row in files.items() if row.extra_kind}
    assert owners == {
        "Alpha (2001)/Alpha (2001)-trailer.mp4": (titles["Alpha"].id, "trailer"),
        "Alpha (2001)/Extras/Making of.mkv": (titles["Alpha"].id, "other"),
        "The Show/Extras/Interview.mkv": (titles["The Show"].id, "other"),
    }


async def test_extra_that_came_before_its_film_is_taken_up_by_it(films: ScanDesk) -> None:
    films.put("Alpha (2001)/Extras/Making of.mkv")
    await films.scan()
    assert not await films.titles()
    films.put("Alpha (2001)/Alpha (2001).mkv")
    await films.scan()
    alpha = (await films.titles())["Alpha"]
    assert {row.item_id for row in (await films.files()).values()} == {alpha.id}


async def test_parts_play_as_one(films: ScanDesk) -> None:
    films.put("Long (1960)/Long (1960) cd1.mkv", "Long (1960)/Long (1960) cd2.mkv")
    films.put("Wide (1961)/CD1/wide.mkv", "Wide (1961)/CD2/wide.mkv", "Solo (1962)/Solo (1962) part1.mkv")
    await films.scan()
    parts = {path: row.part_number for path, row in (await films.files()).items()}
    assert parts == {
        "Long (1960)/Long (1960) cd1.mkv": 1,
        "Long (1960)/Long (1960) cd2.mkv": 2,
        "Wide (1961)/CD1/wide.mkv": 1,
        "Wide (1961)/CD2/wide.mkv": 2,
        "Solo (1962)/Solo (1962) part1.mkv": None,
    }
    assert set(await films.titles()) == {"Long", "Wide", "Solo"}


async def test_parts_join_across_slices(films: ScanDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_folder, "FIRST_SLICE_FILES", 1)
    monkeypatch.setattr(scan_folder, "SLICE_FILES", 1)
    films.put(*(f"Long (1960)/Long (1960) cd{n}.mkv" for n in (1, 2, 3)), "Zed (1970).mkv")
    await films.scan()
    assert sorted(row.part_number or 0 for row in (await films.files()).values()) == [0, 1, 2, 3]
    assert "Long (1960)" in await films.seen()


async def test_second_part_that_comes_later_joins_the_first(films: ScanDesk) -> None:
    films.put("Long (1960)/Long (1960) cd1.mkv")
    await films.scan()
    films.put("Long (1960)/Long (1960) cd2.mkv")
    await films.scan()
    assert sorted(row.part_number or 0 for row in (await films.files()).values()) == [1, 2]


async def test_files_of_one_name_with_different_ids_are_different_films(films: ScanDesk) -> None:
    films.put("Crash (2004) [tmdbid-1]/Crash.mkv", "Crash (2004) [tmdbid-2]/Crash.mkv")
    await films.scan()
    items = [row.item_id for row in (await films.files()).values()]
    assert len(set(items)) == 2
    films.put("Crash (2004) [tmdbid-2]/Crash 1080p.mkv")
    await films.scan()
    assert {row.item_id for row in (await films.files()).values()} == set(items)


async def test_ignore_file_leaves_a_folder_out_and_lets_it_in_again(films: ScanDesk) -> None:
    films.put("Alpha (2001)/Alpha (2001).mkv", "Private/Beta (2002)/Beta (2002).mkv", "Private/.ignore")
    await films.scan()
    assert set(await films.titles()) == {"Alpha"}
    await films.scan("Private/Beta (2002)")
    assert set(await films.titles()) == {"Alpha"}, "a watcher's scan below it obeys too"
    films.remove("Private/.ignore")
    await films.scan()
    assert set(await films.titles()) == {"Alpha", "Beta"}
    films.put("Private/.ignore")
    await films.scan("Private")
    assert set(await films.titles()) == {"Alpha"}


async def test_system_and_hidden_folders_are_passed_by(films: ScanDesk) -> None:
    films.put("Alpha (2001).mkv", ".Trash/Beta (2002).mkv", "@eaDir/Alpha (2001).mkv", "lost+found/x.mkv")
    await films.scan()
    assert set(await films.titles()) == {"Alpha"}
    assert await films.seen() == {""}


async def test_sidecars_of_a_series_find_series_season_and_episode(series: ScanDesk) -> None:
    series.put(*EPISODES, "The Show/poster.jpg", "The Show/tvshow.nfo", "The Show/season02-poster.jpg")
    series.put("The Show/Season 01/folder.jpg", "The Show/Season 01/The Show S01E01.nfo")
    series.put("The Show/Season 01/The Show S01E02.en.srt", "The Show/Season 01/Subs/The Show S01E01.de.srt")
    await series.scan()
    items, sidecars = await series.items(), await series.sidecars()
    where = {
        path.removeprefix("The Show/"): (
            items[row.item_id].kind,
            items[row.item_id].season_number,
            row.language,
        )
        for path, row in sidecars.items()
        if row.item_id is not None
    }
    assert where == {
        "poster.jpg": ("series", None, None),
        "tvshow.nfo": ("series", None, None),
        "season02-poster.jpg": ("season", 2, None),
        "Season 01/folder.jpg": ("season", 1, None),
        "Season 01/The Show S01E01.nfo": ("episode", 1, None),
        "Season 01/The Show S01E02.en.srt": ("episode", 1, "en"),
        "Season 01/Subs/The Show S01E01.de.srt": ("episode", 1, "de"),
    }


async def test_poster_of_a_series_with_one_season_is_the_series(series: ScanDesk) -> None:
    series.put("The Show/Season 1/The Show S01E01.mkv", "The Show/poster.jpg", "Flat/Flat S01E01.mkv")
    series.put("Flat/poster.jpg")
    await series.scan()
    items = await series.items()
    kinds = {path: items[row.item_id].kind for path, row in (await series.sidecars()).items() if row.item_id}
    assert kinds == {"The Show/poster.jpg": "series", "Flat/poster.jpg": "series"}


async def test_poster_that_lay_there_before_the_first_episode_is_found(series: ScanDesk) -> None:
    series.put("The Show/poster.jpg")
    await series.scan()
    assert not await series.sidecars()
    series.put("The Show/Season 1/The Show S01E01.mkv")
    await series.scan("The Show/Season 1")
    assert set(await series.sidecars()) == {"The Show/poster.jpg"}


async def test_sidecars_in_a_folder_of_many_films_belong_to_none(
    films: ScanDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_in, "SIDECAR_BATCH", 1)
    films.put("Box/Alpha (2001).mkv", "Box/Beta (2002).mkv", "Box/poster.jpg", "Box/Beta (2002).nfo")
    films.put(
        "Box/unknown words.srt", "Alpha (1999)/Alpha (1999).mkv", "Alpha (1999)/Alpha (1999)-trailer.mkv"
    )
    films.put("Alpha (1999)/Alpha (1999)-trailer.jpg")
    await films.scan()
    assert set(await films.sidecars()) == {"Box/Beta (2002).nfo"}
    assert await films.problems() == {"Box/unknown words.srt": "subtitle_without_video"}
    films.remove("Box/unknown words.srt")
    await films.scan()
    assert not await films.problems()


async def test_sidecar_that_is_gone_is_forgotten(films: ScanDesk) -> None:
    films.put(
        "Alpha (2001)/Alpha (2001).mkv", "Alpha (2001)/Alpha (2001).en.srt", "Alpha (2001)/Subs/2_German.srt"
    )
    await films.scan()
    assert len(await films.sidecars()) == 2
    films.remove("Alpha (2001)/Alpha (2001).en.srt")
    await films.scan()
    assert set(await films.sidecars()) == {"Alpha (2001)/Subs/2_German.srt"}
    films.move("Alpha (2001)", "Alpha (2002)")
    await films.scan()
    assert set(await films.sidecars()) == {"Alpha (2002)/Subs/2_German.srt"}
