"""API shapes of browse."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from kino.features.catalog.schemas import CardProgress, EpisodeCard, Image, TitleCard
from kino.features.viewing.schemas import ContinueCard

RowKind = Literal["continue", "posters", "landscape", "ranked", "editorial"]


class GenreRef(BaseModel):
    """A genre by the name it is shown with."""

    slug: str
    name: str


class GenreCount(GenreRef):
    """A genre and how many visible titles it has."""

    count: int


class LetterCount(BaseModel):
    """A first letter of sort titles, `#` for everything else, and how many titles have it."""

    letter: str
    count: int


class Row(BaseModel):
    """A row of the home screen with its first cards.

    title_code and title_params name it for the language files; title is the English fallback.
    """

    id: str
    kind: RowKind
    title_code: str
    title_params: dict[str, str]
    title: str
    reason: str | None = None
    items: list[TitleCard] = []
    continue_items: list[ContinueCard] = []
    next_cursor: str | None = None


class RowPage(BaseModel):
    """The following cards of a row."""

    items: list[TitleCard]
    next_cursor: str | None


class TitlePage(BaseModel):
    """A page of the grid. total: all titles that the filter lets through."""

    items: list[TitleCard]
    next_cursor: str | None
    total: int


class PlayTarget(BaseModel):
    """What the Play button of a title does. label: play | resume | next | again."""

    item_id: UUID
    label: Literal["play", "resume", "next", "again"]
    position_s: float
    duration_s: float | None
    episode: EpisodeCard | None


class Licence(BaseModel):
    """Under which licence a title may be watched, and whom to credit."""

    name: str
    url: str | None
    credit: str | None
    page: str | None


class Hero(BaseModel):
    """The title that owns the top of the home screen, and why it does."""

    card: TitleCard
    synopsis: str | None
    tagline: str | None
    genres: list[GenreRef]
    logo: Image | None
    reason_code: Literal["featured", "unfinished", "newest"]
    play: PlayTarget | None


class Home(BaseModel):
    """The home screen."""

    hero: Hero | None
    rows: list[Row]
    is_empty: bool


class CreditCard(BaseModel):
    """What a person did in a title."""

    person_id: UUID
    name: str
    job: str
    character: str | None
    portrait: Image | None


class SeasonCard(BaseModel):
    """A season of a series."""

    id: UUID
    season_number: int
    title: str
    episode_count: int
    watched_count: int
    poster: Image | None


class Version(BaseModel):
    """One edition and quality of a title. file_id: of its first part."""

    file_id: UUID
    edition: str | None
    quality: str | None
    height_px: int | None
    hdr_format: str | None
    size_bytes: int
    duration_s: float | None
    part_count: int
    is_away: bool


class Extra(BaseModel):
    """A trailer, interview or other film about the film."""

    file_id: UUID
    extra_kind: str
    title: str | None
    duration_s: float | None


class Badges(BaseModel):
    """What the best version of a title offers."""

    height_px: int | None = None
    hdr_format: str | None = None
    audio_channels: int | None = None
    audio_languages: list[str] = []
    subtitle_languages: list[str] = []


class SimilarCard(BaseModel):
    """A title like this one, and why. reason_code: person | genre | collection."""

    card: TitleCard
    reason_code: Literal["person", "genre"]
    reason: str


class TechnicalFile(BaseModel):
    """A file as an admin sees it."""

    file_id: UUID
    path: str
    size_bytes: int
    container: str | None
    duration_s: float | None
    bitrate_bps: int | None
    media_info: dict[str, Any] | None
    state: str
    is_away: bool
    added_at: datetime
    probed_at: datetime | None


class LibraryRef(BaseModel):
    """The library that a title lies in."""

    id: UUID
    name: str


class TitleDetail(BaseModel):
    """A film or series with everything its page shows. files: for admins only, else empty."""

    id: UUID
    kind: Literal["movie", "series"]
    title: str
    original_title: str | None
    year: int | None
    released_on: date | None
    duration_s: float | None
    synopsis: str | None
    tagline: str | None
    certification: str | None
    rating: float | None
    genres: list[GenreRef]
    poster: Image | None
    backdrop: Image | None
    logo: Image | None
    library: LibraryRef
    people: list[CreditCard]
    licence: Licence | None
    is_in_list: bool
    is_featured: bool
    is_away: bool
    has_stand_in: bool
    progress: CardProgress | None
    episode_count: int | None
    unwatched_count: int | None
    play: PlayTarget | None
    seasons: list[SeasonCard]
    versions: list[Version]
    extras: list[Extra]
    badges: Badges
    similar: list[SimilarCard]
    files: list[TechnicalFile]


class PersonTitle(BaseModel):
    """A title in a person's filmography."""

    card: TitleCard
    jobs: list[str]
    characters: list[str]


class PersonDetail(BaseModel):
    """A person and what they did in visible titles."""

    id: UUID
    name: str
    portrait: Image | None
    titles: list[PersonTitle]
