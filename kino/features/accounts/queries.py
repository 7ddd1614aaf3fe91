"""Every select and insert of accounts; nothing here commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from kino.core.clock import now
from kino.features.accounts.errors import MemberNotFound, ProfileNotFound, SessionNotFound
from kino.features.accounts.models import Account, Invitation, Profile, ResetLink, SignInSession

# Built once: every request runs it, and building costs a third of running.
_SESSION_ROW = (
    select(
        SignInSession.id.label("session_id"),
        SignInSession.device_name,
        SignInSession.last_used_at,
        Account.id.label("account_id"),
        Account.name.label("account_name"),
        Account.role,
        Account.sees_all_libraries,
        Profile.id.label("profile_id"),
        Profile.is_child,
        Profile.ui_language,
        Profile.audio_language,
        Profile.subtitle_language,
        Profile.subtitle_mode,
    )
    .join(Account, Account.id == SignInSession.account_id)
    .outerjoin(Profile, Profile.id == SignInSession.profile_id)
    .where(
        SignInSession.id == bindparam("session_id"),
        SignInSession.expires_at > bindparam("now"),
        Account.is_disabled.is_(False),
    )
)


async def find_session_row(
    session: AsyncSession | AsyncConnection, session_id: UUID
) -> Row[*tuple[Any, ...]] | None:
    """Everything a request must know of who sends it, by one read of primary keys; None once it ended."""
    found = await session.execute(_SESSION_ROW, {"session_id": session_id, "now": now()})
    return found.one_or_none()


async def get_account(session: AsyncSession, account_id: UUID) -> Account:
    """Raises MemberNotFound."""
    account = await session.get(Account, account_id)
    if account is None:
        raise MemberNotFound(f"There is no member {account_id}.")
    return account


async def find_account_by_name(session: AsyncSession, name_folded: str) -> Account | None:
    """The account whose folded name this is."""
    query = select(Account).where(Account.name_folded == name_folded)
    return (await session.scalars(query)).one_or_none()


async def lock_account_by_name(session: AsyncSession, name_folded: str) -> Account | None:
    """The account whose folded name this is, held until the transaction ends.

    Whoever stores a password holds it too, and only then ends the sessions: none can begin in between.
    """
    # key_share: rows that refer to the account may be written meanwhile.
    query = select(Account).where(Account.name_folded == name_folded).with_for_update(key_share=True)
    return (await session.scalars(query)).one_or_none()


async def has_admin(session: AsyncSession) -> bool:
    """Whether anyone was ever made admin and still is, disabled or not."""
    query = select(Account.id).where(Account.role == "admin").limit(1)
    return (await session.execute(query)).first() is not None


async def lock_enabled_admins(session: AsyncSession) -> Sequence[UUID]:
    """Ids of the admins who can sign in, held until the transaction ends (two demotions cannot cross)."""
    query = (
        select(Account.id)
        .where(Account.role == "admin", Account.is_disabled.is_(False))
        .order_by(Account.id)
        .with_for_update()
    )
    return (await session.scalars(query)).all()


async def lock_account(session: AsyncSession, account_id: UUID) -> str | None:
    """Hold the account's row until the transaction ends, so that counts of what it owns stay true.

    Returns the password hash that it then has; None when the account is gone.
    """
    query = select(Account.password_hash).where(Account.id == account_id).with_for_update(key_share=True)
    return (await session.execute(query)).scalar_one_or_none()


async def list_profiles(session: AsyncSession, account_id: UUID) -> Sequence[Profile]:
    """Profiles of the account, oldest first."""
    query = select(Profile).where(Profile.account_id == account_id).order_by(Profile.id)
    return (await session.scalars(query)).all()


async def get_profile(session: AsyncSession, account_id: UUID, profile_id: UUID) -> Profile:
    """A profile of this account. Raises ProfileNotFound, also for another account's."""
    query = select(Profile).where(Profile.id == profile_id, Profile.account_id == account_id)
    profile = (await session.scalars(query)).one_or_none()
    if profile is None:
        raise ProfileNotFound(f"There is no profile {profile_id} in your account.")
    return profile


async def list_sessions(session: AsyncSession, account_id: UUID) -> Sequence[SignInSession]:
    """Sessions that have not run out, the last used one first."""
    query = (
        select(SignInSession)
        .where(SignInSession.account_id == account_id, SignInSession.expires_at > now())
        .order_by(SignInSession.last_used_at.desc())
    )
    return (await session.scalars(query)).all()


