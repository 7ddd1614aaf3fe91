"""Segments are made once for all who wait, and not for those who have left."""

import asyncio
from typing import Any, cast

import pytest

from kino.core.workers import WorkerPool
from kino.features.playback.parts.segment_maker import SegmentMaker
from kino.media.packaging.packager import TrackWish


class Workers:
    """Holds every call until it is let go."""

    def __init__(self) -> None:
        self.asked: list[TrackWish] = []
        self.broken_off = 0
        self.go_on = asyncio.Event()

    async def run(self, _function: Any, wish: TrackWish, **_options: Any) -> bytes:
        self.asked.append(wish)
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.broken_off += 1
            raise
        return b"made"

    async def close(self) -> None:
        self.go_on.set()


@pytest.fixture
def workers() -> Workers:
    return Workers()


@pytest.fixture
def maker(workers: Workers) -> SegmentMaker:
    return SegmentMaker(cast("WorkerPool", workers))


def wish(index: int) -> TrackWish:
    return TrackWish(b"/film.mkv", (1, 1), "video", index, 0.0, "copy")


async def start(maker: SegmentMaker, index: int) -> "asyncio.Task[bytes]":
    """A viewer who waits."""
    task = asyncio.create_task(maker.make(wish(index)))
    for _ in range(3):
        await asyncio.sleep(0)
    return task


async def leave(*viewers: "asyncio.Task[bytes]") -> None:
    for viewer in viewers:
        viewer.cancel()
    await asyncio.gather(*viewers, return_exceptions=True)
    for _ in range(3):
        await asyncio.sleep(0)


async def test_one_who_leaves_takes_nothing_from_the_others(maker: SegmentMaker, workers: Workers) -> None:
    first, second = await start(maker, 0), await start(maker, 0)
    await leave(first)
    assert workers.broken_off == 0
    workers.go_on.set()
    assert await second == b"made"
    assert workers.asked == [wish(0)]
    await maker.close()


async def test_what_nobody_waits_for_is_broken_off(maker: SegmentMaker, workers: Workers) -> None:
    viewers = [await start(maker, index) for index in range(5)]
    await leave(*viewers)
    assert workers.broken_off == 5
    again = await start(maker, 2)
    workers.go_on.set()
    assert await again == b"made"
    assert len(workers.asked) == 6
    await maker.close()


async def test_what_was_made_is_there_for_the_next(maker: SegmentMaker, workers: Workers) -> None:
    workers.go_on.set()
    assert [await maker.make(wish(0)) for _ in range(3)] == [b"made"] * 3
    assert workers.asked == [wish(0)]
    await maker.close()
