"""Links that work once: invitations and password resets. Only hashes of their secrets are stored."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.ids import new_id, new_secret
from kino.core.security import hash_secret
from kino.features.accounts import queries
from kino.features.accounts import schemas as shapes
from kino.features.accounts.errors import InvitationNotFound
from kino.features.accounts.models import Account, Invitation, ResetLink

RESET_LINK_LIFE = timedelta(hours=24)


async def create_invitation(
    session: AsyncSession, base_url: str, created_by_id: UUID, wish: shapes.InvitationWish
) -> shapes.Invitation:
    """A link for one person; the answer is the only place where its secret appears."""
    secret = new_secret()
    invitation = Invitation(
        id=new_id(),
        token_hash=hash_secret(secret),
        note=wish.note,
        role=wish.role,
        sees_all_libraries=wish.sees_all_libraries,
        library_ids=[str(each) for each in wish.library_ids],
        created_by_id=created_by_id,
        expires_at=now() + timedelta(seconds=wish.expires_in_s),
    )
    session.add(invitation)
    await session.flush()
    return _describe(invitation, None, f"{base_url}/register/{secret}")


async def list_invitations(session: AsyncSession) -> list[shapes.Invitation]:
    """All invitations, newest first, without their links."""
    return [_describe(each, used_by) for each, used_by in await queries.list_invitation_rows(session)]


async def withdraw_invitation(session: AsyncSession, invitation_id: UUID) -> None:
    """Let the link open nothing any more. Raises InvitationNotFound."""
    query = delete(Invitation).where(Invitation.id == invitation_id).returning(Invitation.id)
    if (await session.execute(query)).first() is None:
        raise InvitationNotFound(f"There is no invitation {invitation_id}.")


async def create_reset_link(session: AsyncSession, base_url: str, account_id: UUID) -> shapes.OneTimeLink:
    """A link that sets a new password once within a day; it replaces earlier ones. Raises MemberNotFound."""
    account: Account = await queries.get_account(session, account_id)
    await queries.delete_reset_links(session, account.id)
    secret = new_secret()
    expires_at = now() + RESET_LINK_LIFE
    session.add(
        ResetLink(id=new_id(), account_id=account.id, token_hash=hash_secret(secret), expires_at=expires_at)
    )
    return shapes.OneTimeLink(url=f"{base_url}/reset/{secret}", expires_at=expires_at)


def invited_library_ids(invitation: Invitation) -> Sequence[UUID]:
    """Libraries that whoever uses the invitation may see."""
    return [UUID(each) for each in invitation.library_ids]


def _describe(invitation: Invitation, used_by: str | None, url: str | None = None) -> shapes.Invitation:
    return shapes.Invitation(
        id=invitation.id,
        url=url,
        note=invitation.note,
        role=invitation.role,
        sees_all_libraries=invitation.sees_all_libraries,
        library_ids=list(invited_library_ids(invitation)),
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
        used_at=invitation.used_at,
        used_by=used_by,
    )