async def delete_session(session: AsyncSession, account_id: UUID, session_id: UUID) -> None:
    """Raises SessionNotFound, also for another account's."""
    query = delete(SignInSession).where(
        SignInSession.id == session_id, SignInSession.account_id == account_id
    )
    if (await session.execute(query.returning(SignInSession.id))).first() is None:
        raise SessionNotFound(f"There is no session {session_id} in your account.")


async def delete_sessions(
    session: AsyncSession, account_id: UUID, kept_session_id: UUID | None = None
) -> Sequence[UUID]:
    """End all sessions of the account but one; ids of those that ended."""
    query = delete(SignInSession).where(SignInSession.account_id == account_id)
    if kept_session_id is not None:
        query = query.where(SignInSession.id != kept_session_id)
    return (await session.scalars(query.returning(SignInSession.id))).all()


async def delete_expired_sessions(session: AsyncSession) -> None:
    """Forget sessions that ran out, but for those that someone else is just ending: nobody waits for them."""
    ran_out = select(SignInSession.id).where(SignInSession.expires_at <= now())
    await session.execute(
        delete(SignInSession)
        .where(SignInSession.id.in_(ran_out.with_for_update(skip_locked=True)))
        .execution_options(synchronize_session=False)
    )


async def touch_session(
    session: AsyncSession, session_id: UUID, address: str, used_at: datetime, expires_at: datetime
) -> None:
    """Note that the session was used; it lives on from there.

    The account comes first, as for whoever ends its sessions: the other way round each could wait for the
    other.
    """
    owner = select(SignInSession.account_id).where(SignInSession.id == session_id).scalar_subquery()
    await session.execute(
        update(Account)
        .where(Account.id == owner)
        .values(last_seen_at=used_at)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id)
        .values(last_used_at=used_at, expires_at=expires_at, address=address)
    )


async def list_member_rows(session: AsyncSession) -> Sequence[tuple[Account, int, int]]:
    """Each account with its counts of profiles and of live sessions, by name."""
    profile_count = (
        select(func.count()).where(Profile.account_id == Account.id).correlate(Account).scalar_subquery()
    )
    session_count = (
        select(func.count())
        .where(SignInSession.account_id == Account.id, SignInSession.expires_at > now())
        .correlate(Account)
        .scalar_subquery()
    )
    query = select(Account, profile_count, session_count).order_by(Account.name_folded)
    return [(account, profiles, sessions) for account, profiles, sessions in await session.execute(query)]


async def list_invitation_rows(session: AsyncSession) -> Sequence[tuple[Invitation, str | None]]:
    """Invitations with the name of who used them, newest first."""
    query = (
        select(Invitation, Account.name)
        .outerjoin(Account, Account.id == Invitation.used_by_id)
        .order_by(Invitation.id.desc())
    )
    return [(invitation, name) for invitation, name in await session.execute(query)]


async def find_invitation(session: AsyncSession, token_hash: str) -> Invitation | None:
    """The invitation of this link while it can still be used."""
    query = select(Invitation).where(
        Invitation.token_hash == token_hash, Invitation.used_at.is_(None), Invitation.expires_at > now()
    )
    return (await session.scalars(query)).one_or_none()


async def use_invitation(session: AsyncSession, invitation_id: UUID) -> bool:
    """Mark it used; of two callers at once exactly one is told True."""
    query = (
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None), Invitation.expires_at > now())
        .values(used_at=now())
        .returning(Invitation.id)
    )
    return (await session.execute(query)).first() is not None


async def find_reset_link(session: AsyncSession, token_hash: str) -> tuple[ResetLink, Account] | None:
    """The reset link while it can still be used, and whose it is."""
    query = (
        select(ResetLink, Account)
        .join(Account, Account.id == ResetLink.account_id)
        .where(ResetLink.token_hash == token_hash, ResetLink.used_at.is_(None), ResetLink.expires_at > now())
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (row[0], row[1])


async def use_reset_link(session: AsyncSession, token_hash: str) -> bool:
    """Forget this reset link; of two callers at once exactly one is told True."""
    query = (
        delete(ResetLink)
        .where(ResetLink.token_hash == token_hash, ResetLink.expires_at > now())
        .returning(ResetLink.id)
    )
    return (await session.execute(query)).first() is not None


async def delete_reset_links(session: AsyncSession, account_id: UUID) -> None:
    """Forget all reset links of the account."""
    await session.execute(delete(ResetLink).where(ResetLink.account_id == account_id))
