"""uvicorn's HTTP protocol with two offers more, for bodies that are stretches of files.

Why: nginx spends 14 µs on a request and 0.3 ms on sending its 4 MiB. A task, body messages of
64 KiB and their copies cost ten times that. Here one callback of the event loop moves the page
cache to the socket whenever the socket has room: by sendfile where that cannot block, else through
one buffer that all streams share. A slow client holds no memory of ours. docs/performance.md has
the figures.

- `scope["extensions"]["kino.file"]`, a `FileSender`, sends a stretch of a file as part of the body
  of any response.
- When the lifespan state has `kino.grant_now`, it is asked about each request before a task is made.
  With its grant this protocol alone answers the request, and those after it on the same connection
  that differ from it only in the numbers of their range.

Both are missing under TLS, where bytes must pass the cipher, and on other servers: the application
then answers by plain ASGI messages.
"""

import asyncio
import logging
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol, cast

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from kino.core.disk_reads import DiskReads, FileChanged, OpenFile
from kino.core.socket_transfer import ClientGone, SocketTransfer, send_at_once

EXTENSION = "kino.file"
GRANT_NOW = "kino.grant_now"

logger = logging.getLogger(__name__)


class ReadyAnswer(NamedTuple):
    """An answer that needs no waiting: its head, and a stretch of an open file as its body.

    head: status line and header lines, each ended, without Date, Server, Connection and the blank
    line. file is held for whoever takes the answer.
    """

    head: bytes
    reads: DiskReads
    file: OpenFile
    start_bytes: int
    stop_bytes: int


class Grant(Protocol):
    """Leave to send ranges of one file; see FileGrant."""

    def answer_range(self, wanted: bytes) -> ReadyAnswer | None:
        """What is sent for `Range: bytes=<wanted>`, any bytes; None when the application must decide."""


GrantNow = Callable[[dict[str, Any]], Grant | None]


@dataclass(frozen=True, slots=True)
class _Repeat:
    """A request that was granted, in two pieces of its bytes: before and after the range's numbers."""

    before: bytes
    after: bytes
    grant: Grant


_RANGE_LINE = re.compile(rb"\r\nrange: bytes=([0-9]+-[0-9]*)\r\n", re.IGNORECASE)


def _find_repeat(chunk: bytes, grant: Grant) -> _Repeat | None:
    """How to know the same request again, when chunk holds it whole, alone and with one range."""
    lines = list(_RANGE_LINE.finditer(chunk))
    if len(lines) != 1 or chunk.find(b"\r\n\r\n") != len(chunk) - 4:
        return None
    start, stop = lines[0].span(1)
    return _Repeat(chunk[:start], chunk[stop:], grant)


