"""What is made for a client ends with the client."""

import asyncio

import pytest
from starlette.types import Message

from kino.features.playback.parts.unless_left import ViewerLeft, unless_left


class Client:
    """Sends an empty body, then stays until it leaves."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[Message] = asyncio.Queue()
        self.messages.put_nowait({"type": "http.request", "body": b"", "more_body": False})

    def leave(self) -> None:
        self.messages.put_nowait({"type": "http.disconnect"})


class Work:
    """Goes on until it is let go; knows how it ended."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.was_cancelled = False

    async def run(self) -> str:
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        return "made"


async def test_work_is_answered() -> None:
    work = Work()
    work.go_on.set()
    assert await unless_left(Client().messages.get, work.run()) == "made"


async def test_work_ends_when_the_client_leaves() -> None:
    client, work = Client(), Work()
    asked = asyncio.create_task(unless_left(client.messages.get, work.run()))
    await asyncio.sleep(0.01)
    client.leave()
    with pytest.raises(ViewerLeft):
        await asked
    assert work.was_cancelled


async def test_work_ends_with_the_request() -> None:
    work = Work()
    asked = asyncio.create_task(unless_left(Client().messages.get, work.run()))
    await asyncio.sleep(0.01)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert work.was_cancelled


async def test_failure_is_passed_on() -> None:
    async def fail() -> None:
        raise ValueError("torn film")

    with pytest.raises(ValueError, match="torn film"):
        await unless_left(Client().messages.get, fail())
