"""The ways in: first set-up, sign in, register, reset; and what the command line does to accounts.

Passwords are hashed outside of transactions (a hash takes about 70 ms, and SQLite has one writer), so these
functions take the database and open short transactions of their own.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.context import ServerContext
from kino.core.db import Database
from kino.core.house import find_setting, put_setting, remove_setting
from kino.core.ids import new_secret
from kino.core.security import Passwords, hash_secret, is_same_secret
from kino.core.settings import Settings
from kino.features.accounts import queries
from kino.features.accounts import schemas as shapes
from kino.features.accounts.errors import (
    AccountSwitchedOff,
    InvitationNotValid,
    MemberNotFound,
    RegistrationClosed,
    ResetLinkNotValid,
    SetupClosed,
    WrongPassword,
)
from kino.features.accounts.models import Account, Invitation
from kino.features.accounts.parts.house_settings import change_house, read_house
from kino.features.accounts.parts.library_directory import LibraryDirectory
from kino.features.accounts.parts.links import invited_library_ids
from kino.features.accounts.parts.members import add_member, name_taken, store_password
from kino.features.accounts.parts.password_rules import check_name, check_new_password, fold_name
from kino.features.accounts.parts.sessions import Device, identify, start_session
from kino.features.accounts.parts.throttle import SignInThrottle, forgive_try
from kino.features.accounts.viewer import Viewer

SETUP_SETTING = "accounts.setup_token_hash"
# The second is for a stored hash that changed under the first: by another device's sign-in, which replaced
# one of an old kind, or by a new password, which the second then refuses.
CHECKS_A_SIGN_IN = 2


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has just begun."""

    account_id: UUID
    session_id: UUID


async def sign_in(context: ServerContext, name: str, password: str, device: Device) -> SignedIn:
    """Begin a session. Raises WrongPassword, TooManyAttempts, AccountSwitchedOff.

    A name that nobody has is answered as a wrong password, in the same words and the same time.
    """
    folded = fold_name(name)
    throttle = context.part(SignInThrottle)
    try_ids = await throttle.begin_try(folded, device.address)
    async with context.database.read() as session:
        account = await queries.find_account_by_name(session, folded)
    for _ in range(CHECKS_A_SIGN_IN):
        stored = account.password_hash if account else None
        is_right, better_hash = await context.part(Passwords).check_password(password, stored)
        if account is None or not is_right:
            break
        async with context.database.write() as session:
            # Read again: what a hash took, another may have used to change, disable or delete the account.
            account = await queries.lock_account_by_name(session, folded)
            if account is None or account.password_hash != stored:
                continue
            await forgive_try(session, try_ids, folded)
            if not account.is_disabled:
                if better_hash is not None:
                    account.password_hash = better_hash
                return SignedIn(account.id, await start_session(session, account.id, device))
        raise AccountSwitchedOff("This account is switched off. Ask an admin of the house to enable it.")
    raise WrongPassword("The name or the password is wrong.")


async def change_password(
    context: ServerContext, viewer: Viewer, address: str, wish: shapes.PasswordWish
) -> None:
    """Set a new password and sign out the other devices.

    Raises WrongPassword, TooManyAttempts, PasswordTooWeak.
    """
    check_new_password(wish.new_password, viewer.account_name)
    # Its own count: whoever sits at an open session must not lock the owner's sign-in.
    counted_as = f"change {viewer.account_id}"
    try_ids = await context.part(SignInThrottle).begin_try(counted_as, address)
    async with context.database.read() as session:
        account = await queries.get_account(session, viewer.account_id)
    passwords = context.part(Passwords)
    is_right, _ = await passwords.check_password(wish.current_password, account.password_hash)
    if not is_right:
        raise WrongPassword("The current password is wrong.", 403)
    new_hash = await passwords.hash_password(wish.new_password)
    async with context.database.write() as session:
        now_stored = await queries.lock_account(session, viewer.account_id)
        if now_stored != account.password_hash:
            raise WrongPassword("The password was changed just now, on another device or by a link.", 403)
        await forgive_try(session, try_ids, counted_as)
        await store_password(session, viewer.account_id, new_hash, viewer.session_id)


