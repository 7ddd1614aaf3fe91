"""Members of the house: how they come in, and what an admin may change about them."""

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import record_event
from kino.core.ids import new_id
from kino.features.accounts import queries
from kino.features.accounts.errors import LastAdmin, NameTaken
from kino.features.accounts.events import (
    AccountDeleted,
    AccountDisabled,
    MemberAdded,
    MemberChanged,
    PasswordChanged,
)
from kino.features.accounts.models import Account
from kino.features.accounts.parts.library_directory import LibraryDirectory
from kino.features.accounts.parts.password_rules import check_name
from kino.features.accounts.parts.profiles import create_profile
from kino.features.accounts.parts.sessions import end_sessions
from kino.features.accounts.schemas import Member


async def add_member(
    session: AsyncSession,
    *,
    name: str,
    password_hash: str,
    role: str,
    sees_all_libraries: bool = True,
    ui_language: str | None = None,
) -> Account:
    """A new member with a first profile of the same name. Raises NameUnusable, NameTaken."""
    account = Account(
        id=new_id(),
        name=name,
        name_folded=check_name(name),
        password_hash=password_hash,
        role=role,
        sees_all_libraries=sees_all_libraries,
    )
    session.add(account)
    try:
        await session.flush()
    except IntegrityError as error:
        raise name_taken(name) from error
    await create_profile(session, account.id, name, ui_language=ui_language)
    record_event(session, MemberAdded(account.id))
    return account


def name_taken(name: str) -> NameTaken:
    """The refusal of a name that another member has."""
    return NameTaken(f"There is already a member called {name}. Choose another name.")


async def change_member(
    session: AsyncSession, directory: LibraryDirectory, account_id: UUID, changes: dict[str, Any]
) -> None:
    """Set role, is_disabled, sees_all_libraries or library_ids, as far as named.

    Raises MemberNotFound; LastAdmin when nobody would be left who runs the house.
    """
    account = await queries.get_account(session, account_id)
    if changes.get("role") == "member" or changes.get("is_disabled"):
        await _refuse_for_last_admin(session, account)
    library_ids = changes.pop("library_ids", None)
    if library_ids is None and changes.get("sees_all_libraries", account.sees_all_libraries) != (
        account.sees_all_libraries
    ):
        # The same ones once more: by this the libraries tell whoever plays something to this member.
        library_ids = (await directory.list_access(session)).get(account_id, ())
    for name, value in changes.items():
        setattr(account, name, value)
    if library_ids is not None:
        await directory.replace_access(session, account_id, library_ids)
    if changes.get("is_disabled"):
        await end_sessions(session, account_id)
        record_event(session, AccountDisabled(account_id))
    record_event(session, MemberChanged(account_id))


async def delete_member(session: AsyncSession, account_id: UUID) -> None:
    """Remove the member with profiles, progress, list and history. Raises MemberNotFound, LastAdmin."""
    account = await queries.get_account(session, account_id)
    await _refuse_for_last_admin(session, account)
    profiles = await queries.list_profiles(session, account_id)
    await end_sessions(session, account_id)
    await session.delete(account)
    record_event(session, AccountDeleted(account_id, [profile.id for profile in profiles]))
    record_event(session, MemberChanged(account_id))


async def store_password(
    session: AsyncSession, account_id: UUID, password_hash: str, kept_session_id: UUID | None = None
) -> None:
    """Give the account a new password; every device but the one that asked is signed out, reset links end."""
    await session.execute(update(Account).where(Account.id == account_id).values(password_hash=password_hash))
    await queries.delete_reset_links(session, account_id)
    await end_sessions(session, account_id, kept_session_id)
    record_event(session, PasswordChanged(account_id))


async def list_members(session: AsyncSession, directory: LibraryDirectory) -> list[Member]:
    """All members by name."""
    access = await directory.list_access(session)
    return [
        Member(
            id=account.id,
            name=account.name,
            role=account.role,
            is_disabled=account.is_disabled,
            sees_all_libraries=account.sees_all_libraries,
            library_ids=list(access.get(account.id, ())),
            created_at=account.created_at,
            last_seen_at=account.last_seen_at,
            profile_count=profile_count,
            session_count=session_count,
        )
        for account, profile_count, session_count in await queries.list_member_rows(session)
    ]


async def _refuse_for_last_admin(session: AsyncSession, account: Account) -> None:
    if account.role != "admin" or account.is_disabled:
        return
    if len(await queries.lock_enabled_admins(session)) == 1:
        raise LastAdmin(f"{account.name} is the only admin who can sign in. Make another one first.")
