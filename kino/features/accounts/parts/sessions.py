"""Sessions: how a device gets one, how a request is told whose it is, and how it lives on with use."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.context import ServerContext
from kino.core.db import Database, DiskFull, record_event
from kino.core.ids import new_id
from kino.features.accounts import queries
from kino.features.accounts.events import SignedOut
from kino.features.accounts.models import SignInSession
from kino.features.accounts.parts.keyring import SessionKeyring
from kino.features.accounts.parts.library_directory import LibraryDirectory
from kino.features.accounts.viewer import ProfileViewer, Viewer

log = structlog.get_logger(__name__)

SESSION_LIFE = timedelta(days=30)  # without any use; each use starts it anew
TOUCH_EVERY = timedelta(minutes=5)
TOKEN_RENEWED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Device:
    """What a session is made for. address: where its last request came from."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A viewer, and when the token was made that they showed."""

    viewer: Viewer
    issued_at: datetime


async def start_session(session: AsyncSession, account_id: UUID, device: Device) -> UUID:
    """Sign the device in; with a single profile nobody needs to be asked who is watching."""
    await queries.delete_expired_sessions(session)
    profiles = await queries.list_profiles(session, account_id)
    opened = SignInSession(
        id=new_id(),
        account_id=account_id,
        profile_id=profiles[0].id if len(profiles) == 1 else None,
        device_name=device.name,
        address=device.address[:64],
        expires_at=now() + SESSION_LIFE,
    )
    session.add(opened)
    account = await queries.get_account(session, account_id)
    account.last_seen_at = now()
    return opened.id


async def end_session(session: AsyncSession, account_id: UUID, session_id: UUID) -> None:
    """Sign one device of the account out. Raises SessionNotFound."""
    await queries.delete_session(session, account_id, session_id)
    record_event(session, SignedOut(account_id, session_id))


async def end_sessions(
    session: AsyncSession, account_id: UUID, kept_session_id: UUID | None = None
) -> Sequence[UUID]:
    """Sign all devices of the account out, but for one; ids of the sessions that ended."""
    ended = await queries.delete_sessions(session, account_id, kept_session_id)
    record_event(session, *(SignedOut(account_id, each) for each in ended))
    return ended


async def identify(context: ServerContext, token: str, address: str) -> Identity | None:
    """Whose token this is and what they may see; None when the session ended or the account is disabled."""
    keys = await context.part(SessionKeyring).get_keys()
    claim = keys.read_token(token)
    if claim is None:
        return None
    async with context.database.look_up() as connection:
        row = await queries.find_session_row(connection, claim.session_id)
        if row is None:
            return None
        library_ids = await context.part(LibraryDirectory).list_visible_ids(
            connection, row.account_id, row.sees_all_libraries
        )
    context.part(SessionTouches).note_use(row.session_id, row.last_used_at, address)
    kind = Viewer if row.profile_id is None else ProfileViewer
    viewer = kind(
        account_id=row.account_id,
        account_name=row.account_name,
        role=row.role,
        sees_all_libraries=row.sees_all_libraries,
        library_ids=library_ids,
        session_id=row.session_id,
        device_name=row.device_name,
        profile_id=row.profile_id,
        is_child=bool(row.is_child),
        ui_language=row.ui_language,
        audio_language=row.audio_language,
        subtitle_language=row.subtitle_language,
        subtitle_mode=row.subtitle_mode or "auto",
    )
    return Identity(viewer, claim.issued_at)


class SessionTouches:
    """Writes down the use of sessions beside the requests, each at most once in `TOUCH_EVERY`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writing: dict[UUID, asyncio.Task[None]] = {}

    def note_use(self, session_id: UUID, last_used_at: datetime, address: str) -> None:
        """The session was used just now; never waits."""
        if now() - last_used_at < TOUCH_EVERY or session_id in self._writing:
            return
        task = asyncio.create_task(self._write_use(session_id, address[:64]))
        self._writing[session_id] = task
        task.add_done_callback(lambda _: self._writing.pop(session_id, None))

    async def finish(self) -> None:
        """Return when all that was noted is written."""
        await asyncio.gather(*self._writing.values())

    async def _write_use(self, session_id: UUID, address: str) -> None:
        used_at = now()
        try:
            async with self._database.write() as session:
                await queries.touch_session(session, session_id, address, used_at, used_at + SESSION_LIFE)
        except (SQLAlchemyError, DiskFull) as error:
            # The next request tries again; the one that was under way is none the worse.
            log.warning("use of a session was not written", error=str(error))
