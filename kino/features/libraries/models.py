"""Tables of libraries: which folders, of which kind, for whom."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kino.core.clock import now
from kino.core.db import Base, FsPath, Id, Instant
from kino.core.ids import new_id


class Library(Base):
    """A named collection of folders that hold films, series or both."""

    __tablename__ = "library"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(8))  # movies | series | mixed
    language: Mapped[str] = mapped_column(String(16), default="en")
    position: Mapped[int] = mapped_column(default=0)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    scanned_at: Mapped[datetime | None] = mapped_column(Instant)


class LibraryFolder(Base):
    """A folder on disk; `away_at` is set while it cannot be read, and nothing of it is forgotten then."""

    __tablename__ = "library_folder"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    library_id: Mapped[UUID] = mapped_column(ForeignKey("library.id", ondelete="CASCADE"), index=True)
    path: Mapped[bytes] = mapped_column(FsPath, unique=True)
    away_at: Mapped[datetime | None] = mapped_column(Instant)


class LibraryAccess(Base):
    """A library that a member without `sees_all_libraries` may see."""

    __tablename__ = "library_access"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    library_id: Mapped[UUID] = mapped_column(
        ForeignKey("library.id", ondelete="CASCADE"), primary_key=True, index=True
    )
