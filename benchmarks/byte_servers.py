"""The servers that bench_range and bench_seek measure, each run in its own process.

python -m benchmarks.byte_servers kino|fileresponse PORT FILE
"""

import hmac
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from kino.core.file_delivery import DeliveredFile, FileDelivery, FileGrant, Receive, Scope, Send
from kino.core.http_protocol import GRANT_NOW, KinoHttpProtocol
from kino.core.quick_start import calm_collector

SIGNING_KEY = sha256(b"benchmark").digest()
PLAYBACK = "0190f0a0-0000-7000-8000-000000000001"
# As nginx has it: rounds on a busy machine may lie further apart than uvicorn's 5 s.
KEEP_ALIVE_S = 75
EXPIRES_AT_S = 4_000_000_000


def signature(playback: str, expires_at_s: int) -> str:
    """The signature that a stream address carries, in hexadecimal."""
    return hmac.digest(SIGNING_KEY, f"{playback}.{expires_at_s}".encode(), "sha256").hex()


def stream_target() -> str:
    """Path and query of the benchmark's one film, signed."""
    return f"/api/stream/{PLAYBACK}?expires={EXPIRES_AT_S}&signature={signature(PLAYBACK, EXPIRES_AT_S)}"


class AuthorisedStream:
    """Kino's stream route as raw ASGI.

    The signature of an address is verified when it first comes on a connection; expiry and
    liveness are checked again for each request, also where its bytes are the same as before.
    """

    def __init__(self, path: Path) -> None:
        facts = path.stat()
        file = DeliveredFile(bytes(path), facts.st_size, facts.st_mtime_ns, "film", "video/mp4")
        self._live = {PLAYBACK: file}
        self._delivery: FileDelivery

    def authorise(self, scope: Scope) -> tuple[DeliveredFile, Callable[[], bool]] | None:
        """The file that the signed address in scope opens, and whether it still does when asked again."""
        playback = scope["path"].rpartition("/")[2]
        query = dict(pair.split("=", 1) for pair in scope["query_string"].decode("ascii").split("&"))
        expires_at_s = int(query["expires"])
        if not hmac.compare_digest(signature(playback, expires_at_s), query["signature"]):
            return None

        def is_live() -> bool:
            return playback in self._live and time.time() < expires_at_s

        return (self._live[playback], is_live) if is_live() else None

    def grant_now(self, scope: Scope) -> FileGrant | None:
        """See http_protocol.GRANT_NOW."""
        allowed = self.authorise(scope)
        return None if allowed is None else self._delivery.grant_now(scope, *allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live_through(scope, receive, send)
            return
        allowed = self.authorise(scope)
        if allowed is None:
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
            return
        await self._delivery.deliver_file(scope, receive, send, allowed[0])

    async def _live_through(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        self._delivery = FileDelivery()
        scope["state"][GRANT_NOW] = self.grant_now
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._delivery.close()
        await send({"type": "lifespan.shutdown.complete"})


def file_response_app(path: Path) -> Starlette:
    """The plain framework answer, without any authorisation."""

    def stream(_: Request) -> Response:
        return FileResponse(path, media_type="video/mp4")

    return Starlette(routes=[Route("/api/stream/{playback}", stream)])


def main() -> None:
    kind, port, path = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    if kind == "kino":
        calm_collector()
        uvicorn.run(
            AuthorisedStream(path),
            port=port,
            loop="uvloop",
            http=KinoHttpProtocol,
            lifespan="on",
            timeout_keep_alive=KEEP_ALIVE_S,
            access_log=False,
            log_level="warning",
        )
    else:
        uvicorn.run(
            file_response_app(path),
            port=port,
            loop="uvloop",
            http="httptools",
            access_log=False,
            log_level="warning",
            timeout_keep_alive=KEEP_ALIVE_S,
        )


if __name__ == "__main__":
    main()
