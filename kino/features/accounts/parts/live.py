"""The stream of live messages to one browser, and who ends it when its session ends."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import UUID

from kino.core.db import Database
from kino.core.events import EventBus, LiveMessage, LiveSubscription
from kino.features.accounts.events import AccountDeleted, AccountDisabled, MemberChanged, SignedOut
from kino.features.accounts.parts.sessions import is_session_alive
from kino.features.accounts.viewer import Viewer

PING_EVERY_S = 15.0
RECONNECT_AFTER_MS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class LiveStream:
    """One open stream: whose it is, and what feeds it."""

    viewer: Viewer
    subscription: LiveSubscription


class LiveStreams:
    """All open streams of this node.

    A stream is ended when what its viewer may hear changes; the browser connects again at once and is then
    seen as what it has become, or refused.
    """

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self._open: set[LiveStream] = set()
        self._is_ending = False

    def listen_to_changes(self) -> None:
        """End streams by what is published on the bus."""
        self._bus.subscribe(SignedOut, self._end_signed_out)
        for event_type in (AccountDisabled, AccountDeleted, MemberChanged):
            self._bus.subscribe(event_type, self._end_changed)

    def open_stream(self, viewer: Viewer, library_ids: frozenset[UUID]) -> LiveStream:
        """A stream of what this viewer may hear; library_ids: those they may see unless they see all."""

        def wants(message: LiveMessage) -> bool:
            return may_hear(message, viewer, library_ids)

        stream = LiveStream(viewer, self._bus.listen(wants))
        if self._is_ending:
            stream.subscription.close()
        self._open.add(stream)
        return stream

    def close_stream(self, stream: LiveStream) -> None:
        """The browser went away."""
        self._open.discard(stream)
        stream.subscription.close()

    def end_session(self, session_id: UUID) -> None:
        """End the streams of one device."""
        self._end(lambda viewer: viewer.session_id == session_id)

    def end_account(self, account_id: UUID) -> None:
        """End the streams of one account."""
        self._end(lambda viewer: viewer.account_id == account_id)

    def end_restricted(self) -> None:
        """End the streams of all who do not see every library."""
        self._end(lambda viewer: not viewer.sees_all_libraries)

    def end_all(self) -> None:
        """End every stream and begin no other: the server stops, and must not wait for its browsers."""
        self._is_ending = True
        self._end(lambda _: True)

    async def _end_signed_out(self, event: SignedOut) -> None:
        self.end_session(event.session_id)

    async def _end_changed(self, event: AccountDisabled | AccountDeleted | MemberChanged) -> None:
        self.end_account(event.account_id)

    def _end(self, concerns: Callable[[Viewer], bool]) -> None:
        for stream in tuple(self._open):
            if concerns(stream.viewer):
                stream.subscription.close()


def may_hear(message: LiveMessage, viewer: Viewer, library_ids: frozenset[UUID]) -> bool:
    """Whether all that narrows the message's audience lets this viewer in."""
    return (
        (not message.admins_only or viewer.is_admin)
        and message.account_id in (None, viewer.account_id)
        and message.profile_id in (None, viewer.profile_id)
        and (message.library_id is None or viewer.sees_all_libraries or message.library_id in library_ids)
    )


async def write_stream(
    streams: LiveStreams, stream: LiveStream, database: Database, *, is_resumed: bool
) -> AsyncIterator[bytes]:
    """Server-sent events until the stream is ended or the session is.

    is_resumed: the browser was connected before and may have missed something, so it is told to fetch afresh.
    """
    count = 0
    try:
        # With an id from the start, even a browser that heard nothing says that it was here.
        yield f"retry: {RECONNECT_AFTER_MS}\nid: 0\n\n".encode()
        if is_resumed:
            yield format_event(LiveMessage("resync"), 0)
        while True:
            message = await stream.subscription.next_message(PING_EVERY_S)
            if message is not None:
                count += 1
                yield format_event(message, count)
            # Another node may have ended the session: this bus has not heard of it.
            elif await is_session_alive(database, stream.viewer.session_id):
                yield b": ping\n\n"
            else:
                return
    except StopAsyncIteration:
        return
    finally:
        streams.close_stream(stream)


def format_event(message: LiveMessage, number: int) -> bytes:
    """One event of the stream. Its id only makes the browser say, when it comes back, that it was here."""
    data = json.dumps(message.data, separators=(",", ":"), ensure_ascii=False, default=str)
    return f"id: {number}\nevent: {message.topic}\ndata: {data}\n\n".encode()
