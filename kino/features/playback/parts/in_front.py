"""Addresses that are answered in front of the framework: they carry many bytes, or are asked for often."""

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kino.features.playback.parts.plain_answers import send_bytes

log = structlog.get_logger(__name__)


class InFront:
    """Middleware that has every address below `prefix` answered by `answer`, and lets all else pass.

    answer: an ASGI application. What it raises before it began to answer becomes a plain 500.
    """

    def __init__(self, app: ASGIApp, prefix: str, answer: ASGIApp) -> None:
        self._app = app
        self._prefix = prefix
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self._prefix):
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def send_on(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._answer(scope, receive, send_on)
        except Exception:  # the edge of these addresses: behind it there is only the connection
            if has_begun:
                raise
            log.exception("an address in front of the framework failed", path=scope["path"])
            await send_bytes(send, b"", [(b"cache-control", b"no-store")], status=500)
