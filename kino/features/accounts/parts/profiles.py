"""Profiles: one watcher each, at least one and at most a few in an account."""

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import record_event
from kino.core.ids import new_id
from kino.features.accounts import queries
from kino.features.accounts.errors import LastProfile, TooManyProfiles
from kino.features.accounts.events import ProfileChanged, ProfileDeleted
from kino.features.accounts.models import Profile, SignInSession

PROFILES_AN_ACCOUNT = 8
AVATARS = 12


async def create_profile(session: AsyncSession, account_id: UUID, name: str, **values: Any) -> Profile:
    """A new profile of the account. values: further columns of Profile. Raises TooManyProfiles."""
    await queries.lock_account(session, account_id)
    existing = await queries.list_profiles(session, account_id)
    if len(existing) >= PROFILES_AN_ACCOUNT:
        raise TooManyProfiles(
            f"An account has at most {PROFILES_AN_ACCOUNT} profiles. Delete one first.",
            limit=PROFILES_AN_ACCOUNT,
        )
    values.setdefault("avatar", len(existing) % AVATARS)
    profile = Profile(id=new_id(), account_id=account_id, name=name, **values)
    session.add(profile)
    await session.flush()
    record_event(session, ProfileChanged(account_id, profile.id))
    return profile


async def change_profile(
    session: AsyncSession, account_id: UUID, profile_id: UUID, changes: dict[str, Any]
) -> Profile:
    """The profile with other values in some columns. Raises ProfileNotFound."""
    profile = await queries.get_profile(session, account_id, profile_id)
    for name, value in changes.items():
        setattr(profile, name, value)
    await session.flush()
    record_event(session, ProfileChanged(account_id, profile_id))
    return profile


async def delete_profile(session: AsyncSession, account_id: UUID, profile_id: UUID) -> None:
    """Remove the profile and all that it owns. Raises ProfileNotFound, LastProfile."""
    await queries.lock_account(session, account_id)
    profile = await queries.get_profile(session, account_id, profile_id)
    if len(await queries.list_profiles(session, account_id)) == 1:
        raise LastProfile(f"{profile.name} is the only profile of this account, and an account keeps one.")
    await session.delete(profile)
    record_event(session, ProfileDeleted(account_id, profile_id))


async def select_profile(session: AsyncSession, account_id: UUID, session_id: UUID, profile_id: UUID) -> None:
    """Note who watches on this device. Raises ProfileNotFound."""
    await queries.get_profile(session, account_id, profile_id)
    await session.execute(
        update(SignInSession).where(SignInSession.id == session_id).values(profile_id=profile_id)
    )
