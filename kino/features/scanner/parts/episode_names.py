"""Names of episodes as most libraries write them, and the folders of seasons."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from kino.features.scanner.parts.release_words import cut_release_words, find_release_word, spaced_words

MAX_EPISODES_IN_A_FILE = 60

_SEASON_EPISODE = re.compile(
    r"(?<![^\W_])s([0-9]{1,4})[ ._-]{0,3}e(?:p[ .]?)?([0-9]{1,5})(?![0-9])", re.IGNORECASE
)
_MORE_EPISODES = re.compile(
    r"(?:[ ._]{0,2}(-)?[ ._]{0,2}(?:s[0-9]{1,4}[ ._]?)?ep?([0-9]{1,5})|(-)([0-9]{1,4}))(?![0-9a-z])"
    r"|ep?([0-9]{1,5})(?=ep?[0-9])",
    re.IGNORECASE,
)
_CROSS = re.compile(r"(?<![^\W_])([0-9]{1,2})x([0-9]{2,3})(?![0-9a-z])", re.IGNORECASE)
_MORE_CROSS = re.compile(
    r"(?:[ ._]{0,2}(-)?[ ._]{0,2}[0-9]{1,2}x([0-9]{2,3})|(-)([0-9]{2,3}))(?![0-9a-z])()", re.IGNORECASE
)
_SEASON_WORDS = (
    "season|staffel|series|saison|temporada|stagione|seizoen|sæson|säsong|sesong|kausi|sezon|évad|сезон"
)
_EPISODE_WORDS = (
    "episode|folge|épisode|episodio|episódio|aflevering|afsnit|avsnitt|jakso|odcinek|серия"
    "|capitulo|capítulo|teil|ep"
)
_IN_WORDS = re.compile(
    rf"(?<![^\W_])(?:{_SEASON_WORDS})[ ._-]{{0,3}}([0-9]{{1,4}})[ ._,-]{{0,5}}"
    rf"(?:{_EPISODE_WORDS})[ ._-]{{0,3}}([0-9]{{1,4}})(?![0-9])",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([-._ ])([01][0-9])\2([0-3][0-9])(?![0-9])")
_YEAR_LAST = re.compile(r"(?<![0-9])([0-3][0-9])([-._])([0-3][0-9])\2((?:19|20)[0-9]{2})(?![0-9])")
_EPISODE_WORD = re.compile(
    rf"(?<![^\W_])(?:{_EPISODE_WORDS}|e)[ ._-]{{0,3}}([0-9]{{1,4}})(?![0-9a-z])", re.IGNORECASE
)
_LEADING_NUMBER = re.compile(
    r"^#?([0-9]{1,4})(?:v[0-9])?(?:-([0-9]{1,4}))?(?=$|[ ._]*[-–.] |[ ._-]+[^\W\d_]|[ _]*[\[(])"
)
_DASHED_NUMBER = re.compile(r"[ ._]-[ ._]+#?([0-9]{1,4})(?:v[0-9])?(?=$|[ ._]*[\[(]|[ ._]+-[ ._]|\.)")
_TRAILING_NUMBER = re.compile(r"(?<=[ _])([0-9]{2,4})(?:v[0-9])?(?=[ _]*(?:[\[(]|$))")
_GROUP_PREFIX = re.compile(r"^\[[^\]]{1,40}\][ ._]*")
_SEASON_AT_END = re.compile(
    rf"[ ._](?:s|(?:{_SEASON_WORDS})[ ._-])([0-9]{{1,2}})$|[ ._]([0-9]{{1,2}})(?:st|nd|rd|th)[ ._]season$",
    re.IGNORECASE,
)

_SEASON_FOLDER = re.compile(
    rf"^(?:(?:{_SEASON_WORDS})[ ._-]{{0,3}}([0-9]{{1,4}})|s([0-9]{{1,4}})"
    rf"|([0-9]{{1,3}})\.? (?:{_SEASON_WORDS}))(?![^\W_])",
    re.IGNORECASE,
)
_SPECIALS_FOLDER = re.compile(
    r"^(?:specials?|sonderfolgen|spezial|ova|ovas|especiales|speciali|spéciaux)$", re.IGNORECASE
)
_PACK_FOLDER = re.compile(
    rf"^(.{{1,200}}?)[ ._-]+(?:s([0-9]{{1,3}})|(?:{_SEASON_WORDS})[ ._-]([0-9]{{1,3}}))(?![^\W_]"
    rf"|[ ._-]?e[0-9])",
    re.IGNORECASE,
)


class EpisodeName(NamedTuple):
    """Which episode a file is, by its stem. head: what stands before the number; rest: what follows it."""

    head: str
    rest: str
    season_number: int | None = None
    episode_numbers: tuple[int, ...] = ()
    absolute_number: int | None = None
    air_date: date | None = None
    ambiguous: bool = False


def _collect_numbers(
    text: str, first: int, position: int, more: re.Pattern[str]
) -> tuple[tuple[int, ...], int]:
    """The episodes that follow the first one ("E01E02", "E01-E03", "E01-03"), and where they end."""
    numbers = [first]
    while len(numbers) < MAX_EPISODES_IN_A_FILE and (found := more.match(text, position)) is not None:
        number = int(found[2] or found[4] or found[5])
        if found[1] or found[3]:
            # "S01E02-720p" and "S01E05-01" are no ranges.
            if not numbers[-1] < number < numbers[0] + MAX_EPISODES_IN_A_FILE:
                break
            numbers.extend(range(numbers[-1] + 1, number + 1))
        elif number in numbers:
            break
        else:
            numbers.append(number)
        position = found.end()
    return tuple(sorted(numbers)), position


def find_numbered(stem: str) -> EpisodeName | None:
    """Season and episodes of "S01E02", "1x02" or "Season 1 Episode 2", or None."""
    found = _SEASON_EPISODE.search(stem)
    more = _MORE_EPISODES
    if found is None and "x" in stem.lower():
        found, more = _CROSS.search(stem), _MORE_CROSS
    if found is not None:
        numbers, end = _collect_numbers(stem, int(found[2]), found.end(), more)
        return EpisodeName(stem[: found.start()], stem[end:], int(found[1]), numbers)
    found = _IN_WORDS.search(stem)
    if found is None:
        return None
    return EpisodeName(stem[: found.start()], stem[found.end() :], int(found[1]), (int(found[2]),))


def _calendar_date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def find_dated(stem: str) -> EpisodeName | None:
    """The air date of a daily show: year-month-day, or day.month.year; None when no real date stands there.

    A date such as 03.04.2024 is read as 3 April and marked ambiguous.
    """
    found = _YEAR_FIRST.search(stem)
    if found is not None and (day := _calendar_date(found[1], found[3], found[4])) is not None:
        return EpisodeName(stem[: found.start()], stem[found.end() :], air_date=day)
    found = _YEAR_LAST.search(stem)
    if found is None:
        return None
    by_day = _calendar_date(found[4], found[3], found[1])
    by_month = _calendar_date(found[4], found[1], found[3])
    when = by_day or by_month
    if when is None:
        return None
    doubt = by_day is not None and by_month is not None and by_day != by_month
    return EpisodeName(stem[: found.start()], stem[found.end() :], air_date=when, ambiguous=doubt)


def _bare_number(stem: str, in_season_folder: bool) -> tuple[str, str, tuple[int, ...]] | None:
    """Head, rest and numbers of a name whose only number is the episode's."""
    found = _LEADING_NUMBER.match(stem)
    # "1923 - Pilot" outside a season folder names the series.
    if found is not None and (in_season_folder or len(found[1]) < 4):
        last = int(found[2] or found[1])
        first = int(found[1])
        numbers = tuple(range(first, last + 1)) if first < last < first + MAX_EPISODES_IN_A_FILE else (first,)
        return "", stem[found.end() :], numbers
    for pattern in (_EPISODE_WORD, _DASHED_NUMBER, *((_TRAILING_NUMBER,) if in_season_folder else ())):
        found = pattern.search(stem)
        if found is not None:
            return stem[: found.start()], stem[found.end() :], (int(found[1]),)
    return None


