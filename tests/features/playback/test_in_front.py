"""What answers in front of the framework, when its answer fails."""

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from kino.features.playback.parts.in_front import InFront
from kino.features.playback.parts.plain_answers import send_bytes


async def _behind(scope: Scope, receive: Receive, send: Send) -> None:
    await send_bytes(send, b"behind", [])


async def _fail(scope: Scope, receive: Receive, send: Send) -> None:
    raise IndexError("no one expected this")


async def _fail_late(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise IndexError("in the middle")


async def test_only_addresses_below_the_prefix_are_taken() -> None:
    app = InFront(_behind, "/api/hls/", _fail)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://kino") as client:
        assert (await client.get("/api/hls")).content == b"behind"
        failed = await client.get("/api/hls/film")
    assert failed.status_code == 500
    assert failed.content == b""


async def test_failure_in_mid_answer_ends_the_connection() -> None:
    app = InFront(_behind, "/api/hls/", _fail_late)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://kino") as client:
        with pytest.raises(IndexError):
            await client.get("/api/hls/film")