async def register(context: ServerContext, wish: shapes.RegisterWish, device: Device) -> SignedIn:
    """A new member, signed in.

    Raises RegistrationClosed, InvitationNotValid, NameTaken, NameUnusable, PasswordTooWeak, TooManyAttempts.
    """
    folded = check_name(wish.name)
    check_new_password(wish.password, wish.name)
    # All that can refuse is asked before the hash too: strangers must not make the server hash.
    async with context.database.read() as session:
        await _admit(session, wish.invitation)
    await context.part(SignInThrottle).begin_registration(device.address)
    async with context.database.read() as session:
        if await queries.find_account_by_name(session, folded) is not None:
            raise name_taken(wish.name)
    password_hash = await context.part(Passwords).hash_password(wish.password)
    async with context.database.write() as session:
        return await _register(session, context.part(LibraryDirectory), wish, password_hash, device)


async def _register(
    session: AsyncSession,
    directory: LibraryDirectory,
    wish: shapes.RegisterWish,
    password_hash: str,
    device: Device,
) -> SignedIn:
    invitation = await _admit(session, wish.invitation)
    role = invitation.role if invitation else "member"
    sees_all = invitation.sees_all_libraries if invitation else True
    account = await add_member(
        session, name=wish.name, password_hash=password_hash, role=role, sees_all_libraries=sees_all
    )
    if invitation is not None:
        if not await queries.use_invitation(session, invitation.id):
            raise InvitationNotValid("This invitation was used just now. Ask for another one.")
        invitation.used_by_id = account.id
        await directory.replace_access(session, account.id, invited_library_ids(invitation))
    return SignedIn(account.id, await start_session(session, account.id, device))


async def _admit(session: AsyncSession, secret: str | None) -> Invitation | None:
    """The invitation that lets someone register, or None where none is needed."""
    if not await queries.has_admin(session):
        raise RegistrationClosed("This house is not set up yet. Its first member comes by the set-up link.")
    rule = (await read_house(session)).registration
    if rule == "closed":
        raise RegistrationClosed("This house takes no new members.")
    if secret:
        invitation = await queries.find_invitation(session, hash_secret(secret))
        if invitation is None:
            raise InvitationNotValid("This invitation was used or has run out. Ask for another one.")
        return invitation
    if rule == "invitation":
        raise RegistrationClosed("Registering takes an invitation. Ask an admin of the house for one.")
    return None


async def reset_password(context: ServerContext, secret: str, password: str) -> None:
    """Set the password that a reset link allows, once. Raises ResetLinkNotValid, PasswordTooWeak."""
    account = await _get_reset_account(context.database, secret)
    check_new_password(password, account.name)
    new_hash = await context.part(Passwords).hash_password(password)
    async with context.database.write() as session:
        await queries.lock_account(session, account.id)
        # Of two that use the link at once, the one that finds it gone has come too late; so has whoever
        # finds it replaced by a newer one, which stays.
        if not await queries.use_reset_link(session, hash_secret(secret)):
            raise ResetLinkNotValid("This reset link was used or replaced just now.")
        await forgive_try(session, (), account.name_folded)
        await store_password(session, account.id, new_hash)


async def _get_reset_account(database: Database, secret: str) -> Account:
    async with database.read() as session:
        found = await queries.find_reset_link(session, hash_secret(secret))
    if found is None:
        raise ResetLinkNotValid("This reset link was used, replaced or has run out. Ask for another one.")
    return found[1]


async def is_setup_token(session: AsyncSession, token: str) -> bool:
    """Whether the token opens the set-up: nobody has used it, and the house has no admin."""
    stored = await find_setting(session, SETUP_SETTING)
    return stored is not None and is_same_secret(token, stored) and not await queries.has_admin(session)