def find_counted(stem: str, folder_season: int | None) -> EpisodeName | None:
    """The episode by a bare number: of the season that the folder names, else counted over the series."""
    text = _GROUP_PREFIX.sub("", stem)
    bare = _bare_number(text, folder_season is not None)
    if bare is None and text is not stem and (found := _TRAILING_NUMBER.search(text)) is not None:
        # "[Group] Show 05 [1080p]": the group's brackets say that this is the usual anime spelling.
        bare = text[: found.start()], text[found.end() :], (int(found[1]),)
    if bare is None:
        return None
    head, rest, numbers = bare
    season = folder_season
    in_head = _SEASON_AT_END.search(head.rstrip(" ._-"))
    if in_head is not None:
        season = int(in_head[1] or in_head[2])
        head = head[: in_head.start()]
    if season is None:
        return EpisodeName(head, rest, absolute_number=numbers[0], episode_numbers=())
    return EpisodeName(head, rest, season, numbers)


def is_group_release(stem: str) -> bool:
    """Whether the name has the shape "[Group] Show - 12 [1080p]", which only series have."""
    return stem.startswith("[") and _DASHED_NUMBER.search(_GROUP_PREFIX.sub("", stem)) is not None


@lru_cache(maxsize=8192)
def find_season_folder(folder: str, is_parent: bool) -> int | None:
    """The season a folder holds: 0 for specials, None when it is no season folder.

    is_parent: the file lies right in it and it has a folder above; then a bare number ("02", "2019") is a
    season too.
    """
    found = _SEASON_FOLDER.match(folder)
    if found is not None:
        return int(found[1] or found[2] or found[3])
    if _SPECIALS_FOLDER.match(folder):
        return 0
    if (
        is_parent
        and folder.isascii()
        and folder.isdigit()
        and (len(folder) <= 2 or folder[:2] in ("19", "20"))
    ):
        return int(folder[:4])
    return None


@lru_cache(maxsize=8192)
def read_pack_folder(folder: str) -> tuple[str, int] | None:
    """Series and season of a folder such as "Show.Name.S02.1080p.WEB-GRP", or None."""
    found = _PACK_FOLDER.match(folder)
    return (found[1], int(found[2] or found[3])) if found is not None else None


def read_episode_title(rest: str) -> str | None:
    """The episode's own title in what follows its number, or None when only release words follow."""
    text = rest.strip(" ._-–—")
    if not text:
        return None
    for bracket in ("[", "{", "("):
        # "(Part 2)" is part of a title; "[1080p]" and "(1080p)" are not.
        start = text.find(bracket)
        if start == 0 and bracket != "(":
            return None
        if start > 0 and (bracket != "(" or find_release_word(text, start) is not None):
            text = text[:start]
    return spaced_words(cut_release_words(text, may_be_empty=True)) or None
