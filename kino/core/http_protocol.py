"""uvicorn's HTTP protocol, with one offer more: files go to the socket past the ASGI body messages.

Why: 4 MiB as body messages is dozens of awaits, as many copies into the transport's queue, and a
wake-up of the task whenever the client has read a little. Here a single callback of the event loop
moves bytes from the page cache to the socket whenever the socket has room. A stream holds no
buffer, and a slow client costs nothing but its descriptor. docs/performance.md has the figures.

The offer is `scope["extensions"]["kino.file"]`, a `FileSender`. It is missing under TLS, where the
bytes must pass the cipher, and on other servers; file_delivery then sends body messages.
"""

import asyncio
import os
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from kino.core.disk_reads import CHUNK_BYTES, DiskReads, FileChanged, OpenFile

EXTENSION = "kino.file"

# One stream's share of a turn of the event loop: about 0.3 ms, so that among 200 viewers a new
# request still gets its first byte in a few milliseconds.
TURN_BYTES = 1024 * 1024
# How often a stream looks whether its file was rewritten; one fstat, 2 µs.
CHECK_BYTES = 8 * 1024 * 1024


class ClientGone(Exception):
    """The connection closed before the promised bytes were sent."""


class KinoHttpProtocol(HttpToolsProtocol):
    """The protocol class for `uvicorn.Config(http=KinoHttpProtocol)`."""

    # The transfer under way; a connection answers one request at a time, pipelined or not.
    _transfer: "_Transfer | None" = None

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        cycle = self.cycle
        # An upgrade to WebSocket makes no cycle; self.cycle is then that of an earlier request.
        if cycle is not None and cycle.scope is self.scope and self.scheme == "http":
            extensions: dict[str, Any] = {EXTENSION: FileSender(self, cycle)}
            self.scope["extensions"] = extensions

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transfer is not None:
            self._transfer.fail(ClientGone())
        super().connection_lost(exc)

    async def move_to_socket(
        self, cycle: RequestResponseCycle, reads: DiskReads, file: OpenFile, start_bytes: int, stop_bytes: int
    ) -> None:
        """See FileSender.send_range."""
        await self._drain_transport(cycle)
        socket_fd = os.dup(self.transport.get_extra_info("socket").fileno())
        transfer = _Transfer(self.loop, socket_fd, reads, file, start_bytes, stop_bytes)
        self._transfer = transfer
        try:
            transfer.turn()
            await transfer.done
        except (ClientGone, FileChanged, OSError):
            # uvicorn must neither complain of a missing end nor use this connection again.
            cycle.disconnected = True
            self.transport.abort()
            raise
        finally:
            self._transfer = None
            transfer.close()
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
        Raises ClientGone when the connection closed; FileChanged or OSError when the file cannot
        keep the promise, the connection being closed then, so that the client sees a broken body.
        """
        await self._protocol.move_to_socket(self._cycle, reads, file, start_bytes, stop_bytes)


class _Transfer:
    """One stretch of a file on its way to one socket; runs in callbacks of the event loop."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        socket_fd: int,
        reads: DiskReads,
        file: OpenFile,
        start_bytes: int,
        stop_bytes: int,
    ) -> None:
        self.done: asyncio.Future[None] = loop.create_future()
        self._loop = loop
        # A duplicate, because event loops refuse to watch a descriptor that a transport owns.
        self._socket_fd = socket_fd
        self._reads = reads
        self._file = file
        self._offset = start_bytes
        self._stop = stop_bytes
        self._check_at = start_bytes + CHECK_BYTES
        self._is_watching = False
        # What a thread has read and the socket has not taken yet; at most one chunk.
        self._held: memoryview | None = None
        self._disk: asyncio.Task[None] | None = None

    def turn(self) -> None:
        """Moves what the page cache has and the socket takes, within one stream's share of a turn."""
        try:
            self._move_some()
        except (BrokenPipeError, ConnectionResetError):
            self.fail(ClientGone())
        except (OSError, FileChanged) as error:
            self.fail(error)

    def _move_some(self) -> None:
        turn_stop = self._offset + TURN_BYTES
        while self._offset < turn_stop:
            chunk = self._next_chunk()
            if chunk is None:
                self._watch(wanted=False)
                self._disk = self._loop.create_task(self._fetch_from_disk())
                return
            try:
                sent = os.write(self._socket_fd, chunk)
            except BlockingIOError:
                break
            self._offset += sent
            if self._held is not None:
                self._held = self._held[sent:] if sent < len(chunk) else None
            if self._offset == self._stop:
                self._watch(wanted=False)
                self.done.set_result(None)
                return
            if sent < len(chunk):
                break
        self._watch(wanted=True)

    def _next_chunk(self) -> memoryview | None:
        """What to send next, never empty; None when only the disk has it."""
        if self._held is not None:
            return self._held
        if self._offset >= self._check_at and self._reads.is_inline(self._file):
            self._check_at = self._offset + CHECK_BYTES
            self._file.require_unchanged()
        left = self._stop - self._offset
        chunk = self._reads.read_cached(self._file, self._offset, min(left, CHUNK_BYTES))
        if chunk is not None and not chunk:
            raise FileChanged("The file ended before the promised length was sent.")
        return chunk

    async def _fetch_from_disk(self) -> None:
        try:
            left = self._stop - self._offset
            self._held = await self._reads.read_from_disk(self._file, self._offset, left)
        except (OSError, FileChanged) as error:
            self.fail(error)
        else:
            self.turn()

    def _watch(self, *, wanted: bool) -> None:
        if wanted and not self._is_watching:
            self._loop.add_writer(self._socket_fd, self.turn)
        elif self._is_watching and not wanted:
            self._loop.remove_writer(self._socket_fd)
        self._is_watching = wanted

    def fail(self, reason: Exception) -> None:
        """The stream ends here, with reason for whoever awaits it."""
        self._watch(wanted=False)
        if not self.done.done():
            self.done.set_exception(reason)

    def close(self) -> None:
        """Nothing of this stream is left in the event loop, and its descriptor is closed."""
        self._watch(wanted=False)
        if self._disk is not None:
            self._disk.cancel()
        os.close(self._socket_fd)
