"""/api/stream: the bytes of films, as raw ASGI in front of the framework.

An address names playback, file and signature. Its signature is checked, its playback must be alive, and
then the bytes flow without any database session.
"""

from collections.abc import Callable

from starlette.types import Receive, Scope, Send

from kino.core.accel_redirect import AccelRedirect
from kino.core.file_delivery import DeliveredFile, FileDelivery, FileGrant
from kino.features.playback.errors import MediaLinkInvalid, PlaybackEnded
from kino.features.playback.parts.live_playbacks import LivePlayback, LivePlaybacks
from kino.features.playback.parts.plain_answers import send_refusal

PREFIX = "/api/stream/"


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
            await send_refusal(send, refusal)
            return
        await self.delivery.deliver_file(scope, receive, send, file)

    def _authorise(self, path: str) -> tuple[DeliveredFile, Callable[[], bool]]:
        """The file of a signed address, and whether it may still be read. Raises the two refusals."""
        parts = path.removeprefix(PREFIX).split("/")
        if len(parts) < 3:
            raise MediaLinkInvalid("This is not the address of a stream.")
        playback, file_id = self._playbacks.authorise(*parts[:3])
        file = playback.files.get(file_id)
        if file is None:
            raise MediaLinkInvalid("The address of this stream was altered.")
        return file, self._liveness(playback)

    def _liveness(self, playback: LivePlayback) -> Callable[[], bool]:
        return lambda: self._playbacks.find(playback.id) is playback
