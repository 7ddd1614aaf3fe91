"""Tables of accounts: who signs in, with what, and the profiles that own progress and lists."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kino.core.clock import now
from kino.core.db import Base, Id, Instant
from kino.core.ids import new_id

NAME_LENGTH = 64


class Account(Base):
    """A member of the house who signs in with a name and a password."""

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    name_folded: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    sees_all_libraries: Mapped[bool] = mapped_column(default=True)
    is_disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    last_seen_at: Mapped[datetime | None] = mapped_column(Instant)


class Profile(Base):
    """One watcher within an account; progress, list and history belong to it."""

    __tablename__ = "profile"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    avatar: Mapped[int] = mapped_column(default=0)
    is_child: Mapped[bool] = mapped_column(default=False)
    ui_language: Mapped[str | None] = mapped_column(String(16))
    audio_language: Mapped[str | None] = mapped_column(String(16))
    subtitle_language: Mapped[str | None] = mapped_column(String(16))
    subtitle_mode: Mapped[str] = mapped_column(String(16), default="auto")
    subtitle_size: Mapped[str] = mapped_column(String(16), default="medium")
    subtitle_look: Mapped[str] = mapped_column(String(16), default="outline")
    skip_mode: Mapped[str] = mapped_column(String(16), default="ask")
    plays_next_episode: Mapped[bool] = mapped_column(default=True)
    plays_previews: Mapped[bool] = mapped_column(default=True)
    hides_spoilers: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)


class SignInSession(Base):
    """A device that is signed in; its id is what a token carries, its row is what a revoke deletes."""

    __tablename__ = "sign_in_session"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    profile_id: Mapped[UUID | None] = mapped_column(ForeignKey("profile.id", ondelete="SET NULL"))
    device_name: Mapped[str] = mapped_column(String(128))
    address: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    last_used_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class Invitation(Base):
    """A link that lets one person register; only its hash is stored."""

    __tablename__ = "invitation"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    note: Mapped[str] = mapped_column(String(128), default="")
    role: Mapped[str] = mapped_column(String(16))
    sees_all_libraries: Mapped[bool] = mapped_column(default=True)
    library_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    used_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class ResetLink(Base):
    """A one-time link that sets a new password; only its hash is stored."""

    __tablename__ = "reset_link"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class LoginFailure(Base):
    """A refused attempt to sign in, kept for as long as it counts against the throttle."""

    __tablename__ = "login_failure"
    __table_args__ = (Index(None, "subject", "failed_at"),)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    subject: Mapped[str] = mapped_column(String(160))
    failed_at: Mapped[datetime] = mapped_column(Instant, default=now)
