"""A house for tests: the real app of some features over a real database, and members who are signed in."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
from fastapi import APIRouter, FastAPI

from kino.core.context import ServerContext
from kino.core.db import Database
from kino.core.http import add_routes, install_http
from kino.core.security import SESSION_COOKIE
from kino.core.settings import Settings
from kino.features.accounts import register as accounts_register
from kino.features.accounts import routes as accounts_routes
from kino.features.accounts.models import Account
from kino.features.accounts.parts.keyring import SessionKeyring
from kino.features.accounts.parts.members import add_member
from kino.features.accounts.parts.sessions import Device, start_session
from kino.features.accounts.queries import list_profiles
from kino.features.libraries import register as libraries_register
from kino.features.libraries import routes as libraries_routes

HOST = "http://kino.test"
PASSWORD = "a lantern by the sea"
# Of PASSWORD, made once with costs that only a test may use; the first sign-in replaces it.
PASSWORD_HASH = (
    "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$4TOEbnUdvbOQHn9nkmbh0jC1oyjDFhJraaNf/X5NgZw"
)


@dataclass(slots=True)
class SignedInMember:
    """A member with a client that carries their cookie."""

    account_id: UUID
    profile_id: UUID
    session_id: UUID
    name: str
    token: str
    client: httpx2.AsyncClient


@dataclass(slots=True)
class House:
    """A running app without a socket."""

    app: FastAPI
    context: ServerContext
    stack: AsyncExitStack
    members: dict[str, SignedInMember] = field(default_factory=dict)

    async def client(
        self, *, cookie: str | None = None, address: str = "192.0.2.7", **headers: str | bytes
    ) -> httpx2.AsyncClient:
        """A browser at this address, with this session's cookie if any."""
        transport = httpx2.ASGITransport(app=self.app, client=(address, 40000))
        cookies = {SESSION_COOKIE: cookie} if cookie else None
        given = [
            (name.encode(), value.encode() if isinstance(value, str) else value)
            for name, value in {"Origin": HOST, **headers}.items()
        ]
        return await self.stack.enter_async_context(
            httpx2.AsyncClient(transport=transport, base_url=HOST, headers=given, cookies=cookies)
        )

    async def add_member(self, name: str, role: str = "member", **values: Any) -> SignedInMember:
        """A member with one profile, signed in on one device."""
        async with self.context.database.write() as session:
            account: Account = await add_member(
                session, name=name, password_hash=PASSWORD_HASH, role=role, **values
            )
            profiles = await list_profiles(session, account.id)
            session_id = await start_session(session, account.id, Device("Test", "192.0.2.7"))
        token = await self.sign(session_id)
        member = SignedInMember(
            account.id, profiles[0].id, session_id, name, token, await self.client(cookie=token)
        )
        self.members[name] = member
        return member

    async def sign(self, session_id: UUID) -> str:
        """A valid token of this session."""
        return (await self.context.part(SessionKeyring).get_keys()).sign_session(session_id)


@asynccontextmanager
async def open_house(
    database: Database,
    folder: Path,
    *,
    routers: Sequence[APIRouter] = (),
    registers: Sequence[Callable[[ServerContext], None]] = (),
    **settings: Any,
) -> AsyncIterator[House]:
    """A house with accounts, libraries and what else is given; settings: fields of Settings."""
    chosen = Settings(data_dir=folder / "kino-data", media_roots=(folder,))
    chosen = Settings(**{**{name: getattr(chosen, name) for name in Settings.__slots__}, **settings})
    context = ServerContext(chosen, database, database.bus)
    for register in (accounts_register.register, libraries_register.register, *registers):
        register(context)
    app = FastAPI()
    for router in (accounts_routes.router, libraries_routes.router, *routers):
        add_routes(app, router)
    install_http(app, context)
    database.bus.start()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.bus.stop)
        for hook in context.stop_hooks:
            stack.push_async_callback(hook)
        for hook in context.start_hooks:
            await hook()
        yield House(app, context, stack)
