"""Subtitles, sound tracks, NFO files and pictures find their video by name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kino.features.scanner.parts.artwork_names import read_artwork_name
from kino.features.scanner.parts.language_words import read_language
from kino.features.scanner.parts.sidecars import Sidecar, TrackName, assign_sidecars, read_track_name


def _by_path(*paths: str) -> dict[str, Sidecar]:
    return {found.path.decode(): found for found in assign_sidecars([path.encode() for path in paths])}


@pytest.mark.parametrize(
    ("suffix", "extension", "track"),
    [
        ("", "srt", TrackName(format="srt")),
        (".en", "srt", TrackName("en", format="srt")),
        (".en.forced.sdh", "srt", TrackName("en", forced=True, hearing_impaired=True, format="srt")),
        (".de.hi", "ass", TrackName("de", hearing_impaired=True, format="ass")),
        (".hi", "srt", TrackName("hi", format="srt")),
        (".hi.sdh", "srt", TrackName("hi", hearing_impaired=True, format="srt")),
        (".ger.default", "ssa", TrackName("de", default=True, format="ass")),
        (".Deutsch", "vtt", TrackName("de", format="vtt")),
        (".pt-BR", "srt", TrackName("pt-BR", format="srt")),
        (".zh_hans", "srt", TrackName("zh-Hans", format="srt")),
        (".chs", "srt", TrackName("zh-Hans", format="srt")),
        ("2_English", "srt", TrackName("en", format="srt", position=2)),
        (".English (SDH)", "srt", TrackName("en", hearing_impaired=True, format="srt")),
        (".en-forced", "srt", TrackName("en", forced=True, format="srt")),
        (".Commentary.en", "srt", TrackName("en", title="Commentary", format="srt")),
        (".fr.cc", "smi", TrackName("fr", hearing_impaired=True, format="sami")),
    ],
)
def test_track_name_is_read(suffix: str, extension: str, track: TrackName) -> None:
    assert read_track_name(suffix, extension) == track


@pytest.mark.parametrize(
    ("word", "tag"),
    [("ger", "de"), ("deu", "de"), ("DE", "de"), ("eng", "en"), ("español", "es"), ("en-GB", "en-GB"),
     ("es-419", "es-419"),
     ("zh-Hant-TW", "zh-Hant-TW"), ("pob", "pt-BR"), ("title", None), ("xx", None), ("", None)],
)  # fmt: skip
def test_language_is_recognised(word: str, tag: str | None) -> None:
    assert read_language(word) == tag


def test_subtitle_belongs_to_the_longest_fitting_video() -> None:
    found = _by_path("Film.mkv", "Film 2.mkv", "Film.en.srt", "Film 2.en.srt", "Film 2-trailer.mkv")
    assert found["Film.en.srt"].videos == (b"Film.mkv",)
    assert found["Film 2.en.srt"].videos == (b"Film 2.mkv",)


def test_subtitles_folder_serves_its_only_film() -> None:
    found = _by_path("Film (1999).mkv", "Film (1999)-trailer.mkv", "Subs/2_English.srt", "Subs/3_German.srt")
    assert found["Subs/2_English.srt"].videos == (b"Film (1999).mkv",)
    assert found["Subs/3_German.srt"].track == TrackName("de", format="srt", position=3)


def test_subtitles_folder_by_episode_names_the_episode() -> None:
    found = _by_path(
        "Show S01E01.mkv", "Show S01E02.mkv", "Subs/Show S01E02/2_English.srt", "Subs/show.s01e01.de.srt"
    )
    assert found["Subs/Show S01E02/2_English.srt"].videos == (b"Show S01E02.mkv",)
    assert found["Subs/show.s01e01.de.srt"].videos == (b"Show S01E01.mkv",)
    track = found["Subs/show.s01e01.de.srt"].track
    assert track is not None
    assert track.language == "de"


def test_subtitle_without_video_is_unassigned() -> None:
    found = _by_path("A.mkv", "B.mkv", "C.en.srt", "Show S01E05.srt")
    assert {sidecar.scope for sidecar in found.values()} == {"unassigned"}


def test_vobsub_pair_is_one_track() -> None:
    found = _by_path("Film.mkv", "Film.en.idx", "Film.en.sub", "Film.de.sub")
    assert set(found) == {"Film.en.idx", "Film.de.sub"}
    assert found["Film.en.idx"].companion == b"Film.en.sub"
    assert found["Film.en.idx"].track == TrackName("en", format="vobsub")


def test_sound_track_needs_the_name_of_its_video() -> None:
    found = _by_path("Film.mkv", "Film.de.ac3", "song.mp3")
    assert set(found) == {"Film.de.ac3"}
    assert found["Film.de.ac3"].videos == (b"Film.mkv",)


def test_nfo_finds_film_episode_and_folder() -> None:
    found = _by_path("Show S01E01.mkv", "Show S01E01.nfo", "tvshow.nfo", "grp.nfo")
    assert [found[name].scope for name in ("Show S01E01.nfo", "tvshow.nfo", "grp.nfo")] == [
        "video",
        "folder",
        "unassigned",
    ]


@pytest.mark.parametrize(
    ("name", "kind", "scope"),
    [
        ("poster.jpg", "poster", "folder"),
        ("folder.png", "poster", "folder"),
        ("cover.jpg", "poster", "folder"),
        ("movie.jpg", "poster", "folder"),
        ("show.jpg", "poster", "folder"),
        ("fanart.jpg", "backdrop", "folder"),
        ("backdrop2.jpg", "backdrop", "folder"),
        ("extrafanart/fanart3.jpg", "backdrop", "folder"),
        ("logo.png", "logo", "folder"),
        ("clearlogo.png", "logo", "folder"),
        ("landscape.jpg", "landscape", "folder"),
        ("thumb.jpg", "landscape", "folder"),
        ("banner.jpg", "banner", "folder"),
        ("season01-poster.jpg", "poster", "season"),
        ("season-specials-poster.jpg", "poster", "season"),
        ("season-all-poster.jpg", "poster", "folder"),
        ("Show S01E01-thumb.jpg", "still", "video"),
        ("Show S01E01.jpg", "still", "video"),
        ("Film (1999)-poster.jpg", "poster", "video"),
        ("Film (1999)-thumb.jpg", "landscape", "video"),
        ("Film (1999).jpg", "poster", "video"),
        ("Other-poster.jpg", "poster", "unassigned"),
    ],
)
def test_picture_is_known_by_its_name(name: str, kind: str, scope: str) -> None:
    sidecar = _by_path("Show S01E01.mkv", "Film (1999).mkv", name)[name]
    assert sidecar.artwork is not None
    assert (sidecar.artwork.kind, sidecar.scope) == (kind, scope)


def test_season_picture_knows_its_season() -> None:
    for stem, season in (("season01-poster", 1), ("season-specials-poster", 0), ("Season 12-banner", 12)):
        art = read_artwork_name((), stem)
        assert art is not None
        assert art.season_number == season


def test_other_pictures_are_left_out() -> None:
    assert _by_path("Film.mkv", "proof.jpg", ".hidden.srt") == {}


@given(st.lists(st.binary(max_size=60), max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_listing_is_assigned_to_its_own_videos(names: list[bytes]) -> None:
    listing = [
        name + extension
        for name in names
        for extension in (b".mkv", b".en.srt", b".idx", b".sub", b"-thumb.jpg", b".nfo")
    ]
    for sidecar in assign_sidecars(listing):
        assert sidecar.path in listing
        assert set(sidecar.videos) <= set(listing)
        assert bool(sidecar.videos) == (sidecar.scope == "video")
