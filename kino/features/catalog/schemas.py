"""API shapes of the catalogue that several features answer with."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

TitleKind = Literal["movie", "series"]


class Image(BaseModel):
    """A picture; its bytes are at /api/images/{hash}/{variant}.webp."""

    hash: str
    width_px: int
    height_px: int
    thumbhash: str
    color: str


class CardProgress(BaseModel):
    """Where the profile stands in a film or episode."""

    position_s: float
    duration_s: float | None
    is_watched: bool


class TitleCard(BaseModel):
    """A film or series as rows and grids show it, for the profile that asks."""

    id: UUID
    kind: TitleKind
    title: str
    year: int | None
    duration_s: float | None
    certification: str | None
    poster: Image | None
    backdrop: Image | None
    episode_count: int | None
    has_stand_in: bool
    added_at: datetime
    progress: CardProgress | None = None
    unwatched_count: int | None = None
    is_in_list: bool = False


class EpisodeCard(BaseModel):
    """An episode as lists show it, for the profile that asks."""

    id: UUID
    series_id: UUID
    series_title: str
    season_number: int
    episode_number: int | None
    last_episode_number: int | None
    title: str
    synopsis: str | None
    released_on: date | None
    duration_s: float | None
    still: Image | None
    has_stand_in: bool
    is_playable: bool = True
    progress: CardProgress | None = None
