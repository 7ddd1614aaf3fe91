"""Tables of the scanner: which folders it has seen in which state, and what it could not make sense of."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kino.core.clock import now
from kino.core.db import Base, FsPath, Id, Instant
from kino.core.ids import new_id


class SeenDirectory(Base):
    """A directory as the last walk found it; unchanged mtime means its listing need not be read again.

    is_mount_point: another disk is mounted there, of the library folder itself also above it. Once that disk
    is unplugged, an empty directory says nothing about its films.
    """

    __tablename__ = "seen_directory"
    __table_args__ = (Index("uq_seen_directory_path", "folder_id", "path", unique=True),)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    folder_id: Mapped[UUID] = mapped_column(ForeignKey("library_folder.id", ondelete="CASCADE"))
    path: Mapped[bytes] = mapped_column(FsPath)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    is_mount_point: Mapped[bool] = mapped_column(default=False)


class ScanProblem(Base):
    """Something skipped or doubtful, with its reason and what to do about it.

    code:  machine-readable reason (`disc_image`, `truncated`, `not_a_film`, `leaves_library` …).
    """

    __tablename__ = "scan_problem"
    __table_args__ = (Index("uq_scan_problem", "folder_id", "path", "code", unique=True),)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    library_id: Mapped[UUID] = mapped_column(ForeignKey("library.id", ondelete="CASCADE"), index=True)
    folder_id: Mapped[UUID] = mapped_column(ForeignKey("library_folder.id", ondelete="CASCADE"))
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_file.id", ondelete="CASCADE"), index=True)
    path: Mapped[bytes] = mapped_column(FsPath)
    code: Mapped[str] = mapped_column(String(32))
    severity: Mapped[str] = mapped_column(String(8), default="warning")  # info | warning | error
    detail: Mapped[str] = mapped_column(String(1024))
    hint: Mapped[str] = mapped_column(String(512), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    found_at: Mapped[datetime] = mapped_column(Instant, default=now)
    ignored_at: Mapped[datetime | None] = mapped_column(Instant)