async def set_up_house(context: ServerContext, wish: shapes.SetupWish, device: Device) -> SignedIn:
    """Make the first admin and name the house; it works once. Raises SetupClosed, PasswordTooWeak."""
    check_name(wish.name)
    check_new_password(wish.password, wish.name)
    closed = SetupClosed("This set-up link was used or replaced. The newest one stands in the server's log.")
    async with context.database.read() as session:
        if not await is_setup_token(session, wish.token):
            raise closed
    password_hash = await context.part(Passwords).hash_password(wish.password)
    async with context.database.write() as session:
        # Removing the token decides who was first.
        if not await is_setup_token(session, wish.token) or not await remove_setting(session, SETUP_SETTING):
            raise closed
        account = await add_member(
            session, name=wish.name, password_hash=password_hash, role="admin", ui_language=wish.language
        )
        await change_house(session, {"name": wish.house_name, "language": wish.language})
        return SignedIn(account.id, await start_session(session, account.id, device))


async def ensure_setup_link(
    database: Database, settings: Settings, base_url: str | None = None
) -> str | None:
    """A new one-time link to the wizard, which replaces earlier ones; None once the house has an admin.

    base_url: where the server answers, without a slash at the end; None takes it from the settings.
    """
    async with database.read() as session:
        if await queries.has_admin(session):
            return None
    token = new_secret()
    async with database.write() as session:
        await put_setting(session, SETUP_SETTING, hash_secret(token))
    base = base_url or settings.public_url or f"http://{_shown_host(settings.host)}:{settings.port}"
    return f"{base}/setup/{token}"


def _shown_host(host: str) -> str:
    if host in ("", "0.0.0.0", "::"):  # noqa: S104  # compared with, not bound to
        return "localhost"
    return f"[{host}]" if ":" in host else host


async def create_admin(database: Database, name: str, password: str) -> None:
    """Make an admin from the command line; the set-up link then opens nothing any more.

    Raises NameUnusable, NameTaken, PasswordTooWeak.
    """
    check_name(name)
    check_new_password(password, name)
    password_hash = await Passwords().hash_password(password)
    async with database.write() as session:
        await add_member(session, name=name, password_hash=password_hash, role="admin")
        await remove_setting(session, SETUP_SETTING)


async def reset_admin_password(database: Database, name: str, password: str) -> None:
    """Give an admin a new password from the command line, enabled again and signed out everywhere.

    Raises MemberNotFound (also for a member, whom an admin helps with a reset link), PasswordTooWeak.
    """
    check_new_password(password, name)
    new_hash = await Passwords().hash_password(password)
    folded = fold_name(name)
    async with database.write() as session:
        account = await queries.lock_account_by_name(session, folded)
        if account is None or account.role != "admin":
            raise MemberNotFound(f"There is no admin called {name!r}.")
        account.is_disabled = False
        await forgive_try(session, (), folded)
        await store_password(session, account.id, new_hash)


async def find_viewer(context: ServerContext, token: str) -> Viewer | None:
    """Whose session token this is, for code outside of routes; None when its session has ended."""
    identity = await identify(context, token, "")
    return identity.viewer if identity else None


async def read_me(context: ServerContext, session: AsyncSession, session_id: UUID) -> shapes.Me:
    """What the web app must know of who is signed in. The session must exist."""
    row = await queries.find_session_row(session, session_id)
    assert row is not None, "the session was let in by this request"
    profiles = [
        shapes.Profile.model_validate(each) for each in await queries.list_profiles(session, row.account_id)
    ]
    house = await read_house(session)
    libraries = await context.part(LibraryDirectory).list_visible(
        session, row.account_id, row.sees_all_libraries
    )
    return shapes.Me(
        account=shapes.AccountInfo(id=row.account_id, name=row.account_name, role=row.role),
        profile=next((each for each in profiles if each.id == row.profile_id), None),
        profiles=profiles,
        house=shapes.HouseName(name=house.name, language=house.language),
        session_id=session_id,
        libraries=[shapes.LibraryInfo.model_validate(each) for each in libraries],
    )
