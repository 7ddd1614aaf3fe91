"""The stream of live messages to one browser, and who ends it when its session ends."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from kino.core.clock import monotonic_s
from kino.core.db import Database
from kino.core.events import EventBus, LiveMessage, LiveSubscription
from kino.features.accounts import queries
from kino.features.accounts.events import AccountDeleted, AccountDisabled, MemberChanged, SignedOut
from kino.features.accounts.parts.library_directory import LibraryDirectory

PING_EVERY_S = 15.0  # and what the viewer may hear is read again
RECONNECT_AFTER_MS = 2000


@dataclass(frozen=True, slots=True)
class Rights:
    """What decides which messages someone may hear. library_ids: None sees all, also those to come."""

    account_id: UUID
    profile_id: UUID | None
    is_admin: bool
    library_ids: frozenset[UUID] | None


@dataclass(slots=True, eq=False)
class LiveStream:
    """One open stream: whose it is, what feeds it, and what it may carry: nothing until that is read."""

    account_id: UUID
    session_id: UUID
    subscription: LiveSubscription
    rights: Rights | None = None


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

    def open_stream(self, account_id: UUID, session_id: UUID) -> LiveStream:
        """A stream of this session, which carries nothing until it is given its rights.

        Read them afterwards: a change that comes before is read, and one that comes later ends the stream.
        """

        def wants(message: LiveMessage) -> bool:
            return stream.rights is not None and may_hear(message, stream.rights)

        stream = LiveStream(account_id, session_id, self._bus.listen(wants))
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
        self._end(lambda stream: stream.session_id == session_id)

    def end_account(self, account_id: UUID) -> None:
        """End the streams of one account."""
        self._end(lambda stream: stream.account_id == account_id)

    def end_all(self) -> None:
        """End every stream and begin no other: the server stops, and must not wait for its browsers."""
        self._is_ending = True
        self._end(lambda _: True)

    async def _end_signed_out(self, event: SignedOut) -> None:
        self.end_session(event.session_id)

    async def _end_changed(self, event: AccountDisabled | AccountDeleted | MemberChanged) -> None:
        self.end_account(event.account_id)

    def _end(self, concerns: Callable[[LiveStream], bool]) -> None:
        for stream in tuple(self._open):
            if concerns(stream):
                stream.subscription.close()


async def read_rights(database: Database, directory: LibraryDirectory, session_id: UUID) -> Rights | None:
    """What the session may hear right now; None when it would not be let in any more."""
    async with database.look_up() as connection:
        row = await queries.find_session_row(connection, session_id)
        if row is None:
            return None
        library_ids = None
        if not row.sees_all_libraries:
            library_ids = await directory.list_visible_ids(connection, row.account_id, False)
    return Rights(row.account_id, row.profile_id, row.role == "admin", library_ids)


def may_hear(message: LiveMessage, rights: Rights) -> bool:
    """Whether all that narrows the message's audience lets someone with these rights in."""
    return (
        (not message.admins_only or rights.is_admin)
        and message.account_id in (None, rights.account_id)
        and message.profile_id in (None, rights.profile_id)
        and (
            message.library_id is None
            or rights.library_ids is None
            or message.library_id in rights.library_ids
        )
    )


async def write_stream(
    streams: LiveStreams,
    stream: LiveStream,
    read_again: Callable[[], Awaitable[Rights | None]],
    *,
    is_resumed: bool,
) -> AsyncIterator[bytes]:
    """Server-sent events until the stream is ended, the session is, or what it may hear has changed.

    read_again: its rights as they are now, asked for every PING_EVERY_S, however much there is to tell.
    is_resumed: the browser was connected before and may have missed something, so it is told to fetch afresh.
    """
    count = 0
    checked_at_s = monotonic_s()
    try:
        # With an id from the start, even a browser that heard nothing says that it was here.
        yield f"retry: {RECONNECT_AFTER_MS}\nid: 0\n\n".encode()
        if is_resumed:
            yield format_event(LiveMessage("resync"), 0)
        while True:
            left_s = checked_at_s + PING_EVERY_S - monotonic_s()
            message = await stream.subscription.next_message(max(0.0, left_s))
            if monotonic_s() - checked_at_s >= PING_EVERY_S:
                # Another node may have changed them: this bus has not heard of it.
                if await read_again() != stream.rights:
                    return
                checked_at_s = monotonic_s()
                yield b": ping\n\n"
            if message is not None:
                count += 1
                yield format_event(message, count)
    except StopAsyncIteration:
        return
    finally:
        streams.close_stream(stream)


def format_event(message: LiveMessage, number: int) -> bytes:
    """One event of the stream. Its id only makes the browser say, when it comes back, that it was here."""
    data = json.dumps(message.data, separators=(",", ":"), ensure_ascii=False, default=str)
    return f"id: {number}\nevent: {message.topic}\ndata: {data}\n\n".encode()
