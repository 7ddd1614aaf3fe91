"""What the demo library promises about its content, and where it puts it."""

from pathlib import PurePosixPath

import pytest
from PIL import Image

from kino.features.demo.parts.place_library import describe_title, place_files
from kino.features.demo.titles import DemoTitle, art_path, find_demo_title, list_demo_titles

TITLES = list_demo_titles()
ART_DIR = art_path("x", "poster").parent
FREE_LICENCES = {"CC-BY-2.5", "CC-BY-3.0", "CC-BY-4.0", None}


def test_there_are_ten_films_and_a_short_series() -> None:
    assert [title.kind for title in TITLES] == ["movie"] * 10 + ["series"]
    assert len(TITLES[-1].episodes) >= 3
    assert len({title.key for title in TITLES}) == len(TITLES)


@pytest.mark.parametrize("title", TITLES, ids=lambda title: title.key)
def test_title_is_told_in_both_languages(title: DemoTitle) -> None:
    texts = [
        title.tagline,
        title.synopsis,
        title.licence.note,
        *(episode.synopsis for episode in title.episodes),
    ]
    for text in texts:
        assert set(text) == {"en", "de"}
        assert text["en"] != text["de"]
    assert 150 < len(title.synopsis["en"]) < 420
    assert 150 < len(title.synopsis["de"]) < 460


@pytest.mark.parametrize("title", TITLES, ids=lambda title: title.key)
def test_title_names_its_makers_licence_and_page(title: DemoTitle) -> None:
    assert any(person.job == "director" for person in title.credits)
    assert title.licence.spdx in FREE_LICENCES
    if title.licence.spdx is None:
        # The public domain has borders: the sentence says where it holds.
        assert "United States" in title.licence.note["en"]
        assert "USA" in title.licence.note["de"]
    assert title.page.startswith(("https://", "http://www.caminandes.com"))
    assert title.credit
    assert title.verified


@pytest.mark.parametrize("title", TITLES, ids=lambda title: title.key)
def test_title_has_its_art_in_the_right_sizes(title: DemoTitle) -> None:
    wanted = {"poster": (800, 1200), "backdrop": (1920, 1080)}
    wanted |= {f"still-{episode.code}": (640, 360) for episode in title.episodes}
    for picture, size in wanted.items():
        with Image.open(art_path(title.key, picture)) as art:
            assert (art.format, art.size) == ("WEBP", size)


def test_art_stays_small_and_nothing_lies_about() -> None:
    files = [path for path in ART_DIR.iterdir() if path.suffix == ".webp"]
    assert sum(path.stat().st_size for path in files) <= 5 * 1024 * 1024
    keys = {path.name.split(".")[0] for path in files}
    assert keys == {title.key for title in TITLES}
    assert (ART_DIR / "LICENSE.md").is_file()


def test_files_are_laid_out_as_scans_expect_them() -> None:
    paths = [file.path for file in place_files()]
    assert PurePosixPath("Films/Big Buck Bunny (2008)/Big Buck Bunny (2008).mp4") in paths
    assert PurePosixPath("Series/Caminandes (2013)/Season 01/Caminandes S01E02 Gran Dillama.mp4") in paths
    assert len(set(paths)) == len(paths) == 13
    for file in place_files():
        assert not file.path.is_absolute()
        assert ".." not in file.path.parts
        assert all(part == part.strip(" .") and not set(part) & set('<>:"\\|?*') for part in file.path.parts)
        assert file.backdrop.is_file()
        assert file.sources
        assert file.duration_s > 0


def test_name_that_no_file_system_takes_is_made_plain() -> None:
    title = TITLES[0].model_copy(update={"title": 'What/If: "Now?" ...'})
    assert place_files([title])[0].path.parent.name == "WhatIf Now (2008)"


def test_catalogue_is_told_everything_once() -> None:
    nosferatu = find_demo_title("nosferatu")
    assert nosferatu is not None
    told = describe_title(nosferatu)
    assert told["kind"] == "movie"
    assert told["translations"]["de"]["title"] == "Nosferatu – Eine Symphonie des Grauens"
    orlok = {"name": "Max Schreck", "job": "actor", "character": "Count Orlok", "position": 6}
    assert orlok in told["credits"]
    assert told["facts"]["licence"]["name"] == "Public domain"
    assert told["poster"].is_file()
    series = describe_title(TITLES[-1])
    assert [episode["title"] for episode in series["episodes"]] == ["Llama Drama", "Gran Dillama", "Llamigos"]
    assert all(episode["backdrop"].is_file() for episode in series["episodes"])


def test_unknown_title_is_not_found() -> None:
    assert find_demo_title("star-wars") is None
