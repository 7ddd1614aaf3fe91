"""API shapes of viewing."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from kino.features.catalog.schemas import EpisodeCard, TitleCard


class ContinueCard(BaseModel):
    """One card of the Continue row. is_next: an episode that has not been begun."""

    title: TitleCard
    item_id: UUID
    episode: EpisodeCard | None
    position_s: float
    duration_s: float | None
    remaining_s: float | None
    touched_at: datetime
    is_next: bool


class HistoryCard(BaseModel):
    """One sitting: what was watched, when and for how long."""

    id: UUID
    item_id: UUID
    title: TitleCard
    episode: EpisodeCard | None
    started_at: datetime
    watched_s: float
    is_finished: bool


class HistoryPage(BaseModel):
    """A part of the history, newest first."""

    items: list[HistoryCard]
    next_cursor: str | None


class WatchedWish(BaseModel):
    """Whether the item counts as watched from now on."""

    is_watched: bool


class Undo(BaseModel):
    """What takes a write back for a few minutes: `POST /api/undo/{undo_id}`."""

    undo_id: UUID
