"""One stretch of a file on its way to one socket, in callbacks of the event loop."""

import asyncio
import os
import socket
from collections.abc import Callable

from kino.core.disk_reads import CHUNK_BYTES, DiskReads, FileChanged, OpenFile

# What a stream sends when it is its turn. Not less, because each return to the interpreter after a
# long sendfile finds its caches cold, at 60 µs; not more, because a socket holds about 4 MiB.
SENDFILE_TURN_BYTES = 4 * 1024 * 1024
COPY_TURN_BYTES = 512 * 1024
# An end as short as this that finds the socket full is left to the transport, which needs no
# further turn of ours; a 4 MiB range is usually 6 to 70 KiB too long for a socket's buffer.
TAIL_BYTES = 128 * 1024
# How often a stream looks whether its file was rewritten; one fstat, 2 µs.
CHECK_BYTES = 8 * 1024 * 1024


class ClientGone(Exception):
    """The connection closed before the promised bytes were sent."""


def send_at_once(
    connected: socket.socket, head: bytes, file: OpenFile, start_bytes: int, stop_bytes: int
) -> tuple[int, int, bytes]:
    """How much of head, and up to where a stretch of file, went out with two system calls; and its tail.

    Nothing of the stretch unless all of it is in memory: it may be that nothing was sent at all.
    The tail, if any, is the whole rest, for the transport to write.
    Raises OSError when the connection is broken.
    """
    pages = file.pages
    head_sent, reached, tail = 0, start_bytes, b""
    if (
        pages is not None
        and stop_bytes - start_bytes <= SENDFILE_TURN_BYTES
        and pages.resident_until(start_bytes, stop_bytes) == stop_bytes
    ):
        try:
            # One packet with the first bytes of the body: two would wake the client twice.
            head_sent = connected.send(head, socket.MSG_MORE)
            if head_sent == len(head):
                reached += os.sendfile(connected.fileno(), file.fd, start_bytes, stop_bytes - start_bytes)
                if start_bytes < reached and 0 < stop_bytes - reached <= TAIL_BYTES:
                    tail = os.pread(file.fd, stop_bytes - reached, reached)
        except BlockingIOError:
            pass
    return head_sent, reached, tail if reached + len(tail) == stop_bytes else b""


