"""Files over HTTP: conditional requests, byte ranges, and bodies that never block anyone else.

Raw ASGI, to be mounted in front of the framework: at 250 requests for a gigabyte, routing and
middleware would cost more than the bytes. Nothing here knows who may see a file; the caller has
decided that before, and holds no database session while bytes flow.
"""

import asyncio
import json
import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kino.core.accel_redirect import AccelRedirect
from kino.core.byte_ranges import (
    ByteRange,
    etag_matches,
    format_http_date,
    if_range_matches,
    parse_http_date,
    parse_ranges,
)
from kino.core.content_disposition import content_disposition
from kino.core.disk_reads import CHUNK_BYTES, DiskReads, FileChanged, FileUnreadable, OpenFile
from kino.core.errors import KinoError
from kino.core.http_protocol import EXTENSION, FileSender, ReadyAnswer
from kino.core.open_files import OpenFiles
from kino.core.socket_transfer import ClientGone

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

# What a player sends for each stretch; anything else takes the general way.
_ONE_RANGE = re.compile(rb"bytes=([0-9]{1,18})-([0-9]{0,18})")
_HEAD_206 = b"HTTP/1.1 206 Partial Content\r\n%scontent-length: %d\r\ncontent-range: bytes %d-%d/%d\r\n"
_NEEDS_CARE = frozenset(
    (
        b"if-match",
        b"if-none-match",
        b"if-modified-since",
        b"if-unmodified-since",
        b"expect",
        b"content-length",
        b"transfer-encoding",
    )
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """A file as the library knows it; one that has changed since is refused, not served.

    path:          absolute and resolved; a symlink in its last part is refused.
    size_bytes, mtime_ns: as found by the scan.
    etag_seed:     what tells this file from others of the same size and time: its id.
    media_type:    e.g. `video/mp4`.
    download_name: offered as the name to save under; None plays in place.
    cache_control: private by default: the answer belongs to who may see the file.
    """

    path: bytes
    size_bytes: int
    mtime_ns: int
    etag_seed: str
    media_type: str
    download_name: str | None = None
    cache_control: bytes = b"private, no-cache"
    # A strong entity tag: another size, time or file is another tag.
    etag: bytes = field(init=False, compare=False)
    # The header lines that do not depend on the request, made once for its thousands of ranges.
    lines: bytes = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        etag = f'"{self.etag_seed}-{self.size_bytes:x}-{self.mtime_ns:x}"'.encode("ascii")
        object.__setattr__(self, "etag", etag)
        fields = [
            *_validators(self),
            *_presentation(self),
            (b"content-type", self.media_type.encode("ascii")),
        ]
        object.__setattr__(self, "lines", b"".join(b"%s: %s\r\n" % each for each in fields))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request for a file is answered with, before any byte is read.

    ranges: what the body holds, in order; several make a multipart body, () none.
    """

    status: int
    headers: Headers
    ranges: Sequence[ByteRange] = ()
    boundary: bytes = b""


def plan_answer(method: str, request: dict[bytes, bytes], file: DeliveredFile, now_s: float) -> Answer:
    """The answer to a GET or HEAD for file. request: header fields, names in lower case.

    now_s: seconds since 1970.
    Source: RFC 9110 §13.2.2 for the order of the conditions, §14.2 for ranges.
    """
    headers = _validators(file)
    status = _failed_condition(request, file)
    if status:
        return Answer(status, headers if status == 304 else [*headers, (b"content-length", b"0")])
    headers += _presentation(file)
    wanted = request.get(b"range") if method == "GET" else None
    unless = request.get(b"if-range")
    if wanted and unless and not if_range_matches(unless, file.etag, file.mtime_ns, now_s):
        wanted = None
    ranges = parse_ranges(wanted, file.size_bytes) if wanted else None
    if ranges is None:
        whole = [ByteRange(0, file.size_bytes)] if method == "GET" and file.size_bytes else []
        headers += _content_headers(file.media_type.encode("ascii"), file.size_bytes)
        return Answer(200, headers, whole)
    if not ranges:
        return Answer(416, [*headers, (b"content-range", b"bytes */%d" % file.size_bytes)])
    if len(ranges) == 1:
        headers += _content_headers(file.media_type.encode("ascii"), ranges[0].length_bytes)
        headers.append((b"content-range", ranges[0].content_range(file.size_bytes)))
        return Answer(206, headers, ranges)
    return _plan_multipart(file, headers, ranges)


def _validators(file: DeliveredFile) -> Headers:
    return [
        (b"etag", file.etag),
        (b"last-modified", format_http_date(file.mtime_ns)),
        (b"cache-control", file.cache_control),
        (b"accept-ranges", b"bytes"),
    ]


def _presentation(file: DeliveredFile) -> Headers:
    return [
        (b"content-disposition", content_disposition(file.download_name)),
        # A film is never a page, whatever its first bytes look like.
        (b"x-content-type-options", b"nosniff"),
    ]


def _failed_condition(request: dict[bytes, bytes], file: DeliveredFile) -> int:
    """304 or 412 when a condition of the request says so, else 0."""
    modified_s = file.mtime_ns // 1_000_000_000
    if (tags := request.get(b"if-match")) is not None:
        if not etag_matches(tags, file.etag, strong=True):
            return 412
    elif (date := request.get(b"if-unmodified-since")) is not None:
        since_s = parse_http_date(date)
        if since_s is not None and modified_s > since_s:
            return 412
    if (tags := request.get(b"if-none-match")) is not None:
        return 304 if etag_matches(tags, file.etag, strong=False) else 0
    if (date := request.get(b"if-modified-since")) is not None:
        since_s = parse_http_date(date)
        if since_s is not None and modified_s <= since_s:
            return 304
    return 0


def _content_headers(media_type: bytes, length_bytes: int) -> Headers:
    return [(b"content-type", media_type), (b"content-length", b"%d" % length_bytes)]


def _plan_multipart(file: DeliveredFile, headers: Headers, ranges: Sequence[ByteRange]) -> Answer:
    # Random, so that no content of a file can pretend to be the end of a part.
    boundary = secrets.token_hex(16).encode("ascii")
    length = len(_closing_line(boundary)) + sum(
        len(_part_head(file, boundary, each)) + each.length_bytes for each in ranges
    )
    headers += _content_headers(b"multipart/byteranges; boundary=" + boundary, length)
    return Answer(206, headers, ranges, boundary)


def _part_head(file: DeliveredFile, boundary: bytes, part: ByteRange) -> bytes:
    return b"\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n" % (
        boundary,
        file.media_type.encode("ascii"),
        part.content_range(file.size_bytes),
    )


def _closing_line(boundary: bytes) -> bytes:
    return b"\r\n--%s--\r\n" % boundary


class FileGrant:
    """Ranges of one file for one connection; what deliver_file would answer, when that needs no waiting."""

    __slots__ = ("_file", "_is_live", "_open_files", "_reads")

    def __init__(
        self, file: DeliveredFile, is_live: Callable[[], bool], open_files: OpenFiles, reads: DiskReads
    ) -> None:
        self._file = file
        self._is_live = is_live
        self._open_files = open_files
        self._reads = reads

    def answer_range(self, wanted: bytes) -> ReadyAnswer | None:
        """The answer to `Range: bytes=<wanted>`; None when the application has to be asked in full.

        That is when leave has ended, the range is not plain, or the file is not open or has changed.
        """
        file = self._file
        size = file.size_bytes
        first, dash, last = wanted.partition(b"-")
        if not dash or not first.isdigit() or len(wanted) > 40 or not self._is_live():
            return None
        start = int(first)
        stop = int(last) + 1 if last.isdigit() else 0 if last else size
        if not start < stop <= size:
            return None
        held = self._open_files.find_now(file.path, size, file.mtime_ns)
        if held is None:
            return None
        head = _HEAD_206 % (file.lines, stop - start, start, stop - 1, size)
        return ReadyAnswer(head, self._reads, held, start, stop)


class FileDelivery:
    """Delivers files for one server process; made once inside its event loop, closed at its end.

    accel: when set, a proxy in front sends the bytes and Kino only the permission.
    """

    def __init__(self, accel: AccelRedirect | None = None, reads: DiskReads | None = None) -> None:
        self._accel = accel
        self._reads = reads or DiskReads()
        self.open_files = OpenFiles(self._reads)

    def close(self) -> None:
        """No descriptor stays open but those that are being sent from."""
        self.open_files.close()
        self._reads.close()

    def grant_now(self, scope: Scope, file: DeliveredFile, is_live: Callable[[], bool]) -> "FileGrant | None":
        """Leave to send ranges of file at once, for the request in scope and its like.

        For http_protocol.GRANT_NOW. is_live: asked before each range; whether what allowed this
        request (its expiry, its playback, its session) still holds.
        None, and deliver_file is to be called, when this is no GET with one plain range, or has
        conditions other than an If-Range that holds.
        """
        if scope["method"] != "GET" or self._accel is not None:
            return None
        has_range = False
        for name, value in scope["headers"]:
            if name == b"range":
                if has_range or not _ONE_RANGE.fullmatch(value):
                    return None
                has_range = True
            elif name in _NEEDS_CARE or (name == b"if-range" and value != file.etag):
                return None
        return FileGrant(file, is_live, self.open_files, self._reads) if has_range else None

    async def deliver_file(self, scope: Scope, receive: Receive, send: Send, file: DeliveredFile) -> None:
        """Answers the request in scope with file.

        Refusals are answered here, as `{"error", "detail"}`: 404 FileMissing, 405, 409 FileChanged,
        416, 503 FileUnreadable. A file that changes while it is being sent ends the connection.
        """
        method = scope["method"]
        if method not in ("GET", "HEAD"):
            await _send_refusal(
                scope, send, 405, "MethodNotAllowed", "Files are only read.", [(b"allow", b"GET, HEAD")]
            )
        elif self._accel is not None:
            await _send_handover(send, self._accel, file)
        else:
            try:
                held = await self.open_files.acquire(file.path, file.size_bytes, file.mtime_ns)
            except KinoError as refusal:
                await _send_refusal(scope, send, refusal.status, refusal.code, refusal.message)
                return
            try:
                await self._answer(scope, receive, send, file, held)
            finally:
                held.release()

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, file: DeliveredFile, held: OpenFile
    ) -> None:
        answer = plan_answer(scope["method"], _collect_headers(scope["headers"]), file, time.time())
        if answer.status == 416:
            detail = f"The file ends at byte {file.size_bytes}; nothing of the range lies before it."
            await _send_refusal(scope, send, 416, "RangeNotSatisfiable", detail, answer.headers)
            return
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.ranges:
            body = _Body(scope, receive, send, self._reads, held)
            try:
                await _send_parts(body, send, file, answer)
            except ClientGone:
                return
            except (FileChanged, OSError) as reason:
                # Only the server can end its connection short of the promised length, and only an
                # exception tells it to.
                raise FileUnreadable(f"A stream ended early: {reason}") from reason
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_parts(body: "_Body", send: Send, file: DeliveredFile, answer: Answer) -> None:
    for part in answer.ranges:
        if answer.boundary:
            head = _part_head(file, answer.boundary, part)
            await send({"type": "http.response.body", "body": head, "more_body": True})
        await body.send_range(part)
    if answer.boundary:
        closing = _closing_line(answer.boundary)
        await send({"type": "http.response.body", "body": closing, "more_body": True})


class _Body:
    """The body of one response: by the server's own path when it offers one, else by ASGI messages."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, reads: DiskReads, held: OpenFile) -> None:
        offered = (scope.get("extensions") or {}).get(EXTENSION)
        self._sender = offered if isinstance(offered, FileSender) else None
        self._receive = receive
        self._send = send
        self._reads = reads
        self._held = held

    async def send_range(self, part: ByteRange) -> None:
        """All of part is with the server. Raises ClientGone, FileChanged, OSError."""
        if self._sender is not None:
            await self._sender.send_range(self._reads, self._held, part.start_bytes, part.stop_bytes)
            return
        # Servers differ in what send does after a disconnect (uvicorn: nothing at all, and the
        # loop would read the film to its end), so the disconnect itself is listened for.
        gone = asyncio.ensure_future(_wait_for_disconnect(self._receive))
        sending = asyncio.ensure_future(self._send_messages(part))
        try:
            await asyncio.wait((gone, sending), return_when=asyncio.FIRST_COMPLETED)
            if not sending.done():
                raise ClientGone
            sending.result()
        finally:
            for task in (gone, sending):
                task.cancel()
            await asyncio.gather(gone, sending, return_exceptions=True)

    async def _send_messages(self, part: ByteRange) -> None:
        offset = part.start_bytes
        while offset < part.stop_bytes:
            left = part.stop_bytes - offset
            if self._reads.is_inline(self._held):
                self._held.require_unchanged()
            chunk = self._reads.read_cached(self._held, offset, min(left, CHUNK_BYTES))
            if chunk is None:
                chunk = await self._reads.read_from_disk(self._held, offset, left)
            if not chunk:
                raise FileChanged("The file ended before the promised length was sent.")
            offset += len(chunk)
            # A copy, because the server may keep it queued while the shared buffer is filled anew.
            await self._send({"type": "http.response.body", "body": bytes(chunk), "more_body": True})


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _collect_headers(fields: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Header fields by name; repeated ones joined as RFC 9110 §5.3 has it."""
    collected: dict[bytes, bytes] = {}
    for name, value in fields:
        collected[name] = collected[name] + b", " + value if name in collected else value
    return collected


async def _send_handover(send: Send, accel: AccelRedirect, file: DeliveredFile) -> None:
    """The proxy's permission. Conditions and ranges are its own to judge, by its own ETag."""
    headers = [
        (b"x-accel-redirect", accel.header_for(file.path)),
        (b"content-type", file.media_type.encode("ascii")),
        (b"content-disposition", content_disposition(file.download_name)),
        (b"cache-control", file.cache_control),
        (b"x-content-type-options", b"nosniff"),
        (b"content-length", b"0"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_refusal(
    scope: Scope, send: Send, status: int, error: str, detail: str, extra: Sequence[tuple[bytes, bytes]] = ()
) -> None:
    body = json.dumps({"error": error, "detail": detail}).encode()
    kept = [
        each
        for each in extra
        if each[0] not in (b"content-disposition", b"cache-control", b"etag", b"last-modified")
    ]
    headers = [*kept, (b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    headers.append((b"cache-control", b"no-store"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    is_head = scope["method"] == "HEAD"
    await send({"type": "http.response.body", "body": b"" if is_head else body, "more_body": False})
