"""The stream of live messages: who hears what, and when it ends; over a real socket."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx2
import pytest
import uvicorn
from sqlalchemy import delete, update

from kino.core.events import LiveMessage
from kino.core.ids import new_id
from kino.core.security import SESSION_COOKIE
from kino.features.accounts.events import MemberChanged
from kino.features.accounts.models import Account, SignInSession
from kino.features.accounts.parts import live
from kino.features.accounts.parts.live import LiveStreams, Rights, may_hear
from kino.features.accounts.parts.sessions import identify
from tests.support.signed_in import House, SignedInMember

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@asynccontextmanager
async def serving(house: House) -> AsyncIterator[tuple[str, uvicorn.Server]]:
    """The house behind a real server on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(house.app, lifespan="off", log_config=None, proxy_headers=False)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    await _until(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", server
    finally:
        house.context.part(LiveStreams).end_all()
        server.should_exit = True
        async with asyncio.timeout(120):
            await task
        listener.close()


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(120):
        while not is_so():  # noqa: ASYNC110  # uvicorn tells its state by attributes only
            await asyncio.sleep(0.01)


class Ear:
    """A browser's EventSource."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def hear(self) -> tuple[str, object] | None:
        """The next message, or None when the stream has ended."""
        topic = ""
        async with asyncio.timeout(120):
            async for line in self._lines:
                if line.startswith("event: "):
                    topic = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    return topic, json.loads(line.removeprefix("data: "))
                elif line.startswith(":"):
                    return line, None
        return None


@asynccontextmanager
async def listening(base: str, member: SignedInMember, **headers: str) -> AsyncIterator[Ear]:
    async with (
        httpx2.AsyncClient(base_url=base, cookies={SESSION_COOKIE: member.token}) as client,
        client.stream("GET", "/api/events", headers=headers) as response,
    ):
        yield Ear(response)


async def test_stream_carries_messages_and_keeps_no_session_open(house: House) -> None:
    anna = await house.add_member("Anna")
    async with serving(house) as (base, _), listening(base, anna) as ear:
        assert ear.response.headers["content-type"].startswith("text/event-stream")
        assert ear.response.headers["x-accel-buffering"] == "no"
        pool = house.context.database._reader.pool
        assert pool.checkedout() == 0  # type: ignore[attr-defined]
        house.context.bus.tell(LiveMessage("titles.added", {"name": "Ä\nB"}))
        assert await ear.hear() == ("titles.added", {"name": "Ä\nB"})


async def test_stream_leaves_out_what_is_for_others(house: House) -> None:
    anna, ada = (
        await house.add_member("Anna", sees_all_libraries=False),
        await house.add_member("Ada", "admin"),
    )
    bus = house.context.bus
    async with serving(house) as (base, _), listening(base, anna) as hers, listening(base, ada) as admins:
        bus.tell(LiveMessage("scan.progressed", admins_only=True))
        bus.tell(LiveMessage("progress.changed", profile_id=ada.profile_id))
        bus.tell(LiveMessage("titles.added", library_id=new_id()))
        bus.tell(LiveMessage("list.changed", profile_id=anna.profile_id))
        assert await hers.hear() == ("list.changed", {})
        assert [await admins.hear() for _ in range(3)] == [
            ("scan.progressed", {}),
            ("progress.changed", {}),
            ("titles.added", {}),
        ]


async def test_stream_ends_with_its_session(house: House) -> None:
    ada, anna = await house.add_member("Ada", "admin"), await house.add_member("Anna")
    async with serving(house) as (base, _), listening(base, anna) as hers, listening(base, ada) as admins:
        await ada.client.post(f"/api/admin/members/{anna.account_id}/sign-out")
        assert await hers.hear() is None
        house.context.bus.tell(LiveMessage("still.here"))
        assert await admins.hear() == ("still.here", {})


@pytest.mark.parametrize("what", ["access", "role", "profile", "library"])
async def test_stream_ends_when_what_may_be_heard_changes(house: House, what: str) -> None:
    ada, anna = await house.add_member("Ada", "admin"), await house.add_member("Anna")
    library = (await ada.client.post("/api/admin/libraries", json={"name": "Films", "kind": "movies"})).json()
    changes: dict[str, Callable[[], object]] = {
        "access": lambda: ada.client.patch(
            f"/api/admin/members/{anna.account_id}", json={"sees_all_libraries": False}
        ),
        "role": lambda: ada.client.patch(f"/api/admin/members/{anna.account_id}", json={"role": "admin"}),
        "profile": lambda: anna.client.post(f"/api/profiles/{anna.profile_id}/select"),
        "library": lambda: ada.client.patch(
            f"/api/admin/libraries/{library['id']}", json={"account_ids_with_access": [str(ada.account_id)]}
        ),
    }
    async with serving(house) as (base, _), listening(base, anna) as ear:
        answer = await changes[what]()  # type: ignore[misc]
        assert answer.status_code == 200
        while (heard := await ear.hear()) is not None:
            assert heard[0] == "libraries.changed"


async def test_returning_browser_is_told_to_fetch_afresh(house: House) -> None:
    anna = await house.add_member("Anna")
    async with serving(house) as (base, _), listening(base, anna, **{"Last-Event-ID": "0"}) as ear:
        assert await ear.hear() == ("resync", {})


async def test_ping_finds_a_session_that_another_node_ended(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PING_EVERY_S", 0.05)
    anna = await house.add_member("Anna")
    async with serving(house) as (base, _), listening(base, anna) as ear:
        assert await ear.hear() == (": ping", None)
        async with house.context.database.write() as session:
            await session.execute(delete(SignInSession))
        while (heard := await ear.hear()) is not None:
            assert heard == (": ping", None)


@pytest.mark.parametrize("what", ["session", "access"])
async def test_busy_stream_finds_what_another_node_changed(
    house: House, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(live, "PING_EVERY_S", 0.1)
    anna = await house.add_member("Anna")

    async def chatter() -> None:
        while True:
            house.context.bus.tell(LiveMessage("scan.progressed"))
            await asyncio.sleep(0.01)

    async with serving(house) as (base, _), listening(base, anna) as ear:
        talking = asyncio.create_task(chatter())
        try:
            assert await ear.hear() is not None
            async with house.context.database.write() as session:
                await session.execute(
                    delete(SignInSession)
                    if what == "session"
                    else update(Account).values(sees_all_libraries=False)
                )
            async with asyncio.timeout(120):
                while await ear.hear() is not None:
                    pass
        finally:
            talking.cancel()


async def test_rights_that_change_while_a_stream_opens_hold_for_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await house.add_member("Anna")
    bus = house.context.bus

    async def identify_and_lose_rights(*args: Any) -> Any:
        identity = await identify(*args)
        async with house.context.database.write() as session:
            await session.execute(update(Account).values(sees_all_libraries=False))
        bus.publish(MemberChanged(anna.account_id))
        await bus.drain()
        return identity

    async with serving(house) as (base, _):
        monkeypatch.setattr("kino.features.accounts.rules.identify", identify_and_lose_rights)
        async with listening(base, anna) as ear:
            bus.tell(LiveMessage("titles.added", library_id=new_id()))
            bus.tell(LiveMessage("still.here"))
            assert await ear.hear() == ("still.here", {})


async def test_server_does_not_wait_for_its_listeners(house: House) -> None:
    anna = await house.add_member("Anna")
    loop = asyncio.get_running_loop()
    async with serving(house) as (base, server), listening(base, anna) as ear:
        begun_s = loop.time()
        house.context.part(LiveStreams).end_all()
        server.should_exit = True
        assert await ear.hear() is None
        await _until(lambda: not any(each.is_serving() for each in server.servers))
        assert loop.time() - begun_s < 1


async def test_browser_that_leaves_is_forgotten(house: House) -> None:
    anna = await house.add_member("Anna")
    streams = house.context.part(LiveStreams)
    async with serving(house) as (base, _):
        async with listening(base, anna):
            assert len(streams._open) == 1
        await _until(lambda: not streams._open)


def test_message_reaches_only_who_matches_all_that_narrows_it(database_url: str) -> None:
    me, mine, seen = new_id(), new_id(), new_id()
    rights = Rights(account_id=me, profile_id=mine, is_admin=False, library_ids=frozenset({seen}))
    choices: dict[str, list[tuple[UUID | None, bool]]] = {
        "account_id": [(None, True), (me, True), (new_id(), False)],
        "profile_id": [(None, True), (mine, True), (new_id(), False)],
        "library_id": [(None, True), (seen, True), (new_id(), False)],
    }
    for account, account_fits in choices["account_id"]:
        for profile, profile_fits in choices["profile_id"]:
            for library, library_fits in choices["library_id"]:
                message = LiveMessage("x", {}, account, profile, library)
                fits = account_fits and profile_fits and library_fits
                assert may_hear(message, rights) is fits
    assert not may_hear(LiveMessage("x", admins_only=True), rights)
