"""Tables of artwork: pictures kept by the hash of their content, and items that wait for some."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kino.core.clock import now
from kino.core.db import Base, Id, Instant
from kino.core.ids import new_id


class Image(Base):
    """A picture that an item or person can show.

    source: local | embedded | still | demo | uploaded. What a person uploaded wins over the rest.
    """

    __tablename__ = "image"
    __table_args__ = (Index("ix_image_item", "item_id", "role"),)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    hash: Mapped[str] = mapped_column(String(32), index=True)
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(12))  # poster | backdrop | logo | still | portrait
    source: Mapped[str] = mapped_column(String(12))
    source_key: Mapped[str] = mapped_column(
        String(512), default=""
    )  # what it was made from; unchanged → skipped
    width_px: Mapped[int]
    height_px: Mapped[int]
    thumbhash: Mapped[str] = mapped_column(String(64))
    color: Mapped[str] = mapped_column(String(7))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)


class ArtworkWish(Base):
    """An item whose pictures are to be looked for: what makes the job resumable.

    settled_at: set when it was looked at and something could not be used; `reasons` says what and why, as
                `{"path", "code", "detail"}`. Where everything went well the row goes away.
    """

    __tablename__ = "artwork_wish"
    __table_args__ = (Index("ix_artwork_wish_queue", "library_id", "settled_at", "item_id"),)

    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    library_id: Mapped[UUID] = mapped_column(ForeignKey("library.id", ondelete="CASCADE"))
    wished_at: Mapped[datetime] = mapped_column(Instant, default=now)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
