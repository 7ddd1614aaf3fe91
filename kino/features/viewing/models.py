"""Tables of viewing: where each profile stands, what it watched and what it wants to watch."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kino.core.clock import now
from kino.core.db import Base, Id, Instant
from kino.core.ids import new_id

SHOWN = text("hidden_at IS NULL")


class Progress(Base):
    """Where a profile stands in a film or episode.

    playback_id names the playback that wrote last: an older tab that still reports does not pull a
    newer one back.
    """

    __tablename__ = "progress"

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position_s: Mapped[float] = mapped_column(default=0.0)
    duration_s: Mapped[float | None]
    is_watched: Mapped[bool] = mapped_column(default=False)
    play_count: Mapped[int] = mapped_column(default=0)
    watched_at: Mapped[datetime | None] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=now)
    playback_id: Mapped[UUID | None] = mapped_column(Id)


class SeriesProgress(Base):
    """How many listed episodes of a series a profile has watched; kept so that cards need no counting."""

    __tablename__ = "series_progress"

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    series_id: Mapped[UUID] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    watched_count: Mapped[int] = mapped_column(default=0)


class ContinueEntry(Base):
    """One card of the Continue row: a film in progress, or the episode of a series that comes next."""

    __tablename__ = "continue_entry"
    __table_args__ = (
        Index("ix_continue_row", "profile_id", "touched_at", sqlite_where=SHOWN, postgresql_where=SHOWN),
    )

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    title_id: Mapped[UUID] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    touched_at: Mapped[datetime] = mapped_column(Instant, default=now)
    hidden_at: Mapped[datetime | None] = mapped_column(Instant)


class HistoryEntry(Base):
    """One sitting: a profile watched an item from `started_at` on, for `watched_s` seconds."""

    __tablename__ = "history_entry"
    __table_args__ = (
        Index("ix_history_profile", "profile_id", "started_at", "id"),
        Index("ix_history_item", "item_id", "started_at"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    playback_id: Mapped[UUID | None] = mapped_column(Id, index=True)
    started_at: Mapped[datetime] = mapped_column(Instant, default=now)
    ended_at: Mapped[datetime] = mapped_column(Instant, default=now)
    watched_s: Mapped[float] = mapped_column(default=0.0)
    position_s: Mapped[float] = mapped_column(default=0.0)
    is_finished: Mapped[bool] = mapped_column(default=False)


class WatchlistEntry(Base):
    """A title that a profile put on its list."""

    __tablename__ = "watchlist_entry"
    __table_args__ = (Index("ix_watchlist_row", "profile_id", "added_at"),)

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    title_id: Mapped[UUID] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    added_at: Mapped[datetime] = mapped_column(Instant, default=now)


class TrackChoice(Base):
    """The sound and the subtitles that a profile chose by hand in a film or a series; parts/track_choices.py.

    audio, subtitles: what the track is, as JSON; None while nothing was chosen.
    """

    __tablename__ = "track_choice"

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    title_id: Mapped[UUID] = mapped_column(
        ForeignKey("item.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    audio: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    subtitles: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ViewingUndo(Base):
    """What one write changed, kept for a few minutes so that it can be taken back; see parts/undo.py."""

    __tablename__ = "viewing_undo"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True)
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
