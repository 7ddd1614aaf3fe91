"""Tags and chapters inside a film file as facts. Pure, and careful: encoders write nonsense into them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kino.core.text import fold_text, readable_text
from kino.features.catalog.skip_segments import find_skip_segments
from kino.features.metadata.facts import ItemFacts, PersonFact

FIRST_YEAR = 1888  # Roundhay Garden Scene
LAST_YEAR = 2100
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:$|[T ])")
_YEAR = re.compile(r"([0-9]{4})(?:$|[^0-9])")
# A comment is mostly an advertisement of the tool; a description of fewer letters says nothing.
_MIN_SYNOPSIS_CHARS = 40
_NO_PERSON = frozenset({"unknown", "various", "various artists", "none", "n a"})
_NO_GENRE = frozenset({"unknown", "other", "none", "video", "movie", "film", "tv", "tv show", "genre"})


def read_tag_facts(media_info: Mapping[str, Any], kind: str) -> ItemFacts:
    """What the tags of a probed film ("movie") or episode say. media_info: MediaInfo as a dict.

    A film's title is not taken: its name on disk was read already, and tags often hold a release's name.
    """
    tags: Mapping[str, str] = media_info.get("tags") or {}
    released_on, year = _read_date(tags.get("date"))
    people = [
        *(PersonFact(name, "director") for name in _names(tags.get("director") or tags.get("artist"))),
        *(PersonFact(name, "actor") for name in _names(tags.get("actor"))),
    ]
    genres = [name for name in _split(tags.get("genre")) if fold_text(name) not in _NO_GENRE]
    return ItemFacts(
        title=_episode_title(tags) if kind == "episode" else None,
        year=year if kind == "movie" else None,
        released_on=released_on,
        synopsis=_synopsis(tags),
        genres=genres if genres and kind == "movie" else None,
        people=people or None,
        external_ids=_external_ids(tags) if kind == "movie" else {},
        credits_start_s=find_credits_start_s(
            media_info.get("chapters") or (), media_info.get("duration_s") or 0.0
        ),
    )


def find_credits_start_s(chapters: Sequence[Mapping[str, Any]], duration_s: float) -> float | None:
    """Where the chapter of the closing credits begins, when it lies in the last fifth of the film."""
    segments = find_skip_segments(chapters, duration_s)
    return next((one.start_s for one in segments if one.kind == "credits"), None)


def _read_date(text: str | None) -> tuple[date | None, int | None]:
    found = _DAY.match(text or "")
    if found is not None:
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None, None
        return (day, day.year) if FIRST_YEAR <= day.year < LAST_YEAR else (None, None)
    found = _YEAR.match(text or "")
    year = int(found[1]) if found is not None else 0
    return None, year if FIRST_YEAR <= year < LAST_YEAR else None


def _synopsis(tags: Mapping[str, str]) -> str | None:
    for name in ("synopsis", "description"):
        text = (tags.get(name) or "").strip()
        if len(text) >= _MIN_SYNOPSIS_CHARS and "http" not in text.lower():
            return text
    return None


def _episode_title(tags: Mapping[str, str]) -> str | None:
    title = readable_text(tags.get("title") or "").strip()
    # A release's name has dots for blanks, and the show's own name is no title of an episode.
    is_release = " " not in title and "." in title
    is_show = fold_text(title) == fold_text(tags.get("show") or "")
    return title[:255] if title and not is_release and not is_show else None


def _names(text: str | None) -> list[str]:
    return [name for name in _split(text) if fold_text(name) not in _NO_PERSON][:20]


def _split(text: str | None) -> list[str]:
    pieces = (readable_text(piece).strip() for piece in re.split(r"[;,/|\n]", text or ""))
    return list(dict.fromkeys(piece for piece in pieces if 1 < len(piece) <= 64))


def _external_ids(tags: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    if re.fullmatch(r"tt[0-9]{5,12}", tags.get("imdb") or ""):
        found["imdb"] = tags["imdb"]
    tmdb = re.fullmatch(r"(?:movie/)?([0-9]{1,12})", tags.get("tmdb") or "")
    if tmdb is not None:
        found["tmdb"] = tmdb[1]
    return found
