"""A real server that delivers one file, in a thread, and a client that sees every byte of it."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, Literal

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kino.core.accel_redirect import AccelRedirect
from kino.core.disk_reads import DiskReads
from kino.core.file_delivery import DeliveredFile, FileDelivery, FileGrant, Receive, Scope, Send
from kino.core.http_protocol import GRANT_NOW, KinoHttpProtocol

Protocol = Literal["kino", "httptools", "h11"]


def describe(path: Path, **changes: Any) -> DeliveredFile:
    """The file at path as a scan would know it."""
    facts = path.stat()
    known: dict[str, Any] = {
        "path": bytes(path),
        "size_bytes": facts.st_size,
        "mtime_ns": facts.st_mtime_ns,
        "etag_seed": "0190f0a0",
        "media_type": "video/mp4",
    }
    return DeliveredFile(**(known | changes))


@dataclass
class FileApp:
    """An application that answers `/film` with file, `/slow` with slow and `/hello` with a word."""

    file: DeliveredFile
    slow: DeliveredFile | None = None
    reads: Callable[[], DiskReads] = DiskReads
    accel: AccelRedirect | None = None
    is_live: bool = True
    granted: int = 0
    in_full: int = 0
    delivery: FileDelivery = field(init=False)

    def grant_now(self, scope: Scope) -> FileGrant | None:
        if scope["path"] != "/film" or not self.is_live:
            return None
        grant = self.delivery.grant_now(scope, self.file, lambda: self.is_live)
        self.granted += grant is not None
        return grant

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            self.delivery = FileDelivery(self.accel, self.reads())
            scope["state"][GRANT_NOW] = self.grant_now
            await send({"type": "lifespan.startup.complete"})
            await receive()
            self.delivery.close()
            await send({"type": "lifespan.shutdown.complete"})
        elif scope["path"] == "/hello":
            headers = [(b"content-length", b"5")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"hello"})
        elif not self.is_live or scope["path"] not in ("/film", "/slow"):
            headers = [(b"content-length", b"0")]
            status = 404 if self.is_live else 403
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        else:
            self.in_full += 1
            file = self.slow if scope["path"] == "/slow" and self.slow else self.file
            await self.delivery.deliver_file(scope, receive, send, file)


@contextmanager
def serving(
    app: FileApp, protocol: Protocol = "kino", loop: str = "uvloop", tls: Path | None = None
) -> Iterator[int]:
    """The port of a server of app. tls: a folder to draw a certificate in."""
    certificate = draw_certificate(tls) if tls is not None else None
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        http=KinoHttpProtocol if protocol == "kino" else protocol,
        loop=loop,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=1,
        ssl_certfile=certificate,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive())
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(60)
    assert not thread.is_alive(), "the server did not stop"


def draw_certificate(folder: Path) -> Path:
    """A self-signed certificate of 127.0.0.1 and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kino")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def wait_until(condition: Callable[[], object], limit_s: float = 10) -> None:
    """Returns as soon as condition holds; fails after limit_s."""
    end_s = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end_s, "it did not happen in time"
        time.sleep(0.01)


@dataclass(frozen=True)
class Reply:
    """One response: what was promised, and what came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_whole(self) -> bool:
        return len(self.body) == int(self.headers["content-length"])


class Client:
    """One connection that speaks HTTP/1.1 by hand, so that nothing is repaired or retried."""

    def __init__(self, port: int, tls: Path | None = None, buffer_bytes: int = 0) -> None:
        self.socket = socket.socket()
        if buffer_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
        self.socket.settimeout(60)
        self.socket.connect(("127.0.0.1", port))
        if tls is not None:
            context = ssl.create_default_context(cafile=tls / "server.pem")
            self.socket = context.wrap_socket(self.socket, server_hostname="127.0.0.1")
        self._came = b""

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def ask(self, target: str = "/film", method: str = "GET", **headers: str) -> None:
        """Sends a request; header names with `_` for `-`."""
        lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
        self.socket.sendall(f"{method} {target} HTTP/1.1\r\nHost: kino\r\n{''.join(lines)}\r\n".encode())

    def take_head(self) -> tuple[int, dict[str, str]]:
        while b"\r\n\r\n" not in self._came:
            more = self.socket.recv(65536)
            assert more, f"the connection ended after {self._came!r}"
            self._came += more
        head, _, self._came = self._came.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        return int(status.split(" ")[1]), {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
        }

    def take_body(self, length: int) -> bytes:
        """Up to length bytes; fewer when the connection ends before."""
        came = bytearray(self._came)
        while len(came) < length:
            try:
                more = self.socket.recv(1 << 20)
            except ConnectionResetError:
                break
            if not more:
                break
            came += more
        self._came = bytes(came[length:])
        return bytes(came[:length])

    def take(self, method: str = "GET") -> Reply:
        """The next response."""
        status, headers = self.take_head()
        has_body = method != "HEAD" and status != 304
        return Reply(status, headers, self.take_body(int(headers["content-length"])) if has_body else b"")

    def fetch(self, target: str = "/film", method: str = "GET", **headers: str) -> Reply:
        """A request and its response."""
        self.ask(target, method, **headers)
        return self.take(method)
