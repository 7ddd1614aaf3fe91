"""Id and edition tags in names, in the dialects of Plex, Emby and Jellyfin."""

from __future__ import annotations

import re
from typing import NamedTuple

# Plex {tmdb-1}, Emby [tmdbid=1], Jellyfin [tmdbid-1]; people mix brackets and separators, so all mixtures are
# read.
_ID_TAG = re.compile(
    r"[\[({]\s*(tmdb|imdb|tvdb|tvmaze|anidb|anilist|mal|trakt|wikidata)(?:_?id)?\s*[-=:]\s*([a-z0-9_-]{1,40})\s*[\])}]",
    re.IGNORECASE,
)
_BARE_IMDB = re.compile(r"(?<![a-z0-9])(tt[0-9]{7,10})(?![a-z0-9])", re.IGNORECASE)
_EDITION_TAG = re.compile(r"[\[{]\s*edition\s*[-=:]\s*([^\]}]{1,100})[\]}]", re.IGNORECASE)
_SHAPES = {
    "imdb": re.compile(r"tt[0-9]{5,12}"),
    "wikidata": re.compile(r"Q[0-9]{1,12}"),
    "trakt": re.compile(r"[a-z0-9_-]+"),
}
_NUMBER = re.compile(r"[0-9]{1,12}")


class TaggedName(NamedTuple):
    """A name without its tags, and what they said."""

    text: str
    provider_ids: dict[str, str]
    edition: str | None


def _checked_id(provider: str, value: str) -> str | None:
    """The id in its canonical spelling, or None when it cannot be one of this provider."""
    if provider == "imdb":
        value = value.lower()
        value = value if value.startswith("tt") else f"tt{value}"
    elif provider == "wikidata":
        value = value.upper()
    if not _SHAPES.get(provider, _NUMBER).fullmatch(value):
        return None
    return str(int(value)) if value.isdigit() else value


def take_tags(text: str) -> TaggedName:
    """The name without id and edition tags. A tag with an impossible id is dropped and says nothing."""
    if "[" not in text and "{" not in text and "(" not in text and "tt" not in text:
        return TaggedName(text, {}, None)
    ids: dict[str, str] = {}
    if "-" in text or "=" in text or ":" in text:
        for found in _ID_TAG.finditer(text):
            provider = found[1].lower()
            value = _checked_id(provider, found[2])
            if value is not None:
                ids.setdefault(provider, value)
        text = _ID_TAG.sub(" ", text)
    if "tt" in text and "imdb" not in ids and (bare := _BARE_IMDB.search(text)):
        ids["imdb"] = bare[1].lower()
        text = (
            (text[: bare.start()] + text[bare.end() :])
            .replace("[]", " ")
            .replace("{}", " ")
            .replace("()", " ")
        )
    edition = None
    if (found_edition := _EDITION_TAG.search(text)) is not None:
        edition = " ".join(found_edition[1].split()) or None
        text = _EDITION_TAG.sub(" ", text)
    return TaggedName(text.strip(), ids, edition)
