"""Routes for admins: members, invitations, reset links, and the house's own settings."""

from uuid import UUID

from fastapi import Request

from kino.core.http import Part, Reading, Writing, api_router, base_url, errors
from kino.features.accounts import queries
from kino.features.accounts import schemas as shapes
from kino.features.accounts.errors import AdminsOnly, InvitationNotFound, LastAdmin, MemberNotFound
from kino.features.accounts.parts import links
from kino.features.accounts.parts import members as member_rules
from kino.features.accounts.parts.house_settings import change_house, read_house
from kino.features.accounts.parts.library_directory import LibraryDirectory
from kino.features.accounts.parts.sessions import end_sessions
from kino.features.accounts.rules import AdminOnly

router = api_router("accounts", prefix="/admin", responses=errors(AdminsOnly))


@router.get("/members")
async def list_members(
    _: AdminOnly, directory: Part[LibraryDirectory], session: Reading
) -> list[shapes.Member]:
    """All members by name."""
    return await member_rules.list_members(session, directory)


@router.patch("/members/{account_id}", responses=errors(MemberNotFound, LastAdmin))
async def change_member(
    _: AdminOnly,
    account_id: UUID,
    wish: shapes.MemberPatch,
    directory: Part[LibraryDirectory],
    session: Writing,
) -> shapes.Member:
    """Change role, libraries, or disable; what is null or not sent stays."""
    changes = wish.model_dump(exclude_none=True)
    await member_rules.change_member(session, directory, account_id, changes)
    await session.flush()
    members = await member_rules.list_members(session, directory)
    return next(each for each in members if each.id == account_id)


@router.delete("/members/{account_id}", status_code=204, responses=errors(MemberNotFound, LastAdmin))
async def delete_member(_: AdminOnly, account_id: UUID, session: Writing) -> None:
    """Remove a member with all that their profiles own."""
    await member_rules.delete_member(session, account_id)


@router.post("/members/{account_id}/reset-link", responses=errors(MemberNotFound))
async def create_reset_link(
    _: AdminOnly, account_id: UUID, request: Request, session: Writing
) -> shapes.OneTimeLink:
    """A link, to be passed on by hand, that sets a new password once."""
    return await links.create_reset_link(session, base_url(request), account_id)


@router.post("/members/{account_id}/sign-out", status_code=204, responses=errors(MemberNotFound))
async def sign_member_out(_: AdminOnly, account_id: UUID, session: Writing) -> None:
    """End all sessions of a member."""
    await queries.get_account(session, account_id)
    await end_sessions(session, account_id)


@router.get("/invitations")
async def list_invitations(_: AdminOnly, session: Reading) -> list[shapes.Invitation]:
    """All invitations, newest first, without their links."""
    return await links.list_invitations(session)


@router.post("/invitations", status_code=201)
async def create_invitation(
    viewer: AdminOnly, wish: shapes.InvitationWish, request: Request, session: Writing
) -> shapes.Invitation:
    """A link, to be passed on by hand, that lets one person register."""
    return await links.create_invitation(session, base_url(request), viewer.account_id, wish)


@router.delete("/invitations/{invitation_id}", status_code=204, responses=errors(InvitationNotFound))
async def delete_invitation(_: AdminOnly, invitation_id: UUID, session: Writing) -> None:
    """Withdraw an invitation; whoever came in by it stays."""
    await links.withdraw_invitation(session, invitation_id)


@router.get("/house")
async def get_house_settings(_: AdminOnly, session: Reading) -> shapes.HouseSettings:
    """The house's name and language, and who may register."""
    return await read_house(session)


@router.patch("/house")
async def change_house_settings(
    _: AdminOnly, wish: shapes.HousePatch, session: Writing
) -> shapes.HouseSettings:
    """Change the fields that are sent."""
    await change_house(session, wish.model_dump(exclude_none=True))
    await session.flush()
    return await read_house(session)
