"""/api/stream: the bytes of films, as raw ASGI in front of the framework.

An address names playback, file and signature. Its signature is checked, its playback must be alive, and
then the bytes flow without any database session.
"""

import json
from collections.abc import Callable
from uuid import UUID

from starlette.types import ASGIApp, Receive, Scope, Send

from kino.core.accel_redirect import AccelRedirect
from kino.core.file_delivery import DeliveredFile, FileDelivery, FileGrant
from kino.features.playback.errors import MediaLinkInvalid, PlaybackEnded
from kino.features.playback.parts.live_playbacks import LivePlayback, LivePlaybacks

PREFIX = "/api/stream/"


class StreamFirst:
    """Middleware that answers stream addresses itself and lets everything else pass."""

    def __init__(self, app: ASGIApp, stream: "Stream") -> None:
        self._app = app
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await self._stream(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class Stream:
    """Delivers files of live playbacks."""

    def __init__(self, playbacks: LivePlaybacks, accel: AccelRedirect | None) -> None:
        self._playbacks = playbacks
        self._accel = accel
        self._delivery: FileDelivery | None = None

    @property
    def delivery(self) -> FileDelivery:
        """Made with the first use, since it belongs to the running event loop."""
        if self._delivery is None:
            self._delivery = FileDelivery(self._accel)
        return self._delivery

    async def close(self) -> None:
        """Let go of every file."""
        if self._delivery is not None:
            self._delivery.close()
            self._delivery = None

    def grant_now(self, scope: Scope) -> FileGrant | None:
        """Leave to answer at once, for core.http_protocol.GRANT_NOW; None takes the general way."""
        if not scope["path"].startswith(PREFIX):
            return None
        try:
            file, is_live = self._authorise(scope["path"])
        except (MediaLinkInvalid, PlaybackEnded):
            return None
        return self.delivery.grant_now(scope, file, is_live)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            file, _ = self._authorise(scope["path"])
        except (MediaLinkInvalid, PlaybackEnded) as refusal:
            await _refuse(send, refusal)
            return
        await self.delivery.deliver_file(scope, receive, send, file)

    def _authorise(self, path: str) -> tuple[DeliveredFile, Callable[[], bool]]:
        """The file of a signed address, and whether it may still be read. Raises the two refusals."""
        parts = path.removeprefix(PREFIX).split("/")
        try:
            playback_id, file_id, signature = UUID(parts[0]), UUID(parts[1]), parts[2]
        except (ValueError, IndexError) as error:
            raise MediaLinkInvalid("This is not the address of a stream.") from error
        playback = self._playbacks.find(playback_id)
        if playback is None:
            raise PlaybackEnded("This playback is over. The player asks for a new plan and goes on.")
        file = playback.files.get(file_id)
        if file is None or not self._playbacks.is_signed(playback, file_id, signature):
            raise MediaLinkInvalid("The address of this stream was altered.")
        return file, self._liveness(playback)

    def _liveness(self, playback: LivePlayback) -> Callable[[], bool]:
        return lambda: self._playbacks.find(playback.id) is playback


async def _refuse(send: Send, refusal: MediaLinkInvalid | PlaybackEnded) -> None:
    body = json.dumps({"error": refusal.code, "detail": refusal.message, "facts": {}}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": int(refusal.status), "headers": headers})
    await send({"type": "http.response.body", "body": body})
