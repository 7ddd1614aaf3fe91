"""A stand-in for archive.org on loopback: metadata and downloads in the true shapes, with their faults."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from kino.providers.internet_archive.client import InternetArchive
from kino.providers.internet_archive.hosts import HostPolicy

ITEM = "CaminandesLlamigos"
FILE = "Caminandes_ Llamigos-1080p.mp4"


@dataclass
class ArchiveServer:
    """What it serves, how it misbehaves, and what it was asked.

    break_after: bytes of a body after which the connection is cut, one for each coming download.
    on_break:    called once a connection was cut.
    answers:     raw statuses with headers that are given first, before downloads work again.
    """

    content: bytes
    sha1: str | None = None
    size: int | None = None
    etag: str = '"film-1"'
    honours_ranges: bool = True
    redirect_to: str | None = None
    break_after: list[int] = field(default_factory=list)
    on_break: Callable[[], None] = lambda: None
    answers: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    metadata: Any = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    @property
    def downloads(self) -> list[dict[str, str]]:
        """The headers of each request for the film's bytes."""
        return [headers for path, headers in self.asked if "/items/" in path]

    def item_answer(self) -> Any:
        """As archive.org answers: strings for numbers, a list here and a single value there."""
        if self.metadata is not None:
            return self.metadata
        film = {
            "name": FILE,
            "source": "original",
            "format": "h.264 HD",
            "mtime": "1454431229",
            "size": str(self.size if self.size is not None else len(self.content)),
            "md5": hashlib.md5(self.content).hexdigest(),
            "sha1": self.sha1 or hashlib.sha1(self.content).hexdigest(),
            "crc32": "d0a3d3b1",
            "length": "2:30",
            "height": "1080",
            "width": "1920",
        }
        return {
            "created": 1763800000,
            "d1": "ia600607.us.archive.org",
            "dir": "/12/items/CaminandesLlamigos",
            "files_count": 2,
            "files": [film, {"name": f"{ITEM}_files.xml", "source": "original", "format": "Metadata"}],
            "metadata": {
                "identifier": ITEM,
                "title": "Caminandes 3: Llamigos",
                "collection": ["short_films"],
            },
            "server": "ia600607.us.archive.org",
            "workable_servers": ["ia600607.us.archive.org"],
        }

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request after the other."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode().split("\r\n")
                path = lines[0].split(" ")[1]
                headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines[1:] if line)}
                self.asked.append((path, headers))
                if not await self._answer(path, headers, writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, path: str, headers: dict[str, str], writer: asyncio.StreamWriter) -> bool:
        if path.startswith("/metadata/"):
            known = path == f"/metadata/{ITEM}"
            return await _send(writer, "200 OK", {}, json.dumps(self.item_answer() if known else {}).encode())
        if path.startswith("/download/"):
            node = f"http://ia600607.us.archive.org:{self.port}/12/items/{ITEM}/film.mp4"
            return await _send(writer, "302 Found", {"Location": self.redirect_to or node}, b"")
        if self.answers:
            status, extra = self.answers.pop(0)
            return await _send(writer, status, extra, b"")
        return await self._send_film(headers, writer)

    async def _send_film(self, headers: dict[str, str], writer: asyncio.StreamWriter) -> bool:
        size, start = len(self.content), 0
        status, extra = "200 OK", {"ETag": self.etag, "Accept-Ranges": "bytes"}
        wanted = headers.get("range", "")
        if wanted and self.honours_ranges and headers.get("if-range", self.etag) == self.etag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= size:
                return await _send(
                    writer, "416 Range Not Satisfiable", {"Content-Range": f"bytes */{size}"}, b""
                )
            status = "206 Partial Content"
            extra["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
        cut = self.break_after.pop(0) if self.break_after else None
        whole = await _send(writer, status, extra, self.content[start:], cut)
        if not whole:
            self.on_break()
        return whole


async def _send(
    writer: asyncio.StreamWriter, status: str, headers: dict[str, str], body: bytes, cut: int | None = None
) -> bool:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in headers.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    writer.write(body if cut is None else body[:cut])
    await writer.drain()
    return cut is None


@asynccontextmanager
async def running_archive(server: ArchiveServer) -> AsyncIterator[InternetArchive]:
    """The server, and a client for which archive.org and its nodes lie there."""
    listener = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]

    async def resolve_here(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    policy = HostPolicy(
        scheme="http",
        port=server.port,
        resolve=resolve_here,
        accept_address=lambda address: address == "127.0.0.1",
    )
    try:
        async with InternetArchive(policy, f"http://archive.org:{server.port}", idle_s=5) as client:
            yield client
    finally:
        listener.close()
        await listener.wait_closed()
