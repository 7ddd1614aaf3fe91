"""Asks worker processes for segments: each once, however many viewers want it at the same moment."""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable

from kino.core.workers import WorkerPool
from kino.media.packaging.packager import SegmentWish, TrackWish, make_init, make_segment

# A disk that sleeps needs some seconds; players give up after twenty.
_TIMEOUT_S = 20.0
# Viewers of the same film are seldom at the same second for long; what is kept serves those who are, and the
# player that asks again.
_KEPT_BYTES = 48 * 1024 * 1024
_KEPT_FOR_S = 30.0

Wish = TrackWish | SegmentWish


class SegmentMaker:
    """Init and media segments by what was wished, out of a pool of worker processes of its own.

    Memory: at most _KEPT_BYTES of segments, all let go when none was made
    for _KEPT_FOR_S, and those under way.
    """

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers
        self._kept: OrderedDict[Wish, bytes] = OrderedDict()
        self._kept_bytes = 0
        self._under_way: dict[Wish, asyncio.Task[bytes]] = {}
        self._waiting: Counter[Wish] = Counter()
        self._forgetting: asyncio.TimerHandle | None = None

    async def make(self, wish: Wish) -> bytes:
        """The bytes of an init or a media segment. Raises MediaError and WorkerError."""
        kept = self._kept.get(wish)
        if kept is not None:
            self._kept.move_to_end(wish)
            return kept
        task = self._under_way.get(wish)
        if task is None or task.cancelling():
            task = asyncio.get_running_loop().create_task(self._order(wish))
            self._under_way[wish] = task
            task.add_done_callback(lambda done: self._end(wish, done))
        self._waiting[wish] += 1
        try:
            # One viewer who leaves takes nothing from the others who wait for the same.
            return await asyncio.shield(task)
        finally:
            self._waiting[wish] -= 1
            if not self._waiting[wish]:
                del self._waiting[wish]
                # What nobody waits for would be made before what somebody does.
                task.cancel()

    async def close(self) -> None:
        """Every process has ended."""
        if self._forgetting is not None:
            self._forgetting.cancel()
        for task in list(self._under_way.values()):
            task.cancel()
        self._kept.clear()
        await self._workers.close()

    def _end(self, wish: Wish, task: asyncio.Task[bytes]) -> None:
        if self._under_way.get(wish) is task:
            del self._under_way[wish]
        if not task.cancelled():
            task.exception()  # told to those who wait; where all have left, to nobody

    async def _order(self, wish: Wish) -> bytes:
        track = wish if isinstance(wish, TrackWish) else wish.track
        made: bytes
        if isinstance(wish, TrackWish):
            made = await self._ask(make_init, wish, track)
        else:
            made = await self._ask(make_segment, wish, track)
        self._keep(wish, made)
        return made

    async def _ask(self, function: Callable[..., bytes], wish: Wish, track: TrackWish) -> bytes:
        return await self._workers.run(function, wish, timeout_s=_TIMEOUT_S, affinity=track.path)

    def _keep(self, wish: Wish, made: bytes) -> None:
        self._kept[wish] = made
        self._kept_bytes += len(made)
        while self._kept_bytes > _KEPT_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= len(oldest)
        if self._forgetting is not None:
            self._forgetting.cancel()
        self._forgetting = asyncio.get_running_loop().call_later(_KEPT_FOR_S, self._forget)

    def _forget(self) -> None:
        self._kept.clear()
        self._kept_bytes = 0
        self._forgetting = None
