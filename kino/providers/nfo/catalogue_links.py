"""Ids in the addresses of film catalogues: an NFO file may be nothing but such an address."""

from __future__ import annotations

import re

_LINKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("imdb", re.compile(r"imdb\.com/(?:[a-z]{2}/)?title/(tt[0-9]{5,12})", re.IGNORECASE)),
    ("tmdb", re.compile(r"themoviedb\.org/(?:movie|tv)/([0-9]{1,12})", re.IGNORECASE)),
    ("tvdb", re.compile(r"thetvdb\.com/[^\s<>\"]{0,200}?[?&](?:series)?id=([0-9]{1,12})", re.IGNORECASE)),
    ("tvdb", re.compile(r"thetvdb\.com/dereferrer/(?:series|movie|episode)/([0-9]{1,12})", re.IGNORECASE)),
    ("tvmaze", re.compile(r"tvmaze\.com/shows/([0-9]{1,12})", re.IGNORECASE)),
    ("anidb", re.compile(r"anidb\.net/(?:anime/|a)([0-9]{1,12})", re.IGNORECASE)),
    ("anilist", re.compile(r"anilist\.co/anime/([0-9]{1,12})", re.IGNORECASE)),
    ("wikidata", re.compile(r"wikidata\.org/(?:wiki|entity)/(Q[0-9]{1,12})")),
)


def find_catalogue_ids(text: str) -> dict[str, str]:
    """The first id of each catalogue whose address stands in the text."""
    ids: dict[str, str] = {}
    for provider, pattern in _LINKS:
        if provider not in ids and (found := pattern.search(text)) is not None:
            ids[provider] = found[1]
    return ids
