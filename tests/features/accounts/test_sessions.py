"""Sessions end when they are told to, live on with use, and cost a request next to nothing."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import event, text, update

from kino.core import security
from kino.core.clock import now
from kino.core.db import Database
from kino.features.accounts import queries
from kino.features.accounts.models import Account, SignInSession
from kino.features.accounts.parts.devices import name_device
from kino.features.accounts.parts.keyring import SessionKeyring
from kino.features.accounts.parts.members import store_password
from kino.features.accounts.parts.sessions import Device, SessionTouches, identify, start_session
from tests.support.signed_in import PASSWORD, House, SignedInMember


async def _second_device(house: House, member: SignedInMember) -> str:
    async with house.context.database.write() as session:
        session_id = await start_session(session, member.account_id, Device("Tablet", "192.0.2.8"))
    return await house.sign(session_id)


async def test_revoked_session_is_refused_at_its_next_request(house: House) -> None:
    anna = await house.add_member("Anna")
    tablet = await house.client(cookie=await _second_device(house, anna))
    assert (await tablet.get("/api/me")).status_code == 200
    sessions = (await anna.client.get("/api/me/sessions")).json()
    other = next(each for each in sessions if not each["is_current"])
    assert (await anna.client.delete(f"/api/me/sessions/{other['id']}")).status_code == 204
    refused = await tablet.get("/api/me")
    assert (refused.status_code, refused.json()["error"]) == (401, "NotSignedIn")
    assert (await anna.client.get("/api/me")).status_code == 200
    assert (await anna.client.delete(f"/api/me/sessions/{other['id']}")).status_code == 404


async def test_session_of_another_member_cannot_be_ended(house: House) -> None:
    anna, ben = await house.add_member("Anna"), await house.add_member("Ben")
    assert (await ben.client.delete(f"/api/me/sessions/{anna.session_id}")).status_code == 404
    assert (await anna.client.get("/api/me")).status_code == 200


async def test_all_other_sessions_end_together(house: House) -> None:
    anna = await house.add_member("Anna")
    tablet = await house.client(cookie=await _second_device(house, anna))
    assert (await anna.client.delete("/api/me/sessions")).status_code == 204
    assert (await tablet.get("/api/me")).status_code == 401
    assert len((await anna.client.get("/api/me/sessions")).json()) == 1


async def test_logout_ends_the_session_and_the_cookie(house: House) -> None:
    anna = await house.add_member("Anna")
    answer = await anna.client.post("/api/logout")
    assert answer.status_code == 204
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    kept = await house.client(cookie=anna.token)
    assert (await kept.get("/api/me")).status_code == 401


async def test_password_change_keeps_this_device_and_ends_the_others(house: House) -> None:
    anna = await house.add_member("Anna")
    tablet = await house.client(cookie=await _second_device(house, anna))
    wish = {"current_password": "wrong", "new_password": "another lantern"}
    refused = await anna.client.post("/api/me/password", json=wish)
    assert (refused.status_code, refused.json()["error"]) == (403, "WrongPassword")
    wish["current_password"] = PASSWORD
    assert (await anna.client.post("/api/me/password", json=wish)).status_code == 204
    assert (await anna.client.get("/api/me")).status_code == 200
    assert (await tablet.get("/api/me")).status_code == 401


async def test_expired_session_is_refused(house: House) -> None:
    anna = await house.add_member("Anna")
    async with house.context.database.write() as session:
        await session.execute(update(SignInSession).values(expires_at=now() - timedelta(seconds=1)))
    assert (await anna.client.get("/api/me")).status_code == 401


async def test_disabling_an_account_refuses_it_at_once_even_without_an_event(house: House) -> None:
    anna = await house.add_member("Anna")
    async with house.context.database.write() as session:
        await session.execute(update(Account).values(is_disabled=True))
    assert (await anna.client.get("/api/me")).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "eyJhbGciOiJub25lIn0.eyJzaWQiOiIwIn0."])
async def test_forged_tokens_are_refused(house: House, token: str) -> None:
    browser = await house.client(Authorization=f"Bearer {token}".encode())
    assert (await browser.get("/api/me")).status_code == 401


async def test_token_of_another_house_is_refused(house: House) -> None:
    anna = await house.add_member("Anna")
    forged = security.SessionKeys.fresh().sign_session(anna.session_id)
    browser = await house.client(cookie=forged)
    assert (await browser.get("/api/me")).status_code == 401


async def test_rotated_keys_still_read_recent_tokens(house: House) -> None:
    anna = await house.add_member("Anna")
    keyring = house.context.part(SessionKeyring)
    await keyring.rotate()
    assert (await anna.client.get("/api/me")).status_code == 200
    assert (await house.sign(anna.session_id)) != anna.token
    # A node that starts now reads the same keys.
    fresh = await SessionKeyring(house.context.database).get_keys()
    assert fresh.read_token(anna.token) is not None
    await keyring.rotate()
    await keyring.rotate()
    assert (await anna.client.get("/api/me")).status_code == 401


async def test_use_renews_session_and_cookie_but_seldom(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await house.add_member("Anna")
    touches = house.context.part(SessionTouches)
    fresh = await anna.client.get("/api/me")
    await touches.finish()
    assert "set-cookie" not in fresh.headers
    before = (await anna.client.get("/api/me/sessions")).json()[0]["last_used_at"]

    async with house.context.database.write() as session:
        await session.execute(
            update(SignInSession).values(
                last_used_at=now() - timedelta(days=2), expires_at=now() + timedelta(days=1)
            )
        )
    with monkeypatch.context() as patch:
        patch.setattr(security, "now", lambda: now() - timedelta(days=2))
        old_token = await house.sign(anna.session_id)
    browser = await house.client(cookie=old_token, address="192.0.2.99")
    renewed = await browser.get("/api/me")
    assert "kino_session=" in renewed.headers["set-cookie"]
    await touches.finish()
    async with house.context.database.read() as session:
        row = await session.get(SignInSession, anna.session_id)
    assert row is not None
    assert row.expires_at > now() + timedelta(days=29)
    assert row.address == "192.0.2.99"
    assert before <= row.last_used_at.isoformat()


async def test_request_costs_two_reads_and_no_write(house: House) -> None:
    anna = await house.add_member("Anna")
    statements: list[str] = []
    context = house.context
    for engine in {context.database._reader, context.database._writer}:
        event.listen(
            engine.sync_engine,
            "before_cursor_execute",
            lambda _c, _cu, statement, *_: statements.append(statement),
        )
    identity = await identify(context, anna.token, "192.0.2.7")
    assert identity is not None
    assert identity.viewer.account_id == anna.account_id
    # Who asks, and what they may see.
    assert [each.split()[0] for each in statements if not each.startswith("BEGIN")] == ["SELECT", "SELECT"]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_use_of_a_session_and_a_new_password_never_wait_for_each_other(house: House) -> None:
    anna = await house.add_member("Anna")
    database = house.context.database
    used_at = now()

    async def use() -> None:
        async with database.write() as session:
            await queries.touch_session(session, anna.session_id, "192.0.2.9", used_at, used_at)

    async with database.write() as session:
        await queries.lock_account(session, anna.account_id)
        using = asyncio.create_task(use())
        await _one_waits(database)
        # PostgreSQL ends one of the two if each waits for the other.
        await store_password(session, anna.account_id, "no hash", kept_session_id=None)
    await using
    async with database.read() as session:
        assert not await queries.list_sessions(session, anna.account_id)


async def _one_waits(database: Database) -> None:
    """Return when a transaction of this PostgreSQL database waits for another."""
    waiting = text(
        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    for _ in range(1_000):
        async with database.read() as session:
            if await session.scalar(waiting):
                return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko Firefox/140.0", "Firefox on Mac"),
        ("Mozilla/5.0 (Web0S; Linux/SmartTV) Chrome/108.0 Safari/537.36", "Chrome on LG TV"),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130", "Samsung Internet on Android"),
        ("curl/8.5.0", "curl"),
        ("MyPlayer/1.0", "MyPlayer"),
        ("Mozilla/5.0", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_device_is_named_as_its_owner_knows_it(user_agent: str, name: str) -> None:
    assert name_device(user_agent) == name
