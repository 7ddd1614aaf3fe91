"""An episode by its file, its season folder and its series folder."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from kino.core.text import sort_title
from kino.features.scanner.parts.conventional_names import (
    FilmName,
    is_version_folder,
    read_film_folder,
    same_title,
)
from kino.features.scanner.parts.episode_names import (
    EpisodeName,
    find_counted,
    find_dated,
    find_numbered,
    find_season_folder,
    is_group_release,
    read_episode_title,
    read_pack_folder,
)
from kino.features.scanner.parts.guessed_names import guess_name
from kino.features.scanner.parts.multi_part import find_part_folder, take_part
from kino.features.scanner.parts.name_reading import LibraryKind, NameReading, ReadingMethod, explain
from kino.features.scanner.parts.path_words import PathWords, fold_spelling
from kino.features.scanner.parts.provider_ids import TaggedName, take_tags
from kino.features.scanner.parts.release_words import find_edition, find_quality, find_stereo_layout

# Shelves, not series. Everything else above a season is believed to be the series' name.
_SHELVES = frozenset(
    ["tv", "series", "serien", "serie", "shows", "tvshows", "anime", "animes", "downloads", "download",
    "incoming", "new", "neu", "completed", "complete", "kids", "kinder", "kinderserien", "dokus", "doku",
    "documentaries", "cartoons", "séries"]
) | {"tv shows", "tv series", "tv-serien", "tv-shows"}  # fmt: skip


class SeriesPlace(NamedTuple):
    """What the folders above a file say.

    depth: how many folders lead to the series' own one, 0 when there is none.
    episode: what the file's own folder says, when it is named like one episode.
    """

    series: FilmName | None
    depth: int
    season_number: int | None
    episode: EpisodeName | None = None


def series_key(title: str, year: int | None) -> str:
    """What the files of one series have in common."""
    return f"series:{fold_spelling(title)}:{year or ''}"


@lru_cache(maxsize=8192)
def find_series_place(folders: tuple[str, ...]) -> SeriesPlace:
    """The series and the season that the folders above a file name; the nearest that is no season wins."""
    season: int | None = None
    pack: FilmName | None = None
    pack_depth = 0
    episode = find_numbered(folders[-1]) if folders else None
    for index in range(len(folders) - 1, -1, -1):
        folder = folders[index]
        number = find_season_folder(folder, is_parent=0 < index == len(folders) - 1)
        if number is not None:
            season = number if season is None else season
        elif (packed := _read_pack(folder)) is not None:
            pack, pack_depth = read_film_folder(packed[0]), index + 1
            season = packed[1] if season is None else season
        elif not (find_part_folder(folder) or is_version_folder(folder) or folder.lower() in _SHELVES):
            above = read_film_folder(folder)
            known = above.year is not None or bool(above.provider_ids)
            if pack is None or known or same_title(pack.title, above.title):
                return SeriesPlace(above, index + 1, season, episode)
            break
    return SeriesPlace(pack if pack is not None and pack.title else None, pack_depth, season, episode)


def _read_pack(folder: str) -> tuple[str, int] | None:
    """Series and season of a folder for a season ("Show.S02.1080p") or an episode ("Show.S02E01.1080p")."""
    packed = read_pack_folder(folder)
    if packed is not None:
        return packed
    episode = find_numbered(folder)
    return (episode.head, episode.season_number or 0) if episode is not None and episode.head else None


def find_episode(stem: str, place: SeriesPlace, library_kind: LibraryKind) -> EpisodeName | None:
    """The episode a stem names by a convention, or None; outside series libraries only clear signs count."""
    found = find_numbered(stem)
    if found is not None or library_kind == "movies":
        return found
    found = find_dated(stem)
    if found is not None and (library_kind == "series" or place.series is not None):
        return found
    if place.episode is not None:
        # A release's folder is named in full where its file is often only "grp-abc.mkv".
        return place.episode
    if library_kind == "series" or place.season_number is not None or is_group_release(stem):
        return find_counted(stem, place.season_number)
    return None


def _guess_episode(stem: str, place: SeriesPlace) -> EpisodeName | None:
    """The episode by guessit, for series libraries; None when it finds no number either."""
    guess = guess_name(stem, "episode")
    if guess is None or not (guess.episode_numbers or guess.air_date):
        return None
    season = guess.season_number if guess.season_number is not None else place.season_number
    absolute = (
        guess.episode_numbers[0]
        if guess.episode_numbers and season is None and guess.air_date is None
        else None
    )
    numbers = guess.episode_numbers if absolute is None else ()
    return EpisodeName(
        guess.title or "", guess.episode_title or "", season, numbers, absolute, guess.air_date
    )


def _name_series(place: SeriesPlace, head: str) -> tuple[str, int | None, dict[str, str]]:
    """Title, year and ids of the series: the folder's, else the file's; the file may add the year."""
    written = read_film_folder(head.rstrip(" ._-–[(")) if head.strip(" ._-–[(") else None
    if place.series is None:
        return (written.title, written.year, written.provider_ids) if written is not None else ("", None, {})
    year = place.series.year
    if year is None and written is not None and same_title(written.title, place.series.title):
        year = written.year
    return place.series.title, year, place.series.provider_ids


def read_episode(words: PathWords, stem: str, library_kind: LibraryKind) -> NameReading | None:
    """The episode a video file holds; None when nothing says that it is one (never in a series library)."""
    place = find_series_place(words.folders)
    tagged = take_tags(stem)
    method: ReadingMethod = "conventional"
    episode = find_episode(tagged.text, place, library_kind)
    if episode is None:
        if library_kind != "series":
            return None
        if place.season_number != 0:
            method = "guessit"
            episode = _guess_episode(tagged.text, place)
        if episode is None:
            return _without_number(words, tagged, place, method)
    return _build_episode(words, tagged, place, episode, method)


def _without_number(
    words: PathWords, tagged: TaggedName, place: SeriesPlace, method: ReadingMethod
) -> NameReading:
    """A file of a series library that no number tells apart: a special, or something to ask about."""
    title, year, ids = _name_series(place, "")
    written = read_film_folder(tagged.text)
    special = place.season_number == 0 and bool(title)
    if not title:
        title, year = written.title or tagged.text, written.year
    return NameReading(
        path=words.path,
        kind="episode" if special else "doubtful",
        title=title,
        year=year,
        season_number=place.season_number,
        episode_title=written.title or None,
        quality=find_quality(tagged.text),
        provider_ids=ids or tagged.provider_ids,
        group_key=series_key(title, year),
        title_folder=words.folder_path(place.depth),
        sort_title=sort_title(title),
        reading_method=method,
        confidence=0.5 if special else 0.3,
        reasons=explain("special_without_number" if special else "no_episode_number"),
    )


def _doubts(episode: EpisodeName, place: SeriesPlace, method: ReadingMethod, title: str) -> list[str]:
    doubts = ["guessed"] if method == "guessit" else []
    if episode.ambiguous:
        doubts.append("ambiguous_date")
    # Specials are often kept in the folder of the season they belong to.
    if place.season_number is not None and episode.season_number not in (None, 0, place.season_number):
        doubts.append("season_differs")
    return doubts if title else [*doubts, "no_title"]


def _build_episode(
    words: PathWords, tagged: TaggedName, place: SeriesPlace, episode: EpisodeName, method: ReadingMethod
) -> NameReading:
    """The reading of an episode whose number is settled."""
    title, year, ids = _name_series(place, episode.head)
    rest, part = episode.rest, None
    if rest and (taken := take_part(rest, behind_year=False)) is not None:
        rest, part = taken
    doubts = _doubts(episode, place, method, title)
    key = series_key(title, year)
    quality = (
        (find_quality(rest) or find_quality(episode.head)) if len(rest) + len(episode.head) > 1 else None
    )
    edition = tagged.edition or (find_edition(rest) if len(rest) > 4 else None)
    season = episode.season_number
    return NameReading(
        path=words.path,
        kind="episode" if title else "doubtful",
        title=title,
        year=year,
        season_number=season,
        episode_numbers=episode.episode_numbers,
        absolute_number=episode.absolute_number,
        air_date=episode.air_date,
        episode_title=read_episode_title(rest) if rest else None,
        edition=edition,
        quality=quality,
        stereo_layout=find_stereo_layout(rest) if rest else None,
        part_number=part,
        part_group=f"{key}|{season}|{episode.episode_numbers}|{episode.absolute_number}|{episode.air_date}|{quality}"
        if part
        else None,
        provider_ids=ids or tagged.provider_ids,
        group_key=key,
        title_folder=words.folder_path(place.depth),
        sort_title=sort_title(title),
        reading_method=method,
        confidence=(0.6 if method == "guessit" else 0.5)
        if doubts
        else (1.0 if place.series is not None else 0.9),
        reasons=explain(*doubts) if doubts else (),
    )
