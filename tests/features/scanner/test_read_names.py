"""Names in, meaning out: the corpus, hostile names, and the time they may take."""

import pickle
import time
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kino.features.scanner.parts.multi_part import join_parts
from kino.features.scanner.parts.name_reading import LibraryKind, NameKind, NameReading
from kino.features.scanner.parts.read_names import read_name, read_names

from .name_corpus import EXTRAS, MOVIES, SERIES, SKIPPED

KINDS: tuple[LibraryKind, ...] = get_args(LibraryKind)


def _check(reading: NameReading, expected: dict[str, object]) -> None:
    for name, value in expected.items():
        if name == "reason":
            found: object = reading.reason_codes[0] if reading.reasons else None
        else:
            found = getattr(reading, name)
            if name == "air_date":
                found = str(found)
        assert found == value, (name, found, value, reading)


@pytest.mark.parametrize(("path", "expected"), MOVIES, ids=[path for path, _ in MOVIES])
def test_film_name_is_read(path: str, expected: dict[str, object]) -> None:
    _check(read_name(path.encode(), "movies"), expected)


@pytest.mark.parametrize(("path", "expected"), SERIES, ids=[path for path, _ in SERIES])
def test_episode_name_is_read(path: str, expected: dict[str, object]) -> None:
    _check(read_name(path.encode(), "series"), expected)


@pytest.mark.parametrize(("path", "library", "kind", "key"), EXTRAS, ids=[row[0] for row in EXTRAS])
def test_extra_belongs_to_its_title(path: str, library: LibraryKind, kind: str, key: str) -> None:
    reading = read_name(path.encode(), library)
    assert (reading.kind, reading.extra_kind, reading.group_key) == ("extra", kind, key)


@pytest.mark.parametrize(("path", "kind", "reason"), SKIPPED, ids=[row[0] for row in SKIPPED])
@pytest.mark.parametrize("library", KINDS)
def test_skipped_file_says_why(path: str, kind: str, reason: str, library: LibraryKind) -> None:
    reading = read_name(path.encode(), library)
    assert (reading.kind, reading.reason_codes) == (kind, (reason,))


def test_mixed_library_reads_films_and_episodes() -> None:
    assert read_name(b"Film (1999)/Film (1999).mkv", "mixed").kind == "movie"
    for path in (
        b"Show/Season 1/02 - Title.mkv",
        b"Show/Show S01E02.mkv",
        b"[Group] Show - 12 [1080p].mkv",
        b"Show/Show 2024-05-31.mkv",
    ):
        assert read_name(path, "mixed").kind == "episode", path


def test_corpus_holds_many_names_and_nine_of_ten_are_conventional() -> None:
    readings = [read_name(path.encode(), "movies") for path, _ in MOVIES] + [
        read_name(path.encode(), "series") for path, _ in SERIES
    ]
    assert len(readings) + len(EXTRAS) + len(SKIPPED) >= 200
    assert sum(reading.reading_method == "conventional" for reading in readings) >= 0.95 * len(readings)


def test_episode_in_film_library_is_doubtful() -> None:
    reading = read_name(b"Show/Show S01E02.mkv", "movies")
    assert (reading.kind, reading.episode_numbers, reading.reason_codes) == (
        "doubtful",
        (2,),
        ("episode_in_film_library",),
    )


def test_series_file_without_number_is_doubtful() -> None:
    reading = read_name(b"Show/Ausflug.mkv", "series")
    assert (reading.kind, reading.title, reading.reason_codes) == ("doubtful", "Show", ("no_episode_number",))


def test_ignore_marker_leaves_the_file_out() -> None:
    assert read_name(b"Film (1999).mkv", "movies", ignore_marker=True).reason_codes == ("ignore_file",)


def test_versions_share_a_key_and_the_best_comes_first() -> None:
    low, high = read_names(
        [b"Film (1999)/Film (1999) - 1080p.mkv", b"Film (1999)/Film (1999) - 2160p.mkv"], "movies"
    )
    assert low.group_key == high.group_key
    assert high.sort_key < low.sort_key


