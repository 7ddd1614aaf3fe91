"""Work for one request that is broken off when its client has gone."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.types import Receive

R = TypeVar("R")


class ViewerLeft(Exception):
    """The client closed its connection, as a player does that seeks elsewhere."""


async def unless_left(receive: Receive, work: Coroutine[Any, Any, R]) -> R:
    """What the work returns. Raises ViewerLeft once the client has gone, with the work cancelled by then."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_wait_until_left(receive))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise ViewerLeft
    finally:
        leaving.cancel()
        working.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _wait_until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
