"""What an NFO file says, in Kino's words and units."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

NfoKind = Literal["movie", "tvshow", "season", "episode", "unknown"]


@dataclass(frozen=True, slots=True)
class NfoPerson:
    """One of the cast.

    order: place in the credits, 0 first. thumb: an address or path as written, never fetched here.
    """

    name: str
    role: str | None = None
    order: int | None = None
    thumb: str | None = None


@dataclass(frozen=True, slots=True)
class NfoRating:
    """A rating by its source ("imdb", "themoviedb", "default"). value: 0.0 to 10.0; votes: ≥ 0 or None."""

    source: str
    value: float
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class NfoCertification:
    """Who may see it ("PG-13", "12"); country: ISO 3166-1 alpha-2 in capitals, None when unnamed."""

    label: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class NfoArt:
    """A picture named by the file.

    aspect: "poster", "fanart", "clearlogo", …; season: of a season's picture.
    """

    aspect: str
    address: str
    season: int | None = None


@dataclass(frozen=True, slots=True)
class NfoDocument:
    """One film, series, season or episode. Everything is optional; empty means that the file does not say.

    kind: "unknown" for a file that holds only addresses of catalogues.
    runtime_s: whole minutes in the file, seconds here. uniqueids: provider → id ("tmdb", "imdb", "tvdb", …).
    locked_fields: names as Jellyfin writes them ("Name", "Overview"); locked: all of them.
    """

    kind: NfoKind
    title: str | None = None
    original_title: str | None = None
    sort_title: str | None = None
    show_title: str | None = None
    year: int | None = None
    premiered: date | None = None
    ended: date | None = None
    plot: str | None = None
    outline: str | None = None
    tagline: str | None = None
    runtime_s: float | None = None
    certification: NfoCertification | None = None
    genres: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    studios: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    actors: tuple[NfoPerson, ...] = ()
    ratings: tuple[NfoRating, ...] = ()
    user_rating: float | None = None
    uniqueids: dict[str, str] = field(default_factory=dict, hash=False)
    collection: str | None = None
    collection_overview: str | None = None
    trailer: str | None = None
    status: str | None = None
    season: int | None = None
    episode: int | None = None
    last_episode: int | None = None
    season_names: dict[int, str] = field(default_factory=dict, hash=False)
    art: tuple[NfoArt, ...] = ()
    locked: bool = False
    locked_fields: tuple[str, ...] = ()