def test_disc_is_one_thing_whatever_its_files() -> None:
    readings = read_names(
        [b"F (1999)/BDMV/index.bdmv", b"F (1999)/BDMV/STREAM/1.m2ts", b"F (1999)/CERTIFICATE/x.bin"], "movies"
    )
    assert {reading.group_key for reading in readings} == {"disc:F (1999)"}


def test_invalid_utf8_names_stay_apart_and_storable() -> None:
    one, other = read_names([b"F\xe9 (1999).mkv", b"F\xe8 (1999).mkv"], "movies")
    assert one.title == "F\ufffd"
    assert one.group_key != other.group_key
    assert "not_utf8" in one.reason_codes


def test_parts_play_as_one_and_a_lone_part_is_a_film() -> None:
    paths = [
        b"F (1999)/F (1999)-cd2.avi",
        b"F (1999)/F (1999)-cd1.avi",
        b"G (1999)/G (1999) - part1.avi",
        b"H (1999).mkv",
    ]
    joined = join_parts(read_names(paths, "movies"))
    assert [[reading.path for reading in group] for group in joined] == [
        [paths[1], paths[0]],
        [paths[2]],
        [paths[3]],
    ]
    assert joined[1][0].part_number is None


def _storable(reading: NameReading) -> None:
    for name in NameReading.__slots__:
        value = getattr(reading, name)
        if isinstance(value, str):
            value.encode("utf-8")
    assert reading.kind in get_args(NameKind)
    assert 0.0 <= reading.confidence <= 1.0
    assert all(reason.sentence for reason in reading.reasons)


PIECES = st.sampled_from(
    ["S01E02", "s1e2e3", "1x02", "-03", "(1999)", "[1999]", "1999", "2024-05-31", "31.05.2024",
     "Season", "Staffel",
     "01", "-", ".", "_", "/", "[tmdbid-1]", "{imdb-tt0133093}", "{edition-X}", "cd1", "part2",
     "-trailer", "sample",
     "Extras", "1080p", "x264", "German", "é", "ß", "ø", "\n", "%", "'", '"', "\u202e", "\u200b", "🎬", "...",
     "99999999999", ".mkv", ".srt", ".nfo", ".jpg"]
)  # fmt: skip
NAMES = st.one_of(
    st.binary(max_size=255),
    st.lists(PIECES, max_size=12).map(lambda pieces: " ".join(pieces).encode()),
    st.lists(PIECES, max_size=12).map(lambda pieces: "".join(pieces).encode()),
)


@given(NAMES, st.sampled_from([b"", b".mkv", b".avi", b".srt", b".jpg"]), st.sampled_from(KINDS))
@settings(max_examples=400, deadline=None)
def test_any_name_is_read_the_same_way_twice(name: bytes, extension: bytes, kind: LibraryKind) -> None:
    reading = read_name(name + extension, kind)
    _storable(reading)
    assert reading == read_name(name + extension, kind)
    assert pickle.loads(pickle.dumps(reading)) == reading


@pytest.mark.parametrize(
    "piece",
    ["a", " ", ".", "-", " - ", "1", "0x", "s1e1", "e1", "-1", "[", "](", "((", "(1999)", "1999.",
     "[a]", "a.b.",
     "_-", "tt1", "{tmdb-", "part", "cd1", "Season 1 ", "Staffel", "é", "\u0301", "🎬", "german.",
     "1080p.", "%n", "\n", "'"],
)  # fmt: skip
@pytest.mark.parametrize("kind", KINDS)
def test_repeated_pieces_take_bounded_time(piece: str, kind: LibraryKind) -> None:
    read_name(b"Odd [x] {y}.mkv", kind)  # guessit's first call loads it
    read_name(b"Odd/strange name.mkv", kind)
    for name in (piece * 250, f"[a] {piece * 250}", f"Show/{piece * 120}/{piece * 120}"):
        started = time.process_time()
        _storable(read_name(name.encode()[:4000] + b".mkv", kind))
        assert time.process_time() - started < 1.0, name


def test_very_long_paths_take_bounded_time() -> None:
    started = time.process_time()
    for piece in (b"a/", b"S01E01/", b"(1999)/", b"x" * 5000 + b"/"):
        read_name(piece * 20_000 + b"f.mkv", "series")
    assert time.process_time() - started < 2.0
