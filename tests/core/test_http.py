"""What every request and every answer pass: sessions, errors, origins, proxies, headers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Request
from pydantic import BaseModel
from sqlalchemy import select
from starlette.types import Message

from kino.core.context import ServerContext
from kino.core.db import Database, record_event
from kino.core.errors import KinoError
from kino.core.events import Event, LiveMessage
from kino.core.house import HouseSetting, put_setting
from kino.core.http import (
    COMMON_RESPONSES,
    Line,
    Part,
    Reading,
    Writing,
    base_url,
    client_address,
    errors,
    install_http,
)
from kino.core.http_guard import TrustedProxies
from kino.core.settings import Settings

HOST = "http://kino.test"


class TeapotMissing(KinoError):
    """There is no teapot."""

    status = HTTPStatus.NOT_FOUND


class Brewed(Event):
    def live(self) -> LiveMessage:
        return LiveMessage("tea.brewed")


class Kettle:
    """A part of the server."""

    heat = 100


class Wish(BaseModel):
    name: Line
    count: int


def make_app(database: Database, folder: Path, **settings: Any) -> FastAPI:
    context = ServerContext(Settings(data_dir=folder, **settings), database, database.bus)
    context.add_part(Kettle())
    app = FastAPI(responses=COMMON_RESPONSES)
    install_http(app, context)

    @app.post("/api/put/{key}", status_code=204)
    async def put(key: str, session: Writing) -> None:
        await put_setting(session, key, "hot")
        record_event(session, Brewed())

    @app.post("/api/fail/{key}")
    async def fail(key: str, session: Writing) -> None:
        await put_setting(session, key, "hot")
        await session.flush()
        record_event(session, Brewed())
        raise TeapotMissing(f"No teapot {key}.", key=key, retry_after_s=7)

    @app.post("/api/double")
    async def double(session: Writing) -> dict[str, bool]:
        # Only the commit finds out: both rows have one key.
        session.add(HouseSetting(key="same", value=1))
        await session.flush()
        session.sync_session.info["kept"] = True
        session.sync_session.expunge_all()
        session.add(HouseSetting(key="same", value=2))
        return {"promised": True}

    @app.get("/api/heat")
    async def heat(kettle: Part[Kettle], session: Reading) -> int:
        return kettle.heat + len((await session.scalars(select(HouseSetting.key))).all())

    @app.post("/api/wish")
    async def wish(wanted: Wish) -> Wish:
        return wanted

    @app.get("/api/crash")
    async def crash() -> None:
        raise ZeroDivisionError("a secret of the server")

    @app.get("/api/where")
    async def where(request: Request) -> list[str]:
        return [client_address(request), base_url(request)]

    @app.get("/api/teapot", responses=errors(TeapotMissing))
    async def teapot() -> None:
        return None

    return app


@asynccontextmanager
async def browse(
    app: FastAPI, address: str = "192.0.2.7", **headers: str
) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app, client=(address, 40000))
    async with httpx2.AsyncClient(transport=transport, base_url=HOST, headers=headers) as client:
        yield client


async def test_write_is_committed_before_the_answer_begins(database: Database, tmp_path: Path) -> None:
    app = make_app(database, tmp_path)
    heard = database.bus.listen(lambda _: True)
    seen: list[Any] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            async with database.read() as session:
                seen.append((message["status"], (await session.scalars(select(HouseSetting.key))).all()))
            message_heard = await heard.next_message(0.1)
            seen.append(message_heard.topic if message_heard else None)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "path": "/api/put/pot", "raw_path": b"/api/put/pot", "root_path": "", "scheme": "http",
        "query_string": b"", "headers": [(b"host", b"kino.test")], "client": ("192.0.2.7", 1),
        "server": ("kino.test", 80),
    }  # fmt: skip
    await app(scope, receive, send)
    assert seen == [(204, ["pot"]), "tea.brewed"]


async def test_commit_that_fails_is_answered_as_a_failure(database: Database, tmp_path: Path) -> None:
    async with browse(make_app(database, tmp_path)) as client:
        answer = await client.post("/api/double")
        assert answer.status_code == 500
        assert answer.json()["error"] == "InternalError"
        assert (await client.get("/api/heat")).json() == 100


async def test_refused_write_leaves_nothing_and_tells_nobody(database: Database, tmp_path: Path) -> None:
    heard = database.bus.listen(lambda _: True)
    async with browse(make_app(database, tmp_path)) as client:
        answer = await client.post("/api/fail/pot")
        assert (await client.get("/api/heat")).json() == 100
    assert answer.status_code == 404
    assert answer.json() == {
        "error": "TeapotMissing",
        "detail": "No teapot pot.",
        "facts": {"key": "pot", "retry_after_s": 7},
    }
    assert answer.headers["retry-after"] == "7"
    assert await heard.next_message(0.01) is None


async def test_invalid_fields_are_named(database: Database, tmp_path: Path) -> None:
    async with browse(make_app(database, tmp_path)) as client:
        answer = await client.post("/api/wish", json={"name": "a\u0000b", "count": "many"})
        assert answer.status_code == 422
        assert answer.json()["error"] == "InvalidRequest"
        assert set(answer.json()["facts"]["fields"]) == {"name", "count"}
        assert "letters" in answer.json()["facts"]["fields"]["name"]
        broken = await client.post("/api/wish", content=b"{", headers={"Content-Type": "application/json"})
        assert (broken.status_code, broken.json()["error"]) == (422, "InvalidRequest")
        missing = await client.get("/api/nothing-here")
        assert (missing.status_code, missing.json()["error"]) == (404, "RouteNotFound")
        wrong = await client.delete("/api/wish")
        assert (wrong.status_code, wrong.json()["error"]) == (405, "MethodNotAllowed")


async def test_crash_is_answered_with_its_request_id_and_no_secrets(
    database: Database, tmp_path: Path
) -> None:
    async with browse(make_app(database, tmp_path)) as client:
        answer = await client.get("/api/crash")
    assert answer.status_code == 500
    assert answer.json()["facts"] == {"request_id": answer.headers["x-request-id"]}
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_answers_carry_security_headers(database: Database, tmp_path: Path) -> None:
    async with browse(make_app(database, tmp_path)) as client:
        answer = await client.get("/api/where")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


COOKIE = {"Cookie": "kino_session=x"}


@pytest.mark.parametrize(
    ("headers", "is_let_in"),
    [
        ({"Origin": "http://kino.test"}, True),
        ({"Origin": "HTTP://KINO.TEST"}, True),
        ({"Origin": "https://kino.test"}, True),  # a proxy that ends TLS and tells nothing of it
        ({"Origin": "https://film.example"}, True),  # the public address
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "http://kino.test.evil.example"}, False),
        ({"Origin": "http://kino.test:8080"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://[bad"}, False),
        ({"Referer": "http://kino.test/settings"}, True),
        ({"Referer": "http://evil.example/?http://kino.test/"}, False),
        ({}, True),
        (COOKIE, False),
        ({**COOKIE, "Origin": "http://kino.test"}, True),
        ({**COOKIE, "Origin": "http://evil.example", "Referer": "http://kino.test/"}, False),
        ({**COOKIE, "Authorization": "Bearer abc"}, True),
        ({**COOKIE, "Authorization": "Basic abc"}, False),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_writes_need_an_origin_of_the_house(
    database: Database, tmp_path: Path, headers: dict[str, str], is_let_in: bool
) -> None:
    app = make_app(database, tmp_path, public_url="https://film.example")
    async with browse(app, **headers) as client:
        answer = await client.post("/api/put/pot")
        assert (await client.get("/api/where")).status_code == 200
    assert answer.status_code == (204 if is_let_in else 403)
    if not is_let_in:
        assert answer.json()["error"] == "OriginRefused"


@pytest.mark.parametrize(
    ("peer", "headers", "expected"),
    [
        ("127.0.0.1", {"X-Forwarded-For": "198.51.100.4"}, ["198.51.100.4", "http://kino.test"]),
        ("192.0.2.7", {"X-Forwarded-For": "198.51.100.4"}, ["192.0.2.7", "http://kino.test"]),
        (
            "::ffff:127.0.0.1",
            {"X-Forwarded-For": "203.0.113.9, 198.51.100.4, 10.1.2.3", "X-Forwarded-Proto": "https"},
            ["198.51.100.4", "https://kino.test"],
        ),
        ("10.9.9.9", {"X-Forwarded-Host": "film.example"}, ["10.9.9.9", "http://film.example"]),
        ("192.0.2.7", {"X-Forwarded-Host": "evil.example"}, ["192.0.2.7", "http://kino.test"]),
        ("127.0.0.1", {"X-Forwarded-For": "nonsense"}, ["127.0.0.1", "http://kino.test"]),
        ("127.0.0.1", {"X-Forwarded-For": "[2001:db8::5]:4711"}, ["2001:db8::5", "http://kino.test"]),
        (
            "127.0.0.1",
            {"X-Forwarded-For": "203.0.113.9, junk, 10.0.0.5"},
            ["10.0.0.5", "http://kino.test"],
        ),
        (
            "127.0.0.1",
            {"X-Forwarded-For": "203.0.113.9, junk, 198.51.100.4, 10.0.0.5"},
            ["198.51.100.4", "http://kino.test"],
        ),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9, junk"}, ["127.0.0.1", "http://kino.test"]),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.6, 10.0.0.5"}, ["10.0.0.6", "http://kino.test"]),
        ("127.0.0.1", {"X-Forwarded-Proto": "gopher"}, ["127.0.0.1", "http://kino.test"]),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_forwarded_headers_count_only_from_trusted_proxies(
    database: Database, tmp_path: Path, peer: str, headers: dict[str, str], expected: list[str]
) -> None:
    app = make_app(database, tmp_path, trusted_proxies=("127.0.0.1", "10.0.0.0/8"))
    async with browse(app, peer, **headers) as client:
        assert (await client.get("/api/where")).json() == expected


def test_everyone_is_a_proxy_when_all_are_trusted() -> None:
    async def app(*_: Any) -> None:
        return None

    assert TrustedProxies(app, ["*"]).is_trusted("203.0.113.1")
    assert not TrustedProxies(app, []).is_trusted("127.0.0.1")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_declared_errors_are_typed_in_the_description(database: Database, tmp_path: Path) -> None:
    described = make_app(database, tmp_path).openapi()
    answer = described["paths"]["/api/teapot"]["get"]["responses"]["404"]
    assert answer["description"] == "`TeapotMissing`: There is no teapot."
    model = described["components"]["schemas"]["TeapotMissingAnswer"]
    assert model["properties"]["error"]["const"] == "TeapotMissing"
    assert "HTTPValidationError" not in described["components"]["schemas"]
