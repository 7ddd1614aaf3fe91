"""Tables of playback: who plays what right now, and what an admin marked in a film.

A media URL lives while its playback does.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kino.core.clock import now
from kino.core.db import Base, Id, Instant
from kino.core.ids import new_id


class Playback(Base):
    """One playing of an item by a profile on a device."""

    __tablename__ = "playback"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sign_in_session.id", ondelete="CASCADE"), index=True)
    profile_id: Mapped[UUID] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("media_file.id", ondelete="CASCADE"), index=True)
    method: Mapped[str] = mapped_column(String(12), default="direct")
    state: Mapped[str] = mapped_column(String(12), default="starting")  # starting | playing | paused
    position_s: Mapped[float] = mapped_column(default=0.0)
    started_at: Mapped[datetime] = mapped_column(Instant, default=now)
    reported_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class MarkedSegment(Base):
    """What an admin said about a part of a film that may be skipped; parts/marked_segments.py.

    file_id: the version's first part; the times are those of all its parts together. Without times: the
    version has no such part, whatever its chapters say.
    """

    __tablename__ = "marked_segment"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("media_file.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)  # recap | intro | credits | preview
    start_s: Mapped[float | None]
    end_s: Mapped[float | None]