class KinoHttpProtocol(HttpToolsProtocol):
    """The protocol class for `uvicorn.Config(http=KinoHttpProtocol)`."""

    # The transfer under way: a connection answers one request at a time, pipelined or not.
    _transfer: SocketTransfer | None = None
    # A duplicate, because event loops refuse to watch a descriptor that a transport owns.
    _socket: socket.socket | None = None
    # Whether the parser is inside a request, and what came when it last was not.
    _is_inside_message = False
    _chunk = b""
    _repeat: "_Repeat | None" = None
    _idle_watch: asyncio.TimerHandle | None = None
    _idle_since_s = 0.0
    _joined_headers: ClassVar[list[tuple[bytes, bytes]]] = []
    _joined_lines: ClassVar[bytes] = b""

    def data_received(self, data: bytes) -> None:
        if not self._is_inside_message:
            repeat = self._repeat
            if (
                repeat is not None
                and self.cycle.response_complete
                and data.startswith(repeat.before)
                and data.endswith(repeat.after)
                and self._answer_repeat(repeat, data)
            ):
                return
            self._chunk = data
            self._stop_idle_watch()
        super().data_received(data)
        self._chunk = b""

    def on_message_begin(self) -> None:
        self._is_inside_message = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        self._is_inside_message = False
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        if self.scheme == "http":
            scope = cast("dict[str, Any]", cycle.scope)
            scope["extensions"] = {EXTENSION: FileSender(self, cycle)}
            grant_now: GrantNow | None = self.app_state.get(GRANT_NOW)
            # Not when uvicorn put its own refusal (concurrency) in the place of the application.
            if grant_now is not None and app is self.app and self._may_answer_now():
                grant = grant_now(scope)
                wanted = dict(scope["headers"]).get(b"range", b"").removeprefix(b"bytes=")
                answer = None if grant is None else grant.answer_range(wanted)
                if grant is not None and answer is not None:
                    self._repeat = _find_repeat(self._chunk, grant) if cycle.keep_alive else None
                    self._send_ready(cycle, answer)
                    return
        super()._start_asgi_task(cycle, app)

    def _may_answer_now(self) -> bool:
        return (
            not self.transport.is_closing()
            # An earlier response must be out before this one passes the transport by.
            and self.transport.get_write_buffer_size() == 0
            # Others queue behind this one; each would be answered deeper in the stack.
            and not self.pipeline
            # uvicorn writes its access log where a task sends the head.
            and not self.config.access_log
        )

    def _answer_repeat(self, repeat: "_Repeat", data: bytes) -> bool:
        """Whether data, the granted request again but for its range, has been taken care of."""
        if self.limit_concurrency is not None or not self._may_answer_now():
            return False
        # The grant takes nothing but the numbers of a range, so nothing else can hide there.
        answer = repeat.grant.answer_range(data[len(repeat.before) : len(data) - len(repeat.after)])
        if answer is None:
            return False
        self._unset_keepalive_if_required()
        self.cycle.response_complete = False
        self._send_ready(self.cycle, answer)
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transfer is not None:
            self._transfer.end(ClientGone())
        self._close_duplicate()
        self._stop_idle_watch()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        # The connection becomes another protocol's; this one would never hear of its end.
        self._close_duplicate()
        self._stop_idle_watch()
        super().handle_websocket_upgrade()

    def _duplicate(self) -> socket.socket:
        if self._socket is None:
            own = self.transport.get_extra_info("socket")
            self._socket = own.dup()
        return self._socket

    def _close_duplicate(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send_ready(self, cycle: RequestResponseCycle, answer: ReadyAnswer) -> None:
        """The whole response, without a task: what uvicorn's cycle does in send, in one write."""
        cycle.response_started = True
        head = answer.head + self._server_lines()
        head += b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
        try:
            head_sent, reached, tail = send_at_once(
                self._duplicate(), head, answer.file, answer.start_bytes, answer.stop_bytes
            )
        except OSError as error:
            answer.file.release()
            self._break_off(cycle, error)
            return
        if tail:
            self.transport.write(tail)
            reached = answer.stop_bytes
        if reached == answer.stop_bytes:
            answer.file.release()
            self._complete(cycle)
        else:
            self._send_slowly(cycle, answer._replace(start_bytes=reached), head[head_sent:])

    def _send_slowly(self, cycle: RequestResponseCycle, answer: ReadyAnswer, head: bytes) -> None:
        """What is left of a response: head, and the stretch of answer."""

        def finish(reason: Exception | None) -> None:
            self._transfer = None
            self.tasks.discard(task_like)
            answer.file.release()
            if reason is None:
                self._complete(cycle)
            else:
                self._break_off(cycle, reason)

        transfer = SocketTransfer(
            self.loop,
            answer.reads,
            answer.file,
            answer.start_bytes,
            answer.stop_bytes,
            finish,
            self.transport.write,
        )
        self._transfer = transfer
        # Known to the server's shutdown, which waits for tasks and cancels those that outstay it.
        task_like = cast("asyncio.Task[None]", transfer)
        self.tasks.add(task_like)
        transfer.start(self._duplicate(), head)

    def _complete(self, cycle: RequestResponseCycle) -> None:
        cycle.response_complete = True
        cycle.message_event.set()
        if cycle.keep_alive and not self.pipeline:
            self.server_state.total_requests += 1
            self._idle_since_s = self.loop.time()
            if self._idle_watch is None:
                self._idle_watch = self.loop.call_later(self.timeout_keep_alive, self._close_if_idle)
            return
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _close_if_idle(self) -> None:
        """Ends a connection on which nothing came for uvicorn's keep-alive time, else looks again later.

        One timer that looks back, where uvicorn makes and drops one for each response.
        """
        self._idle_watch = None
        if self.transport.is_closing():
            return
        left_s = self._idle_since_s + self.timeout_keep_alive - self.loop.time()
        if left_s <= 0 and not self._is_inside_message and self.cycle.response_complete:
            self.transport.close()
        else:
            later_s = left_s if left_s > 0 else self.timeout_keep_alive
            self._idle_watch = self.loop.call_later(later_s, self._close_if_idle)

    def _stop_idle_watch(self) -> None:
        if self._idle_watch is not None:
            self._idle_watch.cancel()
            self._idle_watch = None

    def _server_lines(self) -> bytes:
        """The server's own lines (Server, Date); uvicorn makes a new list of them each second."""
        headers = self.server_state.default_headers
        if headers is not KinoHttpProtocol._joined_headers:
            KinoHttpProtocol._joined_headers = headers
            KinoHttpProtocol._joined_lines = b"".join(b"%s: %s\r\n" % header for header in headers)
        return KinoHttpProtocol._joined_lines

    def _break_off(self, cycle: RequestResponseCycle, reason: Exception) -> None:
        """The connection ends short of its promised length, so that the client sees a broken body."""
        if isinstance(reason, FileChanged | OSError):
            logger.warning("a stream ended early: %s", reason)
        # uvicorn must neither complain of a missing end nor use this connection again.
        cycle.disconnected = True
        self.transport.abort()

    async def move_to_socket(
        self, cycle: RequestResponseCycle, reads: DiskReads, file: OpenFile, start_bytes: int, stop_bytes: int
    ) -> None:
        """See FileSender.send_range."""
        await self._drain_transport(cycle)
        done: asyncio.Future[None] = self.loop.create_future()

        def finish(reason: Exception | None) -> None:
            self._transfer = None
            if not done.done():
                done.set_result(None) if reason is None else done.set_exception(reason)

        transfer = SocketTransfer(
            self.loop, reads, file, start_bytes, stop_bytes, finish, self.transport.write
        )
        self._transfer = transfer
        transfer.start(self._duplicate())
        try:
            await done
        except (ClientGone, FileChanged, OSError) as reason:
            self._break_off(cycle, reason)
            raise ClientGone from reason
        except asyncio.CancelledError:
            transfer.end(ClientGone())
            raise
        cycle.expected_content_length -= stop_bytes - start_bytes

    async def _drain_transport(self, cycle: RequestResponseCycle) -> None:
        """The head of the response, and all that came before it, has left the transport's queue."""
        if self.transport.get_write_buffer_size() > 0:
            # With no room at all allowed, the transport reports when its queue is empty.
            self.transport.set_write_buffer_limits(0)
            await self.flow.drain()
            self.transport.set_write_buffer_limits()
        if cycle.disconnected or self.transport.is_closing():
            raise ClientGone


class FileSender:
    """Sends stretches of files as the body of one response; offered in its ASGI scope."""

    __slots__ = ("_cycle", "_protocol")

    def __init__(self, protocol: KinoHttpProtocol, cycle: RequestResponseCycle) -> None:
        self._protocol = protocol
        self._cycle = cycle

    async def send_range(self, reads: DiskReads, file: OpenFile, start_bytes: int, stop_bytes: int) -> None:
        """[start_bytes, stop_bytes) of file is with the kernel, as a part of the response's body.

        To be called between `http.response.start`, which must carry a content-length that counts
        these bytes, and the last `http.response.body`; body messages may come before and after.
        Raises ClientGone when the connection closed: by the client, or here, when the file could
        not keep the promise (the client sees a broken body, the log the reason).
        """
        await self._protocol.move_to_socket(self._cycle, reads, file, start_bytes, stop_bytes)
