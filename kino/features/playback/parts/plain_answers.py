"""Answers of the addresses that stand in front of the framework."""

import json

from starlette.types import Send

from kino.core.errors import KinoError

Header = tuple[bytes, bytes]


async def send_refusal(send: Send, refusal: KinoError) -> None:
    """The error as the API tells every error."""
    body = json.dumps({"error": refusal.code, "detail": refusal.message, "facts": {}}).encode()
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send_bytes(send, body, headers, status=int(refusal.status))


async def send_bytes(
    send: Send, body: bytes, headers: list[Header], *, status: int = 200, is_head: bool = False
) -> None:
    """The whole body at once; of a HEAD its headers only."""
    sized = [*headers, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": sized})
    await send({"type": "http.response.body", "body": b"" if is_head else body})
