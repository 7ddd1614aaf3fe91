"""Routes of accounts: the ways in, oneself, profiles, and the stream of live messages."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Header, Request, Response
from fastapi.responses import StreamingResponse

from kino import __version__
from kino.core.http import Context, Part, Reading, Writing, api_router, client_address, errors, is_secure
from kino.core.security import hash_secret
from kino.features.accounts import admin_routes, queries, service
from kino.features.accounts import schemas as shapes
from kino.features.accounts.errors import (
    AccountSwitchedOff,
    InvitationNotValid,
    LastProfile,
    NameTaken,
    NameUnusable,
    NotSignedIn,
    PasswordTooWeak,
    ProfileNotFound,
    RegistrationClosed,
    ResetLinkNotValid,
    SessionNotFound,
    SetupClosed,
    TooManyAttempts,
    TooManyProfiles,
    WrongPassword,
)
from kino.features.accounts.parts import profiles as profile_rules
from kino.features.accounts.parts import sessions as session_rules
from kino.features.accounts.parts.devices import name_device
from kino.features.accounts.parts.house_settings import read_house
from kino.features.accounts.parts.keyring import SessionKeyring
from kino.features.accounts.parts.library_directory import LibraryDirectory
from kino.features.accounts.parts.live import LiveStreams, read_rights, write_stream
from kino.features.accounts.parts.sessions import Device
from kino.features.accounts.rules import Public, SignedIn, clear_session_cookie, set_session_cookie

router = api_router("accounts")


@router.get("/health")
async def get_health(_: Public) -> shapes.Health:
    """Whether the server answers."""
    return shapes.Health(status="ok", version=__version__)


@router.get("/house")
async def get_house(_: Public, request: Request, session: Reading) -> shapes.HouseInfo:
    """What the sign-in page must know."""
    house = await read_house(session)
    return shapes.HouseInfo(
        name=house.name,
        language=house.language,
        registration=house.registration,
        is_set_up=await queries.has_admin(session),
        version=__version__,
        is_secure=is_secure(request),
    )


@router.get("/setup/{token}")
async def get_setup_link(_: Public, token: shapes.Secret, session: Reading) -> shapes.SetupLink:
    """Whether the set-up link still works."""
    return shapes.SetupLink(valid=await service.is_setup_token(session, token))


@router.post("/setup", responses=errors(SetupClosed, PasswordTooWeak, NameUnusable))
async def set_up(
    _: Public, wish: shapes.SetupWish, request: Request, response: Response, context: Context
) -> shapes.Me:
    """Make the first admin and sign them in; it works once in the life of a house."""
    signed_in = await service.set_up_house(context, wish, _device_of(request))
    return await _welcome(context, request, response, signed_in)


@router.post("/login", responses=errors(WrongPassword, AccountSwitchedOff, TooManyAttempts))
async def login(
    _: Public, wish: shapes.LoginWish, request: Request, response: Response, context: Context
) -> shapes.Me:
    """Sign in. The cookie's value also serves as a Bearer token."""
    device = _device_of(request, wish.device_name)
    signed_in = await service.sign_in(context, wish.name, wish.password, device)
    return await _welcome(context, request, response, signed_in)


@router.post("/logout", status_code=204, responses=errors(NotSignedIn))
async def logout(viewer: SignedIn, request: Request, response: Response, session: Writing) -> None:
    """End this session."""
    await session_rules.end_session(session, viewer.account_id, viewer.session_id)
    clear_session_cookie(request, response)


@router.post(
    "/register",
    responses=errors(
        RegistrationClosed, InvitationNotValid, NameTaken, NameUnusable, PasswordTooWeak, TooManyAttempts
    ),
)
async def register(
    _: Public, wish: shapes.RegisterWish, request: Request, response: Response, context: Context
) -> shapes.Me:
    """Become a member, as far as the house's rule or an invitation allows, and sign in."""
    signed_in = await service.register(context, wish, _device_of(request))
    return await _welcome(context, request, response, signed_in)


@router.get("/invitations/{token}")
async def get_invitation(_: Public, token: shapes.Secret, session: Reading) -> shapes.InvitationInfo:
    """What an invitation link offers."""
    found = await queries.find_invitation(session, hash_secret(token))
    if found is None:
        return shapes.InvitationInfo(is_valid=False, note="", expires_at=None)
    return shapes.InvitationInfo(is_valid=True, note=found.note, expires_at=found.expires_at)


@router.get("/reset/{token}")
async def get_reset_link(_: Public, token: shapes.Secret, session: Reading) -> shapes.ResetInfo:
    """Whether a reset link still works, and for whom."""
    found = await queries.find_reset_link(session, hash_secret(token))
    if found is None:
        return shapes.ResetInfo(is_valid=False, name="", expires_at=None)
    return shapes.ResetInfo(is_valid=True, name=found[1].name, expires_at=found[0].expires_at)


@router.post("/reset/{token}", status_code=204, responses=errors(ResetLinkNotValid, PasswordTooWeak))
async def use_reset_link(_: Public, token: shapes.Secret, wish: shapes.ResetWish, context: Context) -> None:
    """Set a new password; every device is signed out."""
    await service.reset_password(context, token, wish.password)


