"""Tables of artwork: pictures kept by the hash of their content, and which items show them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
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
