"""One bus for what has happened. Lower features reach higher ones, and browsers, only through it.

What may be lost with a crash, or is made good at the next start, is done by a handler after the commit. What
must become true together with the event is done by a follower, in the transaction that records it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

log = structlog.get_logger(__name__)

LIVE_QUEUE_LENGTH = 256  # messages; a browser further behind is told to fetch afresh


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """What a browser is told.

    topic:   names the message (`scan.progressed`); the web app maps topics to queries to refresh.
    data:    JSON-able facts.
    The rest narrows the audience; all None means everyone who is signed in.
    """

    topic: str
    data: dict[str, Any] = field(default_factory=dict)
    account_id: UUID | None = None
    profile_id: UUID | None = None
    library_id: UUID | None = None
    admins_only: bool = False


class Event:
    """Parent of everything that can have happened; subclasses are frozen dataclasses in the past tense."""

    def live(self) -> LiveMessage | None:
        """What browsers are told of it; None keeps it inside the server."""
        return None


Handler = Callable[[Any], Awaitable[None]]
Follower = Callable[[AsyncSession, Any], Awaitable[None]]


class EventBus:
    """Publishes events to handlers in order, one dispatcher a bus, and to live subscribers.

    A handler that fails is logged and the others still run (one of the four edges that catch everything).
    """

    def __init__(self) -> None:
        self._handlers: defaultdict[type[Event], list[Handler]] = defaultdict(list)
        self._followers: defaultdict[type[Event], list[Follower]] = defaultdict(list)
        self._queue: asyncio.Queue[Event] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._subscribers: set[LiveSubscription] = set()

    def subscribe(self, event_type: type[Event], handler: Handler) -> None:
        """Call `handler` after every published event of exactly this type."""
        self._handlers[event_type].append(handler)

    def follow(self, event_type: type[Event], follower: Follower) -> None:
        """Call `follower` with the session that records an event of exactly this type, before its commit.

        Followers only write to the database, and briefly; one that fails takes the whole transaction back.
        """
        self._followers[event_type].append(follower)

    async def write_along(self, session: AsyncSession, event: Event) -> None:
        """Let every follower write what belongs to the event; raises whatever one of them raises."""
        for follower in self._followers.get(type(event), ()):
            await follower(session, event)

    def publish(self, event: Event) -> None:
        """Hand the event to live subscribers at once and to its handlers soon; never blocks."""
        message = event.live()
        if message is not None:
            self.tell(message)
        if self._handlers.get(type(event)):
            self._queue.put_nowait(event)

    def tell(self, message: LiveMessage) -> None:
        """Send a message that is not an event (a progress tick) to the live subscribers."""
        for subscription in self._subscribers:
            subscription.offer(message)

    def listen(self, wants: Callable[[LiveMessage], bool]) -> "LiveSubscription":
        """A subscription for one browser; `close()` it when the browser goes."""
        subscription = LiveSubscription(self._subscribers, wants)
        self._subscribers.add(subscription)
        return subscription

    def start(self) -> None:
        """Begin to dispatch; needs a running event loop."""
        if self._task is None:
            self._task = asyncio.create_task(self._dispatch(), name="event-bus")

    async def drain(self) -> None:
        """Return when every event published so far, and those its handlers published, has been handled."""
        await self._queue.join()

    async def stop(self) -> None:
        """Handle what is queued, then stop, and end every live subscription."""
        for subscription in tuple(self._subscribers):
            subscription.close()
        if self._task is not None:
            await self.drain()
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _dispatch(self) -> None:
        while True:
            event = await self._queue.get()
            try:
                for handler in self._handlers[type(event)]:
                    await self._handle(handler, event)
            finally:
                self._queue.task_done()

    async def _handle(self, handler: Handler, event: Event) -> None:
        try:
            await handler(event)
        except Exception:
            log.exception("event handler failed", event_type=type(event).__name__, handler=repr(handler))


class LiveSubscription:
    """A bounded queue of messages for one browser."""

    def __init__(self, registry: "set[LiveSubscription]", wants: Callable[[LiveMessage], bool]) -> None:
        self._registry = registry
        self._wants = wants
        self._queue: asyncio.Queue[LiveMessage | None] = asyncio.Queue()
        self._is_closed = False

    def offer(self, message: LiveMessage) -> None:
        """Queue the message if this browser may have it; a full queue is replaced by one `resync`."""
        if self._is_closed or not self._wants(message):
            return
        if self._queue.qsize() >= LIVE_QUEUE_LENGTH:
            while not self._queue.empty():
                self._queue.get_nowait()
            message = LiveMessage("resync")
        self._queue.put_nowait(message)

    async def next_message(self, timeout_s: float) -> LiveMessage | None:
        """The next message, or None after timeout_s without one. Raises StopAsyncIteration once closed."""
        try:
            async with asyncio.timeout(timeout_s):
                message = await self._queue.get()
        except TimeoutError:
            return None
        if message is None:
            raise StopAsyncIteration
        return message

    def close(self) -> None:
        """Take no more messages and wake whoever waits."""
        if not self._is_closed:
            self._is_closed = True
            self._registry.discard(self)
            self._queue.put_nowait(None)