@router.get("/me", responses=errors(NotSignedIn))
async def get_me(viewer: SignedIn, context: Context, session: Reading) -> shapes.Me:
    """Who is signed in, who is watching, and what they may see."""
    return await service.read_me(context, session, viewer.session_id)


@router.post(
    "/me/password", status_code=204, responses=errors(WrongPassword, TooManyAttempts, PasswordTooWeak)
)
async def change_password(
    viewer: SignedIn, wish: shapes.PasswordWish, request: Request, context: Context
) -> None:
    """Change one's password; the other devices are signed out."""
    await service.change_password(context, viewer, client_address(request), wish)


@router.get("/me/sessions")
async def list_sessions(viewer: SignedIn, session: Reading) -> list[shapes.SessionInfo]:
    """Devices that are signed in, the last used one first."""
    return [
        shapes.SessionInfo(
            id=each.id,
            device_name=each.device_name,
            address=each.address,
            created_at=each.created_at,
            last_used_at=each.last_used_at,
            is_current=each.id == viewer.session_id,
        )
        for each in await queries.list_sessions(session, viewer.account_id)
    ]


@router.delete("/me/sessions/{session_id}", status_code=204, responses=errors(SessionNotFound))
async def end_session(viewer: SignedIn, session_id: UUID, session: Writing) -> None:
    """Sign a device out; its next request is refused."""
    await session_rules.end_session(session, viewer.account_id, session_id)


@router.delete("/me/sessions", status_code=204)
async def end_other_sessions(viewer: SignedIn, session: Writing) -> None:
    """Sign out every device but this one."""
    await session_rules.end_sessions(session, viewer.account_id, viewer.session_id)


@router.get("/profiles")
async def list_profiles(viewer: SignedIn, session: Reading) -> list[shapes.Profile]:
    """Who may watch with this account."""
    rows = await queries.list_profiles(session, viewer.account_id)
    return [shapes.Profile.model_validate(each) for each in rows]


@router.post("/profiles", status_code=201, responses=errors(TooManyProfiles))
async def create_profile(viewer: SignedIn, wish: shapes.ProfileWish, session: Writing) -> shapes.Profile:
    """Add someone who watches."""
    values = wish.model_dump(exclude_unset=True)
    profile = await profile_rules.create_profile(session, viewer.account_id, **values)
    return shapes.Profile.model_validate(profile)


@router.patch("/profiles/{profile_id}", responses=errors(ProfileNotFound))
async def change_profile(
    viewer: SignedIn, profile_id: UUID, wish: shapes.ProfilePatch, session: Writing
) -> shapes.Profile:
    """Change the fields that are sent."""
    changes = wish.model_dump(exclude_unset=True)
    profile = await profile_rules.change_profile(session, viewer.account_id, profile_id, changes)
    return shapes.Profile.model_validate(profile)


@router.delete("/profiles/{profile_id}", status_code=204, responses=errors(ProfileNotFound, LastProfile))
async def delete_profile(viewer: SignedIn, profile_id: UUID, session: Writing) -> None:
    """Remove a profile with its progress, list and history."""
    await profile_rules.delete_profile(session, viewer.account_id, profile_id)


@router.post("/profiles/{profile_id}/select", responses=errors(ProfileNotFound))
async def select_profile(
    viewer: SignedIn, profile_id: UUID, context: Context, streams: Part[LiveStreams], session: Writing
) -> shapes.Me:
    """Say who watches on this device from now on."""
    await profile_rules.select_profile(session, viewer.account_id, viewer.session_id, profile_id)
    # The open stream still speaks to whoever watched before; the browser connects again.
    streams.end_session(viewer.session_id)
    return await service.read_me(context, session, viewer.session_id)


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "Live messages until one side ends."}
    },
)
async def listen(
    viewer: SignedIn, context: Context, last_event_id: Annotated[str | None, Header()] = None
) -> StreamingResponse:
    """Live messages as server-sent events; `resync` means: fetch everything afresh."""
    streams = context.part(LiveStreams)
    read_again = partial(read_rights, context.database, context.part(LibraryDirectory), viewer.session_id)
    stream = streams.open_stream(viewer.account_id, viewer.session_id)
    try:
        stream.rights = await read_again()
    finally:
        if stream.rights is None:
            streams.close_stream(stream)
    # Without rights the answer ends at once; the browser comes again and is refused.
    body = write_stream(streams, stream, read_again, is_resumed=last_event_id is not None)
    # X-Accel-Buffering: nginx would keep messages back until its buffer is full.
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(body, media_type="text/event-stream", headers=headers)


router.routes.extend(admin_routes.router.routes)


async def _welcome(
    context: Context, request: Request, response: Response, signed_in: service.SignedIn
) -> shapes.Me:
    keys = await context.part(SessionKeyring).get_keys()
    set_session_cookie(request, response, keys.sign_session(signed_in.session_id))
    async with context.database.read() as session:
        return await service.read_me(context, session, signed_in.session_id)


def _device_of(request: Request, name: str | None = None) -> Device:
    return Device(name or name_device(request.headers.get("user-agent", "")), client_address(request))