class SocketTransfer:
    """Moves [start_bytes, stop_bytes) of a held file into a connected, non-blocking stream socket.

    on_end is called once: with None when all bytes are with the kernel, or the last of them with
    write_tail (the transport's write); else with ClientGone, FileChanged or OSError. The file is
    held by the caller until then, the socket for ever.
    """

    __slots__ = (
        "_check_at",
        "_disk",
        "_file",
        "_head",
        "_held",
        "_is_watching",
        "_loop",
        "_next_turn",
        "_offset",
        "_on_end",
        "_reads",
        "_resident_until",
        "_socket",
        "_stop",
        "_write_tail",
    )

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        reads: DiskReads,
        file: OpenFile,
        start_bytes: int,
        stop_bytes: int,
        on_end: Callable[[Exception | None], None],
        write_tail: Callable[[bytes], None],
    ) -> None:
        self._loop = loop
        self._reads = reads
        self._file = file
        self._offset = start_bytes
        self._stop = stop_bytes
        self._on_end: Callable[[Exception | None], None] | None = on_end
        self._write_tail = write_tail
        self._socket: socket.socket
        self._check_at = start_bytes + CHECK_BYTES
        self._resident_until = 0
        self._is_watching = False
        self._head = memoryview(b"")
        # What a thread has read and the socket has not taken yet; at most one chunk.
        self._held: memoryview | None = None
        self._disk: asyncio.Task[None] | None = None
        self._next_turn: asyncio.Handle | None = None

    def start(self, connected: socket.socket, head: bytes = b"") -> None:
        """Begins with head; on_end may be called before this returns."""
        self._socket = connected
        self._head = memoryview(head)
        self.turn()

    def turn(self) -> None:
        """Moves what can be had without waiting and the socket takes, within one stream's share."""
        self._next_turn = None
        if self._reads.left_in_turn() == 0 and self._is_watching:
            return  # the loop asks again, after it has looked for new requests
        began_at = self._offset
        try:
            has_room = self._try_to_move()
            is_through = self._offset == self._stop or (not has_room and self._leave_tail())
        except (BrokenPipeError, ConnectionResetError):
            self.end(ClientGone())
            return
        except (OSError, FileChanged) as error:
            self.end(error)
            return
        self._reads.spend_turn(self._offset - began_at)
        if is_through:
            self.end(None)
            return
        self._watch(wanted=not has_room)
        if has_room and self._disk is None:
            self._next_turn = self._loop.call_soon(self.turn)

    def _try_to_move(self) -> bool:
        try:
            return self._move_some()
        except BlockingIOError:
            return False

    def _move_some(self) -> bool:
        """Sends until the share is used, the socket is full or the disk is needed; whether room is left."""
        if self._head:
            # MSG_MORE as in send_at_once.
            self._head = self._head[self._socket.send(self._head, socket.MSG_MORE) :]
            if self._head:
                return False
        share = COPY_TURN_BYTES if self._file.pages is None else SENDFILE_TURN_BYTES
        turn_stop = min(self._stop, self._offset + min(share, self._reads.left_in_turn() or CHUNK_BYTES))
        while self._offset < turn_stop:
            if self._held:
                wanted, sent = self._send_held()
            else:
                wanted, sent = self._send_resident(turn_stop) or self._send_copy()
            if not wanted:
                left = self._stop - self._offset
                self._disk = self._loop.create_task(self._fetch_from_disk(left))
                return True
            self._offset += sent
            if sent < wanted:
                return False
        return True

    def _send_held(self) -> tuple[int, int]:
        assert self._held is not None
        wanted = len(self._held)
        sent = self._socket.send(self._held)
        self._held = self._held[sent:]
        return wanted, sent

    def _send_resident(self, turn_stop: int) -> tuple[int, int] | None:
        """Bytes wanted and sent straight from the page cache; None where that might wait."""
        pages = self._file.pages
        if pages is None:
            return None
        if self._offset >= self._resident_until:
            self._check()
            self._resident_until = pages.resident_until(self._offset, self._stop)
        wanted = min(self._resident_until, turn_stop) - self._offset
        if wanted <= 0:
            return None
        sent = os.sendfile(self._socket.fileno(), self._file.fd, self._offset, wanted)
        if sent == 0:
            raise FileChanged("The file ended before the promised length was sent.")
        return wanted, sent

    def _send_copy(self) -> tuple[int, int]:
        """Bytes wanted and sent through the shared buffer; (0, 0) when only the disk has them."""
        self._check()
        chunk = self._reads.read_cached(self._file, self._offset, min(self._stop - self._offset, CHUNK_BYTES))
        if chunk is None:
            return 0, 0
        if not chunk:
            raise FileChanged("The file ended before the promised length was sent.")
        return len(chunk), self._socket.send(chunk)

    def _leave_tail(self) -> bool:
        """Whether the rest is so short, and at hand, that the transport has it now."""
        left = self._stop - self._offset
        if left > TAIL_BYTES or self._head or self._held:
            return False
        tail = self._reads.read_cached(self._file, self._offset, left)
        if tail is None or len(tail) < left:
            return False
        self._write_tail(bytes(tail))
        return True

    def _check(self) -> None:
        if self._offset >= self._check_at and self._reads.is_inline(self._file):
            self._check_at = self._offset + CHECK_BYTES
            self._file.require_unchanged()

    async def _fetch_from_disk(self, left_bytes: int) -> None:
        try:
            self._held = await self._reads.read_from_disk(self._file, self._offset, left_bytes)
        except (OSError, FileChanged) as error:
            self.end(error)
            return
        self._disk = None
        self.turn()

    def _watch(self, *, wanted: bool) -> None:
        if wanted and not self._is_watching:
            self._loop.add_writer(self._socket.fileno(), self.turn)
        elif self._is_watching and not wanted:
            self._loop.remove_writer(self._socket.fileno())
        self._is_watching = wanted

    def end(self, reason: Exception | None) -> None:
        """Nothing of this stream is left in the event loop; reason goes to on_end. Later calls do nothing."""
        if self._on_end is None:
            return
        self._watch(wanted=False)
        if self._next_turn is not None:
            self._next_turn.cancel()
        if self._disk is not None:
            self._disk.cancel()
            self._disk = None
        on_end, self._on_end = self._on_end, None
        on_end(reason)

    def cancel(self, msg: str | None = None) -> None:
        """Ends soon, as a task does when its server stops; msg is a task's, and not used."""
        del msg
        self._loop.call_soon(self.end, ClientGone())
